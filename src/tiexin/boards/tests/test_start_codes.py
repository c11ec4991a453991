"""The setup code as a file, and the command that makes one."""

import os
import re
import stat
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tiexin.boards.start import codes, queries
from tiexin.core.days import now
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.usefixtures("nobody")
SHAPE = re.compile(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}")


def said(*words):
    out = StringIO()
    call_command("start_code", *words, stdout=out)
    return out.getvalue().strip()


def test_a_code_is_kept_hashed_where_its_owner_alone_reads():
    code = codes.issue()
    assert SHAPE.fullmatch(code)
    assert code not in codes.place().read_text()
    assert stat.S_IMODE(codes.place().stat().st_mode) == 0o600
    assert os.listdir(codes.place().parent) == ["start-code"]


def test_every_code_is_another_and_the_last_one_holds():
    first, second = codes.issue(), codes.issue()
    assert first != second
    assert codes.mark_of(first, now()) == ""
    assert codes.mark_of(second, now()) == codes.current(now()) != ""


def test_a_code_holds_for_a_day():
    code = codes.issue()
    assert codes.mark_of(code, now() + timedelta(hours=23, minutes=59))
    assert codes.mark_of(code, now() + timedelta(hours=24)) == ""
    assert codes.current(now() + timedelta(hours=24)) == ""


def test_without_a_file_no_text_is_right():
    codes.forget()
    assert codes.current(now()) == ""
    assert codes.mark_of("", now()) == ""
    codes.forget()


@pytest.mark.django_db
def test_the_command_prints_where_to_begin():
    address, _, code = said("--address", "https://tiexin.example/").partition("?code=")
    assert address == "https://tiexin.example/start/"
    assert codes.mark_of(code, now())


@pytest.mark.django_db
def test_the_command_has_nothing_to_give_once_anything_is_founded():
    codes.issue()
    c.org("某省总工会", "province", None)
    assert said("--quiet") == ""
    assert not codes.place().exists()
    assert said().startswith("已经有单位了")


@pytest.mark.django_db
def test_a_house_is_founded_once_and_for_good(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert [queries.founded(), queries.founded()] == [False, False]
    c.org("某省总工会", "province", None)
    with django_assert_num_queries(1):
        assert [queries.founded(), queries.founded()] == [True, True]
