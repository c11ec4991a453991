import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path, reverse

from tiexin.config import errors, maintenance
from tiexin.config.urls import urlpatterns as product
from tiexin.orgs.scope import open_to

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@open_to("anybody")
def saved(request):
    return HttpResponse("saved")


@open_to("anybody")
def broken(request):
    raise {"database": OperationalError("database is locked"), "mistake": ValueError("secret")}[request.GET["why"]]


@open_to("anybody")
def strange(request):
    raise SuspiciousOperation("secret")


urlpatterns = [*product, path("form/", saved), path("broken/", broken), path("strange/", strange)]
handler400, handler403, handler404 = errors.bad_request, errors.forbidden, errors.not_found
handler500 = errors.server_error


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


def send(**fields):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    answer = client.post("/form/", fields)
    return answer.status_code, answer.content.decode()


def test_too_much_at_once_is_413_in_words(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    status, page = send(name="x" * 500)
    assert (status, f'<h1 class="tx-h1">{errors.LARGE[0]}</h1>' in page) == (413, True)


def test_too_many_fields_are_413_in_words(settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    status, page = send(a="x", b="y")
    assert (status, errors.LARGE[1] in page) == (413, True)


def test_what_cannot_be_read_is_400_in_words():
    answer = Client().get("/strange/")
    page = answer.content.decode()
    assert (answer.status_code, errors.UNREADABLE[0] in page) == (400, True)
    assert "Bad Request" not in page
    assert "secret" not in page


def broken_answer(why):
    answer = Client(raise_request_exception=False).get(f"/broken/?why={why}")
    return answer.status_code, answer.content.decode()


def test_mistake_of_the_system_is_500_in_words_and_tells_no_more():
    status, page = broken_answer("mistake")
    assert (status, '<h1 class="tx-h1">系统出错了</h1>' in page, "secret" in page) == (500, True, False)


def test_busy_database_is_503_in_words_and_tells_no_more():
    status, page = broken_answer("database")
    assert (status, maintenance.BUSY in page, "locked" in page) == (503, True, False)


def test_addresses_name_these_handlers():
    found = get_resolver("tiexin.config.urls")
    handlers = [errors.bad_request, errors.forbidden, errors.not_found, errors.server_error]
    assert [found.resolve_error_handler(code) for code in (400, 403, 404, 500)] == handlers


# ── on the pages of whoever asked ───────────────────────────────────────────────────────────────────────

OFFICE = ("岗位", "管理员", "/home/", "回到首页", "草稿", "系统日志", 'href="/login/"')


def for_a_person(response, status):
    """The words of a page that speaks to whoever asked, and leads to the code."""
    html = response.content.decode()
    found = [each for each in OFFICE if each in html.replace('<a href="/my/">回到首页</a>', "")]
    assert (response.status_code, found, 'href="/my/follow/"' in html) == (status, [], True)
    return html


def test_a_page_that_there_is_not_speaks_to_whoever_asked():
    for where in ("/my/nothing/", "/my/matters/x/y/z/", "/my/papers/"):
        assert errors.MINE[404][0] in for_a_person(Client().get(where), 404)


def test_officers_are_spoken_to_as_before():
    html = Client().get("/nothing/").content.decode()
    assert "您的岗位可能不包括这一单位的内容" in html and errors.MINE[404][1] not in html


def test_a_form_without_token_is_refused_to_a_person_in_their_words():
    response = Client(enforce_csrf_checks=True).post("/my/follow/", {"code": "x"})
    assert errors.MINE[403][1] in for_a_person(response, 403)


def test_too_much_at_once_is_said_to_a_person_too(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    assert errors.MINE[413][0] in for_a_person(client.post("/my/follow/", {"code": "x" * 500}), 413)


def test_a_mistake_of_the_system_is_said_to_a_person_too(monkeypatch):
    def broken(request):
        raise ValueError("secret")

    monkeypatch.setattr("tiexin.portal.views.visitor", broken)
    html = for_a_person(Client(raise_request_exception=False).get("/my/"), 500)
    assert "secret" not in html and "刚才没有办成" in html


def test_what_is_forbidden_is_said_to_a_person_too(rf):
    for where, mine in (("/my/x/", True), ("/x/", False)):
        html = errors.forbidden(rf.get(where), PermissionDenied()).content.decode()
        assert (errors.MINE[403][1] in html, "/home/" in html) == (mine, not mine)


def test_the_way_of_these_words_is_where_the_pages_are():
    assert reverse("my") == errors.OWN_PAGES
