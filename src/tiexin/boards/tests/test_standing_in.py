"""今日 of a deputy: whose work is shown, on which days, to whom; nobody else sees it, and looking writes nothing."""

from datetime import timedelta

import pytest

from tiexin.boards.tests import world as w
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.absences import Absence
from tiexin.orgs.actions.absences import deputise, return_early
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small

pytestmark = pytest.mark.django_db
FIRST, LAST = c.TODAY - timedelta(1), c.TODAY + timedelta(2)
LI_MINE = ["C5", "C4"]
LI_WORST = ["C10", "C6", "C3"]


@pytest.fixture
def people(world):
    calendar.forget()
    yield world.cast.people
    calendar.forget()


@pytest.fixture
def away(people):
    """李秀兰 of the county is away for four days; 马建国 of the city stands in."""
    said = {"since": FIRST, "until": LAST, "reason": "外出学习"}
    return deputise(
        Absence(officer=people["officer"], deputy=people["city_office"], **said), by=people["security"], on=c.TODAY
    )


@pytest.fixture
def look(client, people):
    """今日 as somebody of the cast sees it, for somebody."""

    def page(name, absent=None):
        c.enter(client, people[name])
        with c.nothing_written():
            answer = client.get("/", {"for": absent.pk} if absent else {})
        assert answer.status_code == 200
        return answer

    return page


def laid_out(page):
    """Whose day it is, and everything on it that hangs on the person."""
    own = {name: [view.clause for view in page.context[name]] for name in ("mine", "worst")}
    return {
        "whose": page.context["whose"].name,
        "teams": [mine.team.name for mine in page.context["teams"]],
        "recent": [visit.author.name for visit in page.context["recent"]],
        **own,
    }


MA = {"whose": "马建国", "teams": [], "recent": [], "mine": [], "worst": []}
LI = {
    "whose": "李秀兰",
    "teams": ["兴庆一组"],
    "recent": ["李秀兰"] * 3,
    "mine": LI_MINE,
    "worst": LI_WORST,
}


def test_a_deputy_sees_the_work_of_the_absent_as_the_absent_does(away, look, people):
    assert laid_out(look("city_office")) == MA
    theirs, own = look("city_office", people["officer"]), look("officer")
    assert laid_out(theirs) == laid_out(own) == LI
    shown = [[(g.id, g.value, g.target_text, g.state) for g in page.context["mine"]] for page in (theirs, own)]
    assert shown[0] == shown[1]


def test_the_page_says_in_whose_place_and_leads_back(away, look, people):
    own, theirs, absent = look("city_office"), look("city_office", people["officer"]), look("officer")
    link = f'<a class="btn" href="?for={people["officer"].pk}">代 李秀兰</a>'
    said = "<b>代 李秀兰（兴庆区）</b>的任务和待办"
    assert [(link in page.text, said in page.text, "回到自己的" in page.text) for page in (own, theirs, absent)] == [
        (True, False, False),
        (False, True, True),
        (False, False, False),
    ]


def test_only_on_the_days_of_the_absence(away, look, people):
    days = (FIRST - timedelta(1), FIRST, c.TODAY, LAST, LAST + timedelta(1))
    seen = []
    for day in days:
        c.set_day(day)
        page = look("city_office", people["officer"])
        seen.append((page.context["whose"].name, [each.absent.name for each in page.context["stand_ins"]]))
    ma, li = ("马建国", []), ("李秀兰", ["李秀兰"])
    assert seen == [ma, li, li, li, ma]


def test_an_early_return_ends_it_at_once(away, look, people):
    assert laid_out(look("city_office", people["officer"])) == LI
    return_early(away, by=people["security"], on=c.TODAY)
    assert laid_out(look("city_office", people["officer"])) == MA


@pytest.mark.parametrize("name", ["leader", "office", "stranger", "enterprise"])
def test_nobody_else_sees_anothers_day(away, look, people, name):
    asked, plain = look(name, people["officer"]), look(name)
    assert laid_out(asked) == laid_out(plain)
    assert (asked.context["whose"], asked.context["stand_ins"]) == (people[name], [])


def test_a_deputy_sees_the_day_of_the_absent_only(away, look, people):
    for name in ("leader", "stranger", "city_office"):
        assert laid_out(look("city_office", people[name])) == MA


@pytest.mark.parametrize("asked", ["", "x", "0", "-1", "999999", "1 OR 1=1"])
def test_what_names_nobody_shows_ones_own_day(away, client, people, asked):
    c.enter(client, people["city_office"])
    answer = client.get("/", {"for": asked})
    assert (answer.status_code, laid_out(answer)) == (200, MA)


def test_one_who_stands_in_for_two_sees_each_apart(away, world, look, people):
    said = {"since": c.TODAY, "until": LAST, "reason": "住院"}
    deputise(Absence(officer=world.ding, deputy=people["city_office"], **said), by=people["security"], on=c.TODAY)
    found = laid_out(look("city_office", world.ding))
    assert (found["whose"], found["teams"], found["mine"]) == ("丁一", ["大武口一组"], ["C4", "C5"])
    assert laid_out(look("city_office", people["officer"])) == LI
    text = look("city_office").text
    assert [f">代 {name}</a>" in text for name in ("李秀兰", "丁一", "马建国")] == [True, True, False]


def test_what_waits_for_the_absent_stands_there_only_while_the_deputy_may(away, world, look, people):
    held = {}
    for day in (FIRST - timedelta(1), FIRST, LAST, LAST + timedelta(1)):
        c.set_day(day)
        page = look("city_office", people["officer"])
        teams = [mine.team for mine in page.context["teams"]]
        held[day] = (teams, [stay.team for stay in page.context["stays"]], page.context["may_record"])
    nothing, theirs = ([], [], True), ([world.team], [], True)
    assert list(held.values()) == [nothing, theirs, theirs, nothing]


def test_a_deputys_visit_is_the_deputys_own_work(away, world, look, people):
    before = laid_out(look("city_office", people["officer"]))
    w.visit(people["city_office"], world.cast.employer, c.TODAY, met=["代办的"])
    small.settle()
    assert laid_out(look("city_office"))["recent"] == ["马建国"]
    assert laid_out(look("city_office", people["officer"])) == before
    assert Entry.objects.filter(verb="record_visit").latest("pk").by == people["city_office"]
