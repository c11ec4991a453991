"""What is seldom, so that no list of the demo stands empty: retaliation, a complaint about an officer and one about the
system, a review on each step, a term that stands still and one of which somebody asks that, matters from visits and
rooms."""

import uuid
from datetime import date, timedelta

from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import NewCase, Step, move_case, register_case
from tiexin.cases.actions.delays import NewDelay, ask_delay
from tiexin.cases.actions.offering import assign_case
from tiexin.cases.actions.timing import Pause, stop_clock
from tiexin.cases.models import Case, CaseOrigin
from tiexin.cases.origins import ORIGINS
from tiexin.cases.rooms.models import Reception
from tiexin.orgs.models import Level, Officer
from tiexin.visits.models import Problem, Talk

DAY = timedelta(days=1)
WAY = ("accept", "begin", "reply")
REPLY = "到企业核对了考勤和工资表，补发的差额写在后面"
PAST = (
    ("retaliation", "作证以后被调到仓库看门", "上个月给工友作了证，这个月就被调了岗，工资少了一半"),
    ("officer_complaint", "来了三次都说等等", "三月份起去了三次，都说研究研究，没有人回话"),
)
REVIEWED = ("对补发的数不服", "对考勤怎么算的不服")


def come_seldom(day: date) -> int:
    """Let each of these happen once in one county; return how many matters were registered."""
    rows = Officer.objects.filter(posts__role="officer", org__level=Level.COUNTY, org__practice=False, until=None)
    who = rows.select_related("org").order_by("pk").first()
    if who is None:
        return 0
    before = Case.objects.count()
    _said_of_us(who, day)
    _reviewed(who, day)
    _waiting(who, day)
    _from_elsewhere(day)
    return Case.objects.count() - before


def _register(who: Officer, kind: str, title: str, text: str, day: date, **said: object) -> Case:
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"seldom {title} {who.pk}")
    details = said.pop("details", {})
    plain = {"channel": "window", "name": "一名职工", "reply_way": "slip", **said}
    case = Case(org=who.org, first_org=who.org, key=key, kind=kind, title=title, **plain)
    return register_case(NewCase(case, "", text, details), by=who, on=day)  # type: ignore[arg-type]


def _said_of_us(who: Officer, day: date) -> None:
    """What passes the unit by, and what is said of the system itself."""
    for kind, title, text in PAST:
        _register(who, kind, title, text, day - DAY)
    broken = {"matter": "hard", "page": "查询"}
    _register(who, "system_complaint", "字太小，看不清", "老花眼，查询码那一页的字太小", day - DAY, details=broken)


def _reviewed(who: Officer, day: date) -> None:
    """Two who are not content with the answer: one waits for the city, one has its opinion and asks the region."""
    for number, title in enumerate(REVIEWED):
        case = _register(who, "petition", title, "请再核一核", day - 20 * DAY)
        for place, move in enumerate(WAY):
            outcome = {"opinion": "explain"} if move == "reply" else {}
            case = move_case(case, Step(move, REPLY, None, outcome), by=who, on=day - (19 - place) * DAY)
        case = move_own(case, Step("ask_review", f"{title}，请上级再看一看"), on=day - 10 * DAY)
        if number:
            _answered_above(case, day)


def _answered_above(case: Case, day: date) -> None:
    city = Officer.objects.filter(org=case.org, posts__role="officer", until=None).order_by("pk").first()
    if city is None:
        return
    assign_case(case, city, "熟悉工资的事", by=city, on=day - 9 * DAY)
    opinion = Step("answer_review", "复查：算法没有错", result="upheld")
    case = move_case(Case.objects.get(pk=case.pk), opinion, by=city, on=day - 5 * DAY)
    move_own(case, Step("ask_second", "还是不服，请自治区看一看"), on=day - DAY)


def _waiting(who: Officer, day: date) -> None:
    """One term stands still, and a leader is asked to let another do so."""
    leader = Officer.objects.filter(org=who.org, posts__role="leader", until=None).order_by("pk").first()
    for number, title in enumerate(("加班费算了半年", "年休假折算的钱没有给")):
        case = _register(who, "petition", title, "材料还差几张工资条", day - 6 * DAY)
        case = move_case(case, Step("accept", "当面告诉本人"), by=who, on=day - 5 * DAY)
        clock = case.clocks.filter(rule="conclude").first()
        if clock is None or leader is None:
            return
        if number:
            ask_delay(case, NewDelay(clock, "stop", "等本人补三张工资条", "papers"), by=who, on=day)
        else:
            stop_clock(case, Pause(clock, "papers", "等本人补三张工资条"), by=leader, on=day - 2 * DAY)


def _from_elsewhere(day: date) -> None:
    """Matters that a talk, a problem and a reception became; none of them is counted a second time."""
    came = set(CaseOrigin.objects.values_list("kind", "thing_id"))
    talk = Talk.objects.filter(visit__voided=None, worker__isnull=False).select_related("visit__author__org").first()
    if talk is not None:
        worker = {"worker_id": talk.worker_id, "employer_id": talk.visit.employer_id}
        _become("talk", talk.pk, talk.visit.author, "想学电工，问有没有培训", day, **worker)
    problem = Problem.objects.unsolved().filter(state="open").select_related("owner__org", "visit").last()
    if problem is not None and ("problem", problem.pk) not in came:
        _become("problem", problem.pk, problem.owner, problem.text[:60], day, employer_id=problem.visit.employer_id)
    reception = Reception.objects.exclude(end="case").select_related("officer__org").order_by("-pk").first()
    if reception is not None:
        _become("reception", reception.pk, reception.officer, reception.about[:60], day)


def _become(kind: str, pk: int, who: Officer, title: str, day: date, **said: object) -> None:
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"seldom {kind} {pk}")
    plain = {"channel": ORIGINS[kind].channel, "name": "一名职工", "reply_way": "slip", "kind": "suggestion", **said}
    case = Case(org=who.org, first_org=who.org, key=key, title=title, **plain)
    register_case(NewCase(case, "", title, {}, origin=(ORIGINS[kind], pk)), by=who, on=day)
