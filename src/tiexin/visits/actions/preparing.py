"""Every write of a team's preparation and discipline: materials, pledges, beginning a stay, breaches."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tiexin.core import papers
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.actions import NewFact, NewPaper, keep_file, record, void
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org
from tiexin.visits import preparing_queries as queries
from tiexin.visits import preparing_rules as rules
from tiexin.visits.models import Stay, Team
from tiexin.visits.preparing import Breach, Material, Pledge

REPORTED = "report_breach"


@transaction.atomic
def file_material(org: Org, kind: str, new: NewPaper, *, by: Officer, on: date) -> Material:
    """File a paper that the unit prepared (C234); a `document_filed` of its kind.

    Refused, with nothing written: an unknown kind, and what is by its content no paper (see `core.papers`).
    """
    if kind not in rules.MATERIALS:
        raise Refused("请选择是哪种材料", field="kind")
    paper = papers.check(new.content)
    file = keep_file(new.content, papers.named(new.number, new.name, paper), paper.mime, org=org)
    made = Material.objects.create(org=org, kind=kind, on=on, file=file)
    fact = NewFact("document_filed", on, org, org, dims={"officer": by.pk}, tags=(("document", kind),))
    file.entry = record(Act("file_material", made, by, on, org.pk), [fact])
    file.save(update_fields=["entry"])
    return made


@transaction.atomic
def withdraw_material(material: Material, *, by: Officer, on: date) -> Material:
    """Take a paper down: it is ready no more and counts no more, and stays readable."""
    material = Material.objects.select_for_update(of=("self",)).select_related("file__entry").get(pk=material.pk)
    if material.withdrawn is not None or material.file.entry is None:
        raise Refused("这份材料已经撤下")
    void(material.file.entry, by=by, on=on)
    material.withdrawn = on
    material.save(update_fields=["withdrawn"])
    return material


@transaction.atomic
def pledge(team: Team, *, by: Officer, on: date) -> Pledge:
    """Pledge a team's discipline (C258), for oneself; refused for who is not of the team and who did already."""
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    if not any(member.holds_on(on) for member in team.members.filter(officer=by)):
        raise Refused("您不在这个工作组")
    if team.pledges.filter(officer=by).exists():
        raise Refused("您已经作过承诺")
    made = Pledge.objects.create(team=team, officer=by, on=on, wording=rules.digest())
    record(Act("pledge", team, by, on, team.org_id))
    return made


@transaction.atomic
def begin_stay(stay: Stay, reason: str = "", may_waive: bool = False, *, by: Officer, on: date) -> Stay:
    """Let a team begin its stay when everything is ready (C233–C235, C258); its days are told from then on.

    Whoever sends it out (`may_waive`) may let it begin with a reason; what was missing stays readable with it.
    Refused, with nothing written: a stay begun or cancelled, before the day ahead of its first, not ready.
    """
    Team.objects.select_for_update(of=("self",)).get(pk=stay.team_id)
    stay = Stay.objects.select_related("team__org", "employer").get(pk=stay.pk)
    if stay.cancelled is not None:
        raise Refused("这次蹲点已经取消")
    if stay.begun is not None:
        raise Refused("这次蹲点已经进驻")
    missing = rules.check_open(queries.checklist(stay, on), reason, may_waive)
    stay.begun, stay.unready, stay.why_begun = on, missing, reason.strip() if missing else ""
    stay.save(update_fields=["begun", "unready", "why_begun"])
    record(Act("begin_stay", stay, by, on, stay.team.org_id))
    return stay


@dataclass(frozen=True)
class NewBreach:
    """Who broke the discipline on which day, and how."""

    officer: Officer
    day: date
    what: str


@transaction.atomic
def report_breach(new: NewBreach, *, by: Officer, on: date) -> Breach:
    """Write down a breach of discipline (C258); a `discipline_breach` of the officer's unit, of no person.

    Refused, with nothing written: a day to come, no words, one's own (somebody else writes it down).
    """
    rules.check_breach(new.day, on, new.what)
    if new.officer.pk == by.pk:
        raise Refused("自己的事请由别人登记", field="officer")
    org = new.officer.org
    made = Breach.objects.create(org=org, officer=new.officer, on=new.day, what=new.what.strip())
    record(Act(REPORTED, made, by, on, org.pk), [NewFact("discipline_breach", new.day, org, org)])
    return made


@transaction.atomic
def close_breach(breach: Breach, state: str, answer: str, *, by: Officer, on: date) -> Breach:
    """Say how a breach was handled, or that it was unfounded: then it counts no more. Both stay readable."""
    breach = Breach.objects.select_for_update(of=("self",)).get(pk=breach.pk)
    if breach.closed is not None:
        raise Refused(f"这件事已于{zh_date(breach.closed)}办结")
    if state not in ("handled", "unfounded"):
        raise Refused("请选择处理结果", field="state")
    rules.check_said(answer, "answer", "怎么处理的")
    if state == "unfounded":
        void(Entry.objects.get(thing=Breach._meta.label_lower, thing_id=breach.pk, verb=REPORTED), by=by, on=on)
    breach.state, breach.answer, breach.closed = state, answer.strip(), on
    breach.save(update_fields=["state", "answer", "closed"])
    record(Act("close_breach", breach, by, on, breach.org_id))
    return breach
