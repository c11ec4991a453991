"""Tables in a form: targets by level and rank, exclusions with reasons, tags left out; what does not fit stays YAML."""

import pytest

from tiexin.core.documents.source import read
from tiexin.plans.editor import items, splice
from tiexin.plans.editor.forms import redrawn
from tiexin.plans.editor.tests.hand import DUTY, TEXT, WRITTEN, filled, form, sent, untouched
from tiexin.plans.editor.tests.stage import HTMX, begun, url
from tiexin.plans.loader import PACKS

PLAIN = {name: value for name, value in WRITTEN.items() if name != "at_least"}
TABLE = [{"level": "省级", "at_least": "30天"}, {"level": ["市级", "县级"], "rank": "领导", "between": [2, 3]}]
OF = {"population": "各级工会", "unless": [{"kind": "产业工会", "because": "由产业自定"}]}
DO = {"measure": "职工满意度回答", "unless": {"role": "经营管理人员"}}
SAMPLES = sorted((PACKS.parent / "samples").glob("*.yaml"))


def wrong(**changes):
    data = untouched(form("tally", WRITTEN))
    for name, value in changes.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return {name: str(said) for name, said in form("tally", WRITTEN, data).errors.items()}


def grids(shown):
    return {each.name: each for section in shown.in_sections for each in section.fields if hasattr(each, "lines")}


# ── targets ─────────────────────────────────────────────────────────────────────────────────────────────


def test_targets_are_rows_of_level_rank_and_number():
    shown = form("tally", {**PLAIN, "targets": TABLE})
    assert {name: value for name, value in shown.initial.items() if name.startswith("targets")} == {
        "targets-0-level": ["省级"],
        "targets-0-rank": [],
        "targets-0-aim": "at_least",
        "targets-0-amount": "30天",
        "targets-1-level": ["市级", "县级"],
        "targets-1-rank": ["领导"],
        "targets-1-aim": "between",
        "targets-1-amount": "2..3",
    }
    assert [len(line) for line in grids(shown)["targets"].lines] == [4, 4, 4]


def test_a_row_is_changed_added_and_emptied():
    raw = {**PLAIN, "targets": TABLE}
    assert filled("tally", raw, targets__0__amount="40天").item()["targets"][0] == {"level": "省级", "at_least": "40天"}
    new = {"targets__2__rank": ["干部"], "targets__2__aim": "at_most", "targets__2__amount": "5"}
    assert filled("tally", raw, **new).item()["targets"] == [*TABLE, {"rank": "干部", "at_most": 5}]
    gone = {f"targets__0__{name}": "" for name in ("aim", "amount")}
    assert filled("tally", raw, targets__0__level=[], **gone).item()["targets"] == TABLE[1:]
    both = {name: "" for name in ("targets__1__aim", "targets__1__amount")}
    assert (
        "targets"
        not in filled(
            "tally", raw, targets__0__level=[], targets__1__level=[], targets__1__rank=[], **gone, **both
        ).item()
    )


def test_a_table_is_begun_from_nothing():
    row = {"targets__0__level": ["市级"], "targets__0__aim": "exactly", "targets__0__amount": "2"}
    assert filled("tally", PLAIN, **row).item() == {**PLAIN, "targets": [{"level": "市级", "exactly": 2}]}


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ({"targets__0__level": "市级"}, "targets-0-amount", "还没有写数"),
        ({"targets__0__aim": "at_least"}, "targets-0-amount", "还没有写数"),
        ({"targets__0__amount": "3"}, "targets-0-aim", "请选择是不少于"),
        (
            {"targets__0__level": "火星级", "targets__0__aim": "at_least", "targets__0__amount": "3"},
            "targets-0-level",
            "请在列出的里面选",
        ),
    ],
)
def test_a_row_that_is_half_filled_is_asked_about(row, field, said):
    errors = wrong(**row)
    assert list(errors) == [field] and said in errors[field]


# ── exclusions ──────────────────────────────────────────────────────────────────────────────────────────


def test_exclusions_keep_their_reasons():
    assert filled("tally", {**WRITTEN, "of": OF}).item()["of"] == OF
    row = {"of__unless__0__kind": ["产业工会"], "of__unless__0__because": "由产业自定"}
    written = filled("tally", WRITTEN, **row).item()["of"]
    assert written == {**WRITTEN["of"], "unless": OF["unless"]}
    more = {"of__unless__1__level": ["市级", "县级"], "of__unless__1__because": "另行规定"}
    new = {"level": ["市级", "县级"], "because": "另行规定"}
    assert filled("tally", {**WRITTEN, "of": OF}, **more).item()["of"]["unless"] == [*OF["unless"], new]


def test_an_exclusion_needs_somebody_and_a_reason():
    assert "照文件写" in wrong(of__unless__0__kind="产业工会")["of-unless-0-because"]
    assert "除外的是谁" in wrong(of__unless__0__because="另定")["of-unless-0-because"]


