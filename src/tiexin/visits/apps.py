from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tiexin.draws.rules import Item
    from tiexin.evidence.limits import Profile
    from tiexin.orgs.models import Officer, Org
    from tiexin.visits.models import TeamMember


class VisitsConfig(AppConfig):
    name = "tiexin.visits"
    label = "visits"
    verbose_name = "蹲点走访"

    def ready(self) -> None:
        """Make teams owe, stays periods of their own, the names of all three known, and visits found."""
        from tiexin.draws import kinds as lots
        from tiexin.duties import worker
        from tiexin.duties.populations import Occasion, Population, register, register_occasion
        from tiexin.evidence import effort, limits, names
        from tiexin.orgs import orphans
        from tiexin.orgs.models import Level
        from tiexin.search import kinds
        from tiexin.visits import becoming, findable
        from tiexin.visits.models import TeamKind

        filters = {"level": dict(Level.choices), "kind": dict(TeamKind.choices)}
        register(Population("teams", "工作组", "team_id", "visits.team", _teams, _names, filters, _lives))
        limits.register("team_id", _profiles)
        orphans.register(orphans.Held("team", "带队", _led, _of_team, _lead_on, "team__org"))
        things = ("visits.stay", "visits.team")
        register_occasion(Occasion("stay", "teams", things, _stays_of_teams))
        register_occasion(Occasion("stay", "officers", things, _stays_of_members))
        hint = "去了哪里、谈了什么、听到的问题"
        kinds.register(kinds.Kind("visit", "走访", "visits.see", "visit", "visit", hint, findable.visits))
        kinds.follow("visits.visit", findable.of_entries)
        lots.register(lots.Kind("teams", "工作组", _teams_drawn, ("kind", "city"), "个"))
        for thing, named in NAMES.items():
            names.register(thing, named)
        effort.register(*(effort.Form(*form) for form in MEASURED))
        worker.RESUMERS.append(_count_must_visits)
        becoming.register()
        _import_rows()


def _import_rows() -> None:
    """Let teams and stays come in from workbooks."""
    from tiexin.registry.importing import Kind, register
    from tiexin.visits import books

    register(Kind("team", "工作组", "teams.manage", "teams", books.TeamBook), books.TEAM)
    register(Kind("stay", "蹲点安排", "teams.manage", "stays", books.StayBook), books.STAY)


def _names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.visits.models import Team

    return {team.pk: team.name for team in Team.objects.filter(pk__in=list(ids))}


def _count_must_visits() -> None:
    """Let the worker record whom the stays that have begun must meet."""
    from tiexin.orgs.calendar import today
    from tiexin.visits import actions

    actions.count_begun_stays(today())


def _stay_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.core.templatetags.tiexin import zh_date
    from tiexin.visits.models import Stay

    rows = Stay.objects.filter(pk__in=list(ids)).select_related("team", "employer")
    return {stay.pk: f"{stay.team} · {stay.employer} · {zh_date(stay.start)}" for stay in rows}


def _day_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.core.templatetags.tiexin import zh_date
    from tiexin.visits.models import StayDay

    rows = StayDay.objects.filter(pk__in=list(ids)).select_related("officer", "stay__employer")
    return {day.pk: f"{day.officer} · {day.stay.employer} · {zh_date(day.on)}" for day in rows}


def _visit_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.core.templatetags.tiexin import zh_date
    from tiexin.visits.models import Visit

    rows = Visit.objects.filter(pk__in=list(ids)).select_related("employer")
    return {visit.pk: f"{visit.employer} · {zh_date(visit.on)}" for visit in rows}


def _problem_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.visits.models import Problem

    rows = Problem.objects.filter(pk__in=list(ids)).select_related("visit__employer")
    return {problem.pk: f"{problem.visit.employer} · {problem.text[:20]}" for problem in rows}


def _deed_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.visits.deeds import Deed

    return dict(Deed.objects.filter(pk__in=list(ids)).values_list("pk", "title"))


def _material_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.visits.preparing import Material

    return {row.pk: str(row) for row in Material.objects.filter(pk__in=list(ids)).select_related("file")}


def _breach_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.core.templatetags.tiexin import zh_date
    from tiexin.visits.preparing import Breach

    return {row.pk: zh_date(row.on) for row in Breach.objects.filter(pk__in=list(ids))}


def _paper_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.visits.writing import StayPaper

    rows = StayPaper.objects.filter(pk__in=list(ids)).select_related("stay__employer")
    return {row.pk: f"{row.stay.employer}{row}" for row in rows}


