import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tiexin.config import errors
from tiexin.orgs.scope import open_to

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@open_to("anybody")
def saved(request):
    return HttpResponse("saved")


urlpatterns = [path("form/", saved)]


@pytest.fixture
def answer():
    return Client(enforce_csrf_checks=True).post("/form/", {"name": "x"})


def test_form_without_token_is_refused_kindly(answer):
    text = answer.content.decode()
    assert answer.status_code == 403
    assert errors.TITLE in text
    assert errors.TEXT in text
    assert errors.HINT in text


def test_page_says_nothing_technical(answer):
    text = answer.content.decode()
    for word in ("CSRF verification", "Forbidden", "DEBUG", "Reason given"):
        assert word not in text


def test_page_is_complete(answer):
    text = answer.content.decode()
    assert text.lstrip().startswith("<!doctype html>")
    assert 'lang="zh-Hans"' in text


def test_settings_name_this_view(settings):
    assert f"{errors.__name__}.{errors.csrf_failure.__name__}" == settings.CSRF_FAILURE_VIEW


def test_request_with_token_is_not_refused():
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post("/form/", {"csrfmiddlewaretoken": "a" * 32})
    assert answer.content == b"saved"
