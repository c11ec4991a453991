"""Two offices send the same person out at the same moment: one wins, the other hears where the person is."""

from datetime import timedelta

import pytest
from django.db import connection

from tiexin.evidence import guards
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import one_wins
from tiexin.visits import actions
from tiexin.visits.actions import NewTeam
from tiexin.visits.models import Stay, Team

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


def test_somebody_of_two_teams_is_sent_to_one_place(transactional_db):
    cast = c.stage()
    who, days = cast.people["officer"], (c.TODAY, c.TODAY + timedelta(days=4))

    def team(name):
        new = Team(org=cast.county, name=name, kind="stay_team", since=c.FOUNDED)
        return actions.form_team(NewTeam(new, who), by=None, on=c.TODAY)

    def planning(sent):
        stay = Stay(team=sent, employer=cast.employer, start=days[0], end=days[1])
        return lambda: actions.plan_stay(stay, by=who, on=c.TODAY)

    (refused,) = one_wins(planning(team("一组")), planning(team("二组")))
    assert "不能同时在两家企业" in str(refused)
    assert Stay.objects.count() == 1
    calendar.forget()
    assert guards.standing() == set(guards.names())
