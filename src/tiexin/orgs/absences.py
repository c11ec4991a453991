"""Who is away from when to when, and who stands in: the table, and what a deputy may do in somebody's place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from tiexin.core.days import local_today
from tiexin.orgs.models import Officer, Post, Under
from tiexin.orgs.roles import ADMIN_ROLES, roles_with
from tiexin.orgs.scope import ScopedQuerySet

if TYPE_CHECKING:
    from django.http import HttpRequest


class AbsenceQuerySet(ScopedQuerySet["Absence"]):
    scope_fields = ("officer__org",)

    def on(self, day: date) -> AbsenceQuerySet:
        """Absences that hold on a day: not before the first, not after the last, not after an early return."""
        return self.filter(Q(ended=None) | Q(ended__gt=day), since__lte=day, until__gte=day)

    def during(self, first: date, last: date) -> AbsenceQuerySet:
        """Absences that share a day with a stretch."""
        holds = Q(ended=None) | (Q(ended__gt=first) & Q(ended__gt=F("since")))
        return self.filter(holds, since__lte=last, until__gte=first)


class Absence(models.Model):
    """An officer is away for some days, the first and the last among them; a deputy has the posts for just these."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="absences", verbose_name="谁不在")
    deputy = models.ForeignKey(Officer, models.PROTECT, related_name="deputising", verbose_name="谁代理")
    since = models.DateField("起")
    until = models.DateField("止")
    ended = models.DateField("提前回来", null=True, blank=True)
    reason = models.CharField("事由", max_length=100)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_has_days"),
            models.CheckConstraint(condition=~Q(officer=F("deputy")), name="nobody_deputises_oneself"),
        ]
        indexes: ClassVar = [models.Index(fields=["deputy", "until"], name="absence_of_deputy")]

    def __str__(self) -> str:
        return f"{self.officer_id} → {self.deputy_id}"


@dataclass(frozen=True)
class StandIn:
    """Whom a deputy stands in for today, and with which (unit id, role) pairs."""

    absent: Officer
    posts: list[tuple[int, str]]


def any_now() -> Exists:
    """Whether anybody is away on the installation's day: read along with its row, so that others pay nothing."""
    day = Coalesce(OuterRef("clock"), Value(local_today()), output_field=models.DateField())
    return Exists(Absence.objects.filter(since__lte=day, until__gte=day))


def stand_ins(request: HttpRequest, own: list[tuple[int, str]]) -> list[StandIn]:
    """Return whom the person stands in for today; an administrator post never joins another of the three."""
    if not getattr(getattr(request, "installation", None), "absences", False):
        return []
    officer, today = request.officer, request.today  # type: ignore[attr-defined]
    away = {each.officer_id: each.officer for each in _of(officer, today)}
    posts = [post for post in Post.objects.filter(officer__in=away).order_by("pk") if post.holds_on(today)]
    found = [StandIn(who, [(p.org_id, p.role) for p in posts if p.officer_id == pk]) for pk, who in away.items()]
    return _separate(found, {role for _, role in own})


def _of(officer: Officer, day: date) -> AbsenceQuerySet:
    return Absence.objects.on(day).filter(deputy=officer).select_related("officer__org").order_by("pk")


def _separate(found: list[StandIn], held: set[str]) -> list[StandIn]:
    """Leave out administrator posts that would come together; what was granted since may have made them so."""
    admins = {role for each in found for _, role in each.posts} & set(ADMIN_ROLES)
    if len(admins | (held & set(ADMIN_ROLES))) < 2:
        return found
    return [StandIn(each.absent, [post for post in each.posts if post[1] not in ADMIN_ROLES]) for each in found]


def acting_for(by: Any, org_id: int) -> Officer | None:
    """Return in whose place a person did something at a unit; None when the own posts gave the right."""
    ins: list[StandIn] = getattr(by, "stand_ins", [])
    if not ins:
        return None
    roles = set(roles_with(by.acted_with))
    above = set(Under.objects.filter(org=org_id).values_list("ancestor_id", flat=True))
    if _gives(by.own_posts, roles, above):
        return None
    return next((each.absent for each in ins if _gives(each.posts, roles, above)), None)


def _gives(posts: list[tuple[int, str]], roles: set[str], above: set[int]) -> bool:
    return any(org in above and role in roles for org, role in posts)
