"""Caps that a published plan enforces, asked wherever a fact is written: no action can forget them.

Rooms above say who the subjects of a cap are by registering `Profile`s for the fact's column; plans write the
rows. Without a cap on the measures at hand nothing is read at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, CharField, Count, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from tiexin.core.refusal import Refused
from tiexin.evidence.measures import MEASURES
from tiexin.evidence.models import Entry, Fact, Limit, Tag
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer, Org, Under

if TYPE_CHECKING:
    from tiexin.evidence.actions import NewFact

CAPPED = "capped"  # what `orgs.calendar` reads along with the installation's row


@dataclass(frozen=True)
class Profile:
    """A subject as caps see it: its unit, and the columns that a population is filtered by."""

    org: int
    columns: dict[str, str]


Profiles = Callable[[Collection[int]], dict[int, Profile]]


def _orgs(ids: Collection[int]) -> dict[int, Profile]:
    rows = Org.objects.filter(pk__in=ids)
    return {org.pk: Profile(org.pk, {"level": org.level, "kind": org.kind, "rank": ""}) for org in rows}


def _officers(ids: Collection[int]) -> dict[int, Profile]:
    rows = Officer.objects.filter(pk__in=ids).select_related("org")
    return {
        row.pk: Profile(row.org_id, {"level": row.org.level, "kind": row.org.kind, "rank": row.rank}) for row in rows
    }


PROFILES: dict[str, Profiles] = {"by_org_id": _orgs, "at_org_id": _orgs, "officer_id": _officers}


def register(column: str, profiles: Profiles) -> None:
    """Make the subjects that a column of facts names known; called once from the owning app's `ready()`."""
    PROFILES[column] = profiles


class _Joined(Aggregate):
    """Texts of several rows as one, with commas between."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **extra)


def capped() -> Subquery:
    """The measures that some plan caps, as one text; null without any."""
    whole = Limit.objects.order_by().annotate(whole=Value(1)).values("whole")
    return Subquery(whole.annotate(measures=_Joined("measure")).values("measures"))


def limited() -> frozenset[str]:
    """The measures that some plan caps, known to each process with its installation and as long."""
    known = vars(calendar.installation())
    if CAPPED not in known:  # an installation whose row was never written
        return frozenset(Limit.objects.values_list("measure", flat=True).distinct())
    return frozenset(filter(None, (known[CAPPED] or "").split(",")))


def concerned(facts: Sequence[NewFact]) -> list[Limit]:
    """The limits on what is about to be recorded, locked: of two records at once one waits and counts the other."""
    measures = {fact.measure for fact in facts}
    measures = measures & limited() if measures else measures
    if not measures:
        return []
    first, last = min(fact.on for fact in facts), max(fact.on for fact in facts)
    rows = Limit.objects.select_for_update().filter(measure__in=measures, start__lte=last, end__gte=first)
    return list(rows.order_by("pk"))


def check(limits: Iterable[Limit], facts: Sequence[NewFact], entry: Entry) -> list[str]:
    """Refuse the entry, whose facts are written already, for a cap that it exceeds; return what only warns."""
    warnings = []
    for limit in limits:
        for message in _exceeded(limit, facts, entry):
            if limit.refuses:
                raise Refused(message, clause=f"{limit.clause} {limit.quote}".strip())
            warnings.append(message)
    return warnings


def _exceeded(limit: Limit, facts: Sequence[NewFact], entry: Entry) -> Iterable[str]:
    days: dict[int, set[date]] = {}
    concerned = [(subject_of(fact, limit.column), fact.on) for fact in facts if fits(limit, fact)]
    named = {subject for subject, _ in concerned if subject is not None}
    above = _above(named) if limit.members.get("below") else {subject: [subject] for subject in named}
    for subject, on in concerned:
        for each in above.get(subject or 0, ()):
            days.setdefault(each, set()).add(on)
    profiles = PROFILES[limit.column](list(days)) if days and limit.column in PROFILES else {}
    for subject, profile in sorted(profiles.items()):
        high = bound(limit, profile)
        if high is None:
            continue
        for start, end in _windows(limit, days[subject]):
            now = Fact.objects.live().filter(on__gte=start, on__lte=end, **_done_by(limit, subject))
            n = number(now, limit)
            if n > high and n > number(now.exclude(entry=entry), limit):
                yield _said(limit, n, high)


def _above(units: Collection[int]) -> dict[int, list[int]]:
    """Each unit with every unit above it in either tree: a cap on a whole subtree is a cap of all of these."""
    found: dict[int, list[int]] = {}
    for org, ancestor in Under.objects.filter(org__in=units).values_list("org", "ancestor").distinct():
        found.setdefault(org, []).append(ancestor)
    return found


def _done_by(limit: Limit, subject: int) -> dict[str, Any]:
    """Whose facts count towards a subject's cap: its own, or those of everything below it."""
    if limit.members.get("below"):
        return {f"{limit.column}__in": Under.objects.filter(ancestor=subject).values("org")}
    return {limit.column: subject}


