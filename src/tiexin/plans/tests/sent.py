"""A small plan with addressees and a day by which they start, sent to the cast's units.

省 (issuer) ┬ 银川 ┬ 兴庆区
            ├ 石嘴山 ─ 大武口
            └ 机冶建材 (industry)   — 老城区 was closed long ago and gets nothing
"""

from dataclasses import dataclass
from datetime import date

from tiexin.duties.models import Dispatch, PlanVersion
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.plans.actions.dispatching import NewStart, receive, start
from tiexin.plans.tests import small

RECIPIENTS = """\
recipients:
  - {name: 各市总工会, of: {population: 各级工会, level: 市级, kind: 地方总工会}}
  - {name: 市县总工会, of: {population: 各级工会, level: [市级, 县级], kind: 地方总工会}}
  - {name: 各产业工会, of: {population: 各级工会, kind: 产业工会}}
  - {name: 全体干部, of: {population: 干部}}
  - {name: 机关各部室}
"""
LOCAL = "{population: 各级工会, level: [市级, 县级], kind: 地方总工会}"
START = small.duty("C3", "单位启动", LOCAL, do="{measure: 单位启动}", at_least=1, from_="3-1", by="3-20", unit="次")
STONES = """\
milestones:
  - clause: C2
    quote: 率先启动
    title: 本级先启动
    event: 单位启动
    of: {population: 各级工会, level: 省级, kind: 地方总工会}
  - {clause: C5, quote: 集中走访, title: 集中走访, event: 走访企业, from: 3-1, to: 6-30}
"""
WITHIN, OUTSIDE = date(2012, 3, 12), date(2012, 4, 2)


def text(*duties: str, recipients: str = RECIPIENTS, stones: str = STONES) -> str:
    """A pack with addressees; its duties are the start of units and those given."""
    whole = small.text(START, *duties)
    return whole.replace("rank_minimum:", f"{recipients}rank_minimum:", 1) + stones


@dataclass
class Post:
    """The cast and the version that was sent to it."""

    cast: c.Cast
    version: PlanVersion

    def to(self, unit: Org) -> Dispatch:
        """The dispatch to a unit."""
        return Dispatch.objects.get(version=self.version, org=unit)

    def receive(self, unit: Org, on: date = c.TODAY) -> Dispatch:
        """Let a unit sign."""
        return receive(self.to(unit), by=None, on=on)

    def start(self, unit: Org, day: date, plan: bytes = b"", on: date = c.TODAY) -> Dispatch:
        """Let a unit sign and start."""
        self.receive(unit, on)
        return start(self.to(unit), NewStart(day, plan, "方案.txt" if plan else ""), by=None, on=on)


def send(*duties: str, **more: str) -> Post:
    """Set the stage and publish."""
    return _sent(text(*duties, **more))


@kept.once
def _sent(pack: str) -> Post:
    cast = c.stage()
    return Post(cast, small.publish(pack, cast.province))
