"""Ways out of the house: one small protocol, gateways in the box, others by their dotted path."""

import json
import os
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Protocol, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from tiexin.outbox import webhook
from tiexin.outbox.failed import Failed
from tiexin.outbox.models import Channel
from tiexin.outbox.rules import masked, masked_account

__all__ = ["Console", "Failed", "File", "Gateway", "Nowhere", "chosen", "gateway", "maker", "ways"]
LINES = {Channel.SMS: "短信通道", Channel.WORK: "工作平台"}  # what a broken one is called
WRONG = {
    Channel.SMS: "TIEXIN_SMS={!r}：应为 console、file:路径 或一个类的路径",
    Channel.WORK: "TIEXIN_WORK 应为 console、file:路径、webhook:网址 或一个类的路径；不接工作平台就不设",
}  # an address may carry a secret of its own, and is not repeated


class Gateway(Protocol):
    """Sends one text. `idempotent`: asked twice with the same id it sends once, so a lost answer may be asked again."""

    idempotent: bool

    def send(self, id: UUID, address: str, text: str, /) -> None:
        """Hand the text over to a phone number or an account, or raise `Failed`."""
        ...


class Console:
    """For developers: writes texts to the process's output, with a masked address."""

    idempotent = True

    def __init__(self, channel: Channel = Channel.SMS) -> None:
        self.label, self.hide = channel.label, masked if channel == Channel.SMS else masked_account

    def send(self, id: UUID, address: str, text: str) -> None:
        """Print one line."""
        print(f"{self.label} {self.hide(address)} {text}", file=sys.stdout, flush=True)


class File:
    """Writes one JSON line for each text to a file of mode 600; what stands there already is not written again."""

    idempotent = True

    def __init__(self, path: Path, channel: Channel = Channel.SMS) -> None:
        self.path, self.name = path, "phone" if channel == Channel.SMS else "to"

    def send(self, id: UUID, address: str, text: str) -> None:
        """Add the line, unless an earlier try did."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+", encoding="utf-8") as file:
            lines = file.readlines()
            if not any(_is(line, id) for line in lines):
                begin = "" if not lines or lines[-1].endswith("\n") else "\n"
                said = json.dumps({"id": str(id), self.name: address, "text": text}, ensure_ascii=False)
                file.write(f"{begin}{said}\n")


def _is(line: str, id: UUID) -> bool:
    """Tell whether a line is about this text; one that broke off when the power went is about none."""
    return f'"{id}"' in line and line.endswith("}\n")


class Nowhere:
    """Stands where a platform was taken away while texts to it still waited: they fail, and say why."""

    idempotent = True

    def send(self, id: UUID, address: str, text: str) -> None:
        """Refuse."""
        raise Failed("这里没有接工作平台")


def ways() -> tuple[Channel, ...]:
    """The ways out that are open in this installation."""
    return (Channel.SMS, Channel.WORK) if settings.WORK else (Channel.SMS,)


@cache
def gateway(channel: Channel) -> Gateway:
    """The gateway of this installation for one way: `TIEXIN_SMS` or `TIEXIN_WORK`."""
    return chosen(settings.SMS if channel == Channel.SMS else settings.WORK, channel)


def chosen(said: str, channel: Channel = Channel.SMS) -> Gateway:
    """Make the gateway that is named; see `maker`."""
    return maker(said, channel)()


def maker(said: str, channel: Channel = Channel.SMS) -> Callable[[], Gateway]:
    """How to make the gateway that is named, which tells whether it can be made before anything is sent.

    It is `console`, `file:<path below the home>`, for a work platform `webhook:<address>`, or the dotted path of a
    class. Raises `ImproperlyConfigured` for anything else.
    """
    kind, _, rest = said.partition(":")
    if said == "console":
        return partial(Console, channel)
    if kind == "file":
        return partial(File, Path(settings.HOME) / rest, channel)
    if channel == Channel.WORK and not said:
        return Nowhere
    if channel == Channel.WORK and kind == "webhook":
        return partial(webhook.Webhook, webhook.check_address(rest), webhook.check_secret(settings.WORK_SECRET))
    try:
        return cast(Callable[[], Gateway], import_string(said))
    except ImportError as error:
        raise ImproperlyConfigured(WRONG[channel].format(said)) from error
