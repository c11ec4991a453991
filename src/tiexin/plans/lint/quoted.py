"""Quotes are what the document says, to the letter."""

from __future__ import annotations

from collections.abc import Iterator

from tiexin.core.documents.problems import Problem, sentence
from tiexin.plans.lint.seen import Seen, raw
from tiexin.plans.quotes import Found

HINTS = 50  # looking for what the document says instead is dear: after so many misses the document is another one
_NO_TEXT = Found(0, boiler=False)


def not_in_document(draft: Seen) -> Iterator[Problem]:
    """Every quote stands in the attached document, outside its boiler-plate; nothing to say without one."""
    if draft.document is None:
        return
    hints = HINTS
    for path, value in raw(draft, "quote"):
        found = draft.document.find(value) if isinstance(value, str) else _NO_TEXT
        if found is None:
            near = draft.document.nearest(value) if hints > 0 else ""
            hints -= 1
            hint = f"最接近的原文是“{near}”。" if near else ""
            said = sentence(f"所附文件里没有“{value}”。", hint, "引文要照抄，标点和错字也照原样。")
            yield draft.problem("error", path, "quote", said, (near,) if near else ())
        elif found.boiler:
            said = f"“{value}”在所附文件第 {found.line} 行，那是网页附加的话，不是条款。"
            yield draft.problem("error", path, "quote-boiler", said)
