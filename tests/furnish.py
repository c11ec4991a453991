"""What a demo has none of yet, so that a tour finds every page filled: run in the house, `python -m tests.furnish`.

Prints the path of a link to activate an account, the only address that cannot be found again in the database.
"""

from datetime import date, timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from tiexin.activities.actions import (  # noqa: E402
    NewActivity,
    assessments,
    record_activity,
)
from tiexin.activities.actions.examples import propose_example  # noqa: E402
from tiexin.activities.actions.people import Came, sign_in, tick_people  # noqa: E402
from tiexin.activities.assessment_rules import lines  # noqa: E402
from tiexin.activities.assessments import Assessment  # noqa: E402
from tiexin.activities.examples import Example  # noqa: E402
from tiexin.activities.models import Activity  # noqa: E402
from tiexin.cases.actions.cases import NewCase, Step, move_case, register_case  # noqa: E402
from tiexin.cases.actions.delays import NewDelay, ask_delay  # noqa: E402
from tiexin.cases.actions.letters import NewLetter, issue_letter  # noqa: E402
from tiexin.cases.actions.members import list_members  # noqa: E402
from tiexin.cases.actions.offering import NewOffer, offer_case  # noqa: E402
from tiexin.cases.members.rules import read_lines  # noqa: E402
from tiexin.cases.models import Case  # noqa: E402
from tiexin.core import sheets  # noqa: E402
from tiexin.draws import actions as draws  # noqa: E402
from tiexin.draws.definition import Rules  # noqa: E402
from tiexin.duties.models import Clause, Gauge, PlanVersion, State  # noqa: E402
from tiexin.evidence.actions import NewPaper, add_effort, keep_paper  # noqa: E402
from tiexin.evidence.effort import Spent  # noqa: E402
from tiexin.evidence.models import Entry  # noqa: E402
from tiexin.orgs import actions as orgs  # noqa: E402
from tiexin.orgs.absences import Absence  # noqa: E402
from tiexin.orgs.actions.absences import deputise  # noqa: E402
from tiexin.orgs.actions.moves import Plan, move_org  # noqa: E402
from tiexin.orgs.calendar import day_of  # noqa: E402
from tiexin.orgs.models import Installation, Officer, Org  # noqa: E402
from tiexin.orgs.organs import Organ  # noqa: E402
from tiexin.outbox.actions import tell_officers, tell_phone  # noqa: E402
from tiexin.outbox.models import Message  # noqa: E402
from tiexin.outbox.rules import News  # noqa: E402
from tiexin.plans.actions.drafts import start_draft  # noqa: E402
from tiexin.plans.editor.start import following  # noqa: E402
from tiexin.registry import actions as registry  # noqa: E402
from tiexin.registry.actions import NewMustVisit, NewTag, merging, workers  # noqa: E402
from tiexin.registry.actions.imports import Upload, take_workbook  # noqa: E402
from tiexin.registry.actions.workers import NewGroup, register_worker  # noqa: E402
from tiexin.registry.actions.workplaces import NewPlace, add_workplace  # noqa: E402
from tiexin.registry.models import Employer, Worker  # noqa: E402
from tiexin.supervision.actions import NewInspection, find_shortcoming, open_inspection  # noqa: E402
from tiexin.supervision.actions.checks import Answer, answer_ask  # noqa: E402
from tiexin.supervision.actions.patterns import explain_oddity  # noqa: E402
from tiexin.supervision.actions.scores import NewScore, appeal_score, publish_score  # noqa: E402
from tiexin.supervision.models import Oddity, Shortcoming  # noqa: E402
from tiexin.supervision.sheets import sheets as check_sheets  # noqa: E402
from tiexin.visits.actions import NewVisit, record_visit  # noqa: E402
from tiexin.visits.actions.preparing import NewBreach, report_breach  # noqa: E402

HEADS = ["单位名称", "统一社会信用代码", "行业"]
ROWS = [["宁夏塞上枸杞加工有限公司", "", "制造业"], ["银川市湖滨物业服务有限公司", "", "房地产业"]]
PDF = b"%PDF-1.4\n% a paper of the demo\n"


