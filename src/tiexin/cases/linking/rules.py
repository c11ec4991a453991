"""When matters may be handled together: one is the head, the others follow it; never in chains. Pure.

What has ended is handled no more: who brings the same thing again points to it, and that is all.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tiexin.core.refusal import Refused

KINDS = {
    "group": "集体事项：同一件事，人多",
    "repeat": "同一个人又提出同一件事",
    "employer": "同一家单位的同类事",
}
REPEAT = "repeat"  # the same person once more
SHORT = {"group": "集体事项", "repeat": "重复提出", "employer": "同一单位"}
PLACES = {"follow": "那一件主办，这一件随它办", "head": "这一件主办，那一件随它办"}
ONE = "C137：领导包案，一个包案领导管到底；每一个人各答复一次"
SEALED = "保密：内容加密的诉求不跟别的并案"


@dataclass(frozen=True)
class Side:
    """What is asked of a matter before it is linked: who it is from, whether it is linked already."""

    pk: int
    ended: bool
    sealed: bool
    heads: bool  # others follow it
    follows: bool
    practice: bool
    askers: Collection[str] = ()  # by what the asker is known: a worker's number, a hash of the phone
    employer: int | None = None


def check(kind: str, head: Side, follower: Side) -> None:
    """Refuse a link that there cannot be: a matter with itself, a chain, another asker's or another employer's."""
    if kind not in KINDS:
        raise Refused("请选择为什么并案", field="kind")
    if head.pk == follower.pk:
        raise Refused("不能跟自己并案", field="number")
    if head.sealed or follower.sealed:
        raise Refused("内容加密的诉求不并案", clause=SEALED, field="number")
    if head.practice != follower.practice:
        raise Refused("练习和真实的诉求不能并案", field="number")
    if head.ended or follower.ended:
        _check_ended(kind, follower)
    _check_chain(head, follower)
    _check_same(kind, head, follower)


def _check_ended(kind: str, follower: Side) -> None:
    if kind != REPEAT:
        said = "已经结束的诉求不并案；同一个人又提出同一件事的，为什么并案选“同一个人又提出同一件事”"
        raise Refused(said, clause=ONE, field="number")
    if follower.ended:
        raise Refused("已经结束的那一件不再办，请选“那一件主办，这一件随它办”", clause=ONE, field="place")


def _check_chain(head: Side, follower: Side) -> None:
    if follower.follows:
        raise Refused("随办的那一件已经并过案，先解除再并", clause=ONE, field="number")
    if head.follows:
        raise Refused("主办的那一件自己也随别的办，请直接并到最前面那一件", clause=ONE, field="number")
    if follower.heads:
        raise Refused("已经有别的诉求随它办，它不能再随别的办，请把它作为主办", clause=ONE, field="number")


def _check_same(kind: str, head: Side, follower: Side) -> None:
    if kind == REPEAT and not set(head.askers) & set(follower.askers):
        raise Refused("不是同一个人提出的：名册里的职工和电话都对不上", clause=ONE, field="kind")
    if kind == "employer" and (head.employer is None or head.employer != follower.employer):
        raise Refused("不是同一家单位的", clause=ONE, field="kind")


def people_in(own: int, more: Iterable[tuple[str, int]]) -> int:
    """For how many a head speaks with all that follow it, each said as kind of link and people.

    The same asker once more is not one more: of what they said the greatest number counts.
    """
    said = list(more)
    again = [people for kind, people in said if kind == REPEAT]
    return max([own, *again]) + sum(people for kind, people in said if kind != REPEAT)


def is_group(people: int, group_from: int | None) -> bool:
    """Whether so many people make it a matter of a group, by the catalogue."""
    return group_from is not None and people >= group_from
