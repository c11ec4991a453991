"""Reads of matters that are not rows of one model: who may do what, the queue, what looks the same, default owners."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OrderBy, OuterRef, Q, QuerySet
from django.http import HttpRequest

from tiexin.calendars.queries import kept
from tiexin.cases import promise, reading
from tiexin.cases.calling import CallBack
from tiexin.cases.catalogue import Service
from tiexin.cases.clocks import day_of, hour_of, left_words
from tiexin.cases.crisis.rules import KIND
from tiexin.cases.holding import body, held
from tiexin.cases.models import Case, CaseClock, CaseQuerySet, CaseStep, ClockStop, Offer, Part
from tiexin.cases.owing import owed
from tiexin.cases.owners.models import DefaultOwner
from tiexin.cases.reach import stepped_back
from tiexin.cases.untold import TEXTED, texted, untold
from tiexin.core.days import naive
from tiexin.core.prepared import Prepared
from tiexin.core.sealed import unseal
from tiexin.orgs.asking import me, today
from tiexin.orgs.models import Level, Officer, Org, Post
from tiexin.orgs.roles import roles_with
from tiexin.orgs.scope import may, nodes, reaching
from tiexin.orgs.standing import Standing, one_of

STAYED = "由谁来办"  # the step that says so
HANDLERS = ("owner", "helper", "lead")
DECIDED = ("accepted", "begun", "replied", "redone", "review_answered")
NOBODY = (0,)  # asked for where there is nothing, so that a page costs the same with and without
ANSWERED = ("begun", "replied", "review_answered")  # whoever took one of these steps handled it, owner or not
HANDLING = ("owner", "helper")  # who answers for what was done
ORDER = [Level.ENTERPRISE, Level.TOWNSHIP, Level.COUNTY, Level.CITY, Level.PROVINCE, Level.NATIONAL]


def roles_in(request: HttpRequest, case: Case) -> set[str]:
    """Who the person is for this matter, as moves name it; whoever owns it also writes down what the asker decided."""
    officer, found = me(request), set[str]()
    leads = in_reach(request, case, "cases.lead")
    rules = leads and (not case.sealed or case.owner_id is None or case.org_id in nodes(request, "cases.lead"))
    if case.owner_id == officer.pk and may(request, "cases.handle"):
        found |= {"owner", "asker"}
    if case.lead_id == officer.pk or (leads and not promise.withheld(case)):
        found |= {"owner", "leader", "asker"}
    elif rules and case.about_org_id != officer.org_id:  # sees to it that somebody goes on, and reads nothing
        found |= {"leader"}
    return found


def in_reach(request: HttpRequest, case: Case, permission: str) -> bool:
    """Whether the person holds a permission where the matter stands."""
    held = nodes(request, permission)
    return bool(held) and Org.objects.filter(reaching("pk", held), pk=case.org_id).exists()


def handled(request: HttpRequest) -> CaseQuerySet:
    """Matters that the person may do something about: own ones, and those of the reach for who leads there."""
    return Case.objects.filter(_handling(request)).apart_from(me(request))


def ruled(request: HttpRequest) -> CaseQuerySet:
    """The same, and what the person rules unread: they give it to somebody, and stop or lengthen a clock."""
    if not nodes(request, "cases.lead"):
        return handled(request)
    return Case.objects.filter(_handling(request) | reading.unread_led(request)).apart_from(me(request))


def assignable(request: HttpRequest) -> CaseQuerySet:
    """Matters that the person may give to somebody: all where they lead."""
    held = nodes(request, "cases.lead")
    return ruled(request).filter(reaching("org", held)) if held else Case.objects.none()


def _handling(request: HttpRequest) -> Q:
    officer = me(request)
    mine = Q(owner=officer) | Q(lead=officer)
    held = nodes(request, "cases.lead")
    return mine | Q(reaching("org", held), ~Q(kind__in=reading.unread()), sealed=False) if held else mine


def taking_part(request: HttpRequest) -> CaseQuerySet:
    """Matters that one may add to: those handled, those in which one helps or received first, crises one was told of.

    Whoever handled what is reviewed now reads on, and adds nothing to what others find.
    """
    part = Part.objects.filter(officer=me(request), until=None, case=OuterRef("pk"))
    told = Q(Exists(part.filter(role="reader")), kind=KIND)
    return Case.objects.filter(_handling(request) | Q(Exists(part.exclude(role="reader"))) | told).apart_from(
        me(request)
    )


def worked_on(request: HttpRequest) -> CaseQuerySet:
    """Matters whose lawful steps one takes: those handled, and those in which one helps."""
    part = Part.objects.filter(officer=me(request), until=None, role__in=HANDLERS, case=OuterRef("pk"))
    return Case.objects.filter(_handling(request) | Q(Exists(part))).apart_from(me(request))


def takes_part(request: HttpRequest, case: Case) -> bool:
    """Whether the person may add to a matter."""
    return bool(rights(request, case).takes_part)


def rights(request: HttpRequest, case: Case) -> Any:
    """What the person may do about one matter, asked in one question for all that stands on its page: `takes_part`,
    `works` on it, `may_recuse` (they may have to step back from it), `by_name` (they contact whoever asked); and
    whether somebody has to (`untold`), and what else its page has to read (`holding`).
    """
    if not hasattr(case, "_rights"):
        case._rights = _rights(Standing(request), case.pk)[0]  # type: ignore[attr-defined]
    return case._rights  # type: ignore[attr-defined]


def with_rights(person: HttpRequest, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Matters with what `rights` says of each, for a page that reads its matter in the same statement."""
    sets = {
        "takes_part": taking_part(person),
        "works": worked_on(person),
        "may_recuse": named_in(person),
        "by_name": Case.objects.filter(by_name(person)),
        "untold": untold(Case.objects.all()),
    }
    asked = {name: Exists(found.filter(pk=OuterRef("pk"))) for name, found in sets.items()}
    return cases.annotate(**asked, **held())


