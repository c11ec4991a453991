"""`tiexin demo`: a whole province of invented people to look at."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.boards.demo import queries, tables
from tiexin.core.refusal import Refused


class Command(BaseCommand):
    help = "演示数据：宁夏真实地名，虚构的人员和企业，两个月的走访。不带参数等于 --ensure。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what to do and how much."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--ensure", action="store_true", help="没有才造；已有演示或正式数据时什么也不做")
        what.add_argument("--reset", action="store_true", help="清空重造；只对演示或空的安装，正式安装一概拒绝")
        parser.add_argument("--scale", type=float, default=1.0, help="规模，0.1 为十分之一（默认 1）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, or everything anew."""
        try:
            if options["reset"]:
                tables.clear()
            tables.migrate()
            if not queries.is_empty():
                self.stdout.write("演示数据已在，没有改动" if queries.is_demo() else "这里已有正式数据，没有载入演示")
                return
            self._build(options["scale"])
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal

    def _build(self, scale: float) -> None:
        from tiexin.boards.demo import actions, script  # heavy: not needed when the demo is there

        self.stdout.write("正在造演示数据，约需二十秒……")
        actions.build(script.write(scale), self.stdout.write)
        self.stdout.write("演示数据已就绪：登录页上点一个人即可进入")
