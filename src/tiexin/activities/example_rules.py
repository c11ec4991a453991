"""How a model goes its way: proposed with evidence, judged above with a reason, published with consent, taken up."""

from collections.abc import Sequence
from datetime import date

from tiexin.activities.rules import check_text
from tiexin.core.refusal import Refused

KINDS = {"experience": "典型经验", "cadre": "先进干部"}
STATES = {
    "proposed": "已推荐",
    "accepted": "上级已采纳",
    "declined": "上级未采纳",
    "published": "已公布",
    "withdrawn": "已撤回",
}
MOVES = {  # what leads from which states
    "accept": ("proposed",),
    "decline": ("proposed",),
    "publish": ("accepted",),
    "withdraw": ("proposed", "accepted", "published"),
    "consent": ("proposed", "accepted"),
    "take_up": ("published",),
}
TITLE, TEXT, PROOFS = 100, 1000, 20  # characters, characters, records
SHOWN = "C210：总结典型要有佐证；不排名次"
PERSON = "本人同意才公布"


def check_proposal(kind: str, title: str, text: str, *, person: bool) -> None:
    """Refuse a proposal without words, and a model cadre who is nobody."""
    if kind not in KINDS:
        raise Refused("请选择推荐的是经验还是干部", field="kind")
    check_text(title, "title", "名称", TITLE)
    check_text(text, "text", "做法和成效", TEXT)
    if kind == "cadre" and not person:
        raise Refused("请选择推荐的是哪一位干部", field="officer")


def check_proofs(found: Sequence[object]) -> None:
    """Refuse a proposal without evidence, or with more than anybody reads."""
    if not found:
        raise Refused("请至少写一条佐证：打开那条记录，把地址抄下来", clause=SHOWN, field="proofs")
    if len(found) > PROOFS:
        raise Refused(f"最多写{PROOFS}条佐证", field="proofs")


def check_move(move: str, state: str) -> None:
    """Refuse what the state does not allow."""
    if state not in MOVES[move]:
        raise Refused(f"这个典型现在是“{STATES[state]}”，不能这样办")


def check_decider(by: int, author: int) -> None:
    """Refuse to judge one's own proposal."""
    if by == author:
        raise Refused("自己推荐的不能由自己决定", clause=SHOWN)


def check_consent(person: int | None, consented: date | None) -> None:
    """Refuse to publish somebody who has not consented."""
    if person is not None and consented is None:
        raise Refused("本人还没有同意，不能公布", clause=PERSON)


def check_taker(org: int, proposer: int) -> None:
    """Refuse a unit that takes up its own example."""
    if org == proposer:
        raise Refused("这是本单位推荐的典型，不用再登记学用", field="what")
