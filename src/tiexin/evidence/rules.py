"""Whether a fact may be recorded; judged on the fact's own day, not on the day it arrives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.evidence.measures import DIMENSIONS, MEASURES, TAGS
from tiexin.orgs.rules import check_sides

if TYPE_CHECKING:
    from tiexin.evidence.actions import NewFact

TRUTH = "佐证规则：只记真实发生过的工作"
PAPER = "keep_paper"  # the deed by which the founding paper of an organ is kept


def check_fact(fact: NewFact, *, today: date) -> None:
    """Raise `Refused` for a fact that cannot be true, naming the field and the rule."""
    check_names(fact)
    check_sides(fact.by_org, fact.at_org)
    if fact.qty <= 0:
        raise Refused("数量应大于零", clause=TRUTH, field="qty")
    if fact.on > today:
        raise Refused(f"日期 {zh_date(fact.on)} 还没有到，不能先记", clause=TRUTH, field="on")
    for org in (fact.by_org, fact.at_org):
        if not org.is_open(fact.on):
            raise Refused(f"“{org}”在 {zh_date(fact.on)} 不存在（尚未成立或已撤销）", clause=TRUTH, field="on")


def check_names(fact: NewFact) -> None:
    """Raise `ValueError`, naming what exists, for a measure, dimension or tag that was never declared."""
    if fact.measure not in MEASURES:
        raise ValueError(f"未声明的计量 {fact.measure}；已有：{'、'.join(MEASURES)}")
    for name in fact.dims:
        if name not in DIMENSIONS or name == "day":
            raise ValueError(f"未声明的维度 {name}；已有：{'、'.join(DIMENSIONS)}")
    for key, value in fact.tags:
        if value not in TAGS.get(key, {}):
            raise ValueError(f"未声明的标签 {key}={value}；已有：{'、'.join(TAGS.get(key, TAGS))}")


def tag_set_id(tags: Iterable[tuple[str, str]]) -> int:
    """Return the id of a set of tags: 63 bits of a hash, so that a hundred thousand sets do not meet by chance."""
    text = "\n".join(f"{key}={value}" for key, value in sorted(set(tags)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> 1
