"""Registering a matter and taking the steps of its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from tiexin.cases import asking, calling_rules, codes, danger, queries, review_results, reviewing, rules
from tiexin.cases.actions import going_past, hiding, members, reopening, steps, telling
from tiexin.cases.actions import reviewing as reviews
from tiexin.cases.actions.appointments import free_hour
from tiexin.cases.actions.classing import classify_new
from tiexin.cases.actions.counting import count_once, count_terms, fact
from tiexin.cases.actions.hotline import follow_case
from tiexin.cases.actions.offering import drop_waiting, offer_first
from tiexin.cases.actions.reporting import check_reported
from tiexin.cases.actions.rerouting import reroute, told
from tiexin.cases.actions.steps import Happened
from tiexin.cases.actions.telling_asker import tell_asker
from tiexin.cases.catalogue import NotACase, Service
from tiexin.cases.models import Case, CaseOrigin, CaseStep, Part
from tiexin.cases.origins import Origin, tell_answered
from tiexin.core.actions import insert
from tiexin.core.days import moment, opening
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.sealed import blind_index, seal
from tiexin.evidence.actions import NewFact, record
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org

LABEL = 40  # characters of a step's label
AGAIN = "再次打印回执"


@dataclass(frozen=True)
class NewCase:
    """A matter to be registered: the row with what was said, and what is not kept as it was said.

    `elsewhere` names why it is no case of this service, by the catalogue; `offer` is the unit to which it goes next;
    `origin` the place that it comes from, where one sees what comes of it.
    """

    case: Case
    phone: str = ""
    text: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    elsewhere: str = ""
    offer: Org | None = None
    origin: tuple[Origin, int] | None = None


@transaction.atomic
def register_case(new: NewCase, *, by: Officer | None, on: date) -> Case:
    """Register a matter: whoever receives it first is responsible for it until another takes it (C136).

    What another service takes is registered there; what belongs elsewhere too, with where the person was sent. The
    catalogue says into which class it falls, and why. Refused, with nothing written: words missing or beyond their
    length, nobody to reach although an answer by phone is wished, a matter about its receiver.
    """
    chosen = _service(new.case)
    new, why = reroute(new, chosen)
    case, service = new.case, _service(new.case)
    case.owner, case.first = by, by
    asking.check(case, service, new, on)
    past = chosen.past_unit or service.past_unit
    aside = going_past.place(case, on) if past else ""
    case.at, case.on, case.sealed = moment(on), on, case.sealed or service.seals(new.details)
    case.urgent = case.urgent or service.urgent
    case.code_hash = codes.hash_of(codes.code_of(case.key))
    _keep(case, service, new)
    because = "\n".join(filter(None, [classify_new(case, service, new.details), hiding.said(case, service)]))
    started = [] if new.elsewhere else [rule for rule in service.clocks if "registered" in rule.starts]
    clocks = steps.planned(case, started, case.at)
    steps.say_due(case, clocks)
    _insert(case)
    entry = record(Act("register_case", case, by, on, case.org_id, source=f"case:{case.key}"))
    for each in _beginning(service, because, aside, why):
        steps.step(case, each, entry, case.at)
    if by is not None:
        roles = ("first", "owner") if case.owner_id else ("first",)
        insert(Part(case=case, officer=by, role=role, since=on) for role in roles)
    if new.elsewhere:
        return _send_elsewhere(case, service, new, by, on)
    _come_from(case, new, by, on)
    for clock in clocks:
        clock.case = case  # which has its number now
    insert(clocks)
    telling.tell_new(case, service, None if past else new.offer, on)
    if new.offer is not None and by is not None and not past:
        offer_first(case, new.offer, entry, by, case.at)
    return case


def _beginning(service: Service, because: str, aside: str, why: NotACase | None) -> list[Happened]:
    """The first steps: into which class it fell, who takes it in the place of the unit, which service instead."""
    said = [Happened("registered", "登记", because, told=True)]
    if aside:
        said.append(Happened("noted", going_past.LABEL, aside, told=True))
    if why is not None:
        said.append(Happened("rerouted", f"按{service.label}登记", told(why, service), told=True))
    return said


def _insert(case: Case) -> None:
    try:
        insert([case])  # no savepoint: a refusal undoes the caller's whole action
    except IntegrityError as error:
        raise Refused("这件诉求已经登记过，没有重复登记", clause="一次录入：同一张表只记一次") from error


def _service(case: Case) -> Service:
    try:
        return case.service
    except KeyError:
        raise Refused("请选择是什么事", field="kind") from None


def _keep(case: Case, service: Service, new: NewCase) -> None:
    """Put words and numbers where they belong: under seal where the catalogue says so."""
    case.details = dict(new.details)
    if case.sealed:
        words = asking.in_words(service, case.title, new)  # a title says what somebody suffers from as well as a text
        case.title = service.label
        case.text, case.text_sealed = "", seal(words, f"case.text:{case.key}")
        if service.seals(new.details):  # else it is sealed by where it comes from, and nobody said these answers
            case.details = {}
    else:
        case.text = new.text.strip()
    if new.phone:
        case.phone_sealed = seal(new.phone, f"case.phone:{case.key}")
        case.phone_index = blind_index(new.phone, "worker.phone")
        case.phone_tail = blind_index(new.phone[-4:], "worker.phone_tail")


def _come_from(case: Case, new: NewCase, by: Officer | None, on: date) -> None:
    """Keep where it comes from; that place hears of it."""
    if new.origin is None:
        return
    kind, thing_id = new.origin
    insert([CaseOrigin(case=case, kind=kind.name, thing_id=thing_id)])
    if kind.link is not None and by is not None:
        kind.link(thing_id, case, by, on)


def _send_elsewhere(case: Case, service: Service, new: NewCase, by: Officer | None, on: date) -> Case:
    """It is no case of this service: say so, and where to go."""
    why = next((each for each in service.elsewhere if each.name == new.elsewhere), None)
    if why is None:
        raise Refused("请选择属于哪种情形", field="elsewhere")
    was, case.state, case.closed = case.state, "elsewhere", on
    case.save(update_fields=["state", "closed"])
    entry = record(Act("refuse_case", case, by, on, case.org_id))
    words = f"{why.say}。{f'请找：{why.send_to}。' if why.send_to else ''}依据：{why.source}"
    steps.step(case, Happened("refused", "不属受理范围，告知去处", words, told=True), entry, case.at, was)
    _come_from(case, new, by, on)  # last: that place sees that it was not taken up
    return case


@dataclass(frozen=True)
class Step:
    """What somebody decided: which move, in what words; `seen` is the last step that they had read.

    `outcome` is what came of it, by the catalogue's fields, with a reply and with a review that changes one; `result`
    is what a review comes to, of `review_results`; `others` how those of a group who stand on no list were answered,
    with closing.
    """

    move: str
    text: str
    seen: int | None = None
    outcome: Mapping[str, Any] = field(default_factory=dict)
    woman: str = ""  # who received somebody that asked for a woman
    others: str = ""
    result: str = ""


@dataclass(frozen=True)
class Decided:
    """A step that may be taken: its move, the state to which it leads, what is kept of it, its words, its name."""

    move: rules.Move
    to: str
    outcome: Mapping[str, Any]
    text: str
    label: str
    ordered: bool  # a review sends it back to whoever answered


@transaction.atomic
def move_case(case: Case, new: Step, *, by: Officer | None, on: date) -> Case:
    """Take one step of the way. Facts: `case_taken` on accepting; on closing, and with the answer of a second review
    that ends it, `case_closed` and `case_terms` (was every term kept?), and `petition_closed` where a worker had
    authorised an agent; `money_recovered` with a reply that brought money back; each counts once, the former one is
    voided.

    Refused, with nothing written: a move that the state does not allow, without words, a review without its result,
    decided before somebody else's step was read, while it is offered to somebody who has not answered, or by the asker
    after their own term.
    """
    case = steps.locked(case, new.seen)
    decided = _decided(case, new, by, on)
    move, was = decided.move, case.state
    case.state = decided.to
    label = decided.label + reviews.hand_up(case, move.name, on)
    _turn(case, decided, on)
    count_once(case, move.name, was, by=by, on=on)
    entry = record(Act(move.verb, case, by, on, case.org_id), _facts(case, move, decided.outcome, by, on))
    made = steps.step(case, Happened(move.event, label[:LABEL], decided.text, move.tells), entry, moment(on), was)
    of_move = reviews.clocks if move.name == "reply" else reopening.clocks
    steps.hear(case, move.event, made.at, starts=of_move(case, move.name))
    if case.state in rules.ENDED:
        _end(case, by, on)
    tell_asker(case, made, on)
    follow_case(case, move.name, by=by, on=on)
    if move.name == "reply":
        tell_answered(case, by, on)
    if decided.ordered:
        reviews.hand_down(case, move.name, entry, on)
    if case.state in rules.REVIEWING:
        telling.tell_queue(case, on)
    if case.state == "registered" and case.owner_id is None:
        telling.tell_free(case, made.pk, on)
    return case


def _decided(case: Case, new: Step, by: Officer | None, on: date) -> Decided:
    """What a step comes to; refuses one that may not be taken."""
    service = case.service
    move = rules.check_move(new.move, case.state, reviewed=service.reviewed, review=case.review)
    rules.check_words(new.text, "text", move.asks)
    result = review_results.result_of(move.name, new.result)
    outcome = _outcome(service, move, result, new.outcome, on)
    woman = rules.check_woman(case.wants_woman, move.name, new.woman)
    ordered = reviews.orders(case, move.name, result)
    ends = move.name == "close" or (move.name == "answer_second" and not ordered)
    text = _check_hand(case, move, new, ends=ends)
    if service.script:
        danger.check(case, move, steps.running_of(case))
    check_reported(case, move, by, ends=ends)
    aside = calling_rules.check_close(move.name == "close" and queries.unsolved(case), new.text)
    reviewing.check(case, move, on)
    reviews.check(case, move.name, by=by, on=on)
    to = "handling" if ordered else reopening.back_to(case) if move.name == "reopen" else move.to
    label = review_results.label_of(move.name, result) if result else move.label
    return Decided(move, to, outcome, text, f"{label}{aside}{woman}{reopening.said(move.name, to)}", ordered)


def _outcome(
    service: Service, move: rules.Move, result: review_results.Result | None, given: Mapping[str, Any], on: date
) -> dict[str, Any]:
    """What came of it, of a reply and of a review that changes it; refuses what is missing, and a change of nothing."""
    if move.name == "reply" or (result is not None and result.orders):
        return asking.check_outcome(service, given, on)
    if result is not None and (said := [name for name, value in given.items() if value not in (None, "")]):
        clause = review_results.source()
        raise Refused(f"{result.label}的，结果跟原来一样，这一项不填", clause=clause, field=asking.ASK + said[0])
    return {}


def _check_hand(case: Case, move: rules.Move, new: Step, *, ends: bool) -> str:
    """Refuse to go on while it waits for another to take it, to work on it without anybody who is responsible, and to
    close it before everybody of a group was answered; returns the words of the step."""
    if move.who == "owner" and case.offers.filter(answer="").exists():
        raise Refused("已经转出、等对方收下；要自己办，请先收回", clause=rules.FIRST)
    if move.name in ("accept", "begin", "reply") and case.owner_id is None:
        raise Refused("还没有承办人，请先认领或者指派", clause=rules.FIRST)
    text = new.text + (members.check_closing(case, new.others) if ends else "")
    rules.check_words(text, "text")
    return text


def _turn(case: Case, decided: Decided, on: date) -> None:
    """Change the row as the move asks."""
    move = decided.move.name
    again = move == "redo" or (move == "reopen" and reopening.is_answered(case))
    if again:
        case.round, case.redone = case.round + 1, case.redone + 1
    if decided.outcome or move == "reply":
        case.outcome = dict(decided.outcome)
    case.review = reviews.standing(case, move, ordered=decided.ordered, again=again)
    case.closed = on if case.state in rules.ENDED else None
    case.save(update_fields=["state", "round", "redone", "outcome", "review", "closed"])


def _end(case: Case, by: Officer | None, on: date) -> None:
    """Nobody takes over what has ended, nor waits at an hour for somebody who does not come any more."""
    if case.state in rules.DONE:
        count_terms(case, by=by, on=on)
    drop_waiting(case, on)
    free_hour(case, f"诉求{case.get_state_display()}", by=by, on=on)


def _facts(case: Case, move: rules.Move, outcome: Mapping[str, Any], by: Officer | None, on: date) -> list[NewFact]:
    """What a move proves."""
    found = [("case_taken", 1)] if move.name == "accept" else []
    if case.state in rules.DONE:
        found.append(("case_closed", 1))
    if move.name == "reply" and outcome.get("recovered"):
        found.append(("money_recovered", int(outcome["recovered"])))
    if case.state in rules.DONE and case.mandates.exclude(signed=None).exists():
        found.append(("petition_closed", 1))
    return [fact(case, measure, by, on, qty) for measure, qty in found]


@transaction.atomic
def note_contact(case: Case, text: str, told: bool, *, by: Officer, on: date) -> CaseStep:
    """Write down that the asker was spoken to, or anything else that belongs to the file."""
    case = steps.locked(case)
    rules.check_open(case.state)
    rules.check_words(text, "text", "跟职工说了什么")
    entry = record(Act("contact_case", case, by, on, case.org_id))
    made = steps.step(case, Happened("contacted", "联系职工", text, told), entry, moment(on))
    steps.hear(case, "contacted", made.at)
    return made


@transaction.atomic
def open_slip(case: Case, *, by: Officer, on: date) -> Entry:
    """Open the code of a matter again, to print it for whoever lost it; they read in the way that somebody did."""
    case = steps.locked(case)
    entry = record(Act("open_slip", case, by, on, case.org_id))
    if not case.steps.filter(label=AGAIN, by=by, at__gte=opening(on)).exists():
        steps.step(case, Happened("noted", AGAIN, told=True), entry, moment(on))
    return entry
