"""One table: how to make one row of a model under a unit, with words that no stranger may read."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tiexin.activities import actions as activities
from tiexin.activities.actions.assessments import ask_assessment
from tiexin.activities.actions.examples import propose_example
from tiexin.activities.actions.guidance import give_guidance
from tiexin.activities.actions.people import Came, tick_people
from tiexin.activities.assessments import Assessment
from tiexin.activities.examples import Example
from tiexin.activities.guidance import Guidance
from tiexin.activities.models import Activity, Attendance
from tiexin.cases.actions import agency as carrying
from tiexin.cases.actions.appointments import book_appointment, offer_slot
from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.actions.centres import Served, name_agent, open_centre, set_function
from tiexin.cases.actions.hotline_lines import plan_shift
from tiexin.cases.actions.knowledge import Said as Entered
from tiexin.cases.actions.knowledge import note_miss, publish_knowledge, remark_knowledge, write_knowledge
from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.actions.linking import NewLink, link_cases
from tiexin.cases.actions.members import list_members
from tiexin.cases.actions.papers import NewFile, add_paper
from tiexin.cases.actions.receptions import receive_worker
from tiexin.cases.actions.reporting import NewReport, report_case
from tiexin.cases.actions.rooms import Checked, check_room, link_room, open_room
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.calling import CallBack
from tiexin.cases.delays.models import Delay
from tiexin.cases.hotline.models import Call, CallScore, Line, Shift
from tiexin.cases.hotline.sheet import sheet
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss, KnowledgeRemark
from tiexin.cases.letters.models import CaseLetter
from tiexin.cases.members.rules import Listed
from tiexin.cases.models import (
    Case,
    CaseClock,
    CaseLink,
    CasePaper,
    Errand,
    Judgement,
    Mandate,
    Member,
    Report,
    Speaker,
)
from tiexin.cases.owners.models import DefaultOwner
from tiexin.cases.owners.rules import kinds
from tiexin.cases.rates.models import Exclusion
from tiexin.cases.rooms.models import Agent, Centre, CentreFunction, Reception, Room, RoomCheck, RoomLink
from tiexin.cases.rooms.standards import standard
from tiexin.core import sheets
from tiexin.core.days import moment, opening
from tiexin.core.journal import Act
from tiexin.draws import actions as drawing
from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw, FrameItem, Pick
from tiexin.draws.tests import scene as draws
from tiexin.duties.models import Clause, Dispatch, Duty, Gauge, Plan, PlanVersion, Standing, State, Term
from tiexin.evidence.actions import NewPaper, keep_file, keep_paper, record
from tiexin.evidence.models import Entry, File
from tiexin.orgs import actions as orgs
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions import organs
from tiexin.orgs.actions.absences import deputise
from tiexin.orgs.actions.organs import NewSeat, Sitting
from tiexin.orgs.models import Officer, Org, Post
from tiexin.orgs.organs import Holding, Organ, Seat
from tiexin.orgs.structure import OrgChange
from tiexin.orgs.tests import cast
from tiexin.outbox.actions import tell_officer, tell_phone
from tiexin.outbox.models import Message
from tiexin.outbox.rules import News
from tiexin.plans.models import PackDraft
from tiexin.registry import actions as registry
from tiexin.registry.actions import NewMustVisit, NewTag, memberships, merging, work, workers
from tiexin.registry.actions.imports import Upload, take_workbook
from tiexin.registry.actions.work import NewSpell
from tiexin.registry.actions.workers import NewGroup, register_worker
from tiexin.registry.actions.workplaces import NewPlace, add_workplace
from tiexin.registry.models import Employer, EmployerTag, ImportRun, MustVisit, Worker
from tiexin.registry.people import Membership, Spell, WorkerGroup
from tiexin.registry.persons import WorkerMerge
from tiexin.registry.workplaces import Workplace
from tiexin.supervision import actions as supervision
from tiexin.supervision import scoring
from tiexin.supervision.actions import surveys
from tiexin.supervision.models import Appeal, Ask, Inspection, Oddity, RecordCheck, Score, Shortcoming
from tiexin.supervision.surveys import Survey, SurveyAsk
from tiexin.visits import actions as visits
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.actions.announcements import announce_visit
from tiexin.visits.actions.deeds import promise_deed
from tiexin.visits.actions.opinions import Heard, add_opinion
from tiexin.visits.actions.preparing import NewBreach, file_material, report_breach
from tiexin.visits.actions.proposals import send_proposal
from tiexin.visits.actions.writing import begin_paper
from tiexin.visits.announcements import Announcement
from tiexin.visits.deeds import Deed
from tiexin.visits.models import Problem, Stay, Team, Visit
from tiexin.visits.opinions import Opinion
from tiexin.visits.preparing import Breach, Material
from tiexin.visits.proposals import Proposal
from tiexin.visits.writing import StayPaper

MARK = re.compile(r"zq\.(\w+?)\.(\w+?)\.zq")
SEARCH = "样本"  # begins the name of every sample, so that a search finds all that the person may find


@dataclass
class Corner:
    """A unit and what was made there so far; makers lean on one another through it."""

    place: str
    org: Org
    day: date
    made: dict[str, Any] = field(default_factory=dict)

    def get(self, model: str) -> Any:
        """Return the corner's row of a model, made when it is first asked for."""
        if model not in self.made:
            self.made[model] = MAKERS[model](self)
        return self.made[model]

    def words(self, model: str) -> str:
        """Return a text that betrays where it was read."""
        return f"{SEARCH}zq.{self.place}.{model}.zq"


