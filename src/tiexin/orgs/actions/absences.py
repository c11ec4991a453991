"""Somebody is away and another stands in; the first comes back early."""

from datetime import date

from django.db import transaction

from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.orgs import calendar, rules
from tiexin.orgs.absences import Absence
from tiexin.orgs.models import Officer, Post
from tiexin.orgs.roles import ADMIN_ROLES

RULE = "代理规则：一人一天只由一人代理，不代自己，不层层转代"


@transaction.atomic
def deputise(absence: Absence, *, by: Officer | None, on: date) -> Absence:
    """Enter a new (unsaved) absence: the deputy has the other's posts and worklist on its days; clocks run on.

    Refused, with nothing written: oneself, days over or turned round, a second deputy for the same days, a deputy who
    is away or an absent one who stands in for others on these days (no chains, so no circles), somebody not in office,
    an administrator post for whoever holds another of the three.
    """
    people = {absence.officer_id, absence.deputy_id}
    rows = Officer.objects.select_for_update(of=("self",)).select_related("org").filter(pk__in=people)
    held = {who.pk: who for who in rows.order_by("pk")}
    _check_days(absence, on)
    if len(people) < 2:
        raise Refused("不能由自己代理自己", clause=RULE, field="deputy")
    for field, who in (("officer", held[absence.officer_id]), ("deputy", held[absence.deputy_id])):
        if who.since > absence.since or (who.until is not None and who.until <= absence.until):
            raise Refused(f"{who}在这些日子里不都在职", field=field)
    rules.check_sides(held[absence.officer_id].org, held[absence.deputy_id].org, "deputy")
    _check_chain(absence, held)
    _check_separation(absence)
    absence.reason = absence.reason.strip()
    absence.save(force_insert=True)
    journal.write(Act("deputise", absence, by, on, held[absence.officer_id].org_id))
    calendar.forget()
    return absence


def _check_days(absence: Absence, on: date) -> None:
    if absence.until < absence.since:
        raise Refused("止日早于起日", field="until")
    if absence.until < on:
        raise Refused("这些日子已经过去了", field="until")
    if not absence.reason.strip():
        raise Refused("请写明事由", field="reason")


def _check_chain(absence: Absence, held: dict[int, Officer]) -> None:
    then = Absence.objects.during(absence.since, absence.until)
    officer, deputy = held[absence.officer_id], held[absence.deputy_id]
    if then.filter(officer=officer).exists():
        raise Refused(f"{officer}在这些日子里已有人代理", clause=RULE, field="officer")
    if then.filter(deputy=officer).exists():
        raise Refused(f"{officer}在这些日子里正代理别人，请先另找代理人", clause=RULE, field="officer")
    if then.filter(officer=deputy).exists():
        raise Refused(f"{deputy}在这些日子里自己也不在", clause=RULE, field="deputy")


def _check_separation(absence: Absence) -> None:
    """Refuse two of the three administrator posts in one hand, those lent by others on these days among them."""
    lent = Absence.objects.during(absence.since, absence.until).filter(deputy=absence.deputy_id)
    people = [absence.officer_id, absence.deputy_id, *lent.values_list("officer", flat=True)]
    open_posts = Post.objects.filter(officer__in=people, until=None, role__in=ADMIN_ROLES)
    if open_posts.values("role").distinct().count() > 1:
        raise Refused("管理岗位不能由担任另一管理岗位的人代理", clause=rules.SEPARATION, field="deputy")


@transaction.atomic
def return_early(absence: Absence, *, by: Officer | None, on: date) -> Absence:
    """End an absence: from today on nobody stands in any more."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("officer").get(pk=absence.pk)
    if absence.ended is not None or absence.until < on:
        raise Refused("这次代理已经结束")
    absence.ended = on
    absence.save(update_fields=["ended"])
    journal.write(Act("return_early", absence, by, on, absence.officer.org_id))
    calendar.forget()
    return absence
