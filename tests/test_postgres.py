"""The temporary PostgreSQL starts, is what it should be, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import browser, postgres, suite

pytestmark = [pytest.mark.once, pytest.mark.house]
ROOT = Path(__file__).parents[1]
CI = os.environ.get("CI") == "true"
here = pytest.mark.skipif(postgres.programs() is None, reason=postgres.MISSING)


def missing(reason):
    (pytest.fail if CI else pytest.skip)(reason)


def test_suite_runs_on_postgresql_too():
    if problem := os.environ.get("TIEXIN_TEST_NO_POSTGRES"):
        missing(f"只在 SQLite 上测过 · ran on SQLite only — {problem}")


def test_browser_tests_can_run():
    if browser.program() is None:
        missing(f"浏览器测试没有跑 · browser tests did not run — {browser.MISSING}")


@here
def test_server_is_c_utf8_and_leaves_nothing_behind():
    with postgres.temporary() as address:
        home = Path(address.partition("host=")[2])
        assert home.stat().st_mode & 0o077 == 0
        with psycopg.connect(address) as connection:
            row = connection.execute(
                "SELECT datcollate, pg_encoding_to_char(encoding), current_setting('listen_addresses'),"
                " current_setting('server_version_num')::int"
                " FROM pg_database WHERE datname = current_database()"
            ).fetchone()
    assert row[:3] == ("C.UTF-8", "UTF8", "")
    assert row[3] >= postgres.OLDEST * 10000
    assert not home.exists()


@here
def test_server_stops_when_the_body_fails():
    with pytest.raises(ZeroDivisionError), postgres.temporary() as address:
        home = Path(address.partition("host=")[2])
        raise ZeroDivisionError
    assert not home.exists()


@here
def test_command_gets_the_address_and_its_exit_code_comes_back():
    check = "import os, sys; sys.exit(7 if os.environ['TIEXIN_DATABASE'].startswith('postgres://') else 1)"
    assert postgres.main([sys.executable, "-c", check]) == 7


@here
def test_server_stops_on_sigterm(tmp_path):
    note = tmp_path / "address"
    wait = f'printf %s "$TIEXIN_DATABASE" > {note}.draft; mv {note}.draft {note}; exec sleep 60'
    process = subprocess.Popen([sys.executable, "-m", "tests.postgres", "--", "sh", "-c", wait], cwd=ROOT)
    deadline = time.monotonic() + 60
    while not note.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 143
    assert not Path(note.read_text().partition("host=")[2]).exists()


def fake(folder, said, *, names=postgres.NEEDED):
    folder.mkdir()
    for name in names:
        (folder / name).write_text(f"#!/bin/sh\necho '{said}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_newest_version_is_taken(tmp_path):
    old = fake(tmp_path / "old", "postgres (PostgreSQL) 14.9")
    new = fake(tmp_path / "new", "postgres (PostgreSQL) 17.1 (Debian 17.1-1)")
    fine = fake(tmp_path / "fine", "postgres (PostgreSQL) 15.0")
    half = fake(tmp_path / "half", "postgres (PostgreSQL) 18.0", names=("initdb", "postgres"))
    assert postgres.programs([old, fine, new, half]) == new
    assert postgres.programs([old, half, tmp_path]) is None


@pytest.mark.parametrize(
    ("said", "number"),
    [("postgres (PostgreSQL) 16beta1", 16), ("something else", 0), ("postgres (PostgreSQL)", 0)],
)
def test_version_is_read(tmp_path, said, number):
    assert postgres.version(fake(tmp_path / "bin", said)) == number


def test_program_that_does_not_run_has_no_version(tmp_path):
    assert postgres.version(tmp_path) == 0


def test_missing_server_is_said_and_is_an_error(monkeypatch, capsys):
    monkeypatch.setattr(postgres, "programs", lambda: None)
    assert postgres.main(["true"]) == 2
    assert "apt-get install postgresql" in capsys.readouterr().err


def test_failing_program_is_quoted(tmp_path):
    with pytest.raises(postgres.Unavailable, match="no such luck"):
        postgres.run(["sh", "-c", "echo no such luck >&2; exit 1"], tmp_path, None)


def test_suite_names_its_workers_after_their_databases():
    line = suite.command(["sqlite", "postgres"], ["-k", "word"])
    assert [word for word in line if word.startswith("--tx")] == [
        "--tx=popen//id=sqlite",
        "--tx=popen//id=postgres",
    ]
    assert "--dist=each" in line
    assert line[-2:] == ["-k", "word"]


@pytest.mark.parametrize("code", [0, 1])
def test_suite_without_postgresql_says_why_and_keeps_the_exit_code(monkeypatch, code):
    called = {}

    def call(line, env):
        called.update(line=line, env=env)
        return code

    monkeypatch.setattr(postgres, "programs", lambda: None)
    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setenv("TIEXIN_DATABASE", "postgres://a/real/one")
    assert suite.main(["-x"]) == code
    assert "apt-get install postgresql" in called["env"]["TIEXIN_TEST_NO_POSTGRES"]
    assert "TIEXIN_DATABASE" not in called["env"]
    assert not any("postgres" in word for word in called["line"])