def main() -> None:
    """Add one row of each kind, as the office of the region would."""
    today = day_of(Installation.objects.get())
    office = Officer.objects.get(name="沈彦萍")
    field = Officer.objects.get(name="贾维牧")
    employer = Employer.objects.filter(org=field.org).order_by("pk")[0]
    unit(office, field, today)
    roster(employer, office, today)
    visited(employer, field, today)
    for form, spent in (
        ("visit-new", Spent(190, 10, 24)),
        ("stay-day", Spent(14, 1, 6)),
        ("deed-new", Spent(52, 3, 1)),
    ):
        add_effort(field.org, form, spent, on=today)
    told([office, field], today)
    report_breach(NewBreach(field, today, "接受企业吃请"), by=office, on=today)
    drawn(office, Officer.objects.get(name="魏守岩"), today)
    inspected(office, Officer.objects.get(name="魏守岩"), field, today)
    met(employer, office, today)
    asked_longer(field, today)
    written(field, today)
    crowded(field, today)
    assessed(office, field, today)
    live = PlanVersion.objects.filter(state=State.LIVE).order_by("pk")[0]
    start_draft(office.org, following(live, today + timedelta(days=7)), by=office, on=today)
    content = sheets.written("名册", HEADS, ROWS)
    take_workbook(Upload(office.org, "employer", "企业名册.xlsx", content), by=office, on=today)
    new = Officer(name="路新宁", org=office.org, since=today, title="调研干部")
    fresh = orgs.appoint_officer(new, by=office, on=today)
    token = orgs.open_account(fresh, "luxinning", by=office, on=today, now=timezone.now())
    print(f"/activate/{token}/")


def told(people: list[Officer], today: date) -> None:
    """Two messages, one of them urgent; and a text that did not go."""
    news = News("reminder", "有一个问题明天到期", "furnish/1", "/problems/", "还没有答复职工，请今天办")
    tell_officers(people, news, on=today)
    tell_officers(people, News("crisis", "有一件紧急的事", "furnish/2", "/waiting/", urgent=True), on=today)
    tell_phone("13900012351", people[0].org, News("notice", "您提的事已经受理", "furnish/3", sms=True), on=today)
    Message.objects.filter(source="furnish/3").update(state="failed", error="试了5次都没有发成：短信通道没有回应")


def unit(office: Officer, field: Officer, today: date) -> None:
    """A paper of an organ, a leave with its deputy, a township that went to another county today."""
    organ = Organ.objects.filter(org=office.org).order_by("pk")[0]
    keep_paper(organ, NewPaper(PDF, "关于成立领导小组的通知.pdf"), by=office, on=today)
    deputy = Officer.objects.filter(org=field.org).exclude(pk=field.pk).order_by("pk")[0]
    first = today + timedelta(days=20)
    away = Absence(officer=field, deputy=deputy, since=first, until=first + timedelta(days=4), reason="参加培训")
    deputise(away, by=office, on=today)
    township = Org.objects.filter(level="township", links_up__parent=field.org).order_by("-pk")[0]
    other = Org.objects.filter(level="county").exclude(pk=field.org.pk).order_by("pk")[0]
    plan = Plan(today, "行政区划调整")
    move_org(township, other, plan, tree="territory", by=office, on=today)


def roster(employer: Employer, office: Officer, today: date) -> None:
    """A mark, a visit owed, a workplace, and a worker registered twice."""
    by = {"by": office, "on": today}
    registry.tag_employer(employer, NewTag("distressed", today, "停产两个月"), **by)
    new = NewMustVisit("孟志远", "leader", "enterprise", today)
    registry.list_must_visit(employer, new, **by)
    add_workplace(employer, "workshop", NewPlace("二车间"), since=today, **by)
    worker = Worker.objects.filter(employer=employer).order_by("pk")[0]
    workers.put_in_group(worker, NewGroup("needy", today, "家中有病人"), **by)
    twin = register_worker(Worker(employer=employer, name=worker.name, role=worker.role), apart=True, **by)
    merging.merge_workers(twin, worker, "同一个人登记了两次", **by)


