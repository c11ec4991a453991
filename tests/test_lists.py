"""Every page costs the same with one row and with three; a page number or filter that makes no sense never breaks it.

The pages come from the URL resolver: a new list is held to this without a line here.
"""

import logging
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tests.matrix import found, samples, world
from tests.matrix.oracle import Person, holds
from tests.matrix.samples import MAKERS, Corner
from tiexin.calendars import queries as workdays
from tiexin.cases.actions import agency
from tiexin.cases.actions.appointments import offer_slot
from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.actions.centres import Served, name_agent, set_function
from tiexin.cases.actions.knowledge import Said, change_knowledge, remark_knowledge
from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.actions.linking import NewLink, link_cases
from tiexin.cases.actions.papers import NewFile, add_paper
from tiexin.cases.actions.receptions import receive_worker
from tiexin.cases.actions.reporting import NewReport, report_case
from tiexin.cases.actions.rooms import Checked, check_room
from tiexin.cases.appointments.models import Appointment, Slot
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, Errand, Mandate
from tiexin.cases.owners.models import DefaultOwner
from tiexin.cases.rates.models import AnswerReminder, Exclusion, Recheck
from tiexin.cases.reporting.models import Report
from tiexin.cases.rooms.models import Agent, Reception, RoomLink
from tiexin.cases.rooms.standards import standard
from tiexin.core import cited
from tiexin.core.days import opening
from tiexin.duties.models import Clause, Dispatch, Duty, Gauge, Standing, Term
from tiexin.evidence.models import Pending
from tiexin.orgs import calendar
from tiexin.orgs.models import Level, OrgLink
from tiexin.orgs.tests import cast
from tiexin.registry.actions import NewTag, tag_employer
from tiexin.supervision.actions import answer_shortcoming, find_shortcoming
from tiexin.supervision.actions.surveys import NewBody, ask_body
from tiexin.supervision.models import Ask, Shortcoming
from tiexin.visits.actions import announcements, deeds, move_stay, opinions, plan_stay, problems, proposals
from tiexin.visits.announcements import Announcement
from tiexin.visits.matters import ProblemStep, Voice
from tiexin.visits.models import Stay, Talk, TeamMember
from tiexin.visits.queries import made_during

pytestmark = [pytest.mark.django_db, pytest.mark.house]
PAGES = [page for page in found.find() if page.permission and "GET" in page.methods]
HANDS = [Person(role, "city") for role in ("office", "system", "security", "audit")]
NUMBERS = {
    "nought": "0",
    "beyond": "30",
    "far": "40000",
    "long": "9" * 5000,
    "not one": "1.5",
    "square": "²",
    "none": "",
}
# one statement for each kind of thing on the page: as many kinds before as after
ASKED = {"audit": {"thing": "visits.visit"}}
OTHERS = {  # pages that open for somebody else than whoever did everything there
    "case-members": "a matter of many",
    "case-member-slips": "a matter of many",
    "case-appointment": "a matter to which people come at an hour",
    "crisis-deed": "a crisis",
    "crisis-follow-up": "a crisis",
    "exclusion-decide": "the unit above",
    "delay-decide": "a leader who did not ask",
    "recheck": "a call-back that a unit above drew",
    "letter-new": "one letter of the service, named in the address",
    "example-decide": "the unit above",
    "example-publish": "the unit above",
    "assessment-fill": "an assessor, who is never the cadre",
    "ask": "one of the inspecting unit who was not at the visit",
    **dict.fromkeys(("case-take", "case-return"), "whom it was offered to"),
    **dict.fromkeys(("report-note", "report-pass", "report-end"), "one of the unit above"),
    "case-claim": "one of the unit in whose queue it waits",
    "case-call-back": "somebody who never handled it, after the answer",
}
ODD = {
    "square": "²",
    "arabic": "٣",
    "negative": "-1",
    "wildcard": "%",
    "markup": "'\"<b>",
    "nul": "\x00",
    "huge": "9" * 20,
    "endless": "9" * 5000,
    "long": "字" * 300,
    "no day": "2012-02-30",
    "blank": " ",
}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    logging.disable(logging.WARNING)
    quick = override_settings(SESSION_ENGINE="django.contrib.sessions.backends.cache")
    with quick, lasting_memory(), django_db_blocker.unblock(), transaction.atomic():
        yield stage()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    calendar.forget()


