"""What records of phones must satisfy; plain values in, refusals out."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from tiexin.core.pictures import MOST_BYTES, RULE
from tiexin.core.refusal import Refused

KINDS = {"visit": "走访", "day": "蹲点的一天", "photo": "照片"}
WRITTEN = ("visit", "day")  # what comes as a record; a photo comes as a file
VERSION = 1  # of what a phone writes down; what an older one does not say yet has a default
MOST = 50  # records sent at once
SEAL = 16  # bytes that an envelope adds
PHOTOS = 12  # of one visit
ORDER = "顺序规则：前一条没有收到，接着它的这一条先等着"
OWN = "本人规则：谁写的谁发，换了人登录也不会混在一起"
EARLIEST, LATEST = 10**12, 10**13  # milliseconds since 1970 that can be a phone's clock: 2001 to 2286


class Conflict(Refused):
    """Something was written meanwhile that this record did not know of; `theirs` is what stands there now."""

    def __init__(self, message: str, theirs: dict[str, Any], *, field: str) -> None:
        super().__init__(message, field=field)
        self.theirs = theirs


class Waiting(Refused):
    """Not wrong, only too early."""


def check_count(sent: int) -> None:
    """Refuse more records at once than a phone sends."""
    if not 1 <= sent <= MOST:
        raise Refused(f"一次发1至{MOST}条记录", field="items")


def check_size(sent: int) -> None:
    """Refuse an upload that no photo of a phone is, before it is read."""
    if sent > MOST_BYTES + SEAL:
        raise Refused(f"照片超过 {MOST_BYTES // 1024 // 1024} MB", clause=RULE, field="photo")


def check_opened(content: Any, owner: int) -> None:
    """Refuse what no phone wrote, what a newer one wrote, and what somebody else wrote."""
    if (
        not isinstance(content, dict)
        or content.get("kind") not in WRITTEN
        or not isinstance(content.get("payload"), dict)
    ):
        raise Refused("这条记录读不懂，没有保存", field="envelope")
    if not isinstance(content.get("v"), int) or not 1 <= content["v"] <= VERSION:
        raise Refused("手机上的程序比系统新，请等系统升级后再发", field="v")
    if content.get("owner") != owner:
        raise Refused("这条记录是另一位干部写的，请那位干部登录后再发", clause=OWN, field="owner")


def check_after(after: object, received: Collection[object]) -> None:
    """Refuse, for now, a record whose forerunner has not been received."""
    if after is not None and after not in received:
        raise Waiting("前一条还没有收到，这一条先等着", clause=ORDER, field="after")


def moment(at: object, offset: object) -> datetime | None:
    """When a phone wrote something down, by its clock put right; None when its clock says nothing sensible."""
    if not isinstance(at, int) or not isinstance(offset, int) or not EARLIEST <= at + offset < LATEST:
        return None
    return datetime.fromtimestamp((at + offset) / 1000, UTC)
