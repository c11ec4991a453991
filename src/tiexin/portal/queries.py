"""Reads of the portal: which units take matters, whose session it is, what belongs to a visitor, how it stands."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tiexin.cases import queries as cases
from tiexin.cases.agency.models import Mandate
from tiexin.cases.agency.norms import rule_of
from tiexin.cases.agency.rules import STATES
from tiexin.cases.appointments.models import Appointment
from tiexin.cases.appointments.queries import agreed_on
from tiexin.cases.catalogue import Service
from tiexin.cases.clocks import day_of, hour_of
from tiexin.cases.danger import undone
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.letters.rules import body_of
from tiexin.cases.members.rules import TELLS
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.rules import ADDED, ENDED, Move
from tiexin.core.days import moment, naive
from tiexin.orgs.models import Kind, Level, Org, OrgQuerySet, Post, Tree, Under
from tiexin.orgs.roles import roles_with
from tiexin.portal.models import PortalAccount, PortalMatter
from tiexin.portal.rules import PLAIN, area_of, is_own, label_of, own_moves, shown, term_of, to_you
from tiexin.portal.tokens import LENGTH, handle_of, hash_of

PLACES = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP)
ABOVE = (Level.NATIONAL, Level.PROVINCE)  # where one begins is below these
TO_ASKER = ("asker", "parties")
FROM_DATA = ("lapsed", "rerouted")  # steps whose words the catalogue wrote, about the person
T = TypeVar("T", bound=Model)
MOST = 40  # units on one page


def house(on: date) -> Org:
    """The highest unit, in whose name codes are sent."""
    below = Under.objects.filter(depth__gt=0).values("org")
    units = Org.objects.open_on(on).filter(practice=False, kind=Kind.TERRITORIAL)
    return units.exclude(pk__in=below).order_by("region", "pk")[0]


def receivers(on: date) -> OrgQuerySet:
    """Federations of a place in which somebody handles matters; enterprises' unions are not for everybody to list."""
    posts = Post.objects.filter(Q(until=None) | Q(until__gt=on), role__in=roles_with("cases.handle"), since__lte=on)
    units = Org.objects.open_on(on).filter(practice=False, kind=Kind.TERRITORIAL, level__in=PLACES)
    return units.filter(pk__in=posts.values("org"))


def places(on: date, at: Org | None, typed: str) -> list[Org]:
    """Units to choose from: those of a name, those below one, or where one begins; some only lead on to those below."""
    takes = receivers(on)
    if typed:
        return list(takes.filter(Q(name__contains=typed) | Q(short_name__contains=typed)).in_order()[:MOST])
    leading = Under.objects.filter(tree=Tree.TERRITORY, org__in=takes.values("pk")).values("ancestor")
    known = Org.objects.open_on(on).filter(pk__in=leading)
    rows = _below(known, at) if at else _beginning(known, takes, house(on))
    for row in rows:
        row.area = area_of(row)  # type: ignore[attr-defined]
    return rows


def _below(known: OrgQuerySet, at: Org) -> list[Org]:
    return list(known.filter(pk__in=Org.objects.children(at).values("pk")).in_order()[: MOST * 2])


def _beginning(known: OrgQuerySet, takes: OrgQuerySet, top: Org) -> list[Org]:
    """The cities, and the unit above them last: whoever cannot say where it is gives it to that one."""
    rows = _below(known, top)
    while len(rows) == 1 and rows[0].level in ABOVE:
        top, rows = rows[0], _below(known, rows[0])
    top.whole = bool(rows)  # type: ignore[attr-defined]
    return [*rows, top] if not rows or takes.filter(pk=top.pk).exists() else rows


def leading_on(rows: Collection[Org], on: date) -> set[int]:
    """Those of some units that have others below them to choose from."""
    below = Under.objects.filter(tree=Tree.TERRITORY, depth__gt=0, ancestor__in=[row.pk for row in rows])
    return set(below.filter(org__in=receivers(on).values("pk")).values_list("ancestor", flat=True))


def goes_to(service: Service, place: Org, on: date) -> Org:
    """The unit that gets a matter of a place: the catalogue's, where it takes matters; else the one that was chosen."""
    if service.past_unit:
        return place  # it goes past this unit, which is the one that it is about
    unit = cases.unit_for(service, place)
    return unit if unit is not None and receivers(on).filter(pk=unit.pk).exists() else place


def account_of(token: str, at: datetime) -> PortalAccount | None:
    """Whose session a cookie is, while it lasts."""
    rows = PortalAccount.objects.filter(sessions__token_hash=hash_of(token), sessions__until__gt=at)
    return rows.first() if token else None


def own(account: PortalAccount | None, seen: Collection[int]) -> QuerySet[Case]:
    """A visitor's matters: those of the account, and those that this browser has opened by their code."""
    held = PortalMatter.objects.filter(account=account).values("case") if account else []
    return Case.objects.filter(Q(pk__in=list(seen)) | Q(pk__in=held)).select_related("org", "owner", "first_org")


def named(mine: QuerySet[Case], handle: str) -> Case | None:
    """The one of a visitor's matters that an address names; a stranger's is looked for nowhere."""
    return next((case for case in mine if handle_of(case.key) == handle), None)


def papers(case: Case) -> list[CasePaper]:
    """The papers of a matter that whoever asked may fetch, each with its name in addresses."""
    return _named(case, CasePaper.objects.for_asker().filter(case=case).order_by("pk"))


def letters(case: Case) -> list[CaseLetter]:
    """The letters of a matter that were written to whoever asked."""
    bodies = {each.name: body_of(case.service, each).to for each in case.service.letters}
    mine = [name for name, to in bodies.items() if to in TO_ASKER]
    return _named(case, case.letters.filter(name__in=mine).select_related("org", "case").order_by("pk"))


