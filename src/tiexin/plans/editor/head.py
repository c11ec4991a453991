"""The head of a pack: its names for lists, and the first text of a new one."""

from __future__ import annotations

from typing import Any

from tiexin.plans.editor import write
from tiexin.plans.editor.script import script


def named(text: str) -> tuple[str, str]:
    """Return code and title as the text has them now; empty where it cannot be read."""
    head = script(text).head
    code, title = (head.get(name) for name in ("pack", "title"))
    return (str(code)[:40] if code else "", str(title)[:200] if title else "")


def begin(head: dict[str, Any]) -> str:
    """Write the first text of a pack from the keys of its head."""
    return "\n".join(write.keys(head, 0)) + "\n"
