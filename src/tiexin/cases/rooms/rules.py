"""What rooms, centres and agents must fulfil, in plain values: hours, the checklist, links, functions, receptions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from itertools import pairwise

from tiexin.cases.rooms.standards import Standard
from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.measures import TAGS

FUNCTIONS = TAGS["service"]
SIGNS = ("群众工作室", "职工服务（帮扶）站")
WEEKDAYS = {1: "星期一", 2: "星期二", 3: "星期三", 4: "星期四", 5: "星期五", 6: "星期六", 7: "星期日"}
ENDS = {"": "还没有答复", "answered": "当场答复", "case": "转为诉求"}
ANSWERS = {"yes": "达到", "no": "没有达到"}
RANKS = ("leader", "middle")
HIGH = ("national", "province", "city", "county")
NAME, PLACE, TEXT = 60, 100, 500  # characters
ONE = "C149：群众工作室和职工服务站两位一体，一间屋子一份登记"
STANDARD = "C148：群众工作室规范化"
LINKED = "C150：县级以上工会机关中层以上干部每人常年联系一个群众工作室"
CENTRE = "C140、C141：困难职工帮扶中心转型升级为职工服务中心"
SEVEN = "C142、C143：职工服务中心的七项服务"
AGENTS = "C134、C135：职工信访代理制度"
RANGE = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-—–~至到]+\s*(\d{1,2})[:：](\d{2})")
Range = tuple[str, str]


def check_words(text: str, field: str, asks: str, longest: int) -> str:
    """Refuse words that are missing (where `asks` says what for), too long or not to be kept; return them bare."""
    bare = text.strip()
    if asks and not bare:
        raise Refused(f"请写明{asks}", field=field)
    if len(bare) > longest:
        raise Refused(f"请写在{longest}字以内（现在{len(bare)}字）", field=field)
    if "\0" in bare:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)
    return bare


def check_day(day: date, today: date, field: str, earliest: date | None = None, clause: str = "") -> None:
    """Refuse a day still to come, or before the day from which it can be."""
    if day > today:
        raise Refused("日期还没有到", field=field)
    if earliest is not None and day < earliest:
        raise Refused(f"不能早于{zh_date(earliest)}", clause=clause, field=field)


def read_hours(text: str, field: str) -> list[Range]:
    """Read the hours of one weekday, several stretches in their order; nothing written is closed."""
    bare = text.strip()
    found, rest = RANGE.findall(bare), RANGE.sub("", bare)
    if rest.strip(" ,，、;；"):
        raise Refused("请写成 8:30-17:30，中午休息的写两段：8:30-12:00，14:00-17:30", field=field)
    stretches = [(_clock(a, b, field), _clock(c, d, field)) for a, b, c, d in found]
    edges = [edge for stretch in stretches for edge in stretch]
    if any(after <= before for before, after in pairwise(edges)):
        raise Refused("关门要在开门以后，下午那段要在上午那段以后", field=field)
    return [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in stretches]


def _clock(hour: str, minute: str, field: str) -> time:
    if int(hour) > 23 or int(minute) > 59:
        raise Refused("没有这个钟点，请写成 8:30-17:30", field=field)
    return time(int(hour), int(minute))


def write_hours(stretches: Sequence[Sequence[str]]) -> str:
    """Write the hours of a weekday as they are typed and read."""
    return "，".join(f"{opens.removeprefix('0')}-{closes.removeprefix('0')}" for opens, closes in stretches)


def check_open(hours: Mapping[str, Sequence[Range]]) -> None:
    """Refuse a room that is open on no day of the week."""
    if not any(hours.values()):
        raise Refused("至少有一天开放", field="day1")


def check_answers(standard: Standard, answers: Mapping[str, str]) -> None:
    """Refuse a check that leaves a line of the list unanswered, or answers in other words."""
    for line in standard.lines:
        if answers.get(line.key) not in ANSWERS:
            raise Refused(f"请选择：{line.label}", clause=STANDARD, field=line.key)


def passes(standard: Standard, answers: Mapping[str, str]) -> bool:
    """Whether every line that must be there is."""
    return all(answers[line.key] == "yes" for line in standard.lines if line.must)


def check_here(closed: date | None) -> None:
    """Refuse anything about a room that is closed."""
    if closed is not None:
        raise Refused(f"这个群众工作室已于{zh_date(closed)}撤销")


def owes_room(rank: str, level: str, kind: str) -> bool:
    """Whether a cadre owes a linked room: middle or above, in the organ of a union of county level or above."""
    return rank in RANKS and level in HIGH and kind == "territorial"


def check_cadre(owes: bool, serving: bool, above: bool, name: str) -> None:
    """Refuse to link whoever is not of that circle, not in office, or of a unit that does not stand above the room."""
    if not owes:
        raise Refused(f"{name}不是县级以上工会机关的中层以上干部", clause=LINKED, field="officer")
    if not serving:
        raise Refused(f"{name}不在职", clause=LINKED, field="officer")
    if not above:
        raise Refused(f"{name}的单位不是这个群众工作室的上级工会", clause=LINKED, field="officer")


def check_reception(end: str, answer: str) -> None:
    """Refuse a reception without its end, or “answered at once” without what was answered."""
    if end not in ENDS:
        raise Refused("请选择是怎么答复的", field="end")
    if end == "answered" and not answer.strip():
        raise Refused("当场答复的，请写一句答复了什么", field="answer")


def check_function(name: str, staff: int, outside: str) -> None:
    """Refuse an unknown function of a centre, and one that nobody serves."""
    if name not in FUNCTIONS:
        raise Refused("请选择是哪一项服务", clause=SEVEN, field="function")
    if not staff and not outside.strip():
        raise Refused("请选择谁在办，外面的人写在“请来的人”", clause=SEVEN, field="staff")


def missing(complete: Collection[str]) -> list[str]:
    """The functions that a centre lacks, in words and in their order."""
    return [label for name, label in FUNCTIONS.items() if name not in complete]


def check_whole(lacks: Sequence[str]) -> None:
    """Refuse to call a centre converted while it lacks one of the seven functions."""
    if lacks:
        raise Refused(f"还缺{len(lacks)}项：{'、'.join(lacks)}", clause=SEVEN)


def check_fields(fields: Sequence[str], known: Collection[str]) -> None:
    """Refuse an agent without a field of work, or with an unknown one."""
    if not fields or not set(fields) <= set(known):
        raise Refused("请选择分工", clause=AGENTS, field="fields")
