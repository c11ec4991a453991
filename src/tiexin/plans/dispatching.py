"""To whom a plan is sent, when they are to start, and how far they have come. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, Count, IntegerField, Min, Q, QuerySet, Value, When
from django.http import HttpRequest

from tiexin.duties.models import Clause, Dispatch, Duty, PlanVersion, State
from tiexin.duties.queries import TEXTS
from tiexin.evidence.models import File
from tiexin.orgs.models import Org
from tiexin.orgs.scope import below, nodes
from tiexin.plans.clause import Who
from tiexin.plans.duty import define_who
from tiexin.plans.models import Withdrawal
from tiexin.plans.rules import Sent, Window, state, window_of
from tiexin.plans.words import standard

START = "unit_started"
ISSUER = "发文单位本级"
STATES = {
    "waiting": "未签收",
    "received": "已签收",
    "outside": "窗口外启动",
    "started": "已启动",
    "within": "窗口内启动",
}
LOOKS = {"waiting": "not_started", "received": "on_track", "outside": "behind", "started": "met", "within": "met"}
NOTHING = Q(pk__in=[])
LONG = ("version__pack", "version__problems")  # what is long in a version and not shown beside a dispatch


@dataclass(frozen=True)
class Addressees:
    """One class of addressees as the plan names it; `units` filters the units it stands for, None without any."""

    name: str
    units: Q | None = None


def classes(version: PlanVersion) -> list[Addressees]:
    """The plan's classes of addressees in its own order."""
    return [Addressees(each["name"][:60], _units(each.get("of"))) for each in version.head.get("recipients", [])]


def _units(of: dict[str, Any] | None) -> Q | None:
    """Turn `of` as it was stored into a filter on units; None for another population."""
    if not of:
        return None
    found = define_who(Who.model_validate(_written(of)), standard())
    if found.population != "unions":
        return None
    return _fitting(found.where) & ~reduce(or_, map(_fitting, found.unless), NOTHING)


def _written(of: dict[str, Any]) -> dict[str, Any]:
    """Put stored filters back beside the other keys, as a clerk writes them."""
    beside = {name: value for name, value in of.items() if name != "where" and value}
    beside |= {name: [_written(each) for each in value] for name, value in beside.items() if isinstance(value, list)}
    return {**beside, **of.get("where", {})}


def _fitting(where: dict[str, list[str]], prefix: str = "") -> Q:
    return Q(**{f"{prefix}{column}__in": values for column, values in where.items()})


def running(day: date) -> QuerySet[PlanVersion]:
    """Versions in force whose period is not over."""
    return PlanVersion.objects.filter(state=State.LIVE, end__gte=day).select_related("plan").order_by("pk")


def addressees(version: PlanVersion, day: date, among: Collection[int] | None = None) -> Iterator[tuple[str, int]]:
    """Class and unit of everyone (or of everyone `among` these units) the plan goes to, each open unit once.

    The issuer comes first, then the units below it.
    """
    issuer = version.plan.issuer_id
    reach = Org.objects.filter(pk__in=below([issuer])).open_on(day).in_order()
    reach = reach if among is None else reach.filter(pk__in=among)
    seen = {issuer}
    if among is None or issuer in among:
        yield ISSUER, issuer
    for each in classes(version):
        for unit in reach.filter(each.units).values_list("pk", flat=True) if each.units is not None else ():
            if unit not in seen:
                seen.add(unit)
                yield each.name, unit


def windows(versions: Iterable[PlanVersion]) -> dict[int, list[Window]]:
    """When which units are to start, by version: from the plans' own duties on it, in one query."""
    duties = Duty.objects.filter(clause__version__in=[version.pk for version in versions])
    duties = (
        duties.filter(measure=START, population="unions")
        .select_related("clause")
        .defer(*TEXTS)
        .order_by("clause__order")
    )
    found: dict[int, list[Window]] = defaultdict(list)
    for duty in duties.annotate(first=Min("terms__start"), last=Min("terms__due")).exclude(first=None):
        clause, of = duty.clause, duty.definition["of"]
        sentence = (of["where"], of.get("unless", []), clause.code, clause.quote)
        found[clause.version_id].append(Window(duty.first, duty.last, *sentence))
    return found


