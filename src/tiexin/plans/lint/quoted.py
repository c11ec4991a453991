"""Quotes are what the document says, to the letter."""

from __future__ import annotations

from collections.abc import Iterator

from tiexin.plans.draft import Draft, walk
from tiexin.plans.problems import Problem, sentence


def not_in_document(draft: Draft) -> Iterator[Problem]:
    """Every quote stands in the attached document, outside its boiler-plate; nothing to say without one."""
    if draft.document is None:
        return
    for path, value in walk(draft.source.value):
        if path[-1:] != ("quote",) or not isinstance(value, str):
            continue
        found = draft.document.find(value)
        if found is None:
            near = draft.document.nearest(value)
            hint = f"最接近的原文是“{near}”。" if near else ""
            said = sentence(f"所附文件里没有“{value}”。", hint, "引文要照抄，标点和错字也照原样。")
            yield draft.problem("error", path, "quote", said, (near,) if near else ())
        elif found.boiler:
            said = f"“{value}”在所附文件第 {found.line} 行，那是网页附加的话，不是条款。"
            yield draft.problem("error", path, "quote-boiler", said)
