"""Forms made from the schema: each key a field, labels as values, and nothing lost that a form cannot show."""

import pytest

from tiexin.core.documents.source import read
from tiexin.plans.editor import items
from tiexin.plans.editor.editing import HEAD
from tiexin.plans.editor.forms import redrawn
from tiexin.plans.editor.kinds import kind_of
from tiexin.plans.editor.tests.hand import DUTY, KINDS, QUOTE, WRITTEN, filled, form, sent, untouched
from tiexin.plans.loader import PACKS
from tiexin.plans.pack import LISTS
from tiexin.plans.quotes import Document

SHIPPED = sorted(PACKS.glob("*.yaml"))
NEED = {"clause": "C1", "quote": QUOTE}


def names(shown):
    return [[bound.name for bound in section.fields] for section in shown.in_sections]


# ── nothing is lost ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda path: path.stem)
def test_an_untouched_form_leaves_every_item_of_a_shipped_pack_as_it_is(pack):
    for row in items.rows(read(pack)):
        shown = form(row.kind, row.raw)
        answer = form(row.kind, row.raw, untouched(shown))
        assert answer.is_valid(), (row.at, answer.errors)
        assert answer.item() == row.raw, row.at


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda path: path.stem)
def test_an_untouched_head_is_left_as_it_is(pack):
    head = {name: value for name, value in read(pack).value.items() if name not in LISTS}
    answer = form(HEAD, head, untouched(form(HEAD, head)))
    assert answer.is_valid(), answer.errors
    assert answer.item() == head


def test_keys_in_english_stay_english_until_they_are_touched():
    raw = {**NEED, "of": {"population": "unions", "level": ["city"]}, "do": {"measure": "visit"}, "unit": "enterprise"}
    assert filled("tally", raw).item() == raw
    changed = filled("tally", raw, title="题").item()
    assert changed == {**raw, "title": "题"}
    assert filled("tally", raw, of__level=["县级"]).item()["of"] == {"population": "各级工会", "level": "县级"}


def test_a_word_that_the_product_does_not_know_is_shown_and_kept():
    raw = {
        **NEED,
        "of": {"population": "企业家"},
        "do": {"measure": "喝茶", "count": {"distinct": "茶馆"}},
        "unit": "杯",
    }
    shown = form("tally", raw)
    assert ("喝茶", "喝茶") in shown.fields["do-measure"].choices
    assert ("distinct:茶馆", "distinct:茶馆") in shown.fields["do-count"].choices
    assert filled("tally", raw).item() == raw


def test_keys_that_the_form_does_not_know_are_kept():
    raw = {**WRITTEN, "nonsense": 1, "over": {"measure": "visit"}}
    kind = kind_of(("duties", 0), {"do": {}})
    assert filled(kind, raw, title="题").item() == {**raw, "title": "题"}


def test_a_list_of_clauses_is_left_to_forms_of_its_own():
    raw = {**NEED, "name": "办公室", "posts": [{"clause": "C2", "quote": "主任", "post": "主任"}]}
    shown = form("organs", raw)
    assert "posts" not in shown.fields
    assert filled("organs", raw, name="领导小组").item()["posts"] == raw["posts"]


# ── what is filled in ───────────────────────────────────────────────────────────────────────────────────


def test_a_duty_in_words_becomes_a_duty_in_yaml():
    answer = form("tally", NEED, sent(**DUTY), new=True)
    assert answer.is_valid(), answer.errors
    assert answer.item() == WRITTEN
    assert list(answer.item()) == list(WRITTEN)


def test_several_words_of_one_filter_become_a_list():
    answer = filled("tally", WRITTEN, of__level=["市级", "县级"], do__place=["车间", "班组"])
    assert answer.item()["of"]["level"] == ["市级", "县级"]
    assert answer.item()["do"]["place"] == ["车间", "班组"]


def test_ways_of_counting():
    def count(way, **more):
        return filled("tally", WRITTEN, do__count=way, **more).item()["do"].get("count")

    assert (count(""), count("sum"), count("distinct:职工")) == (None, "sum", {"distinct": "职工"})
    assert count("distinct:employer_kind") == {"distinct": "employer_kind"}
    each = filled("tally", WRITTEN, do__count="each:place", do__place=["企业", "车间"]).item()["do"]
    assert each == {"measure": "走访企业", "count": {"each_of": {"place": ["企业", "车间"]}}}
    assert filled("tally", {**WRITTEN, "do": each}).item()["do"] == each


@pytest.mark.parametrize(
    ("target", "amount", "keys"),
    [
        ("at_least", "10", {"at_least": 10}),
        ("at_least", "100%", {"at_least": "100%"}),
        ("at_least", "1个月", {"at_least": "1个月"}),
        ("at_most", "0", {"at_most": 0}),
        ("between", "2..3", {"between": [2, 3]}),
        ("between", "2 至 3", {"between": [2, 3]}),
        ("about", "5人左右", {"about": "5人左右"}),
        ("self_set", "", {"self_set": True}),
        ("all", "", {"all": True}),
        ("increase", "", {"increase": True}),
        ("", "", {}),
        ("at_least", "", {}),
    ],
)
def test_targets(target, amount, keys):
    plain = {name: value for name, value in WRITTEN.items() if name != "at_least"}
    assert filled("tally", WRITTEN, target=target, amount=amount).item() == {**plain, **keys}
    assert filled("tally", {**plain, **keys}).item() == {**plain, **keys}


def test_an_amount_without_a_kind_of_target_is_asked_about():
    answer = form("tally", NEED, sent(**{**DUTY, "target": ""}))
    assert not answer.is_valid()
    assert "请选择是不少于" in str(answer.errors["target"])


