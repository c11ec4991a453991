"""How a drawn record is checked, in plain values: who is asked, by whom, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.draws.rules import place_of

CAME = {"yes": "有人来过", "no": "没有人来过", "unreachable": "没有联系上"}
CHECK_STATES = {
    "asking": "正在核实",
    "nobody": "没有记姓名，无人可问",
    "agreed": "属实",
    "unreached": "都没有联系上",
    "to_author": "请登记人说明",
    "replied": "登记人已说明",
    "upheld": "不实，已作废",
    "dropped": "不实不成立",
}
DECIDABLE = ("to_author", "replied")
FAIR = "抽查核实：问的人不是被查单位的，也不是登记人"
FIRST = "抽查核实：先请登记人说明，再下结论"


def order_of(seed: str, visit: str, workers: Iterable[int], most: int) -> list[int]:
    """Whom of a record's people to ask: by SHA-256 of the draw's seed and the record's number with theirs.

    The same seed always gives the same; `most` are asked.
    """
    return sorted(workers, key=lambda pk: place_of(seed, f"{visit}|{pk}"))[:most]


def check_asker(asker: int, involved: Collection[int], of_unit: bool) -> None:
    """Refuse that somebody asks about their own record, or about one of their own unit."""
    if asker in involved:
        raise Refused("您登记了这条走访，或者是同行的人，请别人来问", clause=FAIR)
    if of_unit:
        raise Refused("您是被查单位的人，请督查单位的人来问", clause=FAIR)


def check_answer(came: str, way: str, asked: date, visited: date, today: date) -> None:
    """Refuse an answer in no known word, asked in no known way, on a day to come or before the visit."""
    if came not in CAME:
        raise Refused("请选择有没有人来过", field="came")
    if not way:
        raise Refused("请选择怎么问的", field="way")
    if asked > today:
        raise Refused("日期还没有到", field="on")
    if asked < visited:
        raise Refused(f"走访是{visited}的，不会更早问到", field="on")


def state_after(came: Collection[str]) -> str:
    """What a record's check comes to once some were asked: one no disproves, one open answer keeps it going.

    Somebody who could not be reached speaks neither for nor against.
    """
    if "no" in came:
        return "to_author"
    if "" in came:
        return "asking"
    if not came:
        return "nobody"
    return "agreed" if "yes" in came else "unreached"


def check_decision(state: str, due: date | None, today: date) -> None:
    """Refuse to decide what is not disproved, and before the author replied or had the time to."""
    if state not in DECIDABLE:
        raise Refused(f"这条核实现在是“{CHECK_STATES[state]}”，不用下结论", clause=FIRST)
    if state == "to_author" and (due is None or today <= due):
        term = f"，期限到{zh_date(due)}" if due else ""
        raise Refused(f"登记人还没有说明{term}", clause=FIRST)
