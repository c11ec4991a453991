"""The box above the list: by number, name, whole phone, title, enterprise; never past what the person reads."""

import pytest

from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import registered, stage
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept


@kept.fixture
def cast():
    found = stage()
    found.finance = c.officer("钱广进", found.province, "officer")
    return found


@pytest.fixture
def case(cast):
    registered(cast, "petition", name="马小军", phone="13900009999", title="食堂太贵")
    return registered(cast, employer=cast.employer)


def found(client, who, text):
    rows = c.enter(type(client)(), who).get("/api/cases", {"q": text}).json()["rows"]
    return [row["id"] for row in rows]


@pytest.mark.parametrize("text", ["刘桂英", "13900001111", "139 0000 1111", "三个月工资", "凤凰机械", "number"])
def test_it_is_found_by_what_one_knows_of_it(cast, case, client, text):
    assert found(client, cast.author, case.number if text == "number" else text) == [case.pk]


@pytest.mark.parametrize(
    "text", ["刘桂", "1390000", "0001111", "13900001112", "2011-0000001", "2012-9999999", "没有的"]
)
def test_half_a_name_half_a_phone_or_a_wrong_number_find_nothing(cast, case, client, text):
    assert found(client, cast.author, text) == []


def test_a_worker_of_the_register_is_found_by_name(cast, client):
    case = registered(cast, name="", worker=cast.worker)
    assert found(client, cast.author, cast.worker.name) == [case.pk]


def test_who_does_not_read_it_finds_it_by_number_and_enterprise_alone(cast, case, client):
    for text in ("刘桂英", "13900001111", "三个月工资"):
        assert found(client, cast.finance, text) == []
    for text in (case.number, "凤凰机械"):
        assert found(client, cast.finance, text) == [case.pk]


def test_a_hidden_name_is_not_confirmed_to_the_union_of_the_employer(cast, client):
    cast.employer.org = cast.enterprise
    cast.employer.save()
    boss = cast.people["enterprise"]
    case = registered(cast, employer=cast.employer, org=cast.enterprise, by=boss)
    for text, there in (("刘桂英", []), ("13900001111", []), (case.number, [case.pk])):
        assert found(client, boss, text) == there


def test_a_sealed_one_is_found_by_its_number_alone(cast, client):
    case = registered(cast, "counselling", details={}, employer=cast.employer)
    for text in ("刘桂英", "13900001111", "心理", "凤凰机械"):
        assert found(client, cast.author, text) == []
    assert found(client, cast.author, case.number) == [case.pk]
    assert found(client, cast.mate, case.number) == []


def test_the_number_costs_the_same_however_many(cast, case, client, django_assert_max_num_queries):
    mine = c.enter(client, cast.author)
    mine.get("/cases/", {"q": case.number})
    with django_assert_max_num_queries(30):
        page = mine.get("/cases/", {"q": case.number}).content.decode()
    assert f"/cases/{case.pk}/" in page and Case.objects.count() == 2


def test_the_filters_of_a_rate_stand_there_only_when_they_came_with_its_number(cast, client):
    client = c.enter(client, cast.author)
    names = lambda **asked: [each["name"] for each in client.get("/cases/", asked).context["form"].filters]  # noqa: E731
    plain = ["kind", "state", "whose", "when", "channel", "unit", "q"]
    assert names() == plain
    assert names(rate="", since="", until="") == plain
    for asked in ({"rate": "responded"}, {"since": "2012-05-01"}, {"until": "gestern"}):
        assert names(**asked) == [*plain[:5], "rate", "since", "until", *plain[5:]]


def test_words_of_a_list_are_not_put_into_the_search_of_everything(cast, client):
    client = c.enter(client, cast.author)
    box = 'name="q" value="{}" aria-label="检索"'
    assert box.format("") in client.get("/cases/", {"q": "暖气"}).content.decode()
    assert box.format("暖气") in client.get("/search/", {"q": "暖气"}).content.decode()