def org(corner: Corner) -> Org:
    Org.objects.filter(pk=corner.org.pk).update(name=corner.words("org"))
    return corner.org


def officer(corner: Corner) -> Officer:
    new = Officer(name=corner.words("officer"), org=corner.org, since=cast.FOUNDED, title="干部")
    return orgs.appoint_officer(new, by=None, on=cast.TODAY)


def post(corner: Corner) -> Post:
    holder = orgs.appoint_officer(
        Officer(name=corner.words("post"), org=corner.org, since=cast.FOUNDED), by=None, on=cast.TODAY
    )
    return orgs.grant_post(holder, corner.org, "officer", by=None, on=corner.day)


def change(corner: Corner) -> OrgChange:
    """A change that tells itself in words; no unit of the matrix really moves."""
    values = {"kind": "move", "after": corner.org, "reason": corner.words("change"), "since": corner.day}
    made = OrgChange.objects.create(org=corner.org, on=corner.day, **values)
    made.units.add(corner.org)
    record(Act("move", corner.org, None, cast.TODAY, corner.org.pk))
    return made


def organ(corner: Corner) -> Organ:
    words = corner.words("organ")
    new = Organ(org=corner.org, name=words, kind="leading_group", since=corner.day)
    made = organs.found_organ(new, [NewSeat("组长", "head")], by=None, on=cast.TODAY)
    keep_paper(made, NewPaper(b"%PDF-1.4 " + words.encode(), f"{words}.pdf"), by=None, on=cast.TODAY)
    return made


def seat(corner: Corner) -> Seat:
    new = NewSeat(corner.words("seat")[:40], "member")
    return organs.make_seat(corner.get("organ"), new, by=None, on=cast.TODAY)


def holding(corner: Corner) -> Holding:
    sitting, seat = Sitting(corner.day), corner.get("seat")
    return organs.seat_officer(seat, corner.get("officer"), sitting, by=None, on=cast.TODAY)


def absence(corner: Corner) -> Absence:
    """Somebody is away in days to come, so that no other sample is made by a deputy."""
    away, deputy = (
        orgs.appoint_officer(Officer(name=name, org=corner.org, since=cast.FOUNDED), by=None, on=cast.TODAY)
        for name in (corner.words("absence"), f"{corner.words('absence')}代")
    )
    first = cast.TODAY + timedelta(days=400)
    said = {"since": first, "until": first, "reason": corner.words("absence")}
    return deputise(Absence(officer=away, deputy=deputy, **said), by=None, on=cast.TODAY)


def message(corner: Corner) -> Message:
    """Something that the unit's officer is told; nobody else ever reads it."""
    news = News("task", corner.words("message"), f"sample/{corner.place}", "/messages/", sms=True)
    tell_officer(corner.get("officer"), news, on=cast.TODAY)
    return Message.objects.get(source=news.source)


def text(corner: Corner) -> Message:
    """A text to somebody without an account that failed; whoever may send it again reads none of its words."""
    news = News("notice", corner.words("text"), f"text/{corner.place}", sms=True)
    tell_phone("13800138000", corner.org, news, on=cast.TODAY)
    Message.objects.filter(source=news.source).update(state="failed", error="连不上短信通道")
    return Message.objects.get(source=news.source)


def employer(corner: Corner) -> Employer:
    return cast.employer(corner.org, corner.words("employer"))


def worker(corner: Corner) -> Worker:
    new = Worker(employer=corner.get("employer"), name=corner.words("worker"), role="front_line")
    return register_worker(new, by=corner.get("officer"), on=cast.TODAY)


def workergroup(corner: Corner) -> WorkerGroup:
    new = NewGroup("needy", corner.day, corner.words("workergroup"))
    return workers.put_in_group(corner.get("worker"), new, by=None, on=cast.TODAY)


def spell(corner: Corner) -> Spell:
    new = NewSpell("contract", corner.day, corner.get("employer"))
    return work.start_spell(corner.get("worker"), new, by=None, on=cast.TODAY)


def membership(corner: Corner) -> Membership:
    return memberships.join_union(corner.get("worker"), corner.org, corner.day, by=None, on=cast.TODAY)


def workermerge(corner: Corner) -> WorkerMerge:
    twin = Worker(employer=corner.get("employer"), name=corner.words("workermerge"), role="front_line")
    made = register_worker(twin, by=None, on=cast.TODAY)
    return merging.merge_workers(made, corner.get("worker"), corner.words("workermerge"), by=None, on=cast.TODAY)


def tag(corner: Corner) -> EmployerTag:
    new = NewTag("distressed", corner.day, corner.words("tag"))
    return registry.tag_employer(corner.get("employer"), new, by=corner.get("officer"), on=cast.TODAY)


def team(corner: Corner) -> Team:
    leader = corner.made.get("leader") or corner.get("officer")  # who cannot stay with two teams at once
    new = Team(org=corner.org, name=corner.words("team"), kind="service_group", place=corner.org, since=corner.day)
    return visits.form_team(NewTeam(new, leader, [leader]), by=leader, on=cast.TODAY)


