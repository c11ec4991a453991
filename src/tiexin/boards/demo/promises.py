"""What is told of matters in the demo besides their way: called back, left out, written, hours to come, one crisis."""

import uuid
from datetime import date, timedelta

from tiexin.cases.actions.appointments import book_appointment, offer_slot
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.actions.crisis import follow_up, note_deed
from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.actions.rates import ask_exclusion, decide_exclusion
from tiexin.cases.appointments.models import Slot
from tiexin.cases.models import Case
from tiexin.core.days import opening
from tiexin.orgs.models import Officer, Org

CONTENT = Heard(True, "yes", "satisfied", "谢谢工会")
HALF = Heard(True, "partly", "partly", "还差一个月的")
GATHERED = {"kind": "mass", "danger": True}


def keep_promises(day: date) -> None:
    """Let offices above call back and decide, a letter go out, a counsellor offer hours, a crowd go home."""
    answered = Case.objects.filter(state="replied", sealed=False).select_related("org").order_by("pk")
    for number, case in enumerate(answered[:6]):
        _call_back(case, HALF if number % 3 == 2 else CONTENT, day)
    taken = Case.objects.filter(state="accepted", sealed=False, owner__isnull=False).select_related("org", "owner")
    for case in taken.order_by("pk")[:2]:
        _leave_out(case, day)
    for case in taken.filter(kind__in=("petition", "dispute")).order_by("pk")[:2]:
        words = f"您提出的“{case.title}”（编号{case.number}），属于本单位办理范围，现予受理。"
        issue_letter(case, NewLetter("acceptance", "提出的职工", words), by=case.owner, on=day)  # type: ignore[arg-type]
    listener = Officer.objects.filter(posts__role="officer", org__level="county", org__practice=False).order_by("pk")
    if (first := listener.select_related("org").first()) is not None:
        _listen(first, day)
        _gather(first, day)


def _office(units: object, case: Case) -> Officer | None:
    """Somebody of an office there who took no part."""
    found = Officer.objects.filter(posts__role="office", org__in=units)  # type: ignore[misc]
    return found.exclude(pk__in=case.parts.values("officer")).select_related("org").order_by("-pk").first()


def _call_back(case: Case, heard: Heard, day: date) -> None:
    caller = _office(Org.objects.above(case.org).values("pk"), case)
    if caller is not None:
        call_back_case(case, heard, by=caller, on=day)


def _leave_out(case: Case, day: date) -> None:
    office = _office(Org.objects.parents(case.org).values("pk"), case)
    if office is not None and case.owner is not None:
        made = ask_exclusion(case, "court", "职工已经申请仲裁，仲裁委员会已经受理", by=case.owner, on=day)
        decide_exclusion(made, True, "核对过受理通知书", by=office, on=day)


def _listen(who: Officer, day: date) -> None:
    """Three hours in the days to come, one of them taken."""
    hours = []
    for number in range(3):
        begins = opening(day) + timedelta(days=1, hours=9 + number)
        hour = Slot(org=who.org, place="职工服务中心谈心室", begins=begins, ends=begins + timedelta(minutes=50))
        hours.append(offer_slot(hour, by=who, on=day))
    talk = _matter(who, "counselling", "心里难受，想找人说说", "slip")
    talk = register_case(NewCase(talk, "", "睡不好有两个月了"), by=who, on=day)
    book_appointment(talk, hours[0], by=who, on=day)


def _gather(who: Officer, day: date) -> None:
    """People before a gate, who went home the same day."""
    crowd = _matter(who, "crisis", "危机处置：群体性事件", "code")
    crowd.people, crowd.asker, crowd.name, crowd.place = 30, "anonymous", "", "开发区厂门口"
    crowd = register_case(NewCase(crowd, "", "三十多人在门口等着发工资", GATHERED), by=who, on=day)
    note_deed(crowd, "tell", "报告了区委、区政府值班室", by=who, on=day)
    follow_up(crowd, "企业当场发了一个月，大家回家了", False, by=who, on=day)


def _matter(who: Officer, kind: str, title: str, way: str) -> Case:
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {who.pk}")
    said = {"key": key, "kind": kind, "title": title, "channel": "window", "name": "一名职工", "reply_way": way}
    return Case(org=who.org, first_org=who.org, **said)
