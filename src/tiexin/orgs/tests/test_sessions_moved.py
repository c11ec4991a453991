"""Who had logged in before sessions stood beside their accounts is still logged in."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.cache import SessionStore

pytestmark = [pytest.mark.once, pytest.mark.house]
KEY = "x" * 50


def migrate(home, *name):
    asked = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "TIEXIN_HOME": str(home)}
    line = [sys.executable, "-m", "tiexin", "manage", "migrate", "orgs", *name]
    done = subprocess.run(line, env=asked | {"TIEXIN_SECRET": KEY}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_sessions_of_before_stay(tmp_path, settings):
    migrate(tmp_path, "0007_under_indexes")
    settings.SECRET_KEY = (tmp_path / "keys" / "secret").read_text().strip()
    with closing(sqlite3.connect(tmp_path / "tiexin.sqlite3")) as database, database:
        database.execute("INSERT INTO orgs_account (id, password, username, is_active) VALUES (3, 'x', 'zhou', 1)")
        database.execute(
            "CREATE TABLE django_session (session_key varchar(40), session_data text, expire_date datetime)"
        )
        for key, data in (("in", {SESSION_KEY: "3"}), ("gone", {SESSION_KEY: "4"}), ("out", {"colour": "red"})):
            row = (key, SessionStore().encode(data), "2026-11-29 10:00:00.000005")
            database.execute("INSERT INTO django_session VALUES (?, ?, ?)", row)
        database.execute("INSERT INTO django_session VALUES ('bad', 'forged', '2026-11-29 10:00:00')")
    migrate(tmp_path)
    with closing(sqlite3.connect(tmp_path / "tiexin.sqlite3")) as database:
        rows = database.execute("SELECT session_key, account_id, expire_date FROM orgs_session").fetchall()
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    assert rows == [("in", 3, "2026-11-29 10:00:00.000005")]
    assert "django_session" not in tables