def stay(corner: Corner) -> Stay:
    """A stay moved by a week; why it was, are its words."""
    first, last, week = corner.day - timedelta(days=40), corner.day - timedelta(days=31), timedelta(days=7)
    new = Stay(team=corner.get("team"), employer=corner.get("employer"), start=first, end=last)
    made = visits.plan_stay(new, by=corner.get("officer"), on=cast.TODAY)
    words = corner.words("stay")
    return visits.move_stay(made, first - week, last - week, words, by=corner.get("officer"), on=cast.TODAY)


def draw(corner: Corner) -> Draw:
    """A draw that was carried out, by two people of the unit."""
    corner.get("employer")
    made, words = draws.opened(corner.org, Rules(each=2, arranged=1), corner.words("draw")), corner.words("frameitem")
    drawing.arrange_item(made.items.order_by("pk")[0], words, words, by=None, on=cast.TODAY)
    drawing.freeze_draw(made, by=None, on=cast.TODAY)
    return draws.drawn(made, corner.get("officer"), corner.get("post").officer)


def frameitem(corner: Corner) -> FrameItem:
    return corner.get("draw").items.order_by("pk")[0]


def pick(corner: Corner) -> Pick:
    return corner.get("draw").picks.order_by("pk")[0]


def visit(corner: Corner) -> Visit:
    return make_visit(corner.get("officer"), corner.get("employer"), corner, corner.get("team"))


def make_visit(author: Officer, employer: Employer, corner: Corner, team: Team | None = None) -> Visit:
    words = corner.words("visit")
    known = [corner.get("worker")] if corner.made.get("employer") == employer else []
    met = [] if known else [("王大山", "front_line")]
    new = NewVisit(author, employer, corner.day, ["hear"], team, known=known, met=met, said=words)
    new = NewVisit(**{**new.__dict__, "problems": [("urgent", words)]})
    return visits.record_visit(new, by=author, on=cast.TODAY)


def problem(corner: Corner) -> Problem:
    """The problem that the corner's visit heard, in words of its own."""
    found = Problem.objects.get(visit=corner.get("visit"))
    found.text = corner.words("problem")
    found.save(update_fields=["text"])
    return found


def deed(corner: Corner) -> Deed:
    """A deed promised, whoever owns it."""
    days = {"promised": corner.day, "due": corner.day + timedelta(days=30)}
    new = Deed(org=corner.org, owner=corner.get("officer"), title=corner.words("deed"), serves="一线职工", **days)
    return promise_deed(new, by=corner.get("officer"), on=cast.TODAY)


def material(corner: Corner) -> Material:
    new = NewPaper(b"%PDF-1.4 ", f"{corner.words('material')}.pdf")
    return file_material(corner.org, "publicity", new, by=corner.get("officer"), on=corner.day)


def breach(corner: Corner) -> Breach:
    new = NewBreach(corner.get("post").officer, corner.day, corner.words("breach"))
    return report_breach(new, by=corner.get("officer"), on=cast.TODAY)


def staypaper(corner: Corner) -> StayPaper:
    words = {"problems": corner.words("staypaper")}
    return begin_paper(corner.get("stay"), "dossier", words, by=corner.get("officer"), on=cast.TODAY)


def inspection(corner: Corner) -> Inspection:
    """The unit inspects itself, with the corner's visit drawn."""
    visit = corner.get("visit")
    rules = Rules(each=200, since=str(visit.on))
    draw = draws.frozen(corner.org, rules, title=corner.words("draw"), kind="visits")
    drawn = draws.drawn(draw, corner.get("officer"), corner.get("post").officer)
    said = {"sheet": "面对面心贴心活动督查表", "heard": corner.words("inspection")}
    who = {"unit": corner.org, "inspectors": [corner.get("officer")]}
    new = supervision.NewInspection(corner.org, on=cast.TODAY, way="both", draw=drawn, **said, **who)
    return supervision.open_inspection(new, by=corner.get("officer"), on=cast.TODAY)


def shortcoming(corner: Corner) -> Shortcoming:
    """What the inspection found, whoever owns it."""
    days = {"due": cast.TODAY + timedelta(days=9)}
    said = {"text": corner.words("shortcoming"), "owner": corner.get("officer"), "unit": corner.org}
    new = Shortcoming(inspection=corner.get("inspection"), **said, **days)
    return supervision.find_shortcoming(new, by=corner.get("officer"), on=cast.TODAY)


def recordcheck(corner: Corner) -> RecordCheck:
    """The corner's visit under check, as its author explained it."""
    found = corner.get("inspection").checks.get(visit=corner.get("visit"))
    RecordCheck.objects.filter(pk=found.pk).update(state="replied", reply=corner.words("recordcheck"))
    return found


def ask(corner: Corner) -> Ask:
    """What somebody whom the visit names was promised."""
    found = corner.get("recordcheck").asks.order_by("place")[0]
    said = {"came": "yes", "way": "phone", "on": cast.TODAY, "by": corner.get("officer")}
    Ask.objects.filter(pk=found.pk).update(promised=corner.words("ask"), **said)
    return found


