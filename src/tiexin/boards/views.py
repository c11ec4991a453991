"""今日, 看板 and the pages on which one thing is seen across subjects."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tiexin.atlas import queries as atlas
from tiexin.boards import imposed, maps, notes, pressing, queries, trends, waiting, walls
from tiexin.boards.exports import BURDEN, FACTS, SUBJECTS, TALKS
from tiexin.boards.first_plan import first_plan
from tiexin.boards.ical_views import link_of
from tiexin.core import exports
from tiexin.core.pages import COUNTED, page_of
from tiexin.duties import present
from tiexin.duties.models import Duty, Gauge, Term
from tiexin.duties.queries import events_of, facts_of, terms_of, with_sentences
from tiexin.orgs import changes
from tiexin.orgs.absences import StandIn
from tiexin.orgs.asking import me
from tiexin.orgs.asking import today as day_of
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.picker import NUMBER
from tiexin.orgs.queries import way_to
from tiexin.orgs.scope import may, needs, nodes
from tiexin.plans import dispatching
from tiexin.plans.queries import programmes as programmes_of
from tiexin.registry import worker_queries
from tiexin.registry.models import Employer, Worker
from tiexin.registry.persons import all_of
from tiexin.registry.queries import must_visits
from tiexin.registry.workplace_queries import layout
from tiexin.visits import queries as visits
from tiexin.visits.announcement_rules import limits
from tiexin.visits.exports import VISITS
from tiexin.visits.models import Problem, Talk, Visit

WORST = 3
QUIET = ("unrecorded", "unset")  # named elsewhere on the page, or not at all


@needs("today.see")
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """My duties, what waits for me, my unit's three worst gauges, the sentence behind each."""
    officer, day = whose(request), day_of(request)
    versions = list(queries.versions_in_force(request))
    terms = queries.current_terms(versions, day)
    teams = visits.teams_of(officer, day)
    mine, unit = queries.owed_by(officer, [each.team for each in teams], terms)
    shown = notes.explained(present.views(mine + unit, day), mine + unit)
    own = {gauge.pk for gauge in mine}
    context = {
        "mine": [view for view in shown if view.id in own],
        "worst": [view for view in shown if view.id not in own and view.state not in QUIET][:WORST],
        "pressing": pressing.of(request) if officer == me(request) else None,  # what is theirs alone no deputy reads
        "undecided": undecided(request, unit),
        "to_sign": dispatching.told(dispatching.to_sign(request), day),
        "stays": visits.stays_today([mine.team.pk for mine in teams], day),
        "to_visit": visits.to_visit([mine.team for mine in teams]),
        "recent": visits.recent(officer)[:3],
        "teams": teams,
        "whose": officer,
        "stand_ins": me(request).stand_ins,  # type: ignore[attr-defined]
        "may_record": may(request, "visits.record"),
        "first_plan": first_plan(request, versions),
    }
    return render(request, "tiexin/boards/today.html", context)


@needs("today.see")
@require_safe
def waiting_for_me(request: HttpRequest) -> HttpResponse:
    """Everything that waits for me, across subjects."""
    context = {"heaps": waiting.heaps(me(request), day_of(request)), "calendar": link_of(request)}
    return render(request, "tiexin/boards/waiting.html", context)


def whose(request: HttpRequest) -> Officer:
    """Whose duties are shown: one's own, or (?for=…) those of somebody for whom one stands in today."""
    found: list[StandIn] = me(request).stand_ins  # type: ignore[attr-defined]
    away = {str(each.absent.pk): each.absent for each in found}
    return away.get(request.GET.get("for", ""), me(request))


def undecided(request: HttpRequest, gauges: list[Gauge]) -> list[Gauge]:
    """The numbers that the unit has still to set for itself, for those who may."""
    mine = set(nodes(request, "plans.receive"))
    return [g for g in gauges if g.org_id in mine and self_set(g) and g.low is None]


def self_set(gauge: Gauge) -> bool:
    """Tell whether the unit sets the number itself."""
    return bool(gauge.term.duty.definition["target"] == "self_set")


@needs("boards.see")
@require_safe
def board_home(request: HttpRequest) -> HttpResponse:
    """Lead to the board of the highest unit the person may see."""
    held = nodes(request, "boards.see")
    return redirect("board", pk=Org.objects.top_of(held).pk)


