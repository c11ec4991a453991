"""Rooms of a county's enterprises, cadres who may be linked, centres and agents, for their tests."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache

from tiexin.cases.actions import centres, receptions, rooms
from tiexin.cases.actions.centres import Served
from tiexin.cases.actions.rooms import Checked
from tiexin.cases.rooms import rules
from tiexin.cases.rooms.models import Agent, Centre, Reception, Room
from tiexin.cases.rooms.standards import standard
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Fact
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

DAY = timedelta(days=1)
OPENED = c.TODAY - 60 * DAY


def stage():
    cache.clear()
    return staged()


@kept.once
def staged():
    found = c.stage()
    found.author = found.people["officer"]
    found.manager = c.officer("柳如松", found.county, "office", rank=Rank.MIDDLE, title="办公室主任")
    found.chief = c.officer("丁文博", found.county, "leader", rank=Rank.LEADER, title="主席")
    found.cadre = c.officer("葛春梅", found.city, rank=Rank.MIDDLE, title="权益部部长")
    return found


def opened(cast, name="凤凰机械厂群众工作室", **changes):
    said = {"org": cast.county, "employer": cast.employer, "address": "办公楼一层", "opened": OPENED, **changes}
    return rooms.open_room(Room(name=name, **said), by=cast.manager, on=c.TODAY)


def answers(*lacking):
    return {line.key: "no" if line.key in lacking else "yes" for line in standard().lines}


def checked(cast, room, *lacking, on=c.TODAY, **more):
    return rooms.check_room(room, Checked(on, answers(*lacking), **more), by=cast.manager, on=c.TODAY)


def linked(cast, room, officer=None, *, since=c.TODAY, reason="", on=c.TODAY):
    return rooms.link_room(room, officer or cast.cadre, since, reason, by=cast.manager, on=on)


def received(cast, room, *, by=None, **changes):
    said = {"about": "问加班工资怎么算", "end": "answered", "answer": "按一倍半算", "on": c.TODAY, **changes}
    officer = by or cast.author
    new = Reception(**{"key": uuid.uuid4(), "room": room, "officer": officer, **said})
    return receptions.receive_worker(new, by=officer, on=c.TODAY)


def centre_of(cast, org=None, **changes):
    said = {"org": org or cast.county, "name": "职工服务中心", "address": "胜利街1号", **changes}
    return centres.open_centre(Centre(**said), by=cast.manager, on=c.TODAY)


def served(cast, centre, *names, **changes):
    made = []
    for name in names or rules.FUNCTIONS:
        said = {"place": "一楼大厅", "hours": "工作日 8:30-17:30", "staff": [cast.author], **changes}
        made.append(centres.set_function(centre, Served(name, **said), by=cast.manager, on=c.TODAY))
    return made


def named(cast, officer=None, **changes):
    who = officer or cast.author
    said = {"org": who.org, "officer": who, "fields": ["wages", "women"], "since": c.TODAY - DAY, **changes}
    return centres.name_agent(Agent(**said), by=cast.manager, on=c.TODAY)


def counted(measure, *columns):
    return sorted(Fact.objects.live().filter(measure=measure).values_list(*columns))


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)
