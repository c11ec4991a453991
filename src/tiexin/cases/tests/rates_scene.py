"""Matters that were called back, left out, drawn and asked again, for the tests of rates."""

from django.core.cache import cache

from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.calling import CallBack
from tiexin.cases.tests import case_scene as s
from tiexin.draws import actions as draws
from tiexin.draws.actions import NewDraw
from tiexin.draws.definition import Rules
from tiexin.draws.tests import scene
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

YES = Heard(True, "yes", "satisfied", "工资拿到了")
NO = Heard(True, "no", "dissatisfied")


def stage():
    cache.clear()
    return staged()


@kept.once
def staged():
    found = s.stage()
    found.above = found.people["city_office"]
    found.caller = c.officer("方晴", found.county, "office")
    found.other = c.officer("高洁", found.city, "office")
    return found


def replied(cast, *, on=c.TODAY, **said):
    return s.moved(s.registered(cast, **said), "accept", "reply", by=cast.author, on=on)


def called_back(cast, heard=YES, **said):
    made = call_back_case(replied(cast, **said), heard, by=cast.caller, on=c.TODAY)
    return CallBack.objects.select_related("case").get(pk=made.pk)


def drawn(cast, org=None, each=20):
    """A lot over everything called back in the county, drawn by the city."""
    org = org or cast.city
    new = NewDraw(org, "抽查回访", cast.county, Rules(each=each, since="2012-01-01"), kind="call_backs")
    draw = draws.open_draw(new, by=None, on=c.TODAY)
    return scene.drawn(draws.freeze_draw(draw, by=None, on=c.TODAY), cast.above, cast.other)
