"""Followed by code: each step in its own words, who holds it, what comes next; wrong codes learn nothing."""

import logging
import re
from datetime import timedelta

import pytest

from tiexin.cases import calling_rules
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.cases import note_contact
from tiexin.cases.actions.offering import NewOffer, offer_case
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case, CaseStep
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.evidence.measures import TAGS
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.models import Tally
from tiexin.portal.rules import WRONG_CODE, limits, term_of
from tiexin.portal.tests.portal_scene import (
    NAME,
    PHONE,
    WORDS,
    added,
    asked,
    browser,
    code_of,
    follow,
    page_of,
    stage,
    taken,
    text_of,
)
from tiexin.portal.tokens import handle_of

pytestmark = pytest.mark.django_db
WRONG = "AAAA-BBBB-CCCC"
KINDS = ("", "slip/", "add/", "answer/", "move/")


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def test_the_code_in_any_spelling_opens_the_matter(cast):
    case = registered(cast)
    code = code_of(case)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} "):
        page = follow(browser(), typed).url
        assert page == f"/my/matters/{handle_of(case.key)}/" and code not in page


def test_each_step_who_holds_it_and_what_comes_next(cast, client):
    case = moved(registered(cast), "accept", by=cast.author)
    text = text_of(client.get(page_of(client, case)))
    seen = ("已受理", "兴庆区总工会", "李秀兰", "accept的情况", "登记", "受理", "调解")
    assert [each for each in seen if each not in text] == []
    words = text.replace('<span class="tx-nowrap">', "").replace("</span>", "")  # around days, which are not cut in two
    for clock in case.clocks.filter(met=None, ended=None):
        assert term_of(clock.label, clock.holder) in text and [line for line in clock.lines if line not in words] == []


def test_what_could_leak_is_there_and_is_not_shown(cast, client):
    case = registered(cast, phone=PHONE, behalf="刘大爷")
    note_contact(case, "他情绪不稳，先瞒着", False, by=cast.author, on=c.TODAY)
    moved(case, "accept", "begin", by=cast.author)
    page = page_of(client, case)
    held = Case.objects.get()
    assert (held.name, held.text, held.behalf, held.phone_sealed is not None) == (NAME, WORDS, "刘大爷", True)
    assert CaseStep.objects.filter(text="他情绪不稳，先瞒着").exists()
    for address in (page, f"{page}slip/", "/my/matters/", f"{page}add/"):
        text = client.get(address).content.decode()
        said = (NAME, WORDS, "刘大爷", PHONE, "他情绪不稳", "begin的情况", str(held.key))
        assert [each for each in said if each in text] == []
    assert "开始办理" in text_of(client.get(page)) and "联系您" in text_of(client.get(page))


def test_a_sealed_matter_tells_neither_title_nor_owner(cast, client):
    case = registered(cast, "counselling", details={}, title="睡不着")
    moved(case, "accept", by=cast.author)
    page = page_of(client, case)
    for address in (page, "/my/matters/", f"{page}slip/", f"{page}add/"):
        text = text_of(client.get(address))
        assert "心理咨询" in text and "睡不着" not in text and "李秀兰" not in text
    assert "accept的情况" in text_of(client.get(page))


def test_an_offer_is_told_with_who_stays_responsible(cast, client):
    case = registered(cast)
    offer_case(case, NewOffer(cast.city, None, "内部理由"), by=cast.author, on=c.TODAY)
    text = text_of(client.get(page_of(client, case)))
    assert "已转给银川市总工会" in text and "内部理由" not in text


def test_wrong_codes_get_one_answer_and_every_try_is_counted(cast, client):
    case = registered(cast)
    near = code_of(case)[:-1] + ("A" if code_of(case)[-1] != "A" else "C")
    texts = set()
    for code in (WRONG, near, str(case.pk), case.number, handle_of(case.key), "' OR 1=1"):
        response = follow(client, code)
        assert response.status_code == 422 and "Set-Cookie" not in str(response.cookies.get("tiexin_my_seen", ""))
        page = re.sub(r'value="[^"]*"|content="\w{64}"', "", text_of(response))
        texts.add(page)
    assert len(texts) == 1 and WRONG_CODE in texts.pop()
    assert Tally.objects.get(kind="follow").count == 6


