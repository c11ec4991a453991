"""When a message may go: quiet hours over midnight, waits that grow, what a message may say."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.outbox import rules
from tiexin.outbox.kinds import KINDS
from tiexin.outbox.rules import News, Quiet
from tiexin.outbox.tests.telling import NEWS

clock = datetime.fromisoformat
NIGHT = Quiet(time(21), time(8))
NOON = Quiet(time(12), time(14))
times = st.times().map(lambda each: each.replace(second=0, microsecond=0))
moments = st.datetimes(clock("2012-01-01 00:00"), clock("2013-01-01 00:00"))


@pytest.mark.parametrize(
    ("quiet", "at", "holds"),
    [
        (NIGHT, time(20, 59), False),
        (NIGHT, time(21), True),
        (NIGHT, time(0), True),
        (NIGHT, time(7, 59), True),
        (NIGHT, time(8), False),
        (NOON, time(11, 59), False),
        (NOON, time(12), True),
        (NOON, time(14), False),
        (Quiet(time(9), time(9)), time(9), False),
    ],
)
def test_quiet_hours_hold_from_their_beginning_until_before_their_end(quiet, at, holds):
    assert quiet.holds(at) is holds


@pytest.mark.parametrize(
    ("quiet", "at", "over"),
    [
        (NIGHT, clock("2012-05-10 22:00"), clock("2012-05-11 08:00")),
        (NIGHT, clock("2012-05-10 03:00"), clock("2012-05-10 08:00")),
        (NIGHT, clock("2012-12-31 21:00"), clock("2013-01-01 08:00")),
        (NIGHT, clock("2012-05-10 12:00"), clock("2012-05-10 12:00")),
        (NOON, clock("2012-05-10 13:00"), clock("2012-05-10 14:00")),
    ],
)
def test_a_text_waits_for_their_end(quiet, at, over):
    assert quiet.over(at) == over


@given(times, times, moments)
def test_after_them_nothing_is_quiet_and_nobody_waits_a_whole_day(begins, ends, at):
    quiet = Quiet(begins, ends)
    over = quiet.over(at)
    assert not quiet.holds(over.time())
    assert timedelta(0) <= over - at < timedelta(days=1)
    assert (over == at) is not quiet.holds(at.time())


@given(times, times)
def test_a_day_is_split_in_two_by_them(begins, ends):
    quiet, other = Quiet(begins, ends), Quiet(ends, begins)
    minutes = [time(n // 60, n % 60) for n in range(0, 1440, 7)]
    both = [(quiet.holds(each), other.holds(each)) for each in minutes]
    wanted = {(False, False)} if begins == ends else {(True, False), (False, True)}
    assert set(both) <= wanted


@given(times, times, moments)
def test_tomorrow_is_the_next_day_and_not_quiet(begins, ends, at):
    quiet = Quiet(begins, ends)
    found = rules.tomorrow(at, quiet)
    assert found.date() == at.date() + timedelta(days=1)
    assert not quiet.holds(found.time())


def test_the_numbers_are_those_of_the_file():
    found = rules.limits()
    assert (found.quiet_from, found.quiet_until, found.digest_at) == (time(21), time(8), time(9))
    assert (found.per_day, found.tries, found.batch) == (5, 5, 20)
    assert found.lost_after == timedelta(minutes=10)
    assert rules.usual() == NIGHT


def test_waits_grow_and_end():
    at = clock("2012-05-10 09:00")
    waits = [rules.next_try(tries, at) for tries in range(1, 7)]
    minutes = [(wait - at).total_seconds() / 60 if wait else None for wait in waits]
    assert minutes == [1, 5, 30, 120, None, None]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("13800138000", "13800138000"), ("138 0013 8000", "13800138000"), ("+86 138-0013-8000", "13800138000")],
)
def test_a_mobile_number_is_read_as_people_write_it(typed, read):
    assert rules.check_phone(typed) == read


@pytest.mark.parametrize(
    "typed", ["", "1380013800", "138001380001", "12800138000", "0951-6028888", "１３８００１３８０００"]
)
def test_what_is_no_mobile_number_is_refused(typed):
    with pytest.raises(Refused, match="手机号是11位数字") as refused:
        rules.check_phone(typed)
    assert refused.value.field == "phone"


def test_a_number_is_shown_by_its_ends():
    assert rules.masked("13800138000") == "138****8000"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"title": " "}, "title"),
        ({"title": "字" * 61}, "title"),
        ({"title": "请打 13800138000"}, "title"),
        ({"title": "请打 0951-6012345"}, "title"),
        ({"title": "请打 2012-13800138000"}, "title"),
        ({"title": "a\0"}, "title"),
        ({"body": "字" * 141}, "body"),
        ({"body": "证号 640104197001011234"}, "body"),
        ({"source": ""}, "source"),
        ({"source": "s" * 121}, "source"),
        ({"url": "https://elsewhere.example/"}, "url"),
        ({"url": "//elsewhere.example/"}, "url"),
        ({"url": "/\\elsewhere.example/"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "/a b"}, "url"),
        ({"url": "/" + "a" * 200}, "url"),
    ],
)
def test_what_is_no_message_is_refused(change, field):
    with pytest.raises(Refused) as refused:
        rules.check_news(replace(NEWS, **change))
    assert refused.value.field == field


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_told(kind):
    news = News(kind, "您的验证码是 123456", "s", "/cases/1/?tab=steps#last")
    assert rules.check_news(news) == news


@pytest.mark.parametrize("number", ["2012-0000001", "2026-12345678"])
def test_the_number_of_a_matter_may_be_told(number):
    news = News("task", f"对本系统的意见{number}：信息泄露", "s", body=f"编号{number}")
    assert rules.check_news(news) == news


def test_a_text_says_its_title_and_what_more_there_is():
    assert rules.spoken("有新任务", "") == "有新任务"
    assert rules.spoken("有新任务", "请登录查看") == "有新任务。请登录查看"
    assert rules.summary(3) == "您有3条消息没有看，请登录后查看"
    assert rules.without_numbers("13800138000 停机，代码 404") == "… 停机，代码 404"


@pytest.mark.parametrize(
    ("at", "made", "due"),
    [
        (clock("2012-05-10 08:59"), None, False),
        (clock("2012-05-10 09:00"), None, True),
        (clock("2012-05-10 23:00"), date(2012, 5, 9), True),
        (clock("2012-05-10 10:00"), date(2012, 5, 10), False),
    ],
)
def test_a_digest_is_made_once_a_day_from_its_hour_on(at, made, due):
    assert rules.digest_is_due(at, made) is due


@pytest.mark.parametrize("typed", ["a", "Li.Xiulan@ghz", "GE_0a1-b", "013800138000", "x" * 64, "  zhou "])
def test_an_account_is_read_as_the_platform_writes_it(typed):
    assert rules.check_account(typed) == typed.strip()


@pytest.mark.parametrize("typed", ["", " ", "x" * 65, "李秀兰", "a b", "a/b", "a\nb", "a\0", "ａ", "a,b", "a|b"])
def test_what_is_no_account_is_refused(typed):
    with pytest.raises(Refused, match="平台账号是1到64个字母、数字") as refused:
        rules.check_account(typed)
    assert refused.value.field == "account"


accounts = st.from_regex(rules.ACCOUNT, fullmatch=True)


@given(accounts)
def test_an_account_is_never_shown_whole(account):
    shown = rules.masked_account(account)
    begins, ends = shown.split("****")
    assert (account.startswith(begins), account.endswith(ends)) == (True, True)
    assert len(begins) == len(ends) <= 3
    assert len(begins) + len(ends) <= len(account) * 2 / 3


@given(accounts, st.sampled_from(["{}", "no user {}.", "userid={}&x", "{} 和 {}", "<{}>", "“{}”停用"]), st.booleans())
def test_no_account_stands_in_what_a_gateway_said(account, words, web):
    said = words.replace("{}", quote(account, safe="") if web else account.swapcase())
    assert rules.without_numbers(said, account) == re.sub(r"\d{5,}", "…", words.replace("{}", "…"))


def test_words_that_only_hold_a_short_account_stay():
    assert rules.without_numbers("连不上工作平台（错误 111），no way", "1") == "连不上工作平台（错误 111），no way"
    assert rules.without_numbers("no way", "n") == "no way"
    assert rules.without_numbers("user n, way", "n") == "user …, way"
