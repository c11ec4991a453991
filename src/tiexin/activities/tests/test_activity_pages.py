"""Pages of activities: from the form to the roster, the code and the list; what is typed wrong is said beside it."""

import io
import re
import uuid
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from tiexin.activities import signing
from tiexin.activities.models import Activity, Attendance, Signing
from tiexin.activities.tests.activity_scene import DAY, planned, recorded, seminar, stage, ticked, training
from tiexin.activities.views import month_asked
from tiexin.orgs import calendar
from tiexin.orgs.actions.organs import NewSeat, Sitting, found_organ, seat_officer
from tiexin.orgs.organs import Organ
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def sent(**more):
    said = {"key": uuid.uuid4(), "kind": "lecture", "on": c.TODAY, "title": "条例宣讲", "place": "一车间"}
    return {**said, "lecturer": "周教授", **more}


def test_a_lecture_goes_through_its_pages(cast, client):
    client = enter(cast, client)
    more = {"topics": ["law", "policy"], "givers": [cast.author.pk], "audience": "45", "audience_kind": "front_line"}
    page = client.post("/activities/new/", sent(**more)).url
    made = Activity.objects.get()
    assert (page, made.org, made.author) == (f"/activities/{made.pk}/", cast.county, cast.author)
    text = client.get(page).content.decode()
    said = ("条例宣讲", "李秀兰、周教授", "45 人，一线职工", "宣传政策法规", "党的政策", "涉及职工利益的法律法规")
    assert [each for each in said if each not in text] == []


def test_a_stop_planned_is_held_with_one_tap(cast, client):
    client = enter(cast, client)
    stop = planned(cast, days=2)
    page = client.get("/activities/calendar/").context["days"]
    assert [(row.pk, row.due) for day in page for row in day.activities] == [(stop.pk, False)]
    assert client.get(f"/activities/{stop.pk}/").context["due"] is False
    c.set_day(stop.on)
    assert client.get(f"/activities/{stop.pk}/").context["due"] is True
    assert f'action="/activities/{stop.pk}/held/"' in client.get("/activities/calendar/").content.decode()
    assert client.post(f"/activities/{stop.pk}/held/").url == f"/activities/{stop.pk}/"
    stop.refresh_from_db()
    assert (stop.state, stop.audience) == ("held", 30)


def test_a_seminar_of_thirty_is_ticked_in_one_post(cast, client):
    client, made = enter(cast, client), seminar(cast)
    people = [c.worker(cast.employer, f"职工{number:02d}") for number in range(30)]
    page = f"/activities/{made.pk}/people/"
    shown = client.get(page, {"q": "职工0", "people": [people[29].pk]}).context["people"]
    assert [each.name for each in shown] == ["职工29", *(f"职工0{number}" for number in range(10))]
    assert [each.name for each in shown if each.ticked] == ["职工29"]
    assert client.post(page, {"people": [each.pk for each in people]}).url == f"/activities/{made.pk}/"
    assert Attendance.objects.count() == 30
    assert client.get(f"/activities/{made.pk}/").context["count"] == 30
    assert [each.there for each in client.get(page, {"q": "职工00"}).context["people"]] == [True]


