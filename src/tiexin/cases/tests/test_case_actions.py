"""A matter from its registration to its end: who is responsible, which clocks run, what counts; what is refused."""

import uuid
from datetime import date, timedelta

import pytest

from tiexin.cases import codes
from tiexin.cases.actions import cases as actions
from tiexin.cases.actions.cases import Step, note_contact
from tiexin.cases.models import Case, CaseClock, CaseStep, Part
from tiexin.cases.tests.case_scene import clocks, counted, moved, refuse, registered, stage
from tiexin.core.sealed import blind_index
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage()


def test_whoever_receives_it_first_is_responsible(cast):
    case = registered(cast)
    parts = sorted(Part.objects.filter(case=case).values_list("officer", "role"))
    assert (case.state, case.owner, case.first) == ("registered", cast.author, cast.author)
    assert parts == [(cast.author.pk, "first"), (cast.author.pk, "owner")]
    assert Entry.objects.get(thing="cases.case", verb="register_case").thing_id == case.pk


def test_its_first_clock_runs_from_the_next_day_over_working_days(cast):
    case = registered(cast)  # Thursday, 10 May 2012: Friday, Monday, Tuesday
    assert clocks(case)["contact"] == (date(2012, 5, 15), False, False)
    assert Case.objects.get().due == CaseClock.objects.get(rule="contact").due


def test_a_petition_tells_within_fifteen_days_and_concludes_within_sixty(cast):
    case = registered(cast, "petition")
    assert clocks(case)["notify"] == (date(2012, 5, 25), False, False)
    moved(case, "accept", by=cast.author)
    found = clocks(case)
    assert found["notify"] == (date(2012, 5, 25), True, False)
    assert found["conclude"] == (date(2012, 7, 9), False, False)


def test_the_whole_way_counts_once_each(cast):
    case = registered(cast, "petition")
    moved(case, "accept", "begin", "reply", "close", by=cast.author)
    assert Case.objects.get().state == "closed"
    assert counted("case_taken", "qty", "by_org", "officer") == [(1, cast.county.pk, cast.author.pk)]
    assert counted("case_closed", "qty") == [(1,)]
    assert counted("money_recovered", "qty") == [(1250000,)]
    left = CaseClock.objects.filter(met=None, ended=None).order_by("pk")
    assert [clock.rule for clock in left] == ["call_back", "ask_review"]  # nobody has asked yet


def test_done_again_has_its_own_clock_and_counter(cast):
    case = registered(cast, "petition")
    moved(case, "accept", "reply", "redo", by=cast.author)
    found = Case.objects.get()
    assert (found.state, found.round, found.redone) == ("handling", 2, 1)
    assert CaseClock.objects.get(rule="redo").round == 2


def test_opened_again_only_with_words(cast):
    case = moved(registered(cast), "accept", "reply", "close", by=cast.author)
    refuse("text", lambda: actions.move_case(case, Step("reopen", " "), by=cast.chief, on=c.TODAY))
    assert moved(case, "reopen", by=cast.chief).round == 2


def test_withdrawing_stops_the_clocks_and_nothing_can_be_answered_afterwards(cast):
    case = moved(registered(cast), "accept", "withdraw", by=cast.author)
    assert {ended for _, met, ended in clocks(case).values() if not met} == {True}
    assert Case.objects.get().due is None
    assert "现在是“已撤回”" in refuse("move", lambda: moved(case, "reply", by=cast.author))


def test_what_belongs_elsewhere_is_registered_with_where_to_go(cast):
    case = registered(cast, "dispute", elsewhere="unwilling")
    step = CaseStep.objects.filter(case=case).last()
    assert (case.state, case.closed, step.told) == ("elsewhere", c.TODAY, True)
    assert "请找：劳动争议仲裁委员会" in step.text and "劳动争议调解仲裁法" in step.text
    assert not CaseClock.objects.exists()
    refuse("elsewhere", lambda: registered(cast, "dispute", elsewhere="nowhere"))


