"""Every write of spot checks: who is asked, what they said, the author's reply, the conclusion."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.draws.models import Draw
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org
from tiexin.supervision import check_rules, queries, rules
from tiexin.supervision.models import Ask, Inspection, RecordCheck
from tiexin.supervision.sheets import day_after, limits
from tiexin.visits.actions import void_visit
from tiexin.visits.models import Visit


def take(inspection: Inspection, draw: Draw, unit: Org) -> list[RecordCheck]:
    """List the drawn records of the unit, and of each the people who are to be asked; within the caller's action."""
    visits = list(queries.drawn_visits(draw, unit))
    if not visits:
        raise Refused(f"这次抽签没有抽中{unit}的走访", clause=rules.HOW, field="draw")
    met = queries.met_in(visits)
    made = insert(
        RecordCheck(inspection=inspection, visit=visit, state="asking" if met.get(visit.pk) else "nobody")
        for visit in visits
    )
    most = limits()["asked_per_record"]
    insert(
        Ask(check_of=check, worker_id=worker, place=place)
        for check in made
        for place, worker in enumerate(
            check_rules.order_of(draw.seed, str(check.visit.key), met.get(check.visit_id, []), most), 1
        )
    )
    return made


@dataclass(frozen=True)
class Answer:
    """What somebody said: whether anybody came, what was promised; how and on which day they were asked."""

    came: str
    promised: str
    way: str
    on: date


@transaction.atomic
def answer_ask(ask: Ask, new: Answer, *, by: Officer, on: date) -> Ask:
    """Write down what somebody said about a drawn record; “nobody came” goes to the record's author first.

    Refused, with nothing written: answered before, asked by its author, a companion or somebody of the unit
    inspected, a day to come or before the visit.
    """
    check = _locked(ask.check_of_id)
    ask = Ask.objects.get(pk=ask.pk)
    if ask.came:
        raise Refused("这位职工的回答已经记下", clause=check_rules.FAIR)
    visit = check.visit
    check_rules.check_asker(by.pk, [visit.author_id, *visit.companions], queries.is_of_unit(by, check.inspection))
    check_rules.check_answer(new.came, new.way, new.on, visit.on, on)
    if new.promised.strip():
        rules.check_text(new.promised, "promised", "答应了什么")
    ask.came, ask.promised, ask.way, ask.on, ask.by = new.came, new.promised.strip(), new.way, new.on, by
    ask.save(update_fields=["came", "promised", "way", "on", "by"])
    _go_on(check, on)
    record(Act("answer_ask", check, by, on, check.inspection.org_id))
    return ask


def _go_on(check: RecordCheck, on: date) -> None:
    """Come to what the answers say; once the author was asked to reply, only a conclusion changes the state."""
    if check.state not in ("asking", "agreed", "unreached"):
        return
    check.state = check_rules.state_after(list(check.asks.values_list("came", flat=True)))
    if check.state == "to_author":
        check.due = day_after(on, limits()["author_reply"])
    check.save(update_fields=["state", "due"])


def _locked(pk: int) -> RecordCheck:
    found: RecordCheck = (
        RecordCheck.objects.select_for_update(of=("self",)).select_related("inspection", "visit").get(pk=pk)
    )
    return found


@transaction.atomic
def reply_to_check(check: RecordCheck, text: str, *, by: Officer, on: date) -> RecordCheck:
    """Let the author of a disproved record say how it was; refused to anybody else, and a second time."""
    check = _locked(check.pk)
    if check.visit.author_id != by.pk:
        raise Refused("只由登记这条走访的人说明", clause=check_rules.FIRST)
    if check.state != "to_author":
        raise Refused(f"这条核实现在是“{check.get_state_display()}”，不用说明", clause=check_rules.FIRST)
    rules.check_text(text, "text", "当时的情况")
    check.state, check.reply = "replied", text.strip()
    check.save(update_fields=["state", "reply"])
    record(Act("reply_to_check", check, by, on, check.inspection.org_id))
    return check


@transaction.atomic
def decide_check(check: RecordCheck, upheld: bool, reason: str, *, by: Officer, on: date) -> RecordCheck:
    """Conclude on a disproved record: upheld voids the visit, so that it counts no more; dropped leaves it.

    Refused, with nothing written: what is not disproved, before the author replied or had the time to, no reason,
    by somebody who recorded it or is of the unit inspected.
    """
    check = _locked(check.pk)
    visit = check.visit
    check_rules.check_asker(by.pk, [visit.author_id, *visit.companions], queries.is_of_unit(by, check.inspection))
    check_rules.check_decision(check.state, check.due, on)
    check_reason(reason, "结论")
    if upheld:
        _void(visit, f"抽查核实不实：{reason.strip()}", by, on)
    check.state, check.reason = "upheld" if upheld else "dropped", reason.strip()
    check.save(update_fields=["state", "reason"])
    record(Act("uphold_check" if upheld else "drop_check", check, by, on, check.inspection.org_id))
    return check


def _void(visit: Visit, reason: str, by: Officer, on: date) -> None:
    """A record that its author voided meanwhile stays voided as it is."""
    if visit.voided is None:
        void_visit(visit, reason[:200], by=by, on=on)
