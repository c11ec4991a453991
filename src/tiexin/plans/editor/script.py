"""A pack's text that remembers how it reads, so that one request reads it once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from tiexin.core.documents.source import Source, read
from tiexin.plans.editor.spans import Node, spans


class Script(str):
    """The text of a pack; its values and the places of them are found when first asked for, and then kept."""

    @cached_property
    def source(self) -> Source:
        """Its values with their lines, and what was refused."""
        return read(str(self))

    @cached_property
    def tree(self) -> Node:
        """Where each value begins and ends, in characters; only for a text that reads cleanly."""
        return spans(self)

    @property
    def head(self) -> dict[str, Any]:
        """The values at the top; empty where the text is no mapping."""
        return self.source.value if isinstance(self.source.value, dict) else {}


def script(text: str) -> Script:
    """Return the text as one that remembers; one that does already is returned itself."""
    return text if isinstance(text, Script) else Script(text)
