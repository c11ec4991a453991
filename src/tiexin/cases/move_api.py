"""Matters registered and moved by machines: the pages' own forms, reaches and actions, one operation for each event."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from tiexin.cases import api, asking, calling_views, codes, forms, hand_views, queries, reading, rules, views
from tiexin.cases.actions import calling, classing, linking, offering, taking_part, timing
from tiexin.cases.actions import cases as actions
from tiexin.cases.api import CaseOut, WholeOut, shown, whole
from tiexin.cases.catalogue import Field, here
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.step_form import StepForm
from tiexin.core.converters import register
from tiexin.core.refusal import Refused
from tiexin.orgs.asking import me, who
from tiexin.orgs.models import Officer
from tiexin.orgs.operations import marked

register("case", "caseclock")
router: Router = api.router  # one for both: an address takes what is read and what is written
MOVED = {201: WholeOut, 204: None}  # 204: moved, and out of the person's reach now
Moved = tuple[int, dict[str, Any] | None]
Answers = dict[str, str | int | float | bool | None]


class CaseIn(Schema):
    """A matter; `key` makes sending it again harmless, `details` answers the service's own questions by name."""

    key: uuid.UUID
    kind: str
    title: str
    text: str = ""
    asker: str = "self"
    worker: int | None = None
    name: str = ""
    phone: str = ""
    behalf: str = ""
    people: int | None = None
    employer: int | None = None
    place: str = ""
    about: int | None = None
    channel: str = "window"
    reply_way: str = "code"
    hide_name: bool = True
    wants_woman: bool = False
    elsewhere: str = ""
    details: Answers = {}


class RegisteredOut(CaseOut):
    """The matter, and the code by which whoever asked follows it."""

    code: str


class StepIn(Schema):
    """The next step; `seen` is the id of the last one that was read, `outcome` what came of it, with a reply.

    A review says its `result`: `upheld`, `changed` or `revoked`; with the last two, `outcome` is what it is now.
    `others` says with closing how those of a group were answered who stand on no list.
    """

    move: str
    text: str
    seen: int | None = None
    woman: str = ""
    others: str = ""
    result: str = ""
    outcome: Answers = {}


class OfferIn(Schema):
    """To which unit, to whom there (nobody: into its queue), and why."""

    org: int
    officer: int | None = None
    reason: str
    seen: int | None = None


class PersonIn(Schema):
    officer: int
    reason: str


class ReasonIn(Schema):
    reason: str


class ClassIn(Schema):
    cls: str
    reason: str


class NoteIn(Schema):
    """What was said with the asker; `told`: they read it by their code."""

    text: str
    told: bool = False


class HeardIn(Schema):
    """What came of one call: whether the person was reached, what they said."""

    reached: bool
    solved: str = ""
    answer: str = ""
    text: str = ""


class StopIn(Schema):
    """For which reason of its rule a clock stands still, and what the asker reads."""

    reason: str
    text: str


class ExtendIn(Schema):
    """By how many of its rule's units a clock is lengthened, and what the asker reads."""

    amount: int
    text: str


@router.post("/cases", response={201: RegisteredOut})
@marked("cases.register")
def register_case(request: HttpRequest, sent: CaseIn) -> tuple[int, dict[str, Any]]:
    """Register a matter; sent again with the same key it is the same matter."""
    service = here().get(sent.kind)
    if service is None:
        raise Refused("请选择是什么事", field="kind")
    said = {**sent.dict(exclude={"details", "kind"}), **_asked(service.fields, sent.details, "details")}
    form = forms.CaseForm(said, request=request, service=service, known={})
    read(form)
    new = views.new_of(form)
    try:
        made = actions.register_case(new, **who(request))
    except Refused:
        before = views.sent_before(request, new)
        if before is None:
            raise
        made = before
    return 201, {**shown(reading.sighted(request, Case.objects.all()).get(pk=made.pk)), "code": codes.code_of(made.key)}


def read(form: Form) -> dict[str, Any]:
    """What a form says; the first thing that has to be mended is refused, with its field."""
    if form.is_valid():
        return form.cleaned_data
    field, errors = next(iter(form.errors.items()))
    raise Refused(str(errors[0]), field=field)


def _asked(fields: tuple[Field, ...], given: Answers, name: str) -> dict[str, Any]:
    """Answers by the names that forms give them; refuses what a service never asked."""
    unknown = sorted(set(given) - {each.name for each in fields})
    if unknown:
        raise Refused(f"没有这一项：{'、'.join(unknown)}"[:80], field=name)
    return {asking.ASK + each: value for each, value in given.items()}


