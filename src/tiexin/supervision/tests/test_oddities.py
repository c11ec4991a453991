"""Records that are seldom so: found among a unit's records, first told to their author, then to those who inspect."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.supervision import pattern_queries as queries
from tiexin.supervision.actions import patterns as actions
from tiexin.supervision.models import Oddity
from tiexin.supervision.tests import scene
from tiexin.supervision.tests.scene import DAY
from tiexin.visits.actions import void_visit

pytestmark = pytest.mark.django_db
TEXT = "谈了加班工资和食堂的饭菜，答应去问"
REPLY_BY = date(2012, 5, 17)


@pytest.fixture
def cast():
    found = scene.stage()
    found.copies = [scene.visited(found, on=c.TODAY - n * DAY, said=TEXT) for n in range(1, 4)]
    yield found
    calendar.forget()


def look(cast, unit=None, on=c.TODAY):
    return actions.look_for_oddities(unit or cast.province, by=cast.inspector, on=on)


def by(who):
    return {"by": who, "on": c.TODAY}


def text(answer):
    return answer.content.decode()


def test_copied_words_are_asked_about_once(cast):
    (made,) = look(cast)
    assert (made.kind, made.author, made.told) == ("copied", cast.author, "3条走访的文字一字不差")
    assert (made.visits, made.org) == ([visit.pk for visit in cast.copies], cast.province)
    assert (made.on, made.due, made.state) == (c.TODAY, REPLY_BY, "asked")
    assert list(queries.visits_of(made)) == cast.copies[::-1]
    entry = Entry.objects.get(thing="supervision.oddity", thing_id=made.pk)
    assert (entry.verb, entry.by, entry.org) == ("ask_oddity", cast.inspector, cast.province)
    with c.nothing_written():
        assert look(cast) == []
    scene.visited(cast, said=TEXT)
    assert look(cast) == []


def test_only_standing_records_of_the_unit_of_late_are_looked_through(cast):
    assert look(cast, cast.other_city) == []
    assert look(cast, on=c.TODAY + 70 * DAY) == []
    void_visit(cast.copies[0], "写错了", by=cast.author, on=c.TODAY)
    assert look(cast, cast.county) == []


def test_a_day_with_more_visits_than_it_has_room_for_is_asked_about(cast):
    for number in range(9):
        scene.visited(cast, on=c.TODAY - 5 * DAY, employer=c.employer(cast.county, f"第{number}厂"), **unnamed())
    kinds = {made.kind: made for made in look(cast)}
    assert (kinds["crowded"].told, len(kinds["crowded"].visits)) == ("一天走访了9家", 9)


def unnamed():
    return {"known": [], "unnamed": 1}


def test_records_that_stand_for_another_days_clock_say_nothing_of_minutes(cast):
    noted = Entry.objects.filter(verb="record_visit").values_list("at", "on")
    assert noted and all(at.date() != on for at, on in noted)
    assert list(queries._written(cast.province, c.TODAY - 60 * DAY)) == []


def test_talks_of_the_day_itself_are_counted_with_when_they_were_written_down(cast, monkeypatch):
    monkeypatch.setattr(queries.timezone, "localdate", lambda at: c.TODAY)
    found = list(queries._written(cast.province, c.TODAY - 60 * DAY))
    assert {row.visit: row.talks for row in found} == {visit.pk: 3 for visit in [*cast.visits, *cast.copies]}
    assert {row.author for row in found} == {cast.author.pk}
    for _ in range(3):
        scene.visited(cast)
    kinds = {made.kind: made for made in look(cast)}
    assert kinds["hasty"].told == "10分钟里登记了8条走访、24人次"


def test_the_author_explains_once_and_nobody_else(cast):
    (made,) = look(cast)
    for who, words in ((cast.inspector, "看过"), (cast.author, " ")):
        with c.nothing_written(), pytest.raises(Refused):
            actions.explain_oddity(made, words, **by(who))
    actions.explain_oddity(made, " 同一件事三家都谈 ", **by(cast.author))
    made.refresh_from_db()
    assert (made.state, made.reply) == ("explained", "同一件事三家都谈")
    with c.nothing_written(), pytest.raises(Refused, match="已经说明过了"):
        actions.explain_oddity(made, "再说", **by(cast.author))
    assert Entry.objects.filter(verb="explain_oddity").count() == 1


def test_it_is_first_at_its_author_and_only_then_with_those_who_inspect(cast, client):
    office = c.enter(client, cast.inspector)
    answer = office.post("/inspections/oddities/look/", follow=True)
    assert "请1位登记人看一看自己的记录" in text(answer)
    (made,) = Oddity.objects.all()
    at = f"/inspections/oddities/{made.pk}/"
    assert list(answer.context["pager"].rows) == []
    assert office.get(at).status_code == office.get(f"{at}explain/").status_code == 404
    author = c.enter(client, cast.author)
    assert "请您看一看 1" in text(author.get("/inspections/"))
    page = text(author.get("/inspections/mine/"))
    assert "3条走访的文字一字不差" in page and f"{at}explain/" in page
    page = text(author.get(f"{at}explain/"))
    assert all(f"/visits/{visit.pk}/" in page for visit in cast.copies)
    assert author.post(f"{at}explain/", {"text": " "}).status_code == 422
    assert author.post(f"{at}explain/", {"text": "三家都谈这件事"})["Location"] == "/inspections/mine/"
    assert "没有要您看的" in text(author.get("/inspections/mine/"))
    office = c.enter(client, cast.inspector)
    assert "三家都谈这件事" in text(office.get("/inspections/oddities/"))
    assert "三家都谈这件事" in text(office.get(at))
    assert "没有新的少见的记录" in text(office.post("/inspections/oddities/look/", follow=True))


def test_who_let_the_time_pass_is_read_without_a_word(cast, client):
    (made,) = look(cast)
    c.set_day(REPLY_BY)
    assert list(queries.shown(Oddity.objects.all(), REPLY_BY)) == []
    c.set_day(REPLY_BY + DAY)
    office = c.enter(client, cast.inspector)
    assert "没有说明" in text(office.get("/inspections/oddities/"))
    assert "期限2012年5月17日已过" in text(office.get(f"/inspections/oddities/{made.pk}/"))
    assert c.enter(client, cast.people["stranger"]).get(f"/inspections/oddities/{made.pk}/").status_code == 404
    assert c.enter(client, cast.author).post("/inspections/oddities/look/").status_code == 404


def test_more_records_cost_no_statement_more(cast):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            queries.found_in(cast.province, c.TODAY)
        return len(asked)

    before = statements()
    for number in range(4):
        scene.visited(cast, on=c.TODAY - number * DAY, said=f"第{number}次谈了别的事情，都记在这里")
    assert statements() == before == 3
