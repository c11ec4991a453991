"""A year from pasted lines to stored days: each bad line by name, the preview true, nobody else may, nothing half."""

from datetime import date

import pytest

from tiexin.calendars import grid, queries
from tiexin.calendars.actions import change_day, publish_year
from tiexin.calendars.models import CalendarYear, DayKind
from tiexin.calendars.rules import MOST_LINES, NewDay, read
from tiexin.core.refusal import Refused
from tiexin.core.workdays import Kind
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
PAGE, PUBLISH, DAY = (f"/orgs/calendar/{part}" for part in ("", "publish/", "day/"))
LINES = "1月1日至3日 元旦\n1月30日、2月14日 上班\n2-5..2-11 春节\n10/1~10/7 国庆节"
YEAR = {"jurisdiction": "", "year": "2027", "document": "国办发明电〔2026〕9号", "days": LINES}
EID = {"jurisdiction": "64", "year": "2026", "document": "宁政办发〔2026〕3号", "days": "3-20 开斋节\n4-6 照常上班"}
ONE_DAY = {"jurisdiction": "", "day": "2026-09-03", "kind": "off", "name": "纪念日", "source": "国务院通知"}


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def keeper(cast, client):
    return c.enter(client, cast.people["system"])


def said(place, year):
    return [(row.day, row.kind, row.name) for row in queries.days_of(place, year).values()]


def marks(months):
    """What a grid of a year says: every day that is marked, styled or named."""
    cells = [cell for month in months for week in month for cell in week if cell]
    return {cell.day: (cell.mark, cell.style, cell.name) for cell in cells if cell.name}


# ── lines ───────────────────────────────────────────────────────────────────────────────────────────────

