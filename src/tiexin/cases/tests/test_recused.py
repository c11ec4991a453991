"""Who stepped back for a conflict of interest reads nothing more: no page, list, search, export or machine tells."""

import io
import json

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.actions.offering import NewOffer, assign_case, offer_case, take_offer, withdraw_from_case
from tiexin.cases.actions.papers import NewFile, add_paper
from tiexin.cases.actions.reporting import NewReport, report_case
from tiexin.cases.actions.taking_part import add_helper, lead_case
from tiexin.cases.models import Case, Part
from tiexin.cases.tests.case_scene import moved, refuse, registered, stage
from tiexin.core.days import moment
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.search import actions as search
from tiexin.search.models import SearchRow

pytestmark = pytest.mark.django_db
SECRET, PAPER = "我表弟厂里的拖欠", "表弟的账本.pdf"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield stage()
    calendar.forget()


def enter(client, who):
    return c.enter(type(client)(), who)


def recused(cast, who=None, **said):
    """A matter that somebody received first, with everything beside it, and from which they stepped back."""
    who = who or cast.author
    case = moved(registered(cast, "petition", by=who, title=SECRET, text=SECRET, **said), "accept", "reply", by=who)
    at = moment(c.TODAY)
    case.papers_kept = add_paper(
        case, NewFile(b"%PDF-1.4 1 0 obj<</Type/Page>>endobj\nstartxref\n9\n%%EOF x", PAPER), by=who, on=c.TODAY
    )
    case.report = report_case(case, NewReport(cast.city, SECRET, at, at, "马兰"), by=who, on=c.TODAY)
    case.letter = issue_letter(case, NewLetter("opinion", "某厂", SECRET), by=who, on=c.TODAY)
    search.rebuild()
    withdraw_from_case(case, "是我表弟", by=who, on=c.TODAY)
    return case


def pages(case):
    return [
        f"/cases/{case.pk}/",
        f"/cases/{case.pk}/slip/",
        f"/cases/{case.pk}/step/",
        f"/cases/{case.pk}/note/",
        f"/cases/{case.pk}/offer/",
        f"/cases/{case.pk}/letters/",
        f"/cases/{case.pk}/papers/new/",
        f"/cases/{case.pk}/call-back/",
        f"/cases/papers/{case.papers_kept.pk}/",
        f"/cases/letters/{case.letter.pk}/",
        f"/reports/{case.report.pk}/",
        f"/api/cases/{case.pk}",
    ]


LISTS = (
    "/cases/?state=all",
    "/cases/?state=all&whose=part",
    "/cases/?whose=queue",
    "/cases/?whose=offered",
    f"/cases/?state=all&q={SECRET}",
    "/cases/letters/",
    "/reports/",
    f"/search/?q={SECRET}",
    f"/knowledge/?q={SECRET}",
    "/api/cases?state=all",
    "/api/reports",
    f"/api/search?q={SECRET}",
    "/today/",
)


def test_before_it_every_page_and_list_told(cast, client):
    """What follows would prove nothing if these pages told nothing to anybody."""
    case = recused(cast)
    Part.objects.filter(role="recused").delete()
    search.rebuild()
    client = enter(client, cast.author)
    told = [each for each in pages(case) if client.get(each).status_code == 200]
    assert {f"/cases/{case.pk}/", f"/cases/papers/{case.papers_kept.pk}/", f"/reports/{case.report.pk}/"} <= set(told)
    assert sum(SECRET in client.get(each).content.decode() for each in LISTS) >= 3


@pytest.mark.parametrize("who", ["author", "chief"])
def test_no_page_opens_and_no_list_tells(cast, client, who):
    whom = getattr(cast, who)
    case = recused(cast, whom)
    client = enter(client, whom)
    assert [client.get(each).status_code for each in pages(case)] == [404] * len(pages(case))
    for each in LISTS:
        text = client.get(each).content.decode()
        shown = text.replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "")
        assert f"/cases/{case.pk}/" not in text, each
        assert (case.number not in text and shown.count(SECRET) == 0) or "q=" in each, each
        assert PAPER not in text, each


