"""Files that were sent with a form which is shown again: no browser keeps them, and the form says so beside them."""

import re

import pytest

from tiexin.cases.models import Case
from tiexin.cases.papers.rules import MB
from tiexin.cases.tests.case_scene import registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.forms import LOST
from tiexin.portal.models import Tally
from tiexin.portal.rules import limits
from tiexin.portal.tests.papers_scene import PDF, errors, file, unchanged
from tiexin.portal.tests.portal_scene import added, asked, form_of, page_of, sent, stage, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield stage()
    calendar.forget()


def shown_again(client, cast, **more):
    """What is said beside each field when the form comes back."""
    where, key = form_of(client, cast)
    with unchanged():
        response = client.post(where, sent(key, **more))
    assert response.status_code == 422
    return errors(response), response.content.decode()


def test_asked_first_whether_it_is_meant_twice_the_files_have_to_be_chosen_again(cast, client):
    asked(client, cast)
    said, html = shown_again(client, cast, file=[file()])
    assert list(said) == ["__all__", "file"] and said["file"] == [LOST]
    assert 'id="id_file_error"' in html and html.count(LOST) == 1 and "说的一样" in said["__all__"][0]


def test_chosen_again_they_come_with_the_second_matter(cast, client):
    asked(client, cast)
    shown_again(client, cast, file=[file()])
    where, key = form_of(client, cast)
    assert client.post(where, sent(key, again="1", file=[file()])).status_code == 302
    assert [each.papers.count() for each in Case.objects.order_by("pk")] == [0, 1]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"title": ""}, "title"),
        ({"asker": "moon"}, "asker"),
        ({"ask_claim": ""}, "ask_claim"),
    ],
)
def test_whatever_is_wrong_beside_them_the_files_have_to_be_chosen_again(cast, client, wrong, field):
    said, html = shown_again(client, cast, file=[file(), file(PDF + b"2", "第二张.pdf")], **wrong)
    assert set(said) == {field, "file"} and said["file"] == [LOST] and html.count(LOST) == 1


def test_after_too_many_from_one_address_too(cast, client):
    asked(client, cast, text="另一件")
    Tally.objects.filter(kind="ask").update(count=limits().pace["ask"].most)
    said, _ = shown_again(client, cast, file=[file()])
    assert said["file"] == [LOST] and "从这里登记的太多" in said["__all__"][0]


@pytest.mark.parametrize("wrong", [{"phone": "12"}, {"title": ""}])
def test_without_a_file_nothing_is_said_of_files(cast, client, wrong):
    said, html = shown_again(client, cast, **wrong)
    assert list(said) == list(wrong) and LOST not in html


def test_a_twin_without_a_file_says_nothing_of_files(cast, client):
    asked(client, cast)
    said, html = shown_again(client, cast)
    assert list(said) == ["__all__"] and LOST not in html


def test_a_form_that_is_only_opened_says_nothing(cast, client):
    response = client.get(form_of(client, cast)[0])
    assert response.status_code == 200 and errors(response) == {} and LOST not in response.content.decode()


def test_a_file_that_is_not_taken_says_it_once_in_its_own_words(cast, client):
    said, html = shown_again(client, cast, file=[file(b"MZ\x00\x00", "程序.pdf")])
    assert list(said) == ["file"] and len(said["file"]) == 1 and "文件请重新选" in said["file"][0]
    assert LOST not in html


def test_one_that_is_too_large_says_both(cast, client):
    said, _ = shown_again(client, cast, file=[file(PDF[:8] + b"0" * (10 * MB), "大.pdf"), file()])
    assert len(said["file"]) == 2 and "大.pdf" in said["file"][0] and said["file"][1] == LOST


def test_added_to_a_matter_with_words_that_are_too_long_it_is_the_same(cast, client):
    page = page_of(client, registered(cast))
    with c.nothing_written():
        said = errors(added(client, page, "字" * 10_001, file=[file()]))
    assert set(said) == {"text", "file"} and said["file"] == [LOST]
    with c.nothing_written():
        assert set(errors(added(client, page, "字" * 10_001))) == {"text"}


def test_the_tick_to_go_on_all_the_same_looks_like_every_other_tick(cast, client):
    asked(client, cast)
    html = re.sub(r"\s+", " ", shown_again(client, cast)[1])
    label = re.search(r'<label class="tx-check" for="id_again">(.*?)</label>', html)[1]
    assert label.startswith('<input class="form-check-input" type="checkbox" name="again" value="1" id="id_again">')
    assert re.sub(r"<[^>]+>", "", label) == "再登记一件" and 'class="form-check"' not in html
    assert 'class="tx-check" for="id_hide_name"' in html
    assert "id_again" not in text_of(client.get(form_of(client, cast)[0]))