def _moved(request: HttpRequest, pk: int) -> Moved:
    found = reading.sighted(request, reading.overseen(request, "cases.see")).filter(pk=pk).first()
    return (201, whole(request, found)) if found else (204, None)


def _done(
    request: HttpRequest,
    found: QuerySet[Case],
    pk: int,
    form: Form | Callable[[Case], Form],
    action: Callable[..., Any],
) -> Moved:
    """One event of a matter within a reach: its form read, its action done with what the form says."""
    case = get_object_or_404(queries.shown(found), pk=pk)
    said = read(form if isinstance(form, Form) else form(case))
    action(case, **said, **who(request))
    return _moved(request, pk)


@router.post("/cases/{case:pk}/steps", response=MOVED)
@marked("cases.handle")
def step_case(request: HttpRequest, pk: int, sent: StepIn) -> Moved:
    """Take the next step: accept, say where it belongs, begin, reply, close, work again, reopen, review, withdraw."""

    def made(found: Case) -> Form:
        outcome = _asked(found.service.outcomes, sent.outcome, "outcome")
        roles, known = queries.roles_in(request, found), found.service.reviewed
        moves = rules.moves_from(found.state, roles, reviewed=known, review=found.review)
        return StepForm({**sent.dict(exclude={"outcome"}), **outcome}, case=found, moves=moves, initial={})

    def act(found: Case, move: str, text: str, seen: int | None, **more: Any) -> Any:
        asked = {key: more.pop(key) for key in ("by", "on")}
        outcome = forms.details_of(found.service.outcomes, more, asking.ASK)
        said = {name: more[name] for name in ("woman", "others", "result") if name in more}
        return actions.move_case(found, actions.Step(move, text, seen, outcome, **said), **asked)

    return _done(request, queries.handled(request), pk, made, act)


@router.post("/cases/{case:pk}/offer", response=MOVED)
@marked("cases.handle")
def offer_case(request: HttpRequest, pk: int, sent: OfferIn) -> Moved:
    """Offer a matter to another unit or officer; whoever offers it stays responsible until it is taken."""

    def made(found: Case) -> Form:
        return forms.OfferForm(sent.dict(), request=request, case=found, initial={})

    def act(found: Case, org: Any, officer: Any, reason: str, seen: int | None, **asked: Any) -> Any:
        return offering.offer_case(found, offering.NewOffer(org, officer, reason, seen), **asked)

    return _done(request, queries.handled(request), pk, made, act)


@router.post("/cases/{case:pk}/take", response=MOVED)
@marked("cases.handle")
def take_case(request: HttpRequest, pk: int) -> Moved:
    """Take a matter that was offered."""
    return _done(request, queries.offered_to(request), pk, Form({}), offering.take_offer)


@router.post("/cases/{case:pk}/return", response=MOVED)
@marked("cases.handle")
def return_case(request: HttpRequest, pk: int, sent: ReasonIn) -> Moved:
    """Return a matter that was offered, with the reason."""
    return _done(request, queries.offered_to(request), pk, forms.ReasonForm(sent.dict()), offering.return_offer)


@router.post("/cases/{case:pk}/drop", response=MOVED)
@marked("cases.handle")
def drop_case_offer(request: HttpRequest, pk: int) -> Moved:
    """Take an offer back that nobody has taken."""
    return _done(request, queries.handled(request), pk, Form({}), offering.drop_offer)


@router.post("/cases/{case:pk}/claim", response=MOVED)
@marked("cases.handle")
def claim_case(request: HttpRequest, pk: int) -> Moved:
    """Claim a matter from the queue."""
    return _done(request, queries.claimable(request), pk, Form({}), partial(hand_views.claim_own, me(request)))


@router.post("/cases/{case:pk}/assign", response=MOVED)
@marked("cases.lead")
def assign_case(request: HttpRequest, pk: int, sent: PersonIn) -> Moved:
    """Say who owns a matter from now on."""
    return _person(request, queries.assignable(request), pk, sent, offering.assign_case)


@router.post("/cases/{case:pk}/lead", response=MOVED)
@marked("cases.lead")
def lead_case(request: HttpRequest, pk: int, sent: PersonIn) -> Moved:
    """Put a leader in charge of a matter, and of those that follow it."""
    return _person(request, queries.handled(request), pk, sent, linking.lead_together, leaders=True)


