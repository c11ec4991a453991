"""What waits for one person as a calendar to subscribe to (RFC 5545), and the signed link that only they hold.

A calendar is kept by some other program, on some other machine: it says of which kind something is and leads here,
never who it is about and never what was said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.core import signing

from tiexin.boards.waiting_rows import Heap, Matter

SALT = "tiexin.boards.calendar"
OCTETS = 75  # of one line at most


def token_of(key: UUID) -> str:
    """The signed words of the link."""
    return signing.Signer(salt=SALT).sign(key.hex)


def key_of(token: str) -> UUID | None:
    """The key of a link; None for a forged one."""
    try:
        return UUID(hex=signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def calendar(heaps: Sequence[Heap], home: str, at: datetime) -> str:
    """Everything that waits until a day or a moment, one event each; `home` begins the addresses that lead here."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tiexin//waiting//ZH", "X-WR-CALNAME:贴心待办"]
    for heap in heaps:
        for matter in heap.matters:
            if matter.due is not None:
                lines += _event(heap.title, matter, matter.due, home, at)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in folded(line))


def _event(title: str, matter: Matter, due: date | datetime, home: str, at: datetime) -> Iterable[str]:
    words = f"{title}：{matter.plain}" if matter.plain else title
    name = hashlib.sha256(f"{title} {matter.url}".encode()).hexdigest()[:32]
    yield from ("BEGIN:VEVENT", f"UID:{name}@tiexin", f"DTSTAMP:{_stamp(at)}")
    if isinstance(due, datetime):
        yield from (f"DTSTART:{_stamp(due)}", f"DTEND:{_stamp(due)}")
    else:
        yield from (f"DTSTART;VALUE=DATE:{due:%Y%m%d}", f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}")
    late = "（已超期）" if matter.late else ""
    yield from (f"SUMMARY:{escaped(words + late)}", f"URL:{home}{matter.url}", "CLASS:PRIVATE", "END:VEVENT")


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(words: str) -> str:
    """Words as a calendar reads them."""
    for mark in ("\\", ";", ","):
        words = words.replace(mark, f"\\{mark}")
    return words.replace("\r", "").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most so many octets, none of which cuts a character; later pieces begin with a space."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > OCTETS:
            yield piece
            piece = " "
        piece += letter
    yield piece
