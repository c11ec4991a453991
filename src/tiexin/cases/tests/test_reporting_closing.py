"""A serious matter is not closed before it was reported upward (C118); what ended unreported stays to be seen."""

import pytest
from django.core.cache import cache

from tiexin.boards import waiting
from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.models import Case
from tiexin.cases.reporting.queries import owes_report, unreported
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.cases.tests.test_linking_actions import linked
from tiexin.cases.tests.test_reporting_actions import reported
from tiexin.cases.tests.test_reporting_groups import HEAP, LATER
from tiexin.orgs import calendar
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
HALL = "开了职工大会，在会上当众答复"


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def answered(cast, people=15, kind="dispute", **more):
    return moved(registered(cast, kind, people=people, **more), "accept", "reply", by=cast.author)


def ending(cast, case, move="close"):
    return move_case(Case.objects.get(pk=case.pk), Step(move, "职工认可", others=HALL), by=cast.author, on=c.TODAY)


def chain_of(client, case):
    page = client.get(f"/cases/{case.pk}/")
    shown = page.content.decode()
    said = [words in shown for words in ("谁、什么时候知道", "没有向上报告", "应当向上报告")]
    return [page.context["report_owed"], page.context["report_missing"], *said]


def test_it_is_closed_once_it_was_reported_and_stays_owed_until_then(cast, client):
    case, hand = answered(cast), c.enter(client, cast.author)
    said = refuse("move", lambda: ending(cast, case))
    assert said.startswith("向上报告还没有做，不能办结：请先点“向上报告”（依据：C118、《信访工作条例》第25条")
    heaps = {heap.title: heap.matters for heap in waiting.heaps(cast.author, c.TODAY)}
    assert [each.url for each in heaps[HEAP]] == [f"/cases/{case.pk}/"]
    assert chain_of(hand, case) == [True, False, True, False, True]
    reported(cast, case)
    assert ending(cast, case).state == "closed"
    assert chain_of(hand, case) == [False, False, True, False, False]


def test_the_page_says_so_beside_the_step(cast, client):
    case, hand = answered(cast), c.enter(client, cast.author)
    sent = {"move": "close", "text": "职工认可", "others": HALL}
    with c.nothing_written():
        page = hand.post(f"/cases/{case.pk}/step/?to=close", sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["move"])


@pytest.mark.parametrize(("people", "kind"), [(9, "dispute"), (4, "petition"), (50, "suggestion")])
def test_what_owes_none_is_closed_as_before(cast, people, kind):
    case = registered(cast, kind, people=people, **({"details": {"topic": "welfare"}} if kind == "suggestion" else {}))
    Case.objects.filter(pk=case.pk).update(state="replied")
    assert ending(cast, case).state == "closed"


def test_an_urgent_one_of_one_person_owes_it_too(cast):
    case = answered(cast, 1, urgent=True)
    refuse("move", lambda: ending(cast, case))
    reported(cast, case)
    assert ending(cast, case).state == "closed"


def test_an_officer_writes_no_withdrawal_down_before_and_whoever_asked_withdraws_themself(cast, client):
    case, own = (registered(cast, people=15) for _ in "12")
    assert refuse("move", lambda: ending(cast, case, "withdraw")).startswith("向上报告还没有做，不能撤回")
    assert move_own(own, Step("withdraw", "自己谈好了"), on=c.TODAY).state == "withdrawn"
    for each in (cast.author, cast.chief):
        assert chain_of(c.enter(client, each), own) == [False, True, True, True, False]


def test_that_it_belongs_elsewhere_is_said_at_once_and_what_was_missed_stays(cast, client):
    case = registered(cast, people=15)
    assert ending(cast, case, "refuse").state == "elsewhere"
    assert chain_of(c.enter(client, cast.author), case) == [False, True, True, True, False]
    small = ending(cast, registered(cast, people=9), "refuse")
    assert chain_of(c.enter(client, cast.author), small) == [False, False, False, False, False]


def test_where_nobody_is_above_nothing_is_owed_by_closing(cast):
    case = answered(cast)
    Org.objects.above(cast.county).exclude(pk=cast.county.pk).update(closed=c.TODAY)
    assert ending(cast, case).state == "closed"


def test_linked_the_head_reports_for_all(cast):
    head, one = answered(cast, 6), answered(cast, 12)
    linked(head, one, by=cast.author)
    refuse("move", lambda: ending(cast, head))
    assert ending(cast, one).state == "closed"  # the head owes for it
    reported(cast, head)
    assert ending(cast, head).state == "closed"


def test_what_followed_a_head_that_reported_owes_none_when_that_has_ended(cast):
    head, one = answered(cast, 6), answered(cast, 12)
    linked(head, one, by=cast.author)
    reported(cast, head)
    ending(cast, head)
    assert (owes_report(one), unreported(LATER)) == (False, [])
    assert ending(cast, one).state == "closed"


def test_behind_a_head_that_ended_unreported_it_owes_its_own(cast):
    head, one = registered(cast, people=6), answered(cast, 12)
    linked(head, one, by=cast.author)
    ending(cast, head, "refuse")
    refuse("move", lambda: ending(cast, one))
    reported(cast, one)
    assert ending(cast, one).state == "closed"