def score(corner: Corner) -> Score:
    """A score as it was published, with the document that allows it in words."""
    named = {"item": "S1", "code": "S1", "order": 2, "kind": "scoring", "title": "年度考核"}
    sheet = Clause.objects.create(version=corner.get("version"), **named, data={"name": "考核"})
    lines = scoring.work_out([scoring.Rule("走访", 100)], [scoring.Counted(1, 2)], 100)
    figures = {"lines": lines.plain, "earned": 5000, "full": 10000, "total": 10000, "result": 5000}
    days = {"on": cast.TODAY, "appeal_by": cast.TODAY, "appeal_to": "督导检查组"}
    by = {"org": corner.org, "unit": corner.org, "by": corner.get("officer"), "basis": corner.words("score")}
    return Score.objects.create(sheet=sheet, **figures, **days, **by)


def appeal(corner: Corner) -> Appeal:
    """An objection to a corrected score of the unit, so that the other one may still be objected to."""
    first = corner.get("score")
    plain = {field.name: getattr(first, field.name) for field in Score._meta.concrete_fields if field.name != "id"}
    right = Score.objects.create(**{**plain, "on": cast.TODAY + timedelta(days=1), "basis": corner.words("appeal")})
    return Appeal.objects.create(score=right, text=corner.words("appeal"), on=cast.TODAY)


def survey(corner: Corner) -> Survey:
    """A survey of a unit below, named by its words."""
    unit = cast.org(corner.words("survey"), "enterprise", corner.org, kind="enterprise")
    days = {"since": cast.TODAY, "until": cast.TODAY + timedelta(days=9)}
    new = surveys.NewSurvey(corner.org, unit, "recognition", **days)
    return surveys.open_survey(new, by=corner.get("officer"), on=cast.TODAY)


def surveyask(corner: Corner) -> SurveyAsk:
    """A body that is asked, named by its words."""
    new = surveys.NewBody("party", corner.words("surveyask"))
    return surveys.ask_body(corner.get("survey"), new, by=corner.get("officer"), on=cast.TODAY)


def oddity(corner: Corner) -> Oddity:
    """A record that is seldom so, as its author explained it."""
    said = {"told": "一天走访了9家", "key": corner.place, "state": "explained", "reply": corner.words("oddity")}
    author, visits = corner.get("officer"), [corner.get("visit").pk]
    return Oddity.objects.create(org=corner.org, kind="crowded", author=author, visits=visits, on=cast.TODAY, **said)


def activity(corner: Corner) -> Activity:
    """A seminar at the corner's enterprise."""
    said = {"kind": "seminar", "on": corner.day, "title": corner.words("activity"), "topics": ["opinions"]}
    new = Activity(org=corner.org, author=corner.get("officer"), employer=corner.get("employer"), **said)
    return activities.record_activity(activities.NewActivity(new), by=corner.get("officer"), on=cast.TODAY)


def case(corner: Corner) -> Case:
    """A matter brought to the corner's officer."""
    said = {"kind": "petition", "title": corner.words("case"), "name": "刘桂英", "channel": "window"}
    new = Case(org=corner.org, first_org=corner.org, employer=corner.get("employer"), **said)
    return register_case(NewCase(new, "13900001111", corner.words("case")), by=corner.get("officer"), on=cast.TODAY)


def caseclock(corner: Corner) -> CaseClock:
    """A term that the law stops and lengthens; written as it would run, as a closed unit accepts nothing any more."""
    rule = corner.get("case").service.clock("conclude")
    said = {"amount": 60, "unit": "day", "first": "next", "began": opening(cast.TODAY)}
    return CaseClock.objects.create(
        case=corner.get("case"), rule=rule.name, label=rule.label, holder=rule.holder, **said
    )


def delay(corner: Corner) -> Delay:
    """A question for a longer term, of a clock of its own, in the words of the step with which the matter came."""
    about = corner.get("case")
    rule, began = about.service.clock("conclude"), opening(cast.TODAY) - timedelta(days=1)
    said = {
        "amount": 60,
        "unit": "day",
        "first": "next",
        "began": began,
        "due": opening(cast.TODAY) + timedelta(days=60),
    }
    clock = CaseClock.objects.create(case=about, rule=rule.name, label=rule.label, holder=rule.holder, **said)
    asked = {"way": "extend", "amount": 5, "by": corner.get("officer"), "on": cast.TODAY}
    return Delay.objects.create(clock=clock, step=about.steps.earliest("pk"), **asked)


def exclusion(corner: Corner) -> Exclusion:
    """A question to leave a matter out, in words of its own; asked without a unit above where there is none."""
    said = {"kind": "suggestion", "title": "改食堂", "name": "刘桂英", "channel": "window"}
    new = NewCase(Case(org=corner.org, first_org=corner.org, **said), "", "早餐太早")
    about, words = register_case(new, by=corner.get("officer"), on=cast.TODAY), corner.words("exclusion")
    asked = {"asked_by": corner.get("officer"), "asked_on": cast.TODAY, "reason": "court", "why": words}
    return Exclusion.objects.create(case=about, org=corner.org, **asked)


