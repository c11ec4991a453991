"""Whoever asked and an officer at the same moment: one of them is first, and nothing is left half done.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

import pytest
from django.db import connection

from tiexin.cases.actions.asking_person import add_words, answer_case, move_own
from tiexin.cases.actions.calling import Heard
from tiexin.cases.actions.cases import Step
from tiexin.cases.actions.offering import NewOffer, assign_case, offer_case, take_offer
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, Offer
from tiexin.cases.rules import ENDED
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once
from tiexin.outbox.models import Message
from tiexin.portal.actions.accounts import enter_code, leave, send_code
from tiexin.portal.models import PhoneCode, PortalSession
from tiexin.portal.rules import limits
from tiexin.portal.tests.portal_scene import PHONE, digits_sent, stage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]
WITHDRAW = Step("withdraw", "已经发了")


@pytest.fixture
def cast(transactional_db):
    return stage()


def withdrawn(case):
    return lambda: move_own(case, WITHDRAW, on=c.TODAY)


def test_withdrawn_and_taken_by_another_unit_nothing_waits(cast):
    case = registered(cast)
    offer_case(case, NewOffer(cast.city, None, "由市里办"), by=cast.author, on=c.TODAY)
    taken = at_once(withdrawn(case), lambda: take_offer(case, by=cast.people["city_office"], on=c.TODAY))
    found, offer = Case.objects.get(), Offer.objects.get()
    assert taken[0] is None and found.state == "withdrawn"
    ways = {"taken": (False, cast.city, cast.people["city_office"]), "dropped": (True, cast.county, cast.author)}
    assert (taken[1] is not None, found.org, found.owner) == ways[offer.answer]


def test_withdrawn_and_offered_nothing_waits(cast):
    case = registered(cast)
    new = NewOffer(cast.city, None, "由市里办")
    ends = at_once(withdrawn(case), lambda: offer_case(case, new, by=cast.author, on=c.TODAY))
    assert ends[0] is None and Case.objects.get().state == "withdrawn"
    assert not Offer.objects.filter(answer="").exists()
    assert Offer.objects.count() == (0 if ends[1] else 1)


def test_withdrawn_and_assigned_it_stays_withdrawn(cast):
    case = registered(cast)
    ends = at_once(
        withdrawn(case), lambda: assign_case(case, cast.mate, "她熟悉情况", by=cast.chief, on=c.TODAY)
    )  # fmt: skip
    found = Case.objects.get()
    assert (ends[0], found.state) == (None, "withdrawn")
    assert found.owner == (cast.author if ends[1] else cast.mate)
    assert Message.objects.get(title="争议调处：本人撤回").officer == found.owner


def test_withdrawn_and_added_to_no_words_come_after_the_end(cast):
    case = registered(cast)
    ends = at_once(withdrawn(case), lambda: add_words(case, "还有加班费", on=c.TODAY))
    events = list(Case.objects.get().steps.order_by("pk").values_list("event", flat=True))
    assert ends[0] is None
    assert events == (["registered", "withdrawn"] if ends[1] else ["registered", "noted", "withdrawn"])


def test_closed_and_answered_the_answer_is_kept_either_way(cast):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    ends = at_once(
        lambda: answer_case(case, Heard(True, "yes", "satisfied"), on=c.TODAY),
        lambda: moved(case, "close", by=cast.author),
    )
    assert ends == [None, None]
    assert (Case.objects.get().state, CallBack.objects.get().source) == ("closed", "asker")


def test_reviewed_and_closed_it_ends_as_the_later_one_says(cast):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    ends = at_once(
        lambda: move_own(case, Step("ask_review", "数额不对"), on=c.TODAY),
        lambda: moved(case, "close", by=cast.author),
    )
    found = Case.objects.get()
    assert ends[0] is None and found.state == "reviewing" and found.state not in ENDED and found.closed is None
    assert found.steps.filter(event="closed").count() == (0 if ends[1] else 1)


def test_wrong_tries_at_the_same_moment_all_count(cast):
    ticket = send_code(PHONE, on=c.TODAY)
    digits = digits_sent()
    wrong = f"{(int(digits) + 1) % 10**6:06d}"
    at_once(*(lambda: enter_code(ticket, wrong, on=c.TODAY) for _ in range(limits().tries)))
    assert PhoneCode.objects.get().tries == limits().tries
    assert enter_code(ticket, digits, on=c.TODAY) == ""


def test_codes_asked_for_at_the_same_moment_are_no_more_than_allowed(cast):
    at_once(*(lambda: send_code(PHONE, on=c.TODAY) for _ in range(6)))
    assert PhoneCode.objects.count() == limits().pace["number_hour"].most


def test_left_twice_at_once_it_is_left(cast):
    token = enter_code(send_code(PHONE, on=c.TODAY), digits_sent(), on=c.TODAY)
    assert at_once(lambda: leave(token), lambda: leave(token)) == [None, None]
    assert not PortalSession.objects.exists()
