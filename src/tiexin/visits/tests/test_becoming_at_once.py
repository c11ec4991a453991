"""Two people make a matter of the same problem at the same moment, or one makes it while another solves the problem.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

from functools import partial

import pytest
from django.db import connection

from tiexin.cases.models import Case, CaseOrigin
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins
from tiexin.visits import becoming
from tiexin.visits.models import Problem, Talk
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import heard, step
from tiexin.visits.tests.test_becoming import registered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    found = scene.stage()
    found.mate = c.officer("葛春梅", found.county, "officer")
    yield found
    calendar.forget()


def test_a_problem_becomes_one_of_three_matters(cast):
    people = (cast.author, cast.mate, cast.author)
    refused = one_wins(*(partial(registered, cast, "problem", cast.problem.pk, by=who) for who in people))
    assert {each.clause for each in refused} == {becoming.ONCE}
    assert (Case.objects.count(), CaseOrigin.objects.count()) == (1, 1)


def test_two_records_of_one_problem_are_one_problem(cast):
    """Its visit was mended: who opened the form on the old record and who opened it on the new one."""
    later = heard(cast, problems=[("urgent", "欠薪三个月")])
    Problem.objects.filter(pk=later.pk).update(root=cast.problem)
    both = (cast.problem.pk, later.pk)
    (refused,) = one_wins(*(partial(registered, cast, "problem", pk, by=cast.author) for pk in both))
    assert (refused.clause, Case.objects.count()) == (becoming.ONCE, 1)


def test_a_problem_is_solved_or_becomes_a_matter_first(cast):
    """Solving does not end a matter; a matter that comes after the solution is refused."""
    ends = at_once(partial(registered, cast, "problem", cast.problem.pk), partial(step, cast, "solve"))
    made = Case.objects.count()
    assert ends[1] is None
    assert (made, ends[0] is None) in {(1, True), (0, False)}


def test_a_talk_becomes_as_many_matters_as_are_registered(cast):
    talk = Talk.objects.get()
    assert at_once(*(partial(registered, cast, "talk", talk.pk, by=who) for who in (cast.author, cast.mate))) == [
        None,
        None,
    ]
    assert CaseOrigin.objects.filter(kind="talk", thing_id=talk.pk).count() == 2
