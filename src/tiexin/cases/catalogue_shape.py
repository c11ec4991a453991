"""The keys of a service's file: which there are, what stands behind each, and what is said when one is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tiexin.calendars.places import PLACES
from tiexin.cases.catalogue import OPENS, catalogue
from tiexin.cases.promise import READERS
from tiexin.cases.rules import ASKERS, EVENTS
from tiexin.core.documents.problems import Problem, choices, meant, sentence
from tiexin.core.documents.source import Keys, Source
from tiexin.core.workdays import MOST
from tiexin.evidence.measures import TAGS
from tiexin.orgs.models import Level
from tiexin.orgs.roles import ROLES
from tiexin.registry.vocabulary import WORKER_GROUPS


@dataclass(frozen=True)
class Text:
    """A sentence or a name; `empty` where nothing may stand there."""

    longest: int = 2000
    empty: bool = False


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    least: int = 1
    most: int = MOST


@dataclass(frozen=True)
class Yes:
    """True or false."""


@dataclass(frozen=True)
class One:
    """One of known words."""

    words: Mapping[str, str]
    what: str


@dataclass(frozen=True)
class Many:
    """A list of at least one member."""

    of: Shape


@dataclass(frozen=True)
class Each:
    """Names of one's own choice, each with the same thing behind it; `names` where they are not quite free."""

    of: Shape
    longest: int = 24
    names: Mapping[str, str] | None = None
    what: str = "名称"


@dataclass(frozen=True)
class Keyed:
    """Fixed keys; those of `must` may not be missing."""

    keys: Mapping[str, Shape]
    must: tuple[str, ...] = ()


Shape = Text | Whole | Yes | One | Many | Each | Keyed

UNITS = {"hour": "小时", "work-hour": "工作小时", "day": "日", "workday": "工作日", "month": "月", "year": "年"}
FIRSTS = {"next": "次日起算", "same": "当日起算", "moment": "即时起算（小时）"}
HOLDERS = {"unit": "承办单位", "asker": "提出的人", "other": "其他机关、用人单位"}
TYPES = {
    "text": "一行字",
    "long": "一段话",
    "money": "金额",
    "number": "整数",
    "day": "日期",
    "choice": "单选",
    "yes": "是否",
}
EVENT = One(EVENTS, "事件")
SOURCE = Keyed({"clause": Text(8), "law": Text(60), "article": Text(20), "note": Text(120)})
LENGTH = Keyed({"amount": Whole(), "unit": One(UNITS, "单位"), "first": One(FIRSTS, "起算")}, ("amount", "unit"))
OF_CLASS = Keyed({**LENGTH.keys, "source": SOURCE}, LENGTH.must)
CLOCK = Keyed(
    {
        "label": Text(40),
        "holder": One(HOLDERS, "由谁遵守"),
        "starts": Many(EVENT),
        "met_by": Many(EVENT),
        "ends": Many(EVENT),
        "length": LENGTH,
        "by_class": Each(OF_CLASS, 12),
        "extend": Keyed(
            {"length": LENGTH, "source": SOURCE, "times": Whole(most=20), "approval": Yes()}, ("length", "source")
        ),
        "stops": Keyed(
            {"reasons": Each(Text(60)), "most": Whole(), "unlimited": SOURCE, "source": SOURCE}, ("reasons", "source")
        ),
        "source": SOURCE,
        "silence": Text(120),
        "then": Text(120),
    },
    ("label", "starts", "met_by", "length", "source"),
)
FIELD = Keyed(
    {
        "label": Text(40),
        "type": One(TYPES, "类型"),
        "must": Yes(),
        "choices": Each(Text(40)),
        "hint": Text(120),
    },
    ("label",),
)
OUTCOME = Keyed({**FIELD.keys, "unhelped": Many(Text(24))}, FIELD.must)
OVERRIDE = Keyed(
    {"amount": Whole(), "extend": Whole(), "most": Whole(), "by_class": Each(Whole(), 12), "source": SOURCE},
    ("source",),
)
JURISDICTIONS = Each(
    Keyed({"clocks": Each(OVERRIDE), "group_from": Whole(2), "group_source": SOURCE}),
    names=PLACES,
    what="地方代码",
)
OWN_NUMBERS = Keyed(
    {"service": One({name: each.label for name, each in catalogue().items()}, "服务"), "jurisdictions": JURISDICTIONS},
    ("service", "jurisdictions"),
)
SERVICE = Keyed(
    {
        "service": Text(20),
        "order": Whole(),
        "label": Text(20),
        "short": Text(60),
        "function": One({"": "不属七项服务", **TAGS["service"]}, "服务"),
        "sources": Many(SOURCE),
        "who": Text(120),
        "askers": Many(One(ASKERS, "谁提出的")),
        "group_from": Whole(2),
        "group_source": SOURCE,
        "see": Text(120),
        "readers": Many(One(READERS, "谁看得到")),
        "sealed": Yes(),
        "seal_if": Each(Many(Text(24))),
        "past_unit": Yes(),
        "reviewed": Yes(),
        "urgent": Yes(),
        "appointment": Yes(),
        "opens": One(OPENS, "办理结果"),
        "call": Each(Text(60)),
        "unconfirmed": Each(Text(60)),
        "fields": Each(FIELD),
        "needs": Many(Keyed({"label": Text(80), "must": Yes(), "why": Text(120)}, ("label",))),
        "script": Each(
            Keyed({"label": Text(20), "lines": Many(Text(200)), "source": SOURCE}, ("label", "lines", "source"))
        ),
        "owners": Many(Keyed({"level": One(dict(Level.choices), "层级"), "title": Text(20)}, ("level",))),
        "outside": Many(Text(40)),
        "classes": Each(Text(20), 12),
        "class_if": Each(
            Keyed(
                {
                    "to": Text(12),
                    "answers": Each(Many(Text(24))),
                    "groups": Many(One(WORKER_GROUPS, "群体")),
                    "before": Each(Whole()),
                    "say": Text(60),
                    "source": SOURCE,
                },
                ("to", "say", "source"),
            )
        ),
        "tell": Each(One({name: role.label for name, role in ROLES.items()}, "岗位"), 12),
        "clocks": Each(CLOCK),
        "steps": Each(
            Keyed({"label": Text(60), "source": SOURCE, "event": EVENT, "after": Many(Text(20))}, ("label", "source")),
            20,
        ),
        "letters": Each(Keyed({"label": Text(40), "at": EVENT, "source": SOURCE}, ("label", "at", "source"))),
        "outcomes": Each(OUTCOME),
        "not_a_case": Each(
            Keyed(
                {
                    "label": Text(60),
                    "say": Text(200),
                    "send_to": Text(60, empty=True),
                    "service": Text(20),
                    "given": Each(Text(24)),
                    "source": SOURCE,
                },
                ("label", "say", "send_to", "source"),
            )
        ),
        "jurisdictions": JURISDICTIONS,
    },
    ("service", "order", "label", "short", "function", "sources", "who", "askers", "clocks", "not_a_case"),
)


