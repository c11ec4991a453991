"""How a matter goes its way: its states, the moves between them, what each needs, who may take it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tiexin.core.refusal import Refused

STATES = {
    "registered": "已登记",
    "accepted": "已受理",
    "handling": "办理中",
    "replied": "已答复",
    "called_back": "已回访",
    "reviewing": "复查中",
    "reviewed": "已复查",
    "second_reviewing": "复核中",
    "second_reviewed": "已复核",
    "closed": "已办结",
    "elsewhere": "已告知去处",
    "withdrawn": "已撤回",
}
OPEN = ("registered", "accepted", "handling", "replied", "called_back", "reviewing", "reviewed", "second_reviewing")
WORKED = ("accepted", "handling")  # somebody works at the answer
ENDED = ("second_reviewed", "closed", "elsewhere", "withdrawn")
DONE = ("closed", "second_reviewed")  # ended with an answer: a second review is the last there is
CHANNELS = {
    "window": "服务窗口",
    "hotline": "12351热线",
    "visit": "走访",
    "room": "群众工作室",
    "web": "网上",
    "letter": "来信",
    "moved": "其他单位转来",
}
ASKERS = {
    "self": "本人",
    "family": "家属",
    "colleague": "工友",
    "group": "集体",
    "anonymous": "不具名",
}
REPLY_WAYS = {"code": "凭查询码看", "slip": "打印回执", "call": "电话告诉我"}
WOMAN = {"yes": "由女同志接待", "no": "没有女同志接待，本人同意"}
TITLE, TEXT, NAME, LONG = 60, 2000, 40, 10_000  # characters
UNCLEAR = "请兜底的人定由谁办"  # the step with which a matter that units return to each other waits for who decides
ADDED = "本人补充"  # the step that whoever asked writes themselves
PATH = "C136、C138、C139：首问首接负责，限时办结，一包到底"
FIRST = "C136：首问首接负责制，接收的一方收下以前，仍由首接人负责"
REVIEW = "《信访工作条例》第35、36条：复查、复核由上一级办，复核以后不再受理"
OUTSIDE = "您也可以直接向上一级工会反映；违纪违法的，向纪检监察机关举报（12388）"
LEADS = "C137：领导包案制"
CONFLICT = "《信访工作条例》第28条：与事项有利害关系的应当回避"


@dataclass(frozen=True)
class Move:
    """One way on. `event` is what clocks listen to, `who` may take it: owner, leader, caller back, or the asker.

    `asks` is what has to be written; `tells`: the asker reads those words.
    """

    name: str
    label: str
    frm: tuple[str, ...]
    to: str
    event: str
    who: str
    asks: str
    tells: bool = True

    @property
    def verb(self) -> str:
        """The verb of the entry."""
        return f"{self.name}_case"

    @property
    def offered(self) -> str:
        """What an officer is offered: only whoever asked can want this one, the officer writes it down."""
        return f"本人要{self.label}" if self.name == "withdraw" else self.label


MOVES = {
    move.name: move
    for move in (
        Move("accept", "受理", ("registered",), "accepted", "accepted", "owner", "怎么告诉职工的"),
        Move("refuse", "不属本单位受理，告知去处", ("registered",), "elsewhere", "refused", "owner", "为什么、该找谁"),
        Move("begin", "开始办理", ("accepted",), "handling", "begun", "owner", "打算怎么办", tells=False),
        Move("reply", "答复", WORKED, "replied", "replied", "owner", "怎么处理的、依据什么"),
        Move("close", "办结", ("replied", "called_back", "reviewed"), "closed", "closed", "owner", "为什么可以办结"),
        Move(
            "redo", "没有真正解决，再次办理", ("replied", "called_back"), "handling", "redone", "owner", "哪里没有解决"
        ),
        Move(
            "reopen",
            "重新办理",
            ("closed", "elsewhere", "withdrawn"),
            "handling",
            "reopened",
            "leader",
            "有什么新的事实和理由",
        ),
        Move("answer_review", "作出复查意见", ("reviewing",), "reviewed", "review_answered", "owner", "复查意见和依据"),
        Move(
            "answer_second",
            "作出复核意见",
            ("second_reviewing",),
            "second_reviewed",
            "second_review_answered",
            "owner",
            "复核意见和依据",
        ),
        Move(
            "ask_review",
            "请求复查",
            ("replied", "called_back", "closed"),
            "reviewing",
            "review_asked",
            "asker",
            "对哪里不服、为什么",
        ),
        Move(
            "ask_second",
            "请求复核",
            ("reviewed", "handling"),
            "second_reviewing",
            "second_review_asked",
            "asker",
            "对复查意见哪里不服、为什么",
        ),
        Move(
            "withdraw", "撤回", ("registered", "accepted", "handling"), "withdrawn", "withdrawn", "asker", "为什么撤回"
        ),
    )
}
REVIEWING = ("reviewing", "second_reviewing")
ASKED_ABOVE = {"ask_review": "复查", "ask_second": "复核"}
ANSWERED_ABOVE = {"answer_review": "复查", "answer_second": "复核"}
REVIEWS = (*ASKED_ABOVE, *ANSWERED_ABOVE)
REVIEWED = {  # how the answer that stands came through its review
    "": "没有复查过",
    "upheld": "复查维持",
    "ordered": "按复查意见办理",
    "final": "已经复核",
}
EVENTS = {
    "registered": "登记",
    "offered": "转出",
    "taken": "收下",
    "returned": "退回",
    "contacted": "联系职工",
    "called_back": "回访",
    "tried": "回访没有找到本人",
    "unsolved": "本人说没有解决",
    "extended": "延长期限",
    "stopped": "停计",
    "resumed": "恢复计算",
    "delay_asked": "请求停计或者延长",
    "delay_refused": "没有同意停计或者延长",
    "recused": "回避",
    "led": "包案",
    "helped": "协办",
    "noted": "记下情况",
    "phoned": "电话告诉",
    "rerouted": "改由另一项服务办",
    "lapsed": "期限届满",
    "crisis": "危机处置",
    "rung": "12351打电话找领导",
    "asked_back": "打12351来问，请回电话",
    "followed_up": "跟进",
    "reported": "向上报告",
    "sent_outside": "送交其他机关",
    "delivered": "文书送达对方",
    "answered_outside": "其他机关答复",
    "proposed": "提请行政部门处理",
    "proposal_delivered": "建议书送达行政部门",
    "department_answered": "行政部门答复",
    "review_ordered": "按复查、复核意见办理",
    **{move.event: move.label for move in MOVES.values()},
}


def moves_from(state: str, who: Collection[str], *, reviewed: bool, review: str = "") -> list[Move]:
    """The moves that a state allows those people: the buttons of the page, and what an action accepts.

    `reviewed`: reviews are open to the service; `review` of `REVIEWED`: how far the matter's own have come.
    """
    theirs = [move for move in MOVES.values() if state in move.frm and move.who in who and _left(move, state, review)]
    return [move for move in theirs if reviewed or move.name not in REVIEWS]


def _left(move: Move, state: str, review: str) -> bool:
    """Whether earlier reviews leave a move open: an answer is reviewed once, and what a first review ordered may go up
    once more while it is carried out (《信访工作条例》第35、36条)."""
    if move.name == "ask_review":
        return review == ""
    return move.name != "ask_second" or state == "reviewed" or review == "ordered"


def check_move(name: str, state: str, *, reviewed: bool, review: str = "") -> Move:
    """Refuse a move that there is not, that the state or an earlier review does not allow, or that this service does
    not know."""
    move = MOVES.get(name)
    if move is None or (move.name in REVIEWS and not reviewed):
        raise Refused("请选择下一步怎么办", field="move")
    left = _left(move, state, review)
    if state in move.frm and name == "ask_review" and not left:
        done = "复核" if review == "final" else "复查"
        raise Refused(f"这件诉求已经{done}过，不再复查", clause=REVIEW, field="move")
    if state not in move.frm or not left:
        raise Refused(f"这件诉求现在是“{STATES[state]}”，不能再“{move.label}”", clause=PATH, field="move")
    return move


def check_words(text: str, field: str, asks: str = "", longest: int = TEXT) -> None:
    """Refuse words that are missing where they are asked for, too long, or not to be kept."""
    if asks and not text.strip():
        raise Refused(f"请写明{asks}", field=field)
    if len(text) > longest:
        raise Refused(f"请写在{longest}字以内（现在{len(text)}字），长的材料可以作为附件", field=field)
    if "\0" in text:
        raise Refused("文字里有不能保存的字符，请删去后重写", field=field)


def check_woman(wished: bool, move: str, said: str) -> str:
    """What is said about who received somebody that asked for a woman; refuses an answer that leaves it open."""
    if not wished or move != "reply":
        return ""
    if said not in WOMAN:
        raise Refused("职工请女同志接待，请写明是不是由女同志接待的", field="woman")
    return f"（{WOMAN[said]}）"


def check_seen(seen: int | None, last: int) -> None:
    """Refuse a step decided on what was true before somebody else's step; None decides on what is true now."""
    if seen is not None and seen != last:
        raise Refused("刚才已有人办理了这件诉求，请看过最新的一步再定", clause=PATH)


def check_open(state: str) -> None:
    """Refuse anything about a matter that has ended."""
    if state in ENDED:
        raise Refused(f"这件诉求“{STATES[state]}”，不能再这样办", clause=PATH)


def is_late(state: str, due: datetime | None, now: datetime) -> bool:
    """Whether the next term has passed: a term of days at the end of its last day, one of hours by the minute."""
    return state in OPEN and due is not None and due <= now
