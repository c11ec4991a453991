"""What is typed at the portal: wide figures, too much, what cannot be kept; each said beside its field."""

import re
import uuid

import pytest
from django.core import signing
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases import asking
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.core.sealed import unseal
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.forms import SALT, AddForm, AnswerForm, AskForm, CodeForm, DigitsForm, MoveForm, PhoneForm, new_key
from tiexin.portal.models import PhoneCode, PortalAccount
from tiexin.portal.tests.portal_scene import (
    PHONE,
    added,
    asked,
    browser,
    code_of,
    digits_sent,
    follow,
    form_of,
    page_of,
    sent,
    stage,
    text_of,
)

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def typed(kind="dispute", **more):
    return AskForm(sent(new_key(), **more), service=catalogue()[kind])


def phone_of(case):
    return unseal(bytes(case.phone_sealed), f"case.phone:{case.key}")


@pytest.mark.parametrize("written", [PHONE, f" {PHONE} ", "139 0000 1111", PHONE.translate(WIDE), "139　0000　1111"])
def test_one_number_however_it_is_written(cast, client, written):
    case = asked(client, cast, phone=written)
    other = registered(cast, phone=PHONE)
    assert phone_of(case) == PHONE
    assert (case.phone_index, case.phone_tail) == (other.phone_index, other.phone_tail)


@pytest.mark.parametrize("written", ["1390000111", "139000011111", "23900001111", "1390000111x", "²3900001111"])
def test_what_no_telephone_dials_is_said_beside_the_phone(cast, client, written):
    address, key = form_of(client, cast)
    response = client.post(address, sent(key, phone=written))
    assert response.status_code == 422 and "请填11位手机号" in text_of(response)
    assert not Case.objects.exists()


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_only_figures_that_a_telephone_has_are_a_number(number):
    plain = number.isascii()
    assert (asking.PHONE.fullmatch(number) is not None) is plain


@pytest.mark.parametrize("written", [PHONE, PHONE.translate(WIDE), "139-0000-1111", "+8613900001111", "139 0000 1111"])
def test_the_door_knows_a_number_however_it_is_written(cast, client, written):
    assert client.post("/my/login/", {"phone": written}).status_code == 302
    client.post("/my/login/code/", {"digits": digits_sent()})
    assert PortalAccount.objects.get().phone == PHONE


def test_a_code_in_wide_figures_opens_the_door(cast, client):
    client.post("/my/login/", {"phone": PHONE})
    response = client.post("/my/login/code/", {"digits": digits_sent().translate(WIDE)})
    assert response.url == "/my/matters/" and PhoneCode.objects.get().used is not None


def test_a_slip_typed_on_a_chinese_keyboard_is_found(cast, client):
    case = registered(cast)
    code = code_of(case)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    for each in (wide, code.replace("-", "—"), code.replace("-", "　"), code.replace("-", "\t")):
        assert follow(browser(), each).status_code == 302


@pytest.mark.parametrize("code", ["", " ", "A" * 41, "\0" * 12, "A" * 1_000_000])
def test_what_is_no_code_is_not_looked_up_nor_counted(cast, client, code):
    follow(client, "AAAA-BBBB-CCCC")
    with c.nothing_written():
        assert follow(client, code).status_code == 422
    assert CodeForm({"code": code}).is_valid() is False