def callback(corner: Corner) -> CallBack:
    """A call-back of a matter of its own; no lot fell on it, so that nobody may ask again."""
    said = {"kind": "suggestion", "title": "改浴室", "name": "刘桂英", "channel": "window"}
    new = NewCase(Case(org=corner.org, first_org=corner.org, **said), "", "水太凉")
    about = register_case(new, by=corner.get("officer"), on=cast.TODAY)
    heard = {"reached": True, "solved": "yes", "answer": "satisfied", "ends": True, "round": 1}
    return CallBack.objects.create(case=about, step=about.steps.get(), by=corner.get("officer"), on=cast.TODAY, **heard)


def slot(corner: Corner) -> Slot:
    """An hour of the corner's officer, at a place in its own words."""
    who = corner.get("officer")
    begins = opening(cast.TODAY) + timedelta(hours=8 + Slot.objects.filter(counsellor=who).count())
    new = Slot(org=corner.org, place=corner.words("slot"), begins=begins, ends=begins + timedelta(minutes=50))
    return offer_slot(new, by=who, on=cast.TODAY)


def appointment(corner: Corner) -> Appointment:
    """A talk under seal at an hour of its own."""
    who, said = corner.get("officer"), {"kind": "counselling", "title": "睡不着", "name": "刘桂英"}
    new = NewCase(Case(org=corner.org, first_org=corner.org, channel="window", **said), "", "睡不着")
    begins = opening(cast.TODAY) + timedelta(days=2, hours=8 + Slot.objects.filter(counsellor=who).count())
    hour = Slot(org=corner.org, place="谈心室", begins=begins, ends=begins + timedelta(minutes=50))
    about = register_case(new, by=who, on=cast.TODAY)
    return book_appointment(about, offer_slot(hour, by=who, on=cast.TODAY), by=who, on=cast.TODAY)


def caseletter(corner: Corner) -> CaseLetter:
    """A letter about the corner's matter, in words of its own."""
    said = {"kind": "supervision_letter", "title": "不发工资", "name": "刘桂英", "channel": "window"}
    new = NewCase(Case(org=corner.org, first_org=corner.org, **said), "", "不发工资", {"matter": "wages"})
    about = register_case(new, by=corner.get("officer"), on=cast.TODAY)
    letter = NewLetter("opinion", "某厂", corner.words("caseletter"))
    return issue_letter(about, letter, by=corner.get("officer"), on=cast.TODAY)


def casepaper(corner: Corner) -> CasePaper:
    new = NewFile(
        b"%PDF-1.4 /Type/Page startxref %%EOF" + corner.words("casepaper").encode(), f"{corner.words('casepaper')}.pdf"
    )
    return add_paper(corner.get("case"), new, by=corner.get("officer"), on=cast.TODAY)


def follower(corner: Corner) -> Case:
    """Another matter of the corner, of somebody else."""
    new = Case(org=corner.org, first_org=corner.org, kind="petition", title="也没有发高温补贴", name="马兰")
    return register_case(NewCase(new, "13900002222", "去年夏天"), by=corner.get("officer"), on=cast.TODAY)


def caselink(corner: Corner) -> CaseLink:
    new = NewLink(corner.get("case"), follower(corner), "group", corner.words("caselink"))
    return link_cases(new, by=corner.get("officer"), on=cast.TODAY)


def report(corner: Corner) -> Report:
    """A matter of the corner reported to the unit above; one without any is ended where it stands.

    A unit that was closed records nothing any more: its report is written without asking.
    """
    case, above = corner.get("case"), Org.objects.parents(corner.org).first()
    now = moment(cast.TODAY)
    times = {"happened": now, "known": now, "known_by": "马兰"}
    if above is None or not corner.org.is_open(cast.TODAY):
        said = {"case": case, "from_org": corner.org, "org": above or corner.org, "at": now}
        said["by"] = corner.get("officer")
        ended = {"due": now, "text": corner.words("report"), "answer": "" if above else "ended"}
        return Report.objects.create(**said, **ended, **times)
    new = NewReport(above, corner.words("report"), **times)
    return report_case(case, new, by=corner.get("officer"), on=cast.TODAY)


def reasonable(corner: Corner) -> Case:
    """The corner's matter, of many people, decided to be reasonable."""
    case = corner.get("case")
    if not Judgement.objects.current().filter(case=case).exists():
        Case.objects.filter(pk=case.pk).update(people=30)
        new = carrying.NewJudgement("solve", "工资条对得上")
        carrying.judge_case(case, new, by=corner.get("officer"), on=cast.TODAY)
    return case


def mandate(corner: Corner, agent: Agent | None = None) -> Mandate:
    """An authorisation that waits for its signature, given by somebody of its own name."""
    until = cast.TODAY + timedelta(days=30)
    new = carrying.NewMandate(agent or corner.get("agent"), corner.words("mandate"), ["submit"], until)
    return carrying.draft_mandate(reasonable(corner), new, by=corner.get("officer"), on=cast.TODAY)


def errand(corner: Corner) -> Errand:
    """A step at a body of its own name, under a signed authorisation of another agent."""
    who = {"by": corner.get("officer"), "on": cast.TODAY}
    other = orgs.appoint_officer(Officer(name="代办", org=corner.org, since=cast.FOUNDED), by=None, on=cast.TODAY)
    listed = name_agent(Agent(org=corner.org, officer=other, fields=["wages"], since=corner.day), **who)
    held = mandate(corner, listed)
    Mandate.objects.filter(pk=held.pk).update(signed=cast.TODAY, way="fingerprint")  # a closed unit counts nothing
    new = carrying.NewErrand(held, corner.words("errand"), "submit", "递交材料", "conclude", cast.TODAY)
    return carrying.send_outside(held.case, new, **who)


