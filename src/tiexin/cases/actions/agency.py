"""Petition agency: decided, authorised, withdrawn; steps at other bodies and their answers; who speaks for a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from tiexin.cases import rules as of_cases
from tiexin.cases.actions import steps, timing
from tiexin.cases.actions.counting import fact
from tiexin.cases.actions.mandates import end_mandate
from tiexin.cases.actions.papers import NewFile, add_paper
from tiexin.cases.actions.steps import Happened
from tiexin.cases.actions.taking_part import check_serving
from tiexin.cases.actions.telling_asker import tell_asker
from tiexin.cases.agency import queries, rules
from tiexin.cases.agency.models import Errand, Judgement, Mandate, Speaker
from tiexin.cases.agency.norms import PREFIX, norms
from tiexin.cases.clocks import day_of
from tiexin.cases.linking.queries import people_of
from tiexin.cases.models import Case, CaseStep, Part
from tiexin.cases.rooms.models import Agent
from tiexin.core.actions import insert
from tiexin.core.days import moment, naive
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.actions import NewFact, record
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.registry.models import Worker


@dataclass(frozen=True)
class NewJudgement:
    """Which of the four classes, why; `seen` is the last step that was read."""

    cls: str
    reason: str
    seen: int | None = None


@dataclass(frozen=True)
class NewMandate:
    """Whom the worker authorises, for what, until when; special powers are named by themselves."""

    agent: Agent
    principal: str
    powers: Sequence[str]
    until: date
    special: Sequence[str] = ()


@dataclass(frozen=True)
class Signing:
    """When and how it was signed: on paper with its file, by fingerprint, or in front of two officers."""

    signed: date
    way: str
    file: NewFile | None = None
    first: Officer | None = None
    second: Officer | None = None


@dataclass(frozen=True)
class NewErrand:
    """Which body, what was done there, under which authorisation and power, when, by which term it answers; `apart`:
    the body is said not to be the worker's employer, where nobody has written down who that is.
    """

    mandate: Mandate
    body: str
    power: str
    text: str
    kind: str
    sent: date
    apart: bool = False


@dataclass(frozen=True)
class Longer:
    """By how many of its law's units another body lengthens its term, the day it told so, its notice's words."""

    amount: int
    told: date
    notice: str


@dataclass(frozen=True)
class NewSpeaker:
    """Who speaks: somebody of the roster, or a name; instead of whom, and why."""

    worker: Worker | None
    name: str = ""
    former: Speaker | None = None
    reason: str = ""


def _locked(case: Case, seen: int | None = None) -> Case:
    """The matter, locked; refused where there is no agency, and where it has ended."""
    found = steps.locked(case, seen)
    rules.check_kind(found.kind, found.sealed)
    of_cases.check_open(found.state)
    return found


def _write(
    case: Case, verb: str, said: Happened, by: Officer | None, on: date, facts: Sequence[NewFact] = ()
) -> tuple[Entry, CaseStep]:
    """The entry of an act, and its step in the matter's way."""
    entry = record(Act(verb, case, by, on, case.org_id), facts)
    return entry, steps.step(case, said, entry, moment(on))


@transaction.atomic
def judge_case(case: Case, new: NewJudgement, *, by: Officer, on: date) -> Judgement:
    """Decide which of the four classes a demand is (X15); decided anew, the former decision stays readable.

    Refused, with nothing written: without class or reason, decided before somebody else's step was read.
    """
    case = _locked(case, new.seen)
    reason = rules.check_class(new.cls, new.reason)
    words = norms().classes[new.cls]
    again = Judgement.objects.current().filter(case=case).update(until=on)
    label = f"{'重新判定' if again else '判定'}：{words.label}"
    entry, _ = _write(case, "judge_case", Happened("noted", label, reason), by, on)
    return insert([Judgement(case=case, cls=new.cls, reason=reason, by=by, on=on, entry=entry)])[0]


