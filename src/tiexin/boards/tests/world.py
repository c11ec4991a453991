"""A small world for the boards: the cast at work for two months under the small plan, numbers folded.

省 ┬ 银川 ┬ 兴庆区   李秀兰 visits 凤凰 (4-2) and 出租 (4-3, with 兴庆一组); 孙小军 stays at home
   │      ├ 永宁县   does nothing
   │      └ 金贵区   closed on 5-1
   ├ 石嘴山 ─ 大武口 丁一 visits 煤业 (4-10); his visit of 4-12 is voided
   └ 机冶建材 (industry, also above the enterprise union of 凤凰)
The province's leader visits 凤凰 once more (4-20). A visit of 2-20 lies before the campaign.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tiexin.duties.models import Duty, Gauge, PlanVersion, Term
from tiexin.orgs import actions as orgs
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.plans.tests import small
from tiexin.registry.models import Employer, Worker
from tiexin.visits.actions import NewTeam, NewVisit, form_team, record_visit, void_visit
from tiexin.visits.models import Team, Visit

MET = {"a": "马一", "b": "马二", "c": "马三", "d": "马四", "e": "马五", "voided": "白记", "early": "早到"}


@dataclass
class World:
    cast: c.Cast
    quiet: Org
    merged: Org
    ding: Officer
    taxi: Employer
    team: Team
    version: PlanVersion
    visits: dict[str, Visit]

    def duty(self, code: str) -> Duty:
        return Duty.objects.get(clause__version=self.version, clause__code=code)

    def term(self, code: str, start: date | None = None) -> Term:
        terms = Term.objects.select_related("duty__clause__version__plan").order_by("start")
        found = list(terms.filter(duty=self.duty(code)))
        return next(term for term in found if start in (None, term.start))

    def gauge(self, code: str, subject: Any, start: date | None = None) -> Gauge:
        return Gauge.objects.get(term=self.term(code, start), subject=subject.pk)


@kept.once
def build(*codes: str) -> World:
    """Set up everything; with codes the plan holds only these duties."""
    cast = c.stage()
    quiet = c.org("永宁县总工会", "county", cast.city, region="640121")
    merged = c.org("金贵区总工会", "county", cast.city, region="640199")
    orgs.close_org(merged, closed=date(2012, 5, 1), by=None, on=c.TODAY)
    ding = c.officer("丁一", cast.other_county, "officer")
    taxi = c.employer(cast.county, "银川出租车公司", "distressed")
    team = _team(cast.county, "兴庆一组", cast.people["officer"])
    _team(cast.other_county, "大武口一组", ding)
    visits = {"early": visit(cast.people["officer"], cast.employer, date(2012, 2, 20), met=["early"])}
    duties = {**small.BELOW, **small.OWN}
    version = small.publish(small.text(*(duties[code] for code in codes)), cast.province, small.DOCUMENT.encode())
    world = World(cast, quiet, merged, ding, taxi, team, version, visits)
    _work(world)
    small.settle()
    return world


def _team(org: Org, name: str, leader: Officer) -> Team:
    new = Team(org=org, name=name, kind="stay_team", since=date(2012, 3, 1))
    return form_team(NewTeam(new, leader), by=leader, on=c.TODAY)


def _work(world: World) -> None:
    cast, li = world.cast, world.cast.people["officer"]
    on = {
        "first": date(2012, 4, 2),
        "second": date(2012, 4, 3),
        "third": date(2012, 4, 10),
        "fourth": date(2012, 4, 20),
    }
    asked = {"known": [cast.worker], "met": ["a", "b"], "problems": [("urgent", "工资拖欠")]}
    along = {"met": ["c"], "team": world.team, "tags": ["distressed"], "problems": [("hope", "停车难")]}
    wrong = {"met": ["voided"], "problems": [("worry", "记错的问题")]}
    world.visits |= {
        "first": visit(li, cast.employer, on["first"], **asked),
        "second": visit(li, world.taxi, on["second"], **along),
        "third": visit(world.ding, cast.foreign, on["third"], met=["d"]),
        "fourth": visit(cast.people["leader"], cast.employer, on["fourth"], known=[cast.worker], met=["e"]),
        "voided": visit(world.ding, cast.foreign, date(2012, 4, 12), **wrong),
    }
    void_visit(world.visits["voided"], "记错了企业", by=world.ding, on=c.TODAY)


def visit(author: Officer, employer: Employer, on: date, *, met=(), known=(), **more: Any) -> Visit:
    """Record a visit in which people were met; the words said name the day."""
    people = [(MET.get(name, name), "front_line") for name in met]
    values = {"methods": ["interview"], "said": f"谈话{on:%m%d}", **more}
    new = NewVisit(author=author, employer=employer, on=on, met=people, known=list[Worker](known), **values)
    return record_visit(new, by=author, on=c.TODAY)
