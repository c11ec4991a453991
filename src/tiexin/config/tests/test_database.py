import os

import pytest
from django.db import connection

from tiexin.config.database import parse

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def test_nothing_means_a_file_in_the_home(tmp_path):
    home = tmp_path / "new" / "var"
    made = parse("", home)
    assert made["ENGINE"] == "tiexin.core.sqlite"
    assert made["NAME"] == str(home / "tiexin.sqlite3")
    assert home.is_dir()


def test_sqlite_takes_the_write_lock_at_once_and_waits_for_it(tmp_path):
    options = parse("", tmp_path)["OPTIONS"]
    assert "PRAGMA wal_autocheckpoint=20000;" in options["init_command"]  # the worker does it
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 10
    assert "journal_mode=WAL" in options["init_command"]


def test_options_are_not_shared(tmp_path):
    parse("", tmp_path)["OPTIONS"]["timeout"] = 0
    assert parse("", tmp_path)["OPTIONS"]["timeout"] > 0


@pytest.mark.parametrize(
    ("address", "name"),
    [("sqlite:////srv/t.sqlite3", "/srv/t.sqlite3"), ("sqlite:///t.sqlite3", "t.sqlite3")],
)
def test_sqlite_by_path(tmp_path, address, name):
    assert parse(address, tmp_path)["NAME"] == name


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgres_by_address(tmp_path, scheme):
    made = parse(f"{scheme}://ti%40xin:p%2Fw@db.example:5433/union", tmp_path)
    assert made["ENGINE"] == "django.db.backends.postgresql"
    assert (made["USER"], made["PASSWORD"], made["NAME"]) == ("ti@xin", "p/w", "union")
    assert (made["HOST"], made["PORT"]) == ("db.example", "5433")


def test_postgres_by_socket_with_options(tmp_path):
    made = parse("postgres://tiexin@/tiexin?host=/run/pg&sslmode=disable", tmp_path)
    assert (made["HOST"], made["PORT"]) == ("/run/pg", "")
    assert made["OPTIONS"]["sslmode"] == "disable"
    assert "host" not in made["OPTIONS"]


@pytest.mark.django_db
def test_postgres_plans_statements_whole():
    wanted = {"plan_cache_mode": "auto", "jit": "off", "join_collapse_limit": "12"}
    if connection.vendor != "postgresql":
        pytest.skip("只在 PostgreSQL 上 · PostgreSQL only")
    with connection.cursor() as cursor:
        found = {}
        for name in wanted:
            cursor.execute(f"SHOW {name}")
            found[name] = cursor.fetchone()[0]
    assert found == wanted


def test_postgres_is_pooled(tmp_path):
    made = parse("postgres://tiexin@/tiexin", tmp_path)
    assert made["OPTIONS"]["pool"]["max_size"] >= 4
    assert made["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize("address", ["mysql://x/y", "tiexin.sqlite3", "sqlite://t"])
def test_other_address_is_refused_with_what_is_accepted(tmp_path, address):
    with pytest.raises(ValueError, match="sqlite:///路径"):
        parse(address, tmp_path)


@pytest.mark.django_db
@pytest.mark.skipif(WORKER not in ("sqlite", "postgres"), reason="make test 才按数据库命名进程 · only with make test")
def test_worker_is_on_the_database_it_is_named_after():
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[WORKER]


@pytest.mark.django_db
def test_chinese_text_comes_back_and_sorts_by_code_point():
    names = " UNION ".join(f"SELECT '{name}' AS name" for name in ("银川", "中卫", "Z", "a"))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM ({names}) t ORDER BY name")
        assert [row[0] for row in cursor.fetchall()] == ["Z", "a", "中卫", "银川"]
