"""A plan is changed from a day on: what was over stays as it was told, the rest is the new version's."""

import re
from datetime import date

import pytest

from tiexin.duties import build, verify
from tiexin.duties.models import Clause, Correction, Duty, Gauge, PlanVersion, Standing, Term
from tiexin.duties.queries import terms_of
from tiexin.duties.tests.scene import fact, note
from tiexin.evidence.actions import void
from tiexin.evidence.models import Limit
from tiexin.orgs.tests import cast as c
from tiexin.plans import actions, tasks
from tiexin.plans.actions import NewVersion
from tiexin.plans.reading import read_bytes
from tiexin.plans.tests import small

pytestmark = pytest.mark.django_db
MONTHLY = small.OWN["C10"]
STRICTER = MONTHLY.replace("at_least: 1", "at_least: 3")
MAY = date(2012, 5, 1)


@pytest.fixture
def cast():
    return c.units()


def publish(cast, *duties, effective=None, cutoff=None):
    """Load and publish as the office and the worker would, with what the head says about time."""
    head = f"effective: {effective.month}-{effective.day}\n" if effective else ""
    head += f"cutoff: {cutoff}天\n" if cutoff else ""
    found = read_bytes(f"{head}{small.text(*duties)}".encode(), None, b"", "")
    version = actions.load_plan(NewVersion(found.loaded, found.text, cast.province), by=None, on=c.TODAY)
    version = actions.start_publishing(version, by=None, on=c.TODAY)
    tasks.publish_version.call(version.pk)
    version.refresh_from_db()
    assert (version.state, version.error) == ("live", "")
    return version


def visit(cast, month):
    return note(fact(cast.county, "visit", on=date(2012, month, 5)))


def duty_of(version, code="C10"):
    return Duty.objects.get(clause__version=version, clause__code=code)


def shown(cast, version):
    """What the pages show of the county: month, number, target, closed."""
    live = Gauge.objects.live().filter(subject=cast.county.id, term__duty__clause__version__plan=version.plan)
    rows = live.order_by("term__start").values_list("term__start__month", "value", "low", "term__closed")
    return list(rows)


def test_a_version_keeps_what_the_head_says_about_time(cast):
    version = publish(cast, MONTHLY, effective=MAY, cutoff=10)
    assert (version.effective, version.cutoff) == (MAY, 10)
    assert list(duty_of(version).terms.order_by("start").values_list("start__month", flat=True)) == [5, 6]


@pytest.mark.parametrize(
    ("effective", "months"),
    [(None, [3, 4, 5, 6]), (date(2012, 4, 30), [4, 5, 6]), (MAY, [5, 6]), (date(2012, 6, 30), [6])],
)
def test_a_version_governs_the_periods_that_end_on_its_day_or_later(cast, effective, months):
    version = publish(cast, MONTHLY, effective=effective)
    assert list(duty_of(version).terms.order_by("start").values_list("start__month", flat=True)) == months


def test_periods_that_are_over_stay_and_the_others_change_hands(cast):
    first = publish(cast, MONTHLY)
    visit(cast, 3)
    visit(cast, 5)  # still waits when the second version goes live
    second = publish(cast, STRICTER, effective=MAY)
    assert shown(cast, second) == [(3, 1, 1, MAY), (4, 0, 1, MAY), (5, 1, 3, None), (6, 0, 3, None)]
    assert PlanVersion.objects.get(pk=first.pk).state == "superseded"
    small.settle()
    late, may = visit(cast, 3), visit(cast, 5)
    small.settle()
    assert shown(cast, second) == [(3, 1, 1, MAY), (4, 0, 1, MAY), (5, 2, 3, None), (6, 0, 3, None)]
    found = Correction.objects.values_list("term__start__month", "subject", "number", "told", "now")
    assert list(found) == [(3, cast.county.id, 1, 1, 2)]
    build.rebuild()
    assert verify.differences() == []
    void(late, by=None, on=c.TODAY)
    void(may, by=None, on=c.TODAY)
    small.settle()
    assert list(found.filter(number=2)) == [(3, cast.county.id, 2, 1, 1)]
    assert shown(cast, second)[2] == (5, 1, 3, None)
    old = Term.objects.get(duty=duty_of(first), start=MAY)
    assert Gauge.objects.get(term=old, subject=cast.county.id).value == 1  # nobody keeps it any more


def test_a_third_version_takes_what_it_governs_and_leaves_the_rest(cast):
    first = publish(cast, MONTHLY)
    publish(cast, STRICTER, effective=MAY)
    third = publish(cast, MONTHLY.replace("at_least: 1", "at_least: 7"), effective=date(2012, 6, 1))
    assert [(month, low) for month, _, low, _ in shown(cast, third)] == [(3, 1), (4, 1), (5, 3), (6, 7)]
    assert Term.objects.filter(duty=duty_of(first), closed__isnull=False).count() == 2


