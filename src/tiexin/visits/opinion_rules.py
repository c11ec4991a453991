"""What becomes of an opinion: whose it is, how it ends, what each end needs, when its giver is told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.measures import TAGS

SOURCES = {  # C253: whose opinions are asked for
    "front_line": "生产一线职工",
    "manager": "经营管理人员",
    "local_cadre": "地方工会干部",
    "union_cadre": "基层工会干部",
}
SOURCE_OF = {role: "manager" if role == "leader" else role for role in TAGS["role"]}
STATES = {
    "open": "还没有了结",
    "suggested": "已向单位建议，等回复",
    "answered": "已答复",
    "problem": "转为问题",
    "replied": "单位已回复",
    "set_aside": "未采纳",
    "withdrawn": "已撤回",
}
WAITING = ("open", "suggested")
TO_TELL = ("answered", "replied", "set_aside")  # of a problem those who raised it are told there
TEXT, UNIT = 500, 60  # characters
ENDS_SOMEWHERE = "C101、C253：意见建议逐条有来源、有着落，告知提出的人"


@dataclass(frozen=True)
class End:
    """One way in which an opinion may end: from which states, the verb of its entry, what has to be written."""

    name: str
    label: str
    frm: tuple[str, ...]
    verb: str
    asks: str


ENDS = {
    end.name: end
    for end in (
        End("answered", "当场答复", WAITING, "answer_opinion", "怎么答复的"),
        End("problem", "转为问题办理", WAITING, "make_problem_of", "为什么要作为问题办"),
        End("suggested", "向有关单位建议", ("open",), "suggest_opinion", "建议什么"),
        End("replied", "单位已经回复", ("suggested",), "note_reply", "单位怎么回复的"),
        End("set_aside", "不采纳", WAITING, "set_aside_opinion", "为什么不采纳"),
    )
}


def ends_from(state: str) -> list[End]:
    """The ends that a state allows, in their order."""
    return [end for end in ENDS.values() if state in end.frm]


def check_text(text: str, field: str, asks: str, longest: int = TEXT) -> None:
    """Refuse words that are missing, too long, or not to be kept."""
    if not text.strip():
        raise Refused(f"请写明{asks}", field=field)
    if len(text.strip()) > longest:
        raise Refused(f"请写在{longest}字以内", field=field)
    if "\0" in text:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)


def check_end(name: str, state: str) -> End:
    """Refuse an end that there is not, or that the state does not allow."""
    end = ENDS.get(name)
    if end is None:
        raise Refused("请选择怎样了结", field="end")
    if state not in end.frm:
        raise Refused(f"这条意见现在是“{STATES[state]}”，不能再“{end.label}”", clause=ENDS_SOMEWHERE, field="end")
    return end


def source_of(chosen: str, met: Collection[str], field: str = "opinion_from") -> str:
    """Whose opinion it is: as chosen, else as all who were met are; refused where they are of several kinds."""
    if chosen:
        if chosen not in SOURCES:
            raise Refused("请选择意见是谁提的", clause=ENDS_SOMEWHERE, field=field)
        return chosen
    kinds = {SOURCE_OF[role] for role in met}
    if len(kinds) != 1:
        raise Refused("见到的人身份不同，请选择意见是谁提的", clause=ENDS_SOMEWHERE, field=field)
    return kinds.pop()


def check_told(state: str, told: date | None) -> None:
    """Refuse to tell where there is nothing to tell yet, or a second time."""
    if told is not None:
        raise Refused("已经告知过了", clause=ENDS_SOMEWHERE)
    if state not in TO_TELL:
        raise Refused(f"这条意见“{STATES[state]}”，还没有什么可以告知", clause=ENDS_SOMEWHERE)


def check_telling(way: str, day: date, heard: date, on: date) -> None:
    """Refuse to have told in no known way, on a day to come or before the opinion was heard."""
    if way not in TAGS["way"]:
        raise Refused("请选择怎么告知的", clause=ENDS_SOMEWHERE, field="way")
    if day > on:
        raise Refused("告知的日期还没有到", field="day")
    if day < heard:
        raise Refused(f"意见是{zh_date(heard)}才提的，告知不会早于那天", field="day")
