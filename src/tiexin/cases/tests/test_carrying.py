"""From 「不知道是哪项」 and from a half-filled form to the form of another service: what was typed stands there."""

import re
import uuid

import pytest

from tiexin.cases.learning import queries
from tiexin.cases.models import Case
from tiexin.cases.rules import LONG
from tiexin.cases.tests.carrying_scene import address, beside, buttons, press, standing, suggests
from tiexin.cases.tests.case_scene import stage
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
LIKE, NEW = "/cases/new/like/", "/cases/new/?kind=petition"
TYPED = {
    "key": str(uuid.UUID(int=7)),
    "asker": "group",
    "name": "马秀英",
    "phone": "139 0000 1111",
    "behalf": "马秀英等",
    "people": "12",
    "title": "欠薪三个月",
    "text": "从二月起\n一直没有发",
    "place": "二车间",
    "channel": "visit",
    "reply_way": "call",
    "wants_woman": "on",
}


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


@pytest.fixture
def client(cast, client, monkeypatch):
    suggests(monkeypatch)
    return c.enter(client, cast.author)


def moved(client, said, *, before="dispute", to="petition"):
    return client.post(f"/cases/new/?kind={to}", {**said, "carry": before})


# ── 「不知道是哪项」 ────────────────────────────────────────────────────────────────────────────────────────


def test_words_of_the_page_arrive_in_the_form_that_it_suggests(client):
    page = client.post(LIKE, {"title": "欠薪", "text": "三个月\n没有发"})
    with c.nothing_written():
        form = press(client, page, NEW)
    found = standing(form)
    assert (form.status_code, form.context["form"].errors) == (200, {})
    assert {name: found[name] for name in ("title", "text", "hide_name", "asker", "channel", "people")} == {
        "title": "欠薪",
        "text": "三个月\n没有发",
        "hide_name": "on",  # nothing to tick stood on that page: what is usual holds
        "asker": "self",
        "channel": "window",
        "people": "1",
    }
    assert client.post(address(form), {**found, "name": "马秀英"}).status_code == 302
    assert Case.objects.values_list("kind", "title", "text").get() == ("petition", "欠薪", "三个月\n没有发")


def test_every_service_of_the_page_takes_the_words_along_and_no_address_holds_them(client):
    page = client.post(LIKE, {"title": "欠薪", "text": "马秀英说的"})
    services = [f"/cases/new/?kind={each.name}" for each in page.context["services"]]
    assert sorted(buttons(page)) == sorted(services)
    assert set(buttons(page).values()) == {"like"}
    assert standing(press(client, page, "/cases/new/?kind=suggestion"))["text"] == "马秀英说的"


def test_where_nothing_can_be_typed_there_are_links(client, monkeypatch):
    monkeypatch.setattr(queries, "is_on", lambda: False)
    page = client.get(LIKE)
    assert (buttons(page), 'href="/cases/new/?kind=petition"' in page.content.decode()) == ({}, True)


@pytest.mark.parametrize("asked", ["call=1", "next=//evil.example", "call=x&kind=petition", "kind=no&who=马秀英"])
def test_nothing_but_a_place_within_reach_goes_from_address_to_address(client, asked):
    for page in (client.get(f"{LIKE}?{asked}"), client.get(f"/cases/new/?{asked.replace('kind', 'sort')}")):
        assert page.context["came"] == ""
    assert set(buttons(client.get(f"{LIKE}?{asked}"))) == set(buttons(client.get(LIKE)))


# ── beside a form ───────────────────────────────────────────────────────────────────────────────────────


def test_what_was_typed_stands_in_the_form_of_the_other_service(client):
    part = beside(client, client.get("/cases/new/?kind=dispute"), TYPED)
    assert buttons(part) == {NEW: "dispute"}
    with c.nothing_written():
        form = moved(client, {**TYPED, "carry": "dispute"})
    found = standing(form)
    assert (form.status_code, form.context["form"].errors) == (200, {})
    assert {name: found[name] for name in TYPED} == TYPED
    assert "hide_name" not in found  # its tick was taken away
    assert client.post(address(form), found).status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.name, case.people, case.behalf, case.place) == (
        "petition",
        "马秀英",
        12,
        "马秀英等",
        "二车间",
    )
    assert (case.hide_name, case.wants_woman, case.channel, case.reply_way) == (False, True, "visit", "call")


