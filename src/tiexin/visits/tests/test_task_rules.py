"""The tasks of C077 that a visit served follow from what was recorded, and stand on its page."""

import pytest

from tiexin.evidence.measures import TAGS
from tiexin.evidence.vocabulary import TASKS
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits import task_rules as rules
from tiexin.visits.problem_rules import STATES
from tiexin.visits.tests import problem_scene as scene


@pytest.mark.parametrize(
    ("methods", "states", "tasks"),
    [
        ([], [], []),
        (["hear"], [], ["开展调查研究"]),
        (["service", "interview"], [], ["开展调查研究", "宣传政策法规"]),
        (["home"], ["open"], ["解决实际困难"]),
        (["hear"], ["open", "withdrawn"], ["开展调查研究"]),
        (["hear"], ["solved"], ["开展调查研究", "解决实际困难"]),
        (["hear"], ["explained"], ["开展调查研究", "宣传政策法规"]),
        (["a way of former days"], ["policy", "raised"], ["解决实际困难"]),
    ],
)
def test_tasks_follow_from_methods_and_problems(methods, states, tasks):
    assert rules.tasks_served(methods, states) == tasks


def test_every_method_and_state_is_known():
    assert set(rules.BY_METHOD) == set(TAGS["method"])
    assert set(rules.BY_STATE) == set(STATES) - {"open", "withdrawn", "joined"}
    assert {*rules.BY_METHOD.values(), *rules.BY_STATE.values()} == set(TASKS) - {"develop"}


@pytest.mark.django_db
def test_the_page_of_a_visit_says_which_tasks_it_served(client):
    cast = scene.stage()
    page = f"/visits/{cast.problem.visit_id}/"
    client = c.enter(client, cast.author)
    assert client.get(page).context["tasks"] == ["开展调查研究"]
    scene.step(cast, "solve")
    assert "开展调查研究、解决实际困难" in client.get(page).content.decode()
    calendar.forget()
