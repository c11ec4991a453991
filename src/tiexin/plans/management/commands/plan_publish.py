"""`tiexin plan publish CODE`: publish the newest draft here and now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.core.refusal import Refused
from tiexin.orgs.calendar import today
from tiexin.plans import queries, tasks
from tiexin.plans.actions import start_publishing


class Command(BaseCommand):
    help = "发布方案最新一版：编译每个可计数的条款并算出全部指标。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the plan's code."""
        parser.add_argument("code", help="方案代号，如 ningxia-f2f")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish in this process; a version that a dead worker left is taken up where it stopped."""
        version = queries.newest(options["code"])
        if version is None:
            raise CommandError(f"没有代号为 {options['code']} 的方案，请先 tiexin plan load", returncode=1)
        try:
            if version.state != "publishing":
                version = start_publishing(version, by=None, on=today())
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        tasks.publish_version.call(version.pk)
        version.refresh_from_db()
        if version.state != "live":
            raise CommandError(version.error or version.get_state_display(), returncode=1)
        self.stdout.write(f"已发布：{version}")
