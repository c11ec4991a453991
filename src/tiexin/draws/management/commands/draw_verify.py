"""`tiexin draw verify FILE`: work a published draw out anew and say what differs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.draws.verify import differences


class Command(BaseCommand):
    help = "核对抽签结果文件：重算抽样框的哈希值、种子、次序和结果；不一致时逐条列出，退出码 1。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file."""
        parser.add_argument("file", type=Path, help="从抽签页下载的结果文件（JSON）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what differs; exit 1 when anything does."""
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"读不出文件 {options['file']}", returncode=1) from error
        found = differences(text)
        if found:
            raise CommandError("\n".join(found), returncode=1)
        self.stdout.write("核对一致：抽样框、种子、次序和结果都能重新算出来")