def error(source: Source, path: Keys, rule: str, *said: str, accepted: tuple[str, ...] = ()) -> Problem:
    """A finding at a place of the file; `rule` that ends in `key` points to the key, others to the value."""
    place = source.place(path, key=rule.endswith("key"))
    return Problem("error", *place, source.name(path), sentence(*said), accepted, rule)


def check(source: Source, shape: Shape, value: Any, path: Keys = ()) -> Iterator[Problem]:
    """Every place at which a value does not have its shape; what the reader refused is passed over."""
    if source.in_hole(path):
        return
    if isinstance(shape, Keyed | Each):
        yield from _mapping(source, shape, value, path)
    elif isinstance(shape, Many):
        yield from _list(source, shape, value, path)
    else:
        yield from _plain(source, shape, value, path)


def _mapping(source: Source, shape: Keyed | Each, value: Any, path: Keys) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield error(source, path, "mapping", f"{_last(path)} 下面要分项写（键: 值）。")
        return
    yield from _keyed(source, shape, value, path) if isinstance(shape, Keyed) else _each(source, shape, value, path)


def _keyed(source: Source, shape: Keyed, value: dict[str, Any], path: Keys) -> Iterator[Problem]:
    known = tuple(shape.keys)
    for name, member in value.items():
        if name in shape.keys:
            yield from check(source, shape.keys[name], member, (*path, name))
        else:
            said = f"{_last(path)} 没有 {name} 这一项。"
            yield error(source, (*path, name), "unknown-key", said, meant(name, known), choices(known), accepted=known)
    for name in shape.must:
        if name not in value:
            yield error(source, path, "missing", f"{_last(path)} 缺少 {name}。")


def _each(source: Source, shape: Each, value: dict[str, Any], path: Keys) -> Iterator[Problem]:
    for name, member in value.items():
        own = (*path, name)
        if shape.names is not None and name not in shape.names:
            known = tuple(f"{code} {label}" for code, label in shape.names.items() if code)
            yield error(source, own, "unknown-key", f"没有 {name} 这个{shape.what}。", choices(known), accepted=known)
        if len(name) > shape.longest:
            yield error(source, own, "long-key", f"{name} 太长：最多 {shape.longest} 个字符。")
        yield from check(source, shape.of, member, own)


def _list(source: Source, shape: Many, value: Any, path: Keys) -> Iterator[Problem]:
    if not isinstance(value, list) or not value:
        yield error(source, path, "list", f"{_last(path)} 是一个列表，至少一项：[甲, 乙]。")
        return
    for index, member in enumerate(value):
        yield from check(source, shape.of, member, (*path, index))


def _plain(source: Source, shape: Shape, value: Any, path: Keys) -> Iterator[Problem]:
    if isinstance(shape, One):
        yield from _one(source, shape, value, path)
    elif isinstance(shape, Yes):
        if not isinstance(value, bool):
            yield error(source, path, "yes", f"{_last(path)} 写 true 或者 false。", accepted=("true", "false"))
    elif isinstance(shape, Whole):
        if isinstance(value, bool) or not isinstance(value, int) or not shape.least <= value <= shape.most:
            yield error(source, path, "number", f"{_last(path)} 是 {shape.least} 至 {shape.most} 的整数。")
    elif isinstance(shape, Text):
        yield from _text(source, shape, value, path)


def _one(source: Source, shape: One, value: Any, path: Keys) -> Iterator[Problem]:
    if isinstance(value, str) and value in shape.words:
        return
    words = tuple(shape.words)
    shown = choices([f"{word}（{label}）" for word, label in shape.words.items() if word])
    yield error(
        source, path, "word", f"不认识的{shape.what}“{value}”。", meant(str(value), words), shown, accepted=words
    )


def _text(source: Source, shape: Text, value: Any, path: Keys) -> Iterator[Problem]:
    if not isinstance(value, str) or (not shape.empty and not value.strip()):
        yield error(source, path, "text", f"{_last(path)} 要写成文字，数字请加引号。")
    elif len(value) > shape.longest:
        yield error(source, path, "long", f"{_last(path)} 太长：最多 {shape.longest} 字（现在 {len(value)} 字）。")


def _last(path: Keys) -> str:
    """The nearest name of a path."""
    return next((step for step in reversed(path) if isinstance(step, str)), "这个文件")
