"""A call tells the county: the matter is offered there, the county's leaders hear of a crisis, and may take it."""

import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache

from tiexin.cases import area
from tiexin.cases.hotline.models import Call
from tiexin.cases.models import Case, Part
from tiexin.cases.tests import hotline_scene as scene
from tiexin.orgs import calendar
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
CRISIS = {"kind": "mass", "place": "兴庆区某厂门口", "text": "一百人堵门", "asker": "anonymous", "channel": "hotline"}
MATTER = {
    "asker": "self",
    "name": "孟春生",
    "phone": scene.PHONE,
    "title": "工资没有发",
    "text": "三个月",
    "people": "1",
}
WAGES = {**MATTER, "channel": "hotline", "reply_way": "call", "ask_claim": "wages"}


@pytest.fixture
def cast():
    cache.clear()
    found = scene.stage()
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    found.author = found.people["officer"]
    found.chief = c.officer("丁文博", found.county, "leader", rank=Rank.LEADER, title="主席")
    found.far = c.officer("霍玉芬", found.other_county, "leader", rank=Rank.LEADER, title="主席")
    yield found
    calendar.forget()


@pytest.fixture
def call(cast):
    return came(cast)


def came(cast, **more):
    made = scene.told("ringing", "answered", seat="1", **more)
    Call.objects.filter(pk=made.pk).update(by=cast.clerk)
    return Call.objects.get(pk=made.pk)


def crisis(client, cast, call, **said):
    said = {**CRISIS, "key": str(uuid.uuid4()), **said}
    assert c.enter(client, cast.clerk).post(f"/cases/crisis/?call={call.pk}", said).status_code == 302
    return Case.objects.latest("pk")


def matter(client, cast, call, kind="dispute", **said):
    said = {**WAGES, "key": str(uuid.uuid4()), **said}
    answer = c.enter(client, cast.clerk).post(f"/cases/new/?kind={kind}&call={call.pk}", said)
    assert answer.status_code == 302, answer.context["form"].errors
    return Case.objects.latest("pk")


def offers(case):
    return list(case.offers.values_list("org", "answer"))


def told(case, **more):
    rows = Message.objects.filter(channel="app", **{"source": f"case/{case.pk}/crisis", "urgent": True, **more})
    return sorted(rows.values_list("officer__name", flat=True))


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["/cases/crisis/?", "/cases/new/?kind=dispute&"])
def test_the_county_of_a_call_is_filled_in_and_may_be_changed(cast, call, client, form):
    shown = c.enter(client, cast.clerk).get(f"{form}call={call.pk}")
    assert shown.context["form"]["area"].value() == cast.county.pk
    assert list(shown.context["form"].fields["area"].queryset) == [cast.county, cast.other_county]
    assert f'<option value="{cast.county.pk}" selected>' in shown.content.decode()


@pytest.mark.parametrize("form", ["/cases/crisis/", "/cases/new/?kind=dispute"])
def test_without_a_call_nothing_more_is_asked(cast, client, form):
    assert "area" not in c.enter(client, cast.clerk).get(form).context["form"].fields


def test_a_county_has_none_below_it_and_is_asked_nothing(cast, call, client):
    hand = c.officer("桑玉梅", cast.county, "window")
    assert "area" not in c.enter(client, hand).get(f"/cases/crisis/?call={call.pk}").context["form"].fields


def test_counties_are_those_open_below_the_unit(cast, rf):
    request = rf.get("/")
    request.today = c.TODAY
    assert [list(area.counties(request, org)) for org in (cast.province, cast.city, cast.county, cast.enterprise)] == [
        [cast.county, cast.other_county],
        [cast.county],
        [],
        [],
    ]
    request.today = c.FOUNDED - timedelta(days=1)
    assert list(area.counties(request, cast.province)) == []


def test_a_call_from_nowhere_known_may_be_given_a_county(cast, client):
    made = came(cast, region="")
    form = c.enter(client, cast.clerk).get(f"/cases/crisis/?call={made.pk}").context["form"]
    assert (made.org, form["area"].value()) == (cast.province, cast.province.pk)
    assert "selected>" not in str(form["area"]) or f'value="{cast.province.pk}"' not in str(form["area"])
    assert offers(crisis(client, cast, made, area="")) == []


