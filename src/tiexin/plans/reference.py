"""The reference part of the manual, written from the schema: every list, every key, what may stand there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from tiexin.evidence.measures import DIMENSIONS, MEASURES, TAGS
from tiexin.plans.clause import Clause
from tiexin.plans.fields import TAKES, Amount
from tiexin.plans.pack import LISTS, Head, Pack
from tiexin.plans.said import inner, surface

START, END = "<!-- 以下由 tiexin plan reference 生成 -->", "<!-- 以上由 tiexin plan reference 生成 -->"
_PLAIN = {bool: "`true`、`false`", int: "整数", str: "文字"}
_ELSEWHERE = {
    "population": "`各级工会`、`干部`、`工作组`，或 `unions`、`officers`、`teams`",
    "measure": "“计量”表里的名字或标签",
    "tag": "“标签”表里的名字",
    "same": "、".join(f"`{label}`" for label in DIMENSIONS.values()),
}
_TABLE = "| 键 | 意思 | 例 | 可写 |\n|---|---|---|---|"


def reference() -> str:
    """Return the reference as Markdown, to stand under a heading of the second level."""
    told: set[type[BaseModel]] = set()
    parts = ["带 * 的必填；写“下面的键”的，看随后的表，或前面已经列过的同名的表。"]
    parts += ["### 文件头的键", *_tables(Head, told, skip=set())]
    parts += ["### 每项共有的键", _table(Clause, skip=set())]
    told.add(Clause)
    for name, model in LISTS.items():
        parts += [f"### `{name}`：{surface(Pack)[name].description}", *_tables(model, told, skip=set(surface(Clause)))]
    parts += ["### 计量", _measures(), "### 标签", _tags()]
    return "\n\n".join(parts) + "\n"


def renewed(manual: str) -> str:
    """Return the manual with its reference part written anew; the marks around it must be there."""
    before, found, rest = manual.partition(START)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError(f"{START} … {END}")
    return f"{before}{START}\n\n{reference()}\n{END}{after}"


def _tables(model: type[BaseModel], told: set[type[BaseModel]], skip: set[str]) -> Iterator[str]:
    """The table of a model, then of each model inside it that was not shown before."""
    told.add(model)
    own = skip if issubclass(model, Clause) else set()
    yield _table(model, own)
    for key, held in _held(model, own):
        if held not in told:
            yield f"`{key}` 里面："
            yield from _tables(held, told, skip)


def _held(model: type[BaseModel], skip: set[str]) -> Iterator[tuple[str, type[BaseModel]]]:
    for key, field in surface(model).items():
        held = inner(field.annotation)
        if key not in skip and held not in (None, Amount):
            yield key, held


def _table(model: type[BaseModel], skip: set[str]) -> str:
    keys = [(key, field) for key, field in surface(model).items() if key not in skip and key != "where"]
    rows = [_row(key, field) for key, field in keys]
    if "where" in model.model_fields:
        rows.append("| 其他键 | 筛选，如 `level`、`kind`、`place` | `level: 市级` | 一个或几个值 |")
    return "\n".join([_TABLE, *rows]) if rows else "只有共有的键。"


def _row(key: str, field: FieldInfo) -> str:
    needed = " *" if field.is_required() else ""
    shown = "、".join(f"`{example}`" for example in examples(field)[:3])
    taken = _ELSEWHERE.get(key) or accepted(field)
    return f"| `{key}`{needed} | {field.description} | {shown} | {taken} |".replace("  |", " |")


def examples(field: FieldInfo) -> list[str]:
    """Return the examples of a key as they are written in YAML."""
    return [_yaml(example) for example in field.examples or []]


def accepted(field: FieldInfo) -> str:
    """Say what may stand at a key: the words it takes, or the kind of value."""
    taken = _taken([*field.metadata, field.annotation])
    if taken:
        return "、".join(f"`{word}`" for word in taken)
    held = inner(field.annotation)
    listed = _is(field.annotation, list)
    if held and held is not Amount:
        return "列表，每项是下面的键" if listed else "下面的键"
    if _is(field.annotation, dict):
        return "“键: 值”"
    plain = next((word for kind, word in _PLAIN.items() if _is(field.annotation, kind)), "文字")
    return f"一个或几个{plain}" if listed else plain


def _taken(annotations: list[Any]) -> tuple[str, ...]:
    """The words of the first validator or literal found in an annotation."""
    for each in annotations:
        if isinstance(each, BeforeValidator) and each.func in TAKES:
            return TAKES[each.func]
        if get_origin(each) is Literal:
            return tuple(str(word) for word in get_args(each))
        metadata = list(getattr(each, "__metadata__", ()))
        if found := _taken([*metadata, *get_args(each)]):
            return found
    return ()


def _is(annotation: Any, kind: type) -> bool:
    return annotation is kind or get_origin(annotation) is kind or any(_is(part, kind) for part in get_args(annotation))


def _yaml(example: Any) -> str:
    if isinstance(example, list):
        return f"[{', '.join(str(member) for member in example)}]"
    return str(example).lower() if isinstance(example, bool) else str(example)


def _measures() -> str:
    lines = ["| 名字 | 标签 | 单位 | 由何处登记 |", "|---|---|---|---|"]
    told = MEASURES.values()
    lines += [f"| `{each.name}` | {each.label} | {each.unit} | {each.recorded_by or '—'} |" for each in told]
    return "\n".join(lines)


def _tags() -> str:
    lines = ["| 标签 | 值 |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{tag}` | {'、'.join(labels.values())} |" for tag, labels in TAGS.items())])
