"""Draws at every step, as two officers would make them."""

from datetime import timedelta

from tiexin.draws import actions
from tiexin.draws.actions import NewDraw
from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.tests import cast

WORDS = ("黄河水从天上来", "贺兰山下果园成")
FIRST, SECOND = (f"{words}，二〇一二" for words in WORDS)


def opened(org: Org, how: Rules | None = None, title: str = "第一组走访企业", **more: object) -> Draw:
    """A draw whose frame is filled."""
    new = NewDraw(**{"org": org, "title": title, "place": org, "rules": how or Rules(each=2), **more})
    return actions.open_draw(new, by=None, on=cast.TODAY)


def frozen(org: Org, how: Rules | None = None, **more: object) -> Draw:
    """A draw whose frame is frozen."""
    return actions.freeze_draw(opened(org, how, **more), by=None, on=cast.TODAY)


def committed(draw: Draw, one: Officer, other: Officer) -> Draw:
    """The draw with both parts of its seed agreed."""
    actions.commit_seed(draw, FIRST, by=one, on=cast.TODAY)
    actions.commit_seed(draw, SECOND, by=other, on=cast.TODAY)
    return draw


def drawn(draw: Draw, one: Officer, other: Officer) -> Draw:
    """A frozen draw brought to its end."""
    committed(draw, one, other)
    actions.reveal_seed(draw, FIRST, by=one, on=cast.TODAY)
    actions.reveal_seed(draw, SECOND, by=other, on=cast.TODAY)
    return actions.run_draw(draw, by=one, on=cast.TODAY + timedelta(days=0))
