"""`tiexin plan check FILE`: read a pack as a careful editor would."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.calendars import queries as calendars
from tiexin.core.documents.problems import has_errors
from tiexin.core.refusal import Refused
from tiexin.plans.burden import Estimate
from tiexin.plans.reading import read_pack
from tiexin.plans.sizes import for_pack


class Command(BaseCommand):
    help = "检查方案文件：列出每一处错误（行、列、可接受的写法）和对方案本身的提醒；不写入任何内容。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file, the year and the document."""
        parser.add_argument("file", help="方案文件（YAML），或内置方案、示例的代号，如 ningxia-f2f")
        parser.add_argument("--year", type=int, help="原文年份不全（如 201*）时指明年份")
        parser.add_argument("--document", type=Path, help="方案原文（纯文本），逐句核对引文")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings; exit 1 when there is an error."""
        try:
            found = read_pack(options["file"], options["year"], options["document"], for_pack, calendars.here())
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        for problem in found.loaded.problems:
            self.stdout.write(str(problem))
        if has_errors(found.loaded.problems):
            raise CommandError("方案有错误", returncode=1)
        if found.burden:
            self.stdout.write("\n".join(burden_lines(found.burden)))
        self.stdout.write(f"没有错误：{len(found.loaded.items)} 个条目，其中 {len(found.loaded.duties)} 项可计数")


def burden_lines(found: Estimate) -> Iterator[str]:
    """The estimate as lines of a terminal."""
    for row in found.rows:
        most = "；".join(f"{part.measure} {part.minutes:.1f} 分钟（{part.called}）" for part in row.largest)
        heavy = "，超过限度" if row in found.heavy else ""
        load = f"{row.records:.1f} 条、{row.fields:.0f} 项、{row.minutes:.1f} 分钟"
        yield f"登记负担 {row.label}（{row.officers} 名干部）：每人每月约 {load}{heavy}。最多：{most}"
    for why, idents in found.left_out:
        yield f"登记负担未估：{why}（{len(idents)} 项）"