def speaker(corner: Corner) -> Speaker:
    new = carrying.NewSpeaker(None, corner.words("speaker"))
    return carrying.name_speaker(reasonable(corner), new, by=corner.get("officer"), on=cast.TODAY)


def member(corner: Corner) -> Member:
    """Somebody of a matter of many of the corner's own."""
    said = {"kind": "petition", "title": "班车停了", "name": "刘桂英", "asker": "group", "people": 30}
    new = Case(org=corner.org, first_org=corner.org, channel="window", **said)
    case = register_case(NewCase(new, "13900001111", "夜里走回家"), by=corner.get("officer"), on=cast.TODAY)
    listed = [Listed(corner.words("member"))]
    return list_members(case, listed, by=corner.get("officer"), on=cast.TODAY)[0]


def room(corner: Corner) -> Room:
    """A room of the corner's enterprise, kept by the corner's unit."""
    said = {"org": corner.org, "employer": corner.get("employer"), "address": "办公楼一层", "opened": corner.day}
    return open_room(Room(name=corner.words("room"), **said), by=corner.get("officer"), on=cast.TODAY)


def roomcheck(corner: Corner) -> RoomCheck:
    answers = {line.key: "yes" for line in standard().lines}
    new = Checked(corner.day, {**answers, "signs": "no"}, corner.words("roomcheck"))
    return check_room(corner.get("room"), new, by=corner.get("officer"), on=cast.TODAY)


def roomlink(corner: Corner) -> RoomLink:
    """A link of the corner's officer; one of a union where nobody owes a room is made without asking."""
    cadre, here = corner.get("officer"), corner.get("room")
    if corner.org.kind == "territorial" and not cadre.rooms.exists():
        Officer.objects.filter(pk=cadre.pk).update(rank="middle")
        cadre.refresh_from_db()
        return link_room(here, cadre, corner.day, by=cadre, on=cast.TODAY)
    other = orgs.appoint_officer(Officer(name="联系人", org=corner.org, since=cast.FOUNDED), by=None, on=cast.TODAY)
    return RoomLink.objects.create(room=here, officer=other, org=corner.org, since=corner.day, counted=2012)


def reception(corner: Corner) -> Reception:
    new = Reception(
        room=corner.get("room"), officer=corner.get("officer"), on=corner.day, about=corner.words("reception")
    )
    return receive_worker(new, by=corner.get("officer"), on=cast.TODAY)


def knowledge(corner: Corner) -> Knowledge:
    """A published entry of the corner's unit."""
    quote = {"clause": "C143", "law": "", "article": "", "quote": "七项服务", "url": ""}
    officer, until = corner.get("officer"), cast.TODAY + timedelta(days=90)
    said = Entered(corner.words("knowledge"), "照着答", [quote], until, "dispute", officer)
    made = write_knowledge(Knowledge(org=corner.org), said, by=officer, on=cast.TODAY)
    return publish_knowledge(made, by=officer, on=cast.TODAY)


def knowledgeremark(corner: Corner) -> KnowledgeRemark:
    remark = corner.words("knowledgeremark")
    return remark_knowledge(corner.get("knowledge"), remark, by=corner.get("officer"), on=cast.TODAY)


def knowledgemiss(corner: Corner) -> KnowledgeMiss | None:
    return note_miss(corner.org, f"没有查到的{corner.place}", on=cast.TODAY)


def centre(corner: Corner) -> Centre:
    """The unit's centre, of a kind of union that has none made without asking; a second is of a county below."""
    said = {"name": corner.words("centre"), "address": "街1号"}
    if corner.org.kind != "territorial":
        return Centre.objects.create(org=corner.org, **said)
    second = Centre.objects.filter(org=corner.org).exists()
    unit = cast.org(f"{corner.place}县总工会", "county", corner.org) if second else corner.org
    return open_centre(Centre(org=unit, **said), by=corner.get("officer"), on=cast.TODAY)


def centrefunction(corner: Corner) -> CentreFunction:
    new = Served("hardship", corner.words("centrefunction"), "工作日", [corner.get("officer")])
    return set_function(corner.get("centre"), new, by=corner.get("officer"), on=cast.TODAY)


def agent(corner: Corner) -> Agent:
    who = orgs.appoint_officer(
        Officer(name=corner.words("agent")[:40], org=corner.org, since=cast.FOUNDED), by=None, on=cast.TODAY
    )
    new = Agent(org=corner.org, officer=who, fields=["wages"], since=corner.day)
    return name_agent(new, by=corner.get("officer"), on=cast.TODAY)


def defaultowner(corner: Corner) -> DefaultOwner:
    """Of an officer of its own name, also where the unit is closed and names nobody any more."""
    named = Officer(name=corner.words("defaultowner")[:40], org=corner.org, since=cast.FOUNDED)
    who = orgs.appoint_officer(named, by=None, on=cast.TODAY)
    taken = set(DefaultOwner.objects.standing().filter(org=corner.org).values_list("kind", flat=True))
    kind = next(each for each in reversed(kinds()) if each not in taken)
    return DefaultOwner.objects.create(org=corner.org, kind=kind, officer=who, since=corner.day)