def mandates(case: Case, day: date) -> list[Mandate]:
    """The authorisations that were signed for a matter, each as it stands on a day; one is named by its number, too."""
    rows = case.mandates.filter(signed__isnull=False).select_related("case__org", "agent__officer", "agent__org")
    found = list(rows.order_by("-pk"))
    for each in found:
        each.state = each.force.state(day)  # type: ignore[attr-defined]
        each.label = STATES[each.state]  # type: ignore[attr-defined]
        each.holds = each.state in ("open", "ahead")  # type: ignore[attr-defined]
        each.handle = handle_of(case.key) + handle_of(uuid.uuid5(case.key, f"mandate {each.pk}"))  # type: ignore[attr-defined]
    return found


def moves(case: Case) -> list[Move]:
    """What whoever asked may do with their matter now: in danger it is withdrawn when somebody has been there."""
    found = own_moves(case.state, reviewed=case.service.reviewed, review=case.review)
    if not case.service.script:
        return found
    running = list(case.clocks.filter(met=None, ended=None).order_by("pk"))
    return [move for move in found if undone(case, move, running) is None]


def in_danger(case: Case) -> bool:
    """Whether a matter of danger is still open and cannot be withdrawn yet."""
    wanted = [move.name for move in own_moves(case.state, reviewed=False)]
    return bool(case.service.script) and "withdraw" in wanted and "withdraw" not in [each.name for each in moves(case)]


@dataclass(frozen=True)
class Hours:
    """The hour agreed upon for a matter, and what whoever asked may do about one."""

    agreed: Appointment | None
    ahead: bool  # it has not begun
    ended: bool

    @property
    def may_take(self) -> bool:
        """Whether they may choose one."""
        return self.agreed is None and not self.ended

    @property
    def may_move(self) -> bool:
        """Whether they may choose another."""
        return self.may_cancel and not self.ended

    @property
    def may_cancel(self) -> bool:
        """Whether they may give it up."""
        return self.agreed is not None and self.ahead


def hours(case: Case, day: date) -> Hours | None:
    """How it stands with the hour of a matter; nothing where nobody is asked to come."""
    if not case.service.appointment:
        return None
    agreed = agreed_on(case)
    ahead = agreed is not None and agreed.slot.begins > moment(day)
    found = Hours(agreed, ahead, case.state in ENDED)
    return found if found.agreed or found.may_take else None


@dataclass(frozen=True)
class Danger:
    """Whom to ring while a crisis lasts; whether nobody can find whoever asked: no number, no place, no word since."""

    calls: Mapping[str, str]
    lost: bool


def danger(case: Case, steps: Collection[CaseStep]) -> Danger | None:
    """The same of a matter with its steps; nothing of what is no crisis, or has ended."""
    if not case.service.script or case.state in ENDED:
        return None
    found = case.phone_sealed is not None or bool(case.place.strip())
    return Danger(case.service.call, not found and not any(step.label == ADDED for step in steps))


def _named(case: Case, rows: QuerySet[T]) -> list[T]:
    """Rows with the name by which addresses know them: the matter's, then their own."""
    found = list(rows)
    for each in found:
        each.handle = handle_of(case.key) + handle_of(each.key)  # type: ignore[attr-defined]
    return found


def thing_of(mine: QuerySet[Case], which: str, of: Callable[[Case], list[T]]) -> T | None:
    """The paper, letter or authorisation that an address names, of a visitor's own matters alone."""
    case = named(mine, which[:LENGTH])
    return next((each for each in of(case) if each.handle == which), None) if case else None  # type: ignore[attr-defined]


def way(case: Case) -> list[CaseStep]:
    """The steps that whoever asked may see; words only where they were told, and no names of officers."""
    steps = [step for step in cases.path(case) if shown(step.event, step.told)]
    for step in steps:
        words = step.words if step.told else ""  # type: ignore[attr-defined]
        step.said = to_you(words) if step.event in FROM_DATA else words  # type: ignore[attr-defined]
        step.own = is_own(step.event, step.label)  # type: ignore[attr-defined]
        step.label = label_of(step.event, step.label, step.told)
    return steps


def way_of_member(case: Case) -> list[CaseStep]:
    """The steps as somebody of the list of a matter sees them: what was said to whoever brought it alone stays theirs,
    the answers are for everybody."""
    steps = way(case)
    for step in steps:
        step.said = step.said if step.event in TELLS else ""  # type: ignore[attr-defined]
    return [step for step in steps if step.event in TELLS or step.event in PLAIN]


def terms(case: Case, day: date | None = None) -> list[CaseClock]:
    """The clocks that run, each with its last day, what its rule says beside, whose it is, and whether it had run out
    by a day."""
    running = [clock for clock in cases.clocks_of(case) if clock.runs]
    offered = {clock.rule for clock in running if _of_the_asked(case.service, clock.rule)}
    offer = case.offers.filter(answer="").select_related("org").first() if offered else None
    for clock in running:
        due = naive(clock.due) if clock.due else None
        clock.day, clock.hour = day_of(due), hour_of(due)  # type: ignore[attr-defined]
        clock.said = rule_of(case.service, clock.rule, case.cls)  # type: ignore[attr-defined]
        clock.label = term_of(clock.label, clock.holder)
        clock.whose = offer.org if offer and clock.rule in offered else case.org  # type: ignore[attr-defined]
        clock.lapsed = bool(day and clock.day and clock.day < day)  # type: ignore[attr-defined]
    return running


def _of_the_asked(service: Service, name: str) -> bool:
    """Whether a term binds the unit to which a matter was offered: it begins when that unit is asked."""
    rule = service.clock(name)
    return rule is not None and "offered" in rule.starts
