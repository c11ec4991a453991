"""Who owes how much in which period."""

from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from tiexin.duties.compile.facts import fact_column, live_facts, persons
from tiexin.duties.definition import Definition
from tiexin.duties.models import Clause, Duty, OwnTarget, Plan, PlanVersion, Target, Term
from tiexin.duties.populations import members
from tiexin.duties.relations import stale_gauges, table
from tiexin.orgs.models import Under

DAYS = ("start", "end", "asof", "before", "slice_id")
PARTS = ("term_id", "subject", "org_id", "low", "high", "value", "base", "owes")


class Look(NamedTuple):
    """What a text looks at: all open periods of a duty, or some (period, subject) pairs.

    `own`: each subject has periods of its own. `before`: the stretch before, that an increase is measured against.
    """

    duty_id: int
    some: bool
    own: bool = False
    before: bool = False

    @property
    def keyed(self) -> bool:
        """Whether each row of `terms` names its subject."""
        return self.some or self.own


def terms(look: Look) -> ir.Table:
    """The duty's periods; or the stale (term, subject) pairs, which name its periods, as the first table."""
    term = table(Term)
    term = term.select("slice_id", "duty_id", "closed", term_id=term.id, owner=term.subject, **_days(term, look))
    if not look.some:
        term = term.filter(term.duty_id == look.duty_id, term.closed.isnull())
        return term.select("term_id", *DAYS, **({"subject": term.owner} if look.own else {}))
    stale = stale_gauges()
    own = [stale.subject == term.owner] if look.own else []
    return stale.join(term, [stale.term_id == term.term_id, *own]).select("term_id", "subject", *DAYS)


def _days(term: ir.Table, look: Look) -> dict[str, ir.Value]:
    """The days to look at; no fact lies between days that are NULL, so a period without one before counts nothing."""
    if look.before:
        return {"start": term.before, "end": term.before_end, "asof": term.before_end, "before": term.before}
    return {name: term[name] for name in ("start", "end", "asof", "before")}


def reached(look: Look) -> ir.Table:
    """Periods with every node and each unit that it counts, once however many paths lead down to it."""
    term, under = terms(look), table(Under)
    rows = term.join(under, under.ancestor_id == term.subject) if look.keyed else term.cross_join(under)
    return rows.select("start", "end", "asof", "term_id", node="ancestor_id", unit="org_id").distinct()


def owing(look: Look, definition: Definition) -> ir.Table:
    """Who owes in which period: the population as it stands on the as-of day, at and below the issuer.

    Whoever has a fact that ends the duty owes nothing in a period that begins after it.
    """
    term, people, bound = terms(look), members(definition.of), _bound(look.duty_id)
    people = people.semi_join(bound, people["org"] == bound.org_id)
    on = [people.since <= term.asof, people.until.isnull() | (people.until > term.asof)]
    if look.keyed:
        on = [term.subject == people.subject, *on]
    rows = term.join(people, on)
    rows = rows.select("term_id", people.subject, "org", "level", people["rank"], "start", "before")
    if definition.until is not None:
        over = live_facts(definition.until)
        over = over.select(who=over[fact_column(definition)], ended=over["on"])
        over = persons(over, "who") if fact_column(definition) == "worker_id" else over
        rows = rows.anti_join(over, [rows.subject == over.who, over.ended < rows.start])
    return rows


def _bound(duty_id: int) -> ir.Table:
    """The units that the duty's plan binds: its issuer and everything below, in either tree."""
    duty, clause, version, plan, under = (table(model) for model in (Duty, Clause, PlanVersion, Plan, Under))
    clause = clause.select(clause_id="id", version_id="version_id")
    version = version.select(version_id="id", plan_id="plan_id")
    plan = plan.select(plan_id="id", issuer_id="issuer_id")
    issued = duty.filter(duty.id == duty_id).select("clause_id").join(clause, "clause_id")
    issued = issued.join(version, "version_id").join(plan, "plan_id").select("issuer_id")
    return issued.join(under, issued.issuer_id == under.ancestor_id).select("org_id")


def owed(look: Look, definition: Definition) -> ir.Table:
    """Who owes how much, with zeros for what was done.

    A number that a subject set for itself goes before the cell's. The base of an increase stays NULL where there
    is no period before.
    """
    target = table(Target)
    target = target.filter(target.duty_id == look.duty_id).select(
        cell_level=target.level, cell_rank=target["rank"], low=target.low, high=target.high
    )
    rows = owing(look, definition)
    rows = rows.left_join(target, [rows.level == target.cell_level, rows["rank"] == target.cell_rank])
    if definition.target == "self_set":
        rows = _own_numbers(rows, look.duty_id)
    zero, nothing = ibis.literal(0, "int64"), ibis.null("int64")
    base = ibis.cases((rows.before.notnull(), zero), else_=nothing) if definition.target == "increase" else zero
    rows = rows.mutate(base=base, value=zero, owes=ibis.literal(1, "int64"))
    return rows.select("term_id", "subject", "low", "high", "value", "base", "owes", org_id=rows["org"])[list(PARTS)]


def _own_numbers(rows: ir.Table, duty_id: int) -> ir.Table:
    own = table(OwnTarget)
    own = own.filter(own.duty_id == duty_id).select(own_subject=own.subject, own_low=own.low)
    rows = rows.left_join(own, rows.subject == own.own_subject)
    return rows.mutate(low=ibis.coalesce(rows.own_low, rows.low))