@pytest.mark.parametrize("wrong", ["0", "x", "999999", "city", "province", "1" * 40])
@pytest.mark.parametrize("form", ["/cases/crisis/?", "/cases/new/?kind=dispute&"])
def test_a_unit_that_is_no_county_below_is_refused(cast, call, client, form, wrong):
    wrong = str(getattr(cast, wrong).pk) if wrong in ("city", "province") else wrong
    said = {**CRISIS, **WAGES, "key": str(uuid.uuid4()), "area": wrong}
    with c.nothing_written():
        answer = c.enter(client, cast.clerk).post(f"{form}call={call.pk}", said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["area"])


# ── a matter ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_matter_is_offered_to_the_county_and_its_first_receiver_stays_responsible(cast, call, client):
    case = matter(client, cast, call, area=cast.county.pk)
    assert (case.org, case.first_org, case.owner, offers(case)) == (
        cast.province,
        cast.province,
        cast.clerk,
        [(cast.county.pk, "")],
    )
    hand = c.enter(type(client)(), cast.author)
    assert hand.post(f"/cases/{case.pk}/take/").status_code == 302
    case.refresh_from_db()
    assert (case.org, case.owner, case.first_org) == (cast.county, cast.author, cast.province)


def test_another_county_than_the_calls_is_the_one_that_is_meant(cast, call, client):
    assert offers(matter(client, cast, call, area=cast.other_county.pk)) == [(cast.other_county.pk, "")]


def test_not_known_where_it_stays(cast, call, client):
    assert offers(matter(client, cast, call, area="")) == []


def test_an_employer_says_more_exactly_where_it_is(cast, call, client):
    case = matter(client, cast, call, area=cast.county.pk, employer=cast.foreign.pk)
    assert offers(case) == [(cast.other_county.pk, "")]


def test_the_county_is_no_answer_that_is_kept(cast, call, client):
    case = matter(client, cast, call, area=cast.county.pk)
    assert (case.details, case.place) == ({"claim": "wages"}, "")


# ── a crisis ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", ["mass", "self_harm"])
def test_the_leaders_of_the_county_hear_of_a_crisis_read_and_take_it(cast, call, client, kind):
    case = crisis(client, cast, call, area=cast.county.pk, kind=kind)
    above = [cast.people["leader"].name, cast.people["office"].name]
    assert told(case) == sorted([*above, cast.chief.name, cast.people["city_office"].name])
    chief, page = c.enter(type(client)(), cast.chief), f"/cases/{case.pk}/"
    assert "一百人堵门" in chief.get(page).content.decode()
    assert chief.post(f"{page}take/").status_code == 302
    case.refresh_from_db()
    assert (case.org, case.owner) == (cast.county, cast.chief)


def test_the_city_above_that_county_reads_what_it_was_told_of(cast, call, client):
    case = crisis(client, cast, call, area=cast.county.pk)
    for who, status in ((cast.people["city_office"], 200), (cast.far, 404), (cast.people["stranger"], 404)):
        assert c.enter(type(client)(), who).get(f"/cases/{case.pk}/").status_code == status
    readers = set(Part.objects.filter(case=case, role="reader").values_list("officer", flat=True))
    assert readers == {cast.chief.pk, cast.people["city_office"].pk}  # those at the province reach it anyway


def test_what_is_offered_of_a_crisis_is_urgent_and_of_other_matters_is_not(cast, call, client):
    case = crisis(client, cast, call, area=cast.county.pk)
    assert set(Message.objects.filter(source__contains=f"case/{case.pk}/offer/").values_list("urgent", flat=True)) == {
        True
    }
    other = matter(client, cast, came(cast, call="c2"), area=cast.county.pk)
    assert set(Message.objects.filter(source__contains=f"case/{other.pk}/").values_list("urgent", flat=True)) == {False}
