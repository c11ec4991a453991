"""Where people work inside an employer: workshops, teams and posts, how many work there, what endangers them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Prefetch, Q

from tiexin.orgs.scope import ScopedQuerySet
from tiexin.registry.models import Employer

# 职业病危害因素分类目录, 国卫疾控发〔2015〕92号: its six classes, in its order.
HAZARDS: Mapping[str, str] = {
    "dust": "粉尘",
    "chemical": "化学因素",
    "physical": "物理因素",
    "radiation": "放射性因素",
    "biological": "生物因素",
    "other": "其他因素",
}
HAZARD_SOURCE = "职业病危害因素分类目录（国卫疾控发〔2015〕92号）"


class WorkplaceKind(models.TextChoices):
    WORKSHOP = "workshop", "车间"
    TEAM = "team", "班组"
    POST = "post", "岗位"


class WorkplaceQuerySet(ScopedQuerySet["Workplace"]):
    scope_fields = ("employer__org",)

    def on(self, day: date) -> WorkplaceQuerySet:
        """Those in force on `day`."""
        return self.filter(Q(since__lte=day), Q(until__isnull=True) | Q(until__gt=day))

    def with_hazards(self) -> WorkplaceQuerySet:
        """Read along, as `present`, the hazards that have not ended."""
        order = models.Case(*(models.When(kind=kind, then=n) for n, kind in enumerate(HAZARDS)))
        rows = Hazard.objects.filter(until=None).order_by(order, "pk")
        return self.prefetch_related(Prefetch("hazards", rows, to_attr="present"))


class Workplace(models.Model):
    """A workshop, a team in it (or directly in the employer), or a post in either, from a day to a day.

    `headcount` is how many work there with everything below, as estimated; `until` is the first day without it.
    """

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="workplaces", verbose_name="企业")
    kind = models.CharField("类别", max_length=12, choices=WorkplaceKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="inside")
    name = models.CharField("名称", max_length=40)
    headcount = models.PositiveIntegerField("人数", null=True, blank=True)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    end_reason = models.CharField("撤销的理由", max_length=200, blank=True)

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["employer", "name"], condition=Q(until=None, parent=None), name="workplace_on_top_once"
            ),
            models.UniqueConstraint(
                fields=["parent", "name"], condition=Q(until=None, parent__isnull=False), name="workplace_inside_once"
            ),
            models.CheckConstraint(condition=~Q(kind="workshop") | Q(parent=None), name="workshop_stands_on_top"),
            models.CheckConstraint(condition=~Q(kind="post") | Q(parent__isnull=False), name="post_stands_inside"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="workplace_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Hazard(models.Model):
    """What endangers health at a team or a post (职业病危害因素), by class and in words, from a day to a day."""

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="hazards")
    kind = models.CharField("危害因素", max_length=12, choices=list(HAZARDS.items()))
    detail = models.CharField("具体", max_length=60, blank=True)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workplace", "kind"], condition=Q(until=None), name="open_hazard_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.detail}）" if self.detail else self.get_kind_display()
