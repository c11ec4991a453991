"""The shared pieces of pages, drawn alone; what a person reads is compared as a whole."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.html import strip_tags

from tiexin.core import cited
from tiexin.core.filters import drawn
from tiexin.core.pages import page_of
from tiexin.core.templatetags.tiexin import STATES

ROOT = Path(__file__).resolve().parents[4]
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
GAUGE = {
    "title": "走访企业",
    "value": 12,
    "target_text": "15",
    "unit": "家",
    "percent": 80.0,
    "state": "on_track",
    "who": "第一蹲点组",
    "due": date(2012, 5, 9),
    "days_left": 12,
    "url": "/g/1/",
    "quote": "走访企业不少于15家",
    "clause": "C176",
    "plan_title": "活动方案",
    "base": None,
    "delta": None,
}
ROW = {"name": "甲市总工会", "url": "/o/1/", "met": 2, "owed": 12, "percent": 16.67, "state": "behind"}


def draw(part, **context):
    return render_to_string(f"tiexin/parts/{part}.html", context)


def words(html):
    return " ".join(strip_tags(html).split())


def attributes(html, name):
    return re.findall(rf'{name}="([^"]*)"', html)


def test_gauge_says_count_percent_state_deadline_and_sentence():
    assert words(draw("gauge", g=GAUGE)) == (
        "走访企业 进行中 走访企业：12 / 15 家 80% ，打开明细 80% "
        "第一蹲点组 2012年5月9日 还剩 12 天 “走访企业不少于15家” 《活动方案》 C176"
    )


def test_gauge_number_is_one_link_with_a_full_name():
    html = draw("gauge", g=GAUGE)
    inside = re.search(r'<a class="tx-number" href="/g/1/">(.*?)</a>', html, re.S)
    assert words(inside[1]) == "走访企业：12 / 15 家 80% ，打开明细"
    assert html.count("<a ") == 1


def test_gauge_that_stands_alone_is_headed_as_the_first_thing_of_its_page():
    assert [draw("gauge", g=GAUGE, here=here).count("<h2") for here in (True, False)] == [1, 0]


def test_gauge_without_target_shows_its_figure_only():
    bare = {
        **GAUGE,
        "target_text": "",
        "percent": None,
        "state": "measured",
        "due": None,
        "quote": "",
        "who": "",
    }
    html = draw("gauge", g={**bare, "days_left": None, "base": 320, "delta": -2, "note": "按人次"})
    assert words(html) == "走访企业 仅计量 走访企业：12 家 ，打开明细 基数 320 本次 -2 按人次"
    assert html.count("<progress") == 0


def test_gauge_of_a_share_does_not_repeat_its_percent():
    assert words(draw("count", g={**GAUGE, "value": 96.25, "target_text": "98", "unit": "%"})) == "96.25 / 98 %"


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_a_word_beside_an_icon(state):
    html = draw("status", state=state)
    assert (words(html), html.count("<use ")) == (STATES[state][0], 1)


def test_bar_never_leaves_its_track():
    html = draw("gauge", g={**GAUGE, "percent": 140.0, "state": "exceeded"})
    assert attributes(html, 'max="100" value') == ["100.0"]


def test_gauge_table_has_one_row_per_gauge():
    html = draw("gauge_table", gauges=[GAUGE, GAUGE])
    assert (html.count('<tr class="tx-row"'), words(html).count("走访企业“走访企业不少于15家”")) == (2, 2)


def test_ladder_sets_small_bases_apart():
    html = draw(
        "ladder",
        ladder=[ROW, {**ROW, "name": "乙基地", "met": 1, "owed": 2, "percent": 50, "unranked": True}],
    )
    assert words(html) == (
        "完成少的在前 单位 已达标 / 应达标 状态 甲市总工会 2 / 12 16.6% 16.6% 落后 "
        "基数小，不排名（1 个单位） 单位 已达标 / 应达标 状态 乙基地 1 / 2 50% 50% 落后"
    )


def test_ladder_shows_named_columns_only():
    row = {**ROW, "value": 430, "target_text": "1,000", "distinct": 412}
    html = draw("ladder", ladder=[row], columns={"value": "人次", "distinct": "不同职工"})
    assert words(html).split("16.6% ")[-1] == "人次 430 / 1,000 不同职工 412 落后"


def test_sentence_is_quoted_with_its_source():
    html = draw("sentence", quote="不增负担", clause="C174", plan_title="方案", section="四", url="/c/")
    assert words(html) == "“不增负担” 《方案》四 C174"


def test_pager_says_where_we_are():
    pager = page_of(list(range(60)), RequestFactory().get("/?page=2"))
    assert words(draw("pager", pager=pager)) == "第 26–50 条，共 60 条 上一页 1 2 3 下一页"


def test_pager_of_nothing_is_nothing():
    assert words(draw("pager", pager=page_of([], RequestFactory().get("/")))) == ""


def test_stat_puts_a_share_beside_its_count():
    assert words(draw("stat", label="已达标", value=1009, unit="项", share=32.14, note="共 28 项")) == (
        "已达标 1,009 项 32.1% 共 28 项"
    )
    assert words(draw("stat", label="未知", value=None)) == "未知 —"


def test_filters_offer_to_clear_only_what_is_set():
    chosen = {
        "name": "state",
        "label": "状态",
        "options": drawn((("met", "已达标"),), "met"),
        "chosen": "已达标",
    }
    assert words(draw("filters", filters=[{**chosen, "active": True}])) == "状态 已达标 筛选 清除条件"
    assert words(draw("filters", filters=[chosen])) == "状态 已达标 筛选"


def test_many_filters_fold_behind_one_line_that_names_what_is_set():
    state = {"name": "state", "label": "状态", "options": drawn((("met", "已达标"),), "met"), "chosen": "已达标"}
    since = {"name": "since", "label": "从哪天", "kind": "date", "value": "2012-04-01"}
    bare = {"name": "q", "label": "名称", "value": ""}
    html = draw("filters", filters=[{**state, "active": True}, {**since, "active": True}, bare])
    fold, form = html.split("<form")
    assert words(fold) == "筛选 用了2个条件：状态 已达标；从哪天 2012-04-01"
    assert fold.count("<details") == 1 and " open" not in fold and fold.rstrip().endswith("</details>")
    assert words(f"<form{form}") == "状态 已达标 从哪天 名称 筛选 清除条件"
    assert words(draw("filters", filters=[state, since, bare])) == "筛选 状态 已达标 从哪天 名称 筛选"
    assert "<details" not in draw("filters", filters=[state, since])


@pytest.mark.parametrize(
    ("level", "said"), [("success", "已完成"), ("error", "出错"), ("warning", "请留意"), ("info", "说明")]
)
def test_messages_have_a_word_for_their_level(level, said):
    html = draw("messages", messages=[Message(getattr(constants, level.upper()), "已计入：37 / 50")])
    assert (words(html), attributes(html, "aria-label")) == ("已计入：37 / 50", [said])


def test_empty_offers_one_step():
    html = draw("empty", title="还没有走访", text="登记后会出现在这里。", action_url="/v/", action_label="记一次走访")
    assert (words(html), attributes(html, "href")[-1]) == (
        "还没有走访 登记后会出现在这里。 记一次走访",
        "/v/",
    )


def test_timeline_marks_what_was_voided():
    items = [{"on": date(2012, 4, 26), "title": "走访", "text": "填错", "who": "甲", "voided": True}]
    html = draw("timeline", timeline=items, page={"today": date(2012, 4, 27)})
    assert words(html) == "昨天 甲 已作废 走访 填错"


@pytest.mark.parametrize(("state", "polls"), [("waiting", 1), ("running", 1), ("done", 0), ("failed", 0)])
def test_progress_asks_again_only_while_working(state, polls):
    job = {
        "title": "导入",
        "state": state,
        "done": 1,
        "total": 2,
        "percent": 50,
        "url": "/j/",
        "cancel_url": "/x/",
    }
    assert draw("progress", job=job).count("hx-get=") == polls


def test_crumbs_end_at_the_page_itself():
    html = draw("crumbs", crumbs=[{"label": "看板", "url": "/b/"}, {"label": "甲市", "url": "/o/"}])
    assert (words(html), attributes(html, "<a href")) == ("看板 甲市", ["/b/"])


class Visit(forms.Form):
    on = forms.DateField(label="日期", help_text="走访当天")
    ways = forms.MultipleChoiceField(
        label="方式",
        required=False,
        choices=[("a", "座谈"), ("b", "入户")],
        widget=forms.CheckboxSelectMultiple,
    )


def test_field_shows_error_help_and_rule_tied_to_the_control():
    html = draw("field", field=Visit({"on": "x"})["on"], rule="本月之内（C175）")
    assert words(html) == "日期 请填写日期，年、月、日都要有，例如2012-05-10 走访当天 本月之内（C175）"
    assert attributes(html, "aria-describedby") == ["id_on_helptext id_on_error"]
    assert sorted(set(attributes(html, " id"))) == ["id_on", "id_on_error", "id_on_helptext"]


def test_a_field_that_some_answers_need_says_which_instead_of_calling_itself_optional():
    form = Visit()
    form.fields["ways"].when = "到现场的必填"
    assert words(draw("field", field=form["ways"])) == "方式 到现场的必填 座谈 入户"
    form.fields["ways"].widget = forms.TextInput()
    assert words(draw("field", field=form["ways"])) == "方式 到现场的必填"


def test_choices_are_chips_in_a_fieldset():
    html = draw("field", field=Visit()["ways"])
    assert (words(html), html.count('<label class="tx-chip">'), html.count("<fieldset")) == (
        "方式 选填 座谈 入户",
        2,
        1,
    )


def test_form_errors_say_that_nothing_was_saved():
    html = draw("form_errors", form=Visit({"on": "x"}))
    assert (words(html), attributes(html, "href")[-1]) == ("还没有保存，请改正：日期", "#id_on")
    assert words(draw("form_errors", form=Visit({"on": "2012-04-27"}))) == ""


def test_a_form_that_saves_nothing_does_not_say_that_nothing_was_saved():
    html = draw("form_errors", form=Visit({"on": "x"}), unsaved="请改正")
    assert (words(html), attributes(html, "href")[-1]) == ("请改正：日期", "#id_on")


@pytest.mark.parametrize(("officer", "linked"), [(None, False), ("somebody", True)])
def test_a_ground_is_a_link_for_officers_alone(officer, linked, monkeypatch):
    monkeypatch.setattr(cited, "TOLD", [lambda: ["C138", "C140", "C175"]])
    cache.clear()
    request = RequestFactory().get("/")
    request.officer = officer
    form = Visit({"on": "2012-04-27"})
    form.add_error("on", "太晚了（依据：C138）")
    form.add_error(None, "没有地方（依据：C140）")
    drawn = [draw("field", field=form["on"], rule="本月之内（C175）", request=request)]
    drawn += [draw("form_errors", form=form, request=request)]
    assert [
        attributes(html, "href")[-1].endswith(code) for html, code in zip(drawn, ("C175", "C140"), strict=True)
    ] == ([linked, linked])
    said = "方案第C138条" if linked else "C138"
    assert f"太晚了（依据：{said}）" in words(drawn[0])
    assert words(drawn[1]) == f"没有地方（依据：{'方案第C140条' if linked else 'C140'}）"
    cache.clear()


def test_demo_is_said_on_every_page_with_the_assumed_year():
    page = {
        "title": "今日",
        "menu": (),
        "me": None,
        "demo": {"clock": date(2012, 4, 27), "assumed_year": 2012},
    }
    said = "演示数据 · 今天按 2012年4月27日 · 方案年份原文为201*，演示假定 2012 年"
    for name in ("base", "plain"):
        assert words(render_to_string(f"tiexin/{name}.html", {"page": page})).count(said) == 1


@pytest.mark.parametrize(("length", "tabs"), [(5, 5), (8, 5)])
def test_phone_has_at_most_five_tabs(length, tabs):
    menu = [{"label": str(n), "url": "/", "icon": "today", "active": n == 7} for n in range(length)]
    html = draw("tabbar", it=menu)
    assert html.count('class="tx-tab') - html.count('class="tx-tabs') == tabs


def test_server_error_page_needs_no_context():
    text = (TEMPLATES / "500.html").read_text(encoding="utf-8")
    assert (text.count("{%"), text.count("{{"), render_to_string("500.html")) == (0, 0, text)


def test_absent_and_forbidden_look_the_same():
    heading = "没有这个页面，或者您没有查看它的权限"
    assert words(render_to_string("404.html")).count(heading) == 1


def test_every_named_icon_is_in_the_sprite():
    drawn = set(json.loads((ROOT / "frontend/icons.json").read_text(encoding="utf-8")))
    named = {icon for _, icon in STATES.values()}
    for file in (ROOT / "src/tiexin").rglob("templates/**/*.html"):
        named |= set(re.findall(r'{% icon "([^"]+)"', file.read_text(encoding="utf-8")))
    assert sorted(named - drawn) == []


def test_templates_hold_no_script_and_no_style():
    found = {
        file.name: re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", file.read_text(encoding="utf-8"))
        for file in TEMPLATES.rglob("*.html")
    }
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_gauge_without_a_number_to_reach_says_so_behind_the_unit():
    open_ended = {**GAUGE, "unbounded": True, "target_text": "未定数", "percent": None}
    assert words(draw("count", g=open_ended)) == "12 家（任务数未定）"
