"""What agents of the demo carry for workers: decided, authorised, taken to other bodies; who speaks for many."""

import uuid
from datetime import date, timedelta

from django.utils.timezone import localdate

from tiexin.cases.actions import agency
from tiexin.cases.actions.cases import NewCase, register_case
from tiexin.cases.actions.members import list_members
from tiexin.cases.agency.models import Mandate
from tiexin.cases.agency.norms import norms
from tiexin.cases.agency.queries import agents_for
from tiexin.cases.members.rules import read_lines
from tiexin.cases.models import Case
from tiexin.orgs.models import Officer

DAY, NAMELESS = timedelta(days=1), "一名职工"
WHY = {
    "solve": "工资表、考勤都对得上，职工说的属实，依据劳动法第50条",
    "help": "家里只有一个人挣钱，先帮一把",
    "explain": "企业已经足额发了，工资条在，跟本人当面讲清楚",
}
BODIES = {"petition": ("区信访局", "office"), "dispute": ("区劳动人事争议仲裁委员会", "arbitration")}
AFTER = {"office": "conclude", "arbitration": "award"}  # what one waits for once they have taken it up
TAKEN_UP = {"office": "已经受理，转给有权处理的机关去办", "arbitration": "已经受理，受理通知书当天给了我们"}
CLASSES = ("solve", "solve", "explain", "solve", "help")
SPEAKERS = ("马建军", "杨秀梅", "丁志强")
RIDERS = ("马玉琴", "杨文海", "丁小燕", "冯国庆", "纳春花", "白金山", "哈秀兰", "海建国")


def carry(day: date) -> int:
    """Decide of the open matters, authorise an agent for most of the reasonable; return how many authorisations."""
    found = Case.objects.open().filter(kind__in=norms().services, sealed=False, owner__isnull=False)
    for number, case in enumerate(found.select_related("org", "owner", "worker").order_by("pk")):
        _carry(number, case, max(localdate(case.steps.latest("at").at), day - 9 * DAY), day)
    _speak(day)
    return Mandate.objects.count()


def _carry(number: int, case: Case, since: date, day: date) -> None:
    cls = CLASSES[number % len(CLASSES)]
    owner: Officer = case.owner  # type: ignore[assignment]
    agency.judge_case(case, agency.NewJudgement(cls, WHY[cls]), by=owner, on=since)
    agent = agents_for(case, since).first()
    name = case.worker.name if case.worker else case.name
    if cls not in norms().offering or agent is None or number % 7 == 6 or name == NAMELESS:
        return
    special = ["settle"] if number % 3 == 1 else []
    new = agency.NewMandate(agent, name, ["submit", "receive", "query"], since + 180 * DAY, special)
    made = agency.draft_mandate(case, new, by=owner, on=since)
    if number % 4 != 3:
        _go(number, agency.sign_mandate(made, agency.Signing(since, "fingerprint"), by=owner, on=since), since, day)


def _go(number: int, mandate: Mandate, since: date, day: date) -> None:
    """A step at another body: answered, waiting or late; the worker of one in nine withdraws."""
    who, (body, kind) = mandate.agent.officer, BODIES[mandate.case.kind]
    if number % 9 == 8:
        agency.withdraw_mandate(mandate, "职工想自己去说", by=who, on=day)
        return
    new = agency.NewErrand(mandate, body, "submit", "替职工递交了材料，对方出了收据", kind, since, apart=True)
    made = agency.send_outside(mandate.case, new, by=who, on=since)
    if number % 3 == 2:
        agency.answer_errand(made, day, TAKEN_UP[kind], by=who, on=day)
        then = agency.NewErrand(mandate, body, "submit", "对方已经受理，等它办结", AFTER[kind], day, apart=True)
        agency.send_outside(mandate.case, then, by=who, on=day)


def _speak(day: date) -> None:
    """One matter of many people, who speak through three; one of them was replaced."""
    who = Officer.objects.filter(posts__role="officer", org__level="county", org__practice=False).order_by("pk")
    if (first := who.select_related("org").first()) is None:
        return
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"speakers {first.pk}")
    said = {"kind": "petition", "title": "班车停了，上夜班回不了家", "name": SPEAKERS[0], "asker": "group"}
    case = Case(key=key, org=first.org, first_org=first.org, channel="window", reply_way="code", people=26, **said)
    case = register_case(NewCase(case, "", "三月底起末班车停了，二十多个人夜里走回家"), by=first, on=day)
    agency.judge_case(case, agency.NewJudgement("solve", "到站台看过，属实"), by=first, on=day)
    for name in SPEAKERS:
        made = agency.name_speaker(case, agency.NewSpeaker(None, name), by=first, on=day)
    new = agency.NewSpeaker(None, "白小玲", made, "家里有事，大家推她")
    agency.name_speaker(case, new, by=first, on=day)
    names = [f"{name}\n" for name in (*SPEAKERS, "白小玲", *RIDERS)]
    list_members(case, read_lines("".join(names)), by=first, on=day)
