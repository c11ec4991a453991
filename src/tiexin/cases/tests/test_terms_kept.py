"""按期办结率: the page of rates, the list under its numbers and the gauge of a plan say the same, whatever happens."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiexin.cases.actions.calling import call_back_case
from tiexin.cases.actions.rates import ask_exclusion, decide_exclusion
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.rates.breaking import Tally, behind, judged
from tiexin.cases.tests import rates_scene as scene
from tiexin.cases.tests.case_scene import DAY, counted, moved, registered
from tiexin.core.days import moment, opening
from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.models import Gauge
from tiexin.duties.tests import scene as duties
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
SPAN = (c.TODAY - 90 * DAY, c.TODAY)
YESTERDAY = c.TODAY - DAY


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


@pytest.fixture
def duty(cast):
    """As docs/plan-language.md writes it: closed within every term, of all that were closed."""
    kept = Do(measure="case_terms", where={"in_time": ["yes"]})
    said = {"kind": "rate", "target": "measured", "counted": "below", "over": Do(measure="case_terms"), "low": None}
    return duties.publish(cast.province, duties.tally(kept, **said))[0]


def asking(rf, who):
    request = rf.get("/cases/rates/")
    request.officer, request.today, request.needs = who, c.TODAY, "cases.see"
    return request


def answered(cast, on=c.TODAY, **said):
    return moved(registered(cast, **said), "accept", "reply", by=cast.author, on=on)


def closed(cast, on=c.TODAY, late=False, **said):
    case = answered(cast, on, **said)
    if late:
        miss(case)
    return moved(case, "close", by=cast.author, on=on)


def miss(case, rule="contact"):
    """It was done, after its term."""
    clocks = CaseClock.objects.filter(case=case, rule=rule)
    assert clocks.update(due=opening(c.TODAY - 2 * DAY), met=opening(YESTERDAY)) == 1


def facts():
    rows = Fact.objects.live().filter(measure="case_terms", tag_set__tags__key="in_time")
    return sorted(rows.values_list("entry__thing_id", "tag_set__tags__value"))


def rate(rf, who):
    [cell] = [each for each in Tally(asking(rf, who), SPAN).cells() if each.rate.name == "按期办结率"]
    return cell.rate.count, cell.rate.total


def gauges(duty):
    duties.settle()
    assert verify.differences() == []
    return {row.org_id: (row.value, row.base) for row in Gauge.objects.filter(term__duty=duty, base__gt=0)}


def test_closed_within_every_term_or_not(cast, rf):
    good, bad = closed(cast), closed(cast, late=True)
    assert facts() == [(good.pk, "yes"), (bad.pk, "no")]
    assert rate(rf, cast.above) == (1, 2)


def test_the_fact_is_of_the_unit_the_service_and_the_day_in_an_entry_of_its_own(cast):
    case = closed(cast, employer=cast.employer)
    fact = Fact.objects.get(measure="case_terms")
    assert (fact.by_org, fact.at_org, fact.on, fact.qty) == (cast.county, cast.employer.org, c.TODAY, 1)
    assert dict(fact.tag_set.tags.values_list("key", "value")) == {"service": "dispute", "in_time": "yes"}
    assert (fact.entry.verb, fact.entry.thing, fact.entry.thing_id) == ("check_case_terms", "cases.case", case.pk)
    assert Fact.objects.filter(entry=fact.entry).count() == 1


def test_the_gauge_shows_what_the_page_shows(cast, rf, duty):
    closed(cast)
    closed(cast, late=True)
    closed(cast, kind="petition")
    assert gauges(duty) == {unit.pk: (2, 3) for unit in (cast.county, cast.city, cast.province)}
    assert rate(rf, cast.above) == rate(rf, cast.people["leader"]) == (2, 3)


@pytest.mark.parametrize("move", ["withdraw", "refuse"])
def test_what_ended_without_an_answer_is_in_no_rate(cast, rf, move):
    moved(registered(cast), move, by=cast.author if move == "refuse" else None)
    assert (facts(), rate(rf, cast.above)) == ([], (0, 0))


def test_an_open_matter_is_in_no_rate_however_late(cast, rf):
    miss(answered(cast))
    assert (facts(), rate(rf, cast.above)) == ([], (0, 0))


def test_taken_up_again_it_counts_once_with_what_happened_since(cast, rf, duty):
    case = moved(closed(cast), "reopen", by=cast.chief)
    assert (facts(), rate(rf, cast.above), gauges(duty)) == ([], (0, 0), {})
    miss(case)
    moved(case, "reply", "close", by=cast.author)
    assert (facts(), rate(rf, cast.above)) == ([(case.pk, "no")], (0, 1))
    assert Fact.objects.filter(measure="case_terms").count() == 2  # nothing is erased


def decided(cast, case, granted):
    made = ask_exclusion(case, "court", "法院已经立案", by=cast.author, on=c.TODAY)
    return decide_exclusion(made, granted, "查过立案通知", by=cast.above, on=c.TODAY)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("granted", [True, False])
def test_left_out_by_decision_it_is_left_out_of_both(cast, rf, duty, when, granted):
    case = answered(cast) if when == "before" else closed(cast)
    decided(cast, case, granted)
    if when == "before":
        moved(case, "close", by=cast.author)
    other = closed(cast, late=True)
    both = [(other.pk, "no")] if granted else [(case.pk, "yes"), (other.pk, "no")]
    numbers = (0, 1) if granted else (1, 2)
    assert (facts(), rate(rf, cast.above), gauges(duty)[cast.city.pk]) == (sorted(both), numbers, numbers)
    assert counted("case_closed", "qty") == [(1,), (1,)]  # it was closed all the same


def test_asking_alone_leaves_nothing_out(cast, rf):
    case = closed(cast)
    ask_exclusion(case, "court", "法院已经立案", by=cast.author, on=c.TODAY)
    assert (facts(), rate(rf, cast.above)) == ([(case.pk, "yes")], (1, 1))


def test_a_term_that_nobody_kept_and_that_fell_away_late_was_not_kept(cast, rf):
    case = answered(cast)
    CaseClock.objects.filter(case=case, rule="contact").update(due=opening(YESTERDAY), met=None)
    case = moved(case, "close", by=cast.author)
    clock = case.clocks.get(rule="contact")
    assert (clock.met, clock.ended is None) == (None, False)
    assert (facts(), rate(rf, cast.above)) == ([(case.pk, "no")], (0, 1))


def test_a_term_that_fell_away_before_its_end_was_not_missed(cast, rf):
    case = answered(cast)
    CaseClock.objects.filter(case=case, rule="contact").update(due=opening(c.TODAY + 9 * DAY), met=None)
    assert facts() == []
    moved(case, "close", by=cast.author)
    assert rate(rf, cast.above) == (1, 1)


@pytest.mark.parametrize("holder", ["asker", "other"])
def test_terms_of_others_are_none_of_the_units(cast, rf, holder):
    case = answered(cast)
    miss(case)
    CaseClock.objects.filter(case=case, rule="contact").update(holder=holder)
    moved(case, "close", by=cast.author)
    assert rate(rf, cast.above) == (1, 1)


def test_an_hour_that_had_passed_on_the_same_day_counts(cast, rf):
    case = answered(cast)
    now = moment(c.TODAY)
    CaseClock.objects.filter(case=case, rule="contact").update(due=now - timedelta(seconds=5), met=now)
    moved(case, "close", by=cast.author)
    assert (facts(), rate(rf, cast.above)) == ([(case.pk, "no")], (0, 1))


def test_what_happens_after_closing_changes_neither_number(cast, rf):
    case = closed(cast)
    assert CaseClock.objects.filter(case=case, rule="call_back", met=None, ended=None).exists()
    CaseClock.objects.filter(case=case, rule="call_back").update(due=opening(c.TODAY + DAY))
    call_back_case(case, scene.YES, by=cast.caller, on=c.TODAY + 5 * DAY)
    assert CaseClock.objects.get(case=case, rule="call_back").met > opening(c.TODAY + 5 * DAY)
    assert (facts(), rate(rf, cast.above)) == ([(case.pk, "yes")], (1, 1))


def test_its_numbers_open_exactly_their_matters(cast, client):
    good, bad = closed(cast), closed(cast, late=True)
    browser = c.enter(client, cast.above)
    cell = next(each for each in browser.get("/cases/rates/").context["cells"] if each.rate.name == "按期办结率")
    listed = [[row.pk for row in browser.get(url).context["pager"].rows] for url in (cell.count_link, cell.total_link)]
    assert [sorted(each) for each in listed] == [[good.pk], sorted([good.pk, bad.pk])]
    assert [len(each) for each in listed] == [cell.rate.count, cell.rate.total]


def test_by_unit_service_and_month_the_parts_make_the_whole(cast, rf):
    closed(cast)
    closed(cast, late=True)
    closed(cast, kind="petition", on=c.TODAY)
    for by in ("unit", "kind", "month"):
        cells = [row.cells[-1].rate for row in Tally(asking(rf, cast.above), SPAN).rows(by)]
        assert (sum(each.count for each in cells), sum(each.total for each in cells)) == (2, 3)


def test_only_the_days_asked_for(cast):
    case = closed(cast)
    found = [
        [row.pk for row in behind(Case.objects.all(), "kept_all", span, c.TODAY)]
        for span in ((c.TODAY, c.TODAY), (c.TODAY - 9 * DAY, YESTERDAY), (c.TODAY + DAY, c.TODAY + DAY))
    ]
    assert found == [[case.pk], [], []]


@settings(
    max_examples=min(12, settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.booleans(), st.sampled_from(["open", "closed", "reopened", "again"]), st.sampled_from(["", "yes", "no"])
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_happens_facts_are_what_the_page_counts(cast, rf, told):
    before = set(Case.objects.values_list("pk", flat=True))
    for late, way, exclusion in told:
        play(cast, late, way, exclusion)
    new = Case.objects.exclude(pk__in=before)
    left = new.exclude(exclusions__state="granted")
    page = sorted((row.pk, "yes" if row.kept else "no") for row in judged(left))
    assert [row for row in facts() if row[0] not in before] == page
    assert rate(rf, cast.above) == (len([row for row in facts() if row[1] == "yes"]), len(facts()))


def play(cast, late, way, exclusion):
    case = answered(cast)
    if late:
        miss(case)
    if exclusion:
        decided(cast, case, exclusion == "yes")
    if way != "open":
        case = moved(case, "close", by=cast.author)
    if way in ("reopened", "again"):
        case = moved(case, "reopen", by=cast.chief)
    if way == "again":
        moved(case, "reply", "close", by=cast.author)


def test_closing_leaves_two_entries_and_no_more(cast):
    case = answered(cast)
    before = Entry.objects.count()
    moved(case, "close", by=cast.author)
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True))[before:] == [
        "close_case",
        "check_case_terms",
    ]
