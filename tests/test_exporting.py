"""Every page that pages a list gives it out as a workbook: all its rows in its order, or it says why not."""

import io
from inspect import unwrap

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests import calls
from tests.matrix import found
from tests.test_lists import PAGES, address, grow, hand, made  # noqa: F401 - the stage with three of everything
from tiexin.core import exports, pages

NOT_TAKEN_OUT = {
    "search": "results lead to things; each kind has a list of its own that goes out",
    "messages": "what one person was told by the product; it belongs to them alone",
    "texts": "a queue that empties: texts that failed, to be sent again or told by phone",
    "survey-slips": "links that open a page for one person alone: printed, never kept in a workbook",
    "appointments": "hours of counsellors, week by week: what was said there is under seal, and who came with it",
    "call-scores": "one draw of calls: judged on its pages; who answered may still speak",
    "case-members": "names of one matter, kept where it is handled: they go out as slips, one for each person",
    "case-member-slips": "codes that open a page for one person alone: printed, never kept in a workbook",
    "my-scores": "what was said of one person's own calls; it belongs to them alone",
    "calls-abandoned": "a queue that empties; the list of calls goes out with what came of it",
    "hotline-lines": "a handful of lines, each with its seats",
    "knowledge-base": "entries have a last day: a workbook would go on saying what is no longer true",
    "knowledge-misses": "words that were searched for in vain, for those who write entries",
    "rechecks": "one draw at a time: its difference goes out with the rates",
    "draft": "the items of a pack go out as the pack's own text",
    "draft-check": "a part of the editor's page",
    "draft-item": "a part of the editor's page",
    "draft-item-drop": "a part of the editor's page",
}
LISTS = [page for page in PAGES if not page.api and pages.page_of in calls.reached(page.view)]
TAKEN = [page for page in LISTS if page.name not in NOT_TAKEN_OUT]
GROWN = {"orgs", "org", "accounts", "posts", "plans", "received", "drafts", "teams", "visits", "employers", "imports"}


def bare(listing):
    return {page.name for page in LISTS if listing not in calls.reached(page.view)}


def test_every_list_goes_out_or_says_why_not():
    assert bare(unwrap(exports.listing)) == set(NOT_TAKEN_OUT)


def test_a_list_without_an_export_is_named():
    assert bare(None) == {page.name for page in LISTS}


def test_lists_are_really_found():
    names = {page.name for page in LISTS}
    assert names >= {"orgs", "accounts", "audit", "employer", "gauge", "version-dispatches", "search", "draft"}
    assert len(LISTS) < len([page for page in found.find() if not page.api]) / 2


def test_a_view_that_calls_no_pager_reaches_none():
    by_name = {page.name: page.view for page in PAGES}
    assert pages.page_of not in calls.reached(by_name["org-move"])
    assert pages.page_of in calls.reached(by_name["search"])  # through two modules


def enter(made, page):  # noqa: F811 - the fixture of test_lists
    client = Client()
    client.cookies = made.visitors[hand(page)].cookies
    return client


def rows_of(answer):
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [row for row in sheet.iter_rows(min_row=2, values_only=True) if any(cell is not None for cell in row)]


def taken(made, page):  # noqa: F811
    """The page and its workbook, and how many statements the second taking out needed; its entry is undone."""
    client, where = enter(made, page), address(made, page)
    with transaction.atomic():
        shown = client.get(where)
        client.get(where, {"as": "xlsx"})
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(where, {"as": "xlsx"})
        transaction.set_rollback(True)
    return shown, answer, len(asked)


@pytest.fixture(scope="module")
def before(made):  # noqa: F811
    """How many statements each workbook needed while there was one of everything."""
    return {page: taken(made, page)[2] for page in TAKEN}


@pytest.fixture(scope="module")
def grown(made, before):  # noqa: F811
    """The stage with three of everything: it grows once for all lists."""
    grow(made)
    return made


@pytest.mark.django_db
@pytest.mark.house
@pytest.mark.parametrize("page", TAKEN, ids=str)
def test_workbook_holds_every_row_of_the_page_and_costs_the_same(grown, before, page):
    shown, answer, after = taken(grown, page)
    pager = shown.context["pager"]
    assert ("as=xlsx" in shown.text) == bool(pager.rows)
    assert (answer.status_code, answer["Content-Type"]) == (200, exports.sheets.MIME)
    assert len(rows_of(answer)) - pager.total == (1 if page.name == "audit" else 0)  # taking out is an entry itself
    assert pager.total >= 3 or page.name not in GROWN
    assert after == before[page]
