"""Tables made at once are those that are made step by step: columns, keys, indexes, checks, guards and first rows."""

import re
from itertools import chain

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.test_worker import connected, own_database
from tiexin.core import tables
from tiexin.orgs.models import Installation

pytestmark = pytest.mark.house
NAMED = {"contenttypes.ContentType": ("app_label", "model"), "auth.Permission": ("content_type__model", "codename")}
POSTGRES = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, collation_name,"
    " character_maximum_length, numeric_precision FROM information_schema.columns WHERE table_schema = 'public'"
    # groups are not used here: step by step Django gives their rows larger numbers than at once
    " AND (table_name, column_name) <> ('auth_group_permissions', 'id')",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT event_object_table, trigger_name, event_manipulation, action_timing, action_statement"
    " FROM information_schema.triggers",
}


def shape():
    """Everything that the database keeps to, in no order."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return {name: set(cursor.execute(sql).fetchall()) for name, sql in POSTGRES.items()}
        rows = cursor.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    made = {(kind, name, table): parts(sql) if kind == "table" else flat(sql) for kind, name, table, sql in rows}
    return {
        name: {(key, said) for key, said in made.items() if key[0] == name} for name in ("table", "index", "trigger")
    }


def flat(sql):
    return re.sub(r"\s+", " ", sql).strip()


def parts(sql):
    """The definitions of a table, in whichever order they stand: what one adds later stands at the end."""
    head, body = flat(sql).split("(", 1)
    depth, found = 0, [""]
    for sign in body.rsplit(")", 1)[0]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        found = [*found, ""] if sign == "," and not depth else [*found[:-1], found[-1] + sign]
    return head.strip(), frozenset(each.strip() for each in found)


def rows():
    """What stands in every table from the start, by name where the number tells nothing."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        fields = NAMED.get(model._meta.label) or [each.attname for each in model._meta.concrete_fields]
        if stands := sorted(map(repr, model._base_manager.values_list(*fields))):
            found[model._meta.label] = stands
    return found


def made(home, address, **how):
    home.mkdir()
    with connected(address(home), home):
        assert tables.is_empty()
        call_command("migrate", verbosity=0, **how)
        assert not tables.is_empty()
        applied = sorted(MigrationRecorder(connection).applied_migrations())
        return shape(), rows(), applied


@pytest.fixture(autouse=True, scope="module")
def _with_migrations():
    if "orgs" in settings.MIGRATION_MODULES:
        pytest.skip("run without migrations")


@pytest.fixture(scope="module")
def both(tmp_path_factory, django_db_blocker):
    """The same product on two empty databases: made at once, and step by step."""
    found = []
    for name, how in (("once", {}), ("steps", {"step_by_step": True})):
        home = tmp_path_factory.mktemp(name)
        with own_database(home) as address, django_db_blocker.unblock():
            found.append(made(home / "in", lambda _, address=address: address, **how))
    return found


def test_the_tables_are_the_same(both):
    (once, _, _), (steps, _, _) = both
    assert once.keys() == steps.keys()
    for name in once:
        assert once[name] - steps[name] == set()
        assert steps[name] - once[name] == set()
        assert len(once[name]) > 5


def test_so_is_what_stands_in_them_and_what_is_noted_as_applied(both):
    (_, once, applied), (_, steps, noted) = both
    assert once == steps
    assert {"orgs.Installation", "calendars.DayKind", "contenttypes.ContentType"} <= once.keys()
    assert applied == noted and len(applied) > 100


def test_what_breaks_leaves_nothing_behind(tmp_path, django_db_blocker, monkeypatch):
    def broken(loader, names):
        yield from list(chain(usual(loader, names)))
        yield lambda apps, editor: 1 / 0

    usual = tables._fills
    monkeypatch.setattr(tables, "_fills", broken)
    with own_database(tmp_path) as address, django_db_blocker.unblock(), connected(address, tmp_path):
        with pytest.raises(ZeroDivisionError):
            call_command("migrate", verbosity=0)
        assert tables.is_empty()
        monkeypatch.undo()
        call_command("migrate", verbosity=0)
        assert Installation.objects.count() == 1
