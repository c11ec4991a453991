"""Ways out of the house for texts: one small protocol, two gateways in the box, others by their dotted path."""

import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from tiexin.outbox.rules import masked


class Failed(Exception):
    """The gateway did not take a text; the reason in words, without the number."""


class Gateway(Protocol):
    """Sends one text. `idempotent`: asked twice with the same id it sends once, so a lost answer may be asked again."""

    idempotent: bool

    def send(self, id: UUID, phone: str, text: str) -> None:
        """Hand the text over, or raise `Failed`."""
        ...


class Console:
    """For developers: writes texts to the process's output, with a masked number."""

    idempotent = True

    def send(self, id: UUID, phone: str, text: str) -> None:
        """Print one line."""
        print(f"短信 {masked(phone)} {text}", file=sys.stdout, flush=True)


class File:
    """Writes one JSON line for each text to a file of mode 600; what stands there already is not written again."""

    idempotent = True

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, id: UUID, phone: str, text: str) -> None:
        """Add the line, unless an earlier try did."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+", encoding="utf-8") as file:
            lines = file.readlines()
            if not any(_is(line, id) for line in lines):
                begin = "" if not lines or lines[-1].endswith("\n") else "\n"
                said = json.dumps({"id": str(id), "phone": phone, "text": text}, ensure_ascii=False)
                file.write(f"{begin}{said}\n")


def _is(line: str, id: UUID) -> bool:
    """Tell whether a line is about this text; one that broke off when the power went is about none."""
    return f'"{id}"' in line and line.endswith("}\n")


@cache
def gateway() -> Gateway:
    """The gateway of this installation: `TIEXIN_SMS`."""
    return chosen(settings.SMS)


def chosen(said: str) -> Gateway:
    """Make the gateway that is named: `console`, `file:<path below the home>`, or the dotted path of a class."""
    if said == "console":
        return Console()
    if said.startswith("file:"):
        return File(Path(settings.HOME) / said.removeprefix("file:"))
    try:
        return cast(Gateway, import_string(said)())
    except ImportError as error:
        raise ImproperlyConfigured(f"TIEXIN_SMS={said!r}：应为 console、file:路径 或一个类的路径") from error
