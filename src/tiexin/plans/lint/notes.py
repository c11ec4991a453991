"""What an author should know of the figures: not recorded yet, empty denominators, shared work, borrowed numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tiexin.core.documents.problems import SHOWN, Problem
from tiexin.evidence.measures import MEASURES
from tiexin.plans.lint.seen import Seen, Stated, stated

_HEADS = {"worker", "household"}


def not_recorded_yet(draft: Seen) -> Iterator[Problem]:
    """A measure that no page records yet is named once, with the duties that wait for it."""
    waiting: defaultdict[str, list[Stated]] = defaultdict(list)
    for one in stated(draft):
        asked = {part.measure for part in (one.definition.do, one.definition.over) if part}
        for name in sorted(asked):
            if name in MEASURES and not MEASURES[name].recorded_by:
                waiting[name].append(one)
    for name, duties in waiting.items():
        idents = "、".join(one.duty.ident for one in duties[:SHOWN])
        more = f" 等 {len(duties)} 项" if len(duties) > SHOWN else ""
        said = f"“{MEASURES[name].label}”还没有登记入口：{idents}{more}，先不计入完成比例，指标会写明。"
        yield draft.problem("info", duties[0].path, "not-recorded", said)


def empty_denominators(draft: Seen) -> Iterator[Problem]:
    """A rate whose denominator can be empty says what then holds (trap T10: a cadre with none owes nothing)."""
    for path, duty, definition in stated(draft):
        if definition.kind in ("rate", "response") and not duty.reading:
            said = f"{duty.ident} 的分母可能是零：没有这样的事的，不欠账，也不列入排名。另有约定的，请在 reading 写明。"
            yield draft.problem("info", path, "empty-denominator", said, ("reading",))


def shared_talk(draft: Seen) -> Iterator[Problem]:
    """People counted for each cadre: the plan says whether two cadres may count the same one (trap T9)."""
    for path, duty, definition in stated(draft):
        heads = definition.do is not None and definition.do.count in _HEADS
        if heads and definition.of.population == "officers" and definition.low is not None and not duty.reading:
            said = f"{duty.ident} 按每名干部数人：同组两名干部一起见的一个人，只算在登记的干部名下；"
            asked = "两人各记一次，就各算一人。原文没有说能不能这样算，请在 reading 写明。"
            yield draft.problem("warning", path, "shared-talk", said + asked, ("reading",))


def parameters(draft: Seen) -> Iterator[Problem]:
    """A number that the document lacks is called a parameter, with its source, wherever it is used."""
    for name, parameter in draft.head.parameters.items() if draft.head else ():
        said = f"“{parameter.title}”{parameter.value} 是算账用的参数（出处：{parameter.source}）。"
        yield draft.problem("info", ("parameters", name), "parameter", said)
