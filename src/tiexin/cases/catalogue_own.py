"""Numbers that an installation sets itself: `services/*.yaml` in its home, overrides by place and nothing else.

They hold beside those of the product, over them, and are held to the same lint (`tiexin cases check`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from tiexin.core.documents import source as documents


def folder() -> Path:
    """Where they lie."""
    return Path(settings.HOME) / "services"


def files() -> list[Path]:
    """Every file of one's own numbers."""
    return sorted(folder().glob("*.yaml"))


@cache
def own_numbers(home: Path) -> Mapping[str, Mapping[str, Any]]:
    """By service, then by place; what cannot be read counts as not there, and the check says why."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted(home.glob("*.yaml")):
        said = documents.read(path.read_text(encoding="utf-8")).value
        if isinstance(said, dict) and isinstance(said.get("jurisdictions"), dict):
            found[str(said.get("service"))] = said["jurisdictions"]
    return found
