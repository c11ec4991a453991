"""Two fingers at the same moment: one matter, one answer, one session of a code, every try counted.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

import uuid

import pytest
from django.db import connection

from tiexin.cases.actions.agency import withdraw_mandate
from tiexin.cases.actions.asking_person import answer_case, move_own, withdraw_own_mandate
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.cases import NewCase, Step
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, Errand
from tiexin.cases.tests.agency_scene import carried, rostered, sent
from tiexin.cases.tests.case_scene import ASKED, SAID, moved, registered
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins
from tiexin.outbox.models import Message
from tiexin.portal.actions.accounts import enter_code, keep_matter, send_code
from tiexin.portal.actions.asking import ask
from tiexin.portal.actions.counting import count_try
from tiexin.portal.models import PortalAccount, PortalMatter, PortalSession, Tally
from tiexin.portal.tests.portal_scene import PHONE, browser, digits_sent, entered, stage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    return stage()


def with_agent(cast):
    cast.agent_officer = c.officer("云小燕", cast.county, "officer")
    cast.agent = rostered(cast, cast.agent_officer)
    return cast


def test_the_same_form_sent_twice_at_once_is_one_matter(cast):
    key = uuid.uuid4()

    def press():
        said = {**SAID, "key": key, "kind": "dispute", "channel": "web", "org": cast.county, "first_org": cast.county}
        ask(NewCase(Case(**said), details=ASKED["dispute"]), None, on=c.TODAY)

    refused = one_wins(*(press for _ in range(3)))
    assert all("已经登记过" in str(each) for each in refused) and Case.objects.count() == 1


def test_a_matter_is_answered_once_by_the_asker_or_by_a_call(cast):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    said = Heard(True, "yes", "satisfied")
    one_wins(
        lambda: answer_case(case, said, on=c.TODAY),
        lambda: answer_case(case, Heard(True, "partly", "satisfied"), on=c.TODAY),
        lambda: call_back_case(case, said, by=cast.people["city_office"], on=c.TODAY),
    )
    assert CallBack.objects.count() == 1


def test_the_same_answer_pressed_twice_is_one(cast):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    said = Heard(True, "yes", "satisfied")
    assert at_once(*(lambda: answer_case(case, said, on=c.TODAY) for _ in range(3))) == [None] * 3
    assert CallBack.objects.count() == 1


def test_a_matter_is_withdrawn_once(cast):
    case = registered(cast)
    one_wins(*(lambda: move_own(case, Step("withdraw", "已经发了"), on=c.TODAY) for _ in range(2)))
    assert case.steps.filter(event="withdrawn").count() == 1


def test_an_authorisation_is_taken_back_once_however_often_it_is_pressed(cast):
    mandate = carried(with_agent(cast))
    refused = one_wins(*(lambda: withdraw_own_mandate(mandate, on=c.TODAY) for _ in range(3)))
    assert all("已经撤回" in str(each) for each in refused)
    assert mandate.case.steps.filter(label="撤回委托").count() == 1
    assert Message.objects.filter(source__contains="/taken_back/").count() == 2  # agent and owner, once each


def test_the_asker_and_an_officer_take_it_back_at_once(cast):
    mandate = carried(with_agent(cast))
    one_wins(
        lambda: withdraw_own_mandate(mandate, on=c.TODAY),
        lambda: withdraw_mandate(mandate, "来电话说的", by=cast.author, on=c.TODAY),
    )
    assert Entry.objects.filter(verb="withdraw_mandate").count() == 1


def test_a_step_elsewhere_and_the_asker_who_takes_it_back(cast):
    mandate = carried(with_agent(cast))
    ends = at_once(lambda: sent(cast, mandate), lambda: withdraw_own_mandate(mandate, on=c.TODAY))
    assert ends[1] is None and (ends[0] is None) == Errand.objects.exists()
    assert mandate.case.steps.latest("pk").label == "撤回委托"


def test_a_code_opens_one_session_however_often_it_is_sent(cast):
    ticket = send_code(PHONE, on=c.TODAY)
    digits, opened = digits_sent(), []
    at_once(*(lambda: opened.append(enter_code(ticket, digits, on=c.TODAY)) for _ in range(3)))
    assert sorted(map(bool, opened)) == [False, False, True]
    assert (PortalAccount.objects.count(), PortalSession.objects.count()) == (1, 1)


def test_every_try_at_the_same_moment_is_counted(cast):
    counts = []
    at_once(*(lambda: counts.append(count_try("follow", "10.0.0.1", on=c.TODAY)) for _ in range(4)))
    assert sorted(counts) == [1, 2, 3, 4] and Tally.objects.get().count == 4


def test_a_matter_opened_twice_at_once_is_kept_once(cast):
    case = registered(cast)
    entered(browser())
    account = PortalAccount.objects.get()
    assert at_once(*(lambda: keep_matter(account, case, on=c.TODAY) for _ in range(2))) == [None, None]
    assert PortalMatter.objects.count() == 1
