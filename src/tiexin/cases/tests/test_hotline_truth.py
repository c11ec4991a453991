"""What counts for a call is what was done: nothing that belongs elsewhere was taken up, no refusal has helped."""

import pytest

from tiexin.cases import asking
from tiexin.cases.actions import hotline as calls
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.catalogue import catalogue
from tiexin.cases.hotline import queries
from tiexin.cases.hotline.models import Call
from tiexin.cases.models import Case
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.case_scene import counted, registered, stage
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
NEED = {"cause": "illness"}
KEPT = ("call_answered", "call_taken", "call_helped")
CHOSEN = [
    (service.name, each.name, choice)
    for service in catalogue().values()
    for each in service.outcomes
    for choice in each.choices
]


@pytest.fixture
def cast():
    found = stage()
    scene.stage()
    yield found
    calendar.forget()


def called(cast, what="request", kind="hardship", **said):
    """A matter registered from a call, as the form does it."""
    call = scene.told("ringing", "answered")
    case = registered(cast, kind, **{"details": NEED, **said})
    calls.link_case(call, case, what, by=cast.author, on=c.TODAY)
    return case


def replied(cast, case, decision, *before):
    for name in (*before, "reply"):
        outcome = {"decision": decision} if name == "reply" else {}
        case = move_case(case, Step(name, f"{name}的情况", None, outcome), by=cast.author, on=c.TODAY)
    return case


def kept():
    """What counts now, and whether the call says that it was done."""
    found = [measure for measure in KEPT for _ in counted(measure, "qty")]
    return found, Call.objects.get().done == c.TODAY


def share(name):
    found = {each.promise: (each.count, each.total) for each in queries.rates(Call.objects.all())}
    return found[name]


def waits():
    return queries.waiting(Call.objects.all()).count()


# ── what the catalogue says ─────────────────────────────────────────────────────────────────────────────


def test_every_service_says_which_outcome_helps_nobody():
    unhelped = {each[:2]: [] for each in CHOSEN}
    for name, field, choice in CHOSEN:
        if not asking.helped(catalogue()[name], {field: choice}):
            unhelped[name, field].append(choice)
    assert unhelped == {
        ("counselling", "result"): ["stopped"],
        ("crisis", "result"): ["none"],
        ("dispute", "agreement"): ["failed"],
        ("employment", "result"): ["registered"],
        ("hardship", "decision"): ["no"],
        ("legal_aid", "result"): ["lost"],
        ("membership", "result"): ["building", "no"],
        ("mutual_aid", "decision"): ["no"],
        ("officer_complaint", "result"): ["wrong"],
        ("petition", "opinion"): ["explain", "no"],
        ("retaliation", "result"): ["none"],
        ("suggestion", "result"): ["later", "no"],
        ("supervision_letter", "result"): ["none"],
        ("system_complaint", "result"): ["planned", "no"],
    }


def test_money_beside_a_refusal_does_not_make_it_help():
    petition = catalogue()["petition"]
    assert not asking.helped(petition, {"opinion": "no", "recovered": 100})
    assert asking.helped(petition, {"opinion": "support"}) and asking.helped(petition, {})


# ── a difficulty ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("decision", "helps"), [("filed", True), ("once", True), ("other", True), ("no", False)])
def test_only_a_reply_that_helped_counts_as_help(cast, decision, helps):
    replied(cast, called(cast, "difficulty"), decision, "accept")
    assert kept() == (["call_helped"] if helps else [], helps)
    assert share("有难必帮") == (int(helps), 1)
    assert waits() == int(not helps)


def test_helped_after_all_it_counts_once_and_refused_after_all_no_more(cast):
    case = replied(cast, called(cast, "difficulty"), "no", "accept")
    case = replied(cast, case, "once", "redo")
    assert kept() == (["call_helped"], True)
    case = replied(cast, case, "no", "redo")
    assert kept() == ([], False)
    replied(cast, case, "filed", "redo")
    assert kept() == (["call_helped"], True)
    assert Fact.objects.filter(measure="call_helped").count() == 2  # the one that was taken back stays, voided


def test_helped_twice_counts_once(cast):
    case = replied(cast, called(cast, "difficulty"), "filed", "accept")
    replied(cast, case, "once", "redo")
    assert (kept(), Fact.objects.filter(measure="call_helped").count()) == ((["call_helped"], True), 1)


def test_a_question_has_its_answer_though_nobody_was_helped(cast):
    replied(cast, called(cast, "question"), "no", "accept")
    assert kept() == (["call_answered"], True)


