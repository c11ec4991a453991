"""Large print without scripts: the key sends the form that stands on the page, which comes back as it was filled in."""

import re
from pathlib import Path

import pytest

from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.forms import LOST
from tiexin.portal.tests.papers_scene import file
from tiexin.portal.tests.portal_scene import WORDS, asked, browser, code_of, form_of, page_of, sent, stage, text_of
from tiexin.portal.typed import SIZE, STAYED
from tiexin.portal.visitors import LARGE

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[1] / "templates" / "tiexin" / "portal"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield stage()
    calendar.forget()


def values(response):
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields if name != "file"}


def pressed(client, where, said, size="large"):
    with c.nothing_written():
        response = client.post(where, {**said, SIZE: size})
    assert (response.status_code, dict(response.context["form"].errors)) == (200, {})
    return response


def is_large(response):
    return 'class="tx-large"' in response.content.decode()


def test_what_was_written_stays_and_the_print_is_large(cast, client):
    where, key = form_of(client, cast, "petition")
    response = pressed(client, where, sent(key, title="拖欠三个月工资", phone="12", reply_way="call"))
    assert (is_large(response), client.cookies[LARGE].value, response.context["note"]) == (True, "1", STAYED)
    found = values(response)
    said = {"key": key, "title": "拖欠三个月工资", "text": WORDS, "phone": "12", "reply_way": "call", "hide_name": True}
    assert {name: found[name] for name in said} == said
    assert Case.objects.count() == 0


def test_a_tick_that_was_taken_away_stays_away(cast, client):
    where, key = form_of(client, cast, "petition")
    said = sent(key)
    del said["hide_name"]
    assert values(pressed(client, where, said))["hide_name"] is False


def test_back_to_usual_print_what_was_written_stays_too(cast, client):
    where, key = form_of(client, cast, "petition")
    client.cookies[LARGE] = "1"
    response = pressed(client, where, sent(key), "usual")
    assert (is_large(response), client.cookies[LARGE].value, values(response)["text"]) == (False, "", WORDS)


@pytest.mark.parametrize("chosen", [{"file": [file()]}, {"file": "工资条.pdf"}], ids=["a file", "its name alone"])
def test_files_have_to_be_chosen_anew_and_it_is_said(cast, client, chosen):
    where, key = form_of(client, cast)
    response = pressed(client, where, sent(key, **chosen))
    assert response.context["note"] == f"{STAYED}；{LOST}" and LOST in text_of(response)


def test_sent_afterwards_it_is_registered_once(cast, client):
    where, key = form_of(client, cast)
    pressed(client, where, sent(key))
    assert client.post(where, sent(key)).status_code == 302
    assert Case.objects.get().text == WORDS


@pytest.mark.parametrize(("part", "said"), [("add/", {"text": "还有加班费"}), ("move/?to=withdraw", {"text": "发了"})])
def test_on_the_pages_of_a_matter_too(cast, client, part, said):
    page = page_of(client, registered(cast))
    response = pressed(client, f"{page}{part}", said)
    assert (is_large(response), values(response)["text"]) == (True, said["text"])


def test_typing_a_code_and_a_number_too_and_no_try_is_counted(cast, client):
    code = code_of(registered(cast))
    assert values(pressed(client, "/my/follow/", {"code": code})) == {"code": code}
    assert values(pressed(client, "/my/login/", {"phone": "13900001111"})) == {"phone": "13900001111"}
    assert values(pressed(client, "/my/login/code/", {"digits": "123456"})) == {"digits": "123456"}


def test_after_the_hour_the_code_is_asked_for_in_large_print(cast, client):
    page = page_of(client, registered(cast))
    with c.nothing_written():
        response = browser().post(f"{page}add/", {"text": "还有加班费", SIZE: "large"})
    assert (response.status_code, is_large(response), "还有加班费" in response.content.decode()) == (422, True, True)


def test_the_enter_key_never_presses_it(cast, client):
    """Of the buttons that belong to a form the first is pressed: one that nobody sees stands before it."""
    html = client.get(form_of(client, cast)[0]).content.decode()
    keys = re.findall(r'<button ([^>]*form="my-form"[^>]*)>', html)
    assert ['aria-hidden="true"' in each for each in keys] == [True, False]
    assert 'formnovalidate formenctype="application/x-www-form-urlencoded" name="tiexin-size"' in keys[1]


def test_a_page_without_a_form_has_one_of_its_own(cast, client):
    html = client.get("/my/").content.decode()
    assert 'action="/my/size/"' in html and 'form="my-form"' not in html
    assert client.post("/my/size/", {"size": "large", "next": "/my/matters/"}).url == "/my/matters/"


def test_every_page_with_fields_names_its_form(cast, client):
    case = asked(client, cast)
    page = page_of(client, case)
    client.post("/my/login/", {"phone": "13900001111"})
    places = [form_of(client, cast)[0], "/my/follow/", "/my/login/", "/my/login/code/", f"{page}add/", f"{page}answer/"]
    for where in (*places, f"{page}move/?to=withdraw"):
        html = client.get(where).content.decode()
        assert (html.count('id="my-form"'), html.count('form="my-form"')) == (1, 2), where
    written = {path.stem for path in TEMPLATES.glob("*.html") if 'id="my-form"' in path.read_text(encoding="utf-8")}
    assert written == {"again", "answer", "ask", "follow", "form", "hours", "login", "login_code", "withdraw"}
