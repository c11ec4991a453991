"""When a message may go, how often one is tried, and what a message may say. Pure: moments and numbers in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from tiexin.core.refusal import Refused
from tiexin.outbox.kinds import KINDS

DATA = Path(__file__).parent / "data" / "limits.yaml"
TITLE, BODY, URL, SOURCE, ERROR = 60, 140, 200, 120, 200  # characters
MOBILE = re.compile(r"1[3-9]\d{9}")
ACCOUNT = re.compile(r"[A-Za-z0-9._@-]{1,64}")
PLAIN = 4  # characters from which an account is told from a word by itself
PASSING = ("code", "digest")  # true for some minutes, or for one morning
LONG_NUMBER = re.compile(r"\d{7,}")
OF_A_MATTER = re.compile(r"(?<!\d)20\d\d-\d{7,9}(?!\d)")  # how officers call it, and nobody is reached by it
OWN_PATH = re.compile(r"/(?!/)[^\s\\\x00-\x1f]*")
NO_BURDEN = "C174：决不能给基层和职工增负担、添麻烦"


@dataclass(frozen=True)
class Limits:
    """The numbers of `data/limits.yaml`."""

    quiet_from: time
    quiet_until: time
    per_day: int
    digest_at: time
    waits: tuple[timedelta, ...]
    lost_after: timedelta
    batch: int
    again_within: int

    @property
    def tries(self) -> int:
        """How often a message is handed to the gateway at most."""
        return len(self.waits) + 1


@dataclass(frozen=True)
class News:
    """What is to be told: words without personal content, where it leads, how pressing it is.

    `source` names the occasion (`case/17/due`): the same is told to the same person once. `sms` asks for a text beside
    the message in the product, by SMS or through the work platform as each person chose; `urgent` asks for one, too,
    and passes quiet hours and the cap. `life` goes to the number that somebody left here, also where they chose no
    text.
    `due` is the moment not before which it goes; none is at once.
    """

    kind: str
    title: str
    source: str
    url: str = ""
    body: str = ""
    sms: bool = False
    urgent: bool = False
    life: bool = False
    due: datetime | None = None


@dataclass(frozen=True)
class Quiet:
    """The hours in which nobody wants a text; equal ends are no hours at all."""

    begins: time
    ends: time

    def holds(self, clock: time) -> bool:
        """Tell whether a time of day lies in them; they may reach over midnight."""
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def over(self, at: datetime) -> datetime:
        """Return when one may send: the moment itself, or the end of the quiet hours in which it lies."""
        if not self.holds(at.time()):
            return at
        end = datetime.combine(at.date(), self.ends)
        return end if end > at else end + timedelta(days=1)


@cache
def limits() -> Limits:
    """The numbers that hold here: data, see the file."""
    read: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    clocks: dict[str, Any] = {
        name: time.fromisoformat(read[name]) for name in ("quiet_from", "quiet_until", "digest_at")
    }
    waits = tuple(timedelta(minutes=minutes) for minutes in read["waits"])
    lost = timedelta(minutes=read["lost_after"])
    more = {name: read[name] for name in ("per_day", "batch", "again_within")}
    return Limits(waits=waits, lost_after=lost, **clocks, **more)


def usual() -> Quiet:
    """The quiet hours of whoever has not said otherwise."""
    return Quiet(limits().quiet_from, limits().quiet_until)


def tomorrow(at: datetime, quiet: Quiet) -> datetime:
    """Return the first moment of the next day at which one may send."""
    return quiet.over(datetime.combine(at.date() + timedelta(days=1), time.min))


def next_try(tries: int, at: datetime) -> datetime | None:
    """When to try again after so many tries; None when it was tried often enough."""
    waits = limits().waits
    return at + waits[tries - 1] if 0 < tries <= len(waits) else None


def not_again(state: str, kind: str, told: date, on: date) -> str:
    """Say why a text may not be sent once more; "" when it may."""
    if state != "failed":
        return "只有没有发成的才能再发，刚才可能已有人点过"
    if kind in PASSING:
        return f"{KINDS[kind]}过了时候，再发没有用"
    if (on - told).days > limits().again_within:
        return f"过了{limits().again_within}天，再发没有用，请打电话或者当面告诉"
    return ""


def check_news(news: News) -> News:
    """Refuse what is no message: without words, too long, of an unknown kind, with a number, leading elsewhere."""
    if news.kind not in KINDS:
        raise Refused(f"没有“{news.kind}”这种消息", field="kind")
    for name, text, longest in (("title", news.title, TITLE), ("body", news.body, BODY)):
        if len(text) > longest:
            raise Refused(f"消息请写在{longest}字以内", field=name)
        if "\0" in text or LONG_NUMBER.search(OF_A_MATTER.sub("", text)):
            raise Refused("消息里不能有号码，请只写到哪里去看", field=name)
    if not news.title.strip():
        raise Refused("消息没有写说什么", field="title")
    if not 0 < len(news.source) <= SOURCE:
        raise Refused("消息没有写明因何而发", field="source")
    if news.url and (len(news.url) > URL or not OWN_PATH.fullmatch(news.url)):
        raise Refused("消息只能通到本系统里的页面", field="url")
    return news


def check_phone(typed: str) -> str:
    """Return the digits of a mobile number of the mainland, or refuse."""
    digits = re.sub(r"[\s-]", "", typed).removeprefix("+86")
    if not (digits.isascii() and MOBILE.fullmatch(digits)):
        raise Refused("手机号是11位数字，请核对", field="phone")
    return digits


def check_account(typed: str) -> str:
    """Return an account on a work platform as it was typed, without spaces around it, or refuse."""
    account = typed.strip()
    if not ACCOUNT.fullmatch(account):
        raise Refused("平台账号是1到64个字母、数字或 . _ - @，请核对", field="account")
    return account


def masked(phone: str) -> str:
    """Show enough of a number to know it again."""
    return f"{phone[:3]}****{phone[-4:]}"


def masked_account(account: str) -> str:
    """Show enough of an account to know it again: of a short one less, of a very short one nothing."""
    shown = min(3, len(account) // 3)
    return f"{account[:shown]}****{account[len(account) - shown :]}"


def without_numbers(said: str, address: str = "") -> str:
    """What a gateway said, without the number or the account that it may repeat, plain or as in a web address."""
    for each in {address, quote(address, safe="")} - {""}:
        alone = ("(?<![A-Za-z0-9])", "(?![A-Za-z0-9])") if len(each) < PLAIN else ("", "")
        said = re.sub(re.escape(each).join(alone), "…", said, flags=re.IGNORECASE)
    return re.sub(r"\d{5,}", "…", said)


def spoken(title: str, body: str) -> str:
    """The words of a text: the title, and what more there is."""
    return f"{title}。{body}" if body else title


def summary(unread: int) -> str:
    """The words of a daily digest: how many, never what."""
    return f"您有{unread}条消息没有看，请登录后查看"


def digest_is_due(at: datetime, made: date | None) -> bool:
    """Tell whether the day's digest is still to be made at a local moment."""
    return made != at.date() and at.time() >= limits().digest_at
