"""Triggers that keep the trail append-only in the database itself.

On SQLite Django remakes a table when a migration alters it and its triggers are gone without a word, so they
are put back after every migration (`post_migrate`) and named by `tiexin doctor`.
"""

from typing import Any

from django.db import connections

APPEND_ONLY = ("evidence_entry", "evidence_fact", "evidence_tagset", "evidence_tag")
_MESSAGE = "append-only: void and record anew"


def names() -> list[str]:
    """Return the names of the triggers that must stand."""
    return [f"{table}_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")]


def install(using: str = "default", **_: Any) -> None:
    """Put every guard in place; running it twice changes nothing."""
    connection = connections[using]
    if not set(APPEND_ONLY) <= set(connection.introspection.table_names()):
        return  # the tables themselves are not migrated yet
    statements = _sqlite() if connection.vendor == "sqlite" else _postgres()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def standing(using: str = "default") -> set[str]:
    """Return the names of the guards that are in place."""
    connection = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()} & set(names())


def _unchanged(table: str, same: str) -> str:
    """Return the condition under which an update is the one allowed: a fact's first voiding."""
    from tiexin.evidence.models import Fact

    if table != "evidence_fact":
        return "1 = 0"
    columns = [f.column for f in Fact._meta.concrete_fields if f.column != "voided_by_id"]
    kept = " AND ".join(f'OLD."{column}" {same} NEW."{column}"' for column in columns)
    return f"OLD.voided_by_id IS NULL AND NEW.voided_by_id IS NOT NULL AND {kept}"


def _sqlite() -> list[str]:
    out = []
    for table in APPEND_ONLY:
        out += [f"DROP TRIGGER IF EXISTS {table}_update", f"DROP TRIGGER IF EXISTS {table}_delete"]
        out.append(
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} WHEN NOT ({_unchanged(table, 'IS')}) "
            f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        )
        out.append(
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
        )
    return out


def _postgres() -> list[str]:
    out = [
        "CREATE OR REPLACE FUNCTION tiexin_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_MESSAGE}'; END $$"
    ]
    for table in APPEND_ONLY:
        allowed = _unchanged(table, "IS NOT DISTINCT FROM")
        out += [f"DROP TRIGGER IF EXISTS {table}_{verb} ON {table}" for verb in ("update", "delete")]
        out.append(
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NOT ({allowed})) "
            "EXECUTE FUNCTION tiexin_append_only()"
        )
        out.append(
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION tiexin_append_only()"
        )
    return out
