"""Values as a person would write them in YAML: blocks for duties, one line for the short, quotes where needed.

What is written is read back equal: each scalar is tried with the product's own reader before it stands bare.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from typing import Any

from tiexin.core.documents.source import read

WIDE = 110  # columns of one line; a Chinese character takes two
FIRST = ("clause", "id", "quote", "title")
LAST = ("strength", "reading")
IN_LINE = ("of", "do", "over", "have", "on")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")


def scalar(value: object, *, flow: bool = False) -> str:
    """Write one value: bare where that reads back the same, else in quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _text(str(value), flow)


@lru_cache(maxsize=4096)
def _text(text: str, flow: bool) -> str:
    if _UNSEEN.search(text):
        escaped = json.dumps(text, ensure_ascii=False)
        return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
    if text and text == text.strip() and _bare(text, flow):
        return text
    return '"' + text + '"' if not {'"', "\\"} & set(text) else "'" + text.replace("'", "''") + "'"


def _bare(text: str, flow: bool) -> bool:
    tried = read(f"a: [{text}, b]" if flow else f"a: {text}\nb: c")
    return not tried.problems and tried.value == ({"a": [text, "b"]} if flow else {"a": text, "b": "c"})


def in_line(value: Any) -> str:
    """Write a value on one line: `{measure: 走访企业, count: {distinct: 企业}}`."""
    if isinstance(value, dict):
        pairs = (f"{scalar(name, flow=True)}: {in_line(member)}" for name, member in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_line(member) for member in value) + "]"
    return scalar(value, flow=True)


def width(text: str) -> int:
    """Count columns; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def in_order(item: dict[str, Any], known: tuple[str, ...] = ()) -> dict[str, Any]:
    """Put an item's keys in the order of the manual: number, quote, title, its own keys, strength and reading."""
    own = [name for name in (*known, *item) if name not in FIRST + LAST]
    wanted = dict.fromkeys((*FIRST, *own, *LAST))
    return {name: item[name] for name in wanted if name in item}


def item(value: Any, *, block: bool, column: int = 2) -> list[str]:
    """Write one member of a list as lines without breaks: `- clause: C1` and what hangs under it."""
    line = in_line(value)
    short = not isinstance(value, dict) or not block
    if not isinstance(value, dict) or not value or (short and width(line) + column + 2 <= WIDE):
        return [f"{' ' * column}- {line}"]
    lines = keys(value, column + 2)
    return [f"{' ' * column}- {lines[0].lstrip()}", *lines[1:]]


def keys(mapping: dict[str, Any], column: int) -> list[str]:
    """Write the keys of a mapping under one another."""
    return [line for name, value in mapping.items() for line in key(name, value, column)]


def key(name: str, value: Any, column: int) -> list[str]:
    """Write one key with its value, on one line where it fits."""
    head = f"{' ' * column}{scalar(name)}:"
    if not isinstance(value, dict | list):
        return [f"{head} {scalar(value)}"]
    line = f"{head} {in_line(value)}"
    if not value or name in IN_LINE or (plain(value) and width(line) <= WIDE):
        return [line]
    if isinstance(value, dict):
        return [head, *keys(value, column + 2)]
    return [head, *(line for member in value for line in item(member, block=False, column=column + 2))]


def plain(value: Any) -> bool:
    """Tell whether a value reads well on one line: no list of mappings in it."""
    if isinstance(value, list):
        return not any(isinstance(member, dict | list) for member in value)
    return not isinstance(value, dict) or all(plain(member) for member in value.values())
