"""An installation's own numbers stand on the forms before anything is registered: what is promised is what will run."""

import pytest

from tiexin.cases import catalogue as module
from tiexin.cases.actions.leads import ask_for_leaders
from tiexin.cases.catalogue import catalogue, here
from tiexin.cases.catalogue_own import own_numbers
from tiexin.cases.models import Case, LeadDue
from tiexin.cases.reporting.queries import owes_report
from tiexin.cases.tests.case_scene import registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.portal.rules import name_of
from tiexin.portal.tests.portal_scene import asked, stage, text_of

pytestmark = pytest.mark.django_db
OWN = """\
service: dispute
jurisdictions:
  "64":
    group_from: 4
    group_source: {law: 某条例, article: 第3条}
    clocks:
      mediate: {amount: 12, source: {law: 某条例, article: 第5条}}
      contact: {amount: 1, source: {law: 某条例, article: 第6条}}
  "33":
    clocks:
      mediate: {amount: 20, source: {law: 别的条例, article: 第5条}}
"""
CRISIS = """\
service: crisis
jurisdictions:
  "64":
    group_from: 3
    group_source: {law: 某条例, article: 第3条}
"""


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


@pytest.fixture
def own(settings, tmp_path):
    """Ningxia has numbers of its own, and so has somebody else."""
    settings.HOME = tmp_path
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "dispute.yaml").write_text(OWN)
    forget()
    yield tmp_path / "services"
    forget()


def forget():
    own_numbers.cache_clear()
    module.catalogue.cache_clear()


def own_of(name):
    clock = here()["dispute"].clock(name)
    return str(clock.length), str(clock.source)


def national(name):
    clock = catalogue()["dispute"].clock(name)
    return str(clock.length), str(clock.source)


def test_they_are_other_numbers_than_the_national_ones(own, cast):
    assert own_of("mediate") == ("12日", "《某条例》第5条")
    assert own_of("contact")[1] == "《某条例》第6条"
    assert [own_of(name) == national(name) for name in ("mediate", "contact")] == [False, False]


def said(text, name, whose):
    """Whether a page says the term as somebody has it: its length and its law."""
    length, source = whose(name)
    return length in text and source in text


@pytest.mark.parametrize("name", ["mediate", "contact"])
def test_the_desk_shows_them_before_registering(own, cast, client, name):
    text = text_of(c.enter(client, cast.author).get("/cases/new/?kind=dispute"))
    assert (said(text, name, own_of), "别的条例" in text) == (True, False)
    assert f"{here()['dispute'].clock(name).label}：{national(name)[0]}" not in text


@pytest.mark.parametrize("name", ["mediate", "contact"])
def test_the_portal_shows_them_before_registering(own, cast, client, name):
    text = text_of(client.get(f"/my/ask/?kind=dispute&unit={cast.county.pk}"))
    assert (said(text, name, own_of), "别的条例" in text) == (True, False)
    assert f"{national(name)[0]}内：{here()['dispute'].clock(name).label}" not in text


def test_a_form_sent_with_a_fault_shows_them_still(own, cast, client):
    desk = c.enter(client, cast.author).post("/cases/new/?kind=dispute", {"title": ""})
    assert (desk.status_code, said(text_of(desk), "mediate", own_of)) == (422, True)
    portal = type(client)().post(f"/my/ask/?kind=dispute&unit={cast.county.pk}", {"title": ""})
    assert (portal.status_code, said(text_of(portal), "mediate", own_of)) == (422, True)


def test_what_the_form_promised_is_what_runs(own, cast, client):
    shown = {clock.label: str(clock.length) for _, clock in here()["dispute"].terms}
    case = asked(client, cast)
    ran = {clock.label: clock for clock in case.clocks.filter(holder="unit")}
    units = {"day": "日", "workday": "个工作日", "hour": "小时"}
    assert {label: f"{clock.amount}{units[clock.unit]}" for label, clock in ran.items()} == {
        label: shown[label] for label in ran
    }
    assert ran


def test_without_own_numbers_forms_show_what_ships(cast, client, settings, tmp_path):
    settings.HOME = tmp_path
    forget()
    text = text_of(client.get(f"/my/ask/?kind=dispute&unit={cast.county.pk}"))
    length, source = national("mediate")
    assert (length in text, source.split("（")[0] in text) == (True, True)  # a worker reads the law without our notes
    text = text_of(c.enter(client, cast.author).get("/cases/new/?kind=dispute"))
    assert said(text, "mediate", national)
    forget()


def test_the_list_of_services_is_the_same_with_and_without(own, cast, client):
    text = text_of(client.get("/my/ask/"))
    assert [each.label for each in catalogue().values() if name_of(each) not in text] == []
    desk = text_of(c.enter(client, cast.author).get("/cases/new/"))
    assert [each.label for each in catalogue().values() if each.label not in desk] == []


def test_a_group_is_one_from_the_places_own_number_on(own, cast):
    few, group = (registered(cast, people=people, asker="group") for people in (3, 4))
    assert [owes_report(each) for each in (few, group)] == [False, True]
    ask_for_leaders(c.TODAY)
    assert list(LeadDue.objects.values_list("case", "rule")) == [(group.pk, "group")]


def test_without_own_numbers_a_group_is_what_ships(cast, settings, tmp_path):
    settings.HOME = tmp_path
    forget()
    group = registered(cast, people=4, asker="group")
    ask_for_leaders(c.TODAY)
    assert (owes_report(group), LeadDue.objects.exists()) == (False, False)
    forget()


def test_in_a_crisis_too(own, cast, client):
    (own / "crisis.yaml").write_text(CRISIS)
    forget()
    assert here()["crisis"].group_from == 3 != catalogue()["crisis"].group_from
    page = c.enter(client, cast.author).get("/cases/crisis/")
    assert page.context["service"] == here()["crisis"]


def test_a_machine_registers_by_them(own, cast, client):
    sent = {"kind": "dispute", "key": "6f1a44f0-8f0e-4c58-9c43-000000000001", "title": "拖欠工资", "name": "刘桂英"}
    more = {"asker": "self", "channel": "window", "reply_way": "code", "phone": "13900001111", "text": "三个月没有发"}
    body = {**sent, **more, "details": {"claim": "wages"}}
    hand = c.enter(client, cast.author)
    answer = hand.post("/api/cases", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    clock = Case.objects.get().clocks.get(rule="contact")
    assert clock.amount == here()["dispute"].clock("contact").length.amount == 1
