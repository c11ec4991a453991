"""`tiexin gauges rebuild`: every number again from the facts."""

from typing import Any

from django.core.management.base import BaseCommand

from tiexin.duties.build import rebuild


class Command(BaseCommand):
    help = "根据佐证事实重新计算全部指标。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how much."""
        count = rebuild(lambda percent: self.stdout.write(f"{percent}%"))
        self.stdout.write(f"已重建 {count} 项")
