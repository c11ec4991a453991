"""Append-only: what was done (Entry) and what it proves (Fact). Neither is ever edited or deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from tiexin.orgs.models import Officer, Org
from tiexin.orgs.scope import ScopedQuerySet
from tiexin.registry.models import Employer, Worker


class EntryQuerySet(ScopedQuerySet["Entry"]):
    scope_fields = ("org",)

    def readable(self, request: HttpRequest) -> EntryQuerySet:
        """Entries of units in scope, and those that prove work done there by somebody else."""
        proofs = Fact.objects.for_request(request).filter(entry=OuterRef("pk"))
        return self.filter(Q(pk__in=self.for_request(request).values("pk")) | Exists(proofs))

    def practised(self, request: HttpRequest) -> EntryQuerySet:
        """What people of the units in scope have done while practising, found by who stands behind the double."""
        people = Officer.objects.for_request(request)
        return self.filter(org__practice=True, by__practises_for__in=people)


class Entry(models.Model):
    """Who did what to which thing, on which local day. Holds ids, never content."""

    at = models.DateTimeField(auto_now_add=True)
    on = models.DateField("日期")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="entries")
    instead_of = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)  # a deputy's
    org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False)  # begins `entry_of_org`
    verb = models.CharField(max_length=24)
    thing = models.CharField(max_length=40)  # app.model
    thing_id = models.BigIntegerField()
    source = models.CharField(max_length=64, null=True, unique=True)
    voids = models.OneToOneField("self", models.PROTECT, null=True, related_name="voided_by")

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["thing", "thing_id"], name="entry_of_thing"),
            models.Index(fields=["org", "on"], name="entry_of_org"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.verb} {self.thing}#{self.thing_id}"


class TagSet(models.Model):
    """Declared tags that facts carry together, each once; the facts of a visit share two or three sets.

    The id is made from the tags (`rules.tag_set_id`), so the same tags are the same row for every fact.
    """

    id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.id)


class Tag(models.Model):
    """One tag of a set; several values of a key are allowed. The constraint's index begins with the set."""

    set = models.ForeignKey(TagSet, models.PROTECT, related_name="tags", db_index=False)
    key = models.CharField(max_length=20)
    value = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["set", "key", "value"], name="tag_once_in_a_set")]

    def __str__(self) -> str:
        return f"{self.key}={self.value}"


class FactQuerySet(ScopedQuerySet["Fact"]):
    scope_fields = ("by_org", "at_org")

    def live(self) -> FactQuerySet:
        """Facts that no later entry has voided."""
        return self.filter(voided_by__isnull=True)


class Fact(models.Model):
    """One thing that counts. Dimensions are ids as they stood that day; `voided_by` may be set once.

    `qty` is an integer in the measure's smallest unit; `tag_set` holds its tags as they stood that day. Team,
    household, pair and facility live in rooms above this one, so they are ids without foreign keys.
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="facts")
    measure = models.CharField(max_length=32)
    on = models.DateField()
    qty = models.PositiveBigIntegerField(default=1)
    by_org = models.ForeignKey(Org, models.PROTECT, related_name="+", db_index=False)
    at_org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    employer = models.ForeignKey(Employer, models.PROTECT, null=True, related_name="+", db_index=False)
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, related_name="+", db_index=False)
    team_id = models.BigIntegerField(null=True)
    household_id = models.BigIntegerField(null=True)
    pair_id = models.BigIntegerField(null=True)
    facility_id = models.BigIntegerField(null=True)
    tag_set = models.ForeignKey(TagSet, models.PROTECT, null=True, related_name="facts", db_index=False)
    voided_by = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="voided_facts", db_index=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        # every fact pays for each of them: nobody looks facts up by officer, employer or worker without a measure
        indexes: ClassVar = [
            models.Index(fields=["measure", "by_org", "on"], name="fact_by_org"),
            models.Index(fields=["measure", "team_id", "on"], name="fact_by_team"),
            models.Index(fields=["measure", "officer", "on"], name="fact_by_officer"),
            models.Index(fields=["measure", "employer", "on"], name="fact_by_employer"),
            models.Index(fields=["measure", "worker", "on"], condition=Q(worker__isnull=False), name="fact_by_worker"),
            models.Index(fields=["voided_by"], condition=Q(voided_by__isnull=False), name="fact_voided"),
        ]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(qty__gt=0), name="fact_counts_something")]

    def __str__(self) -> str:
        return f"{self.measure} {self.on} ×{self.qty}"


class Pending(models.Model):
    """The stale mark: an entry whose effect on the gauges is still to be folded in by the worker."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True)

    def __str__(self) -> str:
        return str(self.entry_id)


class FileQuerySet(ScopedQuerySet["File"]):
    scope_fields = ("org",)


class File(models.Model):
    """A stored file under the hash of its content; the same content is kept once on disk."""

    org = models.ForeignKey(Org, models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="files")
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=80)

    objects = FileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Limit(models.Model):
    """A published cap on a measure, beside the facts so that no action can forget it.

    `column` is the fact's column that names who is capped (`officer_id`, `by_org_id` …); `where` filters tags as a
    definition does; `count` says how facts become one number.
    """

    duty_id = models.BigIntegerField(unique=True)
    measure = models.CharField(max_length=32, db_index=True)
    where = models.JSONField(default=dict)
    count = models.CharField(max_length=40, default="times")
    column = models.CharField(max_length=20)
    members = models.JSONField(default=dict)  # filters on the population, as the duty states them
    start = models.DateField()
    end = models.DateField()
    high = models.BigIntegerField()
    refuses = models.BooleanField(default=False)
    clause = models.CharField(max_length=16)
    quote = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.measure} ≤ {self.high}"


from tiexin.evidence import effort  # noqa: E402, F401 - a table of its own file
