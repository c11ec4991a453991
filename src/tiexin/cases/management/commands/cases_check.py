"""`tiexin cases check [FILE …]`: read services of the catalogue as a careful editor would."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.cases.catalogue_lint import lint_files, lint_own, shipped
from tiexin.cases.catalogue_own import files
from tiexin.core.documents.problems import has_errors


class Command(BaseCommand):
    help = "检查服务目录的文件：列出每一处错误（文件、行、列、可接受的写法）；不写文件名就检查内置的全部。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the files."""
        parser.add_argument("files", nargs="*", type=Path, help="服务文件（YAML），不写就是内置的全部")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings; exit 1 when there is an error."""
        checked = lint_files(options["files"] or shipped())
        own = [(path, lint_own(path)) for path in ([] if options["files"] else files())]
        checked += own
        for path, problems in checked:
            for problem in problems:
                self.stdout.write(f"{path.name} {problem}")
        if any(has_errors(problems) for _, problems in checked):
            raise CommandError("服务目录有错误", returncode=1)
        beside = f"，{len(own)} 份本地的数" if own else ""
        self.stdout.write(f"没有错误：{len(checked) - len(own)} 项服务{beside}")
