"""今日 and 看板 while no plan is in force: the next step for those who may load one, plain words for the others."""

import pytest

from tiexin.boards.tests import begun as b
from tiexin.duties.models import PlanVersion, State
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.actions import NewVersion, load_plan
from tiexin.plans.reading import read_bytes

pytestmark = pytest.mark.django_db
PAGES = ("/", "/board/")


@pytest.fixture
def cast():
    calendar.forget()
    yield c.stage()
    calendar.forget()


def seen(client, officer):
    browser = c.enter(client, officer)
    return [browser.get(place, follow=True).text for place in PAGES]


def test_who_may_load_plans_is_led_to_the_loader(cast, client):
    for page in seen(client, cast.people["city_office"]):
        assert "还没有方案" in page
        assert 'href="/plans/load/">装载方案' in page
        assert page.count("tx-empty-title") == 1


def test_a_draft_is_to_be_published(cast, client):
    text = b.OWN.replace("宁夏回族自治区总工会", cast.city.name)
    loaded = read_bytes(text.encode(), None).loaded
    version = load_plan(NewVersion(loaded, text, cast.city), by=None, on=c.TODAY)
    for page in seen(client, cast.people["city_office"]):
        assert "《本会走访通知》已经装载" in page
        assert f'href="/plans/versions/{version.pk}/">看一看，发布' in page


def test_others_read_that_there_is_none(cast, client):
    for page in seen(client, cast.people["officer"]):
        assert "装载方案" not in page and "还没有方案" not in page
    assert "还没有发布方案" in seen(client, cast.people["officer"])[1]


def test_a_plan_in_force_says_it_itself(cast, client):
    text = b.OWN.replace("宁夏回族自治区总工会", cast.city.name)
    version = load_plan(NewVersion(read_bytes(text.encode(), None).loaded, text, cast.city), by=None, on=c.TODAY)
    PlanVersion.objects.filter(pk=version.pk).update(state=State.LIVE)
    for page in seen(client, cast.people["city_office"]):
        assert "还没有方案" not in page and "已经装载" not in page
