"""A county's activities, for their tests: a lecture, a training, a seminar at the county's enterprise."""

import uuid
from datetime import timedelta

import pytest

from tiexin.activities import actions
from tiexin.activities.actions import NewActivity
from tiexin.activities.actions.people import Came, tick_people
from tiexin.activities.models import Activity
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Fact
from tiexin.orgs.tests import cast as c

DAY = timedelta(days=1)
SAID = {"title": "工资集体协商条例宣讲", "place": "一车间会议室", "topics": ["law"], "audience": 30}


def stage():
    found = c.stage()
    found.author = found.people["officer"]
    return found


def recorded(cast, kind="lecture", *, givers=None, by=None, **changes):
    by = by or cast.author
    said = {**SAID, "kind": kind, "on": c.TODAY - DAY, "org": cast.county, "author": by, **changes}
    new = Activity(**{"key": uuid.uuid4(), **said})
    return actions.record_activity(NewActivity(new, [by] if givers is None else givers), by=by, on=c.TODAY)


def seminar(cast, **changes):
    return recorded(cast, "seminar", **{"employer": cast.employer, "title": "职工座谈会", **changes})


def training(cast, **changes):
    return recorded(cast, "training", **{"title": "选派人员培训", "topics": ["duties"], **changes})


def planned(cast, kind="tour", *, days=3, **changes):
    return recorded(cast, kind, on=c.TODAY + days * DAY, **changes)


def ticked(cast, activity, *people, signed=False):
    trains = activity.kind == "training"
    came = Came(officers=people) if trains else Came(workers=people)
    return tick_people(activity, came, by=cast.author, on=c.TODAY, signed=signed)


def counted(measure, *columns):
    return sorted(Fact.objects.live().filter(measure=measure).values_list(*columns))


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)