def _check_offered(case: Case) -> None:
    last = queries.judged(case)
    rules.check_offered(last.cls if last else "")


@transaction.atomic
def draft_mandate(case: Case, new: NewMandate, *, by: Officer, on: date) -> Mandate:
    """Write an authorisation, to be printed and signed; it permits nothing before.

    Refused, with nothing written: a demand that was not decided to be reasonable, nobody who authorises, an agent off
    the roster, of another unit or near to the matter, one too many, for nothing, without an end within the norm.
    """
    case = _locked(case)
    _check_offered(case)
    principal = rules.check_principal(new.principal, case.asker == "anonymous")
    powers = rules.check_powers(new.powers, new.special)
    rules.check_agent(queries.standing_of(case, new.agent, on))
    others = Mandate.objects.standing(on).filter(case=case).values_list("agent", flat=True)
    rules.check_room(set(others), new.agent.pk)
    rules.check_until(new.until, on)
    made = Mandate(case=case, agent=new.agent, principal=principal, powers=powers, until=new.until, drafted=on, by=by)
    insert([made])
    said = Happened("noted", "准备委托书", f"委托{new.agent}：{'、'.join(norms().words(powers))}")
    _write(case, "draft_mandate", said, by, on)
    return made


def _mandate(mandate: Mandate) -> Mandate:
    """The authorisation as it is now; its matter is locked before."""
    rows = Mandate.objects.select_for_update(of=("self",)).select_related("agent__officer__org", "agent__org")
    return rows.get(pk=mandate.pk)


@transaction.atomic
def sign_mandate(mandate: Mandate, new: Signing, *, by: Officer, on: date) -> Mandate:
    """Write down that the worker signed: from that day the agent may act. Fact: `petition_accepted`, once a matter.

    Refused, with nothing written: signed or withdrawn already, before it was written or after its end, without what
    proves it, an agent who may not be one any more.
    """
    case = _locked(mandate.case)
    found = _mandate(mandate)
    if found.signed is not None or found.withdrawn is not None:
        raise Refused("这份委托书已经签过，或者已经撤回", clause=rules.WHOSE)
    _check_offered(case)
    rules.check_agent(queries.standing_of(case, found.agent, on))
    rules.check_signed(new.signed, found.drafted, found.until, on)
    _check_proof(case, found, new, on)
    if new.file is not None:
        found.paper = add_paper(case, new.file, by=by, on=on)
    found.signed, found.way = new.signed, new.way
    if new.way == "officers":
        found.first, found.second = new.first, new.second
    found.save(update_fields=["signed", "way", "first", "second", "paper"])
    steps.join(case, found.agent.officer, "agent", on)
    earlier = Mandate.objects.filter(case=case, signed__isnull=False).exclude(pk=found.pk).exists()
    text = f"委托{found.agent}：{'、'.join(norms().words(found.powers))}，到{zh_date(found.until)}"
    facts = [] if earlier else [fact(case, "petition_accepted", found.agent.officer, on)]
    _write(case, "sign_mandate", Happened("noted", "签了委托书", text, told=True), by, on, facts)
    return found


def _check_proof(case: Case, mandate: Mandate, new: Signing, on: date) -> None:
    """Refuse a signature without its paper or its two witnesses, who stand apart from the matter."""
    seen = [who for who in (new.first, new.second) if who is not None] if new.way == "officers" else []
    rules.check_way(new.way, new.file is not None, [who.pk for who in seen], mandate.agent.officer_id)
    for field, who in zip(("first", "second"), seen, strict=False):
        try:
            check_serving(who, on)
        except Refused as refusal:
            raise Refused(str(refusal), field=field) from refusal
        if queries.is_near(case, who):
            raise Refused(f"{who}与这件诉求有利害关系，不能作见证", clause=rules.CONFLICT, field=field)


