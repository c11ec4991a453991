"""Who wanted texts before there were platforms wants them after, and after the way back; nothing is lost."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

pytestmark = [pytest.mark.once, pytest.mark.house]


@pytest.fixture
def home(tmp_path):
    """A home whose outbox is of before, with three people: one wants texts, one does no more, one never did."""
    migrate(tmp_path, "0003_unsent")
    with closing(sqlite3.connect(tmp_path / "tiexin.sqlite3")) as database, database:
        put(database, "orgs_org", id=1, name="总工会")
        for number, (sms, phone) in enumerate([(True, b"one"), (False, b"two"), (False, None)], 1):
            put(database, "orgs_officer", id=number, org_id=1)
            kept = {"uuid": f"{number:032}", "officer_id": number, "quiet_from": "21:00:00", "quiet_until": "08:00:00"}
            put(database, "outbox_preference", id=number, sms=sms, phone=phone, **kept)
        for number, (channel, phone, officer) in enumerate([("sms", b"x", None), ("app", None, 1)], 1):
            said = {"uuid": f"{number:032}", "org_id": 1, "officer_id": officer, "reader": f"r{number}", "source": "s"}
            put(database, "outbox_message", id=number, channel=channel, phone=phone, state="failed", **said)
    return tmp_path


def put(database, table, **given):
    """A row; what must be there and is not given is empty."""
    columns = database.execute(f"PRAGMA table_info({table})").fetchall()
    row = {name: 0 if "int" in kind or kind == "bool" else "" for _, name, kind, must, _, _ in columns if must} | given
    places = ", ".join("?" * len(row))
    database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", tuple(row.values()))


def migrate(home, name):
    asked = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "TIEXIN_HOME": str(home)}
    line = [sys.executable, "-m", "tiexin", "manage", "migrate", "outbox", name]
    done = subprocess.run(line, env=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def read(home, sql):
    with closing(sqlite3.connect(home / "tiexin.sqlite3")) as database:
        return database.execute(sql).fetchall()


def test_nothing_is_lost_on_the_way_there_and_back(home):
    before = read(home, "SELECT id, phone, sms FROM outbox_preference ORDER BY id")
    texts = read(home, "SELECT id, channel, phone, reader, state FROM outbox_message ORDER BY id")
    migrate(home, "0004_work")
    ways = read(home, "SELECT id, phone, way, account FROM outbox_preference ORDER BY id")
    assert ways == [(1, b"one", "sms", None), (2, b"two", "none", None), (3, None, "none", None)]
    assert read(home, "SELECT id, channel, phone, reader, state FROM outbox_message ORDER BY id") == texts
    with closing(sqlite3.connect(home / "tiexin.sqlite3")) as database, database:
        database.execute("UPDATE outbox_preference SET way = 'work', account = x'00' WHERE id = 3")
        database.execute(
            "UPDATE outbox_message SET channel = 'work', account = x'00', phone = NULL, officer_id = 1 WHERE id = 1"
        )
    migrate(home, "0003_unsent")
    assert read(home, "SELECT id, phone, sms FROM outbox_preference ORDER BY id") == before
    assert read(home, "SELECT id, channel, phone, reader, state FROM outbox_message ORDER BY id") == texts[1:]
