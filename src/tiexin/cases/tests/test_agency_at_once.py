"""Two people at the same moment: one decision, one signature, one answer, no sixth representative, no step too late.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

import pytest
from django.core.cache import cache
from django.db import connection

from tiexin.cases.actions.steps import last_step
from tiexin.cases.models import CaseClock, CaseStep, Errand, Judgement, Mandate, Part, Speaker
from tiexin.cases.tests.agency_scene import (
    answered,
    carried,
    drafted,
    judged,
    petition,
    rostered,
    sent,
    signed,
    spoken,
    stage,
    withdrawn,
)
from tiexin.cases.tests.case_scene import counted
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    cache.clear()
    return stage()


def test_two_who_read_the_same_decide_once(cast):
    case = petition(cast)
    seen = last_step(case)
    ways = (("solve", cast.author), ("explain", cast.chief))
    one_wins(*(lambda cls=cls, by=by: judged(cast, case, cls, by=by, seen=seen) for cls, by in ways))
    assert Judgement.objects.count() == 1


def test_two_who_did_not_look_decide_one_after_the_other(cast):
    case = petition(cast)
    assert at_once(lambda: judged(cast, case), lambda: judged(cast, case, "explain")) == [None, None]
    assert Judgement.objects.current().count() == 1 and Judgement.objects.count() == 2


def test_the_same_agent_is_authorised_once(cast):
    case = petition(cast)
    judged(cast, case)
    refused = one_wins(*(lambda: drafted(cast, case) for _ in range(3)))
    assert {each.field for each in refused} == {"agent"} and Mandate.objects.count() == 1


def test_no_third_agent(cast):
    case = petition(cast)
    judged(cast, case)
    agents = [cast.agent, rostered(cast, cast.mate), rostered(cast, cast.witness)]
    one = at_once(*(lambda each=each: drafted(cast, case, agent=each) for each in agents))
    assert sum(end is None for end in one) == Mandate.objects.count() == 2


def test_one_signature_counts_once(cast):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case)
    one_wins(*(lambda: signed(cast, made) for _ in range(3)))
    assert counted("petition_accepted", "qty") == [(1,)]
    assert Part.objects.filter(case=case, role="agent").count() == 1


def test_one_withdrawal(cast):
    mandate = carried(cast)
    one_wins(*(lambda: withdrawn(cast, mandate) for _ in range(2)))
    assert CaseStep.objects.filter(case=mandate.case, label="撤回委托").count() == 1


def test_a_step_and_the_withdrawal_of_the_same_moment(cast):
    """Whichever comes first: a step stands only if it was written before."""
    mandate = carried(cast)
    ends = at_once(lambda: sent(cast, mandate), lambda: withdrawn(cast, mandate))
    assert ends[1] is None and (ends[0] is None) == Errand.objects.exists()
    labels = list(CaseStep.objects.order_by("pk").values_list("label", flat=True))
    assert labels[-1] == "撤回委托"


def test_signed_and_withdrawn_at_once_ends_withdrawn(cast):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case)
    assert at_once(lambda: signed(cast, made), lambda: withdrawn(cast, made))[1] is None
    assert Mandate.objects.open(c.TODAY).count() == Part.objects.filter(role="agent", until=None).count() == 0


def test_one_answer(cast):
    errand = sent(cast, carried(cast))
    refused = one_wins(*(lambda: answered(cast, errand) for _ in range(3)))
    assert {each.field for each in refused} == {"answer"}
    assert CaseStep.objects.filter(event="answered_outside").count() == 1


def test_two_steps_at_once_have_a_clock_each(cast):
    mandate = carried(cast)
    bodies = ("区信访局", "市信访局")
    assert at_once(*(lambda body=body: sent(cast, mandate, body=body) for body in bodies)) == [None, None]
    assert CaseClock.objects.filter(rule="body_office").count() == Errand.objects.count() == 2


def test_a_sixth_representative_is_none(cast):
    case = petition(cast, people=30)
    names = [f"代表{number}" for number in range(7)]
    ends = at_once(*(lambda name=name: spoken(cast, case, name) for name in names))
    assert sum(end is None for end in ends) == Speaker.objects.standing().count() == 5


def test_the_same_one_is_replaced_once(cast):
    case = petition(cast, people=30)
    former = spoken(cast, case, "杨秀梅")
    one_wins(*(lambda name=name: spoken(cast, case, name, former=former, reason="换人") for name in ("甲", "乙")))
    assert Speaker.objects.standing().count() == 1