def test_ticking_nobody_is_said_beside_the_list_and_the_search_stays(cast, client):
    client, made = enter(cast, client), seminar(cast)
    answer = client.post(f"/activities/{made.pk}/people/", {"q": "刘"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["people"])
    assert (answer.context["q"], [each.name for each in answer.context["people"]]) == ("刘", ["刘桂英"])


def test_a_roster_of_another_unit_is_not_offered(cast, client):
    client, made = enter(cast, client), training(cast)
    shown = client.get(f"/activities/{made.pk}/people/").context["people"]
    assert {each.name for each in shown} == {"李秀兰", "孙小军", "王铁柱"}
    answer = client.post(f"/activities/{made.pk}/people/", {"people": [cast.people["stranger"].pk]})
    assert (answer.status_code, Attendance.objects.count()) == (422, 0)


def test_a_long_roster_says_that_it_is_cut(cast, client, monkeypatch):
    monkeypatch.setattr("tiexin.activities.queries.SHOWN", 2)
    client, made = enter(cast, client), seminar(cast)
    for number in range(3):
        c.worker(cast.employer, f"职工{number}")
    context = client.get(f"/activities/{made.pk}/people/").context
    assert (len(context["people"]), context["more"]) == (2, True)


def test_one_taken_back_through_its_page(cast, client):
    client, made = enter(cast, client), seminar(cast)
    row = ticked(cast, made, cast.worker)[0]
    assert client.post(f"/activities/people/{row.pk}/drop/", {}).status_code == 422
    assert client.post(f"/activities/people/{row.pk}/drop/", {"reason": "点错了"}).url == f"/activities/{made.pk}/"
    assert client.get(f"/activities/{made.pk}/").context["count"] == 0


# ── signing ─────────────────────────────────────────────────────────────────────────────────────────────


def link(activity):
    return f"/sign/{signing.token_of(activity)}/"


def test_a_worker_signs_without_an_account_and_the_union_confirms(cast, client):
    made = seminar(cast, on=c.TODAY)
    page = link(made)
    assert "刘桂英" not in client.get(page).content.decode()
    answers = [client.post(page, {"name": name}).content for name in ("刘桂英", "不在名册的人", "刘桂英")]
    assert len({re.sub(rb'name="csrf-token" content="\w+"', b"", answer) for answer in answers}) == 1
    inside = enter(cast, client)
    assert inside.get(f"/activities/{made.pk}/").context["waiting"] == 2
    waiting = inside.get(f"/activities/{made.pk}/signings/").context["waiting"]
    assert [(each.name, each.known) for each in waiting] == [("刘桂英", 1), ("不在名册的人", 0)]
    first, second = (each.pk for each in waiting)
    assert inside.post(f"/activities/{made.pk}/signings/", {"signings": [second], "accept": "no"}).status_code == 302
    assert inside.post(f"/activities/{made.pk}/signings/", {"signings": [first], "accept": "yes"}).status_code == 302
    assert [(row.worker, row.signed) for row in Attendance.objects.all()] == [(cast.worker, True)]
    assert inside.post(f"/activities/{made.pk}/signings/", {"signings": [first], "accept": "yes"}).status_code == 422


@pytest.mark.parametrize("name", ["", "字" * 41])
def test_a_name_is_asked_for(cast, client, name):
    answer = client.post(link(seminar(cast, on=c.TODAY)), {"name": name})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name"])


def test_the_link_ends_with_its_day_and_is_not_made_up(cast, client):
    made = seminar(cast, on=c.TODAY)
    page = link(made)
    for address in (page[:-3] + "x/", "/sign/abc/", link(seminar(cast)), link(recorded(cast, on=c.TODAY))):
        assert client.get(address).status_code == 410
    c.set_day(c.TODAY + DAY)
    assert client.get(page).status_code == 410
    assert client.post(page, {"name": "刘桂英"}).status_code == 410
    assert Signing.objects.count() == 0


def test_a_voided_activity_takes_no_names(cast, client):
    made = seminar(cast, on=c.TODAY)
    Activity.objects.filter(pk=made.pk).update(voided=c.TODAY)
    assert client.get(link(made)).status_code == 410


def test_names_from_one_address_are_slowed(cast, client, monkeypatch):
    monkeypatch.setattr(signing, "TRIES", 2)
    page = link(seminar(cast, on=c.TODAY))
    answers = [client.post(page, {"name": f"职工{number}"}).status_code for number in range(3)]
    assert (answers, Signing.objects.count()) == ([200, 200, 422], 2)


def test_the_code_is_a_picture_of_the_link_on_the_day_only(cast, client):
    client, made = enter(cast, client), seminar(cast, on=c.TODAY)
    text = client.get(f"/activities/{made.pk}/code/").content.decode()
    assert "<svg" in text and f"http://testserver{link(made)}" in text
    for other in (seminar(cast), training(cast, on=c.TODAY)):
        context = client.get(f"/activities/{other.pk}/code/").context
        assert (context["link"], context["code"]) == ("", "")


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_is_narrowed_and_goes_out(cast, client):
    lecture, talk, tour = recorded(cast), seminar(cast), planned(cast)
    client = enter(cast, client)

    def listed(**asked):
        return {row.pk for row in client.get("/activities/", asked).context["pager"].rows}

    assert listed() == {lecture.pk, talk.pk, tour.pk}
    assert listed(kind="seminar") == listed(q="座谈") == {talk.pk}
    assert listed(state="planned") == {tour.pk}
    assert listed(unit="没有的") == listed(state="voided") == set()
    sheet = load_workbook(io.BytesIO(client.get("/activities/", {"as": "xlsx"}).content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1] == "座谈"]
    assert [row[2:6] for row in rows] == [
        ("职工座谈会", "涉及职工利益的法律法规", "兴庆区总工会", "宁夏凤凰机械有限公司，一车间会议室")
    ]
    assert [row[6:] for row in rows] == [("李秀兰", 30, "开展调查研究、宣传政策法规", "已办")]


def test_who_is_not_trained_is_seen(cast, client):
    ticked(cast, training(cast), cast.author)
    client = enter(cast, client)

    def listed(**asked):
        return {row.name: row.trained for row in client.get("/activities/training/", asked).context["pager"].rows}

    assert listed() == {"李秀兰": c.TODAY - DAY, "孙小军": None, "王铁柱": None}
    assert listed(state="no") == {"孙小军": None, "王铁柱": None}
    assert listed(state="yes", q="李", unit="兴庆") == {"李秀兰": c.TODAY - DAY}


def test_a_corps_shows_its_roster_and_its_stops(cast, client):
    new = Organ(org=cast.county, name="兴庆区宣讲团", kind="lecture_corps", since=c.FOUNDED)
    corps = found_organ(new, [NewSeat("团员", "member")], by=None, on=c.TODAY)
    seat_officer(corps.seats.get(), cast.author, Sitting(c.TODAY), by=None, on=c.TODAY)
    recorded(cast, "tour", organ=corps)
    later = planned(cast, organ=corps)
    client = enter(cast, client)
    (row,) = client.get("/activities/corps/").context["pager"].rows
    assert (row.pk, row.held, row.next) == (corps.pk, 1, later.on)
    assert "李秀兰" in client.get("/activities/corps/").content.decode()
    sheet = load_workbook(io.BytesIO(client.get("/activities/corps/", {"as": "xlsx"}).content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1] == "兴庆区宣讲团"]
    assert [(row[3], row[4]) for row in rows] == [("李秀兰", 1)]
    form = client.get("/activities/new/").context["form"]
    assert list(form.fields["organ"].queryset) == [corps]


def test_the_calendar_is_a_month_of_whole_weeks(cast, client):
    recorded(cast)
    client = enter(cast, client)
    context = client.get("/activities/calendar/").context
    days = context["days"]
    assert (len(days), days[0].day.weekday(), days[-1].day.weekday()) == (35, 0, 6)
    assert [day.day for day in days if day.activities] == [c.TODAY - DAY]
    assert (context["before"], context["after"]) == ("2012-04", "2012-06")
    assert client.get("/activities/calendar/", {"unit": "没有的"}).context["count"] == 0


def test_a_month_with_too_many_says_so(cast, client, monkeypatch):
    monkeypatch.setattr("tiexin.activities.views.MOST", 1)
    recorded(cast)
    recorded(cast)
    context = enter(cast, client).get("/activities/calendar/").context
    assert (context["cut"], context["count"]) == (True, 1)


@pytest.mark.parametrize(
    ("text", "first"),
    [("2012-02", (2012, 2)), ("2012-13", (2012, 5)), ("", (2012, 5)), ("２０１２-02", (2012, 5)), ("1-1", (2012, 5))],
)
def test_a_month_that_cannot_be_read_is_this_month(text, first):
    assert month_asked(text, c.TODAY) == date(*first, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"place": ""}, "place"),
        ({"lecturer": ""}, "givers"),
        ({"audience": "-1"}, "audience"),
        ({"audience": "many"}, "audience"),
        ({"kind": "help", "note": "帮了"}, "employer"),
        ({"topics": "gossip"}, "topics"),
        ({"on": "yesterday"}, "on"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(cast, client, changes, field):
    answer = enter(cast, client).post("/activities/new/", sent(**changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "一车间" in answer.content.decode() or "place" in changes
    assert Activity.objects.count() == 0


def test_the_pickers_find_people_and_enterprises_in_reach(cast, client):
    client = enter(cast, client)
    assert "李秀兰" in client.get("/activities/new/givers/", {"name": "givers", "q": "李"}).content.decode()
    text = client.get("/activities/new/employers/", {"name": "employer", "q": "有限公司"}).content.decode()
    assert ("凤凰机械" in text, "石嘴山" in text) == (True, False)


@pytest.mark.parametrize("page", ["", "held/", "void/", "people/", "code/", "signings/"])
def test_strangers_find_nothing(cast, client, page):
    made = seminar(cast)
    assert enter(cast, client, "stranger").get(f"/activities/{made.pk}/{page}").status_code == 404


def test_whoever_only_reads_has_no_buttons(cast, client):
    made = seminar(cast)
    ticked(cast, made, cast.worker)
    c.actions.grant_post(cast.people["enterprise"], cast.county, "enterprise", by=None, on=c.TODAY)
    client = enter(cast, client, "enterprise")
    text = client.get(f"/activities/{made.pk}/").content.decode()
    assert [each for each in ("people/", "void/", "code/", "drop/") if each in text] == []
    assert client.get(f"/activities/{made.pk}/people/").status_code == 404


def test_an_activity_voided_through_its_page_says_why(cast, client):
    client, made = enter(cast, client), recorded(cast, on=c.TODAY - timedelta(days=2))
    assert client.post(f"/activities/{made.pk}/void/", {"reason": "登记重了"}).url == f"/activities/{made.pk}/"
    text = client.get(f"/activities/{made.pk}/").content.decode()
    assert "登记重了" in text and "void/" not in text
