"""Nothing about a person reaches a log."""

import logging

import pytest

from tiexin.core.logs import WithoutContent
from tiexin.core.refusal import Refused


def written(message, *args):
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, message, args, None)
    assert WithoutContent().filter(record) is True
    return record.getMessage()


@pytest.mark.parametrize(
    ("message", "args", "left"),
    [
        ("Not Found: %s", ("/workers/?q=李建国",), "Not Found: /workers/?…"),
        ("GET /a?phone=13900000000 HTTP/1.1", (), "GET /a?… HTTP/1.1"),
        ("call %s back", ("13900000000",), "call … back"),
        ("id 64010419700101001X", (), "id …"),
        ("year %d, 123456 rows", (2012,), "year 2012, 123456 rows"),
        ("Gone: /activate/aB-_9/ twice /activate/zz/", (), "Gone: /activate/…/ twice /activate/…/"),
        ("Gone: /s/aB-_9aB-_9aB-_9aB-_9a/", (), "Gone: /s/…/"),
        ("100%% of %s", ("it",), "100% of it"),
    ],
)
def test_lines_are_cut(message, args, left):
    assert written(message, *args) == left


def test_a_traceback_is_cut_too():
    try:
        raise ValueError("Key (identity)=(64010419700101001X) at /workers/?q=李建国 already exists")
    except ValueError as error:
        record = logging.LogRecord("django.request", logging.ERROR, "", 1, "failed", (), (type(error), error, None))
    assert WithoutContent().filter(record) is True
    written_out = logging.Formatter("%(message)s").format(record)
    assert written_out == "failed\nValueError: Key (identity)=(…) at /workers/?… already exists"


def test_settings_put_the_filter_before_every_handler(settings):
    handlers = settings.LOGGING["handlers"].values()
    assert handlers
    assert all("quiet" in handler["filters"] for handler in handlers)
    assert settings.LOGGING["filters"]["quiet"]["()"] == "tiexin.core.logs.WithoutContent"


@pytest.mark.parametrize(("clause", "said"), [("", "日期还没有到"), ("第3条", "日期还没有到（依据：第3条）")])
def test_refusal_says_its_rule(clause, said):
    refusal = Refused("日期还没有到", clause=clause, field="on")
    assert (str(refusal), refusal.message, refusal.field) == (said, "日期还没有到", "on")
