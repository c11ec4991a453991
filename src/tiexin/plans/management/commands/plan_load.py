"""`tiexin plan load PACK`: store a checked pack as a draft version."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.calendars import queries as calendars
from tiexin.core.refusal import Refused
from tiexin.orgs.calendar import today
from tiexin.plans import queries
from tiexin.plans.actions import NewVersion, load_plan
from tiexin.plans.reading import read_pack
from tiexin.plans.sizes import for_pack


class Command(BaseCommand):
    help = "装载方案为待发布的一版；有错误时逐条列出，什么也不写入。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file, the year and the document."""
        parser.add_argument("file", help="方案文件（YAML），或内置方案的代号，如 ningxia-f2f")
        parser.add_argument("--year", type=int, help="原文年份不全（如 201*）时指明年份")
        parser.add_argument("--document", type=Path, help="方案原文（纯文本），与条款对照显示")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say every error."""
        try:
            found = read_pack(options["file"], options["year"], options["document"], for_pack, calendars.here())
            for problem in found.loaded.problems:
                self.stdout.write(str(problem))
            issuer = queries.issuer_of(found.loaded.pack) if found.loaded.pack else None
            if found.loaded.pack and issuer is None:
                raise Refused("没有找到发文单位，请先建立组织")
            new = NewVersion(found.loaded, found.text, issuer, found.document, found.document_name)  # type: ignore[arg-type]
            version = load_plan(new, by=None, on=today())
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        self.stdout.write(f"已装载：{version}")
