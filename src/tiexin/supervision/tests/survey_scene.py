"""Workers of the county, drawn by the region's office; a survey of the county, answers as they come in."""

import pytest

from tiexin.core.refusal import Refused
from tiexin.draws.definition import Rules
from tiexin.draws.tests import scene as draws
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.supervision.actions import surveys as actions
from tiexin.supervision.actions.surveys import NewBody, NewSurvey
from tiexin.supervision.survey_links import token_of
from tiexin.supervision.tests.scene import DAY

NAMES = ("马小花", "杨立新", "丁志强", "白雪梅", "虎建军", "田玉兰", "金光明", "罗晓东")
UNTIL = c.TODAY + 10 * DAY


@kept.once
def stage():
    """The cast with nine workers of the county (one of them was met), an office that asks, its leader."""
    found = c.stage()
    found.asker, found.leader, found.author = (found.people[name] for name in ("office", "leader", "officer"))
    found.workers = [found.worker, *(c.worker(found.employer, name) for name in NAMES)]
    return found


def drawn(cast, each=6, place=None, org=None, **how):
    """A draw of workers, carried out."""
    place = place or cast.county
    made = draws.frozen(org or cast.province, Rules(each=each, **how), title="抽职工", kind="workers", place=place)
    return draws.drawn(made, cast.asker, cast.leader)


def wanted(cast, **changes):
    plain = {"org": cast.province, "unit": cast.county, "kind": "workers", "since": c.TODAY, "until": UNTIL}
    return NewSurvey(**plain | changes)


def opened(cast, by=None, on=c.TODAY, **changes):
    """A survey of six drawn workers; of bodies, when `kind` says so."""
    if changes.get("kind", "workers") == "workers" and "draw" not in changes:
        changes["draw"] = drawn(cast, changes.pop("each", 6), changes.get("unit"))
    return actions.open_survey(wanted(cast, **changes), by=by or cast.asker, on=on)


def recognised(cast, *names, **changes):
    """A survey of named party committees."""
    made = opened(cast, kind="recognition", **changes)
    for name in names or ("兴庆区党委", "兴庆区政府", "凤凰街道"):
        actions.ask_body(made, NewBody("party", name), by=cast.asker, on=c.TODAY)
    return made


def answered(survey, *answers, on=c.TODAY):
    """The first ones tap these answers, in their order."""
    asks = survey.asks.exclude(state="answered").order_by("place")
    for ask, answer in zip(asks, answers, strict=False):
        actions.answer_survey(ask, answer, on=on)
    return survey


def closed(survey, cast, on=c.TODAY):
    return actions.close_survey(survey, by=cast.asker, on=on)


def link(ask):
    return f"/s/{token_of(ask.key)}/"


GOOD, HALF, BAD = "satisfied", "partly", "dissatisfied"


def by(who, on=c.TODAY):
    return {"by": who, "on": on}


def refused(said, act, *args, **named):
    with pytest.raises(Refused, match=said) as found, c.nothing_written():
        act(*args, **named)
    return found.value
