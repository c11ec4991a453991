"""When another body's term passes without an answer, owner and agent hear of it, once for each last day."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases import queries, tasks
from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.actions.others import remind_of_others
from tiexin.cases.actions.silence import BACK
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.tests.agency_scene import DAY, answered, carried, sent, stage
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.orgs import calendar
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
LATE = c.TODAY + 16 * DAY  # the day after the fifteenth of the petition office


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.fixture
def errand(cast):
    mandate = carried(cast)
    moved(mandate.case, "accept", by=cast.author)
    return sent(cast, mandate)


def heard():
    found = Message.objects.filter(channel="app", kind="reminder", source__contains="/other/").order_by("officer")
    return list(found.values_list("officer", "title"))


def both(cast, errand):
    words = f"{errand.case.what}：“信访部门登记、转送交办”到期没有收到答复，请催一催"
    return sorted((who.pk, words) for who in (cast.author, cast.agent_officer))


def test_owner_and_agent_hear_the_day_after_its_last_and_once(cast, errand):
    assert (remind_of_others(LATE - DAY), heard()) == (0, [])
    assert (remind_of_others(LATE), heard()) == (2, both(cast, errand))
    assert (remind_of_others(LATE), remind_of_others(LATE + DAY), heard()) == (0, 0, both(cast, errand))


def test_the_worker_says_it_every_day(cast, errand):
    tasks.remind(LATE)
    assert heard() == both(cast, errand)


def test_what_was_answered_or_ended_or_lies_far_back_reminds_nobody(cast, errand):
    assert remind_of_others(LATE + BACK) == 0
    Case.objects.filter(pk=errand.case_id).update(state="withdrawn", closed=c.TODAY)
    assert remind_of_others(LATE) == 0
    Case.objects.filter(pk=errand.case_id).update(state="accepted", closed=None)
    answered(cast, errand, on=c.TODAY + DAY)
    assert (remind_of_others(LATE), heard()) == (0, [])


def test_a_practice_unit_hears_nothing(cast, errand):
    Org.objects.filter(pk=cast.county.pk).update(practice=True)
    assert (remind_of_others(LATE), heard()) == (0, [])


def test_who_stepped_back_hears_nothing_and_without_an_owner_whoever_decides_there_does(cast, errand):
    Case.objects.filter(pk=errand.case_id).update(owner=None, about=cast.agent_officer)
    remind_of_others(LATE)
    told = [pk for pk, _ in heard()]
    assert told == [queries.backstop(cast.county, LATE).pk]
    assert cast.agent_officer.pk not in told


def test_a_letter_to_the_department_does_and_one_whose_silence_speaks_for_itself_does_not(cast):
    said = {"details": {"matter": "wages"}, "employer": cast.employer}
    case = moved(registered(cast, "supervision_letter", **said), "accept", by=cast.author)
    for name, to in (("opinion", "宁夏凤凰机械有限公司"), ("proposal", "人力资源和社会保障局")):
        new = NewLetter(name, to, "请改正", delivered=c.TODAY, way="hand")
        issue_letter(case, new, by=cast.author, on=c.TODAY)
    late = CaseClock.objects.get(case=case, rule="department")
    assert CaseClock.objects.filter(case=case, holder="other", met=None, ended=None).count() == 2
    remind_of_others(c.TODAY + 40 * DAY)
    assert heard() == [(cast.author.pk, f"{case.what}：“{late.label}”到期没有收到答复，请催一催")]


def test_many_cost_what_one_costs_but_for_their_messages(cast, errand):
    mandate = errand.mandate

    def selects():
        Message.objects.all().delete()
        with CaptureQueriesContext(connection) as seen:
            remind_of_others(LATE)
        asked = [each["sql"] for each in seen.captured_queries if each["sql"].startswith("SELECT")]
        return len([sql for sql in asked if "cases_" in sql])

    one = selects()
    for _ in range(3):
        sent(cast, mandate)
    assert selects() == one