def leading(version: PlanVersion) -> Clause | None:
    """The sentence that asks the issuer itself to start: a milestone of it about starting, if the plan has one."""
    milestones = Clause.objects.filter(version=version, kind="milestone", data__event__in=[START, "单位启动"])
    found = [clause for clause in milestones.order_by("order") if _takes_in(clause, version.plan.issuer)]
    return found[0] if found else None


def _takes_in(clause: Clause, unit: Org) -> bool:
    units = _units(clause.data.get("of"))
    return units is not None and Org.objects.filter(units, pk=unit.pk).exists()


def with_state(dispatches: QuerySet[Dispatch], asked: Sequence[Window]) -> QuerySet[Any]:
    """Add `state` and `place`, by which those furthest behind come first."""
    fits = [_asked(window) for window in asked]
    inside = [q & Q(started__range=(window.first, window.last)) for q, window in zip(fits, asked, strict=True)]
    first = Case(
        When(received=None, then=Value("waiting")),
        When(started=None, then=Value("received")),
        When(reduce(or_, inside, NOTHING), then=Value("within")),
        When(reduce(or_, fits, NOTHING), then=Value("outside")),
        default=Value("started"),
        output_field=CharField(),
    )
    order = [When(state=name, then=Value(place)) for place, name in enumerate(STATES)]
    return dispatches.annotate(state=first).annotate(place=Case(*order, output_field=IntegerField()))


def found(version: PlanVersion, asked: Sequence[Window], addressee: str, reached: str) -> QuerySet[Any]:
    """The dispatches of a version of one class and in one state ("": any), those furthest behind first."""
    rows = with_state(Dispatch.objects.filter(version=version), asked)
    rows = rows.filter(addressee=addressee) if addressee else rows
    rows = rows.filter(state=reached) if reached else rows
    return rows.select_related("org", "version").order_by("place", "org__region", "pk")


def _asked(window: Window) -> Q:
    left_out = reduce(or_, (_fitting(dict(where), "org__") for where in window.unless), NOTHING)  # type: ignore[arg-type]
    return _fitting(dict(window.where), "org__") & ~left_out  # type: ignore[arg-type]


@dataclass
class Share:
    """How far one class has come, in units."""

    name: str
    sent: int = 0
    received: int = 0
    started: int = 0
    within: int = 0
    windowed: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, n: int) -> None:
        """Count `n` units in a state."""
        self.counts[name] = n
        self.sent += n
        self.received += n if name != "waiting" else 0
        self.started += n if name in ("outside", "started", "within") else 0
        self.within += n if name == "within" else 0
        self.windowed = self.windowed or name in ("outside", "within")

    def percent(self, n: int) -> int | None:
        """Whole percent of the class, rounded down."""
        return n * 100 // self.sent if self.sent else None

    @property
    def shares(self) -> dict[str, int | None]:
        """Percent received, started and inside the window."""
        return {name: self.percent(getattr(self, name)) for name in ("received", "started", "within")}


def shares(version: PlanVersion, asked: Sequence[Window]) -> list[Share]:
    """How far each class has come, the issuer first, then in the plan's order; a class without units has none sent."""
    found = {name: Share(name) for name in (ISSUER, *(each.name for each in classes(version)))}
    rows = with_state(Dispatch.objects.filter(version=version), asked).order_by()
    for name, reached, n in (
        rows.values_list("addressee", "state").annotate(n=Count("pk")).values_list("addressee", "state", "n")
    ):
        found.setdefault(name, Share(name)).add(reached, n)
    return list(found.values())


