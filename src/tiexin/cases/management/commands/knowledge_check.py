"""`tiexin knowledge check`: hold the questions shipped against the texts of law beside them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.cases.knowledge.norms import lint, shipped


class Command(BaseCommand):
    help = "核对内置的知识：每条都有依据，引用的原句与法条一字不差，服务在目录里。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is wrong; exit 1 when anything is."""
        problems = lint()
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            raise CommandError("内置的知识有错误", returncode=1)
        self.stdout.write(f"没有错误：{len(shipped())} 条知识")
