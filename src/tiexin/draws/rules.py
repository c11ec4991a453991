"""What a draw decides, in plain values: docs/draw.md says the same for strangers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tiexin.core.refusal import Refused
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.draws.definition import Rules

PROOF = "抽签规则：抽样框封存后不变，种子先约定、后公开"
DISTRESSED = "走访对象必须选择为基层困难企业"
DISTINCT = "走访5家以上不同类型企业"
CITY = "走访对象应结合该市工会的安排随机抽取"
SHORTEST, LONGEST, PARTS = 8, 120, 2


@dataclass(frozen=True)
class Item:
    """One of a frame: its public number, its features, why it is left out, and who arranged it."""

    key: str
    label: str
    values: Mapping[str, str]
    excluded: str = ""
    arranged_by: str = ""
    arranged_why: str = ""


@dataclass(frozen=True)
class Chosen:
    """One that was chosen: its stratum, whether by lot or by arrangement."""

    key: str
    stratum: str
    how: str


def canonical(value: object) -> bytes:
    """The one way to write a value: JSON with sorted keys, no blanks, Chinese as it is, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256(content: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def frozen(rules: Rules, items: Iterable[Item]) -> dict[str, Any]:
    """What is frozen: the rules and the whole frame by number, those left out with their reasons."""
    rows = [
        {
            "id": item.key,
            "label": item.label,
            "values": dict(item.values),
            "excluded": item.excluded,
            "arranged_by": item.arranged_by,
            "arranged_why": item.arranged_why,
        }
        for item in sorted(items, key=lambda item: item.key)
    ]
    return {"rules": rules.model_dump(), "items": rows}


def commitment(salt: str, words: str) -> str:
    """What binds somebody to words that are not told yet."""
    return sha256(f"{salt}|{words}".encode())


def place_of(seed: str, key: str) -> str:
    """Where a number stands in the order of a seed: the smaller comes first."""
    return sha256(f"{seed}|{key}".encode())


def stratum(rules: Rules, item: Item) -> str:
    """Name the stratum of an item; without strata all are in one, whose name is empty."""
    return " / ".join(item.values[by] for by in rules.by)


def eligible(rules: Rules, item: Item) -> bool:
    """Tell whether an item takes part: not left out, and distressed where the rules ask for it."""
    return not item.excluded and not (rules.distressed and item.values["distressed"] != "是")


def ordered(rules: Rules, seed: str, items: Iterable[Item]) -> dict[str, list[Item]]:
    """Lay out who takes part by stratum, each in the order of the seed; strata by name."""
    found: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: place_of(seed, item.key)):
        if eligible(rules, item):
            found.setdefault(stratum(rules, item), []).append(item)
    return dict(sorted(found.items()))


def choose(rules: Rules, seed: str, items: Iterable[Item]) -> list[Chosen]:
    """Choose from each stratum: the arranged first, then by order until there are enough.

    Where types are distinct, one whose type was taken already in its stratum is passed over.
    """
    return [each for name, row in ordered(rules, seed, items).items() for each in _from(rules, name, row)]


def _from(rules: Rules, name: str, row: Sequence[Item]) -> list[Chosen]:
    types: set[str] = set()
    taken: list[Chosen] = []
    for item in (*(i for i in row if i.arranged_by), *(i for i in row if not i.arranged_by)):
        fits = not rules.distinct or item.values["kind"] not in types
        if len(taken) < rules.each and fits:
            types.add(item.values["kind"])
            taken.append(Chosen(item.key, name, "arranged" if item.arranged_by else "random"))
    return taken


def substitute(rules: Rules, row: Sequence[Item], used: Collection[str], standing: Collection[str]) -> Item | None:
    """Return the next of a stratum in its order: never used before, its type not among those that still stand."""
    types = {item.values["kind"] for item in row if item.key in standing}
    for item in row:
        if item.key not in used and not (rules.distinct and item.values["kind"] in types):
            return item
    return None


def check_rules(rules: Rules) -> None:
    """Refuse arrangements beyond the number that is drawn, and distinct types within one type."""
    if rules.arranged > rules.each:
        raise Refused("当地安排的数量不能超过要抽的数量", clause=CITY, field="arranged")
    if rules.distinct and "kind" in rules.by:
        raise Refused("已经按企业类型分层，同一层里类型必然相同", clause=DISTINCT, field="distinct")


def check_state(state: str, wanted: Collection[str], said: str) -> None:
    """Refuse a step out of its turn."""
    if state not in wanted:
        raise Refused(said, clause=PROOF)


def check_frame(rules: Rules, items: Sequence[Item]) -> None:
    """Refuse to freeze a frame that nobody can be drawn from, or whose arrangements break the rules."""
    if not any(eligible(rules, item) for item in items):
        raise Refused("抽样框里没有可抽的对象", clause=PROOF)
    arranged: dict[str, list[Item]] = {}
    for item in items:
        if item.arranged_by:
            check_arranged(rules, item)
            arranged.setdefault(stratum(rules, item), []).append(item)
    for name, row in arranged.items():
        if len(row) > rules.arranged:
            said = f"{name or '全部对象'}中当地安排了{len(row)}家，规则最多{rules.arranged}家"
            raise Refused(said, clause=CITY)
        if rules.distinct and len({item.values["kind"] for item in row}) < len(row):
            raise Refused(f"{name or '全部对象'}中当地安排的有相同类型", clause=DISTINCT)


def check_arranged(rules: Rules, item: Item) -> None:
    """Refuse to arrange what does not take part, or where nothing may be arranged."""
    if not rules.arranged:
        raise Refused("这次抽签不接受当地安排", clause=CITY)
    if item.excluded:
        raise Refused(f"{item.label}已排除，不能再安排", clause=PROOF)
    if not eligible(rules, item):
        raise Refused(f"{item.label}没有经营困难的标记", clause=DISTRESSED)


def check_unchanged(now: str, frozen_hash: str) -> None:
    """Refuse to draw from a frame that is not the one that was frozen."""
    if now != frozen_hash:
        raise Refused("抽样框和封存时不一样，不能抽签；请取消后重新发起", clause=PROOF)


def check_part(words: str, giver: int, givers: Collection[int]) -> None:
    """Refuse a part that can be guessed, a second part of one person, and a third part."""
    if giver in givers:
        raise Refused("您已经约定过，另一份要由另一个人给出", clause=PROOF)
    if len(givers) >= PARTS:
        raise Refused("两份种子都已约定，不能再加", clause=PROOF)
    if not SHORTEST <= len(words) <= LONGEST:
        raise Refused(f"请写{SHORTEST}至{LONGEST}个字，短了容易被猜到", clause=PROOF, field="words")


def check_revealed(salt: str, words: str, promised: str) -> None:
    """Refuse words that are not those that were agreed."""
    if commitment(salt, words) != promised:
        raise Refused("和您约定时写的不一样，请一字不差地再写一遍", clause=PROOF, field="words")


def check_promised(known_on: date, today: date) -> None:
    """Refuse a published value that may be known already."""
    if known_on <= today:
        raise Refused("要选以后才公布的数，已经公布的不能作种子", clause=PROOF, field="known_on")


def check_published(known_on: date | None, value: str, today: date) -> None:
    """Refuse a value before its day."""
    if known_on is None:
        raise Refused("这次抽签没有约定公开的数", clause=PROOF)
    if today < known_on:
        raise Refused(f"这个数要到{zh_date(known_on)}才公布", clause=PROOF, field="value")
    if not value:
        raise Refused("请写公布的值", field="value")


def seed_of(words: Sequence[str]) -> str:
    """Join the parts in the order in which they were agreed."""
    return "|".join(words)
