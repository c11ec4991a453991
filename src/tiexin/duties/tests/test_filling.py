"""What is filled from a copy of the facts sees what was recorded and drained meanwhile; one fills at a time."""

import subprocess
import sys

import pytest
from django.db import connection

from tiexin.duties import build, lock, run, verify
from tiexin.duties.definition import Do
from tiexin.duties.tests.scene import fact, note, publish, settle, tally
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.tests import cast as c

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL 不抄写 · PostgreSQL needs no copy"),
]
COUNT = "SELECT COUNT(*) FROM evidence_fact WHERE voided_by_id IS NULL"


@pytest.fixture
def cast():
    return c.units()


def test_a_copy_holds_the_facts_of_its_measures_only(cast):
    note(fact(cast.city), fact(cast.city, "visit"))
    with build.facts_of(["talk"]):
        assert run.fetch("SELECT DISTINCT measure FROM evidence_fact") == [("talk",)]
    with build.facts_of([]):
        assert run.fetch(COUNT) == [(0,)]
    assert len(run.fetch("SELECT DISTINCT measure FROM evidence_fact")) == 2


def elsewhere(entry):
    """What another connection recorded: a fact more, in the common table, which this one does not see for its copy."""
    names = ", ".join(f'"{field.column}"' for field in Fact._meta.concrete_fields if field.column != "id")
    taken = names.replace('"entry_id"', str(entry.pk))
    run.change(
        f"INSERT INTO main.evidence_fact ({names}) SELECT {taken} FROM main.evidence_fact "
        "WHERE measure = 'talk' ORDER BY id LIMIT 1"
    )


def test_a_copy_catches_up_with_what_was_recorded_and_voided_meanwhile(cast):
    first = note(fact(cast.city), fact(cast.county))
    with build.facts_of(["talk"]) as catch_up:
        elsewhere(entry_of(cast))
        run.change(f"UPDATE main.evidence_fact SET voided_by_id = {entry_of(cast).pk} WHERE entry_id = {first.pk}")
        assert run.fetch(COUNT) == [(2,)]
        catch_up()
        assert run.fetch(COUNT) == [(1,)]
        catch_up()
        assert run.fetch("SELECT COUNT(*) FROM evidence_fact") == [(3,)]


def entry_of(cast):
    """An entry without facts, which nothing waits for: as if it had been drained."""
    return Entry.objects.create(on=c.TODAY, org=cast.city, verb="note", thing="evidence.entry", thing_id=1)


def test_what_was_drained_before_a_thing_is_filled_is_counted(cast, monkeypatch):
    """The worker goes on while the facts are copied, and between two things: what it counted must not be lost."""
    publish(cast.province, tally(Do(measure="talk", count="sum")), tally(Do(measure="talk"), low=3))
    note(fact(cast.city))
    settle()
    real, calls = build._catch_up, []

    def late(read, wanted):
        if not calls:
            elsewhere(entry_of(cast))
        calls.append(wanted)
        real(read, wanted)

    monkeypatch.setattr(build, "_catch_up", late)
    things = build.rebuild()
    assert len(calls) == things == 4  # two slices, two duties
    assert verify.differences() == []
    assert run.fetch("SELECT DISTINCT value FROM duties_gauge WHERE value > 0") == [(2,)]


TRY = """
import fcntl, sys
try:
    fcntl.flock(open(sys.argv[1], "a"), fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("held")
else:
    print("free")
"""


def held(path):
    """Whether another process would have to wait."""
    line = [sys.executable, "-c", TRY, f"{path}.drain"]
    return subprocess.run(line, capture_output=True, text=True, check=True).stdout.strip() == "held"


def test_other_processes_wait_whatever_the_folder_is_called(tmp_path, monkeypatch):
    path = tmp_path / "memory" / "tiexin.sqlite3"
    path.parent.mkdir()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(path))
    monkeypatch.setattr(connection, "is_in_memory_db", lambda: False)
    with lock.alone():
        assert held(path)
        with lock.alone():
            pass
        assert held(path)
    assert not held(path)
    with pytest.raises(ZeroDivisionError), lock.alone():
        raise ZeroDivisionError
    assert not held(path)


def test_a_lock_that_cannot_be_taken_lets_the_next_thread_in(tmp_path, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "nowhere" / "tiexin.sqlite3"))
    monkeypatch.setattr(connection, "is_in_memory_db", lambda: False)
    with pytest.raises(FileNotFoundError), lock.alone():
        pass
    monkeypatch.undo()
    assert (lock._door.depth, lock._door.file) == (0, None)
    with lock.alone():
        assert lock._door.depth == 1
