"""The list of petition agency: what is decided, who carries it, which body is late; filtered, taken out, in scope."""

import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tiexin.cases.models import Errand
from tiexin.cases.tests.agency_scene import DAY, answered, carried, drafted, judged, petition, sent, stage, withdrawn
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def several(cast):
    """Undecided, reasonable without agent, written only, held and waiting, late, not reasonable."""
    found = {name: petition(cast, title=name) for name in ("undecided", "bare", "draft", "waiting", "late", "explain")}
    for name in ("bare", "draft", "waiting", "late"):
        judged(cast, found[name], "help" if name == "bare" else "solve")
    judged(cast, found["explain"], "explain")
    drafted(cast, found["draft"])
    sent(cast, carried(cast, case=found["waiting"]), on=c.TODAY)
    early = carried(cast, case=found["late"])
    Errand.objects.filter(pk=sent(cast, early, kind="arbitration").pk).update(sent=c.TODAY - 9 * DAY)
    clock = early.case.clocks.get(holder="other")
    clock.due = clock.began - 3 * DAY
    clock.save(update_fields=["due"])
    return found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["explain", "late", "waiting", "draft", "bare"]),
        ({"state": "open"}, ["late", "waiting"]),
        ({"state": "draft"}, ["draft"]),
        ({"state": "none"}, ["bare"]),
        ({"state": "waiting"}, ["late", "waiting"]),
        ({"state": "late"}, ["late"]),
        ({"cls": "explain"}, ["explain"]),
        ({"cls": "help"}, ["bare"]),
        ({"agent": "云小"}, ["late", "waiting", "draft"]),
        ({"agent": "没有这个人"}, []),
        ({"unit": "兴庆"}, ["explain", "late", "waiting", "draft", "bare"]),
        ({"unit": "大武口"}, []),
        ({"cls": "moon"}, ["explain", "late", "waiting", "draft", "bare"]),
        ({"state": "open", "cls": "solve"}, ["late", "waiting"]),
    ],
)
def test_what_the_list_shows(cast, client, query, names):
    several(cast)
    rows = c.enter(client, cast.people["office"]).get("/cases/agency/", query).context["pager"].rows
    assert [row.case.title for row in rows] == names


def test_a_row_says_who_carries_it_and_who_is_late(cast, client):
    several(cast)
    page = c.enter(client, cast.author).get("/cases/agency/")
    rows = {row.case.title: row for row in page.context["pager"].rows}
    assert (rows["late"].agents, rows["late"].term.late, rows["late"].errand.body) == (["云小燕"], True, "兴庆区信访局")
    assert (rows["draft"].agents, rows["draft"].unsigned, rows["draft"].term) == ([], True, None)
    assert rows["waiting"].term.day == c.TODAY + 15 * DAY
    assert page.text.count("已超期") == 1 and "等职工签" in page.text


def test_withdrawn_and_answered_leave_the_row(cast, client):
    held = carried(cast)
    answered(cast, sent(cast, held))
    withdrawn(cast, held)
    [row] = c.enter(client, cast.author).get("/cases/agency/").context["pager"].rows
    assert (row.agents, row.unsigned, row.errand, row.term) == ([], False, None, None)


def test_the_list_goes_out_without_the_name_of_a_worker(cast, client):
    several(cast)
    answer = c.enter(client, cast.author).get("/cases/agency/", {"as": "xlsx", "state": "late"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [head] = [row for row in cells if "诉求编号" in row]
    row = dict(zip(head, cells[cells.index(head) + 1], strict=True))
    assert (row["什么事"], row["判定"], row["有效委托的代理员"], row["对方超期"]) == (
        "late",
        "诉求合理：解决问题到位",
        "云小燕",
        "是",
    )
    assert len(cells) == cells.index(head) + 2 and "刘桂英" not in str(cells)


def test_strangers_see_an_empty_list_and_those_without_a_post_none(cast, client):
    several(cast)
    page = c.enter(client, cast.people["stranger"]).get("/cases/agency/")
    assert page.context["pager"].rows == [] and "还没有判定过的诉求" in page.text
    assert c.enter(client, cast.people["nobody"]).get("/cases/agency/").status_code == 404


def test_the_list_costs_the_same_with_more_rows(cast, client):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/cases/agency/")
        return len(seen)

    client = c.enter(client, cast.author)
    sent(cast, carried(cast))
    client.get("/cases/agency/")
    before = cost()
    for _ in range(3):
        held = carried(cast)
        sent(cast, held)
        sent(cast, held)
    assert cost() == before


def test_the_list_is_reached_from_the_list_of_matters(cast, client):
    assert 'href="/cases/agency/"' in c.enter(client, cast.author).get("/cases/").text


def test_waiting_shows_what_other_bodies_owe(cast, client):
    held = carried(cast)
    sent(cast, held)
    page = c.enter(client, cast.agent_officer).get("/waiting/").text
    assert "代办到其他机关，等答复的" in page and "等兴庆区信访局答复" in page and held.case.number in page