def drawn(office: Officer, leader: Officer, today: date) -> None:
    """A draw that was carried out, one whose seed is being given, and one whose frame is looked at."""
    for title in ("走访企业的抽签", "第二次抽签", "第三次抽签"):
        new = draws.NewDraw(office.org, title, office.org, Rules(by=["city"], each=2, arranged=1))
        made = draws.open_draw(new, by=office, on=today)
        if title != "第三次抽签":
            draws.freeze_draw(made, by=office, on=today)
            draws.commit_seed(made, "黄河水从天上来呀", by=leader, on=today)
        if title == "走访企业的抽签":
            draws.commit_seed(made, "贺兰山下果园成字", by=office, on=today)
            draws.reveal_seed(made, "黄河水从天上来呀", by=leader, on=today)
            draws.reveal_seed(made, "贺兰山下果园成字", by=office, on=today)
            draws.run_draw(made, by=office, on=today)


def inspected(office: Officer, leader: Officer, field: Officer, today: date) -> None:
    """A record of the field under check and disproved, and two scores of which one is objected to."""
    new = draws.NewDraw(office.org, "抽查走访记录", field.org, Rules(each=200, since=str(today)), "visits")
    draw = draws.open_draw(new, by=office, on=today)
    draws.freeze_draw(draw, by=office, on=today)
    for step in (draws.commit_seed, draws.reveal_seed):
        step(draw, "黄河水从天上来呀", by=leader, on=today)
        step(draw, "贺兰山下果园成字", by=office, on=today)
    draws.run_draw(draw, by=office, on=today)
    wanted = NewInspection(office.org, field.org, today, "sample", [office], next(iter(check_sheets())), draw=draw)
    made = open_inspection(wanted, by=office, on=today)
    check = made.checks.filter(visit__author=field, state="asking")[0]
    answer_ask(check.asks.order_by("place")[0], Answer("no", "", "phone", today), by=office, on=today)
    lacks = Shortcoming(inspection=made, unit=field.org, text="启动不及时", owner=field, due=today)
    find_shortcoming(lacks, by=office, on=today)
    scored(office, leader, field, today)
    for number, kind in enumerate(("copied", "crowded")):
        said = {"told": "3条走访的文字一字不差", "key": kind, "visits": [check.visit_id], "on": today, "due": today}
        odd = Oddity.objects.create(org=office.org, kind=kind, author=field, **said)
        if number:
            explain_oddity(odd, "三家都谈同一件事", by=field, on=today)


def scored(office: Officer, leader: Officer, field: Officer, today: date) -> None:
    """A sheet that a document allows, by which two units are scored; the second objects."""
    live = PlanVersion.objects.filter(state=State.LIVE).order_by("pk")[0]
    item = Gauge.objects.filter(term__duty__clause__version=live, subject=field.org_id, org=field.org, low__gt=0)
    item = item.filter(term__duty__population="unions", term__duty__measure="visit").order_by("pk")[0]
    line = {"name": "走访企业", "points": 100, "item": item.term.duty.clause.item}
    said = {"name": "考核", "indicators": [line], "appeal": {"by": "被考核单位", "within": "5个工作日"}}
    data = {**said, "permit": {"basis": "年度考核办法", "active": True}}
    named = {"item": "考核", "code": "考核", "kind": "scoring", "title": "年度考核", "order": 9999}
    sheet = Clause.objects.create(version=live, data=data, **named)
    publish_score(NewScore(office.org, field.org, sheet), by=leader, on=today)
    other = Gauge.objects.filter(term=item.term, low__gt=0).exclude(subject=field.org_id).order_by("pk")[0]
    score = publish_score(NewScore(office.org, other.org, sheet), by=leader, on=today)
    appeal_score(score, "两家企业四月停产", by=Officer.objects.filter(org=other.org).order_by("pk")[0], on=today)