_rights = Prepared(lambda person, case: with_rights(person, Case.objects.filter(pk=case).only("pk")))


def by_name(request: HttpRequest) -> Q:
    """Matters that the person has to do with by name: they own, lead or help, or received first; and crises."""
    officer = me(request)
    part = Part.objects.filter(officer=officer, until=None, case=OuterRef("pk")).exclude(role__in=("reader", "recused"))
    return Q(owner=officer) | Q(lead=officer) | Q(Exists(part)) | Q(kind=KIND)


def named_in(request: HttpRequest) -> CaseQuerySet:
    """Matters that the person owns, helps with, is in charge of or carries as agent: from these one may step back."""
    part = Part.objects.filter(officer=me(request), until=None, role__in=(*HANDLERS, "agent"))
    return Case.objects.filter(Exists(part.filter(case=OuterRef("pk"))))


def near(case: Case, who: str = "") -> Q:
    """Who has to keep away from a matter: whom it is about, those of that unit, who stepped back; `who` leads there."""
    gone = Part.objects.filter(case=case, role="recused", until=None, officer=OuterRef(f"{who}pk"))
    return Q(Exists(gone)) | Q(**{f"{who}pk": case.about_id or 0}) | Q(**{f"{who}org": case.about_org_id or 0})


def offer_of(case: Case) -> Offer | None:
    """The unit or person to whom a matter is offered and who has not answered yet."""
    return next(iter(_offers(case.pk)), None)


_offers = Prepared(
    lambda case: Offer.objects.filter(case=case, answer="").select_related("org", "officer").order_by("pk")
)


def helpers_of(case: Case) -> list[Part]:
    """Who helps with it now, besides its owner."""
    return _helpers(case.pk)


_helpers = Prepared(
    lambda case: (
        Part.objects.filter(case=case, until=None, role="helper")
        .exclude(officer=F("case__owner"))
        .select_related("officer__org")
    )
)