def crumbs(request: HttpRequest, org: Org, last: str = "") -> list[dict[str, str]]:
    """The way from the highest unit the person may see down to this one."""
    way = way_to(org, request)
    found = [{"label": str(unit), "url": reverse("board", args=[unit.pk])} for unit in way]
    return [*found, {"label": last, "url": ""}] if last else found


@needs("boards.see")
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's board: the plan's totals, the ladder of units below, promise against result by clause."""
    node = get_object_or_404(Org.objects.for_request(request), pk=pk)
    version, versions = _version(request)
    terms = queries.current_terms([version] if version else [], day_of(request))
    promised = queries.promises(node, terms, day_of(request))
    rungs = queries.ladder(node, terms, _minimum(version), day_of(request))
    heads = queries.headlines(node, terms, promised)
    offered = maps.choices(terms, promised)
    map_ = maps.schematic(rungs, offered, request.GET, _minimum(version), day_of(request))
    drawing = maps.drawing(map_.tiles) if request.GET.get("view") == "map" else None
    context = {
        "node": node,
        "crumbs": crumbs(request, node),
        "version": version,
        "versions": versions,
        "first_plan": first_plan(request, versions),
        "headlines": heads,
        "programmes": programmes_of(version),
        "trends": trends.trends(node, terms, promised, heads, day_of(request)),
        "map": map_,
        "drawing": drawing,
        "may_draw": drawing is not None or atlas.offered(list(maps.regions(map_.tiles))),
        "kept": [(name, request.GET[name]) for name in ("plan", "view") if request.GET.get(name)],
        "ladder": rungs,
        "promises": [promise for promise in promised if promise.state != "unrecorded"],
        "waiting": [promise for promise in promised if promise.state == "unrecorded"],
        "asof": queries.freshness(),
        "shaken": changes.waits(node),
        "columns": queries.LADDER_COLUMNS,
    }
    if not request.GET.get("wall"):
        return render(request, "tiexin/boards/board.html", context)
    part = "wall_part" if request.headers.get("HX-Request") else "wall"
    return render(request, f"tiexin/boards/{part}.html", walls.wall(context))


def _version(request: HttpRequest) -> tuple[Any, list[Any]]:
    """The plan version the URL asks for (?plan=code), else the newest in force within reach."""
    versions = list(queries.versions_in_force(request))
    asked = request.GET.get("plan")
    return next((v for v in versions if v.plan.code == asked), versions[-1] if versions else None), versions


def _minimum(version: Any) -> int:
    return int(version.head.get("rank_minimum", 1)) if version else 1


@needs("boards.see")
@require_safe
def duty(request: HttpRequest, pk: int, duty_pk: int) -> HttpResponse:
    """One clause at one unit: its sentence, the units below, and everyone who owes it, worst first."""
    node = get_object_or_404(Org.objects.for_request(request), pk=pk)
    duty = get_object_or_404(
        Duty.objects.live().for_request(request).select_related("clause__version__plan"), pk=duty_pk
    )
    terms = {term.duty_id: term for term in queries.current_terms([duty.clause.version], day_of(request))}
    term = _term(request, duty, terms[duty.pk])
    subjects = queries.subjects(node, term)
    if exports.asked(request):
        shown = present.views(subjects[: exports.MOST + 1], day_of(request))
        return exports.listing(request, duty.clause.title, SUBJECTS, shown)
    pager = page_of(subjects, request)
    promised = queries.promises(node, [term], day_of(request))
    context = {
        "node": node,
        "duty": duty,
        "term": term,
        "terms": list(terms_of(duty)),
        "crumbs": crumbs(request, node, duty.clause.title),
        "promise": promised[0] if promised else None,
        "ladder": queries.duty_ladder(node, term, _minimum(duty.clause.version), day_of(request)),
        "pager": pager,
        "gauges": present.views(pager.rows, day_of(request)),
        "columns": queries.duty_columns(term),
        "gap": queries.gap_of(node, term, terms.values()),
    }
    return render(request, "tiexin/boards/duty.html", context)


def _term(request: HttpRequest, duty: Duty, current: Term) -> Term:
    asked = request.GET.get("term", "")
    found = terms_of(duty).filter(pk=asked).first() if NUMBER.fullmatch(asked) else None
    return found or current


@needs("boards.see")
@require_safe
def gauge(request: HttpRequest, pk: int) -> HttpResponse:
    """One number: its sentence, target and state, and the records it stands on."""
    found = get_object_or_404(with_sentences(Gauge.objects.for_request(request)), pk=pk)
    facts = facts_of(found)
    mine = facts.for_request(request).select_related("employer", "officer", "worker", "by_org", "entry")
    if exports.asked(request):
        return exports.listing(request, "计入的记录", FACTS, mine)
    pager = page_of(mine, request)
    shown = notes.explained(present.views([found], day_of(request)), [found])[0]
    events = events_of(found, day_of(request), pager.rows) if found.term.duty.definition.get("clock") else []
    context = {
        "g": shown,
        "gauge": found,
        "pager": pager,
        "rows": [(fact, None) for fact in pager.rows] if not events else [(event.fact, event) for event in events],
        "events": events,
        "hidden": pager.total < facts[:COUNTED].count(),
        "crumbs": crumbs(request, found.org, shown.title),
        "definition": found.term.duty.definition,
        "may_set": self_set(found)
        and Org.objects.for_request(request, "plans.receive").filter(pk=found.org_id).exists(),
    }
    return render(request, "tiexin/boards/gauge.html", context)


@needs("registry.see")
@require_safe
def employer(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything with one employer on one timeline."""
    found = get_object_or_404(Employer.objects.for_request(request).select_related("org"), pk=pk)
    seen: QuerySet[Visit] = Visit.objects.for_request(request, "visits.see").filter(employer=found)
    problems = Problem.objects.filter(visit__in=seen.filter(voided=None)).select_related("visit")
    marked = visits.marked_early(seen.select_related("employer", "team", "author", "org")).order_by("-on", "-id")
    if exports.asked(request):
        return exports.listing(request, f"{found}来往记录", VISITS, marked)
    pager = page_of(marked, request, size=10)
    context = {
        "employer": found,
        "tags": found.tags.select_related("set_by").order_by(F("until").desc(nulls_first=True), "-since"),
        "workers": Worker.objects.at(found).order_by("name", "pk")[:12],
        "worker_count": Worker.objects.at(found).count(),
        "problems": problems.order_by("-visit__on", "-id")[:5],
        "must_visits": visits.met_or_not(must_visits(found, day_of(request)), Visit.objects.filter(employer=found)),
        "pager": pager,
        "timeline": queries.visit_line(pager.rows),
        "layout": layout(found, day_of(request)),
        "may_record": may(request, "visits.record"),
        "may_edit": may(request, "registry.edit"),
    }
    return render(request, "tiexin/boards/employer.html", context)


