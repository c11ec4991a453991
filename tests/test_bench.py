"""The benchmarks still run: each part set up at its smallest and measured once; names and counts, no seconds.

The product answers in this process, so that it stands on the database of the tests; the floor is a process as it
always is. What `python -m bench` says about speed is nobody's business here.
"""

import os
import sys
from contextlib import nullcontext
from copy import deepcopy
from functools import partial

import pytest
from bench import client, counts, finding, fresh, house, matters, one, pages, province, registers, table
from django.conf import settings
from django.test import Client

from tiexin.core import sheets
from tiexin.orgs import calendar
from tiexin.plans.tests import small
from tiexin.registry.models import Worker

pytestmark = pytest.mark.house
SMALLEST = one.Amount(share=20, rounds=1, seconds=0.01, times=2)  # an enterprise in every county
PAGES = ("今日 today", "看板 board")
COUNTED = {
    "登记走访的语句 statements of a visit": f"≤ {counts.MOST_VISIT}",
    **{f"{page}, 语句 statements": f"≤ {counts.MOST_PAGE}" for page in PAGES},
    **{f"{page}, 语句，4 倍数据 with 4 × the rows": f"≤ {counts.MOST_PAGE}" for page in PAGES},
    "重算一次走访的语句 statements of it": "",
}
TIMED = {
    *(f"{page}, {what}" for page in PAGES for what in ("p50", "p50，4 倍数据", "p95，4 倍数据")),
    "重算一次走访 folding one visit, p50",
    "登记走访 recording a visit",
    "登记后的页面 page after saving, p50",
    "积压重算 folding a backlog",
    "看板更新 board shows it, p50",
    "看板更新 board shows it, max",
}
HERE = 0  # the port of what answers in this process


class Browser(client.Browser):
    """One that asks the product in this process, where all that was sent has been folded before anybody looks."""

    def __init__(self, port, session):
        super().__init__(port, session)
        self.here = Client(HTTP_HOST="127.0.0.1") if port == HERE else None
        if self.here:
            self.here.cookies[settings.SESSION_COOKIE_NAME] = session

    def get(self, path):
        if self.here is None:
            return super().get(path)
        province.settle()
        answer = self.here.get(path)
        assert answer.status_code == 200, path
        return answer.content

    def post(self, path, data):
        if self.here is None:
            return super().post(path, data)
        answer = self.here.post(path, data)
        assert answer.status_code == 302, answer.text
        return answer["Location"]


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    with small.shared(django_db_blocker):
        calendar.forget()
        yield province.found(SMALLEST.share)
    calendar.forget()


@pytest.fixture
def here(made, db, monkeypatch, tmp_path):
    """The processes of the product answer in this one, the floor has a home and a database of its own."""
    calendar.forget()
    made = deepcopy(made)  # it grows
    for name, text in (("BENCH_FLOOR_DATABASE", ""), ("TIEXIN_HOME", tmp_path), ("PYTHONPATH", ":".join(sys.path))):
        monkeypatch.setenv(name, os.fspath(text))
    monkeypatch.setattr(one, "HOME", tmp_path)
    monkeypatch.setattr(client, "Browser", Browser)
    monkeypatch.setattr(house, "product", lambda home: nullcontext(HERE))
    monkeypatch.setattr(house, "worker", lambda home: nullcontext())
    monkeypatch.setattr(fresh, "sleep", lambda seconds: None)
    return made


def test_the_smallest_province_has_what_is_measured(here):
    assert len(here.counties) == province.CITIES * province.COUNTIES
    assert {firm.org_id for firm in here.employers} == {county.pk for county in here.counties}
    assert here.author.org_id in {firm.org_id for firm in here.employers}
    assert province.waiting() == 0


def test_every_figure_is_measured_and_no_count_is_over_its_target(here):
    figures = [figure.as_row() for figure in one.measured(here, SMALLEST)]
    counted = {row["name"]: row for row in figures if row["unit"] == "SQL"}
    assert {name: row["target"] for name, row in counted.items()} == COUNTED
    assert [name for name, row in counted.items() if row["short"]] == []
    assert {row["name"] for row in figures} - set(counted) == TIMED
    assert len(figures) == len(COUNTED) + len(TIMED)
    assert len(here.employers) == pages.TIMES * SMALLEST.share
    shown = table.of({"SQLite": figures})
    assert all(row["name"] in shown for row in figures)


