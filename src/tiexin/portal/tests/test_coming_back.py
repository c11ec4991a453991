"""Whoever writes for longer than the hour loses no word: the code once more, and it stands in the form again."""

import re
from datetime import timedelta

import pytest
from django.core import signing

from tiexin.cases.models import Case, CaseStep
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.core.days import now
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.forms import LOST
from tiexin.portal.models import PortalMatter, Tally
from tiexin.portal.rules import OTHER_CODE, WRONG_CODE, limits
from tiexin.portal.tests.papers_scene import errors, file
from tiexin.portal.tests.portal_scene import added, browser, code_of, entered, follow, page_of, stage, text_of
from tiexin.portal.typed import UNSAVED
from tiexin.portal.visitors import SEEN, SEEN_SALT

pytestmark = pytest.mark.django_db
LONG = "我从二月起一直没有拿到工资。\n三月、四月也没有。" * 20
WRONG = "AAAA-BBBB-CCCC"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield stage()
    calendar.forget()


def lapse(client):
    """The hour is over."""
    del client.cookies[SEEN]


def signed_ago(cookie, ago, monkeypatch):
    """The list of a cookie as it was signed some time ago."""
    read = signing.loads(cookie, salt=SEEN_SALT)
    with monkeypatch.context() as then:
        then.setattr("django.core.signing.time.time", lambda: now().timestamp() - ago.total_seconds())
        return signing.dumps(read, salt=SEEN_SALT)


def hidden(response):
    """What the page that asks for the code carries along, as a browser would send it."""
    html = response.content.decode().split('id="my-form"')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html))


def typed(response):
    return {name: response.context["form"][name].value() for name in response.context["form"].fields}


def lapsed(client, page, **sent):
    """The page that comes of adding words after the hour, and what it sends on."""
    key = re.search(r'name="key" value="([^"]+)"', client.get(f"{page}add/").content.decode())[1]
    lapse(client)
    with c.nothing_written():
        response = client.post(f"{page}add/", {"key": key, "text": LONG, **sent})
    assert (response.status_code, SEEN in response.cookies) == (422, False)
    return response, {**hidden(response), "text": LONG}


# ── nothing is lost ─────────────────────────────────────────────────────────────────────────────────────


def test_after_the_hour_the_words_stay_and_the_code_is_asked_for(cast, client):
    page = page_of(client, registered(cast))
    response, sent = lapsed(client, page)
    assert "请再输一次查询码，您写的还在" in text_of(response)
    assert f'id="id_text" rows="6" readonly>\n{LONG}</textarea>' in response.content.decode()
    assert set(sent) - {"csrfmiddlewaretoken"} == {"key", "text"}


def test_with_the_code_they_stand_in_the_form_again_and_are_saved_when_it_is_sent(cast, client):
    case = registered(cast)
    page = page_of(client, case)
    _, sent = lapsed(client, page)
    Tally.objects.all().delete()
    back = client.post(f"{page}add/", {**sent, "again-code": code_of(case)})
    assert (back.status_code, typed(back), back.context["note"]) == (200, {**sent_only(sent), "file": None}, UNSAVED)
    assert (CaseStep.objects.filter(text=LONG).count(), Tally.objects.get(kind="follow").count) == (0, 1)
    assert client.post(f"{page}add/", sent).url == page
    assert CaseStep.objects.get(label="本人补充").text == LONG.strip()


def sent_only(sent):
    return {name: sent[name] for name in ("key", "text")}


def test_the_code_sent_twice_saves_nothing_twice(cast, client):
    """The page of the words is the answer to a code: loaded anew it is sent again, and is still only a page."""
    case = registered(cast)
    page = page_of(client, case)
    _, sent = lapsed(client, page)
    for _ in range(2):
        back = client.post(f"{page}add/", {**sent, "again-code": code_of(case)})
        assert (back.status_code, typed(back)["text"]) == (200, LONG)
    assert not CaseStep.objects.filter(text=LONG).exists()


def test_files_have_to_be_chosen_anew_and_it_is_said(cast, client):
    case = registered(cast)
    page = page_of(client, case)
    response, sent = lapsed(client, page, file=[file()])
    assert "选过的文件没有保存下来，输好以后请再选一次" in text_of(response) and sent["tiexin-files"] == "1"
    back = client.post(f"{page}add/", {**sent, "again-code": code_of(case)})
    assert back.context["note"] == f"{UNSAVED}；{LOST}" and LOST in text_of(back)
    assert CasePaper.objects.count() == 0


@pytest.mark.parametrize("code", ["", WRONG, "x" * 41])
def test_a_wrong_code_opens_nothing_and_the_words_still_stay(cast, client, code):
    page = page_of(client, registered(cast))
    _, sent = lapsed(client, page)
    Tally.objects.all().delete()
    again = client.post(f"{page}add/", {**sent, "again-code": code})
    assert (again.status_code, list(errors(again)), SEEN in again.cookies) == (422, ["code"], False)
    assert LONG in again.content.decode() and hidden(again)["key"] == sent["key"]
    assert (WRONG_CODE in text_of(again), Tally.objects.filter(kind="follow").count()) == ((code == WRONG,) * 2)


def test_the_code_of_another_matter_opens_nothing_there(cast, client):
    page, other = page_of(client, registered(cast)), registered(cast)
    _, sent = lapsed(client, page)
    again = client.post(f"{page}add/", {**sent, "again-code": code_of(other)})
    assert (errors(again), SEEN in again.cookies) == ({"code": [OTHER_CODE]}, False)