def _said(limit: Limit, n: int, high: int) -> str:
    measure = MEASURES[limit.measure]
    return f"“{measure.label}”最多 {high:,}，连同这次是 {n:,}"


def subject_of(fact: NewFact, column: str) -> int | None:
    """Whom a cap on this column sees in a fact."""
    if column in ("by_org_id", "at_org_id"):
        return (fact.by_org if column == "by_org_id" else fact.at_org).pk
    return fact.dims.get(column.removesuffix("_id"))


def fits(limit: Limit, fact: NewFact) -> bool:
    """Whether a fact counts towards a cap."""
    tags = set(fact.tags)
    wanted = all(any((key, value) in tags for value in values) for key, values in limit.where.items())
    without = limit.members.get("without", {})
    return fact.measure == limit.measure and wanted and not any((k, v) in tags for k, vs in without.items() for v in vs)


def bound(limit: Limit, profile: Profile) -> int | None:
    """What a subject may reach; None when the cap is not its own."""
    members, columns = limit.members, profile.columns
    inside = all(columns.get(name) in values for name, values in members.get("of", {}).items())
    excused = any(all(columns.get(n) in v for n, v in each.items()) for each in members.get("unless", []) if each)
    high = next((h for level, rank, h in members["cells"] if (level, rank) == cell_of(columns)), None)
    if not inside or excused or high is None:
        return None
    bound_to = Under.objects.filter(ancestor=members["issuer"], org=profile.org)
    return int(high) if bound_to.exists() else None


def cell_of(columns: dict[str, str]) -> tuple[str, str]:
    """The level × rank by which a subject's bound is found."""
    return columns["level"], columns["rank"]


def _windows(limit: Limit, days: set[date]) -> list[tuple[date, date]]:
    """The periods of a cap in which one of the days lies."""
    terms = [(date.fromisoformat(start), date.fromisoformat(end)) for start, end in limit.members["terms"]]
    return [(start, end) for start, end in terms if any(start <= day <= end for day in days)]


def number(facts: QuerySet[Fact], limit: Limit) -> int:
    """The number that the facts come to, as the plan counts them."""
    facts = facts.filter(measure=limit.measure)
    for key, values in limit.where.items():
        facts = facts.filter(tag_set__in=_tagged(key, values))
    for key, values in limit.members.get("without", {}).items():
        facts = facts.exclude(tag_set__in=_tagged(key, values))
    if limit.count == "sum":
        return facts.aggregate(n=Sum("qty"))["n"] or 0
    if limit.count == "times":
        return facts.count()
    if limit.count.startswith("tag:"):
        key = limit.count.removeprefix("tag:")
        tags = Tag.objects.filter(set__in=facts.values("tag_set"), key=key)
        wanted = limit.where.get(key)
        return (tags.filter(value__in=wanted) if wanted else tags).values("value").distinct().count()
    if limit.count == "worker":  # different persons, under however many entries
        person = Coalesce("worker__same__person", "worker")
        return int(facts.aggregate(n=Count(person, distinct=True))["n"])
    column = "on" if limit.count == "day" else f"{limit.count}_id"
    return int(facts.aggregate(n=Count(column, distinct=True))["n"])


def _tagged(key: str, values: list[str]) -> Any:
    return Tag.objects.filter(key=key, value__in=values).values("set")
