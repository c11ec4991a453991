"""Publishing a year and changing a day: what is written, and that a refusal writes nothing."""

from datetime import date

import pytest

from tiexin.calendars import queries, seed
from tiexin.calendars.actions import change_day, publish_year
from tiexin.calendars.models import CalendarYear, DayKind
from tiexin.calendars.rules import NewDay
from tiexin.core.refusal import Refused
from tiexin.core.workdays import Kind
from tiexin.evidence.models import Entry
from tiexin.orgs.actions import end_post
from tiexin.orgs.models import Org, Post
from tiexin.orgs.queries import home
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
DAYS = [
    NewDay(date(2027, 1, 1), "off", "元旦"),
    NewDay(date(2027, 1, 2), "off", "元旦"),
    NewDay(date(2027, 1, 3), "make-up"),
]


@kept.fixture
def nobody():
    c.units()
    return {"by": None, "on": date(2026, 11, 10)}


def state():
    tables = (CalendarYear.objects.order_by("id"), DayKind.objects.order_by("id"), Entry.objects.order_by("id"))
    return [list(rows.values_list()) for rows in tables]


def refused(call, *given, **more):
    before = state()
    with pytest.raises(Refused) as refusal:
        call(*given, **more)
    assert state() == before
    return refusal.value


def test_the_seed_is_what_the_package_knows():
    assert queries.years() == set(range(2004, 2027))
    assert DayKind.objects.count() == len(list(seed.days())) == 621 + 150
    assert set(DayKind.objects.values_list("source", "jurisdiction")) == {("chinesecalendar", "")}
    assert queries.year_of("", 2026).document == "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"
    assert queries.year_of("", 2012).published is None
    assert not DayKind.objects.exclude(name__in=seed.NAMES.values()).exists()


def test_a_year_is_published_with_its_days_and_an_entry(nobody):
    made = publish_year("", 2027, " 国办发明电〔2026〕9号 ", DAYS, **nobody)
    assert (made.jurisdiction, made.year, made.document) == ("", 2027, "国办发明电〔2026〕9号")
    assert made.published == nobody["on"]
    rows = DayKind.objects.filter(day__year=2027).order_by("day").values_list("day", "kind", "name", "source")
    assert list(rows) == [(day.day, day.kind, day.name, "国办发明电〔2026〕9号") for day in DAYS]
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.thing, entry.thing_id) == ("publish_year", "calendars.calendaryear", made.pk)
    calendar = queries.calendar_of()
    assert calendar.knows(date(2027, 5, 1))
    assert [calendar.works(date(2027, 1, day)) for day in (1, 2, 3, 4)] == [False, False, True, True]
    assert calendar.name(date(2027, 1, 3)) == "调休上班"


def test_a_year_twice_is_refused(nobody):
    assert refused(publish_year, "", 2026, "通知", DAYS, **nobody).field == "year"
    publish_year("", 2027, "通知", DAYS, **nobody)
    assert refused(publish_year, "", 2027, "通知", DAYS, **nobody).field == "year"


@pytest.mark.parametrize(
    ("place", "year", "document", "days", "field"),
    [
        ("", 2003, "通知", DAYS, "year"),
        ("", 2028, "通知", DAYS, "year"),
        ("64", 2027, "通知", DAYS, "year"),
        ("99", 2026, "通知", DAYS, "jurisdiction"),
        ("", 2027, "", DAYS, "document"),
        ("", 2027, "通知", [*DAYS, NewDay(date(2028, 1, 1), "off", "元旦")], "days"),
        ("", 2027, "通知", [*DAYS, NewDay(date(2027, 5, 3), "off")], "name"),
        ("", 2027, "通知", [*DAYS, NewDay(date(2027, 5, 3), "make-up")], "kind"),
    ],
)
def test_what_cannot_be_published_changes_nothing(nobody, place, year, document, days, field):
    assert refused(publish_year, place, year, document, days, **nobody).field == field


