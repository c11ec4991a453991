"""Pages of drafts."""

import pytest

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.models import PackDraft

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["city_office"])


BLANK = {
    "way": "blank",
    "title": "走访方案",
    "pack": "demo",
    "year": "2012",
    "issued": "2-13",
    "first": "2-20",
    "last": "6-30",
    "document": "一、总体要求\n市一级走访企业数不少于10家，面对面交流的职工不少于100名。各级工会要认真组织。\n",
}


def start(office, cast, **changes):
    answer = office.post("/plans/drafts/new/", {**BLANK, "org": cast.city.pk, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return PackDraft.objects.get()


def test_smoke(office, cast):
    draft = start(office, cast)
    print(draft.text)
    page = office.get(f"/plans/drafts/{draft.pk}/")
    assert page.status_code == 200
    url = f"/plans/drafts/{draft.pk}/item/"
    for query in ("?sentence=1", "?kind=milestones&quote=认真组织", "?at=head", "?kind=ladders&sentence=1"):
        assert office.get(url + query).status_code == 200
    sent = {
        "kind": "tally",
        "clause": "C1",
        "quote": "市一级走访企业数不少于10家",
        "of-population": "各级工会",
        "of-level": ["市级"],
        "do-measure": "走访企业",
        "do-count": "distinct:企业",
        "target": "at_least",
        "amount": "10",
        "unit": "家",
    }
    answer = office.post(url, sent, headers={"HX-Request": "true"})
    print(answer.content.decode()[:1500])
    draft.refresh_from_db()
    print(draft.text)
    print(office.post(url + "try/", {**sent, "mark": "", "at": "duties.0"}).content.decode())
    print(office.get(f"/plans/drafts/{draft.pk}/text/").status_code)
    print(office.post(f"/plans/drafts/{draft.pk}/load/").headers)
