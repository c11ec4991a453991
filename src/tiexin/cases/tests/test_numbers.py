"""A whole number leads to its matter in whatever state, from the list and from every page; never beyond one's reach."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases import numbers
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


@pytest.fixture
def ended(cast):
    return moved(registered(cast), "accept", "reply", "close", by=cast.author)


def listed(client, who, **asked):
    page = c.enter(type(client)(), who).get("/cases/", asked)
    return [row.pk for row in page.context["pager"].rows]


def searched(client, who, text, **headers):
    return c.enter(type(client)(), who).get("/search/", {"q": text}, headers=headers)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2012-0000124", (2012, 124)),
        (" 2012-0000124 ", (2012, 124)),
        ("２０１２－００００１２４", (2012, 124)),
        ("2012-10000000", (2012, 10_000_000)),
        ("2012-124", None),
        ("0000124", None),
        ("2012-0000124的", None),
        ("2012-" + "9" * 19, None),
        ("٢٠١٢-0000124", None),
        ("", None),
    ],
)
def test_a_whole_number_is_read_as_it_is_typed(typed, number):
    assert numbers.read(typed) == number


def test_the_list_finds_an_ended_matter_by_its_number_without_a_state(cast, ended, client):
    assert listed(client, cast.author, q=ended.number) == [ended.pk]
    assert listed(client, cast.author, q=ended.title) == []  # words: what has not ended, as before
    assert listed(client, cast.author, q=ended.number, state="registered") == []
    rows = c.enter(client, cast.author).get("/api/cases", {"q": ended.number}).json()["rows"]
    assert [row["id"] for row in rows] == [ended.pk]


def test_what_is_taken_out_by_a_number_is_not_called_unended(cast, ended, client):
    client = c.enter(client, cast.author)
    titles = [client.get("/cases/", asked).context["form"].title for asked in ({"q": ended.number}, {"q": "工资"})]
    assert titles == ["诉求清单", "未办结诉求清单"]


def test_the_box_at_the_top_leads_to_the_matter(cast, ended, client):
    answer = searched(client, cast.author, ended.number)
    assert (answer.status_code, answer.url) == (302, f"/cases/{ended.pk}/")
    typing = searched(client, cast.author, ended.number, **{"HX-Target": "found"})
    assert typing.status_code == 200
    assert f'<a href="/cases/{ended.pk}/">诉求 {ended.number}' in typing.content.decode()
    assert "没有找到" not in typing.content.decode()


def test_under_seal_it_is_found_by_who_takes_part_alone(cast, client):
    case = registered(cast, "counselling", details={})
    assert searched(client, cast.author, case.number).status_code == 302
    answer = searched(client, cast.mate, case.number)
    assert (answer.status_code, "没有找到" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("who", ["stranger", "system", "audit"])
def test_beyond_ones_reach_it_is_as_none(cast, ended, client, who):
    answer = searched(client, cast.people[who], ended.number)
    assert (answer.status_code, answer.context["there"]) == (200, None)
    if who == "stranger":
        assert listed(client, cast.people[who], q=ended.number) == []


def test_of_another_year_it_is_none(cast, ended, client):
    wrong = f"2011{ended.number[4:]}"
    assert (searched(client, cast.author, wrong).status_code, listed(client, cast.author, q=wrong)) == (200, [])


def test_other_words_ask_nothing_more(cast, ended, rf):
    with CaptureQueriesContext(connection) as seen:
        assert numbers.leads_to(rf.get("/"), "拖欠工资 2012-0000001") is None
    assert len(seen) == 0