ORDER = "要先写日子再写名称，如 10-01..10-07 国庆节，或 10-10 上班"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("春节", ORDER),
        ("春节 2-5", ORDER),
        ("2-5", ORDER),
        ("2-5..2-11", ORDER),
        ("5 春节", "“5”不是日子，写成 10-01 或 10-01..10-07"),
        ("2-5、 春节", "“”不是日子，写成 10-01 或 10-01..10-07"),
        ("2-29 春节", "“2-29”里有不存在的日子"),
        ("2-28..2-30 春节", "“2-28..2-30”里有不存在的日子"),
        ("2-11..2-5 春节", "“2-11..2-5”的末日早于首日，或长过两个月"),
        ("2-1..4-3 春节", "“2-1..4-3”的末日早于首日，或长过两个月"),
        ("2026-12-31 元旦", "2026年12月31日不在2027年"),
        ("12-31..2028-1-2 元旦", "2028年1月1日不在2027年"),
        ("2-8 上班", "2027年2月8日是星期一，本来就上班，不用调休"),
        ("2-6 照常上班", "2027年2月6日是周末，周末上班是调休上班"),
        ("1-1 元旦", "2027年1月1日写了两遍"),
        ("2-5、2-5 春节", "2027年2月5日写了两遍"),
    ],
)
def test_every_bad_line_stops_the_year_with_its_number_and_reason(keeper, line, why):
    with c.nothing_written():
        answer = keeper.post(PUBLISH, {**YEAR, "days": f"1-1 元旦\n\n{line}", "step": "publish"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"days": [f"第3行“{line}”：{why}"]}
    assert answer.context["form"]["days"].value() == f"1-1 元旦\n\n{line}"


def test_several_bad_lines_are_all_named_at_once(keeper):
    answer = keeper.post(PUBLISH, {**YEAR, "days": "2-30 春节\n1-1 元旦\n元旦", "step": "look"})
    assert answer.context["form"].errors == {
        "days": ["第1行“2-30 春节”：“2-30”里有不存在的日子", f"第3行“元旦”：{ORDER}"]
    }
    assert "months" not in answer.context


def test_the_longest_span_is_two_months_and_the_day_before_is_taken():
    days, wrong = read("2-1..4-2 长假", 2027)
    assert (len(days), days[0].day, days[-1].day, wrong) == (61, date(2027, 2, 1), date(2027, 4, 2), [])


def test_more_lines_than_are_read_are_not_dropped_in_silence():
    text = "\n".join(["1-1 元旦", *[""] * (MOST_LINES - 1)])
    assert read(text, 2027) == ([NewDay(date(2027, 1, 1), "off", "元旦")], [])
    days, wrong = read(f"{text}\n10-1 国庆节\n10-2 国庆节", 2027)
    assert days == [NewDay(date(2027, 1, 1), "off", "元旦")]
    assert [str(each) for each in wrong] == [f"第201行“10-1 国庆节”：一次最多写 {MOST_LINES} 行"]


# ── what is looked at is what is stored ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("given", [YEAR, EID])
def test_the_preview_is_what_is_stored(keeper, given):
    place, year = given["jurisdiction"], int(given["year"])
    with c.nothing_written():
        look = keeper.post(PUBLISH, {**given, "step": "look"})
    assert keeper.post(PUBLISH, {**given, "step": "publish"}).url == f"{PAGE}?year={year}&place={place}"
    seen = keeper.get(f"{PAGE}?year={year}&place={place}")
    assert marks(look.context["months"]) == marks(seen.context["months"])
    own = DayKind.objects.filter(jurisdiction=place, day__year=year)
    assert look.context["runs"] == list(grid.runs(own))
    assert {row.source for row in own} == {given["document"]}
    assert queries.year_of(place, year).document == given["document"]


def test_the_preview_leaves_out_days_that_the_publication_replaces(keeper):
    change_day("64", NewDay(date(2026, 3, 23), "off", "先放一天"), "先前的通知", by=None, on=c.TODAY)
    look = marks(keeper.post(PUBLISH, {**EID, "step": "look"}).context["months"])
    keeper.post(PUBLISH, {**EID, "step": "publish"})
    assert look == marks(keeper.get(f"{PAGE}?year=2026&place=64").context["months"])
    assert date(2026, 3, 23) not in look
    assert look[date(2026, 3, 20)] == ("休", "off", "开斋节")
    assert look[date(2026, 4, 6)] == ("", "make", "照常上班")


def test_the_stored_days_are_the_lines(keeper, cast):
    keeper.post(PUBLISH, {**YEAR, "step": "publish"})
    span = {(2, 5): (7, "春节"), (1, 1): (3, "元旦"), (10, 1): (7, "国庆节")}
    off = [(date(2027, m, d + n), "off", name) for (m, d), (count, name) in span.items() for n in range(count)]
    worked = [(date(2027, 1, 30), "make-up", ""), (date(2027, 2, 14), "make-up", "")]
    assert said("", 2027) == sorted([*off, *worked])
    entry = Entry.objects.latest("id")
    year = CalendarYear.objects.get(jurisdiction="", year=2027)
    found = (entry.verb, entry.thing, entry.thing_id, entry.by, entry.org_id, entry.on)
    assert found == (
        "publish_year", "calendars.calendaryear", year.pk, cast.people["system"], cast.province.pk, c.TODAY
    )  # fmt: skip
    assert year.published == c.TODAY


def test_a_place_waits_for_the_country_and_may_then_publish(keeper):
    early = {**EID, "year": "2027", "days": "3-10 开斋节", "step": "publish"}
    with c.nothing_written():
        refused = keeper.post(PUBLISH, early)
    assert refused.context["form"].errors == {"year": ["全国2027年的日历还没有公布，先公布全国的"]}
    assert keeper.post(PUBLISH, {**YEAR, "step": "publish"}).status_code == 302
    assert keeper.post(PUBLISH, early).status_code == 302
    assert (queries.years("64"), queries.years() - set(range(2004, 2027))) == ({2027}, {2027})
    assert queries.calendar_of("64").kinds[date(2027, 3, 10)] == Kind(False, "开斋节")
    assert date(2027, 3, 10) not in queries.calendar_of("65").kinds
    with c.nothing_written():
        again = keeper.post(PUBLISH, early)
    assert again.context["form"].errors == {"year": ["2027年的日历已经公布过；个别日子有变动，请逐日更改"]}


# ── who ─────────────────────────────────────────────────────────────────────────────────────────────────

STRANGERS = ["leader", "office", "city_office", "officer", "enterprise", "stranger", "nobody", "security", "audit"]


@pytest.mark.parametrize("name", STRANGERS)
def test_for_everyone_else_the_forms_are_not_there(cast, client, name):
    c.enter(client, cast.people[name])
    with c.nothing_written():
        answers = [client.post(PUBLISH, {**YEAR, "step": "publish"}), client.post(DAY, ONE_DAY)]
        answers += [client.get(PUBLISH), client.get(DAY)]
    assert [answer.status_code for answer in answers] == [404] * 4


@pytest.mark.parametrize("unit", ["city", "county", "other_city"])
@pytest.mark.parametrize(("page", "given"), [(PUBLISH, {**YEAR, "step": "publish"}), (DAY, ONE_DAY)])
def test_a_lower_units_administrator_is_told_who_may(cast, client, unit, page, given):
    c.enter(client, c.officer("下级系统管理员", getattr(cast, unit), "system"))
    with c.nothing_written():
        answer = client.post(page, given)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"__all__": ["日历全系统共用，只有最高一级单位的系统管理员才能公布和更改"]}