def test_the_phone_is_sealed_and_found_by_its_number_alone(cast):
    case = registered(cast, phone="13912345678")
    assert b"13912345678" not in bytes(case.phone_sealed)
    assert Case.objects.get(phone_index=blind_index("13912345678", "worker.phone")) == case


def test_its_code_opens_it_however_it_is_typed_and_is_not_kept(cast):
    case = registered(cast)
    code = codes.code_of(case.key)
    assert [len(part) for part in code.split("-")] == [4, 4, 4]
    assert codes.hash_of(code.lower().replace("-", " ")) == case.code_hash
    assert code not in str(list(Case.objects.values()))


def test_the_same_form_sent_twice_is_one_matter(cast):
    key = uuid.uuid4()
    registered(cast, key=key)
    refuse("", lambda: registered(cast, key=key))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "字" * 61}),
        ("text", {"text": "字" * 10_001}),
        ("text", {"text": "字" * 1_000_000}),
        ("name", {"name": ""}),
        ("people", {"asker": "group", "people": 1}),
        ("people", {"people": 0}),
        ("people", {"asker": "self", "people": 12}),
        ("people", {"asker": "family", "people": 2}),
        ("people", {"asker": "colleague", "people": 2}),
        ("phone", {"phone": "12345"}),
        ("phone", {"phone": "", "reply_way": "call"}),
        ("asker", {"asker": "anonymous"}),
        ("ask_claim", {"details": {}}),
        ("ask_claim", {"details": {"claim": "moon"}}),
        ("", {"details": {"claim": "wages", "moon": "1"}}),
        ("kind", {"kind": "moon"}),
    ],
)
def test_what_a_matter_must_say(cast, field, changes):
    refuse(field, lambda: registered(cast, **changes))


def test_one_who_asks_is_one_and_many_are_a_group(cast):
    said = refuse("people", lambda: registered(cast, asker="self", people=12))
    assert said.startswith("本人提出的只算一个人；几个人一起提出的，请在“谁提出的”选“集体”（依据：C137")
    assert registered(cast, asker="group", people=12).people == 12
    crowd = registered(cast, "crisis", asker="self", people=80, details={"kind": "mass"})  # who calls counts the crowd
    unnamed = registered(cast, "petition", asker="anonymous", name="", people=12)  # whom nobody can list
    assert (crowd.people, unnamed.people) == (80, 12)


def test_nobody_registers_a_matter_about_themselves(cast):
    refuse("about", lambda: registered(cast, about=cast.author))


def test_a_reply_says_what_came_of_it(cast):
    case = moved(registered(cast), "accept", by=cast.author)
    refuse("ask_agreement", lambda: actions.move_case(case, Step("reply", "调解了"), by=cast.author, on=c.TODAY))
    refuse("text", lambda: actions.move_case(case, Step("reply", ""), by=cast.author, on=c.TODAY))


def test_a_decision_before_somebody_elses_step_was_read_is_refused(cast):
    case = registered(cast)
    seen = CaseStep.objects.latest("pk").pk
    moved(case, "accept", by=cast.author)
    refuse("", lambda: actions.move_case(case, Step("begin", "", seen), by=cast.author, on=c.TODAY))


def test_a_call_to_the_asker_meets_the_contact_clock(cast):
    case = registered(cast)
    note_contact(case, "已电话联系，约好明天来", True, by=cast.author, on=c.TODAY)
    assert clocks(case)["contact"] == (date(2012, 5, 15), True, False)
    refuse("text", lambda: note_contact(case, "", True, by=cast.author, on=c.TODAY))


def test_after_the_published_years_there_is_no_day_but_an_earliest_one(cast):
    late = date(2026, 12, 30)
    case = Case(key=uuid.uuid4(), kind="dispute", org=cast.county, first_org=cast.county, title="欠薪", name="刘桂英")
    case.channel, new = "window", actions.NewCase
    made = actions.register_case(new(case, "", "", {"claim": "wages"}), by=cast.author, on=late)
    clock = CaseClock.objects.get(rule="contact")
    assert (made.due, clock.due) == (None, None)
    assert made.not_before == clock.not_before and made.not_before >= late + timedelta(days=3)