def test_tags_that_do_not_count_are_ticked():
    raw = {**WRITTEN, "do": DO}
    assert filled("tally", raw).item()["do"] == DO
    assert form("tally", raw).initial["do-unless-role"] == ["经营管理人员"]
    assert filled("tally", raw, do__unless__role=[]).item()["do"] == {"measure": "职工满意度回答"}
    written = filled("tally", WRITTEN, do__unless__place=["车间"]).item()["do"]
    assert written == {**WRITTEN["do"], "unless": {"place": "车间"}}


# ── nothing is lost ─────────────────────────────────────────────────────────────────────────────────────

STRANGE = [
    {"targets": [{"level": "省级", "about": 5, "tolerance": 1}]},
    {"targets": [{"level": "火星级", "at_least": 3}]},
    {"targets": [{"level": "省级"}, "一行字"]},
    {"targets": [{"level": "省级", "at_least": 3, "at_most": 9}]},
    {"targets": [{"level": "省级", "at_least": 3} for _ in range(80)]},
    {"targets": {"level": "省级"}},
    {"of": {"population": "各级工会", "unless": [{"color": "红", "because": "不算"}]}},
    {"of": {"population": "各级工会", "unless": "没有"}},
    {"do": {"measure": "走访企业", "unless": {"role": "火星人"}}},
    {"do": {"measure": "走访企业", "unless": "都算"}},
]


@pytest.mark.parametrize("part", STRANGE, ids=range(len(STRANGE)))
def test_what_does_not_fit_a_table_stays_as_it_was_written(part):
    raw = {**PLAIN, **part}
    assert filled("tally", raw).item() == raw
    assert filled("tally", raw, title="题").item() == {**raw, "title": "题"}


def test_a_table_that_does_not_fit_is_a_box_of_yaml():
    raw = {**PLAIN, "targets": STRANGE[0]["targets"]}
    shown = form("tally", raw)
    assert "tolerance: 1" in shown.initial["targets"] and "targets" not in grids(shown)
    changed = filled("tally", raw, targets="- {level: 市级, about: 5, tolerance: 2}").item()
    assert changed["targets"] == [{"level": "市级", "about": 5, "tolerance": 2}]


@pytest.mark.parametrize("pack", SAMPLES, ids=lambda path: path.stem)
def test_an_untouched_form_leaves_every_byte_of_a_sample(pack):
    text = pack.read_text()
    for row in items.rows(read(text)):
        answer = form(row.kind, row.raw, untouched(form(row.kind, row.raw)))
        assert answer.is_valid(), (row.at, answer.errors)
        assert splice.replace(text, row.path, answer.item()) == text, row.at


def test_words_in_english_are_shown_in_chinese_and_kept():
    raw = {
        **PLAIN,
        "targets": [{"level": "city", "at_least": 3}],
        "of": {"population": "unions", "unless": [{"kind": ["industry"], "because": "自定"}]},
    }
    shown = form("tally", raw)
    assert (shown.initial["targets-0-level"], shown.initial["of-unless-0-kind"]) == (["市级"], ["产业工会"])
    assert filled("tally", raw).item() == raw


# ── on the page ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_row_that_was_filled_in_is_followed_by_a_blank_one():
    data = sent(**{**DUTY, "targets-0-level": ["市级"], "of-unless-0-because": "另定"})
    shown = form("tally", WRITTEN)
    again = type(shown).again(shown, data)
    again.initial.update(redrawn(again, data))
    found = grids(again)
    assert (len(found["targets"].lines), len(found["of-unless"].lines)) == (2, 2)
    assert again["targets-0-level"].value() == ["市级"]


def test_the_page_has_the_rows_and_a_button_for_more(cast, office):
    page = office.get(url(begun(cast), "item/"), {"at": "duties.0"}, headers=HTMX).text
    assert page.count("再加一行") == 2
    assert 'name="targets-0-amount"' in page and 'name="of-unless-0-because"' in page


def test_a_table_is_saved_into_the_text(cast, office):
    draft = begun(cast)
    fields = {
        "targets-0-level": "市级",
        "targets-0-aim": "at_least",
        "targets-0-amount": "10",
        "target": "",
        "amount": "",
    }
    shown = office.get(url(draft, "item/"), {"at": "duties.0"}, headers=HTMX).context
    held = {bound.name: bound.value() for bound in shown["form"] if bound.value() not in (None, "", [], False)}
    answer = office.post(
        url(draft, "item/"), {"at": "duties.0", "mark": shown["editing"].mark, **held, **fields}, headers=HTMX
    )
    assert answer.status_code == 200
    draft.refresh_from_db()
    row = "    targets:\n      - {level: 市级, at_least: 10}\n"
    assert draft.text == TEXT.replace("    at_least: 10\n", "").replace("    unit: 家\n", f"    unit: 家\n{row}")