def offered_to(request: HttpRequest) -> CaseQuerySet:
    """Matters that wait to be taken by the person or by a unit where they handle matters."""
    waiting = Offer.objects.waiting_for(request).filter(case=OuterRef("pk"))
    return Case.objects.filter(Exists(waiting)).apart_from(me(request))


def handlers(org: Org, on: date, permission: str = "cases.handle") -> list[Officer]:
    """Officers in office who hold a post at that very unit with a permission."""
    posts = Post.objects.filter(org=org, role__in=roles_with(permission), since__lte=on)
    held = posts.filter(Q(until=None) | Q(until__gt=on)).values("officer")
    return list(Officer.objects.serving(on).filter(pk__in=held).order_by("pk"))


def claimable(request: HttpRequest) -> QuerySet[Case]:
    """Matters in the queue of a unit where the person handles matters."""
    return Case.objects.filter(waiting(request))


def waiting(request: HttpRequest) -> Q:
    """The same as a condition, so that a list is walked in its own order."""
    own = Q(reaching("org", nodes(request, "cases.handle")), owner=None, sealed=False)
    if held := nodes(request, "cases.lead"):
        own |= Q(reaching("org", held), owner=None, sealed=True)
    theirs = Q(about=me(request)) | Q(about_org=me(request).org_id)
    return Q(own, ~theirs, ~Q(stepped_back(me(request))), closed=None)


