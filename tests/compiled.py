"""SQL texts that an earlier run compiled, kept as a C compiler's cache keeps objects; `--cache-clear` forgets them.

A text is a function of its definition and of the sources that make it: one of these changed, and every text is
compiled anew. Half of a run's time is Ibis compiling what it compiled the day before, in each of two processes.
What is about compiling itself (`test_dialects`) calls `compile.to_sql`, which keeps nothing.
"""

import hashlib
import os
import sys
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "tiexin"
MAKERS = ("duties/*.py", "duties/compile/*.py", "*/models.py", "*/apps.py", "*/populations.py")
MODULE = "tiexin.duties.compile.texts"
KEPT = ("_gauges", "_slice")


def digest(package: Path = PACKAGE) -> str:
    """What all the sources that make a text say, and which."""
    whole = hashlib.sha256()
    for file in sorted({file for pattern in MAKERS for file in package.glob(pattern)}):
        whole.update(f"{file.relative_to(package)}\0{file.read_text()}\0".encode())
    return whole.hexdigest()


def keep(texts: Any, folder: Path, patch: pytest.MonkeyPatch, sources: str = "") -> None:
    """Let the compiler's own memory begin with what is kept in a folder."""
    sources = sources or digest()
    for name in KEPT:
        patch.setattr(texts, name, cache(kept(getattr(texts, name), folder, f"{texts.VERSIONS}\0{sources}")))


def kept(compiled: Callable[..., str], folder: Path, stamp: str) -> Callable[..., str]:
    """Read the text of the same arguments, or compile it and keep it."""

    @wraps(compiled)
    def text(*args: Any) -> str:
        key = hashlib.sha256(repr((stamp, compiled.__name__, args)).encode()).hexdigest()
        place = folder / f"{key}.sql"
        if place.exists():
            return place.read_text()
        made = compiled(*args)
        new = place.with_suffix(f".{os.getpid()}")
        new.write_text(made)
        new.replace(place)
        return made

    return text


def loaded() -> Any:
    """The compiler, where a test has it; loading it takes seconds."""
    return sys.modules.get(MODULE)
