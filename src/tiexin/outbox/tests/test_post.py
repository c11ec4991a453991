"""The lane of the background process: it sends what is due and makes one digest a day."""

import pytest

from tiexin.orgs.tests import cast as units
from tiexin.orgs.tests import kept
from tiexin.outbox import gateways, post
from tiexin.outbox.models import Message
from tiexin.outbox.post import BUSY, IDLE, Post, lanes
from tiexin.outbox.tests.telling import CRISIS, Memory, at, told, wants_texts

pytestmark = pytest.mark.django_db


@kept.fixture
def officer():
    cast = units.stage()
    wants_texts(cast.people["officer"])
    return cast.people["officer"]


@pytest.fixture
def out(monkeypatch):
    memory = Memory()
    gateways.gateway.cache_clear()
    monkeypatch.setattr(gateways, "chosen", lambda said, channel: memory)
    yield memory
    gateways.gateway.cache_clear()


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of day at which the lane looks."""

    def set_to(now):
        monkeypatch.setattr(post, "moment", lambda day: now)

    return set_to


def test_a_step_sends_and_says_how_long_to_rest(officer, out, clock):
    clock(at(10))
    lane = Post()
    lane.digested = units.TODAY
    told(officer, CRISIS)
    assert [lane(), lane()] == [BUSY, IDLE]
    assert [text for _, text in out.sent.values()] == ["有一件紧急诉求"]


def test_a_digest_is_made_from_its_hour_on_once_a_day(officer, out, clock):
    told(officer)
    Message.objects.update(due=at(1), told=at(1))
    lane = Post()
    clock(at(8, 59))
    lane()
    assert not Message.objects.filter(kind="digest").exists()
    clock(at(9))
    lane()
    lane()
    assert lane.digested == units.TODAY
    assert [text for _, text in out.sent.values()] == ["您有1条消息没有看，请登录后查看"]


def test_a_lane_that_starts_anew_makes_no_second_digest(officer, out, clock):
    told(officer)
    Message.objects.update(due=at(1), told=at(1))
    for hour in (9, 10):
        clock(at(hour))
        Post()()
    assert len(out.sent) == 1


def test_each_way_out_has_a_lane_of_its_own():
    assert {name: step.channel for name, step in lanes().items()} == {"outbox-sms": "sms", "outbox-work": "work"}
