"""`tiexin plan reference`: the reference part of the plan language's manual, from the schema."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.plans.reference import END, START, reference, renewed


class Command(BaseCommand):
    help = "列出方案语言的全部键：意思、例子、可写的内容；--write 写进说明书两个记号之间。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the manual to be renewed."""
        parser.add_argument("--write", type=Path, metavar="FILE", help="说明书，如 docs/plan-language.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the reference, or write it into the manual."""
        manual: Path | None = options["write"]
        if manual is None:
            self.stdout.write(reference(), ending="")
            return
        try:
            text = renewed(manual.read_text(encoding="utf-8"))
        except OSError as error:
            raise CommandError(f"打不开 {manual}：{error.strerror}", returncode=1) from error
        except ValueError as error:
            raise CommandError(f"{manual} 里没有这两个记号：{START} 和 {END}", returncode=1) from error
        manual.write_text(text, encoding="utf-8")
        self.stdout.write(f"已写入 {manual}")