# ── one day ─────────────────────────────────────────────────────────────────────────────────────────────

SATURDAY, MONDAY, NATIONAL, MAKE_UP = (date(2026, *day) for day in ((9, 5), (9, 7), (10, 1), (10, 10)))


@pytest.mark.parametrize(
    ("day", "there", "back"),
    [
        (MONDAY, NewDay(MONDAY, "off", "高温假"), NewDay(MONDAY, "work")),
        (SATURDAY, NewDay(SATURDAY, "make-up"), NewDay(SATURDAY, "off", "周末")),
        (NATIONAL, NewDay(NATIONAL, "work"), NewDay(NATIONAL, "off", "国庆节")),
        (
            date(2026, 10, 10),
            NewDay(date(2026, 10, 10), "off", "周末"),
            NewDay(date(2026, 10, 10), "make-up", "国庆节"),
        ),
    ],
)
def test_a_day_of_each_kind_goes_there_and_back(cast, day, there, back):
    worked, others = queries.calendar_of().works(day), said("", 2025)
    for new in (there, back):
        row = change_day("", new, f"依据{new.kind}", by=cast.people["system"], on=c.TODAY)
        assert (row.day, row.kind, row.name, row.source) == (day, new.kind, new.name, f"依据{new.kind}")
        with c.nothing_written(), pytest.raises(Refused, match="这一天本来就是这样，没有改动"):
            change_day("", new, "再来一次", by=cast.people["system"], on=c.TODAY)
        assert queries.calendar_of().works(day) is (worked if new is back else not worked)
    assert DayKind.objects.filter(jurisdiction="", day=day).count() == 1
    assert said("", 2025) == others
    assert Entry.objects.filter(verb="change_day", thing_id=row.pk, org=cast.province).count() == 2


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"name": ""}, {"name": ["2026年9月3日放什么假？请写名称（依据：全国年节及纪念日放假办法）"]}),
        ({"kind": "make-up"}, {"kind": ["2026年9月3日是星期四，本来就上班，不用调休"]}),
        ({"day": "2026-09-05", "kind": "work"}, {"kind": ["2026年9月5日是周末，周末上班是调休上班"]}),
        ({"day": "2027-09-03"}, {"day": ["2027年的日历还没有公布"]}),
        ({"day": "2026-10-01", "name": "国庆节"}, {"kind": ["这一天本来就是这样，没有改动"]}),
        ({"jurisdiction": "99"}, {"jurisdiction": ["没有这个地区"]}),
    ],
)
def test_a_day_that_cannot_be_so_is_refused_beside_its_field(keeper, wrong, errors):
    with c.nothing_written():
        answer = keeper.post(DAY, {**ONE_DAY, **wrong})
    assert (answer.status_code, answer.context["form"].errors) == (422, errors)
    assert answer.context["form"]["source"].value() == "国务院通知"


# ── December ────────────────────────────────────────────────────────────────────────────────────────────


def test_december_warns_until_the_next_year_is_published(keeper):
    warned = "2027年的日历还没有公布。跨到2027年的工作日期限现在只能说“不早于”哪一天"
    pages = (PAGE, "/orgs/calendar/count/")
    seen = {}
    for day in (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31)):
        c.set_day(day)
        seen[day] = [warned in keeper.get(page).text for page in pages]
    assert list(seen.values()) == [[False, False], [True, True], [True, True]]
    publish_year("", 2027, "通知", read(LINES, 2027)[0], by=None, on=date(2026, 12, 31))
    assert [warned in keeper.get(page).text for page in pages] == [False, False]


# ── a year that cannot be published is not offered ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        ({"year": "2012", "days": "1-1 元旦"}, "year", "2012年的日历已经公布过"),
        ({"year": "2028", "days": "1-1 元旦"}, "year", "2027年还没有公布，请按年份顺序公布"),
        ({"year": "2003", "days": "1-1 元旦"}, "year", "不能公布更早的年份"),
        ({"jurisdiction": "64"}, "year", "全国2027年的日历还没有公布"),
    ],
)
def test_a_look_refuses_what_publishing_would_refuse(keeper, change, field, why):
    answer = keeper.post(PUBLISH, {**YEAR, **change, "step": "look"})
    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors[field])
    assert 'value="publish"' not in answer.text
    assert YEAR["document"] in answer.text


def test_the_button_names_the_next_year(keeper):
    for year in (2012, 2026, 2027):
        assert "公布2027年</a>" in keeper.get(f"{PAGE}?year={year}").text
    keeper.post(PUBLISH, {**YEAR, "step": "publish"})
    text = keeper.get(f"{PAGE}?year=2027").text
    assert ("公布2028年</a>" in text, "公布2027年" in text) == (True, False)
