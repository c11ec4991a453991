"""What a board's lists hold when they are taken out: exactly the rows of the page, in its order, within reach."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook

from tiexin.duties.models import Gauge
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
CODES = [f"C{number}" for number in range(1, 11)]


def among_all(*names):
    """Those who reach many numbers: to open every one of them is not for the unit tests."""
    return [pytest.param(name, marks=pytest.mark.house) for name in names]


def plain(value):
    """A cell as it was put in: a day comes back as midnight, an empty text as nothing."""
    return value.date() if isinstance(value, datetime) else value if value is not None else ""


def sheet(answer):
    rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    return [[plain(cell) for cell in row] for row in rows]


SUBJECTS = ["责任者", "完成", "任务", "单位", "期间", "期限", "状态"]
FACTS = ["日期", "企业", "见到的人", "干部", "单位", "记录号"]


@pytest.mark.parametrize("unit", ["province", "city", "county", "other_city"])
@pytest.mark.parametrize("code", CODES)
def test_who_owes_a_clause_is_the_pages_list(world, enter, unit, code):
    client, duty = enter("leader"), world.duty(code)
    address = f"/board/{getattr(world.cast, unit).pk}/duties/{duty.pk}/"
    page, rows = client.get(address), sheet(client.get(f"{address}?as=xlsx"))
    shown = page.context["gauges"]
    assert rows[0] == SUBJECTS
    assert rows[1:] == [[g.who, g.value, g.target_text, g.unit, g.term, g.due, g.state_label] for g in shown]
    assert len(rows) - 1 == page.context["pager"].total


def test_the_period_asked_for_is_the_one_taken_out(world, enter):
    client, address = enter("leader"), f"/board/{world.cast.province.pk}/duties/{world.duty('C10').pk}/"
    found = {}
    for term in client.get(address).context["terms"]:
        rows = sheet(client.get(f"{address}?as=xlsx&term={term.pk}"))
        found[term.label] = [(row[1], row[4]) for row in rows[1:]]
    closed = 1  # 金贵区 owed it as long as it was there
    assert {label: len(rows) for label, rows in found.items()} == {
        "2012年3月": 3 + closed, "2012年4月": 3 + closed, "2012年5月": 3, "2012年6月": 3
    }  # fmt: skip
    assert {label: sorted(value for value, _ in rows if value) for label, rows in found.items()} == {
        "2012年3月": [], "2012年4月": [1, 2], "2012年5月": [], "2012年6月": []
    }  # fmt: skip
    assert {label: {period for _, period in rows} for label, rows in found.items()} == {
        label: {label} for label in found
    }


@pytest.mark.parametrize("name", ["stranger", *among_all("leader", "city_office", "officer")])
def test_records_of_every_number_are_the_pages_records(world, enter, name):
    client, seen = enter(name), 0
    for gauge in Gauge.objects.order_by("pk"):
        address = f"/gauges/{gauge.pk}/"
        page, taken = client.get(address), client.get(f"{address}?as=xlsx")
        if page.status_code == 404:
            assert taken.status_code == 404
            continue
        rows = sheet(taken)
        facts = page.context["pager"].rows
        assert rows[0] == FACTS
        assert rows[1:] == [
            [f.on, str(f.employer or ""), str(f.worker or ""), str(f.officer or ""), f.by_org.name, f.entry_id]
            for f in facts
        ]
        assert len(facts) == page.context["pager"].total
        seen += len(rows) > 1
    assert seen > 0


def test_taking_out_leaves_one_entry_that_says_who_and_looking_none(world, enter):
    client, address = enter("leader"), f"/gauges/{world.gauge('C1', world.cast.province).pk}/"
    with c.nothing_written():
        client.get(address)
    client.get(f"{address}?as=xlsx")
    leader = world.cast.people["leader"]
    made = Entry.objects.filter(verb="export").values_list("by", "org", "thing_id", "on")
    assert list(made) == [(leader.pk, leader.org_id, leader.org_id, c.TODAY)]


def test_what_is_out_of_reach_is_not_taken_out(world, enter):
    cast, client = world.cast, enter("stranger")
    gauge = world.gauge("C3", cast.county)
    closed = [f"/gauges/{gauge.pk}/", f"/board/{cast.county.pk}/duties/{gauge.term.duty_id}/"]
    with c.nothing_written():
        assert [client.get(f"{address}?as=xlsx").status_code for address in closed] == [404, 404]
    for name in ("nobody", "audit"):
        enter(name)
        with c.nothing_written():
            assert client.get(f"{closed[0]}?as=xlsx").status_code == 404