def test_a_difficulty_that_ended_without_help_waits_for_nobody_and_says_so(cast, client):
    case = replied(cast, called(cast, "difficulty"), "no", "accept")
    assert waits() == 1
    move_case(case, Step("close", "不符合条件，已说明清楚"), by=cast.author, on=c.TODAY)
    assert (kept(), waits()) == (([], False), 0)
    page = c.enter(client, cast.people["office"]).get(f"/hotline/calls/{Call.objects.get().pk}/").content.decode()
    assert ("没有帮上" in page, "还没有办到" in page) == (True, False)


# ── a request ───────────────────────────────────────────────────────────────────────────────────────────


def form(client, cast, call, kind, **more):
    said = {"key": "0f8fad5b-d9cb-469f-a165-70867728950e", "asker": "self", "name": "一名职工", "people": "1"}
    said |= {"title": "看病花了很多钱", "channel": "hotline", "reply_way": "call", "phone": scene.PHONE, **more}
    answer = c.enter(client, cast.people["office"]).post(f"/cases/new/?kind={kind}&call={call.pk}", said)
    assert answer.status_code == 302
    return Case.objects.get()


def test_registered_as_what_belongs_elsewhere_the_call_is_tied_and_not_taken_up(cast, client):
    call = scene.told("ringing", "answered")
    case = form(client, cast, call, "hardship", elsewhere="repeated", ask_cause="illness")
    call.refresh_from_db()
    assert (case.state, call.case, call.what) == ("elsewhere", case, "request")
    assert (kept(), share("有求必应"), waits()) == (([], False), (0, 1), 0)
    page = client.get(f"/hotline/calls/{call.pk}/").content.decode()
    assert ("已告知去处，不算有求必应" in page, "还没有办到" in page) == (True, False)


def test_what_another_service_of_ours_takes_was_taken_up(cast, client):
    case = form(client, cast, scene.told("ringing", "answered"), "dispute", elsewhere="wages", ask_claim="wages")
    assert (case.kind, case.state) == ("supervision_letter", "registered")
    assert (kept(), share("有求必应")) == ((["call_taken"], True), (1, 1))


def test_refused_later_it_is_not_taken_up_any_more_and_opened_again_it_is(cast):
    case = called(cast)
    assert kept() == (["call_taken"], True)
    case = move_case(case, Step("refuse", "应当找民政部门"), by=cast.author, on=c.TODAY)
    assert (kept(), share("有求必应"), waits()) == (([], False), (0, 1), 0)
    case = move_case(case, Step("reopen", "民政说归工会"), by=cast.chief, on=c.TODAY)
    assert (kept(), share("有求必应"), case.state) == ((["call_taken"], True), (1, 1), "registered")
    case = move_case(case, Step("accept", "受理"), by=cast.author, on=c.TODAY)
    replied(cast, case, "no")
    assert kept() == (["call_taken"], True)


def test_tied_to_what_was_sent_elsewhere_before_it_is_not_taken_up(cast):
    case = registered(cast, "hardship", details=NEED, elsewhere="repeated")
    call = scene.told("ringing", "answered")
    assert calls.link_case(call, case, by=cast.author, on=c.TODAY).done is None
    assert (calls.keep_promise(case, by=cast.author, on=c.TODAY), kept()) == (0, ([], False))


@pytest.mark.parametrize("what", ["difficulty", "question"])
def test_opened_again_a_difficulty_and_a_question_have_yet_to_be_seen_to(cast, what):
    case = move_case(called(cast, what), Step("refuse", "应当找民政部门"), by=cast.author, on=c.TODAY)
    assert kept() == ([], False)
    move_case(case, Step("reopen", "民政说归工会"), by=cast.chief, on=c.TODAY)
    assert (kept(), waits()) == (([], False), 1)


def test_taken_back_are_the_calls_of_that_matter_alone(cast):
    other = scene.told("ringing", "answered", call="c2")
    calls.link_case(other, registered(cast, "hardship", details=NEED), by=cast.author, on=c.TODAY)
    call = scene.told("ringing", "answered", call="c1")
    case = registered(cast, "hardship", details=NEED)
    calls.link_case(call, case, by=cast.author, on=c.TODAY)
    move_case(case, Step("refuse", "应当找民政部门"), by=cast.author, on=c.TODAY)
    assert dict(Call.objects.values_list("exchange_id", "done")) == {"c1": None, "c2": c.TODAY}
    assert len(counted("call_taken", "qty")) == 1
