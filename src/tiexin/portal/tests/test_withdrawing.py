"""Withdrawing one's own matter: what follows is said first, a reason is asked for, and one may turn back."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions.appointments import book_appointment
from tiexin.cases.appointments.models import Slot
from tiexin.cases.models import Case
from tiexin.cases.rules import TEXT
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal.actions.coming import take_hour
from tiexin.portal.tests.hours_scene import SECRET, begun, hour, stage, states, talk
from tiexin.portal.tests.papers_scene import errors, file, unchanged
from tiexin.portal.tests.portal_scene import asked, browser, page_of, text_of

pytestmark = pytest.mark.django_db
FREED = "不用来了，这个时间让给别人"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield stage()
    calendar.forget()


def withdrawal(client, case):
    return f"{page_of(client, case)}move/?to=withdraw"


def follows(client, case):
    """What is said to follow, line by line."""
    html = client.get(withdrawal(client, case)).content.decode().split("撤回以后")[1].split("</ul>")[0]
    return [re.sub(r"<[^>]+>", "", line) for line in re.findall(r"<li>(.*?)</li>", html, re.S)]


def test_what_follows_is_said_before_anything_is_done(cast, client):
    case = registered(cast)
    with unchanged():
        assert follows(client, case) == [
            "这件诉求到这里就结束，兴庆区总工会不再往下办。",
            "您说过的话、交来的材料、走过的每一步都留着，凭查询码还看得到。",
            "以后有事，随时可以再来找工会。",
        ]
    assert Case.objects.get().state == "registered"


def test_one_may_turn_back(cast, client):
    case = registered(cast)
    page = page_of(client, case)
    html = client.get(f"{page}move/?to=withdraw").content.decode()
    assert f'<a class="btn" href="{page}">不撤回</a>' in html
    assert html.index(">撤回</button>") < html.index(">不撤回</a>")
    with c.nothing_written():
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("text", ["", "   ", "字" * (TEXT + 1), "好\0了"], ids=["empty", "blank", "long", "null"])
def test_without_a_reason_or_with_too_long_a_one_nothing_is_withdrawn(cast, client, text):
    case = registered(cast)
    with unchanged():
        response = client.post(withdrawal(client, case), {"text": text})
    assert (response.status_code, list(errors(response))) == (422, ["text"])
    assert "撤回以后" in text_of(response) and "为什么撤回（一句话就行）" in text_of(response)
    assert Case.objects.get().state == "registered"


def test_one_sentence_is_enough_and_all_stays_on_file(cast, client):
    case = asked(client, cast, file=[file()])
    page = page_of(client, case)
    assert client.post(withdrawal(client, case), {"text": "已经发了"}).url == page
    case.refresh_from_db()
    assert (case.state, case.closed) == ("withdrawn", c.TODAY)
    text = text_of(client.get(page))
    assert [each for each in ("已撤回", "已经发了", "工资条", "附上材料") if each not in text] == []
    later = browser()
    assert "已撤回" in text_of(later.get(page_of(later, case)))


def test_withdrawn_once_there_is_no_second_time_and_one_may_come_again(cast, client):
    case = asked(client, cast)
    where = withdrawal(client, case)
    client.post(where, {"text": "已经发了"})
    with c.nothing_written():
        assert client.post(where, {"text": "又撤"}).url == client.get(where).url == page_of(client, case)
    assert asked(client, cast).pk != case.pk


def test_an_hour_to_come_is_said_to_be_free_again_and_is(cast, client):
    case, slot = talk(cast), hour(cast)
    assert [line for line in follows(client, case) if FREED in line] == []
    take_hour(case, slot, on=c.TODAY)
    assert follows(client, case)[1] == f"约好的{slot.when}{FREED}。"
    assert not Slot.objects.free().filter(pk=slot.pk).exists()
    client.post(withdrawal(client, case), {"text": "好多了"})
    assert states(case) == [(slot.pk, "cancelled", None)] and Slot.objects.free().get() == slot


def test_an_hour_that_has_begun_is_not_said_to_be_free(cast, client):
    case, slot = talk(cast), begun(cast)
    book_appointment(case, slot, by=cast.author, on=slot.day)
    assert [line for line in follows(client, case) if FREED in line] == []


def test_a_sealed_matter_shows_its_kind_alone(cast, client):
    case = talk(cast)
    text = text_of(client.get(withdrawal(client, case)))
    assert "心理咨询" in text and SECRET not in text and "睡不着" not in text


def test_a_review_is_asked_for_as_before_without_an_end(cast, client):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    text = text_of(client.get(f"{page_of(client, case)}move/?to=ask_review"))
    assert "撤回" not in text and "对哪里不服、为什么" in text and "一句话就行" not in text.split("<form")[-1]
    with c.nothing_written():
        assert client.get(withdrawal(client, case)).url == page_of(client, case)


def test_a_stranger_finds_no_page(cast, client):
    case = registered(cast)
    where = withdrawal(client, case)
    with c.nothing_written():
        asked = browser().post(where, {"text": "撤"})
    assert (asked.status_code, browser().get(where).url) == (422, "/my/follow/")
    assert "请再输一次查询码" in text_of(asked) and "争议" not in text_of(asked)
    assert Case.objects.get().state == "registered"


def test_its_cost_does_not_grow_with_the_hours_of_others(cast, client):
    case = talk(cast)
    take_hour(case, hour(cast), on=c.TODAY)
    where, counts = withdrawal(client, case), []
    client.get(where)
    for number in range(3):
        for each in range(number * 2):
            take_hour(talk(cast, name=f"人{number}{each}"), hour(cast, 10 + number * 3 + each), on=c.TODAY)
        with CaptureQueriesContext(connection) as asked_of:
            client.get(where)
        counts.append(len(asked_of))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("by", ["officer", "asker"])
def test_what_an_officer_writes_down_for_them_they_hear_of_and_may_contradict(cast, client, by):
    """Nobody's matter ends in their name behind their back."""
    case = registered(cast, phone="13900001111")
    page = page_of(client, case)
    if by == "officer":
        moved(case, "withdraw", by=cast.author)
    else:
        assert client.post(f"{page}move/?to=withdraw", {"text": "好多了"}).url == page
    shown = text_of(client.get(page))
    texts = Message.objects.texts().filter(title__contains="工作人员记下您撤回了", officer=None).count()
    assert ("这是工作人员记下的" in shown, texts) == (by == "officer", int(by == "officer"))
    assert Case.objects.get().state == "withdrawn"
