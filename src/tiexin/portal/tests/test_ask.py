"""Asking without an account: a service, a place, a form, a slip; once, in the right unit, with nothing of strangers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases import codes
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import Case, Part
from tiexin.orgs import calendar
from tiexin.orgs.models import Org, Post
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.portal import queries
from tiexin.portal.models import PortalMatter, Tally
from tiexin.portal.rules import limits, name_of
from tiexin.portal.tests.portal_scene import NAME, PHONE, asked, browser, code_of, form_of, sent, stage, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def test_every_service_stands_at_the_door(cast, client):
    text = text_of(client.get("/my/ask/"))
    assert [each.label for each in catalogue().values() if name_of(each) not in text] == []
    assert text_of(client.get("/my/ask/?kind=moon")).count('href="/my/ask/?kind=') == len(catalogue())


def test_a_place_is_chosen_step_by_step_or_by_its_name(cast, client):
    def offered(query):
        return re.findall(r"unit=(\d+)", client.get(f"/my/ask/?kind=dispute{query}").content.decode())

    takes = {str(each.pk) for each in (cast.province, cast.city, cast.county, cast.other_city)}
    assert {str(each.pk) for each in queries.receivers(c.TODAY)} == takes
    start = [str(each.pk) for each in (cast.city, cast.other_city, cast.province)]
    assert offered("") == start
    assert offered(f"&at={cast.province.pk}") == [str(cast.city.pk), str(cast.other_city.pk)]
    assert offered(f"&at={cast.city.pk}") == [str(cast.county.pk)]
    assert offered("&q=兴庆") == [str(cast.county.pk)]
    assert offered("&q=大武口") == [] and offered("&q=老城区") == [] and offered("&q=凤凰") == []
    assert offered("&at=99999999999999999999&q=%00") == start


def choices(client, query=""):
    """What may be chosen among places, and where each choice leads."""
    html = client.get(f"/my/ask/?kind=dispute{query}").content.decode().split("<main")[1].split("</main")[0]
    found = re.findall(r'<a[^>]* href="\?kind=dispute&amp;(\w+=\d+)">(.*?)</a>|<li><span>(.*?)</span>', html, re.S)
    return [(where, re.sub(r"<[^>]+>", "", named or plain).strip()) for where, named, plain in found]


@pytest.mark.parametrize(("kind", "past"), [("officer_complaint", True), ("retaliation", True), ("dispute", False)])
def test_of_whom_it_is_about_the_unit_is_chosen_that_it_passes_by(cast, client, kind, past):
    """Else it would land with the very unit of the person it is about."""
    page = client.get(f"/my/ask/?kind={kind}").content.decode()
    said = ("选您要反映的人在哪个工会", "说不清在哪儿", "选您上班的地方，到县")
    assert [words in page for words in said] == [past, not past, not past]
    assert f"unit={cast.province.pk}" in page


def test_the_cities_come_first_each_with_its_counties_and_who_cannot_say_where_is_not_turned_away(cast, client):
    city, other, province = cast.city.pk, cast.other_city.pk, cast.province.pk
    last = (f"unit={province}", "说不清在哪儿，就交给宁夏回族自治区总工会")
    assert choices(client) == [
        (f"unit={city}", "银川市总工会"),
        (f"at={city}", "看银川市的县（区）"),
        (f"unit={other}", "石嘴山市总工会"),
        last,
    ]  # fmt: skip
    c.officer("高文秀", cast.other_county, "officer")
    assert choices(client)[2:] == [(f"unit={other}", "石嘴山市总工会"), (f"at={other}", "看石嘴山市的县（区）"), last]
    assert choices(client, f"&at={city}") == [(f"unit={cast.county.pk}", "兴庆区总工会")]
    assert "交给宁夏回族自治区总工会。" in text_of(client.get(f"/my/ask/?kind=dispute&{last[0]}"))


def test_a_city_without_anybody_is_no_choice_and_shows_its_counties(cast, client):
    Post.objects.filter(org=cast.city).delete()
    assert choices(client)[:2] == [("", "银川市总工会"), (f"at={cast.city.pk}", "看银川市的县（区）")]
    assert choices(client, "&q=银川") == [("", "没有找到。换几个字再试，或者")]


def test_found_by_name_a_place_leads_nowhere_else(cast, client):
    assert choices(client, "&q=银川") == [(f"unit={cast.city.pk}", "银川市总工会")]
    assert choices(client, "&q=火星") == [("", "没有找到。换几个字再试，或者")]
    assert '<a href="?kind=dispute">从头选</a>' in client.get("/my/ask/?kind=dispute&q=火星").content.decode()


@pytest.mark.parametrize("which", ["enterprise", "other_county", "closed", "industry"])
def test_a_unit_that_takes_no_matters_here_cannot_be_forced(cast, client, which):
    unit = getattr(cast, which)
    page = client.get(f"/my/ask/?kind=dispute&unit={unit.pk}")
    assert "在哪里" in text_of(page) and unit.name not in text_of(page)
    with c.nothing_written():
        client.post(f"/my/ask/?kind=dispute&unit={unit.pk}", sent("x"))


def test_asked_it_waits_in_the_queue_and_the_slip_has_code_and_picture(cast, client):
    address, key = form_of(client, cast)
    with c.nothing_written():
        assert client.post(address, sent("x")).status_code == 422
    page = client.post(address, sent(key, phone=PHONE, wants_woman="on")).url
    case = Case.objects.get()
    said = (case.channel, case.org, case.first_org, case.owner, case.first, case.state, case.wants_woman)
    assert said == ("web", cast.county, cast.county, None, None, "registered", True)
    assert not Part.objects.exists() and not PortalMatter.objects.exists()
    text = text_of(client.get(page))
    assert [each for each in (code_of(case), case.number, "兴庆区总工会", "<svg", "打印") if each not in text] == []
    assert NAME not in text and PHONE not in text and code_of(case) not in page
    assert "http" not in re.sub(r"http://www\.w3\.org\S+", "", text)


def test_whoever_decides_there_hears_that_something_waits_and_claims_it(cast, client):
    case = asked(client, cast)
    message = Message.objects.get()
    assert (message.officer, message.title) == (cast.people["city_office"], "有一件争议调处等人认领")
    officer = c.enter(browser(), cast.author)
    assert case.title in text_of(officer.get("/cases/?whose=queue"))
    assert officer.post(f"/cases/{case.pk}/claim/").status_code == 302
    case.refresh_from_db()
    assert (case.owner, case.first) == (cast.author, None)


def test_pressed_twice_it_is_one_matter_and_the_same_slip(cast, client):
    address, key = form_of(client, cast)
    pages = {client.post(address, sent(key)).url for _ in range(2)}
    assert len(pages) == 1 and Case.objects.count() == 1


def test_a_key_that_was_not_handed_out_finds_nobodys_slip(cast, client):
    case = asked(client, cast)
    address, key = form_of(browser(), cast)
    forged = f"{case.key}:{key.split(':', 1)[1]}"
    for wrong in (str(case.key), forged):
        other = browser()
        response = other.post(address, sent(wrong))
        assert response.status_code == 422 and code_of(case) not in response.content.decode()
    assert Case.objects.count() == 1


def test_the_slip_is_the_browsers_own(cast, client):
    address, key = form_of(client, cast)
    page = client.post(address, sent(key)).url
    assert client.get(page).status_code == 200
    assert browser().get(page).url == "/my/follow/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("name", ""),
        ("phone", "12"),
        ("asker", "moon"),
        ("ask_claim", ""),
        ("people", "0"),
        ("text", "字" * 10_001),
        ("elsewhere", "moon"),
        ("reply_way", "call"),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_registered(cast, client, field, value):
    address, key = form_of(client, cast)
    response = client.post(address, sent(key, **{field: value}))
    assert response.status_code == 422 and 'class="tx-error"' in response.content.decode()
    assert not Case.objects.exists()


def test_scripts_in_every_field_stay_words(cast, client):
    evil = "<script>alert(1)</script>"
    case = asked(client, cast, asker="colleague", title=evil, text=evil, name=evil, place=evil, behalf=evil)
    for page in ("/my/matters/", f"/my/matters/{handle(case)}/"):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def handle(case):
    from tiexin.portal.tokens import handle_of

    return handle_of(case.key)


def test_for_the_family_and_without_a_name(cast, client):
    case = asked(client, cast, asker="family", behalf="刘大爷")
    assert (case.asker, case.behalf) == ("family", "刘大爷")
    assert asked(client, cast, "petition", asker="anonymous", name="", hide_name="").hide_name is False


def test_only_what_a_service_needs_is_asked(cast, client):
    text = client.get(form_of(client, cast, "hardship")[0]).content.decode()
    assert 'name="people"' not in text and 'name="behalf"' in text and 'name="worker"' not in text


def test_a_crisis_shows_whom_to_call_before_anything_else(cast, client):
    for page in (f"/my/ask/?kind=crisis&unit={cast.county.pk}", "/my/ask/?kind=crisis"):
        text = text_of(client.get(page))
        numbers = [text.index(f'href="tel:{number}"') for number in ("110", "120", "12351")]
        assert max(numbers[:2]) < text.index("<form", text.index("<main"))
    case = asked(client, cast, "crisis", ask_kind="violence")
    told = sorted(Message.objects.values_list("kind", "urgent", "title", "officer__name"))
    at_once = "危急：有一件危机处置，请马上看、马上办"
    assert told == [
        ("crisis", True, at_once, "丁文博"),
        ("crisis", True, at_once, "马建国"),
        ("task", True, "有一件危机处置等人认领", "马建国"),
    ]
    assert case.urgent and 'href="tel:110"' in text_of(client.get(f"/my/matters/{handle(case)}/slip/"))


def test_what_is_no_case_is_told_where_to_go(cast, client):
    service = catalogue()["dispute"]
    why = next(each for each in service.elsewhere if not each.service)
    text = text_of(client.get(form_of(client, cast)[0]))
    assert [each.say for each in service.elsewhere if each.say not in text] == []
    case = asked(client, cast, elsewhere=why.name)
    assert (case.state, case.closed) == ("elsewhere", c.TODAY)
    slip = text_of(client.get(f"/my/matters/{handle(case)}/slip/"))
    assert why.say in slip and "这件事不在这里办" in slip
    assert not Message.objects.exists()


def test_danger_at_the_portal_is_a_crisis_at_once(cast, client):
    page = text_of(client.get(form_of(client, cast, "petition")[0]))
    assert (
        "马上有人跟您联系" not in page and "正有人身危险（按“有危险、很紧急”登记）" in page and "危机处置" not in page
    )
    case = asked(client, cast, "petition", elsewhere="danger", title="有人拿着刀")
    assert (case.kind, case.state, case.title, case.urgent) == ("crisis", "registered", "有人拿着刀", True)
    told = sorted(Message.objects.filter(kind="crisis").values_list("urgent", "officer__name"))
    assert told == [(True, "丁文博"), (True, "马建国")]
    slip = text_of(client.get(f"/my/matters/{handle(case)}/slip/"))
    assert "已经按“有危险、很紧急”登记，不用再提" in slip and 'href="tel:110"' in slip and "联系上人、接手" in slip
    assert "这件事不在这里办" not in slip
    assert "按“有危险、很紧急”登记" in text_of(client.get(f"/my/matters/{handle(case)}/"))


def test_what_another_service_takes_goes_to_its_unit_without_this_ones_questions(cast, client):
    case = asked(client, cast, "dispute", unit=cast.city, elsewhere="wages", ask_claim="")
    assert (case.kind, case.org, case.details) == ("supervision_letter", cast.city, {"matter": "wages"})


def test_the_catalogue_names_the_unit_and_what_is_about_a_unit_goes_past_it(cast, client):
    assert asked(client, cast, "dispute", unit=cast.city).org == cast.city
    about = asked(client, cast, "officer_complaint", **fields("officer_complaint"))
    assert (about.org, about.about_org, about.first_org) == (cast.city, cast.county, cast.county)
    text = text_of(client.get(form_of(client, cast, "officer_complaint")[0]))
    assert "的上一级，兴庆区总工会看不到" in text


def fields(kind):
    """An answer to each question that a service insists on."""
    musts = [each for each in catalogue()[kind].fields if each.must]
    return {f"ask_{each.name}": next(iter(each.choices), "有人") for each in musts}


@pytest.mark.parametrize("kind", catalogue())
def test_every_service_can_be_asked_and_followed(cast, client, kind):
    first = catalogue()[kind].askers[0]
    given = fields(kind)
    case = asked(client, cast, kind, asker=first, people="12", **given)
    seals = catalogue()[kind].seals({name.removeprefix("ask_"): value for name, value in given.items()})
    assert (case.kind, case.sealed, case.code_hash) == (kind, seals, codes.hash_of(code_of(case)))
    assert client.get(f"/my/matters/{handle(case)}/").status_code == 200


def test_too_many_from_one_address_have_to_wait(cast, client):
    asked(client, cast)
    Tally.objects.filter(kind="ask").update(count=limits().pace["ask"].most)
    address, key = form_of(client, cast)
    response = client.post(address, sent(key, text="又有一件"))
    assert response.status_code == 422 and "从这里登记的太多" in text_of(response)
    assert Case.objects.count() == 1
    other = browser()
    address, key = form_of(other, cast)
    assert other.post(address, sent(key), REMOTE_ADDR="10.0.0.9").status_code == 302


def test_large_print_is_kept_and_leads_nowhere_else(cast, client):
    assert "tx-large" not in client.get("/my/").content.decode()
    assert client.post("/my/size/", {"size": "large", "next": "/my/ask/?kind=crisis"}).url == "/my/ask/?kind=crisis"
    assert '<html lang="zh-Hans" class="tx-large">' in client.get("/my/follow/").content.decode()
    for evil in ("https://evil.example/my/", "//evil.example", "/login/", "javascript:alert(1)"):
        assert client.post("/my/size/", {"size": "usual", "next": evil}).url == "/my/"
    assert "tx-large" not in client.get("/my/").content.decode()


def test_units_are_read_in_the_same_number_of_statements(cast, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        client.get(f"/my/ask/?kind=dispute&at={cast.province.pk}")
    with django_assert_max_num_queries(14):
        client.get("/my/ask/?kind=dispute")
    assert Org.objects.count() == 8


def test_more_cities_take_no_more_statements(cast, client):
    def cost(query=""):
        with CaptureQueriesContext(connection) as asked_of:
            client.get(f"/my/ask/?kind=dispute{query}")
        return len(asked_of)

    cost()  # what is read once in a process
    before = cost(), cost(f"&at={cast.province.pk}")
    for number in range(4):
        c.officer("高文秀", c.org(f"第{number}市总工会", "city", cast.province), "officer")
    assert len(choices(client)) == 8 and (cost(), cost(f"&at={cast.province.pk}")) == before