def test_right_and_wrong_codes_take_the_same_statements_until_one_is_found(cast, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = registered(cast)
    follow(browser(), WRONG)  # the day is read once in a while, not in each request
    taken_by = []
    for code in (code_of(case), WRONG):
        with CaptureQueriesContext(
            connection,
        ) as asked_of:
            follow(browser(), code)
        taken_by.append([re.sub(r"\d+", "", each["sql"])[:60] for each in asked_of])
    assert taken_by[0] == taken_by[1]


def test_after_too_many_tries_the_right_code_waits_too(cast, client):
    case = registered(cast)
    follow(client, WRONG)
    Tally.objects.update(count=limits().pace["follow"].most)
    for code in (WRONG, code_of(case)):
        response = follow(client, code)
        assert response.status_code == 422 and "请1小时后再试" in text_of(response)
    assert client.post("/my/follow/", {"code": code_of(case)}, REMOTE_ADDR="10.1.1.1").status_code == 302


def test_codes_phones_and_words_are_in_no_log(cast, client, caplog):
    with caplog.at_level(logging.DEBUG):
        case = asked(client, cast, phone=PHONE)
        page = page_of(client, case)
        client.get(page)
        follow(client, WRONG)
    said = (code_of(case), code_of(case).replace("-", ""), PHONE, WORDS, case.title, NAME, WRONG)
    assert [each for each in said if each in page] == []
    assert [each for each in said if any(each in record.getMessage() and record.name != "django.db.backends"
                                          for record in caplog.records)] == []  # fmt: skip


@pytest.mark.parametrize("part", KINDS)
def test_without_the_code_there_and_not_there_look_the_same(cast, part):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    other, texts, said = browser(), set(), 405 if part in ("", "slip/") else 422
    page_of(other, registered(cast))
    for visitor in (browser(), other, c.enter(browser(), cast.people["leader"])):
        for which in (handle_of(case.key), "0" * 20, str(case.key), str(case.pk), code_of(case)):
            address = f"/my/matters/{which}/{part}"
            with c.nothing_written():
                read = visitor.get(address)
                asked = visitor.post(address, {"text": "x", "solved": "yes", "answer": "partly"})
            assert (read.status_code, read.url, asked.status_code) == (302, "/my/follow/", said)
            texts.add(re.sub(r'value="\w{64}"|content="\w{64}"|value="/my/[^"]*"', "", text_of(asked)))
    assert len(texts) == 1


def test_a_forged_or_old_cookie_opens_nothing(cast, client):
    case = registered(cast)
    page = page_of(client, case)
    signed = client.cookies["tiexin_my_seen"].value
    for wrong in ("", "x", signed[:-1], f"[{case.pk}]", signed.replace(":", ".", 1)):
        client.cookies["tiexin_my_seen"] = wrong
        assert client.get(page).url == "/my/follow/"
    client.cookies["tiexin_my_seen"] = signed
    assert client.get(page).status_code == 200


def test_the_cookie_is_the_portals_own(cast, client):
    response = follow(client, code_of(registered(cast)))
    cookie = response.cookies["tiexin_my_seen"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/my/", True, "Lax")
    assert int(cookie["max-age"]) == limits().seen.total_seconds()
    assert "sessionid" not in response.cookies


def test_one_adds_answers_withdraws_by_buttons(cast, client):
    case = asked(client, cast)
    page = page_of(client, case)
    assert added(client, page, "工资条找到了").url == page
    assert "工资条找到了" in text_of(client.get(page))
    with c.nothing_written():
        assert client.post(f"{page}answer/", {"solved": "yes", "answer": "satisfied"}).status_code == 422
    taken(case, cast, "accept", "reply")
    assert "评价：解决了没有" in text_of(client.get(page))
    assert client.post(f"{page}answer/", {"solved": "partly", "answer": "partly"}).url == page
    made = CallBack.objects.get()
    assert (made.source, made.solved, made.answer) == ("asker", "partly", "partly")
    text = text_of(client.get(page))
    assert "评价：解决了没有" not in text and "已回访" in text
    assert "本人评价：解决了一部分，部分满意" in text


def test_whom_nobody_reached_answers_by_the_same_button(cast, client):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    for day in range(3):
        call_back_case(case, Heard(False), by=cast.people["city_office"], on=c.TODAY + day * timedelta(days=1))
    page = page_of(client, case)
    assert "评价：解决了没有" in text_of(client.get(page))
    assert client.post(f"{page}answer/", {"solved": "yes", "answer": "satisfied"}).url == page
    assert list(CallBack.objects.filter(ends=True).values_list("source", "solved")) == [("asker", "yes")]
    assert "评价：解决了没有" not in text_of(client.get(page))
    with c.nothing_written():
        again = client.post(f"{page}answer/", {"solved": "no", "answer": "satisfied"})
    assert (again.status_code, "已经评价过了" in text_of(again)) == (422, True)


def test_an_officer_who_handled_it_answers_nothing_in_the_place_of_whoever_asked(cast, client):
    """They printed the slip and know its code; signed in in the same browser they are not taken for the asker."""
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    page = page_of(client, case)
    client.force_login(cast.author.account)
    said = {"solved": "yes", "answer": "satisfied"}
    for address, data in (("answer/", said), ("move/?to=ask_review", {"text": "不服"})):
        with c.nothing_written():
            response = client.post(f"{page}{address}", data)
        assert (response.status_code, "要由本人来做" in text_of(response)) == (422, True)
    client.force_login(cast.mate.account)  # who had no part in it may be one who asked, too
    assert client.post(f"{page}answer/", said).status_code == 302
    assert CallBack.objects.get().source == "asker"


def test_the_answer_is_one_tap_of_three(cast, client):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    text = client.get(f"{page_of(client, case)}answer/").content.decode()
    taps = re.findall(r'name="answer" value="(\w+)"', text)
    assert taps == list(TAGS["answer"]) and text.count('name="solved"') == len(calling_rules.SOLVED)
    with c.nothing_written():
        assert client.post(f"{page_of(client, case)}answer/", {"solved": "yes"}).status_code == 422


def test_withdrawn_and_reviewed_by_its_own_pages(cast, client):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    page = page_of(client, case)
    text = text_of(client.get(page))
    assert "请求复查" in text and "?to=withdraw" not in text and "办结" not in text.split("您可以")[1]
    assert client.get(f"{page}move/?to=withdraw").url == page
    assert client.post(f"{page}move/?to=close", {"text": "x"}).url == page
    with c.nothing_written():
        assert client.post(f"{page}move/?to=ask_review", {"text": " "}).status_code == 422
    assert client.post(f"{page}move/?to=ask_review", {"text": "数额不对"}).url == page
    case.refresh_from_db()
    assert case.state == "reviewing"
    other = registered(cast)
    page = page_of(client, other)
    assert client.post(f"{page}move/?to=withdraw", {"text": "已经发了"}).url == page
    text = text_of(client.get(page))
    assert "已撤回" in text and "补充情况" not in text


def test_added_too_often_in_a_day_it_waits(cast, client):
    case = registered(cast)
    page = page_of(client, case)
    added(client, page, "一")
    Tally.objects.filter(kind="add").update(count=limits().pace["add"].most)
    response = added(client, page, "二")
    assert response.status_code == 422 and "请明天再来" in text_of(response)


def test_leaving_forgets_what_was_opened(cast, client):
    page = page_of(client, registered(cast))
    assert client.post("/my/logout/").url == "/my/"
    assert client.get(page).url == "/my/follow/"
    assert client.get("/my/logout/").status_code == 405


def test_the_list_reads_the_same_number_of_statements_for_many(cast, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _ in range(3):
        follow(client, code_of(registered(cast)))
        with CaptureQueriesContext(connection) as asked_of:
            text = client.get("/my/matters/").content.decode()
        counts.append(len(asked_of))
    assert text.count("/my/matters/") >= 3 and len(set(counts)) == 1
