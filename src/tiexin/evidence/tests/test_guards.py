"""The trail is append-only in the database itself, on whichever database the suite runs."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tiexin.core.journal import Act
from tiexin.evidence import guards
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry, Fact, Tag, TagSet
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db


@kept.fixture
def fact():
    cast = c.units()
    act = Act("record_visit", cast.county, None, c.TODAY, cast.county.id)
    new = NewFact("visit", c.TODAY, cast.county, cast.county, tags=(("method", "home"),))
    return record(act, [new]).facts.get()


def refused(call):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        call()


def everything_is_refused(fact):
    entry = fact.entry
    refused(lambda: Entry.objects.filter(pk=entry.pk).update(verb="void"))
    refused(lambda: Entry.objects.filter(pk=entry.pk).update(on=c.FOUNDED))
    refused(lambda: Fact.objects.filter(pk=fact.pk).update(qty=2))
    refused(lambda: Fact.objects.filter(pk=fact.pk).update(measure="talk"))
    refused(lambda: Fact.objects.filter(pk=fact.pk).update(tag_set=None))
    refused(lambda: Tag.objects.filter(set=fact.tag_set).update(value="hear"))
    refused(lambda: Tag.objects.filter(set=fact.tag_set).delete())
    refused(lambda: raw("DELETE FROM evidence_tagset"))
    refused(lambda: TagSet.objects.update(id=1))
    refused(lambda: raw(f"DELETE FROM evidence_fact WHERE id = {fact.pk}"))
    refused(lambda: raw(f"DELETE FROM evidence_entry WHERE id = {entry.pk}"))


def raw(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_no_row_of_the_trail_is_changed_or_deleted(fact):
    with c.nothing_written():
        everything_is_refused(fact)


def test_plain_sql_is_refused_too(fact):
    for statement in (
        f"UPDATE evidence_entry SET by_id = NULL, verb = 'x' WHERE id = {fact.entry_id}",
        "DELETE FROM evidence_tag",
        f"UPDATE evidence_fact SET voided_by_id = {fact.entry_id}, qty = 9 WHERE id = {fact.pk}",
        f"UPDATE evidence_fact SET qty = qty WHERE id = {fact.pk}",
    ):
        refused(lambda statement=statement: raw(statement))


def test_a_fact_is_voided_once_and_for_good(fact):
    entry = void(fact.entry, by=None, on=c.TODAY)
    fact.refresh_from_db()
    assert fact.voided_by == entry
    refused(lambda: Fact.objects.filter(pk=fact.pk).update(voided_by=None))
    refused(lambda: Fact.objects.filter(pk=fact.pk).update(voided_by=fact.entry))


def test_all_guards_stand():
    assert guards.standing() == set(guards.names())
    assert len(guards.names()) == 8


def test_guards_are_put_back_however_they_were_lost(fact):
    for table in guards.APPEND_ONLY:
        on = "" if connection.vendor == "sqlite" else f" ON {table}"
        raw(f"DROP TRIGGER {table}_update{on}")
        raw(f"DROP TRIGGER {table}_delete{on}")
    assert guards.standing() == set()
    call_command("migrate", verbosity=0)
    assert guards.standing() == set(guards.names())
    everything_is_refused(fact)


def test_putting_them_in_place_twice_changes_nothing(fact):
    guards.install()
    guards.install()
    assert guards.standing() == set(guards.names())
    everything_is_refused(fact)


def test_without_the_tables_there_is_nothing_to_guard(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda: ["evidence_entry"])
    monkeypatch.setattr(guards, "_sqlite", lambda: pytest.fail("no table, no trigger"))
    monkeypatch.setattr(guards, "_postgres", lambda: pytest.fail("no table, no trigger"))
    guards.install()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite remakes a table")
def test_a_remade_table_loses_its_triggers_and_gets_them_back(fact):
    """What a later migration does on SQLite, in a table of the same shape."""
    raw("CREATE TABLE spare AS SELECT * FROM evidence_tag")
    raw("DROP TABLE evidence_tag")
    raw("ALTER TABLE spare RENAME TO evidence_tag")
    assert len(guards.standing()) == 6
    guards.install()
    refused(lambda: Tag.objects.filter(set=fact.tag_set).update(value="hear"))
