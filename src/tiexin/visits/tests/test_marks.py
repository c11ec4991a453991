"""Marks that a plan gives priority (C080): set with a reason, shown with the setter; facts keep those of their day."""

from datetime import timedelta

import pytest

from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import tally, values
from tiexin.evidence.models import Entry, Tag
from tiexin.orgs.tests import cast as c
from tiexin.registry import actions as registry
from tiexin.registry.models import EmployerTag
from tiexin.registry.vocabulary import EMPLOYER_TAGS
from tiexin.visits.models import Visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PRIORITY = {
    "distressed": "经营困难",
    "many_needy": "困难职工多",
    "conflict": "劳动关系矛盾突出",
    "weak_union": "工会工作薄弱",
}


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["city_office"])


def typed(cast, day, key, **more):
    sent = {"key": f"6f1a44f0-8f0e-4c58-9c43-0000000000{key:02}", "employer": cast.employer.pk, "on": str(day)}
    return sent | {"methods": ["hear"], "known": [cast.worker.pk]} | more


def marks_of(visit):
    entry = Entry.objects.get(thing="visits.visit", thing_id=visit.pk, verb="record_visit")
    rows = Tag.objects.filter(set__facts__entry=entry, key="employer_tag").values_list("value", flat=True)
    return sorted(set(rows))


def mark(cast, since, tag="distressed"):
    new = registry.NewTag(tag, since, "连续三个月欠薪")
    return registry.tag_employer(cast.employer, new, by=cast.people["city_office"], on=c.TODAY)


def test_the_four_kinds_are_words_of_the_vocabulary():
    assert {name: EMPLOYER_TAGS.get(name) for name in PRIORITY} == PRIORITY


@pytest.mark.parametrize("tag", PRIORITY)
def test_each_is_set_with_its_reason_and_the_page_says_why_and_by_whom(cast, office, tag):
    page = f"/employers/{cast.employer.pk}/"
    sent = {"tag": tag, "since": "2012-05-01", "reason": "三个月没有发全工资"}
    assert office.post(f"{page}tags/new/", sent).url == page
    shown = office.get(page).text
    assert PRIORITY[tag] in shown
    assert "三个月没有发全工资 · 马建国设置" in shown
    assert f"/tags/{EmployerTag.objects.get().pk}/end/" in shown


def test_a_mark_that_nobody_may_end_shows_no_button(cast, client):
    tag = mark(cast, c.TODAY - DAY)
    shown = c.enter(client, cast.people["leader"]).get(f"/employers/{cast.employer.pk}/").text
    assert "马建国设置" in shown
    assert f"/tags/{tag.pk}/end/" not in shown


def test_a_fact_keeps_the_marks_of_its_day_whatever_becomes_of_them(cast, client):
    """Before, while and after the mark stood; ending it takes it from no fact, and a correction finds them again."""
    days = {"before": c.TODAY - 9 * DAY, "while": c.TODAY - 5 * DAY, "after": c.TODAY}
    tag = mark(cast, c.TODAY - 6 * DAY)
    (firms,) = scene.publish(
        cast.province, tally(Do(measure="visit", count="employer", where={"employer_tag": ["distressed"]}))
    )
    c.enter(client, cast.people["officer"])
    visits = {}
    for key, (name, day) in enumerate(days.items()):
        if name == "after":
            registry.end_tag(tag, by=cast.people["city_office"], on=c.TODAY)
        assert client.post("/visits/new/", typed(cast, day, key)).status_code == 302
        visits[name] = Visit.objects.latest("pk")
    scene.settle()
    assert {name: marks_of(visit) for name, visit in visits.items()} == {
        "before": [],
        "while": ["distressed"],
        "after": [],
    }
    assert values(firms)[cast.county.pk] == 1
    sent = typed(cast, days["before"], 7, reason="日期写错了")
    assert client.post(f"/visits/{visits['while'].pk}/mend/", sent).status_code == 302
    scene.settle()
    assert (marks_of(Visit.objects.latest("pk")), values(firms)[cast.county.pk]) == ([], 0)
    sent = typed(cast, days["while"], 8, reason="日期没有错")
    assert client.post(f"/visits/{Visit.objects.latest('pk').pk}/mend/", sent).status_code == 302
    scene.settle()
    assert (marks_of(Visit.objects.latest("pk")), values(firms)[cast.county.pk]) == (["distressed"], 1)
    assert verify.differences() == []
