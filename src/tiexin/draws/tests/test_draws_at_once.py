"""Two people at one draw at the same moment: one wins, the other hears in plain words what is true now."""

import pytest
from django.db import connection

from tiexin.draws import actions
from tiexin.draws.models import Pick, SeedPart
from tiexin.draws.tests import scene
from tiexin.evidence import guards
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import one_wins

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db):
    found = c.stage()
    for n in range(3):
        c.employer(found.county, f"第{n}厂")
    found.one, found.other, found.third = (found.people[name] for name in ("office", "leader", "officer"))
    yield found
    calendar.forget()
    assert guards.standing() == set(guards.names())


def test_the_frame_is_frozen_once(cast):
    draw = scene.opened(cast.province)
    one_wins(*[lambda: actions.freeze_draw(draw, by=cast.one, on=c.TODAY)] * 2)
    assert Entry.objects.filter(verb="freeze_draw", thing_id=draw.pk).count() == 1


def test_a_seed_has_two_parts_however_many_give_one(cast):
    draw = scene.frozen(cast.province)
    actions.commit_seed(draw, scene.FIRST, by=cast.one, on=c.TODAY)
    one_wins(
        lambda: actions.commit_seed(draw, scene.SECOND, by=cast.other, on=c.TODAY),
        lambda: actions.commit_seed(draw, scene.SECOND, by=cast.third, on=c.TODAY),
    )
    assert SeedPart.objects.filter(draw=draw).count() == 2


def test_it_is_drawn_once(cast):
    draw = scene.committed(scene.frozen(cast.province), cast.one, cast.other)
    actions.reveal_seed(draw, scene.FIRST, by=cast.one, on=c.TODAY)
    actions.reveal_seed(draw, scene.SECOND, by=cast.other, on=c.TODAY)
    one_wins(*[lambda: actions.run_draw(draw, by=cast.one, on=c.TODAY)] * 2)
    assert Pick.objects.filter(draw=draw).count() == 2
    assert Entry.objects.filter(verb="run_draw", thing_id=draw.pk).count() == 1


def test_a_pick_is_replaced_once(cast):
    draw = scene.drawn(scene.frozen(cast.province), cast.one, cast.other)
    pick = Pick.objects.filter(draw=draw).order_by("pk").first()
    one_wins(*[lambda: actions.replace_pick(pick, "已停产", by=cast.one, on=c.TODAY)] * 2)
    assert Entry.objects.filter(verb="replace_pick", thing_id=draw.pk).count() == 1
