"""What the portal asks depends on who asks; what a review's term is stands beside its field there."""

import re

import pytest
from django.test import Client

from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case
from tiexin.cases.rules import MOVES
from tiexin.cases.tests.case_scene import DAY, moved, registered
from tiexin.cases.tests.test_review_terms import last_day
from tiexin.core.templatetags.tiexin import zh_date
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.forms import ONLY, AskForm
from tiexin.portal.tests.portal_scene import asked, form_of, page_of, sent, stage, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def test_fields_of_some_askers_are_marked_for_them_on_both_forms(cast, client):
    address, _ = form_of(client, cast)
    for html in (
        client.get(address).content.decode(),
        c.enter(client, cast.author).get("/cases/new/?kind=dispute").content.decode(),
    ):
        for name in ("behalf", "people"):
            inside = re.search(rf'<div class="tx-for tx-for-{name}">(.*?)name="{name}"', html, re.S)
            assert inside and inside[1].count("<input") <= 1
        assert html.count('class="tx-for ') == 2


def test_the_style_hides_them_for_others_and_keeps_what_is_wrong():
    from pathlib import Path

    css = Path(__file__).parents[4].joinpath("frontend/src/app.css").read_text()
    for name, askers in {"behalf": ("family", "colleague"), "people": ("group",)}.items():
        line = next(each for each in css.splitlines() if f".tx-for-{name}" in each)
        assert set(re.findall(r'value="(\w+)"', line)) == set(askers) == set(ONLY[name])
        assert ":not(:has(.has-error))" in line and "display: none" in line


@pytest.mark.parametrize(
    ("asker", "kept"),
    [
        ("self", ("", 1, "刘桂英")),
        ("family", ("刘大爷", 1, "刘桂英")),
        ("colleague", ("刘大爷", 1, "刘桂英")),
        ("group", ("", 12, "刘桂英")),
        ("anonymous", ("", 1, "")),
    ],
)
def test_what_was_typed_for_another_kind_is_not_kept(cast, client, asker, kept):
    kind = next(name for name, each in catalogue().items() if asker in each.askers and name not in ("crisis",))
    service = catalogue()[kind]
    answers = {f"ask_{each.name}": next(iter(each.choices), "1") for each in service.fields if each.must}
    form = AskForm(sent("x", asker=asker, behalf="刘大爷", people="12", **answers), service=service)
    form.is_valid()
    said = {**form.cleaned_data, "key": None}
    form.cleaned_data = said
    found = form.said
    assert (found.get("behalf", ""), found["people"], found.get("name", "")) == kept


def test_a_group_of_one_is_said_beside_its_field_and_shown(cast, client):
    address, key = form_of(client, cast)
    response = client.post(address, sent(key, asker="group", people="1"))
    assert response.status_code == 422 and "people" in response.context["form"].errors
    assert Case.objects.count() == 0


def test_the_term_stands_beside_the_field_and_late_is_refused_there(cast, client):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    page = page_of(client, case)
    text = text_of(client.get(f"{page}move/?to=ask_review"))
    assert [each for each in (zh_date(last_day(case)), "30日以内", "第35条") if each not in text] == []
    case.clocks.filter(rule="ask_review").update(due=case.at - 2 * DAY)
    with c.nothing_written():
        response = client.post(f"{page}move/?to=ask_review", {"text": "数额不对"})
    assert response.status_code == 422 and "已经过了" in text_of(response) and "数额不对" in text_of(response)
    assert MOVES["ask_review"].label in text_of(response)


def test_withdrawing_says_no_term(cast, client):
    case = asked(client, cast)
    text = text_of(client.get(f"{page_of(client, case)}move/?to=withdraw"))
    assert "以内" not in text and "撤回" in text


def plain(response):
    """The words of a page without its marks."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", text_of(response)))


@pytest.mark.parametrize(("standing", "same"), [("migrant", True), ("needy", True), ("neither", False), ("", False)])
def test_a_migrant_or_needy_worker_of_no_register_gets_legal_aid_decided_the_same_day(cast, standing, same):
    browser = Client()
    page = plain(browser.get(form_of(browser, cast, "legal_aid")[0]))
    assert "您说是进城务工人员或者困难职工的，按“进城务工人员、困难职工”办，更快工会自己的服务承诺" in page
    case = asked(browser, cast, "legal_aid", ask_matter="dismissal", ask_standing=standing)
    clock = case.clocks.get(rule="decide")
    assert (case.worker, case.cls == "same_day", (clock.amount, clock.unit) == (1, "workday")) == (None, same, same)
    mine = plain(browser.get(page_of(browser, case)))
    decide = mine[mine.index("审查，决定给不给援助") :]
    cited = "依据：工会自己的服务承诺" if same else "依据：《法律援助法》第43条"
    assert decide[decide.index("依据：") :].startswith(cited)


def test_officers_ask_it_too(cast, client):
    page = c.enter(client, cast.author).get("/cases/new/?kind=legal_aid").content.decode()
    assert 'name="ask_standing"' in page and "是的，当天受理、当天审查" in page
