"""A deed promised, done, confirmed by those it serves: only then it counts; refusals write nothing."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import values
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import deed_rules as rules
from tiexin.visits.actions import deeds as actions
from tiexin.visits.actions.deeds import Confirmation
from tiexin.visits.deeds import Deed, DeedStep

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@kept.fixture
def cast():
    found = c.stage()
    found.author = found.people["officer"]
    return found


def promised(cast, **changes):
    wanted = {"org": cast.county, "owner": cast.author, "title": "修好职工澡堂", "serves": "一车间职工"}
    wanted |= {"promised": c.TODAY - 5 * DAY, "due": c.TODAY + 5 * DAY}
    return actions.promise_deed(Deed(**wanted | changes), by=cast.author, on=c.TODAY)


def finished(cast, deed=None, result="澡堂开放", day=c.TODAY - DAY):
    return actions.finish_deed(deed or promised(cast), result, day, by=cast.author, on=c.TODAY)


def confirmed(cast, deed=None, people=12, day=c.TODAY, names="刘桂英"):
    return actions.confirm_deed(deed or finished(cast), Confirmation(people, day, names), by=cast.author, on=c.TODAY)


def given_up(cast, deed, reason="企业搬迁"):
    return actions.give_up_deed(deed, reason, by=cast.author, on=c.TODAY)


def counted():
    return list(Fact.objects.filter(measure="deed_done").values_list("on", "by_org", "officer"))


def trail(deed):
    return list(DeedStep.objects.filter(deed=deed).order_by("pk").values_list("state", "text", "entry__verb"))


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)


# ── its way ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_deed_counts_when_those_it_serves_confirm_it_for_the_day_it_was_done(cast):
    deed = promised(cast)
    finished(cast, deed, " 澡堂开放 ")
    assert counted() == []
    done = confirmed(cast, deed)
    assert (done.state, done.people, done.names, done.confirmed) == ("confirmed", 12, "刘桂英", c.TODAY)
    assert (done.result, done.done_on) == ("澡堂开放", c.TODAY - DAY)
    assert counted() == [(c.TODAY - DAY, cast.county.pk, cast.author.pk)]
    assert trail(deed) == [
        ("promised", "", "promise_deed"),
        ("done", "澡堂开放", "finish_deed"),
        ("confirmed", "12位职工确认", "confirm_deed"),
    ]


def test_a_deed_is_given_up_with_its_reason(cast):
    deed = promised(cast)
    given_up(cast, deed, " 企业搬迁 ")
    assert trail(deed)[-1] == ("given_up", "企业搬迁", "give_up_deed")
    assert counted() == []


ALLOWED = {
    "promised": {"finish", "give_up"},
    "done": {"confirm", "give_up"},
    "confirmed": set(),
    "given_up": set(),
}
MAKE = {
    "promised": promised,
    "done": finished,
    "confirmed": confirmed,
    "given_up": lambda cast: given_up(cast, promised(cast)),
}
CALLS = {"finish": finished, "confirm": confirmed, "give_up": given_up}


@pytest.mark.parametrize("state", rules.STATES)
@pytest.mark.parametrize("call", CALLS)
def test_every_step_from_every_state(cast, state, call):
    deed = MAKE[state](cast)
    if call in ALLOWED[state]:
        assert CALLS[call](cast, deed).state != state
    else:
        assert rules.STATES[state] in refuse("", lambda: CALLS[call](cast, deed))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "字" * 101}),
        ("serves", {"serves": ""}),
        ("promised", {"promised": c.TODAY + DAY, "due": c.TODAY + 2 * DAY}),
        ("due", {"due": c.TODAY - 6 * DAY}),
    ],
)
def test_a_promise_says_what_for_whom_and_until_when(cast, field, changes):
    refuse(field, lambda: promised(cast, **changes))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("result", {"result": "\n"}),
        ("result", {"result": "\0"}),
        ("day", {"day": c.TODAY + DAY}),
        ("day", {"day": c.TODAY - 6 * DAY}),
    ],
)
def test_what_came_of_it_is_said_and_its_day_is_possible(cast, field, changes):
    deed = promised(cast)
    refuse(field, lambda: finished(cast, deed, **changes))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("people", {"people": 0}),
        ("people", {"people": rules.PEOPLE + 1}),
        ("names", {"names": "字" * 501}),
        ("day", {"day": c.TODAY + DAY}),
        ("day", {"day": c.TODAY - 2 * DAY}),
    ],
)
def test_a_confirmation_is_by_somebody_on_a_day_after_it_was_done(cast, field, changes):
    deed = finished(cast)
    refuse(field, lambda: confirmed(cast, deed, **changes))
    assert counted() == []


def test_a_deed_is_given_up_with_a_reason_only(cast):
    deed = promised(cast)
    refuse("reason", lambda: given_up(cast, deed, " "))


@pytest.mark.parametrize(
    ("state", "days", "late"),
    [("promised", 0, False), ("promised", 1, True), ("done", 1, False), ("given_up", 1, False)],
)
def test_late_is_what_is_promised_after_its_day(state, days, late):
    assert rules.is_late(state, c.TODAY, c.TODAY + days * DAY) is late


def test_a_confirmed_deed_moves_the_gauge_of_its_unit(cast):
    duty = scene.publish(cast.province, scene.tally("deed_done", unit="item"))[0]
    deed = finished(cast)
    scene.settle()
    assert values(duty).get(cast.county.pk, 0) == 0
    confirmed(cast, deed)
    scene.settle()
    assert values(duty)[cast.county.pk] == 1
    assert verify.differences() == []


# ── its pages ───────────────────────────────────────────────────────────────────────────────────────────


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def test_a_deed_goes_its_way_through_the_pages(cast, client):
    client = enter(cast, client)
    sent = {"title": "修好澡堂", "serves": "职工", "promised": "2012-05-01", "due": "2012-06-01"}
    page = client.post("/deeds/new/", sent).url
    deed = Deed.objects.get()
    assert (page, deed.org, deed.owner) == (f"/deeds/{deed.pk}/", cast.county, cast.author)
    assert client.post(f"{page}finish/", {"result": "开放了", "day": "2012-05-09"}).url == page
    assert client.post(f"{page}confirm/", {"people": "9", "day": "2012-05-10"}).url == page
    text = client.get(page).content.decode()
    assert all(said in text for said in ("开放了", "9 位受益的职工", "9位职工确认", "2012年5月9日办成"))
    assert "finish/" not in text and "give-up/" not in text


@pytest.mark.parametrize(("make", "buttons"), [(promised, ("finish", "give-up")), (finished, ("confirm", "give-up"))])
def test_the_buttons_are_those_its_state_allows(cast, client, make, buttons):
    deed = make(cast)
    text = enter(cast, client).get(f"/deeds/{deed.pk}/").content.decode()
    assert tuple(each for each in ("finish", "confirm", "give-up") if f"{each}/" in text) == buttons


@pytest.mark.parametrize(
    ("page", "field", "sent"),
    [
        ("new/", "title", {"serves": "职工", "promised": "2012-05-01", "due": "2012-06-01"}),
        ("new/", "due", {"title": "修", "serves": "职工", "promised": "2012-05-01", "due": "2012-04-01"}),
        ("{}/finish/", "result", {"day": "2012-05-10"}),
        ("{}/give-up/", "reason", {}),
    ],
)
def test_what_is_wrong_stands_beside_its_field(cast, client, page, field, sent):
    deed = promised(cast)
    answer = enter(cast, client).post(f"/deeds/{page.format(deed.pk)}", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Entry.objects.filter(thing="visits.deed").count() == 1


def test_the_list_is_narrowed_and_goes_out(cast, client):
    open_one, late, done = promised(cast), promised(cast, due=c.TODAY - DAY), finished(cast)
    client = enter(cast, client)

    def listed(**asked):
        return {row.pk for row in client.get("/deeds/", asked).context["pager"].rows}

    assert listed() == {open_one.pk, late.pk, done.pk}
    assert listed(late="yes") == {late.pk}
    assert listed(state="done") == {done.pk}
    assert listed(unit="兴庆区") == listed()
    assert listed(unit="没有的") == set()
    sheet = load_workbook(io.BytesIO(client.get("/deeds/", {"as": "xlsx"}).content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == "兴庆区总工会"]
    assert [row[6:8] for row in rows] == [("已超期", "已承诺"), (None, "已承诺"), (None, "已办成，待确认")]


@pytest.mark.parametrize("page", ["", "finish/", "confirm/", "give-up/"])
def test_strangers_find_nothing(cast, client, page):
    deed = promised(cast)
    assert enter(cast, client, "stranger").get(f"/deeds/{deed.pk}/{page}").status_code == 404


def test_whoever_only_reads_has_no_buttons(cast, client):
    deed = promised(cast)
    c.actions.grant_post(cast.people["enterprise"], cast.county, "enterprise", by=None, on=c.TODAY)
    client = enter(cast, client, "enterprise")
    assert client.get(f"/deeds/{deed.pk}/").context["may_handle"] is False
    assert client.get(f"/deeds/{deed.pk}/finish/").status_code == 404