@dataclass(frozen=True)
class Row:
    """One unit's dispatch as it is shown."""

    dispatch: Dispatch
    state: str
    window: Window | None
    before_issuer: bool
    late: int  # days since the window closed, while the unit has not started

    @property
    def label(self) -> str:
        """The state in words; past its window, a unit that signed is told what it has not done."""
        return "逾期未启动" if self.late and self.state == "received" else STATES[self.state]

    @property
    def look(self) -> str:
        """The state whose colour and icon it takes."""
        return "missed" if self.late else LOOKS[self.state]


def told(dispatches: Iterable[Dispatch], day: date, led: date | None = date.min) -> list[Row]:
    """Say how far each dispatch has come as of `day`; `led` is the day on which the issuer started, None if not yet."""
    found = list(dispatches)
    asked = windows({each.version_id: each.version for each in found}.values())
    return [_row(each, asked[each.version_id], day, led) for each in found]


def _row(dispatch: Dispatch, asked: Sequence[Window], day: date, led: date | None) -> Row:
    org = dispatch.org
    window = window_of({"level": org.level, "kind": org.kind}, asked)
    started = dispatch.started
    ahead = started is not None and dispatch.addressee != ISSUER and (led is None or started < led)
    late = (day - window.last).days if window and started is None and day > window.last else 0
    return Row(dispatch, state(sent_of(dispatch), window), window, ahead, late)


def sent_of(dispatch: Dispatch) -> Sent:
    """The plain values that the rules look at."""
    version = dispatch.version
    return Sent(version.issued, dispatch.received, dispatch.started, version.state == State.LIVE)


def own_plan(dispatch: Dispatch, request: HttpRequest) -> File | None:
    """The unit's own plan, where the person may open it."""
    kept = File.objects.for_request(request, "evidence.see")
    return kept.filter(pk=dispatch.own_plan_id).first() if dispatch.own_plan_id else None


def withdrawn(dispatch: Dispatch, request: HttpRequest) -> list[Withdrawal]:
    """The starts of this plan that the unit took back, the latest first; `paper` is the plan then handed in."""
    whose = {"dispatch__version__plan": dispatch.version.plan_id, "dispatch__org": dispatch.org_id}
    found = list(Withdrawal.objects.filter(**whose).select_related("entry__by").order_by("-pk"))
    papers = {each.own_plan_id for each in found if each.own_plan_id}
    kept = File.objects.for_request(request, "evidence.see").in_bulk(papers)
    for each in found:
        each.paper = kept.get(each.own_plan_id or 0)  # type: ignore[attr-defined]
    return found


def whole(found: Iterable[Share]) -> Share:
    """All classes together."""
    total = Share("")
    for share in found:
        for name, n in share.counts.items():
            total.add(name, n)
    return total


def issuer_started(version: PlanVersion) -> date | None:
    """The day on which the issuer itself started."""
    return Dispatch.objects.filter(version=version, addressee=ISSUER).values_list("started", flat=True).first()


def ahead_of_issuer(version: PlanVersion, led: date | None) -> int:
    """How many units started before the issuer did."""
    others = Dispatch.objects.filter(version=version, started__isnull=False).exclude(addressee=ISSUER)
    return (others.filter(started__lt=led) if led else others).count()


def sent_to_me(request: HttpRequest) -> QuerySet[Dispatch]:
    """What was sent to the units at which the person holds a post: versions in force, and those once signed for."""
    mine = Dispatch.objects.filter(org__in=nodes(request, "plans.see"))
    shown = Q(version__state=State.LIVE) | Q(received__isnull=False)
    return mine.filter(shown).select_related("version__plan__issuer", "org").defer(*LONG).order_by("started", "-pk")


def to_sign(request: HttpRequest) -> QuerySet[Dispatch]:
    """What still waits for the person's own units: to be signed for, or to be started."""
    mine = Dispatch.objects.filter(org__in=nodes(request, "plans.receive"), version__state=State.LIVE)
    return mine.filter(started=None).select_related("version__plan", "org").defer(*LONG).order_by("received", "pk")