@transaction.atomic
def withdraw_mandate(mandate: Mandate, reason: str, *, by: Officer | None, on: date) -> Mandate:
    """Let the worker withdraw: from this day the agent may do nothing and does not see the matter as agent any more.

    At any time, also of a matter that has ended; refused only when it was withdrawn before, or without their words.
    """
    case = steps.locked(mandate.case)
    found = _mandate(mandate)
    if found.withdrawn is not None:
        raise Refused("这份委托已经撤回", clause=rules.WHOSE)
    check_reason(reason, "撤回委托")
    told, why = found.signed is not None, reason.strip()
    said = Happened("noted", "撤回委托" if told else "委托书作废", f"{found.agent}：{why}", told)
    end_mandate(found, case, said, why, by=by, on=on)
    return found


@transaction.atomic
def let_go(on: date) -> int:
    """Let agents whose authorisations are over take part no longer; return how many. Doing so twice changes nothing."""
    held = Mandate.objects.open(on).filter(case=OuterRef("case"), agent__officer=OuterRef("officer"))
    over = Part.objects.filter(~Exists(held), role="agent", until=None).select_related("case", "officer")
    rows = list(over.order_by("pk"))
    for each in rows:
        steps.part(each.case, each.officer, "agent", on, "委托到期")
        record(Act("lapse_mandate", each.case, None, on, each.case.org_id))
    return len(rows)


@transaction.atomic
def send_outside(case: Case, new: NewErrand, *, by: Officer, on: date) -> Errand:
    """Write down a step at another body: that body's clock begins to run beside the union's own.

    Refused, with nothing written: an authorisation that does not hold on that day or does not name it, an agent who is
    off the roster, a body from which the worker's name is hidden, or that may be one where nobody knows the employer.
    """
    case = _locked(case)
    mandate = _mandate(new.mandate)
    if mandate.case_id != case.pk:
        raise Refused("请选择凭哪份委托书", clause=rules.WHOSE, field="mandate")
    rules.check_errand(new.power, mandate.powers, new.kind, new.sent, on)
    rules.check_force(mandate.force.state(new.sent), new.sent, mandate.until)
    if not queries.standing_of(case, mandate.agent, new.sent).listed:
        raise Refused(f"{mandate.agent}那天不在名册上", clause=rules.WHOSE, field="mandate")
    body = rules.check_body(new.body, _hidden_from(case))
    rules.check_apart(case.hide_name, case.employer_id is not None, new.apart)
    text = rules.check_words(new.text, "text", "办了什么")
    _, step = _write(case, "send_outside", Happened("sent_outside", f"送到{body}"[:40], text, told=True), by, on)
    steps.hear(case, "sent_outside", step.at)
    rule = norms().bodies[new.kind]
    [clock] = steps.start(case, [rule], moment(new.sent))
    plain = {"body": body, "power": new.power, "text": text, "kind": rule.name, "sent": new.sent, "by": by}
    return insert([Errand(case=case, mandate=mandate, step=step, clock=clock, **plain)])[0]


def _hidden_from(case: Case) -> list[str]:
    """Names of whom the worker's name is hidden from; none when they do not ask it."""
    if not case.hide_name:
        return []
    accused = case.about_org or (case.about.org if case.about else None)
    names = [accused.name, accused.short_name] if accused else []
    return [*names, case.employer.name if case.employer else "", case.place]


@transaction.atomic
def answer_errand(errand: Errand, day: date, answer: str, *, by: Officer, on: date) -> Errand:
    """Write down what another body answered, and on which day: its clock is met, the union's own goes on."""
    case = steps.locked(errand.case)
    found = Errand.objects.select_for_update(of=("self",)).select_related("clock").get(pk=errand.pk)
    if found.answered is not None:
        raise Refused(f"{zh_date(found.answered)}已经答复过，没有再记一遍", field="answer")
    rules.check_answered(day, found.sent, on)
    found.answer, found.answered = rules.check_words(answer, "answer", "对方怎么答复的"), day
    said = Happened("answered_outside", f"{found.body}答复"[:40], found.answer, told=True)
    _, step = _write(case, "answer_errand", said, by, on)
    if found.clock.runs:
        found.clock.met = moment(day)
        found.clock.save(update_fields=["met"])
    found.save(update_fields=["answer", "answered"])
    steps.hear(case, "answered_outside", step.at)
    tell_asker(case, step, on)
    return found