def test_a_version_that_reaches_further_back_takes_periods_that_were_closed(cast):
    publish(cast, MONTHLY)
    publish(cast, STRICTER, effective=MAY)
    third = publish(cast, MONTHLY.replace("at_least: 1", "at_least: 7"), effective=date(2012, 4, 1))
    assert [(month, low) for month, _, low, _ in shown(cast, third)] == [(3, 1), (4, 7), (5, 7), (6, 7)]


def test_a_version_without_a_day_replaces_everything(cast):
    publish(cast, MONTHLY)
    publish(cast, STRICTER, effective=MAY)
    third = publish(cast, MONTHLY)
    assert [(month, low, closed) for month, _, low, closed in shown(cast, third)] == [
        (month, 1, None) for month in (3, 4, 5, 6)
    ]


def test_the_duty_page_lists_the_closed_periods_of_the_version_before(cast):
    first = publish(cast, MONTHLY)
    second = publish(cast, STRICTER, effective=MAY)
    found = [(term.start.month, term.duty.clause.version_id) for term in terms_of(duty_of(second))]
    assert found == [(3, first.pk), (4, first.pk), (5, second.pk), (6, second.pk)]


def test_totals_of_the_version_before_do_not_move(cast):
    whole = small.duty(
        "C1",
        "全区走访企业",
        small.PROVINCE,
        do="{measure: 走访企业}",
        counted="含下级",
        per="每月",
        at_least=4,
        unit="家",
    )
    first = publish(cast, whole)
    visit(cast, 3)
    second = publish(cast, whole, effective=MAY)
    visit(cast, 3)
    visit(cast, 5)
    small.settle()
    march = Term.objects.get(duty=duty_of(first, "C1"), start=date(2012, 3, 1))
    assert march.slice.totals.get(node=cast.province).n == 1
    may = Term.objects.get(duty=duty_of(second, "C1"), start=MAY)
    assert may.slice.totals.get(node=cast.province).n == 1
    found = Correction.objects.values_list("subject", "told", "now")
    assert list(found) == [(cast.province.id, 1, 2)]
    assert verify.differences() == []


def test_going_live_twice_closes_once(cast):
    publish(cast, MONTHLY)
    second = publish(cast, STRICTER, effective=MAY)
    before = list(Term.objects.order_by("id").values())
    assert actions.go_live(second).state == "live"
    assert list(Term.objects.order_by("id").values()) == before


def test_a_killed_publication_goes_on_where_it_was(cast, monkeypatch):
    publish(cast, MONTHLY)
    visit(cast, 3)
    version = actions.start_publishing(
        small.draft(small.text(MONTHLY, small.OWN["C3"]), cast.province), by=None, on=c.TODAY
    )
    real, done = build.fill_gauges, []

    def killed(duty):
        if done:
            raise KeyboardInterrupt
        real(duty)
        done.append(duty)

    monkeypatch.setattr(build, "fill_gauges", killed)
    with pytest.raises(KeyboardInterrupt):
        tasks.publish_version.call(version.pk)
    monkeypatch.undo()
    visit(cast, 4)
    small.settle()
    tasks.publish_version.call(version.pk)
    version.refresh_from_db()
    assert (version.state, version.progress) == ("live", 100)
    assert sorted(row[1] for row in shown(cast, version) if row[0] in (3, 4)) == [0, 1, 1]
    assert verify.differences() == []


def test_progress_rises_to_the_end(cast):
    version = actions.start_publishing(small.draft(small.text(), cast.province), by=None, on=c.TODAY)
    seen = []
    build.build_version(version, seen.append)
    assert seen == sorted(seen)
    assert (seen[0] > 0, seen[-1]) == (True, 100)
    assert build.COMPILED in seen


def test_duties_of_one_shape_share_one_text(cast):
    texts = build.compiler.texts
    texts._gauges.cache_clear()
    numbers = [MONTHLY.replace("C10", f"C{n}").replace("at_least: 1", f"at_least: {n}") for n in (3, 4, 5, 6)]
    version = publish(cast, *numbers)
    duties = list(Duty.objects.filter(clause__version=version).order_by("id"))
    assert len(duties) == 4
    assert len({re.sub(rf"= {duty.id}\b", "= #", duty.sql_all) for duty in duties}) == 1
    assert texts._gauges.cache_info().misses == 2  # all and some


def test_a_version_that_is_replaced_lifts_its_caps(cast):
    capped = MONTHLY.replace("at_least: 1", "at_most: 2")
    publish(cast, capped)
    duty = Duty.objects.get(clause__version__state="live")
    assert not Limit.objects.exists()  # only measured
    Duty.objects.filter(pk=duty.pk).update(definition={**duty.definition, "enforce": "refuse"})
    duty.refresh_from_db()
    actions.put_limits(actions.caps(duty.clause.version))
    assert Limit.objects.get().duty_id == duty.pk
    publish(cast, MONTHLY)
    assert not Limit.objects.exists()
    assert Clause.objects.filter(code="C10").count() == 2
    assert Standing.objects.filter(term__duty=duty).exists()
