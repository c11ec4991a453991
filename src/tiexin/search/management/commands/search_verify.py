"""`tiexin search verify`: is the index what the records say?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.search.verify import differences

SHOWN = 50


class Command(BaseCommand):
    help = "把检索索引与记录逐条比对；一致则退出码 0，有差异则列出并以 1 退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare; list the differences."""
        found = differences()
        for line in found[:SHOWN]:
            self.stdout.write(line)
        if found:
            raise CommandError(f"共 {len(found)} 处不一致，可运行 tiexin search rebuild", returncode=1)
        self.stdout.write("全部一致")
