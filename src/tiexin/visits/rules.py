"""What a team, a stay and a visit must satisfy; plain values in, refusals out."""

from collections.abc import Collection, Sequence
from datetime import date

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.measures import TAGS
from tiexin.registry.vocabulary import MET_AS

MEETING = "面对面：记下方式和见到的人"
LONGEST = 500  # characters of a problem
TALK = 4000  # characters of what was said
CROWD = 200  # people met in one visit
UNNAMED = 999  # people whose names are not written down, in one visit
SAID = 3  # days named in a sentence
CLOSED = "封账规则：封账后的数保持原样"
MENDED = "一次录入：同一条记录只更正一次"
HAPPENED = "如实记录：已经发生的不能改成没有发生"


def check_unnamed(people: int) -> None:
    """Refuse a number of people without names that no visit has."""
    if not 0 <= people <= UNNAMED:
        raise Refused(f"没有记姓名的人数应为0至{UNNAMED}", field="unnamed")


def check_visit(methods: Collection[str], places: Collection[str], people: int, unnamed: int = 0) -> None:
    """Refuse a visit without a method, with unknown words, or where nobody was met."""
    if not methods:
        raise Refused("请至少选一种走访方式", clause=MEETING, field="methods")
    for field, words in (("method", methods), ("place", places)):
        if unknown := set(words) - TAGS[field].keys():
            raise Refused(f"“{'、'.join(sorted(unknown))}”不在可选范围内", field=f"{field}s")
    if not people + unnamed:
        raise Refused("请记下至少一位见到的人", clause=MEETING, field="people")
    if people > CROWD:
        raise Refused(f"一次走访最多记{CROWD}人，请分开登记", field="people")


def check_mended(recorded: tuple[object, ...], typed: tuple[object, ...]) -> None:
    """Refuse a correction that says what the record says already."""
    if recorded == typed:
        raise Refused("内容和原来的记录一样，没有要更正的")


def check_new_people(people: Sequence[tuple[str, str]]) -> None:
    """Refuse a nameless or doubled person, or an unknown role."""
    names = [name.strip() for name, _ in people]
    for name, (_, role) in zip(names, people, strict=True):
        if not name or len(name) > 40:
            raise Refused("姓名应为1至40个字", field="people")
        check_text(name, 40, "people")
        if role not in MET_AS:
            raise Refused(f"请为{name}选择身份", field="people")
    if doubled := {name for name in names if names.count(name) > 1}:
        raise Refused(f"{'、'.join(sorted(doubled))}写了两次", field="people")


def check_text(text: str, longest: int, field: str) -> None:
    """Refuse a text that is too long or holds what a database cannot keep."""
    if len(text.strip()) > longest:
        raise Refused(f"请写在{longest}字以内", field=field)
    if "\0" in text:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)


def check_problem(question: str, text: str) -> None:
    """Refuse a problem without its kind or its text, or with more text than a list can show."""
    if question not in TAGS["question"]:
        raise Refused("请选择问题属于最盼、最急、最忧、最怨中的哪一类", field="question")
    if not text.strip():
        raise Refused("请写下问题是什么", field="problem")
    check_text(text, LONGEST, "problem")


def check_stay(start: date, end: date, taken: Collection[tuple[date, date]]) -> None:
    """Refuse a stay that ends before it starts or overlaps another stay of the same team."""
    if end < start:
        raise Refused("离开日期应不早于进驻日期", field="end")
    for other_start, other_end in taken:
        if start <= other_end and other_start <= end:
            raise Refused(f"与{zh_date(other_start)}至{zh_date(other_end)}的另一次蹲点重叠", field="start")


def check_changeable(cancelled: date | None, told: bool) -> None:
    """Refuse to touch a stay that was cancelled, or whose numbers were told in a closed period."""
    if cancelled is not None:
        raise Refused(f"这次蹲点已于{zh_date(cancelled)}取消，不能再改")
    if told:
        raise Refused("这次蹲点的数已经封账，不能再改", clause=CLOSED)


def check_moved(before: tuple[date, date], after: tuple[date, date], visited: Collection[date]) -> None:
    """Refuse new days that are the old ones, or that leave out a day of the stay on which a visit was recorded."""
    if before == after:
        raise Refused("日子没有变", field="start")
    early, late = {day for day in visited if day < after[0]}, {day for day in visited if day > after[1]}
    if early or late:
        said = f"{listed(early | late)}已在这家企业登记走访，蹲点应包含这些日子；走访登记错了的，先作废走访"
        raise Refused(said, clause=HAPPENED, field="start" if early else "end")


def check_unvisited(visited: Collection[date]) -> None:
    """Refuse to cancel a stay in which a visit was recorded: it took place."""
    if visited:
        said = f"{listed(visited)}已在这家企业登记走访，这次蹲点已经发生；可以改日子，走访登记错了的，先作废走访"
        raise Refused(said, clause=HAPPENED)


def listed(days: Collection[date]) -> str:
    """The first days in words, and how many there are when not all of them are said."""
    said = "、".join(map(zh_date, sorted(set(days))[:SAID]))
    return said if len(set(days)) <= SAID else f"{said}等{len(set(days))}天"