@router.post("/cases/{case:pk}/helper", response=MOVED)
@marked("cases.handle")
def add_case_helper(request: HttpRequest, pk: int, sent: PersonIn) -> Moved:
    """Ask somebody to help with a matter."""
    return _person(request, queries.handled(request), pk, sent, taking_part.add_helper)


def _person(
    request: HttpRequest,
    reach: QuerySet[Case],
    pk: int,
    sent: PersonIn,
    action: Callable[..., Any],
    leaders: bool = False,
) -> Moved:
    def made(found: Case) -> Form:
        return forms.PersonForm(sent.dict(), request=request, case=found, label="领导" if leaders else "谁")

    def act(found: Case, officer: Officer, reason: str, **asked: Any) -> Any:
        return action(found, officer, reason, **asked)

    return _done(request, reach, pk, made, act)


@router.post("/cases/{case:pk}/recuse", response=MOVED)
@marked("cases.see")
def recuse_case(request: HttpRequest, pk: int, sent: ReasonIn) -> Moved:
    """Step back from a matter for a conflict of interest."""
    return _done(request, queries.named_in(request), pk, forms.ReasonForm(sent.dict()), offering.withdraw_from_case)


@router.post("/cases/{case:pk}/class", response=MOVED)
@marked("cases.handle")
def classify_case(request: HttpRequest, pk: int, sent: ClassIn) -> Moved:
    """Say how difficult a matter is; its clocks are counted anew."""

    def made(found: Case) -> Form:
        return forms.ClassForm(sent.dict(), case=found)

    def act(found: Case, **said: Any) -> Case:
        return classing.classify_case(found, leads="leader" in queries.roles_in(request, found), **said)

    return _done(request, queries.handled(request), pk, made, act)


@router.post("/cases/{case:pk}/notes", response=MOVED)
@marked("cases.see")
def note_case(request: HttpRequest, pk: int, sent: NoteIn) -> Moved:
    """Write down what was said with the asker."""
    return _done(request, queries.taking_part(request), pk, forms.NoteForm(sent.dict()), actions.note_contact)


@router.post("/cases/{case:pk}/call-backs", response=MOVED)
@marked("cases.call_back")
def call_case_back(request: HttpRequest, pk: int, sent: HeardIn) -> Moved:
    """Write down what whoever asked said when called back, by somebody who never handled the matter."""
    form = calling_views.HeardForm({**sent.dict(), "reached": "yes" if sent.reached else "no"})

    def act(found: Case, reached: bool, solved: str, answer: str, text: str, **asked: Any) -> Any:
        return calling.call_back_case(found, calling.Heard(reached, solved, answer, text), **asked)

    return _done(request, queries.to_call_back(request), pk, form, act)


def _clock(request: HttpRequest, pk: int, permission: str, way: str = "") -> CaseClock:
    """A running clock of a matter in hand, whose rule knows this way of changing it; absent for anybody else."""
    clock = hand_views.clock_asked(request, pk, permission)
    if way and not hand_views.rule_of(clock, way):
        raise Http404
    return clock


@router.post("/cases/clocks/{caseclock:pk}/stop", response=MOVED)
@marked("cases.handle")
def stop_case_clock(request: HttpRequest, pk: int, sent: StopIn) -> Moved:
    """Let a clock stand still, for a reason of its rule; whoever leads agrees."""
    clock = _clock(request, pk, "cases.lead", "stops")
    new = timing.Pause(clock, **read(forms.StopForm(sent.dict(), clock=clock)))
    timing.stop_clock(clock.case, new, **who(request))
    return _moved(request, clock.case_id)


@router.post("/cases/clocks/{caseclock:pk}/extend", response=MOVED)
@marked("cases.handle")
def extend_case_clock(request: HttpRequest, pk: int, sent: ExtendIn) -> Moved:
    """Lengthen a clock within its rule; whoever leads agrees where the rule asks it."""
    clock = _clock(request, pk, hand_views.agrees(request, pk), "extend")
    new = timing.Longer(clock, **read(forms.ExtendForm(sent.dict(), clock=clock)))
    timing.extend_clock(clock.case, new, **who(request))
    return _moved(request, clock.case_id)


@router.post("/cases/clocks/{caseclock:pk}/resume", response=MOVED)
@marked("cases.handle")
def resume_case_clock(request: HttpRequest, pk: int) -> Moved:
    """Let a clock go on."""
    clock = _clock(request, pk, "cases.handle")
    timing.resume_clock(clock.case, clock, **who(request))
    return _moved(request, clock.case_id)
