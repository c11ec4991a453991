"""Another body lengthens its own term: what it told is kept, its answer is due later, nobody is urged before."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from tiexin.cases import codes
from tiexin.cases.actions import timing
from tiexin.cases.actions.delays import NewDelay, ask_delay
from tiexin.cases.actions.others import remind_of_others
from tiexin.cases.agency import queries
from tiexin.cases.models import Case, CaseClock
from tiexin.cases.tests.agency_scene import (
    DAY,
    answered,
    carried,
    extended,
    sent,
    stage,
    steps_of,
    withdrawn,
)
from tiexin.cases.tests.case_scene import moved, refuse
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
BEFORE = date(2012, 7, 9)  # the sixtieth day, a Monday


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


@pytest.fixture
def errand(cast):
    mandate = carried(cast)
    moved(mandate.case, "accept", by=cast.author)
    return sent(cast, mandate, kind="conclude")


def last_of(errand):
    return queries.term(CaseClock.objects.get(errand=errand), "", c.TODAY).day


@pytest.mark.parametrize(
    ("kind", "amount", "before", "after"),
    [
        ("conclude", 30, BEFORE, date(2012, 8, 8)),  # 5月31日21，6月30日51，7月9日60，8月8日90，周三
        ("conclude", 12, BEFORE, date(2012, 7, 23)),  # 7月21日72，周六
        ("award", 15, date(2012, 6, 25), date(2012, 7, 9)),  # 6月24日45，端午；7月9日60，周一
    ],
)
def test_the_term_of_that_body_ends_later_by_what_it_told(cast, kind, amount, before, after):
    errand = sent(cast, carried(cast), kind=kind)
    assert last_of(errand) == before
    extended(cast, errand, amount, on=c.TODAY + 9 * DAY)
    clock = CaseClock.objects.get(errand=errand)
    assert last_of(errand) == after
    assert (clock.extended, clock.extra, clock.extra_unit) == (1, amount, "day")
    assert f"延长{amount}日：" in clock.lines


def test_it_is_told_and_stands_in_the_trail_and_the_union_s_own_term_stays(cast, errand):
    own = Case.objects.values_list("due", "not_before").get(pk=errand.case_id)
    extended(cast, errand, told=c.TODAY + DAY, on=c.TODAY + 2 * DAY)
    words = "“有权处理的机关办结”延长30日，2012年5月11日通知：信延〔2012〕8号"
    assert steps_of(errand.case)[-1] == ("noted", "兴庆区信访局通知延长", words, True)
    assert Entry.objects.filter(verb="extend_errand", by=cast.agent_officer).count() == 1
    assert Case.objects.values_list("due", "not_before").get(pk=errand.case_id) == own


def test_nobody_is_urged_and_nothing_is_late_before_the_new_end(cast, errand):
    extended(cast, errand)
    assert (remind_of_others(BEFORE + DAY), queries.late(BEFORE + DAY).exists()) == (0, False)
    last = date(2012, 8, 8)
    assert (remind_of_others(last), queries.late(last).exists()) == (0, False)
    assert (remind_of_others(last + DAY), queries.late(last + DAY).exists()) == (2, True)


def refused(field, cast, errand, **said):
    """The words of a refusal after which nothing is other than before."""
    with c.nothing_written():
        return refuse(field, lambda: extended(cast, errand, **said))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amount": 31}, "amount"),
        ({"amount": 0}, "amount"),
        ({"told": c.TODAY + DAY}, "told"),
        ({"told": c.TODAY - DAY}, "told"),
        ({"told": BEFORE + DAY, "on": BEFORE + 2 * DAY}, "told"),
        ({"notice": " "}, "notice"),
        ({"notice": "长" * 501}, "notice"),
        ({"notice": "a\0b"}, "notice"),
    ],
)
def test_what_its_law_does_not_give_is_refused(cast, errand, said, field):
    refused(field, cast, errand, **said)


def test_what_was_told_in_time_is_written_down_later_too(cast, errand):
    extended(cast, errand, told=BEFORE, on=BEFORE + 3 * DAY)
    assert last_of(errand) == date(2012, 8, 8)


def test_no_second_time_nor_without_a_law_nor_after_the_answer_or_the_end(cast, errand):
    plain = sent(cast, errand.mandate)
    assert "没有延长的规定" in refused("", cast, plain, amount=5)
    extended(cast, errand, 10)
    assert "已经延长过" in refused("", cast, errand, amount=10)
    over = sent(cast, errand.mandate, body="区仲裁委员会", kind="award")
    CaseClock.objects.filter(pk=over.clock_id).update(ended=CaseClock.objects.get(errand=errand).began)
    assert "已经结束" in refused("", cast, over, amount=10)
    answered(cast, errand)
    assert "已经答复" in refused("", cast, errand, amount=10)


def test_it_is_written_down_also_when_the_authorisation_was_withdrawn_or_the_matter_ended(cast, errand):
    withdrawn(cast, errand.mandate)
    moved(errand.case, "withdraw", by=cast.author)
    extended(cast, errand, by=cast.author)
    assert last_of(errand) == date(2012, 8, 8)


def test_a_new_calendar_counts_it_anew_with_its_extension(cast, errand):
    extended(cast, errand)
    CaseClock.objects.filter(errand=errand).update(due=None, lines=["还没有日历"])
    timing.recount_open(on=c.TODAY)
    assert last_of(errand) == date(2012, 8, 8)


def test_our_own_ways_say_whose_term_it_is(cast, errand):
    case, clock = errand.case, errand.clock
    who = {"by": cast.chief, "on": c.TODAY}
    for call in (
        lambda: timing.extend_clock(case, timing.Longer(clock, 5, "复杂"), **who),
        lambda: timing.stop_clock(case, timing.Pause(clock, "papers", "补材料"), **who),
        lambda: timing.resume_clock(case, clock, **who),
        lambda: ask_delay(case, NewDelay(clock, "extend", "复杂", amount=5), **who),
    ):
        with c.nothing_written():
            said = refuse("clock", call)
        assert "“有权处理的机关办结”是对方机关的期限" in said and "已经结束" not in said
    CaseClock.objects.filter(pk=clock.pk).update(rule="moon")
    assert "不在目录里" in refuse("clock", lambda: timing.resume_clock(case, clock, **who))
    answered(cast, errand)
    assert "这个期限已经结束" in refuse("clock", lambda: timing.resume_clock(case, clock, **who))


# ── on pages ────────────────────────────────────────────────────────────────────────────────────────────


def test_from_the_row_of_the_step_and_read_by_the_worker(cast, client, errand):
    client, where = c.enter(client, cast.agent_officer), reverse("errand-extend", args=[errand.pk])
    page = f"/cases/{errand.case_id}/"
    assert f'href="{where}"' in client.get(page).text
    form = client.get(where)
    assert (form.context["form"].initial, form.context["title"]) == ({"told": c.TODAY}, "兴庆区信访局通知延长")
    assert "最多30日。依据：《信访工作条例》第34条" in form.text
    said = {"amount": 30, "told": c.TODAY, "notice": "信延〔2012〕8号"}
    assert client.post(where, {**said, "amount": 31}).status_code == 422
    assert client.post(where, said).status_code == 302
    text = client.get(page).text
    assert f'href="{where}"' not in text and "2012年8月8日" in text and "延长30日：" in text
    assert "延长：《信访工作条例》第34条" in text
    assert "已经延长过" in client.post(where, said).text
    code = client.post("/my/follow/", {"code": codes.code_of(errand.case.key)}).url
    text = client.get(code).text
    assert "兴庆区信访局通知延长" in text and "信延〔2012〕8号" in text and "延长30日：" in text


def test_no_page_where_the_law_gives_no_extension_or_the_answer_came(cast, client, errand):
    plain = sent(cast, errand.mandate)
    client = c.enter(client, cast.agent_officer)
    where = reverse("errand-extend", args=[plain.pk])
    assert f'href="{where}"' not in client.get(f"/cases/{errand.case_id}/").text
    answered(cast, errand)
    assert [client.get(reverse("errand-extend", args=[each.pk])).status_code for each in (plain, errand)] == [404, 404]


def test_the_form_of_a_step_says_which_day_is_meant(cast, client, errand):
    text = c.enter(client, cast.agent_officer).get(f"/cases/{errand.case_id}/errand/").text
    assert "对方受理或者立案的，填受理、立案那天；还没有的，填递交那天。" in text
