import pytest
from django.test import Client

from tiexin.config import maintenance


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def close(home, said=""):
    (home / maintenance.FILE).write_text(said, encoding="utf-8")
    return Client()


@pytest.mark.django_db
def test_open_house_answers_as_ever(home):
    assert Client().get("/login/").status_code == 200


def test_closed_house_says_its_sentence_without_a_look_at_the_database(home):
    answer = close(home, "今晚八点到九点升级。\n").get("/login/")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert f'<h1 class="tx-h1">{maintenance.TITLE}</h1>\n    <p>今晚八点到九点升级。</p>' in page


def test_empty_file_closes_with_the_usual_sentence(home):
    assert f"<p>{maintenance.TEXT}</p>" in close(home).get("/login/").content.decode()


def test_sentence_is_text_and_no_page_of_its_own(home):
    assert "&lt;b&gt;" in close(home, "<b>升级</b>").get("/login/").content.decode()


def test_program_gets_a_message(home):
    answer = close(home, "升级中").get("/api/openapi.json")
    assert (answer.status_code, answer.json()) == (503, {"message": "系统正在维护。升级中"})


def test_what_is_sent_meanwhile_is_refused(home):
    assert close(home).post("/login/", {"username": "x"}).status_code == 503


@pytest.mark.django_db
def test_house_opens_again(home):
    client = close(home)
    (home / maintenance.FILE).unlink()
    assert client.get("/login/").status_code == 200
