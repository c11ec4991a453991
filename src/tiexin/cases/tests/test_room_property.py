"""Whatever is done with rooms and centres in whatever order: what counts is what stands, each cadre has one room."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiexin.cases.actions import centres
from tiexin.cases.actions import rooms as actions
from tiexin.cases.rooms import rules
from tiexin.cases.rooms.models import Centre, CentreFunction, Room, RoomLink
from tiexin.cases.rooms.standards import standard
from tiexin.cases.tests.rooms_scene import centre_of, checked, counted, linked, opened, served, stage
from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.tests import scene
from tiexin.evidence.models import Fact
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
QUICK = settings(
    max_examples=min(25, settings().max_examples),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MUSTS = [line.key for line in standard().lines if line.must]
ROOM, CADRE = st.integers(0, 2), st.integers(0, 3)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("check"), ROOM, st.sets(st.sampled_from([line.key for line in standard().lines]), max_size=2)
        ),
        st.tuples(st.just("link"), ROOM, CADRE),
        st.tuples(st.just("end"), ROOM, st.none()),
        st.tuples(st.just("close"), ROOM, st.none()),
    ),
    max_size=14,
)


@kept.fixture
def cast():
    found = stage()
    found.rooms = [opened(found, f"第{number}群众工作室") for number in range(3)]
    found.cadres = [c.officer(f"部长{number}", found.city, rank=Rank.MIDDLE) for number in range(4)]
    return found


@contextmanager
def apart():
    """One example after the other, each from the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Model:
    """What should be so, from the steps alone."""

    def __init__(self):
        self.done, self.linked, self.closed, self.ever = set(), {}, set(), []

    def check(self, room, lacking):
        (self.done.discard if lacking & set(MUSTS) else self.done.add)(room)

    def link(self, room, cadre):
        self.linked[room] = cadre
        self.ever.append(cadre)

    def end(self, room, _):
        self.linked.pop(room, None)

    def close(self, room, _):
        self.closed.add(room)
        self.done.discard(room)
        self.linked.pop(room, None)


def act(cast, step, number, what):
    """Do one step with the real rows; refused where the model says it cannot be."""
    room, by = Room.objects.get(pk=cast.rooms[number].pk), {"by": cast.manager, "on": c.TODAY}
    if step == "check":
        checked(cast, room, *what)
    elif step == "link":
        linked(cast, room, cast.cadres[what], reason="分工调整")
    elif step == "close":
        actions.close_room(room, c.TODAY, "搬迁", **by)
    else:
        actions.end_link(RoomLink.objects.standing().filter(room=room).get(), c.TODAY, "调离", **by)


def possible(model, step, number, what):
    if step == "end":
        return number in model.linked
    return number not in model.closed and not (step == "link" and what in model.linked.values())


@QUICK
@given(steps=STEPS)
def test_what_counts_is_what_stands(cast, steps):
    with apart():
        model = Model()
        for step, number, what in steps:
            if possible(model, step, number, what):
                act(cast, step, number, what)
                getattr(model, step)(number, what)
            elif step != "end":
                with pytest.raises(Refused):
                    act(cast, step, number, what)
        held = [cast.rooms[number].pk for number in sorted(model.done)]
        rows = Room.objects.filter(standardised__isnull=False).order_by("pk")
        assert [row.pk for row in rows] == held
        assert len(counted("room_standardised", "pk")) == len(held)
        proofs = Fact.objects.live().filter(measure="room_standardised").values_list("entry", flat=True)
        assert sorted(proofs) == sorted(row.proof_id for row in rows)
        standing = RoomLink.objects.standing().values_list("room", "officer")
        wanted = {(cast.rooms[number].pk, cast.cadres[cadre].pk) for number, cadre in model.linked.items()}
        assert set(standing) == wanted
        assert counted("room_linked", "officer") == sorted((cast.cadres[cadre].pk,) for cadre in model.ever)


@settings(QUICK, max_examples=min(6, settings().max_examples))
@given(steps=STEPS)
def test_gauges_follow_whatever_the_order(cast, steps):
    with apart():
        definitions = scene.tally("room_standardised"), scene.tally("room_linked", scene.OFFICERS)
        done, links = scene.publish(cast.province, *definitions)
        model = Model()
        for step, number, what in steps:
            if possible(model, step, number, what):
                act(cast, step, number, what)
                getattr(model, step)(number, what)
                scene.settle()
        assert verify.differences() == []
        assert scene.values(done).get(cast.county.pk, 0) == len(model.done)
        found = {pk: value for pk, value in scene.values(links).items() if value}
        assert found == {cast.cadres[each].pk: model.ever.count(each) for each in set(model.ever)}


FUNCTION = st.sampled_from(sorted(rules.FUNCTIONS))
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.sets(FUNCTION, min_size=3)),
        st.tuples(st.just("drop"), FUNCTION),
        st.tuples(st.just("convert"), st.none()),
    ),
    max_size=12,
)


@QUICK
@given(moves=MOVES)
def test_a_centre_is_converted_exactly_while_all_seven_were_there_from_then_on(cast, moves):
    with apart():
        centre, by = centre_of(cast), {"by": cast.manager, "on": c.TODAY}
        there, is_converted = set(), False
        for move, what in moves:
            if move == "set":
                served(cast, centre, *sorted(what))
                there |= what
            elif move == "drop" and what in there:
                centres.drop_function(CentreFunction.objects.get(function=what, until=None), "没有场地", **by)
                there.discard(what)
                is_converted = False
            elif move == "convert":
                if len(there) == len(rules.FUNCTIONS) and not is_converted:
                    centres.convert_centre(centre, c.TODAY, **by)
                    is_converted = True
                else:
                    with pytest.raises(Refused):
                        centres.convert_centre(centre, c.TODAY, **by)
            found = Centre.objects.get(pk=centre.pk)
            assert found.lacks(c.TODAY) == rules.missing(there)
            assert (found.converted is not None) is is_converted
            assert len(counted("centre_converted", "pk")) == is_converted