def call(corner: Corner) -> Call:
    """A call from the corner's county, answered and open; its recording's reference is the words."""
    said = {"exchange_id": f"{corner.place}-{corner.org.pk}", "state": "talking", "recording": corner.words("call")}
    at = opening(cast.TODAY)
    new = Call(org=corner.org, line=corner.get("line"), at=at, ring=at, answer=at + timedelta(seconds=9), **said)
    new.save()
    return new


def line(corner: Corner) -> Line:
    """A line of the corner's unit, which may be closed by now."""
    return Line.objects.create(org=corner.org, number=f"{corner.org.pk}-{corner.place}"[:20], opened=corner.day)


def shift(corner: Corner) -> Shift:
    hour = 60 * Shift.objects.filter(officer=corner.get("officer")).count()
    new = Shift(org=corner.org, officer=corner.get("officer"), on=cast.TODAY, start=hour, end=hour + 60)
    return plan_shift(new, by=corner.get("officer"), on=cast.TODAY)


def callscore(corner: Corner) -> CallScore:
    """A score of the corner's call; the lot was cast about something else, which no page asks about."""
    said = {"sheet": sheet().plain, "sheet_hash": sheet().hash, "answers": dict.fromkeys(sheet().keys, "yes")}
    who = {"org": corner.org, "by": corner.get("officer"), "on": cast.TODAY, "note": corner.words("callscore")}
    return CallScore.objects.create(pick=corner.get("pick"), call=corner.get("call"), **said, **who)


def attendance(corner: Corner) -> Attendance:
    came = Came(workers=[corner.get("worker")])
    return tick_people(corner.get("activity"), came, by=corner.get("officer"), on=cast.TODAY)[0]


def guidance(corner: Corner) -> Guidance:
    said = {"on": corner.day, "room": "群众工作室", "subject": corner.words("guidance"), "advice": "先培训再下去"}
    new = Guidance(org=corner.org, author=corner.get("officer"), **said)
    return give_guidance(new, by=corner.get("officer"), on=cast.TODAY)


def example(corner: Corner) -> Example:
    new = Example(org=corner.org, author=corner.get("officer"), kind="experience", title=corner.words("example"))
    new.text, new.officer = "送到班组", corner.get("officer")
    return propose_example(new, [corner.get("entry")], by=corner.get("officer"), on=cast.TODAY)


def assessment(corner: Corner) -> Assessment:
    """A sheet about the corner's officer; the words are those of the document behind it."""
    named = [
        orgs.appoint_officer(Officer(name=name, org=corner.org, since=cast.FOUNDED), by=None, on=cast.TODAY)
        for name in ("评价人甲", "评价人乙")
    ]
    about = corner.get("officer")
    new = Assessment(org=corner.org, author=about, officer=about, basis=corner.words("assessment"))
    return ask_assessment(new, named, by=about, on=cast.TODAY)


def opinion(corner: Corner) -> Opinion:
    """An opinion of the corner's visit, noted afterwards in words of its own."""
    heard = Heard(corner.words("opinion"), "front_line")
    return add_opinion(corner.get("visit"), heard, by=corner.get("officer"), on=cast.TODAY)


def announcement(corner: Corner) -> Announcement:
    """A visit announced to the corner's employer."""
    who, said = corner.get("officer"), {"day": cast.TODAY, "purpose": corner.words("announcement")}
    new = Announcement(org=corner.org, owner=who, employer=corner.get("employer"), **said)
    return announce_visit(new, by=who, on=cast.TODAY)


def proposal(corner: Corner) -> Proposal:
    """A proposal with the corner's problem in it, whoever owns it."""
    words, who = corner.words("proposal"), corner.get("officer")
    new = Proposal(org=corner.org, owner=who, title=words, text=words, body="人民政府", sent=corner.day)
    return send_proposal(new, [corner.get("problem")], by=who, on=cast.TODAY)


def entry(corner: Corner) -> Entry:
    return Entry.objects.get(thing="visits.visit", thing_id=corner.get("visit").pk, verb="record_visit")


def file(corner: Corner) -> File:
    words = corner.words("file")
    kept = record(Act("load", corner.get("version"), corner.get("officer"), cast.TODAY, corner.org.pk))
    return keep_file(words.encode(), f"{words}.txt", "text/plain; charset=utf-8", org=corner.org, entry=kept)


def plan(corner: Corner) -> Plan:
    return Plan.objects.create(code=corner.place, title=corner.words("plan"), issuer=corner.org)


def version(corner: Corner) -> PlanVersion:
    problem = {
        "message": corner.words("version"),
        "line": 1,
        "column": 1,
        "accepted": [],
        "level": "hint",
        "rule": "",
    }
    first, last = cast.TODAY - timedelta(days=30), cast.TODAY + timedelta(days=30)
    values = {"number": 1, "year": 2012, "start": first, "end": last, "pack": "", "problems": [problem]}
    return PlanVersion.objects.create(plan=corner.get("plan"), state=State.LIVE, **values)