def met(employer: Employer, office: Officer, today: date) -> None:
    """A seminar of today with one ticked and one who signed, and a lecture that is still to come."""
    said = {"org": office.org, "author": office, "employer": employer}
    later = Activity(kind="lecture", on=today + timedelta(days=2), title="条例宣讲", topics=["law"], **said)
    record_activity(NewActivity(later, [office]), by=office, on=today)
    waiting = (
        Case.objects.open().exclude(owner=None).exclude(org=office.org).filter(offers=None).order_by("-pk").first()
    )
    if waiting is not None:  # somebody offers a matter to the office's unit
        offer_case(waiting, NewOffer(office.org, None, "请自治区总工会协调"), by=waiting.owner, on=today)
    talk = Activity(kind="seminar", on=today, title="工资协商座谈会", topics=["opinions"], **said)
    made = record_activity(NewActivity(talk), by=office, on=today)
    tick_people(made, Came(workers=list(Worker.objects.at(employer)[:1])), by=office, on=today)
    sign_in(made, "孟志远", on=today)


def asked_longer(field: Officer, today: date) -> None:
    """A matter whose term its handler asked to lengthen."""
    new = Case(org=field.org, first_org=field.org, kind="petition", title="饭堂没有热水", name="马兰", channel="window")
    made = register_case(NewCase(new, "13900002220", "饭堂没有热水"), by=field, on=today)
    made = move_case(made, Step("accept", "当面告诉的"), by=field, on=today)
    longer = NewDelay(made.clocks.get(rule="conclude"), "extend", "等水质化验", amount=5)
    ask_delay(made, longer, by=field, on=today)


def written(field: Officer, today: date) -> None:
    """A letter to an employer who has not answered yet."""
    said = {"title": "不签劳动合同", "name": "马兰", "channel": "window", "place": "河东建材厂"}
    new = Case(org=field.org, first_org=field.org, kind="supervision_letter", **said)
    made = register_case(NewCase(new, "13900002220", "做了半年没有签合同", {"matter": "contract"}), by=field, on=today)
    letter = NewLetter("opinion", "河东建材厂", "你单位没有与职工订立书面劳动合同，请改正并书面答复。")
    issue_letter(made, letter, by=field, on=today)


def crowded(field: Officer, today: date) -> None:
    """A matter of many with two on its list."""
    said = {"title": "浴室关了一个月", "name": "马兰", "channel": "window", "asker": "group", "people": 12}
    new = Case(org=field.org, first_org=field.org, kind="petition", **said)
    made = register_case(NewCase(new, "13900002220", "下班没有地方洗澡"), by=field, on=today)
    list_members(made, read_lines("白玉梅\n丁小军"), by=field, on=today)


def assessed(office: Officer, field: Officer, today: date) -> None:
    """The field officer proposed as a model, and three sheets about them: to fill in, to appeal against, to decide."""
    proof = Entry.objects.filter(by=field).order_by("pk")[:1]
    model = Example(
        org=field.org, author=office, kind="cadre", title="跑遍车间的人", text="每周住厂两天", officer=field
    )
    propose_example(model, list(proof), by=office, on=today)
    first, *others = Officer.objects.filter(org=office.org).exclude(pk=office.pk).order_by("pk")[:4]
    leader = Officer.objects.get(name="魏守岩")
    pair = [each for each in others if each != leader][:2]
    words = {name: next(iter(line.words)) for name, line in lines().items()}
    for number, assessors in enumerate(([leader, pair[0]], pair, pair)):
        new = Assessment(org=office.org, author=first, officer=field, basis="下派干部考核办法（试行）")
        sheet = assessments.ask_assessment(new, assessors, by=first, on=today)
        for each in assessors if number else ():
            assessments.give_words(sheet, words, "同吃同住", by=each, on=today)
    assessments.appeal_assessment(sheet, "那几天我在住院", by=field, on=today)


def visited(employer: Employer, field: Officer, today: date) -> None:
    """A visit of today, written by the one who will look at it."""
    new = NewVisit(field, employer, today, ["hear"], met=[("马建国", "front_line")], said="谈了加班工资")
    record_visit(NewVisit(**{**new.__dict__, "problems": [("urgent", "加班工资没有按时发")]}), by=field, on=today)


if __name__ == "__main__":
    main()
