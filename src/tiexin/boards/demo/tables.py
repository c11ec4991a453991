"""The tables of a demo: brought up to date, or dropped with everything in them and made anew."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tiexin.boards.demo import queries
from tiexin.core.refusal import Refused
from tiexin.orgs import calendar


def migrate() -> None:
    """Bring the tables up to date."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def clear() -> None:
    """Drop every table of the product with its guards and make them anew; refused in a real installation.

    The trail's guards are never switched off: they go with their tables and come back with the new ones.
    """
    if not (queries.is_empty() or queries.is_demo()):
        raise Refused("这是正式安装，不能清空；只有演示安装才能清空重造")
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    cascade = " CASCADE" if connection.vendor == "postgresql" else ""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for name in [*names, "django_migrations"]:
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)}{cascade}")
    calendar.forget()
    migrate()