def test_after_too_many_tries_the_right_code_waits_too(cast, client):
    case = registered(cast)
    page = page_of(client, case)
    _, sent = lapsed(client, page)
    Tally.objects.filter(kind="follow").update(count=limits().pace["follow"].most)
    again = client.post(f"{page}add/", {**sent, "again-code": code_of(case)})
    assert (again.status_code, "请1小时后再试" in text_of(again), LONG in again.content.decode()) == (422, True, True)


def test_whoever_logs_in_again_needs_no_code(cast, client):
    case = registered(cast)
    entered(client)
    page = page_of(client, case)
    assert PortalMatter.objects.get().case == case
    client.post("/my/logout/")
    with c.nothing_written():
        sent = {**hidden(client.post(f"{page}add/", {"key": "x", "text": LONG})), "text": LONG}
    entered(client)
    back = client.post(f"{page}add/", {**sent, "again-code": ""})
    assert (back.status_code, typed(back)["text"], back.context["note"]) == (200, LONG, UNSAVED)


@pytest.mark.parametrize(
    ("part", "sent", "stands"),
    [
        ("answer/", {"solved": "partly", "text": LONG, "answer": "partly"}, {"solved": "partly", "text": LONG}),
        ("move/?to=ask_review", {"text": LONG}, {"text": LONG}),
    ],
)
def test_every_form_of_a_matter_is_filled_in_again(cast, client, part, sent, stands):
    case = moved(registered(cast, "petition"), "accept", "reply", by=cast.author)
    page = page_of(client, case)
    lapse(client)
    with c.nothing_written():
        asked = client.post(f"{page}{part}", sent)
    back = client.post(f"{page}{part}", {**hidden(asked), "text": LONG, "again-code": code_of(case)})
    found = typed(back)
    assert (back.status_code, {name: found[name] for name in stands}) == (200, stands)
    assert Case.objects.get().state == "replied"


def test_a_page_that_is_only_looked_at_leads_to_the_code_as_before(cast, client):
    page = page_of(client, registered(cast))
    lapse(client)
    assert {client.get(f"{page}{part}").url for part in ("", "add/", "answer/", "move/", "slip/")} == {"/my/follow/"}


# ── how long a browser may look ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", ["", "slip/", "add/", "answer/", "../"])
def test_the_hour_runs_from_the_last_look(cast, client, part, monkeypatch):
    page = page_of(client, registered(cast))
    before = client.cookies[SEEN].value
    client.cookies[SEEN] = signed_ago(before, timedelta(minutes=59), monkeypatch)
    response = client.get(f"{page}{part}" if part != "../" else "/my/matters/")
    assert (response.status_code, int(response.cookies[SEEN]["max-age"])) == (200, limits().seen.total_seconds())
    assert signing.loads(response.cookies[SEEN].value, salt=SEEN_SALT, max_age=60) == signing.loads(
        before, salt=SEEN_SALT
    )


def test_whoever_looked_at_nothing_for_an_hour_types_the_code(cast, client, monkeypatch):
    page = page_of(client, registered(cast))
    client.cookies[SEEN] = signed_ago(client.cookies[SEEN].value, timedelta(minutes=61), monkeypatch)
    assert client.get(page).url == "/my/follow/"


@pytest.mark.parametrize(
    ("ago", "shown"), [(timedelta(hours=3, minutes=59), True), (timedelta(hours=4, minutes=1), False)]
)
def test_some_hours_after_the_code_it_is_asked_for_whoever_looked_meanwhile(cast, client, ago, shown):
    """A telephone is lent: looking renews the hour, and never the day on which the code was typed."""
    case = registered(cast)
    page = page_of(client, case)
    at = int((now() - ago).timestamp())
    client.cookies[SEEN] = signing.dumps([(case.pk, at)], salt=SEEN_SALT)
    response = client.get(page)
    assert (response.status_code == 200) is shown
    if shown:
        assert signing.loads(response.cookies[SEEN].value, salt=SEEN_SALT) == [[case.pk, at]]


def test_each_matter_shuts_by_its_own_code_and_typed_again_it_stays(cast, client):
    old, new = registered(cast), registered(cast)
    first, second = page_of(client, old), page_of(client, new)
    at = int((now() - timedelta(hours=5)).timestamp())
    client.cookies[SEEN] = signing.dumps([(new.pk, int(now().timestamp())), (old.pk, at)], salt=SEEN_SALT)
    assert (client.get(first).url, client.get(second).status_code) == ("/my/follow/", 200)
    follow(client, code_of(old))
    assert [client.get(each).status_code for each in (first, second)] == [200, 200]


def test_an_account_alone_leaves_no_list_of_matters(cast, client):
    case = registered(cast)
    entered(client)
    page = page_of(client, case)
    lapse(client)
    assert (client.get(page).status_code, SEEN in client.get(page).cookies) == (200, False)


def test_leaving_is_leaving_although_every_page_renews(cast, client):
    page = page_of(client, registered(cast))
    client.get(page)
    client.post("/my/logout/")
    assert client.get(page).url == "/my/follow/"


def test_added_in_time_nothing_is_asked(cast, client):
    page = page_of(client, registered(cast))
    assert added(client, page, LONG).url == page
    assert browser().get(page).url == "/my/follow/"
