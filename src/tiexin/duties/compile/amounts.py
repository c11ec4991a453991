"""What was done: the number of each subject in each period."""

import ibis.expr.types as ir

from tiexin.duties.compile.facts import entries, fact_column, figure, keyed_facts, live_facts, persons
from tiexin.duties.compile.owing import Look, reached, terms
from tiexin.duties.definition import Clock, Definition, Do, Of
from tiexin.duties.models import Total, WorkDay
from tiexin.duties.populations import members
from tiexin.duties.relations import table


def done(look: Look, definition: Definition, do: Do, *columns: str) -> ir.Table:
    """The facts of each subject in each period: `term_id, who` and columns of the facts."""
    below = definition.counted == "below"
    term, fact, column = reached(look) if below else terms(look), keyed_facts(do), fact_column(definition)
    if column == "worker_id":
        return _done_with_workers(look, term, fact, columns)
    on = [fact["on"] >= term.start, fact["on"] <= term.end]
    if below or look.keyed:
        on = [fact[column] == (term.unit if below else term.subject), *on]
    rows = term.join(fact, on)
    return rows.select("term_id", *columns, who=rows["node" if below else column])


def _done_with_workers(look: Look, term: ir.Table, fact: ir.Table, columns: tuple[str, ...]) -> ir.Table:
    """The same where workers owe: what is recorded under any entry of a person is that person's."""
    within = [fact["on"] >= term.start, fact["on"] <= term.end]
    if not look.keyed:
        return persons(term.join(fact, within).select("term_id", *columns, who="worker_id"), "who")
    term = entries(term, "subject")
    rows = term.join(fact, [fact.worker_id == term.entry, fact["on"] >= term.start, fact["on"] <= term.end])
    return rows.select("term_id", *columns, who="subject")


def amount(look: Look, definition: Definition, do: Do) -> ir.Table:
    """The number of each subject in each period, from facts."""
    rows = done(look, definition, do, "qty", "dim")
    rows = persons(rows, "dim") if do.count == "worker" else rows
    return _numbers(rows.group_by("term_id", "who").agg(n=figure(rows, do.count)))


def _numbers(grouped: ir.Table) -> ir.Table:
    return grouped.select(amount_term=grouped.term_id, who=grouped.who, n=grouped.n)


def below(look: Look) -> ir.Table:
    """The number of each subject in each period, from the exact totals of its whole subtree."""
    term, total = terms(look), table(Total)
    on = [term.slice_id == total.slice_id, *([term.subject == total.node_id] if look.keyed else [])]
    rows = term.join(total, on)
    return rows.select(amount_term=rows.term_id, who=rows.node_id, n=rows.n)


def size(look: Look, definition: Definition, stock: Of) -> ir.Table:
    """How many members of another population each unit has on the as-of day."""
    member = members(stock).select(member="subject", at="org", m_since="since", m_until="until")
    whole = definition.counted == "below"
    term = reached(look) if whole else terms(look)
    on = [member.m_since <= term.asof, member.m_until.isnull() | (member.m_until > term.asof)]
    if whole or look.keyed:
        on = [member["at"] == (term.unit if whole else term.subject), *on]
    rows = term.join(member, on)
    rows = rows.select("term_id", "member", who=rows["node" if whole else "at"])
    return _numbers(rows.group_by("term_id", "who").agg(n=rows.member.nunique()))


def answered(look: Look, definition: Definition, over: Do, clock: Clock) -> ir.Table:
    """How many of the events were answered by the day they were due.

    Where that day is not known yet (a year whose working days nobody has published) any answer is in time:
    nobody is called late by a calendar that does not exist.
    """
    key = f"{clock.same}_id"
    event = done(look, definition, over.model_copy(update={"count": "times"}), "dim", "on", key)
    event = event.select("term_id", "who", event="dim", day="on", same=key)
    event = _with_due_day(event, clock)
    assert definition.do is not None  # noqa: S101 - checked by the caller
    answer = live_facts(definition.do)
    answer = answer.select(answered=answer["on"], answer_of=answer[key])
    event = entries(persons(event, "same"), "same") if clock.same == "worker" else event.mutate(entry=event.same)
    on = [event.entry == answer.answer_of, answer.answered >= event.day]
    rows = event.join(answer, [*on, event.last.isnull() | (answer.answered <= event.last)])
    return _numbers(rows.group_by("term_id", "who").agg(n=rows.event.nunique()))


def _with_due_day(event: ir.Table, clock: Clock) -> ir.Table:
    """Events with their last day: the ordinal of the event's own day, and the day `clock.days` further on."""
    number, begun, due = "work_no" if clock.working else "cal_no", table(WorkDay), table(WorkDay)
    begun = begun.select(begun=begun.day, wanted=begun[number] + clock.days)
    due = due.filter(due.works) if clock.working else due
    due = due.select(last=due.day, number=due[number])
    event = event.left_join(begun, event.day == begun.begun)
    return event.left_join(due, event.wanted == due.number)
