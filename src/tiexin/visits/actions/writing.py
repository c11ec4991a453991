"""Every write of a stay's papers: begun from the records, written, handed in, accepted or returned."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import NewFact, record
from tiexin.orgs.models import Officer
from tiexin.visits import writing_rules as rules
from tiexin.visits.models import Stay, Team
from tiexin.visits.writing import StayPaper, StayPaperStep


@transaction.atomic
def begin_paper(stay: Stay, kind: str, drawn: Mapping[str, str], *, by: Officer, on: date) -> StayPaper:
    """Begin a paper about a stay with what was drawn from the records; refused when this kind was begun already."""
    Team.objects.select_for_update(of=("self",)).get(pk=stay.team_id)
    if stay.cancelled is not None:
        raise Refused("这次蹲点已经取消")
    if stay.papers.filter(kind=rules.kind(kind).name).exists():
        raise Refused(f"这次蹲点的“{rules.kind(kind).label}”已经有了，请打开它接着写")
    made = StayPaper.objects.create(stay=stay, kind=kind, sections=rules.cleaned(kind, drawn), author=by)
    record(Act("begin_paper", made, by, on, stay.team.org_id))
    return made


@transaction.atomic
def write_paper(paper: StayPaper, edition: int, sections: Mapping[str, str], *, by: Officer, on: date) -> StayPaper:
    """Keep what somebody wrote; refused for a paper handed in, and when somebody else wrote since `edition`."""
    paper = _locked(paper)
    rules.check_writable(paper.state)
    if paper.edition != edition:
        raise Refused(f"{paper.author}刚刚改过这份文字，请先看新的，再把您写的添进去")
    paper.sections, paper.author = rules.cleaned(paper.kind, sections), by
    paper.edition += 1
    paper.save(update_fields=["sections", "author", "edition"])
    record(Act("write_paper", paper, by, on, paper.stay.team.org_id))
    return paper


def _locked(paper: StayPaper) -> StayPaper:
    wanted = StayPaper.objects.select_for_update(of=("self",))
    found: StayPaper = wanted.select_related("stay__team__org", "stay__employer__org", "author").get(pk=paper.pk)
    return found


@transaction.atomic
def submit_paper(paper: StayPaper, *, by: Officer, on: date) -> StayPaper:
    """Hand a paper in; refused with an empty section."""
    paper = _locked(paper)
    rules.check_writable(paper.state)
    rules.check_whole(paper.kind, paper.sections)
    return _move(paper, "submitted", "", by, on)


@transaction.atomic
def accept_paper(paper: StayPaper, *, by: Officer, on: date) -> StayPaper:
    """Accept a paper handed in; the team's report counts then (C257). Nobody accepts what he or she wrote."""
    paper = _handed_in(paper)
    if paper.author_id == by.pk:
        raise Refused("自己写的请由别人通过")
    paper.accepted = on
    paper.save(update_fields=["accepted"])
    return _move(paper, "accepted", "", by, on)


@transaction.atomic
def return_paper(paper: StayPaper, reason: str, *, by: Officer, on: date) -> StayPaper:
    """Give a paper handed in back to its team, with a reason."""
    paper = _handed_in(paper)
    check_reason(reason, "退回")
    return _move(paper, "returned", reason, by, on)


def _handed_in(paper: StayPaper) -> StayPaper:
    paper = _locked(paper)
    if paper.state != "submitted":
        raise Refused(f"这份文字现在是“{paper.get_state_display()}”")
    return paper


def _move(paper: StayPaper, state: str, reason: str, by: Officer, on: date) -> StayPaper:
    facts = [_fact(paper, on)] if state == "accepted" and paper.told.measure else []
    entry = record(Act(f"{VERBS[state]}_paper", paper, by, on, paper.stay.team.org_id), facts)
    StayPaperStep.objects.create(paper=paper, entry=entry, state=state, reason=reason.strip())
    paper.state = state
    paper.save(update_fields=["state"])
    return paper


VERBS = {"submitted": "submit", "accepted": "accept", "returned": "return"}


def _fact(paper: StayPaper, on: date) -> NewFact:
    team, employer = paper.stay.team, paper.stay.employer
    dims: dict[str, int | None] = {"team": team.pk, "officer": paper.author_id, "employer": employer.pk}
    return NewFact(paper.told.measure, on, team.org, employer.org, dims=dims, tags=(("team_kind", team.kind),))
