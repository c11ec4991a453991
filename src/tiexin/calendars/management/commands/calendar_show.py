"""`tiexin calendar show YEAR`: the days off and make-up days of a year."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.calendars import grid, queries
from tiexin.calendars.places import PLACES, name_of


class Command(BaseCommand):
    help = "列出一年的放假和调休上班的日子及其依据；还没有公布的年份退出码 1，没有的地区退出码 2。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the year and the place."""
        parser.add_argument("year", type=int, help="年份，如 2026")
        parser.add_argument("--jurisdiction", default="", help="地区代码的前两位，如 64（宁夏）；不写是全国")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each run of days; exit 1 where nobody has published the year, 2 for no place."""
        year, place = options["year"], options["jurisdiction"]
        if place and place not in PLACES:
            raise CommandError(f"没有“{place}”这个地区", returncode=2)
        published = queries.year_of("", year)
        if published is None:
            raise CommandError(f"{year}年的日历还没有公布", returncode=1)
        own = queries.year_of(place, year) if place else None
        self.stdout.write(f"{name_of(place)} {year}年  {own.document if own else published.document}")
        for run in grid.runs(queries.days_of(place, year).values()):
            self.stdout.write(f"{run.days}  {run.says}")