@needs("registry.see")
@require_safe
def employer_burden(request: HttpRequest, pk: int) -> HttpResponse:
    """What an employer had to bear, month by month, from all levels."""
    found = get_object_or_404(Employer.objects.for_request(request).select_related("org"), pk=pk)
    months = imposed.months_of(found, day_of(request))
    if exports.asked(request):
        return exports.listing(request, f"{found}的负担", BURDEN, months)
    context = {
        "employer": found,
        "months": months,
        "kinds": imposed.KINDS,
        "coming": imposed.to_come(found, day_of(request)),
    }
    return render(request, "tiexin/boards/employer_burden.html", context | {"limits": limits()})


@needs("registry.see")
@require_safe
def worker(request: HttpRequest, pk: int) -> HttpResponse:
    """One worker: what is known over time, and the talks held, under whichever entry of the same person."""
    found = get_object_or_404(Worker.objects.for_request(request).select_related("employer", "org"), pk=pk)
    seen = Visit.objects.for_request(request, "visits.see")
    entries = all_of([found.pk])
    told = Talk.objects.filter(visit=OuterRef("visit"), worker__in=entries, pk__lt=OuterRef("pk"))
    talks = Talk.objects.filter(~Exists(told), worker__in=entries, visit__in=seen)  # a visit that met both, once
    talks = talks.select_related("visit__author", "visit__team", "visit__employer").order_by("-visit__on", "-id")
    if exports.asked(request):
        return exports.listing(request, "面对面交流", TALKS, talks)
    pager = page_of(talks, request)
    line = queries.visit_line([talk.visit for talk in pager.rows])
    known = worker_queries.known(found)
    context = {
        "worker": found,
        "pager": pager,
        "timeline": line,
        "known": known,
        "is_member": any(each.until is None for each in known.memberships),
        "may_edit": may(request, "registry.edit") and known.into is None,
        "may_look": may(request, "registry.look"),
    }
    return render(request, "tiexin/boards/worker.html", context)