def draft(corner: Corner) -> PackDraft:
    words = corner.words("draft")
    text = f"pack: {corner.place}\ntitle: {words}\nnorms:\n  - {{clause: C1, quote: {words}}}\n"
    return PackDraft.objects.create(org=corner.org, title=words, text=text, document=f"{words}。")


def duty(corner: Corner) -> Duty:
    found, words = corner.get("version"), corner.words("duty")
    named = {"title": words, "quote": words, "reading": words, "section": "一", "kind": "duty"}
    clause = Clause.objects.create(version=found, item="C1", code="C1", order=0, **named)
    definition = {
        "kind": "tally",
        "of": {"population": "unions", "where": {}},
        "do": {"measure": "visit", "where": {}, "count": "times"},
        "over": None,
        "stock": None,
        "counted": "own",
        "basis": "by",
        "target": "at_least",
        "low": 3,
        "high": None,
        "per": "campaign",
        "unit": "item",
        "strength": "must",
    }
    made = Duty.objects.create(
        clause=clause,
        definition=definition,
        measure="visit",
        population="unions",
        strength="must",
        unit="item",
    )
    days = {"start": found.start, "end": found.end, "due": found.end, "asof": found.end}
    Term.objects.create(duty=made, label="全期", **days)
    return made


def gauge(corner: Corner) -> Gauge:
    term = corner.get("duty").terms.get()
    figures = {"value": 1, "low": 3, "met": 0}
    for node in Org.objects.above(corner.org):
        Standing.objects.create(term=term, node=node, subjects=1, owed=1, value=1, target=3)
    return Gauge.objects.create(term=term, subject=corner.org.pk, org=corner.org, **figures)


def clause(corner: Corner) -> Clause:
    """A programme that holds the corner's duty."""
    values = {"item": "P1", "code": "P1", "order": 1, "kind": "programme", "data": {"members": ["C1"]}}
    return Clause.objects.create(version=corner.get("version"), title=corner.words("clause"), **values)


def dispatch(corner: Corner) -> Dispatch:
    words = {"addressee": corner.words("dispatch")}
    return Dispatch.objects.create(version=corner.get("version"), org=corner.org, **words)


def importrun(corner: Corner) -> ImportRun:
    """A workbook that waits with its columns still to be looked at."""
    words = corner.words("importrun")
    content = sheets.written("名册", ["单位名称", "信用代码"], [[words, "911"]])
    upload = Upload(corner.org, "employer", f"{words}.xlsx", content)
    return take_workbook(upload, by=corner.get("officer"), on=cast.TODAY)


def mustvisit(corner: Corner) -> MustVisit:
    new = NewMustVisit(corner.words("mustvisit"), "leader", "enterprise", corner.day)
    return registry.list_must_visit(corner.get("employer"), new, by=corner.get("officer"), on=cast.TODAY)


def workplace(corner: Corner) -> Workplace:
    new, employer = NewPlace(corner.words("workplace")), corner.get("employer")
    return add_workplace(employer, "workshop", new, since=corner.day, by=corner.get("officer"), on=cast.TODAY)


MAKERS: dict[str, Callable[[Corner], Any]] = {
    "org": org,
    "officer": officer,
    "organ": organ,
    "absence": absence,
    "message": message,
    "text": text,
    "seat": seat,
    "holding": holding,
    "post": post,
    "employer": employer,
    "worker": worker,
    "workergroup": workergroup,
    "spell": spell,
    "membership": membership,
    "workermerge": workermerge,
    "tag": tag,
    "team": team,
    "stay": stay,
    "draw": draw,
    "frameitem": frameitem,
    "pick": pick,
    "visit": visit,
    "problem": problem,
    "deed": deed,
    "material": material,
    "breach": breach,
    "staypaper": staypaper,
    "inspection": inspection,
    "shortcoming": shortcoming,
    "recordcheck": recordcheck,
    "ask": ask,
    "score": score,
    "appeal": appeal,
    "oddity": oddity,
    "survey": survey,
    "surveyask": surveyask,
    "activity": activity,
    "attendance": attendance,
    "case": case,
    "caseclock": caseclock,
    "exclusion": exclusion,
    "delay": delay,
    "caseletter": caseletter,
    "slot": slot,
    "appointment": appointment,
    "callback": callback,
    "casepaper": casepaper,
    "caselink": caselink,
    "report": report,
    "mandate": mandate,
    "errand": errand,
    "speaker": speaker,
    "member": member,
    "room": room,
    "roomcheck": roomcheck,
    "roomlink": roomlink,
    "reception": reception,
    "knowledge": knowledge,
    "knowledgeremark": knowledgeremark,
    "knowledgemiss": knowledgemiss,
    "centre": centre,
    "centrefunction": centrefunction,
    "agent": agent,
    "defaultowner": defaultowner,
    "line": line,
    "call": call,
    "shift": shift,
    "callscore": callscore,
    "guidance": guidance,
    "example": example,
    "assessment": assessment,
    "proposal": proposal,
    "announcement": announcement,
    "opinion": opinion,
    "entry": entry,
    "file": file,
    "plan": plan,
    "version": version,
    "draft": draft,
    "duty": duty,
    "gauge": gauge,
    "clause": clause,
    "dispatch": dispatch,
    "change": change,
    "importrun": importrun,
    "mustvisit": mustvisit,
    "workplace": workplace,
}
