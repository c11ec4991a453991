"""Said not to be solved: whoever is responsible hears of it, a term runs, and closing it all the same has a reason."""

from datetime import date

import pytest

from tiexin.cases import calling_rules
from tiexin.cases.actions import telling
from tiexin.cases.actions.asking_person import answer_case
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.taking_part import lead_case
from tiexin.cases.models import Case, CaseClock, CaseStep
from tiexin.cases.tests.case_scene import DAY, clocks, moved, refuse, registered, stage
from tiexin.core.refusal import Refused
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
NO, PARTLY, YES = (Heard(True, solved, "dissatisfied") for solved in ("no", "partly", "yes"))
WORDS = "争议调处：本人说没有解决，请再次办理，或者写明理由办结"


@kept.fixture
def cast():
    found = stage()
    found.caller = found.people["city_office"]
    return found


@pytest.fixture
def case(cast):
    return moved(registered(cast), "accept", "reply", by=cast.author)


def asked(cast, case, heard=NO):
    call_back_case(case, heard, by=cast.caller, on=c.TODAY)
    return Case.objects.get(pk=case.pk)


def told():
    return sorted(Message.objects.filter(title=WORDS).values_list("officer", flat=True))


def closing(case, text, by):
    return move_case(case, Step("close", text), by=by, on=c.TODAY)


def test_owner_and_leaders_of_the_unit_hear_of_it(cast, case):
    asked(cast, case)
    assert told() == sorted([cast.author.pk, cast.chief.pk])


def test_the_leader_in_charge_hears_of_it_alone_of_the_leaders(cast, case):
    boss = c.officer("费广平", cast.city, "leader", rank=Rank.LEADER)
    lead_case(case, boss, "群众关心", by=cast.chief, on=c.TODAY)
    asked(cast, case)
    assert told() == sorted([cast.author.pk, boss.pk])


def test_whom_it_is_about_does_not_hear_of_it(cast):
    case = moved(registered(cast, about=cast.chief), "accept", "reply", by=cast.author)
    asked(cast, case)
    assert told() == [cast.author.pk]


@pytest.mark.parametrize("heard", [PARTLY, YES, Heard(False)])
def test_of_any_other_answer_nobody_hears_and_no_term_runs(cast, case, heard):
    asked(cast, case, heard)
    assert told() == []
    assert not CaseClock.objects.filter(rule="unsolved").exists()


def test_a_term_runs_and_the_matter_is_due_by_it(cast, case):
    found = asked(cast, case)
    assert clocks(case)["unsolved"] == (date(2012, 5, 17), False, False)  # 11, 14, 15, 16, 17 May
    assert found.due == CaseClock.objects.get(rule="unsolved").due
    assert telling.climb(date(2012, 5, 19)) == 2  # late: its owner and the county's chair


@pytest.mark.parametrize(("way", "by"), [("redo", "author"), ("close", "author")])
def test_done_again_or_closed_with_a_reason_the_term_is_met(cast, case, way, by):
    case = asked(cast, case)
    text = "企业已经破产，职工同意等清算"
    move_case(case, Step(way, text), by=getattr(cast, by), on=c.TODAY + DAY)
    assert clocks(case)["unsolved"][1] is True


def test_closed_all_the_same_it_says_so_to_whoever_asked(cast, case):
    case = asked(cast, case)
    for text in ("办完了", " 算了就这样吧啊 "):
        assert "至少10个字" in refuse("text", lambda text=text: closing(case, text, cast.author))
    closing(case, "企业已经破产，职工同意等清算", cast.author)
    step = CaseStep.objects.latest("pk")
    assert (step.label, step.told) == ("办结（本人说没有解决）", True)


def test_what_was_solved_closes_as_before(cast, case):
    case = asked(cast, case, YES)
    closing(case, "解决了", cast.author)
    assert CaseStep.objects.latest("pk").label == "办结"


def test_the_next_answer_is_judged_by_what_is_said_of_it(cast, case):
    case = moved(asked(cast, case), "redo", "reply", by=cast.author)
    closing(asked(cast, case, YES), "解决了", cast.author)
    assert Case.objects.get().state == "closed"


def test_said_by_the_asker_themself_it_is_the_same(cast, case):
    answer_case(case, NO, on=c.TODAY)
    assert told() == sorted([cast.author.pk, cast.chief.pk])
    assert clocks(case)["unsolved"][1:] == (False, False)
    assert not Message.objects.filter(title__contains="本人评价了").exists()  # not twice of one thing


def test_said_after_it_was_closed_the_term_runs_until_it_is_opened_again(cast, case):
    case = moved(case, "close", by=cast.author)
    answer_case(case, NO, on=c.TODAY)
    assert clocks(case)["unsolved"][1:] == (False, False)
    moved(case, "reopen", by=cast.chief)
    assert clocks(case)["unsolved"][1] is True


def test_the_page_asks_for_the_reason(cast, case, client):
    asked(cast, case)
    client = c.enter(client, cast.author)
    assert "没有解决的，再次办理或者写明理由办结" in client.get(f"/cases/{case.pk}/").content.decode()
    page = f"/cases/{case.pk}/step/?to=close"
    assert "先想想能不能再次办理" in client.get(page).content.decode()
    with c.nothing_written():
        assert client.post(page, {"move": "close", "text": "办完了"}).status_code == 422


@pytest.mark.parametrize(("unsolved", "length", "said"), [(False, 0, ""), (True, 10, "（本人说没有解决）")])
def test_how_much_has_to_be_said(unsolved, length, said):
    assert calling_rules.check_close(unsolved, "字" * length) == said
    if unsolved:
        with pytest.raises(Refused):
            calling_rules.check_close(unsolved, "字" * (length - 1) + " ")
