"""A published file is worked out anew; what differs is said in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from tiexin.core.refusal import Refused
from tiexin.draws import rules
from tiexin.draws.definition import Rules
from tiexin.draws.pairing import FORMAT, pairs
from tiexin.draws.rules import Item

Row = tuple[str, ...]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FileItem(Strict):
    id: str
    label: str
    values: dict[str, str]
    excluded: str
    arranged_by: str
    arranged_why: str


class Frozen(Strict):
    rules: Rules
    items: list[FileItem]


class Days(Strict):
    frozen: date
    drawn: date


class Part(Strict):
    by: str
    salt: str
    commitment: str
    words: str


class Value(Strict):
    what: str
    on: str
    value: str


class FilePick(Strict):
    stratum: str
    id: str
    label: str
    how: str


class Replacement(FilePick):
    instead_of: str
    reason: str


class Published(Strict):
    """A published draw, key by key as docs/draw.md names them."""

    format: Literal["tiexin-draw-1"]
    title: str
    unit: str
    place: str
    basis: str
    days: Days
    frozen: Frozen
    frame_hash: str
    parts: list[Part]
    published: Value
    seed: str
    picks: list[FilePick]
    replacements: list[Replacement]

    @property
    def items(self) -> list[Item]:
        """The frame as the rules know it."""
        rows = self.frozen.items
        return [Item(row.id, row.label, row.values, row.excluded, row.arranged_by, row.arranged_why) for row in rows]


class Pair(Strict):
    team: str
    employer: str


class Paired(Strict):
    """A published pairing: both draws, and which enterprise was dealt to which team."""

    format: Literal["tiexin-pairs-1"]
    teams: Published
    employers: Published
    pairs: list[Pair]


def differences(text: str) -> list[str]:
    """Say what of a published file does not follow from its frame and its seed; nothing when all does.

    Of a file of pairs: what does not follow in either draw, and who was dealt to whom otherwise.
    """
    try:
        raw = json.loads(text)
        if isinstance(raw, dict) and raw.get("format") == FORMAT:
            return _paired(raw, Paired.model_validate(raw))
        read = Published.model_validate(raw)
    except json.JSONDecodeError as error:
        return [f"不是 JSON 文件：第{error.lineno}行读不出来"]
    except ValidationError as error:
        return [f"文件格式不对：{'.'.join(map(str, each['loc'])) or '全文'}" for each in error.errors()]
    except RecursionError:
        return ["不是抽签文件：层数过多"]
    return _one(raw, read)


def _one(raw: Any, read: Published) -> list[str]:
    try:
        return [*_frame(raw, read), *_seed(read), *_picks(read), *_replacements(read)]
    except KeyError as missing:
        return [f"抽样框中有一行缺少特征：{missing.args[0]}"]


def _paired(raw: Any, read: Paired) -> list[str]:
    found = [f"工作组：{each}" for each in _one(raw["teams"], read.teams)]
    found += [f"企业：{each}" for each in _one(raw["employers"], read.employers)]
    if read.teams.frozen.rules.by != read.employers.frozen.rules.by:
        found.append("两次抽签分的层不一样，不能配对")
    sides = ([(each.stratum, each.id) for each in side.picks] for side in (read.teams, read.employers))
    right = pairs(*sides)
    stated = [(each.team, each.employer) for each in read.pairs]
    return [*found, *_compared(right, stated, "对配对")]


def _frame(raw: Any, read: Published) -> Iterator[str]:
    worked = rules.sha256(rules.canonical(raw["frozen"]))
    if worked != read.frame_hash:
        yield f"抽样框的哈希值不对：文件写的是 {read.frame_hash}，算出来是 {worked}"
    ids = [row.id for row in read.frozen.items]
    if ids != sorted(set(ids)):
        yield "抽样框没有按编号排列，或有重复的编号"
    try:
        rules.check_rules(read.frozen.rules)
        rules.check_frame(read.frozen.rules, read.items)
    except Refused as refusal:
        yield f"抽样框不合规则：{refusal.message}"


def _seed(read: Published) -> Iterator[str]:
    for part in read.parts:
        if rules.commitment(part.salt, part.words) != part.commitment:
            yield f"{part.by}公开的种子和约定的不一样"
    words, value = [part.words for part in read.parts], read.published
    if words and (len(words) != rules.PARTS or value.value):
        yield f"种子应由{rules.PARTS}个人给出，或者是一个公开的数，不能两样都有"
    if not words and not str(read.days.frozen) < value.on <= str(read.days.drawn):
        yield "公开的数应在封存以后公布，公布以后才抽签"
    worked = rules.seed_of(words or [value.value])
    if worked != read.seed:
        yield f"种子不对：文件写的是 {read.seed}，应当是 {worked}"


def _picks(read: Published) -> Iterator[str]:
    wanted = rules.choose(read.frozen.rules, read.seed, read.items)
    labels = {item.key: item.label for item in read.items}
    right = [(each.stratum, each.key, labels[each.key], each.how) for each in wanted]
    stated = [(each.stratum, each.id, each.label, each.how) for each in read.picks]
    yield from _compared(right, stated)


def _compared(right: Sequence[Row], stated: Sequence[Row], what: str = "个结果") -> Iterator[str]:
    for place in range(max(len(right), len(stated))):
        said, due = _at(stated, place), _at(right, place)
        if said != due:
            yield f"第{place + 1}{what}不对：文件写的是{said}，应当是{due}"


def _at(rows: Sequence[Row], place: int) -> str:
    return " ".join(filter(None, rows[place])) if place < len(rows) else "没有"


def _replacements(read: Published) -> Iterator[str]:
    how, used = read.frozen.rules, {each.id for each in read.picks}
    rows = rules.ordered(how, read.seed, read.items)
    standing = {each.id: each.stratum for each in read.picks}
    for number, each in enumerate(read.replacements, 1):
        if standing.pop(each.instead_of, None) != each.stratum:
            yield f"第{number}次候补换下的{each.instead_of}当时不在这一层的结果里"
        due = rules.substitute(how, rows.get(each.stratum, []), used, standing)
        if due is None or (due.key, due.label) != (each.id, each.label) or each.how != "replacement":
            yield f"第{number}次候补不对：文件写的是{each.id}，应当是{due.key if due else '没有'}"
        if not each.reason:
            yield f"第{number}次候补没有理由"
        used.add(each.id)
        standing[each.id] = each.stratum
