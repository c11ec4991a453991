"""A stay with its team, and what makes it ready: shared by the tests of preparation, papers and days."""

from datetime import date

from tiexin.core.journal import Act
from tiexin.evidence.actions import NewFact, NewPaper, record
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import actions
from tiexin.visits import preparing_rules as rules
from tiexin.visits.actions import NewTeam, preparing, writing
from tiexin.visits.models import Stay, Team

FIRST, LAST = date(2012, 4, 9), date(2012, 4, 13)
PDF = b"%PDF-1.4\n% a paper\n"
WHOLE = {
    "dossier": {"problems": "加班多", "rights": "合同齐全", "help": "两户困难"},
    "portrait": {"operation": "半停产", "hopes": "盼开工", "union": "组织健全"},
    "report": {"done": "住了五天", "heard": "盼开工", "problems": "两件", "advice": "错峰生产"},
}


@kept.once
def staged():
    """The county's team of two, which stays a week in the county's enterprise; its office sends it out."""
    found = c.stage()
    found.author, found.mate = found.people["officer"], c.officer("同行人", found.county, "officer")
    found.office = c.officer("派出人", found.county, "office")
    new = Team(org=found.county, name="蹲点一组", kind="stay_team", since=c.FOUNDED)
    found.team = actions.form_team(NewTeam(new, found.author, [found.mate]), by=None, on=c.TODAY)
    found.stay = planned(found)
    return found


def planned(cast, start=FIRST, end=LAST, **more):
    stay = Stay(team=cast.team, employer=cast.employer, start=start, end=end, **more)
    return actions.plan_stay(stay, by=None, on=c.TODAY)


def guests(cast):
    """A team of the other city stays in the county's enterprise in the same week: its leader and its stay."""
    leader = c.officer("外地人", cast.other_city, "officer")
    new = Team(org=cast.other_city, name="外地组", kind="stay_team", since=c.FOUNDED)
    team = actions.form_team(NewTeam(new, leader), by=None, on=c.TODAY)
    stay = Stay(team=team, employer=cast.employer, start=FIRST, end=LAST)
    return leader, actions.plan_stay(stay, by=None, on=c.TODAY)


def begun(stay, by):
    """Let a stay begin although nothing is ready."""
    return preparing.begin_stay(stay, "先进驻", may_waive=True, by=by, on=c.TODAY)


def trained(officer, on=FIRST):
    """The officer attended a training, as its own page records it."""
    fact = NewFact("training_attended", on, officer.org, officer.org, dims={"officer": officer.pk})
    return record(Act("register", officer, None, c.TODAY, officer.org_id), [fact])


def filed(org, kind, by):
    new = NewPaper(PDF, f"{rules.MATERIALS[kind]}.pdf")
    return preparing.file_material(org, kind, new, by=by, on=c.TODAY)


def written(cast, kind="dossier", sections=None):
    return writing.begin_paper(cast.stay, kind, sections or WHOLE.get(kind, {}), by=cast.author, on=c.TODAY)


def made_ready(cast):
    """Everything that the checklist asks for."""
    for officer in (cast.author, cast.mate):
        trained(officer)
        preparing.pledge(cast.team, by=officer, on=c.TODAY)
    for kind in rules.MATERIALS:
        filed(cast.city, kind, cast.people["city_office"])
    written(cast)
