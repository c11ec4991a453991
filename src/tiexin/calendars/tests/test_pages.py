"""The pages of the calendar: seeing a year, publishing one, changing a day, counting a term."""

from datetime import date

import pytest

from tiexin.calendars import queries
from tiexin.calendars.models import CalendarYear, DayKind
from tiexin.calendars.tests.years import unpublish
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
PAGE, COUNT, PUBLISH, DAY = (f"/orgs/calendar/{part}" for part in ("", "count/", "publish/", "day/"))
LINES = "01-01 元旦\n2月5日至2月11日 春节\n1月31日 上班"
YEAR = {"jurisdiction": "", "year": "2027", "document": "国办发明电〔2026〕9号", "days": LINES}
ONE_DAY = {"jurisdiction": "64", "day": "2012-08-20", "kind": "off", "name": "开斋节", "source": "宁政办发"}


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def keeper(cast, client):
    return c.enter(client, c.officer("省系统管理员", cast.province, "system"))


@pytest.fixture
def officer(cast, client):
    return c.enter(client, cast.people["officer"])


def state():
    tables = (CalendarYear, DayKind, Entry)
    return [list(table.objects.order_by("id").values_list()) for table in tables]


def test_a_year_is_shown_with_its_document_and_its_days(officer):
    answer = officer.get(PAGE)
    assert (answer.context["year"], answer.context["place"]) == (2012, "64")
    assert "宁夏2012年工作日历" in answer.text
    assert "国务院办公厅关于2012年部分节假日安排的通知" in answer.text
    assert "1月22日（日）至1月28日（六）" in answer.text
    assert answer.text.count("<b>休</b>") == sum(day.kind == "off" for day in queries.days_of("64", 2012).values()) + 1
    assert "calendar/publish" not in answer.text
    assert "calendar/day" not in answer.text


@pytest.mark.parametrize(
    ("asked", "year", "place"),
    [
        ("?year=2026&place=", 2026, ""),
        ("?year=2027", 2027, "64"),
        ("?year=2028", 2012, "64"),
        ("?year=x&place=zz", 2012, ""),
        ("?year=&place=65", 2012, "65"),
    ],
)
def test_year_and_place_are_chosen(officer, asked, year, place):
    answer = officer.get(PAGE + asked)
    assert answer.status_code == 200
    assert (answer.context["year"], answer.context["place"]) == (year, place)
    assert ("这一年的日历还没有公布" in answer.text) is (year == 2027)


def test_without_any_year_the_page_still_opens(keeper):
    unpublish(*range(2004, 2027))
    answer = keeper.get(PAGE)
    assert "这一年的日历还没有公布" in answer.text
    assert answer.text.count(f'href="{PUBLISH}"') == 2
    assert 'value="2012"' in keeper.get(PUBLISH).text


def test_in_december_the_missing_year_is_asked_for(officer, monkeypatch):
    assert "日历还没有公布" not in officer.get(PAGE).text
    monkeypatch.setattr(queries, "missing", lambda day: 2013)
    for page in (PAGE, COUNT):
        assert "2013年的日历还没有公布" in officer.get(page).text


def test_a_year_is_looked_at_before_it_is_published(keeper):
    before = state()
    answer = keeper.post(PUBLISH, {**YEAR, "step": "look"})
    assert (answer.status_code, state()) == (200, before)
    assert "公布以后，2027年是这样" in answer.text
    assert "2月5日（五）至2月11日（四）" in answer.text
    assert "1月31日 上班" in answer.text
    done = keeper.post(PUBLISH, {**YEAR, "step": "publish"}, follow=True)
    assert "已公布全国2027年的日历" in done.text
    assert DayKind.objects.filter(day__year=2027).count() == 1 + 7 + 1
    assert Entry.objects.latest("id").verb == "publish_year"


def test_each_wrong_line_is_named_and_nothing_is_lost(keeper):
    before = state()
    lines = "01-01 元旦\n02-30 春节\n10-08 上班"
    answer = keeper.post(PUBLISH, {**YEAR, "days": lines, "step": "publish"})
    assert (answer.status_code, state()) == (422, before)
    assert "第2行“02-30 春节”：" in answer.text
    assert "第3行“10-08 上班”：2027年10月8日是星期五" in answer.text
    assert f"{lines}</textarea>" in answer.text
    assert 'value="国办发明电〔2026〕9号"' in answer.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"year": "2026"}, "已经公布过"),
        ({"year": "2003", "days": "01-01 元旦"}, "不能公布更早的年份"),
        ({"jurisdiction": "64"}, "先公布全国的"),
        ({"document": ""}, "请填写"),
        ({"days": "01-30 上班"}, "没有一天放假"),
        ({"year": "99999"}, "2200"),
        ({"jurisdiction": "zz"}, "没有这个地区"),
    ],
)
def test_what_cannot_be_published_is_said_beside_its_field(keeper, wrong, said):
    before = state()
    answer = keeper.post(PUBLISH, {**YEAR, **wrong, "step": "publish"})
    assert (answer.status_code, state()) == (422, before)
    assert said in answer.text


def test_a_day_is_changed(keeper):
    assert 'value="2012-08-20"' in keeper.get(f"{DAY}?day=2012-08-20&place=64").text
    answer = keeper.post(DAY, ONE_DAY, follow=True)
    assert "2012年8月20日已改为放假" in answer.text
    assert (answer.context["year"], answer.context["place"]) == (2012, "64")
    assert "8月20日（一）" in answer.text
    assert DayKind.objects.get(jurisdiction="64").name == "开斋节"


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"source": ""}, {"day": "2027-01-01"}, {"day": "x"}, {"kind": "make-up"}]
)
def test_a_day_that_cannot_be_changed_changes_nothing(keeper, wrong):
    before = state()
    answer = keeper.post(DAY, {**ONE_DAY, **wrong})
    assert (answer.status_code, state()) == (422, before)
    assert 'value="宁政办发"' in answer.text or "source" in wrong


