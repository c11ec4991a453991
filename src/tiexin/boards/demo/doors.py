"""What workers of the demo brought to their unions: registered, some answered, some handed on, some waiting."""

import uuid
from datetime import date, timedelta

from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.cases import NewCase, Step, move_case, note_contact, register_case
from tiexin.cases.actions.offering import NewOffer, offer_case
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case
from tiexin.cases.queries import unsolved
from tiexin.cases.rules import ENDED
from tiexin.orgs.models import Officer
from tiexin.registry.models import Employer, Worker

FIRST, LATE, LAST = date(2012, 3, 20), date(2012, 4, 16), date(2012, 4, 26)  # what still runs came late
MATTERS: tuple[tuple[str, str, str, dict[str, object], int], ...] = (
    ("dispute", "拖欠两个月工资", "二月、三月的工资没有发，说是等工程款", {"claim": "wages", "amount": 860_000}, 6),
    ("petition", "高温补贴没有发", "去年夏天的高温补贴一直没有发到手", {}, 9),
    ("dispute", "加班不给加班费", "连续三个星期天加班，没有补休也没有加班费", {"claim": "overtime"}, 3),
    ("petition", "宿舍没有暖气", "集体宿舍暖气坏了半个月，反映过没有人来修", {}, 14),
    ("dispute", "没有签劳动合同", "进厂四个月没有签合同，也没有上保险", {"claim": "contract"}, 0),
    ("hardship", "爱人住院，花费大", "爱人二月住院做手术，自费部分家里拿不出来", {"cause": "illness"}, 9),
    ("employment", "下岗了想学一门手艺", "厂里搬走了，想学焊工", {"want": "training", "trade": "焊工"}, 6),
    ("legal_aid", "工伤没有赔", "去年在工地摔伤，老板不认", {"matter": "injury", "stage": "none"}, 6),
    ("suggestion", "食堂晚班没有热饭", "夜班十二点以后只有冷的", {"topic": "welfare"}, 6),
    ("mutual_aid", "住院了想报互助保障", "三月住院八天，出院小结都在", {"event": "hospital"}, 6),
    ("membership", "换了单位，会籍怎么转", "从灵武调到银川上班", {"want": "transfer"}, 3),
    ("supervision_letter", "夏天不发防暑用品", "车间四十度，没有防暑降温的东西", {"matter": "safety"}, 9),
    ("dispute", "被辞退没有补偿", "干了六年，一句话就让走了", {"claim": "other"}, 6),
)
WAYS = (
    ("accept", "begin", "reply", "close"),
    ("accept", "begin"),
    ("accept", "begin", "reply", "called_back", "close"),
    (),
    ("accept",),
    ("accept", "begin", "reply", "called_back"),
    ("accept", "begin", "reply"),
)
HEARD = (("yes", "satisfied"), ("yes", "satisfied"), ("partly", "partly"), ("yes", "satisfied"), ("no", "dissatisfied"))
SAID = {
    "accept": "当面告诉职工，已经受理",
    "begin": "先到企业核对工资表",
    "reply": "会同人社部门到企业，企业当场补发，职工签收",
    "close": "职工认可，办结",
}
UNSOLVED = "职工还不满意：企业已经停产，余下的进入法院清算，已经帮他申报，说清了往后找谁"


def open_doors() -> int:
    """Let one officer of each city and county receive matters and take them part of their way; return how many."""
    people = Officer.objects.filter(posts__role="officer", org__closed=None, org__practice=False)
    at_work = people.filter(org__level__in=("city", "county")).select_related("org").order_by("-pk").distinct()
    first = {each.org_id: each for each in at_work}
    for number, key in enumerate(sorted(first)):
        for step in range(2 + number % 2):
            _matter(number + 3 * step, step, first[key])
    return Case.objects.count()


def _matter(number: int, step: int, officer: Officer) -> None:
    kind, title, text, details, days = MATTERS[number % len(MATTERS)]
    employer = Employer.objects.filter(org=officer.org).order_by("pk").first()
    worker = Worker.objects.filter(employer=employer, same=None).order_by("pk").first() if employer else None
    way = WAYS[number % len(WAYS)]
    over = way[-1:] in (("close",), ("called_back",))
    day = FIRST + timedelta(days=number * 3 % 24) if over else LATE + timedelta(days=number * 2 % 10)
    said = {"kind": kind, "title": title, "channel": ("window", "hotline", "room", "letter")[number % 4]}
    case = Case(
        key=uuid.uuid5(uuid.NAMESPACE_OID, f"case {officer.org_id} {step}"),
        org=officer.org,
        first_org=officer.org,
        **said,
    )
    case.employer, case.worker, case.name = employer, worker, "" if worker else "一名职工"
    case = register_case(NewCase(case, "", text, details), by=officer, on=day)
    _go(case, number, officer, day, days)


def _go(case: Case, number: int, officer: Officer, day: date, days: int) -> None:
    for step, move in enumerate(WAYS[number % len(WAYS)]):
        on = min(day + timedelta(days=1 + step * days // 3), LAST)
        if move == "called_back":
            case = _call_back(case, number, officer, on)
            continue
        outcome = _outcome(case) if move == "reply" else {}
        words = UNSOLVED if move == "close" and unsolved(case) else SAID[move]
        case = move_case(case, Step(move, words, None, outcome), by=officer, on=on)
    if case.state in ENDED:
        return
    if number % 5 == 3:
        note_contact(case, "打过电话，约好星期三来说清楚", True, by=officer, on=day + timedelta(days=1))
    if number % 7 == 6 and officer.org.level == "county":
        _offer(case, officer, day)


def _call_back(case: Case, number: int, officer: Officer, on: date) -> Case:
    """Somebody else of the unit asks; where there is nobody else, it waits for its call-back."""
    caller = Officer.objects.filter(org=officer.org, until=None).exclude(pk=officer.pk).order_by("pk").first()
    if caller is not None:
        call_back_case(case, Heard(True, *HEARD[number % len(HEARD)]), by=caller, on=on)
        case.refresh_from_db()
    return case


def _offer(case: Case, officer: Officer, day: date) -> None:
    from tiexin.orgs.models import Org

    above = Org.objects.parents(officer.org).filter(closed=None).first()
    if above is not None:
        offer_case(case, NewOffer(above, None, "企业属市里管"), by=officer, on=day + timedelta(days=2))


def _outcome(case: Case) -> dict[str, object]:
    fields = catalogue()[case.kind].outcomes
    chosen = {each.name: next(iter(each.choices)) for each in fields if each.type == "choice"}
    return {**chosen, "recovered": 860_000} if any(each.name == "recovered" for each in fields) else dict(chosen)
