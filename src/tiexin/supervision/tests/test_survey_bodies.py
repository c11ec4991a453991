"""Bodies are asked by name, each once: party committees, governments, and enterprises of the unit judged."""

import pytest

from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.supervision.actions import surveys as actions
from tiexin.supervision.actions.surveys import NewBody
from tiexin.supervision.tests import survey_scene as scene
from tiexin.supervision.tests.survey_scene import by, closed, opened, recognised, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def test_bodies_are_asked_by_name_and_an_enterprise_by_the_register(cast):
    made = recognised(cast, "兴庆区党委")
    firm = actions.ask_body(made, NewBody("enterprise", "写了也不用", cast.employer), **by(cast.asker))
    town = actions.ask_body(made, NewBody("government", " 兴庆区政府 ", cast.employer), **by(cast.asker))
    assert (firm.name, firm.employer, firm.place) == ("宁夏凤凰机械有限公司", cast.employer, 2)
    assert (town.name, town.employer, town.place) == ("兴庆区政府", None, 3)
    assert Entry.objects.filter(verb="ask_body", thing_id=made.pk).count() == 3


BODIES = {
    "no side": (NewBody("press", "日报社"), "党委、政府或企业", "body"),
    "no name": (NewBody("party", "  "), "请写单位名称", "name"),
    "no name of an enterprise": (NewBody("enterprise"), "请写单位名称", "name"),
    "a name too long": (NewBody("party", "委" * 61), "60字以内", "name"),
    "a sign that cannot be kept": (NewBody("party", "党\0委"), "不能保存的字符", "name"),
    "the same again": (NewBody("party", "兴庆区党委"), "已经在名单上", "name"),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_no_body_can_be_is_refused(cast, body):
    new, said, field = body
    made = recognised(cast, "兴庆区党委")
    assert refused(said, actions.ask_body, made, new, **by(cast.asker)).field == field


def test_an_enterprise_of_elsewhere_is_not_asked(cast):
    new = NewBody("enterprise", "", cast.foreign)
    assert refused("不在", actions.ask_body, recognised(cast), new, **by(cast.asker)).field == "employer"


def test_workers_are_never_added_and_nobody_is_after_the_end(cast):
    refused("由抽签决定", actions.ask_body, opened(cast), NewBody("party", "党委"), **by(cast.asker))
    over = closed(recognised(cast), cast)
    refused("已结束", actions.ask_body, over, NewBody("party", "区委"), **by(cast.asker))
    refused("不经手", actions.ask_body, recognised(cast), NewBody("party", "区委"), **by(cast.author))
