"""What the lint says of a draft, worked out once for each text that drafts have had lately.

The findings of a text depend on it, its document and its year, so they are kept by the digest of the three; a
calendar published meanwhile is heeded with the next change, and always when the draft is loaded.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from tiexin.calendars import queries as calendars
from tiexin.core.documents.problems import Problem
from tiexin.plans.editor.script import Script
from tiexin.plans.lint import lint
from tiexin.plans.loader import examine
from tiexin.plans.models import PackDraft

KEPT = 16  # texts whose findings a process remembers
LARGE = 150_000  # characters; a longer text shows first and is linted afterwards, four times the longest that ships

_known: OrderedDict[str, list[Problem]] = OrderedDict()
_lock = Lock()


def digest(draft: PackDraft) -> str:
    """The mark of everything that findings depend on."""
    parts = (str(draft.year), draft.text, draft.document)
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()


def known(draft: PackDraft) -> list[Problem] | None:
    """What was found in this text before; None when it was not looked at, or long ago."""
    with _lock:
        found = _known.get(name := digest(draft))
        if found is not None:
            _known.move_to_end(name)
        return found


def findings(draft: PackDraft, text: Script) -> list[Problem]:
    """Everything the lint says of a draft whose text is `text`, from memory where it was asked before."""
    found = known(draft)
    if found is not None:
        return found
    found = look(draft, text)
    with _lock:
        _known[digest(draft)] = found
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return found


def look(draft: PackDraft, text: Script) -> list[Problem]:
    """Lint a draft by today's calendar; nothing is remembered. What is only tried asks no table."""
    calendar = calendars.here() if draft.pk else None
    return lint(examine(text.source, year=draft.year, document=draft.document or None, calendar=calendar))


def forget() -> None:
    """Remember nothing any more."""
    with _lock:
        _known.clear()
