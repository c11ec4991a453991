"""`tiexin gauges verify`: is every stored number what the facts say?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.duties.verify import corrections, differences

SHOWN = 50


class Command(BaseCommand):
    help = "重新清点全部指标并与现存数字逐一比对；一致则退出码 0，有差异则列出并以 1 退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare; list the differences."""
        found = differences()
        for line in found[:SHOWN]:
            self.stdout.write(line)
        if found:
            raise CommandError(f"共 {len(found)} 处不一致", returncode=1)
        late = corrections()
        self.stdout.write(f"全部一致；封账后更正 {late} 条" if late else "全部一致")