@pytest.mark.parametrize(
    ("form", "field", "value"),
    [
        (AddForm, "text", ""),
        (AddForm, "text", "   "),
        (AddForm, "text", "字" * 2001),
        (AddForm, "text", "a\0b"),
        (AnswerForm, "solved", "moon"),
        (AnswerForm, "answer", "moon"),
        (AnswerForm, "answer", ""),
        (AnswerForm, "text", "字" * 2001),
        (PhoneForm, "phone", "1" * 21),
        (PhoneForm, "phone", ""),
        (DigitsForm, "digits", "12345"),
        (DigitsForm, "digits", "1234567"),
        (DigitsForm, "digits", "12345a"),
        (DigitsForm, "digits", "123 456"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_alone(form, field, value):
    good = {"key": new_key(), "solved": "yes", "answer": "satisfied", "text": "好", "phone": PHONE, "digits": "123456"}
    assert form(good).is_valid()
    found = form({**good, field: value})
    assert set(found.errors) == {field}


@pytest.mark.parametrize("asks", ["为什么撤回", "对哪里不服、为什么"])
def test_the_question_of_a_move_stands_on_its_field(asks):
    form = MoveForm(asks=asks)
    assert form.fields["text"].label == asks
    assert set(MoveForm({"text": " "}, asks=asks).errors) == {"text"}


def test_a_key_is_handed_out_once_and_read_back():
    keys = {new_key() for _ in range(20)}
    assert len(keys) == 20
    for key in keys:
        form = AskForm(sent(key), service=catalogue()["dispute"])
        assert form.is_valid() and form.said["key"] == uuid.UUID(key.split(":", 1)[0])


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        str(uuid.UUID(int=1)),
        f"{uuid.UUID(int=1)}:",
        signing.Signer(salt="tiexin.other.form").sign(str(uuid.UUID(int=1))),
        signing.Signer(salt=SALT).sign("no uuid"),
        "k" * 121,
    ],
    ids=["none", "short", "bare", "unsigned", "other form", "no uuid", "long"],
)
def test_a_key_of_another_hand_is_refused(key):
    form = AskForm(sent(key), service=catalogue()["dispute"])
    assert set(form.errors) == {"key"}


@pytest.mark.parametrize("kind", catalogue())
def test_a_form_asks_what_its_service_asks_and_no_more(kind):
    service = catalogue()[kind]
    form = AskForm(service=service)
    own = {name.removeprefix(asking.ASK) for name in form.fields if name.startswith(asking.ASK)}
    assert own == {each.name for each in service.fields} | {name for name, _ in service.must}
    assert ("people" in form.fields) is ("group" in service.askers)
    assert ("behalf" in form.fields) is bool({"family", "colleague"} & set(service.askers))
    assert ("elsewhere" in form.fields) is bool(service.elsewhere)
    assert form.fields["name"].required is ("anonymous" not in service.askers)
    assert [key for key, _ in form.fields["asker"].choices] == list(service.askers)
    assert form.fields["hide_name"].initial is None and form.initial["hide_name"] is True


@pytest.mark.parametrize("kind", catalogue())
def test_what_only_an_officer_says_is_never_read_from_a_form(kind):
    form = typed(kind, owner="1", org="1", state="closed", worker="1", urgent="on", channel="visit", sealed="")
    form.is_valid()
    assert not {"owner", "org", "state", "worker", "urgent", "channel", "sealed"} & set(form.cleaned_data)


@pytest.mark.parametrize(
    ("people", "fits"), [("1", True), ("99999", True), ("100000", False), ("-1", False), ("x", False)]
)
def test_how_many_people_there_may_be(people, fits):
    form = typed(asker="group", people=people)
    assert form.is_valid() is fits
    assert fits or set(form.errors) == {"people"}


def test_a_group_of_one_is_said_beside_its_number(cast, client):
    address, key = form_of(client, cast)
    response = client.post(address, sent(key, asker="group", people="1"))
    html = response.content.decode()
    assert response.status_code == 422 and "集体事项请写明多少人" in html and not Case.objects.exists()
    assert html.index('name="people"') < html.index("集体事项请写明多少人") < html.index('name="title"')


@pytest.mark.parametrize("field", ["title", "name", "place", "behalf"])
@pytest.mark.parametrize("value", ["字" * 1_000, "a\0b", "字" * 300_000])
def test_too_much_in_a_short_field_registers_nothing(cast, client, field, value):
    address, key = form_of(client, cast)
    with c.nothing_written():
        response = client.post(address, sent(key, asker="family", **{field: value}))
    assert response.status_code == 422 and response.content.decode().count('class="tx-error"') == 1


@pytest.mark.parametrize(
    "text", ["<img src=x onerror=alert(1)>", "{{ 7|add:7 }}", "{% debug %}", "</textarea><script>"]
)
def test_words_of_ones_own_are_never_a_page(cast, client, text):
    case = moved(registered(cast), "accept", "reply", by=cast.author)
    page = page_of(client, case)
    added(client, page, text)
    client.post(f"{page}answer/", {"solved": "no", "answer": "dissatisfied", "text": text})
    html = client.get(page).content.decode()
    escaped = text.replace("<", "&lt;").replace(">", "&gt;")
    assert html.count(escaped) == 2
    assert text == escaped or text not in html


def test_what_was_typed_comes_back_with_what_was_wrong(cast, client):
    address, key = form_of(client, cast)
    response = client.post(address, sent(key, name="", place='南门"工地', text="没有发"))
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="南门&quot;工地"' in html and "没有发</textarea>" in html
    assert re.search(r'name="key" value="([^"]+)"', html)[1] == key


@pytest.mark.parametrize("part", ["add", "answer", "move"])
def test_a_refused_page_changes_nothing_and_is_the_same_page(cast, client, part):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    page = page_of(client, case)
    address = f"{page}{part}/" + ("?to=ask_review" if part == "move" else "")
    shown = text_of(client.get(address))
    with c.nothing_written():
        refused = client.post(address, {"text": "字" * 2001, "solved": "yes", "answer": "satisfied"})
    heading = re.search(r"<h1[^>]*>.*?</h1>", shown)[0]
    assert refused.status_code == 422 and heading in text_of(refused)
    case.refresh_from_db()
    assert case.state == "replied"
