"""`tiexin knowledge seed`: publish the questions shipped, for the highest unit or for a named one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.cases.actions.knowledge import seed_knowledge
from tiexin.cases.knowledge.norms import shipped
from tiexin.cases.knowledge.queries import seeded_at
from tiexin.orgs.calendar import today


class Command(BaseCommand):
    help = "载入内置的知识：由本系统最高一级的单位（或者写明的单位）发布，已经有的不动；负责人是该单位的活动办公室。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the unit."""
        parser.add_argument("--unit", default="", help="单位全称，不写就是最高一级的单位")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish what is not there yet."""
        day = today()
        place = seeded_at(options["unit"], day)
        if place is None:
            raise CommandError("没有这个单位，或者那里还没有活动办公室的岗位（由它负责这些知识）", returncode=1)
        count = seed_knowledge(*place, shipped(), on=day)
        self.stdout.write(f"载入 {count} 条，{place[0]}，负责人 {place[1]}")