@transaction.atomic
def extend_errand(errand: Errand, new: Longer, *, by: Officer, on: date) -> Errand:
    """Write down that another body lengthens its term: its answer is due later, the union's own term stays.

    Refused, with nothing written: answered or ended, a term without extension or extended before, more than its law
    gives, told before the step or after the term, still to come, without the notice's words.
    """
    case = steps.locked(errand.case)
    found = Errand.objects.select_for_update(of=("self",)).select_related("clock").get(pk=errand.pk)
    clock = found.clock
    if found.answered is not None:
        raise Refused(f"{zh_date(found.answered)}已经答复，不用再记延长")
    if not clock.runs:
        raise Refused("这个期限已经结束")
    extension = rules.check_extension(found.kind.removeprefix(PREFIX), clock.extended)
    rules.check_longer(new.amount, extension)
    last = day_of(naive(clock.due)) if clock.due else None
    rules.check_told(new.told, found.sent, last, on, str(extension.source))
    notice = rules.check_words(new.notice, "notice", "通知的文号或者内容")
    by_how_much = replace(extension.length, amount=new.amount)
    words = f"“{clock.label}”延长{by_how_much}，{zh_date(new.told)}通知：{notice}"
    _write(case, "extend_errand", Happened("noted", f"{found.body}通知延长"[:40], words, told=True), by, on)
    clock.extended, clock.extra, clock.extra_unit = clock.extended + 1, new.amount, extension.length.unit
    clock.save(update_fields=["extended", "extra", "extra_unit"])
    timing.recount(case, clock, found.rule)
    return found


@transaction.atomic
def name_speaker(case: Case, new: NewSpeaker, *, by: Officer, on: date) -> Speaker:
    """Let somebody of the people of a matter speak for them, at most five (X13), or in another's place.

    Refused, with nothing written: a sixth, one who speaks already, somebody of another enterprise, for one alone.
    """
    case = _locked(case)
    name = rules.check_words(new.worker.name if new.worker else new.name, "name", "代表的姓名", 40)
    if new.worker is not None and not queries.speakable(case).filter(pk=new.worker.pk).exists():
        raise Refused(
            f"{name}不是这件诉求里的人，也不是那家单位的", clause=norms().speakers[case.kind].source, field="worker"
        )
    if new.former is not None:
        _end(case, new.former, new.reason, on)
    there = Speaker.objects.standing().filter(case=case).values_list("name", flat=True)
    rules.check_speaker(list(there), name, people_of(case), case.kind)
    text = f"{name}，接替{new.former}：{new.reason.strip()}" if new.former else name
    label = "换代表" if new.former else "推举代表"
    _write(case, "name_speaker", Happened("noted", label, text, told=True), by, on)
    return insert([Speaker(case=case, worker=new.worker, name=name, since=on, by=by)])[0]


def _end(case: Case, speaker: Speaker, reason: str, on: date) -> None:
    check_reason(reason, "代表不再担任")
    rows = Speaker.objects.standing().filter(pk=speaker.pk, case=case)
    if not rows.update(until=on, reason=reason.strip()):
        raise Refused(f"{speaker}已经不是代表")


@transaction.atomic
def end_speaker(speaker: Speaker, reason: str, *, by: Officer, on: date) -> Speaker:
    """Let somebody speak no longer; that they did, and why they stopped, stays."""
    case = _locked(speaker.case)
    _end(case, speaker, reason, on)
    said = Happened("noted", "代表不再担任", f"{speaker}：{reason.strip()}", told=True)
    _write(case, "end_speaker", said, by, on)
    speaker.refresh_from_db()
    return speaker
