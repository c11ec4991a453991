"""What a calendar may say, and how it is read from pasted lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tiexin.core.refusal import Refused

LAW = "全国年节及纪念日放假办法"
WORKED = {"上班": "make-up", "调休上班": "make-up", "补班": "make-up", "照常上班": "work"}
MOST_LINES = 200
_DAY = r"(?:(?:(\d{4})[-/年.])?(\d{1,2})[-/月])?(\d{1,2})日?"
_SPAN = re.compile(rf"{_DAY}(?:\s*(?:\.\.|至|到|~|—)\s*{_DAY})?")
_LINE = re.compile(r"(?P<days>[\d\-/年月日.至到~—、\s]+?)\s*(?P<name>[^\d\-/年月日.至到~—、\s].*)")


@dataclass(frozen=True)
class NewDay:
    """What is to be said of a day: `off`, `make-up` (a weekend day that is worked) or `work`, and its name."""

    day: date
    kind: str
    name: str = ""


@dataclass(frozen=True)
class Wrong:
    """A pasted line that cannot be taken, and why."""

    number: int
    line: str
    why: str

    def __str__(self) -> str:
        return f"第{self.number}行“{self.line}”：{self.why}"


def read(text: str, year: int) -> tuple[list[NewDay], list[Wrong]]:
    """Read lines like `10-01..10-07 国庆节` and `10-10 上班`; what cannot be read is named line by line."""
    days, wrong = list[NewDay](), list[Wrong]()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if number > MOST_LINES:
            wrong.append(Wrong(number, line.strip()[:40], f"一次最多写 {MOST_LINES} 行"))
            break
        try:
            new = list(_days(line.strip(), year))
            for each in new:
                check_day(each, year)
            check_once([*days, *new])
            days += new
        except Refused as refusal:
            wrong.append(Wrong(number, line.strip()[:40], refusal.message))
    return days, wrong


def _days(line: str, year: int) -> Iterator[NewDay]:
    found = _LINE.fullmatch(line)
    if not found:
        raise Refused("要先写日子再写名称，如 10-01..10-07 国庆节，或 10-10 上班")
    said = found["name"].split()
    kind = next((WORKED[word] for word in said if word in WORKED), "off")
    name = " ".join(word for word in said if word not in WORKED)[:40]
    if kind == "off" and name.endswith(tuple(WORKED)):
        raise Refused(f"“{name}”是放假还是上班？要上班的分开写，如 10-10 国庆节 上班")
    for span in found["days"].strip().split("、"):
        for day in _span(span.strip(), year):
            yield NewDay(day, kind, name)


def _span(text: str, year: int) -> Iterator[date]:
    found = _SPAN.fullmatch(text)
    if not found or not found[2]:
        raise Refused(f"“{text}”不是日子，写成 10-01 或 10-01..10-07")
    first = _date(text, found[1] or year, found[2], found[3])
    last = _date(text, found[4] or first.year, found[5] or first.month, found[6]) if found[6] else first
    if not 0 <= (last - first).days <= 60:
        raise Refused(f"“{text}”的末日早于首日，或长过两个月")
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _date(text: str, year: str | int, month: str | int, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise Refused(f"“{text}”里有不存在的日子") from error


def check_year(year: int, days: Iterable[NewDay], document: str, known: Collection[int], own: Collection[int]) -> None:
    """Refuse a year that cannot be published. `known` are the country's years, `own` those of the jurisdiction.

    The country's years follow one another without a gap, for working days are numbered through; a place adds to a
    year that the country has published. For the country `own` is `known`.
    """
    if not document.strip():
        raise Refused("请写明依据的文件", field="document")
    if year in own:
        raise Refused(f"{year}年的日历已经公布过；个别日子有变动，请逐日更改", field="year")
    if own is not known and year not in known:
        raise Refused(f"全国{year}年的日历还没有公布，先公布全国的", field="year")
    if own is known and known and year < min(known):
        raise Refused(f"日历从{min(known)}年开始，不能公布更早的年份", field="year")
    if own is known and known and year != max(known) + 1:
        raise Refused(f"{max(known) + 1}年还没有公布，请按年份顺序公布", field="year")
    check_days(year, list(days))


def check_days(year: int, days: list[NewDay]) -> None:
    """Refuse days that contradict the year, each other or themselves; a year without any day off is a mistake."""
    if not any(day.kind == "off" for day in days):
        raise Refused("没有一天放假，请把放假和调休的日子都写上", field="days")
    for day in days:
        check_day(day, year)
    check_once(days)


def check_once(days: list[NewDay]) -> None:
    """Refuse a day that is named twice."""
    seen = set[date]()
    for each in days:
        if each.day in seen:
            raise Refused(f"{_zh(each.day)}写了两遍", field="days")
        seen.add(each.day)


def check_day(new: NewDay, year: int) -> None:
    """Refuse what cannot be said of a day of this year."""
    said, weekend = _zh(new.day), new.day.weekday() >= 5
    if new.day.year != year:
        raise Refused(f"{said}不在{year}年", field="days")
    if new.kind == "off" and not new.name.strip():
        raise Refused(f"{said}放什么假？请写名称", field="name", clause=LAW)
    if new.kind == "make-up" and not weekend:
        raise Refused(f"{said}是星期{'一二三四五六日'[new.day.weekday()]}，本来就上班，不用调休", field="kind")
    if new.kind == "work" and weekend:
        raise Refused(f"{said}是周末，周末上班是调休上班", field="kind")


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
