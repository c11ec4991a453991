"""The tables of an empty database, made at once as the models say: a first start in seconds instead of a minute.

Step by step Django makes every table as it once was and remakes it with every change since. What holds at the end is
the same, and a test compares the two on both databases; what was made at once goes on step by step from there.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

Fill = Callable[[Any, Any], None]


def given(fill: Fill) -> Fill:
    """Mark a step of a migration that fills tables also where nothing was before; called with apps and an editor."""
    fill.given = True  # type: ignore[attr-defined]
    return fill


def is_empty() -> bool:
    """Whether the database has no table of the product's and none of Django's yet."""
    known = {str(model._meta.db_table) for model in apps.get_models(include_auto_created=True)}
    return known.isdisjoint(connection.introspection.table_names()) and not MigrationRecorder(connection).has_table()


def make_tables() -> None:
    """Make every table, fill what migrations fill, note every migration as applied: all of it or nothing."""
    loader = MigrationLoader(None)
    names = sorted(loader.graph.nodes)
    with connection.schema_editor(atomic=True) as editor:
        for model in _models(loader.migrated_apps):
            editor.create_model(model)
        editor.create_model(MigrationRecorder.Migration)
        for fill in _fills(loader, names):
            fill(apps, editor)
        recorder = MigrationRecorder(connection)
        for app, name in names:
            recorder.record_applied(app, name)


def _models(migrated: set[str]) -> Iterator[type[Model]]:
    for config in apps.get_app_configs():
        if config.label in migrated:
            yield from (model for model in config.get_models() if model._meta.can_migrate(connection))


def _fills(loader: MigrationLoader, names: list[tuple[str, str]]) -> Iterator[Fill]:
    """In the order of their migrations, which has what each depends on before it."""
    plan = [node for leaf in loader.graph.leaf_nodes() for node in loader.graph.forwards_plan(leaf)]
    for node in dict.fromkeys(plan):
        for step in loader.disk_migrations[node].operations:
            if isinstance(step, RunPython) and hasattr(step.code, "given"):
                yield step.code
