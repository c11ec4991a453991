"""`tiexin start-code`: a new code for the first start of an installation that has no unit yet."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tiexin.boards.demo import queries as tables
from tiexin.boards.demo.tables import migrate
from tiexin.boards.start import codes, queries

USED = "已经有单位了，不再需要启动码；登录名和密码请找系统管理员"


class Command(BaseCommand):
    help = "第一次启动用的启动码：建库（还没有的话），打印一次性的网址；旧的码随即失效。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where the web is reached."""
        parser.add_argument(
            "--address", default="http://127.0.0.1:8000/", help="网页的地址，默认 http://127.0.0.1:8000/"
        )
        parser.add_argument("--quiet", action="store_true", help="已经有单位时什么也不说（tiexin serve 启动时用）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables of a new home, and a code while nothing is founded."""
        if not tables.has_tables():
            migrate()
        if queries.founded():
            codes.forget()
            if not options["quiet"]:
                self.stdout.write(USED)
            return
        self.stdout.write(f"{options['address'].rstrip('/')}/start/?code={codes.issue()}")
