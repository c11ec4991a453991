"""A form half filled turns out to be a crisis: every word of it stands in the form of the crisis, nothing is saved."""

import uuid

import pytest

from tiexin.cases.models import Case
from tiexin.cases.tests.carrying_scene import standing
from tiexin.cases.tests.case_scene import stage
from tiexin.core.sealed import unseal
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
PAGE = "/cases/crisis/"
TYPED = {
    "key": str(uuid.UUID(int=7)),
    "asker": "group",
    "name": "马秀英",
    "phone": "13900001111",
    "people": "80",
    "title": "厂门口聚了人",
    "text": "要说法",
    "place": "开发区三号门",
    "channel": "visit",
    "ask_claim": "wages",
    "carry": "dispute",
}
CHOSEN = {"kind": "mass", "danger": "on"}


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


@pytest.fixture
def client(cast, client):
    return c.enter(client, cast.author)


def carried(client, page=PAGE, **changes):
    with c.nothing_written():
        found = client.post(page, {**TYPED, **changes})
    assert found.status_code == 200 and found.context["form"].errors == {}
    return found


def registered(client, page, to=PAGE, **changes):
    """The carried form, sent as it stands with what was still to be said."""
    assert client.post(to, {**standing(page), **CHOSEN, **changes}).status_code == 302
    return Case.objects.get()


def test_every_word_stands_in_it_and_nothing_is_registered(client):
    page = carried(client)
    found = standing(page)
    assert {name: found.get(name) for name in ("asker", "name", "phone", "people", "place", "channel", "kind")} == {
        "asker": "group",
        "name": "马秀英",
        "phone": "13900001111",
        "people": "80",
        "place": "开发区三号门",
        "channel": "visit",
        "kind": None,
    }
    assert found["text"].split("\n") == ["厂门口聚了人", "要说法", "要求什么：支付工资报酬"]
    assert found["key"] != TYPED["key"]
    text = page.content.decode()
    assert "还没有登记。写过的字都在下面" in text and "data-draft-seen" in text and "加密保存，危急里" not in text


def test_what_is_still_to_be_said_registers_it(client):
    case = registered(client, carried(client))
    assert (case.kind, case.people, case.name, case.place, case.channel) == (
        "crisis",
        80,
        "马秀英",
        "开发区三号门",
        "visit",
    )
    assert case.words.startswith("厂门口聚了人\n要说法") and case.details["kind"] == "mass"
    assert unseal(bytes(case.phone_sealed), f"case.phone:{case.key}") == "13900001111"


def test_whoever_was_chosen_from_the_register_goes_along_and_stands_in_no_address(cast, client):
    page = carried(client, worker=cast.worker.pk, employer="", name="", asker="self")
    found = standing(page)
    assert (found["worker"], found["name"], found["asker"]) == (str(cast.worker.pk), cast.worker.name, "self")
    case = registered(client, page)
    assert (case.worker, case.employer) == (cast.worker, cast.employer)


def test_who_speaks_for_whoever_was_chosen_stays_who_they_are(cast, client):
    page = carried(client, worker=cast.worker.pk, asker="group", behalf="马兰等人")
    found = standing(page)
    assert (found["name"], found["asker"]) == ("马秀英", "group")
    assert found["text"].split("\n")[-1] == "代谁提出：马兰等人"
    assert registered(client, page).worker is None


def test_an_enterprise_that_was_chosen_goes_along(cast, client):
    page = carried(client, employer=cast.employer.pk)
    assert f"<b>{cast.employer}</b>" in page.content.decode()
    assert registered(client, page).employer == cast.employer


@pytest.mark.parametrize("name", ["worker", "employer"])
@pytest.mark.parametrize("said", ["x", "0", "-1", "9" * 40, "1.5", "<b>"])
def test_a_number_that_is_none_is_passed_over(client, name, said):
    case = registered(client, carried(client, **{name: said}), **{name: said})
    assert (case.worker, case.employer) == (None, None)


def test_rows_out_of_reach_are_passed_over(cast, client):
    page = carried(client, employer=cast.foreign.pk)
    assert cast.foreign.name not in page.content.decode()
    assert registered(client, page, employer=cast.foreign.pk).employer is None


def test_who_asks_in_a_way_that_a_crisis_does_not_know_is_left_as_usual(client):
    assert standing(carried(client, asker="moon"))["asker"] == "anonymous"


def test_what_was_to_be_under_seal_is_said_to_be_so_no_more(client):
    text = carried(client, carry="counselling").content.decode()
    assert "原来选的“心理咨询”加密保存，危急里只有自伤的加密" in text


@pytest.mark.parametrize("before", ["", "like", "moon", "<script>"])
def test_whatever_is_said_of_where_it_comes_from(client, before):
    assert standing(carried(client, carry=before))["text"] == "厂门口聚了人\n要说法"


def test_the_key_takes_the_words_there_and_is_the_last_of_the_form(client):
    """The first key of a form is what Enter presses: that is never a crisis."""
    page = client.get("/cases/new/?kind=dispute").content.decode()
    key = '<button hidden type="submit" id="to-crisis" formaction="/cases/crisis/" name="carry" value="dispute">'
    form = page[page.index('data-draft="case-dispute"') :]
    form = form[: form.index("</form>")]
    assert form.count(key) == 1 and form.rindex("<button") == form.index(key)
    assert '<a class="btn" href="/cases/crisis/" data-press="to-crisis">' in page
