"""`tiexin manage migrate`: Django's own, but that an empty database gets its tables at once."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS

from tiexin.core import tables

WHOLE = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    help = "把数据库的表更新到这个版本；空的数据库一次建好。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the way that developers compare with."""
        super().add_arguments(parser)
        parser.add_argument("--step-by-step", action="store_true", help="空的数据库也一步一步地建，用来对照。")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables where there is none and everything is asked for; then whatever is still to be done."""
        plain = options["database"] == DEFAULT_DB_ALIAS and not any(options.get(name) for name in WHOLE)
        if plain and not options["step_by_step"] and self._by_migrations() and tables.is_empty():
            tables.make_tables()
        super().handle(*args, **options)

    @staticmethod
    def _by_migrations() -> bool:
        return "orgs" not in settings.MIGRATION_MODULES  # tests may do without
