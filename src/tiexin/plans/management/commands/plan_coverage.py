"""`tiexin plan coverage`: which clause of the source is stated where."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.plans import coverage
from tiexin.plans.loader import PACKS, load
from tiexin.plans.reading import shipped


class Command(BaseCommand):
    help = "列出来源的每一条款写在哪个内置方案的哪一项、由哪个功能服务；有没有着落的条款时退出码 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the page; exit 1 when a clause is covered by nothing."""
        rows = coverage.cover([load(PACKS / f"{name}.yaml") for name in shipped()], coverage.features())
        self.stdout.write(coverage.page(rows), ending="")
        if gaps := coverage.missing(rows):
            raise CommandError(f"没有着落的条款：{'、'.join(gaps)}", returncode=1)