def test_whom_somebody_picked_stays_picked_and_whom_nobody_picks_is_not(cast, client):
    form = moved(client, {**TYPED, "worker": cast.worker.pk, "employer": cast.employer.pk})
    assert [standing(form).get(name) for name in ("worker", "employer")] == [str(cast.worker.pk), str(cast.employer.pk)]
    form = moved(client, TYPED)
    assert [standing(form).get(name) for name in ("worker", "employer")] == [None, None]


def test_answers_that_the_other_does_not_ask_for_go_to_its_text(client):
    said = {**TYPED, "ask_claim": "wages", "ask_amount": "12500", "ask_since": "", "elsewhere": "court"}
    found = standing(moved(client, said))
    assert found["text"] == "从二月起\n一直没有发\n要求什么：支付工资报酬\n涉及多少钱：12500"
    assert [name for name in ("ask_claim", "ask_amount", "elsewhere") if name in found] == []


def test_answers_that_both_ask_for_stay_answers(client):
    found = standing(moved(client, {**TYPED, "ask_claim": "补发"}, before="petition"))
    assert (found["ask_claim"], found["text"]) == ("补发", TYPED["text"])


@pytest.mark.parametrize("before", ["like", "", "nothing", "dispute\0", "../"])
def test_words_that_come_from_no_service_are_words_alone(client, before):
    found = standing(moved(client, {**TYPED, "ask_claim": "wages"}, before=before))
    assert found["text"] == TYPED["text"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "x"),
        ("people", "很多"),
        ("asker", "nobody"),
        ("channel", "\0"),
        ("worker", "9" * 30),
        ("employer", "\0"),
        ("text", "字" * (LONG + 1)),
    ],
)
def test_what_no_field_takes_is_shown_and_said_when_it_is_sent(client, name, value):
    form = moved(client, {**TYPED, name: value})
    assert (form.status_code, form.context["form"].errors) == (200, {})
    with c.nothing_written():
        assert client.post(address(form), {**standing(form), name: value}).status_code == 422


def test_words_are_words_and_no_part_of_the_page(client):
    page = moved(client, {**TYPED, "title": '"><script>', "text": "</textarea><script>"}).content.decode()
    assert ('"><script>' in page, "</textarea><script>" in page) == (False, False)


def test_who_may_not_ask_for_the_other_service_is_asked_again(client):
    form = moved(client, {**TYPED, "asker": "anonymous"}, before="petition", to="dispute")
    assert re.search(r'name="asker" value="\w+"[^>]* checked', form.content.decode()) is None
    assert client.post(address(form), standing(form)).status_code == 422


def test_the_service_that_is_open_is_named_and_no_button(client):
    part = beside(client, client.get(NEW), TYPED)
    assert (buttons(part), "<b>职工信访</b>" in part.content.decode()) == ({}, True)


def test_whoever_leaves_a_sealed_service_is_told_that_the_other_keeps_no_seal(client):
    words = "这一项不加密"
    said = {**TYPED, "asker": "self"}
    assert words in moved(client, said, before="counselling").content.decode()
    assert words not in moved(client, said, before="dispute").content.decode()
    assert words not in moved(client, said, before="counselling", to="counselling").content.decode()


def test_the_first_button_of_the_form_registers(client):
    """Which is the one that the Enter key presses, wherever suggestions stand."""
    page = client.get(NEW).content.decode()
    page = page[page.index("data-draft=") :]
    first, last = re.findall(r"<button[^>]*type=\"submit\"[^>]*>(.*?)</button>", page)[:2]
    assert (first, last) == ("登记", "登记")


def test_a_draft_of_this_device_does_not_write_over_words_that_were_carried(client):
    assert 'data-draft-seen="1"' in moved(client, TYPED).content.decode()
    assert "data-draft-seen" not in client.get(NEW).content.decode()
    assert "data-draft-seen" not in client.post(NEW, TYPED | {"title": ""}).content.decode()


def test_a_form_that_was_registered_and_then_carried_on_is_one_matter(client, cast):
    said = {**TYPED, "ask_claim": "wages"}
    assert client.post("/cases/new/?kind=dispute", said).status_code == 302
    form = moved(client, said)
    again = client.post(address(form), standing(form))
    assert (again.url, Case.objects.count()) == (f"/cases/{Case.objects.get().pk}/slip/", 1)


def test_who_registers_nothing_carries_nothing(cast, client):
    c.enter(client, cast.people["audit"])
    assert moved(client, TYPED).status_code == 404
