"""What an activity must say, which tasks of C077 it served, and who may be ticked at it."""

from collections.abc import Collection, Mapping
from datetime import date

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.vocabulary import TASKS

KINDS = {
    "lecture": "宣讲",
    "tour": "巡回宣讲",
    "consultation": "咨询",
    "training": "培训",
    "seminar": "座谈",
    "help": "帮助企业",
}
STATES = {"planned": "已安排", "held": "已办"}
AUDIENCES = {"front_line": "一线职工", "leader": "企业管理人员", "union_cadre": "工会干部", "mixed": "各方面人员"}
LECTURES = ("lecture", "tour")
GIVEN = (*LECTURES, "consultation", "training")  # kinds in which somebody speaks to others
SERVES = {  # the task that a kind serves whatever it is about; training prepares for all of them
    "lecture": "publicise",
    "tour": "publicise",
    "consultation": "publicise",
    "seminar": "research",
    "help": "develop",
}
TITLE, TEXT, PEOPLE, TICKED = 100, 1000, 99_999, 200  # characters, characters, people, people ticked at once
NAME = 40
LECTURE = "C097、C100：当好政策宣讲员，宣讲党的政策和涉及职工利益的法律法规"


def tasks_of(kind: str, topics: Collection[str], serves: Mapping[str, str]) -> list[str]:
    """The tasks of C077 that an activity served: that of its kind and those of its topics, in the source's order."""
    found = {SERVES.get(kind, ""), *(serves.get(topic, "") for topic in topics)}
    return [task for task in TASKS if task in found]


def check_text(text: str, field: str, asks: str, longest: int = TEXT) -> None:
    """Refuse words that are missing, too long, or not to be kept."""
    if not text.strip():
        raise Refused(f"请写明{asks}", field=field)
    check_words(text, field, longest)


def check_words(text: str, field: str, longest: int = TEXT) -> None:
    """Refuse words that are too long or not to be kept."""
    if len(text.strip()) > longest:
        raise Refused(f"请写在{longest}字以内", field=field)
    if "\0" in text:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)


def check_kind(kind: str, topics: Collection[str], known: Collection[str]) -> None:
    """Refuse a kind or a topic that nobody declared."""
    if kind not in KINDS:
        raise Refused("请选择是什么活动", field="kind")
    if not set(topics) <= set(known):
        raise Refused("没有这个内容，请另选", field="topics")


def check_giver(kind: str, givers: int, lecturer: str) -> None:
    """Refuse an activity in which nobody speaks to those who came."""
    if kind in GIVEN and not givers and not lecturer.strip():
        raise Refused(
            f"请选择谁{'宣讲' if kind in LECTURES else '主讲'}，或者写明外请的人", clause=LECTURE, field="givers"
        )


def check_audience(audience: int) -> None:
    """Refuse a number of people that cannot be."""
    if not 0 <= audience <= PEOPLE:
        raise Refused(f"请填0至{PEOPLE}的整数", field="audience")


def check_held(on: date, today: date) -> None:
    """Refuse to have held what lies in days to come."""
    if on > today:
        raise Refused(f"{zh_date(on)}还没有到，到了那天再登记")


def check_state(state: str, wanted: str, voided: date | None) -> None:
    """Refuse what an activity's state does not allow, and anything about a voided one."""
    if voided is not None:
        raise Refused(f"这项活动已于{zh_date(voided)}作废")
    if state != wanted:
        raise Refused(f"这项活动现在是“{STATES[state]}”，不能这样办")


def check_ticked(count: int, field: str = "people") -> None:
    """Refuse to tick nobody, or more at once than a page shows."""
    if not count:
        raise Refused("请至少选一位", field=field)
    if count > TICKED:
        raise Refused(f"一次最多选{TICKED}位，请分几次", field=field)


def takes_officers(kind: str) -> bool:
    """Whether those who came are cadres: training is per person (C233)."""
    return kind == "training"


def may_sign(kind: str, on: date, today: date, *, at_employer: bool) -> bool:
    """Whether workers may sign by the QR code: on the day itself, where it is known whose workers they are."""
    return at_employer and not takes_officers(kind) and on == today
