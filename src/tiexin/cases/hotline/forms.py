"""What a telephone system sends, read strictly: a field it does not know or a moment without zone is refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tiexin.cases.hotline.rules import KINDS, Happened
from tiexin.core.refusal import Refused

LONGEST = {"event": 64, "call": 64, "line": 20, "caller": 24, "region": 12, "seat": 20, "recording": 120}
MUST = ("event", "call", "line", "kind", "at")


@dataclass(frozen=True)
class Message:
    """One event of one call."""

    call: str
    line: str
    happened: Happened
    caller: str = ""
    region: str = ""
    seat: str = ""


def read(body: bytes) -> Message:
    """Read the message; refused, with the field's name, for whatever does not keep to the described form."""
    said = _object(body)
    for name in sorted({*said} - {*LONGEST, "kind", "at"}):
        raise Refused("不认识的字段", field=name[:40])
    for name in MUST:
        if not said.get(name):
            raise Refused("缺少字段", field=name)
    texts = {name: _text(said, name) for name in LONGEST}
    happened = Happened(texts["event"], _kind(said), _moment(said), texts["recording"])
    return Message(texts["call"], texts["line"], happened, texts["caller"], texts["region"], texts["seat"])


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("不是 JSON") from error
    if not isinstance(said, dict):
        raise Refused("不是 JSON 对象")
    return said


def _text(said: Mapping[str, Any], name: str) -> str:
    text = said.get(name, "")
    if not isinstance(text, str) or len(text) > LONGEST[name] or not text.isprintable():
        raise Refused(f"应为不超过{LONGEST[name]}个字的文字", field=name)
    return text


def _kind(said: Mapping[str, Any]) -> str:
    kind = said["kind"]
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refused("不认识的事件", field="kind")
    return kind


def _moment(said: Mapping[str, Any]) -> datetime:
    try:
        at = datetime.fromisoformat(said["at"])
    except (TypeError, ValueError) as error:
        raise Refused("应为 ISO 8601 时间", field="at") from error
    if at.tzinfo is None:
        raise Refused("时间要写明时区", field="at")
    return at