def _proposal_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.visits.proposals import Proposal

    return dict(Proposal.objects.filter(pk__in=list(ids)).values_list("pk", "title"))


def _opinion_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.visits.opinions import Opinion

    return {pk: text[:20] for pk, text in Opinion.objects.filter(pk__in=list(ids)).values_list("pk", "text")}


def _announcement_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.core.templatetags.tiexin import zh_date
    from tiexin.visits.announcements import Announcement

    rows = Announcement.objects.filter(pk__in=list(ids)).select_related("employer")
    return {each.pk: f"{each.employer} · {zh_date(each.day)}" for each in rows}


def _device_names(ids: Iterable[int]) -> dict[int, str]:
    from tiexin.visits.field.models import Device

    rows = Device.objects.filter(pk__in=list(ids)).select_related("officer")
    return {device.pk: f"{device.officer}的手机" for device in rows}


def _lives(ids: Collection[int] | None) -> Iterable[tuple[int, date, date | None]]:
    from tiexin.visits.models import Team

    rows = Team.objects.all() if ids is None else Team.objects.filter(pk__in=list(ids))
    return rows.values_list("pk", "since", "until").iterator()


def _profiles(ids: Collection[int]) -> "dict[int, Profile]":
    from tiexin.evidence.limits import Profile
    from tiexin.visits.models import Team

    rows = Team.objects.filter(pk__in=ids).select_related("org")
    return {row.pk: Profile(row.org_id, {"level": row.org.level, "kind": row.kind, "rank": ""}) for row in rows}


def _stays_of_teams(ids: Collection[int] | None) -> Iterable[tuple[int, date, date]]:
    from tiexin.visits.models import Stay

    rows = Stay.objects.standing() if ids is None else Stay.objects.standing().filter(team__in=list(ids))
    return rows.values_list("team_id", "start", "end").iterator()


def _stays_of_members(ids: Collection[int] | None) -> Iterable[tuple[int, date, date]]:
    """The stays of everybody who belongs to the team on one of the days, whole."""
    from django.db.models import F, Q

    from tiexin.visits.models import Stay

    then = Q(team__members__since__lte=F("end"))
    then &= Q(team__members__until=None) | Q(team__members__until__gt=F("start"))
    rows = Stay.objects.standing().filter(then if ids is None else then & Q(team__members__officer__in=list(ids)))
    return rows.values_list("team__members__officer_id", "start", "end").iterator()


def _led(day: date) -> "QuerySet[TeamMember]":
    from django.db.models import Q

    from tiexin.visits.models import TeamMember

    at_work = Q(team__until=None) | Q(team__until__gt=day)
    return TeamMember.objects.filter(at_work, leads=True, until=None).select_related("team__org").order_by("pk")


def _of_team(member: "TeamMember") -> str:
    return f"{member.team}（{member.team.org}）"


def _lead_on(member: "TeamMember", officer: "Officer", by: "Officer | None", on: date) -> "TeamMember":
    from tiexin.visits import actions

    return actions.hand_over_lead(member, officer, by=by, on=on)


def _teams_drawn(place: "Org", day: date, since: date | None) -> "Iterator[tuple[int, Item]]":
    from tiexin.visits import lots

    return lots.rows(place, day, since)


def _teams() -> object:
    from tiexin.visits import populations

    return populations.teams()


NAMES = {
    "visits.device": _device_names,
    "visits.team": _names,
    "visits.stay": _stay_names,
    "visits.stayday": _day_names,
    "visits.visit": _visit_names,
    "visits.problem": _problem_names,
    "visits.deed": _deed_names,
    "visits.material": _material_names,
    "visits.breach": _breach_names,
    "visits.staypaper": _paper_names,
    "visits.proposal": _proposal_names,
    "visits.opinion": _opinion_names,
    "visits.announcement": _announcement_names,
}
MEASURED = (  # forms whose cost is measured, and the measure whose estimate each is held against
    ("visit-new", "登记走访", "visit"),
    ("stay-day", "记蹲点的一天", "presence"),
    ("problem-step", "办问题的一步", "problem_solved"),
    ("problem-tell", "告知职工", "worker_told"),
    ("deed-new", "承诺实事", "deed_done"),
    ("stay-new", "安排蹲点", "stay"),
    ("stay-paper-write", "写蹲点文字", "report_accepted"),
)
