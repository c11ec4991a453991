"""A simulated telephone system: what it tells of many calls, signed, sent to a server of this machine, many at once."""

import ipaddress
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPConnection, HTTPException
from random import Random
from time import monotonic
from urllib.parse import urlsplit

from tiexin.cases.hotline.rules import KINDS
from tiexin.core.days import now
from tiexin.core.refusal import Refused
from tiexin.core.signed import signature

SEED = 12351
PATIENCE = 60  # seconds until an answer is given up
NO_ANSWER = 0  # stands for a status where none came
Event = Mapping[str, str]


@dataclass(frozen=True)
class Exchange:
    """Which line rings, from which regions, at which seats; every so many-th caller hangs up unanswered."""

    line: str = "12351"
    regions: Sequence[str] = ("",)
    seats: Sequence[str] = ()
    lost: int = 25
    name: str = "sim"
    until: str = "recording"

    def calls(self, count: int, at: datetime) -> list[list[Event]]:
        """The events of so many calls that begin in the minutes before a moment, each call's in order."""
        chance = Random(SEED)  # noqa: S311 - nothing secret
        return [self._call(number, at, chance) for number in range(count)]

    def _call(self, number: int, at: datetime, chance: Random) -> list[Event]:
        wait, talk = chance.choice((2, 4, 6, 9, 12, 14, 21)), chance.randint(20, 90)
        began = at - timedelta(seconds=120 + number % 60)
        is_lost = self.lost > 0 and number % self.lost == self.lost - 1
        after = {"ringing": 0, "answered": wait, "hungup": wait + talk, "recording": wait + talk + 1}
        kinds = ("ringing", "hungup") if is_lost else ("ringing", "answered", "hungup", "recording")
        last = list(KINDS).index(self.until)
        seat = self.seats[number % len(self.seats)] if self.seats else ""
        call = f"{self.name}-{number}"
        said = {"call": call, "line": self.line, "caller": f"139{number:08d}"}
        said["region"] = self.regions[number % len(self.regions)]
        return [
            {
                **said,
                "event": f"{call}-{kind}",
                "kind": kind,
                "at": (began + timedelta(seconds=after[kind])).isoformat(),
                **({"seat": seat} if kind == "answered" else {}),
                **({"recording": f"{call}.wav"} if kind == "recording" else {}),
            }
            for kind in kinds
            if list(KINDS).index(kind) <= last
        ]


def in_no_order(calls: Sequence[Sequence[Event]]) -> list[Event]:
    """Every event of these calls, each fifth of them twice, in no order: as a bad line would bring them."""
    told = [event for call in calls for event in call]
    told += told[::5]
    Random(SEED).shuffle(told)  # noqa: S311 - nothing secret
    return told


@dataclass
class Outcome:
    """How often the server answered with which status, and how long it took."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: float = 0
    slowest: float = 0

    @property
    def failed(self) -> int:
        """How many events were not kept."""
        return sum(self.answers.values()) - self.answers[200]


def drive(url: str, secret: str, told: Sequence[Event], together: int) -> Outcome:
    """Send every event, so many at once, and wait for all answers."""
    place = check_near(url)
    began = monotonic()
    with ThreadPoolExecutor(together) as pool:
        answers = list(pool.map(partial(send, place, secret), told))
    slowest = max((each for _, each in answers), default=0.0)
    return Outcome(Counter(status for status, _ in answers), monotonic() - began, slowest)


def check_near(url: str) -> tuple[str, int]:
    """Host and port of an address; refused for any but a plain one on this machine."""
    try:
        parts = urlsplit(url)
        port = parts.port or 80
    except ValueError as error:
        raise Refused("网址不对，如 http://127.0.0.1:8000", field="url") from error
    host = parts.hostname or ""
    if parts.scheme != "http" or not (host == "localhost" or _loops(host)):
        raise Refused("模拟来电只发给本机，如 http://127.0.0.1:8000", field="url")
    return host, port


def _loops(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def send(place: tuple[str, int], secret: str, event: Event) -> tuple[int, float]:
    """Post one signed event; the status of the answer, and the seconds until it came."""
    body, stamp, began = json.dumps(event).encode(), str(int(now().timestamp())), monotonic()
    headers = {"X-Tiexin-Time": stamp, "X-Tiexin-Signature": signature(secret, stamp, body)}
    door = HTTPConnection(*place, timeout=PATIENCE)
    try:
        door.request("POST", "/hotline/events/", body, {**headers, "Content-Type": "application/json"})
        status = door.getresponse().status
    except (OSError, HTTPException):
        status = NO_ANSWER
    finally:
        door.close()
    return status, monotonic() - began