@contextmanager
def lasting_memory():
    """What a process knows of its house does not run out between two counts of the same page: it did after seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar, "KEPT", 3600)
        calendar.forget()
        yield


def stage():
    """One corner under the city; the person of the office is the officer who did everything there."""
    cast.set_day(cast.TODAY)
    units, made = cast.units(), world.World()
    made.corners["city"] = Corner("city", units.city, cast.TODAY - timedelta(days=9))
    staff = {person: world.appointed(made, person) for person in HANDS}
    made.visitors = {person: world.Visitor(officer) for person, officer in staff.items()}
    made.corners["city"].made["officer"] = staff[HANDS[0]]
    fill(made.corners["city"])
    return made


def fill(corner):
    for model in MAKERS:
        corner.get(model)
    stay(corner, 0)
    visit_in_the_stay(corner, "inside")
    who = {"by": corner.get("officer"), "on": cast.TODAY}
    for visit in made_during(corner.get("stay")):
        opinions.add_opinion(visit, opinions.Heard("供热饭", "front_line"), **who)
    one_of_rates(corner)
    Pending.objects.all().delete()


def stay(corner, week):
    first = cast.TODAY + timedelta(days=20 * week)
    new = Stay(team=corner.get("team"), employer=corner.get("employer"), start=first, end=first + timedelta(days=9))
    plan_stay(new, by=corner.get("officer"), on=cast.TODAY)


def visit_in_the_stay(corner, name):
    then = Corner(name, corner.org, corner.get("stay").end)
    samples.make_visit(corner.get("officer"), corner.get("employer"), then, corner.get("team"))


def grow(made):
    """Two more of everything in lists, and two more children of everything that has children."""
    first = made.corners["city"]
    for place in ("second", "third"):
        people = {"officer": first.get("officer"), "leader": cast.officer(f"{place}带队", first.org)}
        other = Corner(place, first.org, first.day, people)
        fill(other)
        more_of_a_visit(first, other)
        more_of_a_plan(first, place)
        more_of_a_unit(first, place)
    stay(first, 1)
    stay(first, 2)
    more_of_a_stay(first)
    more_of_a_deed(first)
    more_of_an_inspection(first)
    more_of_a_survey(first)
    more_of_a_proposal(first)
    more_of_an_opinion(first)
    more_of_an_announcement(first)
    more_of_a_room(first)
    more_of_rates(first)
    more_of_a_case(first)
    more_knowledge(first)
    Pending.objects.all().delete()


def more_of_a_visit(corner, other):
    visit, employer = corner.get("visit"), corner.get("employer")
    Talk.objects.create(visit=visit, worker=cast.worker(employer, "张三"), role="front_line")
    problems.begin(problems.find(visit, [("hope", "盼望")], on=cast.TODAY), [], corner.get("entry"))
    more_of_a_problem(corner.get("problem"), visit, corner.get("entry"))
    tag = NewTag({"second": "halted", "third": "conflict"}[other.place], corner.day, "看到")
    tag_employer(employer, tag, by=None, on=cast.TODAY)
    samples.make_visit(corner.get("officer"), employer, Corner(other.place, corner.org, corner.day), corner.get("team"))


def more_of_a_problem(problem, visit, entry):
    """One more step, and one more who raised it."""
    now = {"state": problem.state, "org": problem.org, "owner": problem.owner}
    ProblemStep.objects.create(problem=problem, entry=entry, was="open", text="移交", **now)
    worker = Talk.objects.filter(visit=visit).latest("pk").worker
    Voice.objects.create(problem=problem, visit=visit, worker=worker)


def more_of_a_deed(corner):
    """Its second and third step."""
    deed = deeds.finish_deed(corner.get("deed"), "修好了", corner.day, by=corner.get("officer"), on=cast.TODAY)
    deeds.give_up_deed(deed, "又坏了", by=corner.get("officer"), on=cast.TODAY)


def more_of_an_inspection(corner):
    """Two more things found, and two more people of its drawn record who are asked."""
    found, check = corner.get("shortcoming"), corner.get("recordcheck")
    for place in (2, 3):
        more = Shortcoming(
            inspection=found.inspection, unit=found.unit, owner=found.owner, due=found.due, text="又一个"
        )
        find_shortcoming(more, by=found.owner, on=cast.TODAY)
        worker = cast.worker(corner.get("employer"), f"李四{place}")
        Ask.objects.create(check_of=check, worker=worker, place=place)
    answer_shortcoming(found, "补了", by=found.owner, on=cast.TODAY)


def more_of_a_survey(corner):
    """Two more bodies that are asked."""
    for name in ("second", "third"):
        ask_body(corner.get("survey"), NewBody("party", name), by=corner.get("officer"), on=cast.TODAY)


def more_of_a_proposal(corner):
    """Its second and third step, and two more problems in it."""
    made, who = corner.get("proposal"), corner.get("officer")
    said = proposals.Answer("研究", "partly", cast.TODAY)
    for _ in "12":
        found = problems.find(corner.get("visit"), [("hope", "盼望")], on=cast.TODAY)
        problems.begin(found, [], corner.get("entry"))
        proposals.take_in_problems(made, found, by=who, on=cast.TODAY)
        proposals.answer_proposal(made, said, by=who, on=cast.TODAY)


def more_of_an_opinion(corner):
    """Its second and third step, and two more opinions of the visit and of each visit in the stay."""
    who = {"by": corner.get("officer"), "on": cast.TODAY}
    made = opinions.settle_opinion(corner.get("opinion"), opinions.Settling("suggested", "请办", "食堂"), **who)
    opinions.settle_opinion(made, opinions.Settling("replied", "办了"), **who)
    for visit in (corner.get("visit"), *made_during(corner.get("stay"))):
        for _ in "12":
            opinions.add_opinion(visit, opinions.Heard("供热饭", "front_line"), **who)


def more_of_an_announcement(corner):
    """Its second and third step, two more for the same employer, and what that answers to a problem."""
    who = {"by": corner.get("officer"), "on": cast.TODAY}
    for _ in "12":
        said = announcements.Said(cast.TODAY, "钱经理")
        announcements.answer_announcement(corner.get("announcement"), said, **who)
        days = {"employer": corner.get("employer"), "day": cast.TODAY, "purpose": "看看生产"}
        announcements.announce_visit(Announcement(org=corner.org, owner=who["by"], **days), **who)
        reply = announcements.Reply("下月补发", "钱经理", cast.TODAY)
        announcements.reply_to_problem(corner.get("problem"), reply, **who)


def one_of_rates(corner):
    """A matter left out and a call-back asked again, so that both lists have a row; one of which it was refused."""
    first, who, day = corner.get("callback"), corner.get("officer"), cast.TODAY
    above = corner.org.__class__.objects.parents(corner.org).get()
    heard = {"reached": True, "solved": "yes", "answer": "satisfied", "ends": True}
    Recheck.objects.create(call_back=first, case=first.case, draw=corner.get("draw"), by=who, on=day, **heard)
    asked = {"org": corner.org, "reason": "court", "why": "已经起诉", "asked_by": who, "asked_on": day}
    decided = {"decided_by": cast.officer("上级", above), "decided_org": above, "decided_on": day, "answer": "属实"}
    Exclusion.objects.create(case=first.case, state="granted", **asked, **decided)
    Exclusion.objects.create(case=corner.get("case"), state="refused", **asked, **decided)
    AnswerReminder.objects.create(case=corner.get("case"), round=7, on=day)


def more_of_rates(corner):
    """Two more matters of its unit left out, one asked before about its own, two call-backs asked again."""
    who, day = corner.get("officer"), cast.TODAY
    asked = {"org": corner.org, "reason": "court", "why": "已经起诉", "asked_by": who, "asked_on": day}
    other = cast.officer("上级", cast.org("另一个市", "city", corner.org.__class__.objects.parents(corner.org).get()))
    decided = {"decided_by": other, "decided_org": other.org, "decided_on": day, "answer": "属实"}
    for number in range(2):
        new = NewCase(Case(org=corner.org, first_org=corner.org, kind="suggestion", title=f"改{number}", name="刘桂英"))
        new.case.channel = "window"
        about = register_case(new, by=who, on=day)
        Exclusion.objects.create(case=about, state="granted", **asked, **decided)
        heard = {"reached": True, "solved": "yes", "answer": "satisfied", "ends": True}
        first = CallBack.objects.create(case=about, step=about.steps.get(), round=1, by=other, on=day, **heard)
        Recheck.objects.create(call_back=first, case=about, draw=corner.get("draw"), by=who, on=day, **heard)
    Exclusion.objects.create(case=corner.get("case"), state="refused", **asked, **decided)
    for turn in (1, 2):
        AnswerReminder.objects.create(case=corner.get("case"), round=turn, on=day)
    written = corner.get("caseletter")
    for number in range(2):
        issue_letter(written.case, NewLetter("opinion", f"某厂{number}", "请改正"), by=who, on=day)
        begins = opening(day) + timedelta(days=3, hours=8 + number)
        slot = Slot(org=corner.org, place="谈心室", begins=begins, ends=begins + timedelta(minutes=50))
        agreed = offer_slot(slot, by=who, on=day)
        gone = {"slot": agreed, "state": "cancelled", "by": who, "on": day}
        Appointment.objects.create(case=corner.get("appointment").case, **gone)


def more_of_a_room(corner):
    """Two more checks and receptions, two former cadres, two more functions of its centre, two more agents there."""
    room, who = corner.get("room"), {"by": corner.get("officer"), "on": cast.TODAY}
    for number, function in enumerate(("dispute", "petition")):
        check_room(room, Checked(cast.TODAY, {line.key: "no" for line in standard().lines}), **who)
        receive_worker(Reception(room=room, officer=who["by"], on=cast.TODAY, about=f"问工资{number}"), **who)
        past = {"until": cast.TODAY, "reason": "调离", "org": corner.org, "since": corner.day, "counted": 2012}
        RoomLink.objects.create(room=room, officer=cast.officer(f"以前{number}", corner.org), **past)
        set_function(corner.get("centre"), Served(function, "一楼", "工作日", [who["by"]]), **who)
        name_agent(
            Agent(
                org=corner.org, officer=cast.officer(f"代理{number}", corner.org), fields=["wages"], since=cast.TODAY
            ),
            **who,
        )
        own = {"officer": corner.get("defaultowner").officer, "since": cast.TODAY}
        DefaultOwner.objects.create(org=corner.org, kind=function, **own)


def more_of_a_case(corner):
    """Two more papers and reports of a matter, two more matters that follow it."""
    who = {"by": corner.get("officer"), "on": cast.TODAY}
    for number in "12":
        open_report = corner.get("report")
        Report.objects.filter(case=open_report.case).update(answer="ended")
        said = NewReport(open_report.org, "又报", open_report.happened, open_report.known, "马兰")
        report_case(open_report.case, said, **who)
        add_paper(corner.get("case"), NewFile(f"%PDF-{number}/Type/Page startxref %%EOF".encode(), "工资条.pdf"), **who)
        link_cases(NewLink(corner.get("case"), samples.follower(corner), "group", "同一件事"), **who)
        more_of_agency(corner, number, who)


def more_of_agency(corner, number, who):
    """One more decision, authorisation, step at a body and representative, each beside a former one."""
    first, case = corner.get("errand"), corner.get("case")
    agency.judge_case(case, agency.NewJudgement("help", f"又判定{number}"), **who)
    former = agency.name_speaker(case, agency.NewSpeaker(None, f"代表{number}"), **who)
    agency.end_speaker(former, "调走了", **who)
    agency.name_speaker(case, agency.NewSpeaker(None, f"又一名{number}"), **who)
    said = {"agent": first.mandate.agent, "principal": "马兰", "drafted": cast.TODAY, "until": cast.TODAY}
    held = Mandate.objects.create(
        case=case, by=who["by"], powers=["submit"], signed=cast.TODAY, way="fingerprint", **said
    )
    Mandate.objects.create(case=case, by=who["by"], powers=["submit"], **said)
    new = agency.NewErrand(held, f"信访局{number}", "submit", "递交", "office", cast.TODAY)
    agency.answer_errand(agency.send_outside(case, new, **who), cast.TODAY, "收到了", **who)
    agency.send_outside(case, new, **who)
    assert Errand.objects.filter(case=case).count() >= 3


def more_knowledge(corner):
    """Two more versions of an entry, two more remarks on it by others."""
    entry, who = corner.get("knowledge"), {"by": corner.get("officer"), "on": cast.TODAY}
    for number in range(2):
        said = Said(entry.question, f"答{number}", entry.sources, entry.valid_until, entry.kind, entry.officer)
        change_knowledge(entry, said, **who)
        remark_knowledge(entry, f"不对{number}", by=cast.officer(f"读者{number}", corner.org), on=cast.TODAY)


def more_of_a_stay(corner):
    """Two more changes, two more visits in its days."""
    moved = corner.get("stay")
    for n in "12":
        days = (moved.start - timedelta(days=1), moved.end)
        moved = move_stay(moved, *days, "提前", by=corner.get("officer"), on=cast.TODAY)
        visit_in_the_stay(corner, f"again {n}")


def more_of_a_plan(corner, name):
    version, old = corner.get("version"), corner.get("duty")
    clause = Clause.objects.create(version=version, item=name, code=name, title=name, order=9, kind="duty")
    fields = {"measure": "visit", "population": "unions", "strength": "must", "unit": "item"}
    new = Duty.objects.create(clause=clause, definition=old.definition, **fields)
    days = {"start": version.start, "end": version.end, "due": version.end, "asof": version.end}
    gauge(corner, Term.objects.create(duty=new, label="全期", **days))
    later = days | {"start": version.start + timedelta(days={"second": 1, "third": 2}[name])}
    gauge(corner, Term.objects.create(duty=old, label=name, **later))


def gauge(corner, term):
    Gauge.objects.create(term=term, subject=corner.org.pk, org=corner.org, value=1, low=3, met=0)
    Standing.objects.create(term=term, node=corner.org, subjects=1, owed=1, value=1, target=3)


def more_of_a_unit(corner, name):
    child = cast.org(f"{name}区总工会", Level.COUNTY, corner.org, region="640122")
    colleague = cast.officer(name, corner.org)
    cast.actions.grant_post(colleague, child, "leader", by=None, on=corner.day)
    cast.actions.grant_post(corner.get("officer"), child, "leader", by=None, on=corner.day)
    TeamMember.objects.create(team=corner.get("team"), officer=colleague, since=corner.day)
    corner.get("team").assigned.add(child)
    Dispatch.objects.create(version=corner.get("version"), org=child, addressee=name)
    samples.file(Corner(name, corner.org, corner.day, {"version": corner.get("version"), "officer": colleague}))


def hand(page):
    return next(person for person in HANDS if holds(person, page.permission))


def address(made, page):
    return page.path(*(made.corners["city"].get(model).pk for model in page.models))


def know_anew():
    """Read anew what a process knows for some seconds or a minute, so that no page happens to be the one that does."""
    calendar.forget()
    calendar.installation()
    workdays.forget()
    workdays.kept()
    cited.forget()
    cited.readable()


def cost(made, page):
    """Count the statements of one page, read twice so that nothing of the first time is counted."""
    visitor = made.visitors[hand(page)]
    visitor.get(address(made, page))
    know_anew()
    with CaptureQueriesContext(connection) as asked:
        answer = visitor.get(
            address(made, page), {"q": samples.SEARCH} if "pick" in page.route else ASKED.get(page.name)
        )
    assert answer.status_code in (200, 302, 405) or page.name in OTHERS, (page, answer.status_code)
    return len(asked), [each["sql"][:300] for each in asked]


def test_every_page_costs_the_same_with_one_and_with_three_of_everything(made):
    before = {str(page): cost(made, page) for page in PAGES}
    grow(made)
    after = {str(page): cost(made, page) for page in PAGES}
    dearer = {name: (before[name][0], after[name][0]) for name in before if after[name][0] != before[name][0]}
    assert dearer == {}, "\n".join(
        line
        for name in dearer
        for line in [name, str(dearer[name]), *sorted(set(after[name][1]) - set(before[name][1]))]
    )


def test_staging_has_more_than_one_child_of_everything(made):
    """Where the stage holds no rows, equal counts would prove nothing."""
    grow(made)
    corner = made.corners["city"]
    many = {
        "tags": corner.get("employer").tags,
        "workers": corner.get("employer").workers,
        "visits": corner.get("employer").visits,
        "talks": corner.get("visit").talks,
        "problems": corner.get("visit").problems,
        "steps": corner.get("problem").steps,
        "voices": corner.get("problem").voices,
        "members": corner.get("team").members,
        "stays": corner.get("team").stays,
        "clauses": corner.get("version").clauses,
        "terms": corner.get("duty").terms,
        "dispatches": corner.get("version").dispatches,
        "posts": corner.get("officer").posts,
        "children": OrgLink.objects.filter(parent=corner.org),
    }
    assert {name: rows.count() >= 3 for name, rows in many.items()} == dict.fromkeys(many, True)


@pytest.fixture(scope="module")
def reads(made):
    """What each page looks up in its address: a page that looks nothing up needs not be asked about it."""
    return {page: looked_up(made, page) for page in PAGES}


def looked_up(made, page):
    """The words that a page looks up, those among them that it looks up only beside another."""
    visitor, where = made.visitors[hand(page)], address(made, page)
    with world.reading() as seen:
        visitor.get(where)
        visitor.get(where, dict.fromkeys(seen, "%"))
    return frozenset(seen)


def test_what_pages_look_up_is_known(reads):
    """Were nothing noted any more, the two tests below would ask nothing."""
    read = {page.name: words for page, words in reads.items()}
    assert read["visits"] == {"page", "as", "mine", "q"}
    assert read["visit-void"] == frozenset()  # not even what the search box at the top of each page is filled with
    assert sum("page" in words for words in read.values()) > 50


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_page_numbers_that_lead_nowhere_show_the_first_page(made, reads, number):
    for page in (page for page in PAGES if "page" in reads[page]):
        visitor = made.visitors[hand(page)]
        plain = visitor.get(address(made, page))
        asked = visitor.get(address(made, page), {"page": number})
        if page.api and asked.status_code == 422:
            continue  # a machine is told
        assert asked.status_code == plain.status_code, (page, number)
        assert set(samples.MARK.findall(asked.words)) == set(samples.MARK.findall(plain.words)), (page, number)


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_odd_filters_never_break_a_page(made, reads, value):
    broken = []
    for page in PAGES:
        for words in {reads[page], reads[page] & {"q"}} - {frozenset()}:
            answer = made.visitors[hand(page)].get(address(made, page), dict.fromkeys(words, value))
            broken += [f"{page}?{sorted(words)}: {answer.status_code}"] if answer.status_code >= 500 else []
    assert broken == []