def test_a_place_adds_to_a_published_year(nobody):
    change_day("64", NewDay(date(2026, 3, 23), "off", "试"), "先前的通知", **nobody)
    publish_year("64", 2026, "宁政办发", [NewDay(date(2026, 3, 20), "off", "开斋节")], **nobody)
    assert queries.calendar_of("64").kinds[date(2026, 3, 20)] == Kind(False, "开斋节")
    assert date(2026, 3, 23) not in queries.calendar_of("64").kinds
    assert date(2026, 3, 20) not in queries.calendar_of().kinds
    assert queries.calendar_of("64").kinds[date(2026, 10, 10)] == Kind(True, "国庆节调休上班")
    assert queries.years("64") == {2026}


def test_a_place_goes_before_the_country_on_its_days(nobody):
    change_day("64", NewDay(date(2026, 5, 4), "work"), "通知", **nobody)
    assert [queries.calendar_of(place).works(date(2026, 5, 4)) for place in ("", "64", "65")] == [False, True, False]
    assert [queries.days_of(place, 2026)[date(2026, 5, 4)].kind for place in ("", "64")] == ["off", "work"]


def test_a_changed_day_leaves_an_entry_and_the_rest_alone(nobody):
    before = queries.calendar_of().kinds
    row = change_day("", NewDay(date(2026, 9, 3), "off", "纪念日"), "国务院通知", **nobody)
    assert queries.calendar_of().kinds == {**before, date(2026, 9, 3): Kind(False, "纪念日")}
    again = change_day("", NewDay(date(2026, 9, 3), "work"), "更正", **nobody)
    assert (again.pk, again.kind, again.source) == (row.pk, "work", "更正")
    assert (
        list(Entry.objects.filter(verb="change_day").values_list("thing", "thing_id"))
        == [("calendars.daykind", row.pk)] * 2
    )


@pytest.mark.parametrize(
    ("place", "new", "source", "field"),
    [
        ("", NewDay(date(2027, 5, 1), "off", "劳动节"), "通知", "day"),
        ("64", NewDay(date(2027, 5, 1), "off", "劳动节"), "通知", "day"),
        ("", NewDay(date(2003, 5, 1), "off", "劳动节"), "通知", "day"),
        ("99", NewDay(date(2026, 9, 3), "off", "纪念日"), "通知", "jurisdiction"),
        ("", NewDay(date(2026, 9, 3), "off", "纪念日"), " ", "source"),
        ("", NewDay(date(2026, 9, 3), "off"), "通知", "name"),
        ("", NewDay(date(2026, 9, 3), "make-up"), "通知", "kind"),
        ("", NewDay(date(2026, 9, 5), "work"), "通知", "kind"),
        ("", NewDay(date(2026, 10, 1), "off", "国庆节"), "通知", "kind"),
    ],
)
def test_what_cannot_be_said_of_a_day_changes_nothing(nobody, place, new, source, field):
    assert refused(change_day, place, new, source, **nobody).field == field


def test_without_any_unit_there_is_nobody_to_publish_for():
    assert "还没有任何单位" in refused(publish_year, "", 2027, "通知", DAYS, by=None, on=c.TODAY).message


@pytest.mark.parametrize(("region", "place"), [("640000", "64"), ("000000", ""), ("", ""), ("110000", "11")])
def test_the_installation_lives_where_the_unit_that_keeps_it_does(nobody, region, place):
    Org.objects.filter(pk=home().pk).update(region=region)
    assert queries.place() == place


def test_the_highest_unit_with_a_system_administrator_keeps_the_installation(nobody):
    province, city = (Org.objects.get(name=name) for name in ("宁夏回族自治区总工会", "银川市总工会"))
    county = Org.objects.get(name="大武口区总工会")
    assert home() == province
    holders = [c.officer(f"系统管理员{unit.pk}", unit, "system") for unit in (county, city)]
    assert home() == city
    end_post(Post.objects.get(officer=holders[1]), by=None, on=c.TODAY)
    assert home() == county


def test_without_units_the_installation_lives_in_the_country():
    assert (home(), queries.place()) == (None, "")


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 11, 30), None), (date(2026, 12, 1), 2027), (date(2026, 12, 31), 2027), (date(2025, 12, 31), None)],
)
def test_december_asks_for_the_next_year(today, year):
    assert queries.missing(today) == year


def test_a_published_next_year_is_not_asked_for(nobody):
    publish_year("", 2027, "通知", DAYS, **nobody)
    assert queries.missing(date(2026, 12, 1)) is None