def test_search_forgets_it_for_everybody_and_does_not_learn_it_again(cast, client):
    case = recused(cast)
    kinds = {"kind__in": ("case", "answer"), "thing_id": case.pk}
    assert not SearchRow.objects.filter(**kinds).exists()
    search.rebuild()
    assert not SearchRow.objects.filter(**kinds).exists()
    assert enter(client, cast.chief).get(f"/cases/{case.pk}/").status_code == 200


def test_an_export_leaves_it_out(cast, client):
    case, other = recused(cast), registered(cast, title="另一件事")
    answer = enter(client, cast.author).get("/cases/?state=all&as=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    said = [str(cell) for row in sheet.values for cell in row]
    assert other.number in said and case.number not in said and SECRET not in said


def test_machines_find_nothing_and_write_nothing(cast, client):
    case = recused(cast)
    client = enter(client, cast.author)
    with c.nothing_written():
        for path, sent in (
            ("steps", {"move": "close", "text": "x"}),
            ("notes", {"text": "x"}),
            ("claim", {}),
            ("take", {}),
            ("offer", {"org": cast.city.pk, "reason": "x"}),
            ("call-backs", {"reached": False}),
        ):
            answer = client.post(f"/api/cases/{case.pk}/{path}", json.dumps(sent), content_type="application/json")
            assert answer.status_code == 404, path
    rows = client.get("/api/cases?state=all").json()["rows"]
    assert case.pk not in {each["id"] for each in rows}


def test_however_one_came_to_it_every_part_ends(cast):
    case = registered(cast, by=cast.chief)
    lead_case(case, cast.chief, "包案", by=cast.chief, on=c.TODAY)
    withdraw_from_case(case, "是我表弟", by=cast.chief, on=c.TODAY)
    case.refresh_from_db()
    assert (case.owner, case.lead) == (None, None)
    parts = case.parts.filter(officer=cast.chief)
    assert set(parts.filter(until=None).values_list("role", flat=True)) == {"recused"}
    assert set(parts.exclude(until=None).values_list("role", "reason")) == {
        (role, "是我表弟") for role in ("first", "owner", "lead")
    }


def test_it_comes_back_to_them_in_no_way(cast, client):
    case = recused(cast)
    refuse("officer", lambda: add_helper(case, cast.author, "帮忙", by=cast.chief, on=c.TODAY))
    refuse("officer", lambda: assign_case(case, cast.author, "还是你", by=cast.chief, on=c.TODAY))
    offer_case(case, NewOffer(cast.county, cast.author, "还是你"), by=cast.chief, on=c.TODAY)
    refuse("officer", lambda: take_offer(case, by=cast.author, on=c.TODAY))
    assert enter(client, cast.author).get(f"/cases/{case.pk}/").status_code == 404
    assert enter(client, cast.author).post(f"/cases/{case.pk}/take/").status_code == 404


def test_others_of_the_unit_and_their_other_matters_stay(cast, client):
    case, mine = recused(cast), registered(cast)
    assert enter(client, cast.author).get(f"/cases/{mine.pk}/").status_code == 200
    assert enter(client, cast.mate).get(f"/cases/{case.pk}/").status_code == 200
    assert enter(client, cast.mate).post(f"/cases/{case.pk}/claim/").status_code == 302
    assert Case.objects.get(pk=case.pk).owner == cast.mate


def test_a_second_stepping_back_is_refused(cast):
    case = recused(cast)
    refuse("", lambda: withdraw_from_case(case, "又一次", by=cast.author, on=c.TODAY))


def test_a_sealed_matter_is_read_by_its_first_receiver_no_more(cast, client):
    case = registered(cast, "counselling", details={}, title="睡不着")
    assert enter(client, cast.author).get(f"/cases/{case.pk}/").status_code == 200
    withdraw_from_case(case, "认识本人", by=cast.author, on=c.TODAY)
    assert enter(client, cast.author).get(f"/cases/{case.pk}/").status_code == 404


def test_the_list_asks_no_more_statements_for_it(cast, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(3):
        registered(cast, title=f"第{number}件")
    client = enter(client, cast.author)
    with CaptureQueriesContext(connection) as before:
        client.get("/cases/")
    for _ in range(3):
        withdraw_from_case(registered(cast), "是我表弟", by=cast.author, on=c.TODAY)
    with django_assert_max_num_queries(len(before)):
        client.get("/cases/")
