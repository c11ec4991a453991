"""What a person fills in, and what a browser then sends."""

from typing import Any

from django.http import QueryDict

from tiexin.plans.editor.forms import ItemForm
from tiexin.plans.editor.kinds import Kind, kinds
from tiexin.plans.words import standard

KINDS = {kind.name: kind for kind in kinds()}
WORDS = standard()
QUOTE = "市一级走访企业数不少于10家"
DUTY = {
    "kind": "tally",
    "clause": "C1",
    "quote": QUOTE,
    "of-population": "各级工会",
    "of-level": ["市级"],
    "do-measure": "走访企业",
    "do-count": "distinct:企业",
    "target": "at_least",
    "amount": "10",
    "unit": "家",
}
WRITTEN = {
    "clause": "C1",
    "quote": QUOTE,
    "of": {"population": "各级工会", "level": "市级"},
    "do": {"measure": "走访企业", "count": {"distinct": "企业"}},
    "at_least": 10,
    "unit": "家",
}
DOCUMENT = """\
关于走访的通知
一、总体要求
市一级走访企业数不少于10家，面对面交流的职工不少于100名。各级工会要认真组织，赢得职工信耐。
来源：网络
"""
TEXT = """\
# 试写
pack: demo
title: 走访方案
issuers: [银川市总工会]
jurisdiction: "640100"
year: 2012
issued: 2-13
period: {from: 2-20, to: 6-30}

duties:
  - clause: C1   # 第一条
    quote: 市一级走访企业数不少于10家
    of: {population: 各级工会, level: 市级, kind: 地方总工会}
    do: {measure: 走访企业, count: {distinct: 企业}}
    at_least: 10
    unit: 家

norms:
  - {clause: C2, quote: 各级工会要认真组织}
"""


def sent(**fields: Any) -> QueryDict:
    """The fields as a browser sends them."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value) if isinstance(value, list) else data.update({name: str(value)})
    return data


def form(kind: str | Kind, raw: dict[str, Any] | None = None, data: QueryDict | None = None, **more: Any) -> ItemForm:
    """The form of a kind, over an item as it stands in the text."""
    chosen = KINDS[kind] if isinstance(kind, str) else kind
    return ItemForm(data, kind=chosen, raw=raw or {}, words=WORDS, **more)


def untouched(shown: ItemForm) -> QueryDict:
    """What a browser sends for a form that nobody touched."""
    data = QueryDict(mutable=True)
    for name in shown.fields:
        value = shown.initial.get(name)
        if value is True:
            data[name] = "on"
        elif isinstance(value, list):
            data.setlist(name, value)
        elif value not in (None, False):
            data[name] = str(value)
    return data


def filled(kind: str | Kind, raw: dict[str, Any] | None = None, /, **changes: Any) -> ItemForm:
    """The form sent with some fields changed; it must be right."""
    data = untouched(form(kind, raw))
    for name, value in changes.items():
        key = name.replace("__", "-")
        data.setlist(key, value) if isinstance(value, list) else data.update({key: ""}) or data.__setitem__(key, value)
    answer = form(kind, raw, data)
    assert answer.is_valid(), answer.errors
    return answer
