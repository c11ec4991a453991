"""`tiexin hotline simulate`: calls of a simulated telephone system, signed, many at once, to this machine alone."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tiexin.cases.hotline.exchange import NO_ANSWER, Exchange, Outcome, drive, in_no_order
from tiexin.cases.hotline.rules import KINDS
from tiexin.core.days import now
from tiexin.core.refusal import Refused


class Command(BaseCommand):
    help = "模拟电话系统：许多个来电同时打进本机正在运行的服务，有的说两遍，先后是乱的。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how many, how many at once, and where."""
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="本机服务的网址，默认 http://127.0.0.1:8000")
        parser.add_argument("--calls", type=int, default=200, help="多少个来电，默认 200")
        parser.add_argument("--together", type=int, default=50, help="多少条消息同时发，默认 50")
        parser.add_argument("--line", default="12351", help="热线号码，默认 12351")
        parser.add_argument("--region", action="append", help="来电地区的区划代码，可以写几次")
        parser.add_argument("--seat", action="append", help="座席号，可以写几次")
        parser.add_argument("--until", choices=list(KINDS), default="recording", help="每个来电说到哪一步为止")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send them; exit 1 when one was not kept."""
        if not settings.EXCHANGE_SECRET:
            raise CommandError("没有设共同的密钥（TIEXIN_EXCHANGE_SECRET），接口是关着的")
        at = now()
        regions, seats = options["region"] or [""], options["seat"] or []
        exchange = Exchange(options["line"], regions, seats, name=f"sim-{int(at.timestamp())}", until=options["until"])
        told = in_no_order(exchange.calls(options["calls"], at))
        try:
            outcome = drive(options["url"], settings.EXCHANGE_SECRET, told, max(1, options["together"]))
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(said(options["calls"], len(told), outcome))
        if outcome.failed:
            raise CommandError(f"{outcome.failed} 条没有收下：{statuses(outcome)}", returncode=1)


def said(calls: int, told: int, outcome: Outcome) -> str:
    """What came of it, in a line."""
    pace = told / outcome.seconds if outcome.seconds else 0
    time = f"{outcome.seconds:.1f} 秒，每秒 {pace:.0f} 条，最慢 {outcome.slowest * 1000:.0f} 毫秒"
    return f"{calls} 个来电，{told} 条消息，收下 {outcome.answers[200]} 条；{time}"


def statuses(outcome: Outcome) -> str:
    """Each status but the good one with how often it came."""
    names = {NO_ANSWER: "没有回答"}
    return "，".join(
        f"{names.get(each, each)} {count}" for each, count in sorted(outcome.answers.items()) if each != 200
    )
