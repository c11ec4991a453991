"""Pydantic's errors as plain Chinese sentences: what is wrong at this key, and what would be accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from tiexin.core.documents.problems import Problem, choices, meant, sentence
from tiexin.core.documents.source import Keys, Source

Said = tuple[str, tuple[str, ...]]


def surface(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the key that is written in YAML."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def inner(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside `list[X]`, `X | None`, `dict[str, X]`; None when there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := inner(part))), None)


def _walk(model: type[BaseModel] | None, loc: Keys) -> tuple[type[BaseModel] | None, FieldInfo | None]:
    """Follow `loc` from `model`: the model that holds the last step, and that step's field."""
    holder, field = model, None
    for step in loc:
        if not isinstance(step, str) or model is None:
            continue
        holder, field = model, surface(model).get(step)
        if field is not None:
            model = inner(field.annotation)
    return holder, field


def _examples(field: FieldInfo | None) -> tuple[str, ...]:
    return tuple(_yaml(example) for example in (field.examples or [])) if field else ()


def _yaml(example: Any) -> str:
    if isinstance(example, list):
        return f"[{', '.join(str(member) for member in example)}]"
    return str(example).lower() if isinstance(example, bool) else str(example)


def _unknown(error: ErrorDetails, holder: type[BaseModel] | None, _: FieldInfo | None) -> Said:
    word = str(error["loc"][-1])
    known = tuple(surface(holder)) if holder else ()
    return sentence(f"不认识键 {word}。", meant(word, known), choices(known)), known


def _missing(error: ErrorDetails, _: type[BaseModel] | None, field: FieldInfo | None) -> Said:
    word, examples = str(error["loc"][-1]), _examples(field)
    meaning = f"（{field.description}）" if field and field.description else ""
    example = f"例：{word}: {examples[0]}。" if examples else ""
    return f"缺少 {word}{meaning}。{example}", tuple(f"{word}: {example}" for example in examples)


def _typed(expected: str) -> Callable[[ErrorDetails, type[BaseModel] | None, FieldInfo | None], Said]:
    def say(error: ErrorDetails, _: type[BaseModel] | None, field: FieldInfo | None) -> Said:
        examples = _examples(field)
        word = next((str(step) for step in reversed(error["loc"]) if isinstance(step, str)), "这里")
        example = f"例：{examples[0]}。" if examples else ""
        return f"{word} 写法不对，应是{expected}。{example}", examples

    return say


def _long(error: ErrorDetails, _: type[BaseModel] | None, __: FieldInfo | None) -> Said:
    limit, now = error.get("ctx", {}).get("max_length", 0), len(str(error["input"]))
    return f"太长：最多 {limit} 字，现在 {now} 字。请截取其中一段照抄。", (f"≤ {limit} 字",)


def _literal(error: ErrorDetails, _: type[BaseModel] | None, field: FieldInfo | None) -> Said:
    known = tuple(str(value) for value in get_args(field.annotation)) if field else ()
    word = str(error["input"])
    return sentence(f"不认识“{word}”。", meant(word, known), choices(known)), known


def _own(error: ErrorDetails, _: type[BaseModel] | None, __: FieldInfo | None) -> Said:
    context = error.get("ctx", {})
    return str(context["said"]), tuple(context["accepted"])


_SPEAKERS: Mapping[str, Callable[[ErrorDetails, type[BaseModel] | None, FieldInfo | None], Said]] = {
    "said": _own,
    "extra_forbidden": _unknown,
    "missing": _missing,
    "string_too_long": _long,
    "literal_error": _literal,
    "string_type": _typed("一段文字"),
    "string_too_short": _typed("一段文字，不能空着"),
    "string_pattern_mismatch": _typed("规定的样子"),
    "int_type": _typed("整数"),
    "int_parsing": _typed("整数"),
    "int_from_float": _typed("整数"),
    "greater_than_equal": _typed("更大的数"),
    "less_than_equal": _typed("更小的数"),
    "bool_type": _typed(" true 或 false"),
    "bool_parsing": _typed(" true 或 false"),
    "list_type": _typed("列表（每项一行，以“- ”开头，或写在 [ ] 里）"),
    "too_short": _typed("至少一项"),
    "too_long": _typed("更短的列表"),
    "dict_type": _typed("“键: 值”"),
    "model_type": _typed("“键: 值”"),
}


def explain(error: ErrorDetails, model: type[BaseModel], base: Keys, source: Source) -> Problem:
    """Turn one error found while validating the value at `base` as `model` into a problem with its place."""
    loc: Keys = tuple(error["loc"])
    speak = _SPEAKERS.get(error["type"], _typed("别的写法"))
    message, accepted = speak(error, *_walk(model, loc))
    path = (*base, *(step for step in loc if step != "where"))
    if error["type"] == "missing":
        line, column = source.place(path[:-1])
    else:
        line, column = source.place(path, key=error["type"] == "extra_forbidden")
    return Problem("error", line, column, source.name(path), message, accepted, f"schema:{error['type']}")