def test_lines_ticks_numbers_and_small_parts():
    answer = filled("documents", {**NEED}, of__population="工作组", papers="日志\n\n 总结 ", count="2", by="3月初")
    assert answer.item() == {
        **NEED,
        "of": {"population": "工作组"},
        "papers": ["日志", "总结"],
        "count": 2,
        "by": "3月初",
    }
    post = kind_of(("organs", 0, "posts", 0), {})
    assert filled(post, {**NEED, "post": "主任"}, concurrent="on").item()["concurrent"] is True
    assert "concurrent" not in filled(post, {**NEED, "post": "主任", "concurrent": True}, concurrent="").item()
    before = filled("tally", WRITTEN, before__event="C9", before__days="10").item()["before"]
    assert before == {"event": "C9", "days": 10}


def test_a_key_that_is_emptied_goes():
    assert "title" not in filled("tally", {**WRITTEN, "title": "旧"}, title="").item()


def test_what_no_field_can_show_is_written_as_yaml():
    item = filled("tally", WRITTEN, cadence_by="rank: {领导: 每年, 干部: 每月}").item()
    assert item["cadence_by"] == {"rank": {"领导": "每年", "干部": "每月"}}
    assert "领导: 每年" in form("tally", item).initial["cadence_by"]
    broken = untouched(form("tally", WRITTEN))
    broken["cadence_by"] = "- {level: ["
    answer = form("tally", WRITTEN, broken)
    assert not answer.is_valid()
    assert "第 2 行" in str(answer.errors["cadence_by"])


# ── which fields there are ──────────────────────────────────────────────────────────────────────────────


def test_only_the_fields_that_a_kind_needs_stand_on_top():
    top = {kind: names(form(kind, NEED))[0] for kind in ("tally", "stock", "rate", "response", "norms")}
    assert top["tally"][:4] == ["clause", "quote", "title", "of-population"]
    assert {"do-measure", "target", "amount", "unit"} <= set(top["tally"])
    assert not {"over-measure", "have-population", "within"} & set(top["tally"])
    assert "have-population" in top["stock"] and "do-measure" not in top["stock"]
    assert {"do-measure", "over-measure"} <= set(top["rate"])
    assert {"on-measure", "within", "same"} <= set(top["response"])
    assert top["norms"] == ["clause", "quote", "title"]


def test_filters_are_those_of_the_population():
    assert "of-level" not in form("tally", NEED).fields
    assert [name for name in form("tally", {"of": {"population": "干部"}}).fields if name.startswith("of-")] == [
        "of-population",
        "of-level",
        "of-kind",
        "of-rank",
        "of-unless-0-level",
        "of-unless-0-kind",
        "of-unless-0-rank",
        "of-unless-0-because",
    ]
    asked = form("tally", NEED, sent(**{**DUTY, "of-population": "干部"}))
    assert "of-rank" in asked.fields


def test_tags_are_folded_until_one_is_chosen():
    def tags(raw):
        return next(section for section in form("tally", raw).in_sections if "只算其中一部分" in section.legend)

    assert tags(WRITTEN).folded and not tags(WRITTEN).open
    assert tags({**WRITTEN, "do": {"measure": "走访企业", "employer_tag": "经营困难"}}).open


def test_choices_are_in_chinese():
    for kind in KINDS:
        for field in form(kind, NEED).fields.values():
            assert not str(field.label).isascii() or field.label == "", field.label


def test_a_form_that_is_drawn_again_keeps_what_was_filled_in():
    data = sent(**{**DUTY, "of-population": "干部", "of-rank": ["领导"], "title": ""})
    shown = form("tally", NEED, new=True)
    again = type(shown).again(shown, data)
    again.initial.update(redrawn(again, data))
    assert again["of-rank"].value() == ["领导"]
    assert again["quote"].value() == QUOTE
    assert not again.errors


# ── what is refused ─────────────────────────────────────────────────────────────────────────────────────


def test_what_the_schema_needs_is_asked_for_beside_its_field():
    answer = form("tally", {}, sent(kind="tally"))
    assert set(answer.errors) == {"clause", "quote", "of-population", "do-measure", "unit"}
    assert set(form("response", {}, sent(kind="response")).errors) >= {"on-measure", "do-measure", "within"}
    assert set(form("norms", {}, sent()).errors) == {"clause", "quote"}


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("市一级走访企业不少于10家", "原文里没有这一句"),
        ("友情提示", "网页附加的话"),
        ("长" * 26, "25"),
        ("a\0b", ""),
        ("", ""),
    ],
)
def test_a_quote_must_stand_in_the_document(quote, said):
    answer = form("norms", {}, sent(clause="C1", quote=quote), new=True)
    answer.document = Document(f"{QUOTE}。\n友情提示:仅供参考\n")
    assert not answer.is_valid()
    assert said in str(answer.errors["quote"])


def test_the_nearest_words_of_the_document_are_named():
    answer = form("norms", {}, sent(clause="C1", quote="市一级走访企业数不多于10家"), new=True)
    answer.document = Document(f"{QUOTE}。\n")
    assert f"最接近的是“{QUOTE[:12]}" in str(answer.errors["quote"])


def test_a_quote_that_was_there_before_does_not_stand_in_the_way():
    answer = form("norms", {"clause": "C1", "quote": "旧的一句"}, sent(clause="C1", quote="旧的一句", title="题"))
    answer.document = Document("别的文件")
    assert answer.is_valid()


@pytest.mark.parametrize("field", ["of-population", "do-measure", "unit", "target", "do-count", "strength"])
def test_a_word_that_is_not_offered_is_refused(field):
    answer = form("tally", NEED, sent(**{**DUTY, field: "不存在"}))
    assert field in answer.errors