def test_a_visit_is_counted_with_the_rows_that_it_writes(here, monkeypatch):
    monkeypatch.setattr(counts, "MOST_VISIT", 1)
    (figure,) = counts.one_visit(here)
    assert (figure.target, figure.short, figure.hard, figure.unit) == ("≤ 1", True, True, "SQL")


def test_search_is_filled_and_asked_from_every_scope(here, monkeypatch):
    monkeypatch.setattr(finding, "fill", partial(finding.fill, rows=100))
    monkeypatch.setattr(finding, "TIMES", 1)
    figures = [figure.name for figure in finding.figures(here.root, here.counties)]
    asked = [
        f"检索 search, {scope}, {how}, {what}"
        for scope in ("region", "city", "county")
        for how in finding.QUERIES
        for what in ("p50", "p95")
    ]
    assert figures == [
        "检索：写入索引 indexing", *asked, "检索：一类一千条 one kind, 1,001 counted, p95"
    ]  # fmt: skip


def test_registers_come_in_whole(here, monkeypatch):
    monkeypatch.setattr(registers, "sleep", lambda seconds: None)
    monkeypatch.setattr(registers.tasks, "BATCH", 10)
    figures = list(registers.figures(here.root, employers=40, workers=120))
    assert [figure.name for figure in figures] == [
        "导入 40 家企业 importing employers",
        "导入 120 名职工 importing workers",
        "最后四分之一与最初之比 last quarter of it beside the first",
        "最后一步 the last step, all at once",
        "最多占用内存 most memory",
    ]
    assert Worker.objects.filter(name__startswith="工", employer__name__startswith="银川市第").count() == 120


def test_a_register_that_is_not_taken_whole_stops_the_measurement(here, monkeypatch):
    monkeypatch.setattr(registers, "sleep", lambda seconds: None)
    rows = [["某厂", registers.code(1), "国有企业", "", ""], ["某厂", "123", "国有企业", "", ""]]
    with pytest.raises(RuntimeError, match="1 rows were refused"):
        registers.carried(here.root, "employer", sheets.written("企业", registers.EMPLOYER, rows))


class Serial:
    """Does one after another what is done at once: the product answers in this process and has one connection."""

    def __init__(self, hands):
        assert hands == matters.HANDS

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        return None

    def map(self, call, given):
        return map(call, given)


LISTS = (
    *("未办结 open", "全部 all", "已办结 closed", "已超期 late", "一类 one kind"),
    *("我承办的 mine", "我参与的 part", "等人认领 queue"),
)


def test_matters_are_filled_looked_at_registered_and_found(here, monkeypatch, tmp_path):
    monkeypatch.setattr(matters, "ROWS", dict.fromkeys(matters.ROWS, 30_000))
    for name, value in (("LOOKS", 1), ("ROUNDS", 1), ("TIMES", 2), ("TURNS", 1), ("SECONDS", 0.1)):
        monkeypatch.setattr(matters, name, value)
    monkeypatch.setattr(matters, "Browser", Browser)
    monkeypatch.setattr(matters, "ThreadPoolExecutor", Serial)
    monkeypatch.setattr(matters, "give_back", lambda: None)  # the one connection there is
    monkeypatch.setattr(house, "product", lambda home, workers=1: nullcontext(HERE))
    found = [figure.as_row() for figure in matters.figures(here, tmp_path, SMALLEST.share)]
    by_name = {row["name"]: row for row in found}
    counted = {name: row["target"] for name, row in by_name.items() if row["unit"] == "SQL"}
    assert [row["name"] for row in found if row["unit"] == "SQL" and row["short"]] == []
    most = {f"诉求 {name}, 语句 statements": f"≤ {matters.MOST_LIST}" for name in LISTS}
    assert counted == {
        "登记诉求的语句 statements of registering": "≤ 18",
        **most,
        "诉求 一件 detail, 语句 statements": f"≤ {matters.MOST_PAGE}",
    }
    assert by_name["诉求 matters"]["value"] == 6_001  # a fifth of 30,000, and the one they are like
    assert set(by_name) - set(counted) == {
        "诉求 matters",
        "登记诉求 registering a matter",
        *(f"诉求 {name}, {who}, p95" for name in (*LISTS, "一件 detail") for who in ("自治区 region", "一个县 county")),
        *(f"8 人同时 at once, {name}, {what}" for name in ("列表 list", "一件 detail") for what in ("p50", "p95")),
        *(f"8 人同时登记 registering at once, {what}" for what in ("requests", "p50", "p95")),
        *(f"检索诉求 search, {where}, {how}, p95" for where in ("region", "county") for how in matters.WORDS),
    }
