"""Two visits of the county's officer, drawn by the region's office; one inspection of the county with both."""

from datetime import timedelta

from tiexin.draws import actions as drawing
from tiexin.draws.actions import NewDraw
from tiexin.draws.definition import Rules
from tiexin.draws.tests import scene as draws
from tiexin.orgs.tests import cast as c
from tiexin.supervision import actions
from tiexin.supervision.actions import NewInspection
from tiexin.supervision.models import Shortcoming
from tiexin.visits.actions import NewVisit, record_visit

DAY = timedelta(days=1)
SHEET = "面对面心贴心活动督查表"


def stage():
    """The cast with an officer who inspects, and visits of the county's officer."""
    found = c.stage()
    people = found.people
    found.author, found.inspector, found.leader = people["officer"], people["office"], people["leader"]
    found.others = [c.worker(found.employer, name) for name in ("马小花", "杨立新")]
    found.visits = [visited(found, on=c.TODAY - DAY), visited(found, on=c.TODAY - 2 * DAY)]
    return found


def visited(cast, **changes):
    """A visit in which three named people were met."""
    wanted = {"author": cast.author, "employer": cast.employer, "on": c.TODAY - DAY, "methods": ["hear"]}
    wanted |= {"known": [cast.worker, *cast.others]}
    return record_visit(NewVisit(**wanted | changes), by=cast.author, on=c.TODAY)


def drawn(cast, each=5, title="抽查走访记录"):
    """A draw of visits since the day before yesterday, carried out."""
    how = Rules(each=each, since=str(c.TODAY - 30 * DAY))
    new = NewDraw(cast.province, title, cast.province, how, "visits")
    made = drawing.open_draw(new, by=cast.inspector, on=c.TODAY)
    drawing.freeze_draw(made, by=cast.inspector, on=c.TODAY)
    return draws.drawn(made, cast.inspector, cast.leader)


def wanted(cast, **changes):
    plain = {"org": cast.province, "unit": cast.county, "on": c.TODAY, "way": "hear", "inspectors": [cast.inspector]}
    return NewInspection(**plain | {"sheet": SHEET, "heard": "县总汇报了启动和走访情况"} | changes)


def inspected(cast, **changes):
    return actions.open_inspection(wanted(cast, **changes), by=cast.inspector, on=c.TODAY)


def sampled(cast):
    """An inspection with the drawn records of the county."""
    return inspected(cast, way="both", draw=drawn(cast))


def lacking(cast, inspection, **changes):
    plain = {"inspection": inspection, "unit": cast.county, "text": "启动不及时", "owner": cast.author}
    new = Shortcoming(**plain | {"due": c.TODAY + 10 * DAY} | changes)
    return actions.find_shortcoming(new, by=cast.inspector, on=c.TODAY)
