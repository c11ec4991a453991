"""What tests of the outbox share: a gateway that remembers and breaks on demand, people who want texts, moments."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from tiexin.core.days import aware
from tiexin.orgs.tests import cast
from tiexin.outbox.actions import NewPreferences, set_preferences, tell_officer, tell_phone
from tiexin.outbox.gateways import Failed
from tiexin.outbox.models import Message
from tiexin.outbox.rules import News

PHONE = "13800138000"
ACCOUNT = "Li.Xiulan@ghz"
NEWS = News("task", "有一件诉求等您办", "case/1/new", "/cases/1/", "请在两个工作日内受理")
TEXT = News("task", "有一件诉求等您办", "case/1/new", "/cases/1/", sms=True)
CRISIS = News("crisis", "有一件紧急诉求", "case/2/crisis", "/cases/2/", urgent=True)
MINUTE = timedelta(minutes=1)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    """A moment of the day that requests take for today, or of one after it."""
    return aware(datetime.combine(cast.TODAY + timedelta(days=days), time(hour, minute)))


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Memory:
    """A gateway that keeps what it sent, once for each id; `breaks` are raised one after another, before or after."""

    idempotent: bool = True
    breaks: list[BaseException | None] = field(default_factory=list)
    late: bool = False
    sent: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: int = 0

    def send(self, id, address, text):
        self.asked += 1
        broken = self.breaks.pop(0) if self.breaks else None
        if broken and not self.late:
            raise broken
        self.sent[str(id)] = (address, text)
        if broken:
            raise broken


def failing(times: int) -> Memory:
    return Memory(breaks=[Failed(f"号码 {PHONE} 停机")] * times)


def choose(officer, way, phone="", account=""):
    """Say which way one wants to be told outside the product, with the usual quiet hours."""
    return set_preferences(NewPreferences(way, phone, time(21), time(8), account), by=officer, on=cast.TODAY)


def wants_texts(officer, phone=PHONE):
    return choose(officer, "sms", phone)


def wants_platform(officer, account=ACCOUNT):
    """Only where the installation has one: `settings.WORK`."""
    return choose(officer, "work", "", account)


def told(officer, news=NEWS):
    """Tell somebody in the morning, whatever the clock says; return the message in the product."""
    assert tell_officer(officer, news, on=cast.TODAY) >= 1
    Message.objects.filter(source=news.source).update(told=at(9), due=news.due or at(9))
    return Message.objects.get(officer=officer, channel="app", source=news.source)


def texted(officer, news=TEXT):
    """Tell somebody who wants texts, in the morning; return the text."""
    told(officer, news)
    return Message.objects.texts().get(officer=officer, source=news.source)


def phoned(org, news=TEXT, phone=PHONE):
    """Text a number; return the text."""
    assert tell_phone(phone, org, news, on=cast.TODAY) == 1
    Message.objects.filter(source=news.source).update(told=at(9), due=at(9))
    return Message.objects.filter(source=news.source, officer=None).latest("pk")
