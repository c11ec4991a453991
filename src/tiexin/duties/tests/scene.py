"""What the tests of gauges share: facts recorded in one line, definitions published in one call, numbers read back."""

from datetime import date, timedelta
from itertools import count

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.core.journal import Act
from tiexin.duties import build, days, fold
from tiexin.duties.actions import ensure_days
from tiexin.duties.cells import expand
from tiexin.duties.definition import Definition, Do, Of
from tiexin.duties.models import Clause, Duty, Gauge, Plan, PlanVersion, Standing, State, Target, Term, Total
from tiexin.duties.rules import has_own_terms, stretch_before
from tiexin.evidence.actions import NewFact, record
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Org
from tiexin.orgs.tests import kept
from tiexin.orgs.tests.cast import TODAY
from tiexin.plans.terms import terms
from tiexin.visits.models import Team

START, END = date(2012, 3, 1), date(2012, 6, 30)
DAY = date(2012, 4, 2)
UNIONS, OFFICERS, TEAMS = Of(population="unions"), Of(population="officers"), Of(population="teams")
_numbers = count(1)


def tally(do="talk", tally_of=UNIONS, **more):
    """A definition; `do` is a measure or a whole `Do`."""
    counted = do if isinstance(do, Do) else Do(measure=do)
    return Definition(**{"kind": "tally", "of": tally_of, "do": counted, "unit": "person", **more})


def rate(do, over, rate_of=UNIONS, **more):
    return tally(do, rate_of, kind="rate", over=over, **more)


def stock(held=TEAMS, stock_of=UNIONS, **more):
    return Definition(**{"kind": "stock", "of": stock_of, "stock": held, "unit": "group", **more})


def draft(issuer, definitions, *, start=START, end=END, cells=None, before=False, **head):
    """Rows of a version whose publication has been started; `cells` are (level, rank, low, high) of targets.

    `before` compares each term with as many days before it; `head` are columns of the version.
    """
    number = next(_numbers)
    plan = Plan.objects.create(code=f"plan-{number}", title="方案", issuer=issuer)
    version = PlanVersion.objects.create(plan=plan, number=1, start=start, end=end, state=State.PUBLISHING, **head)
    for order, definition in enumerate(definitions):
        clause = Clause.objects.create(
            version=version,
            item=f"C{number}-{order}",
            code=f"C{order}",
            kind=definition.kind,
            title="条款",
            order=order,
        )
        owe(clause, definition, (start, end), cells or expand(definition))
        if before:
            compare(clause.duty)
    return version


def owe(clause, definition, period, cells):
    duty = Duty.objects.create(
        clause=clause,
        definition=definition.model_dump(mode="json"),
        measure=definition.do.measure if definition.do else "",
        over_measure=definition.over.measure if definition.over else "",
        population=definition.of.population,
        strength=definition.strength,
        unit=definition.unit,
    )
    for first, last, label in stretches(definition, period):
        Term.objects.create(duty=duty, label=label, start=first, end=last, due=last, asof=last)
    Target.objects.bulk_create(Target(duty=duty, level=a, rank=b, low=c, high=d) for a, b, c, d in cells)


def compare(duty):
    """Let each term be measured against as many days before it."""
    for term in duty.terms.all():
        term.before, term.before_end = stretch_before("campaign", term.start, term.end)
        term.save()


def stretches(definition, period):
    """The terms that rows are made of, weeks and half months among them."""
    (start, end), days = period, {"week": 7, "half-month": 15}.get(definition.per)
    if has_own_terms(definition.per):
        return
    if days is None:
        yield from terms(definition, period)
        return
    while start <= end:
        yield start, min(end, start + timedelta(days=days - 1)), f"{start}"
        start += timedelta(days=days)


def publish(issuer, *definitions, **more):
    """Publish definitions as one plan in force and return their duties."""
    version = draft(issuer, definitions, **more)
    if any(definition.kind == "response" for definition in definitions):
        number_days(version.start.year - 1, version.end.year + 1)
    build.build_version(version)
    PlanVersion.objects.filter(pk=version.pk).update(state=State.LIVE)
    return duties_of(version)


def number_days(first, last):
    """Number the days, as a publication would: several thousand, the same in nearly every test."""
    _numbered(first, last, *sorted(days.known()))


def _number(first, last, *known):
    ensure_days(first, last)


_numbered = kept.once(_number, "duties_workday")


def duties_of(version):
    return list(Duty.objects.filter(clause__version=version).order_by("id"))


def fact(by, measure="talk", on=DAY, *, at=None, qty=1, tags=(), **dims):
    return NewFact(measure, on, by, at or by, qty=qty, dims=dims, tags=tuple(tags))


def note(*facts, source=""):
    """Record facts under one entry about nothing that anybody's duty depends on."""
    thing = Entry(pk=next(_numbers))
    return record(Act("note", thing, None, TODAY, facts[0].by_org.id, source=source), facts)


def about(thing, org):
    """Leave an entry about a thing, as the action that changed it would."""
    return record(Act("plan_stay", thing, None, TODAY, org.id))


def settle():
    """Fold everything that waits."""
    while fold.drain():
        pass


def values(duty, name="value"):
    """Subject → number, of a duty with one term."""
    return dict(Gauge.objects.filter(term__duty=duty).values_list("subject", name))


def totals(duty):
    """Name of the unit → exact total, of a duty with one term."""
    found = Total.objects.filter(slice__terms__duty=duty)
    return {Org.objects.get(pk=node).short_name: n for node, n in found.values_list("node_id", "n")}


def standing(duty, node):
    names = ("subjects", "owed", "met", "value", "base", "target")
    return Standing.objects.filter(term__duty=duty, node=node).values_list(*names).first()


def team(org, kind="stay_team", **more):
    return Team.objects.create(**{"org": org, "name": "小组", "kind": kind, "since": date(2012, 1, 1), **more})


def statements(action):
    """How many statements the action executes, savepoints left out."""
    with CaptureQueriesContext(connection) as caught:
        action()
    words = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "BEGIN", "COMMIT")
    return [query["sql"] for query in caught if not query["sql"].startswith(words)]
