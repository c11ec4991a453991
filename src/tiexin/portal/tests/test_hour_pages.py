"""The worker's own pages of hours: what stands there, what is refused, what a stranger finds."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions import appointments as officers
from tiexin.cases.appointments.models import Appointment
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.actions.coming import give_up_hour, take_hour
from tiexin.portal.forms import TAKEN
from tiexin.portal.models import PortalMatter
from tiexin.portal.rules import limits
from tiexin.portal.tests.hours_scene import DAY, HOUR, SECRET, begun, hour, stage, states, talk, told
from tiexin.portal.tests.portal_scene import asked, browser, entered, page_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def offered(response):
    """The hours that a page offers, in their order."""
    return [int(pk) for pk in re.findall(r'name="slot" value="(\d+)"', response.content.decode())]


def keys(client, page):
    """The keys about hours that stand on the page of a matter."""
    return re.findall(rf'href="{page}(hour/[a-z/]*)"', client.get(page).content.decode())


def test_asked_on_the_page_and_an_hour_chosen_moved_and_given_up(cast, client):
    first, second = hour(cast), hour(cast, 15)
    case = asked(client, cast, "counselling", title="睡不着", text=SECRET)
    page = page_of(client, case)
    assert keys(client, page) == ["hour/"]
    form = client.get(f"{page}hour/")
    assert offered(form) == [first.pk, second.pk]
    assert "5月11日 星期五" in text_of(form) and "09:00—10:00 许静" in text_of(form)
    assert client.post(f"{page}hour/", {"slot": first.pk}).url == page
    text = text_of(client.get(page))
    assert "约好的时间" in text and "5月11日 星期五 09:00—10:00" in text and "本人约了时间" in text
    assert keys(client, page) == ["hour/move/", "hour/cancel/"]
    move = client.get(f"{page}hour/move/")
    assert offered(move) == [second.pk] and "现在约的是2012年5月11日 09:00—10:00" in text_of(move)
    assert client.post(f"{page}hour/move/", {"slot": second.pk}).url == page
    cancel = client.get(f"{page}hour/cancel/")
    assert "15:00—16:00" in text_of(cancel) and "不用写理由" in text_of(cancel)
    assert client.post(f"{page}hour/cancel/").url == page
    assert states(case) == [(first.pk, "moved", None), (second.pk, "cancelled", None)]
    assert keys(client, page) == ["hour/"]


def test_hours_stand_by_day_and_place_each_named_once(cast, client):
    rows = [hour(cast, 9), hour(cast, 10, by=cast.mate, place="工人文化宫"), hour(cast, 11), hour(cast, 9, day=2)]
    answer = client.get(f"{page_of(client, talk(cast))}hour/")
    legends = re.findall(r"<legend[^>]*>(.*?)</legend>", answer.content.decode())
    said = [re.sub("<[^>]+>", "", each) for each in legends]
    assert said == ["5月11日 星期五 工人文化宫", "5月11日 星期五 谈心室", "5月12日 星期六 谈心室"]
    assert offered(answer) == [rows[1].pk, rows[0].pk, rows[2].pk, rows[3].pk]
    again = client.post(f"{page_of(client, talk(cast))}hour/", {"slot": rows[3].pk})
    assert again.status_code == 302 and rows[3].appointments.get().state == "booked"


def test_with_an_account_it_is_the_same(cast):
    client, slot = entered(browser()), hour(cast)
    case = asked(client, cast, "counselling", title="睡不着", text="")
    assert PortalMatter.objects.filter(case=case).count() == 1
    later = entered(browser())
    page = re.search(r'href="(/my/matters/[0-9a-f]+/)"', later.get("/my/matters/").content.decode())[1]
    assert later.post(f"{page}hour/", {"slot": slot.pk}).url == page
    assert states(case) == [(slot.pk, "booked", None)]


def test_the_officers_pages_show_that_the_asker_chose_it(cast, client):
    case, slot = talk(cast), hour(cast)
    take_hour(case, slot, on=c.TODAY)
    author = c.enter(client, cast.author)
    page = author.get(f"/cases/{case.pk}/").content.decode()
    assert "许静 · 已约 · 本人在网上选的" in page and "职工本人或者系统" in page and "本人约了时间" in page
    assert f"/appointments/{Appointment.objects.get().pk}/close/" in page
    officers.move_appointment(Appointment.objects.get(), hour(cast, 15), by=cast.author, on=c.TODAY)
    again = author.get(f"/cases/{case.pk}/").content.decode()
    assert again.count("本人在网上选的") == 1  # the former one; the new one is the officer's


def test_a_page_says_nothing_of_others(cast, client):
    other, mine = talk(cast, name="杨秀梅"), talk(cast)
    taken = hour(cast)
    hour(cast, 15)
    take_hour(other, taken, on=c.TODAY)
    page = page_of(client, mine)
    text = text_of(client.get(f"{page}hour/"))
    for each in ("杨秀梅", other.number, "09:00", "已约", "已经有人", SECRET, "睡不着"):
        assert each not in text
    assert "15:00—16:00" in text


def test_a_matter_without_hours_has_none(cast, client):
    slot = hour(cast)
    page = page_of(client, registered(cast))
    assert keys(client, page) == []
    with c.nothing_written():
        for way in ("", "move/", "cancel/"):
            assert client.get(f"{page}hour/{way}").url == page
            assert client.post(f"{page}hour/{way}", {"slot": slot.pk}).url == page


def test_without_free_hours_it_says_who_will_call(cast, client):
    page = page_of(client, talk(cast))
    answer = client.get(f"{page}hour/")
    assert f"今天起{limits().hours.days}天里" in text_of(answer)
    assert answer.status_code == 200 and "现在没有空着的时间" in text_of(answer) and "12351" in text_of(answer)
    assert '<form class="tx-form"' not in answer.content.decode()


# ── a woman may ask for a woman ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("wishes", "asks", "women_alone"), [
    (True, "", True),
    (True, "?woman=0", False),
    (False, "", False),
    (False, "?woman=1", True),
    (True, "?woman=%00", False),
])  # fmt: skip
def test_a_woman_may_choose_among_women(cast, client, wishes, asks, women_alone):
    hers, his = hour(cast, 15, woman=True), hour(cast, by=cast.mate)
    page = page_of(client, talk(cast, wants_woman=wishes))
    answer = client.get(f"{page}hour/{asks}")
    assert offered(answer) == ([hers.pk] if women_alone else [his.pk, hers.pk])
    assert "许静（女同志）" in text_of(answer)
    other = "看全部时间" if women_alone else "只看女同志接待的"
    assert other in text_of(answer)


def test_what_is_not_listed_is_not_chosen_and_what_she_looks_at_all_is(cast, client):
    his, case = hour(cast, by=cast.mate), talk(cast, wants_woman=True)
    page = page_of(client, case)
    with c.nothing_written():
        assert client.post(f"{page}hour/", {"slot": his.pk}).status_code == 422
    assert client.post(f"{page}hour/?woman=0", {"slot": his.pk}).url == page
    assert states(case) == [(his.pk, "booked", None)]


# ── refused ─────────────────────────────────────────────────────────────────────────────────────────────


def wrong(cast):
    taken, gone, far = hour(cast), begun(cast, -30, counsellor=cast.mate), hour(cast, day=20)
    take_hour(talk(cast), taken, on=c.TODAY)
    there = hour(cast, by=cast.people["city_office"], org=cast.city)
    dropped = officers.drop_slot(hour(cast, 18), by=cast.listener, on=c.TODAY)
    return {"taken": taken.pk, "gone": gone.pk, "far": far.pk, "another unit's": there.pk, "taken back": dropped.pk}


@pytest.mark.parametrize("which", ["taken", "gone", "far", "another unit's", "taken back", "none", "9" * 30, "x", "-1"])
def test_an_hour_that_is_not_theirs_is_refused_beside_its_field(cast, client, which):
    pk = wrong(cast).get(which, "" if which == "none" else which)
    hour(cast, 12)
    case = talk(cast)
    page = page_of(client, case)
    with c.nothing_written():
        answer = client.post(f"{page}hour/", {"slot": pk})
    said = "请选一个时间" if which == "none" else TAKEN
    assert answer.status_code == 422 and said in text_of(answer) and len(offered(answer)) == 1
    assert states(case) == []


def test_the_last_one_taken_a_moment_ago_is_said_with_nothing_left(cast, client):
    slot, page = hour(cast), page_of(client, talk(cast))
    client.get(f"{page}hour/")
    take_hour(talk(cast), slot, on=c.TODAY)
    answer = client.post(f"{page}hour/", {"slot": slot.pk})
    assert answer.status_code == 422 and TAKEN in text_of(answer) and "现在没有空着的时间" in text_of(answer)


@pytest.mark.parametrize("way", ["", "move/"])
def test_pressed_twice_it_is_one(cast, client, way):
    case, first, second = talk(cast), hour(cast), hour(cast, 15)
    page = page_of(client, case)
    if way:
        take_hour(case, first, on=c.TODAY)
    said = {"slot": second.pk}
    assert client.post(f"{page}hour/{way}", said).url == page
    with c.nothing_written():
        assert client.post(f"{page}hour/{way}", said).url == page
    assert [state for _, state, _ in states(case)].count("booked") == 1


def test_a_stale_form_of_a_first_choice_moves_nothing(cast, client):
    case, first, second = talk(cast), hour(cast), hour(cast, 15)
    page = page_of(client, case)
    client.post(f"{page}hour/", {"slot": first.pk})
    with c.nothing_written():
        assert client.post(f"{page}hour/", {"slot": second.pk}).url == page
    assert states(case) == [(first.pk, "booked", None)]


def test_given_up_twice_is_once(cast, client):
    case, slot = talk(cast), hour(cast)
    take_hour(case, slot, on=c.TODAY)
    page = page_of(client, case)
    client.post(f"{page}hour/cancel/")
    with c.nothing_written():
        assert client.post(f"{page}hour/cancel/").url == page
    assert len([each for each in told(cast.listener) if "取消" in each]) == 1


def test_an_hour_that_has_begun_has_no_keys(cast, client):
    case, slot, later = talk(cast), begun(cast), hour(cast, 15)
    officers.book_appointment(case, slot, by=cast.author, on=slot.day)
    page = page_of(client, case)
    assert keys(client, page) == [] and "时间已经到了，网上不能再改" in text_of(client.get(page))
    with c.nothing_written():
        for way in ("move/", "cancel/"):
            assert client.post(f"{page}hour/{way}", {"slot": later.pk}).url == page


def test_a_matter_that_has_ended_is_offered_no_hour(cast, client):
    case, slot, other = talk(cast), hour(cast), hour(cast, 15)
    take_hour(case, slot, on=c.TODAY)
    moved(case, "withdraw", by=cast.author)
    page = page_of(client, case)
    assert keys(client, page) == []
    with c.nothing_written():
        assert client.post(f"{page}hour/move/", {"slot": other.pk}).url == page
        assert client.post(f"{page}hour/cancel/").url == page
        assert client.post(f"{page}hour/", {"slot": slot.pk}).url == page


def test_what_was_agreed_before_stays_readable_in_the_way(cast, client):
    case, slot = talk(cast), hour(cast)
    take_hour(case, slot, on=c.TODAY)
    give_up_hour(case, on=c.TODAY)
    text = text_of(client.get(page_of(client, case)))
    assert "本人取消预约" in text and "2012年5月11日 09:00—10:00，谈心室，许静接待" in text


def test_choosing_and_giving_up_all_day_ends(cast, client):
    case, slot = talk(cast), hour(cast)
    page, most = page_of(client, case), limits().pace["hour"].most
    for number in range(most):
        way, said = ("", {"slot": slot.pk}) if number % 2 == 0 else ("cancel/", {})
        assert client.post(f"{page}hour/{way}", said).status_code == 302
    before = states(case)
    answer = client.post(f"{page}hour/", {"slot": slot.pk})
    assert answer.status_code == 422 and "次数太多，请明天再来" in text_of(answer)
    assert states(case) == before
    other = page_of(client, talk(cast))
    assert client.post(f"{other}hour/", {"slot": slot.pk}).status_code == 302  # it is counted for each matter


def test_many_hours_are_cut_and_it_says_so(cast, client):
    most = limits().hours.shown
    for number in range(most + 2):
        hour(cast, 8 + (number % 8), day=1 + number // 8, by=cast.listener)
    answer = client.get(f"{page_of(client, talk(cast))}hour/")
    assert len(offered(answer)) == most and f"只列了最近的{most}个" in text_of(answer)


def test_more_hours_take_no_more_statements(cast, client):
    page, counts = page_of(client, talk(cast)), []
    for number in range(3):
        hour(cast, 9 + number, by=[cast.listener, cast.mate, cast.chief][number])
        with CaptureQueriesContext(connection) as asked_of:
            client.get(f"{page}hour/")
        counts.append(len(asked_of))
    assert len(set(counts)) == 1


# ── strangers ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("way", ["", "move/", "cancel/"])
def test_with_another_code_the_way_is_the_code(cast, client, way):
    case, slot, other = talk(cast), hour(cast), hour(cast, 15)
    take_hour(case, slot, on=c.TODAY)
    page = page_of(client, case)
    stranger = browser()
    page_of(stranger, talk(cast))
    with c.nothing_written():
        for each in (stranger, browser(), c.enter(browser(), cast.author)):
            assert each.get(f"{page}hour/{way}").url == "/my/follow/"
            asked = each.post(f"{page}hour/{way}", {"slot": other.pk})
            assert (asked.status_code, "请再输一次查询码" in text_of(asked)) == (422, True)
    assert states(case) == [(slot.pk, "booked", None)]


@pytest.mark.parametrize("way", ["", "move/", "cancel/"])
def test_pages_are_kept_nowhere(cast, client, way):
    case = talk(cast)
    if way:
        take_hour(case, hour(cast), on=c.TODAY)
    hour(cast, 15)
    answer = client.get(f"{page_of(client, case)}hour/{way}")
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert SECRET not in text_of(answer) and "睡不着" not in text_of(answer)
    assert client.delete(f"{page_of(client, case)}hour/{way}").status_code == 405


def test_a_day_later_the_hour_is_past_and_the_page_says_so(cast, client):
    case, slot = talk(cast), hour(cast)
    take_hour(case, slot, on=c.TODAY)
    c.set_day(c.TODAY + 2 * DAY)
    later = browser()
    assert "时间已经到了" in text_of(later.get(page_of(later, case)))
    assert slot.ends - slot.begins == HOUR