def shown(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Matters with what a list or a page shows beside."""
    return cases.select_related("org", "owner", "lead", "worker", "employer", "first_org", "first")


def path(case: Case) -> list[CaseStep]:
    """The steps in their order, with sealed words opened."""
    found = _steps(case.pk)
    for each in found:
        each.words = each.text  # type: ignore[attr-defined]
        each.went = TEXTED.get(each.texted, "")  # type: ignore[attr-defined]  # of an annotation
        if each.text_sealed is not None:
            each.words = unseal(bytes(each.text_sealed), f"case.step:{case.key}")  # type: ignore[attr-defined]
    return found


_steps: Prepared[CaseStep] = Prepared(
    lambda case: CaseStep.objects.filter(case=case).annotate(texted=texted()).select_related("by", "org").order_by("pk")
)


def words_of(case: Case, step: int) -> str:
    """What was written at one step, opened where the matter is sealed."""
    return next((str(each.words) for each in path(case) if each.pk == step), "")  # type: ignore[attr-defined]


def just_registered(request: HttpRequest, case: Case) -> bool:
    """Whether it is the person's own page of today's registration: the slip belongs to it and is no second one."""
    return case.first_id == me(request).pk and case.on == today(request)


def stayed(case: Case) -> CaseStep | None:
    """What its asker was told where nobody above could take a matter that passes its unit by."""
    return next((step for step in path(case) if step.label == STAYED), None) if case.service.past_unit else None


def clocks_of(case: Case) -> Sequence[CaseClock]:
    """Its clocks, those that run first, the next to end before others; `standing` still; `body`: whose."""
    return sorted(_clocks(case.pk), key=lambda each: (not each.runs, each.due is None, each.due or each.began))


_standing = Exists(ClockStop.objects.filter(clock=OuterRef("pk"), until=None))
_clocks: Prepared[CaseClock] = Prepared(
    lambda case: CaseClock.objects.filter(case=case).annotate(standing=_standing, body=body()).order_by("pk")
)


def next_first() -> tuple[OrderBy, str]:
    """The next term first, matters without one last, on both databases and by the same index."""
    return F("due").asc(nulls_last=True), "pk"


def tell_terms(clocks: Iterable[CaseClock], now: datetime) -> None:
    """Put beside each its last day, the hour at which it ends where it has one, and what is left of it in words."""
    for each in clocks:
        due = naive(each.due) if each.due else None
        each.day, each.hour, each.left = day_of(due), hour_of(due), ""  # type: ignore[attr-defined]
        if due is not None and each.runs:
            each.left = left_words(due, naive(now), kept()[1])  # type: ignore[attr-defined]


def unit_for(service: Service, place: Org, *, hidden: bool = False) -> Org | None:
    """The unit that owns a new matter by the catalogue: of the units above a place the nearest of a level named.

    `hidden`: the place is that of the employer to whom whoever asks is not to be named, so that its union is passed.

    None when the service names none: then whoever receives it keeps it, or its backstop.
    """
    passed = Level.ENTERPRISE if hidden else ""
    if service.owners and service.owners[0].level == place.level != passed and place.closed is None:
        return place
    above = [unit for unit in Org.objects.above(place) if unit.level != passed][::-1]
    for owner in service.owners:
        found = next((unit for unit in above if unit.level == owner.level and unit.closed is None), None)
        if found is not None:
            return found
    return None


def proposed(service: Service, org: Org, on: date) -> Officer | None:
    """Who owns a new matter of a service first, of those who handle matters at the unit: whom it named for the kind, or
    whoever has the title that the catalogue looks for there. None where neither is said, or nobody is there.
    """
    title = next((each.title for each in service.owners if each.level == org.level and each.title), "")
    held = Q(posts__org=org, posts__role__in=roles_with("cases.handle"), posts__since__lte=on)
    held &= Q(posts__until=None) | Q(posts__until__gt=on)
    named = Exists(DefaultOwner.objects.standing().filter(org=org, kind=service.name, officer=OuterRef("pk")))
    either = Q(named=True) | Q(title__contains=title) if title else Q(named=True)
    found = Officer.objects.serving(on).annotate(named=named).filter(either, held)
    return found.order_by("-named", "pk").first()


def backstop(org: Org, on: date) -> Officer | None:
    """Whoever decides where ownership is unclear: the nearest office, at the unit or above it."""
    return next(iter(nearest(org, "office", on)), None)


def nearest(org: Org, role: str, on: date) -> list[Officer]:
    """Who has a role at the unit; where nobody does, at the nearest above it where somebody does."""
    above = [unit.pk for unit in Org.objects.above(org)][::-1]
    held = Post.objects.filter(org__in=above, role=role, since__lte=on)
    posts = list(held.filter(Q(until=None) | Q(until__gt=on)).select_related("officer").order_by("pk"))
    there = ([post.officer for post in posts if post.org_id == unit] for unit in above)
    return next(filter(None, there), [])


def within(cases: Collection[int], request: HttpRequest) -> set[int]:
    """Which of these matters the person may see."""
    return set(Case.objects.for_request(request, "cases.see").filter(pk__in=cases).values_list("pk", flat=True))


def apart_from(officer: Officer) -> CaseQuerySet:
    """Matters that somebody never handled and that are not about them: whom they may ask what came of it.

    The one rule of call-backs, for the button, the page and the action.
    """
    handled = Part.objects.filter(officer=officer, role__in=HANDLING, case=OuterRef("pk"))
    answered = CaseStep.objects.filter(by=officer, event__in=ANSWERED, case=OuterRef("pk"))
    return Case.objects.exclude(about=officer).exclude(Exists(handled)).exclude(Exists(answered))


def unsolved(case: Case) -> bool:
    """Whether whoever asked said of this answer that nothing is solved."""
    return CallBack.objects.filter(case=case, round=case.round, solved="no").exists()


def to_call_back(request: HttpRequest) -> CaseQuerySet:
    """Matters in reach of which a call-back is owed, that somebody else handled."""
    reach = Case.objects.for_request(request, "cases.call_back")
    return reach.filter(owed(), apart_from(me(request)).having("pk")).exclude(reading.unnamed(request))


def may_call_back(request: HttpRequest, case: Case) -> bool:
    """Whether the person may ask whoever brought a matter what came of it."""
    may_ask = case.state in ("replied", "closed") and may(request, "cases.call_back")
    return may_ask and _owed_to_me(request, case.pk)


may_take, may_claim, _owed_to_me = one_of(offered_to), one_of(claimable), one_of(to_call_back)