@pytest.mark.parametrize(("page", "given"), [(PUBLISH, {**YEAR, "step": "publish"}), (DAY, ONE_DAY)])
def test_only_the_highest_units_administrator_keeps_the_calendar(cast, client, page, given):
    c.officer("省系统管理员", cast.province, "system")
    lower = c.enter(client, c.officer("市系统管理员", cast.city, "system"))
    assert "calendar/publish" not in lower.get(PAGE).text
    before = state()
    answer = lower.post(page, given)
    assert (answer.status_code, state()) == (422, before)
    assert "只有最高一级单位的系统管理员" in answer.text


def test_who_does_not_keep_the_calendar_does_not_find_its_forms(officer):
    assert [officer.get(page).status_code for page in (PUBLISH, DAY)] == [404, 404]


def test_the_keeper_reaches_every_day_from_the_grid_and_others_none(cast, client):
    linked = {}
    for name in ("system", "officer"):
        c.enter(client, cast.people[name])
        text = client.get(f"{PAGE}?year=2024&place=64").text
        linked[name] = [f'href="{DAY}?day=2024-{day}&amp;place=64"' in text for day in ("01-01", "02-29", "12-31")]
        assert text.count(f'href="{DAY}?day=') == (366 if name == "system" else 0)
    assert linked == {"system": [True] * 3, "officer": [False] * 3}


def test_a_places_own_document_stands_beside_the_countrys(keeper):
    text = keeper.get(f"{PAGE}?year=2026&place=64").text
    assert ("国办发明电〔2025〕7号" in text, "宁夏：" in text) == (True, False)
    given = {"jurisdiction": "64", "year": "2026", "document": "宁政办发〔2026〕3号", "days": "3-20 开斋节"}
    text = keeper.post(PUBLISH, {**given, "step": "publish"}, follow=True).text
    assert ("国办发明电〔2025〕7号" in text, "宁夏：宁政办发〔2026〕3号" in text) == (True, True)
    assert "宁政办发〔2026〕3号" not in keeper.get(f"{PAGE}?year=2026&place=65").text


def test_what_was_typed_is_never_markup(keeper):
    keeper.post(DAY, {**ONE_DAY, "name": "<i>节</i>"})
    text = keeper.get(f"{PAGE}?year=2012&place=64").text
    assert "<i>节</i>" not in text
    assert text.count("&lt;i&gt;节&lt;/i&gt;") == 2  # in the grid's title and among the runs


TERM = {
    "start": "2026-09-30", "clock": "", "amount": "4", "unit": "workday", "first": "next", "way": "on",
    "roll": "along", "office": "8:30-12:00 14:00-18:00", "place": "",
}  # fmt: skip


def counted(client, **other):
    return client.get(COUNT, {**TERM, **other})


def test_a_term_is_counted_with_its_reasons(officer):
    answer = counted(officer)
    assert answer.context["due"].day == date(2026, 10, 12)
    for line in answer.context["due"].lines:
        assert line in answer.text
    assert "2026年10月10日国庆节调休上班，算工作日" in answer.text


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ({"way": "back"}, date(2026, 9, 23)),
        ({"first": "same"}, date(2026, 10, 10)),
        ({"unit": "day"}, date(2026, 10, 8)),
        ({"unit": "day", "roll": "stay"}, date(2026, 10, 4)),
        ({"unit": "work-hour", "clock": "17:00"}, date(2026, 10, 8)),
        ({"unit": "hour", "clock": "17:00"}, date(2026, 9, 30)),
        ({"unit": "year", "amount": "1", "start": "2024-02-29"}, date(2025, 2, 28)),
    ],
)
def test_every_word_of_the_form_counts(officer, asked, at):
    assert counted(officer, **asked).context["due"].day == at


def test_a_term_into_an_unpublished_year_has_no_day(officer):
    answer = counted(officer, start="2026-12-28", amount="10")
    assert answer.context["due"].open
    assert "还定不了日子" in answer.text
    assert "不早于2027年1月7日" in answer.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "10000"}, "amount"),
        ({"amount": "9999", "unit": "year"}, "amount"),
        ({"start": "0001-01-01", "way": "back"}, "amount"),
        ({"start": ""}, "start"),
        ({"unit": "hour"}, "clock"),
        ({"unit": "week"}, "unit"),
        ({"office": "18:00-8:30"}, "office"),
        ({"office": "25:00-26:00"}, "office"),
        ({"office": "8-12"}, "office"),
        ({"place": "zz"}, "place"),
    ],
)
def test_a_term_that_cannot_be_counted_is_said_beside_its_field(officer, wrong, field):
    answer = counted(officer, **wrong)
    assert answer.status_code == 200
    assert answer.context["due"] is None
    assert list(answer.context["form"].errors) == [field]


def test_the_form_of_a_term_begins_today(officer):
    answer = officer.get(COUNT)
    assert answer.context["due"] is None
    assert 'value="2012-05-10"' in answer.text


def test_only_what_was_asked_can_be_taken_away(officer):
    assert "清除条件" not in officer.get(PAGE).text
    assert "清除条件" in officer.get(f"{PAGE}?place=").text
