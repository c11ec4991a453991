"""Two officers end the same opinion or proposal at the same moment: one wins, the other hears why."""

import pytest
from django.db import connection

from tiexin.evidence import guards
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import one_wins
from tiexin.visits.actions import announcements, opinions, proposals
from tiexin.visits.actions.announcements import Said
from tiexin.visits.actions.opinions import Settling
from tiexin.visits.announcements import Announcement
from tiexin.visits.models import Problem
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.test_opinions import heard
from tiexin.visits.tests.test_proposals import effective, end, send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    yield scene.stage()
    calendar.forget()
    assert guards.standing() == set(guards.names())


def test_an_opinion_becomes_one_problem(cast):
    found = heard(cast)

    def settle():
        opinions.settle_opinion(found, Settling("problem", "一起商量", question="hope"), by=cast.author, on=c.TODAY)

    (refused,) = one_wins(settle, settle)
    assert "转为问题" in str(refused)
    assert Problem.objects.filter(text=found.text).count() == 1


def test_whoever_gave_it_is_told_once(cast):
    found = opinions.settle_opinion(heard(cast), Settling("answered", "好"), by=cast.author, on=c.TODAY)
    tell = [lambda: opinions.tell_giver(found, "face", c.TODAY, by=cast.author, on=c.TODAY)] * 2
    (refused,) = one_wins(*tell)
    assert "已经告知" in str(refused) and Fact.objects.filter(measure="worker_told").count() == 1


def test_problems_of_a_proposal_end_once(cast):
    made = effective(cast, cast.problem)
    (refused,) = one_wins(*[lambda: end(cast, made, cast.problem)] * 2)
    assert "另行办理" in str(refused) and Fact.objects.filter(measure="problem_solved").count() == 1


def test_a_problem_joins_one_proposal(cast):
    first, second = send(cast), send(cast, title="另一个建议")
    calls = [
        lambda each=each: proposals.take_in_problems(each, [cast.problem], by=cast.author, on=c.TODAY)
        for each in (first, second)
    ]
    (refused,) = one_wins(*calls)
    assert "已经列入别的建议" in str(refused)
    assert first.problems.count() + second.problems.count() == 1


def test_an_announcement_is_cancelled_or_confirmed(cast):
    days = {"employer": cast.employer, "day": c.TODAY, "purpose": "看看生产"}
    new = Announcement(org=cast.county, owner=cast.author, **days)
    made = announcements.announce_visit(new, by=cast.author, on=c.TODAY)
    cancel = [lambda: announcements.cancel_announcement(made, "停产", by=cast.author, on=c.TODAY)] * 2
    (refused,) = one_wins(*cancel)
    assert "已取消" in str(refused)
    with pytest.raises(type(refused)):
        announcements.answer_announcement(made, Said(c.TODAY, "钱经理"), by=cast.author, on=c.TODAY)
