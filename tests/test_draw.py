"""A published draw is proved twice: by the product, and by what a stranger writes from docs/draw.md."""

import ast
import json
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import second_draw
from tiexin.draws import queries, rules
from tiexin.draws.actions import replace_pick
from tiexin.draws.definition import Rules
from tiexin.draws.rules import Item
from tiexin.draws.tests import scene
from tiexin.draws.verify import differences
from tiexin.orgs.tests import cast

ROOT = Path(__file__).parents[1]
TEN_LINES = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "draw.md").read_text(), re.S).group(1)
KINDS, CITIES = ["国有企业", "非公企业", "事业单位", "两新组织"], ["银川市", "石嘴山市", "吴忠市"]


@st.composite
def drawn_files(draw):
    """Published files of draws of every shape, made by the rules alone."""
    by = draw(st.sampled_from([[], ["city"], ["kind"], ["focus", "city"]]))
    each, arranged = draw(st.integers(1, 5)), 0
    how = Rules(
        by=by,
        each=each,
        distressed=draw(st.booleans()),
        distinct=draw(st.booleans() if "kind" not in by else st.just(False)),
    )
    names = draw(st.lists(st.text("0189ABXY企中", min_size=1, max_size=4), min_size=1, max_size=20, unique=True))
    items = [
        Item(
            name,
            f"企业“{name}”",
            {
                "kind": draw(st.sampled_from(KINDS)),
                "city": draw(st.sampled_from(CITIES)),
                "focus": draw(st.sampled_from(["无", "经营困难"])),
                "distressed": draw(st.sampled_from(["是", "是", "否"])),
            },
            draw(st.sampled_from(["", "", "", "停产"])),
        )
        for name in names
    ]
    takers = [item for item in items if rules.eligible(how, item)]
    if takers and draw(st.booleans()):
        arranged = 1
        chosen = takers[0]
        items[items.index(chosen)] = Item(chosen.key, chosen.label, chosen.values, "", "市总工会", "重点企业")
    how = how.model_copy(update={"arranged": arranged})
    words = [draw(st.text('天地玄黄abc|"\\ ', min_size=8, max_size=12)) for _ in range(2)]
    return published(how, items, words, draw(st.integers(0, 3)))


def published(how, items, words, changes):
    frozen, seed = rules.frozen(how, items), rules.seed_of(words)
    picks = rules.choose(how, seed, items)
    labels = {item.key: item.label for item in items}
    shown = [{"stratum": p.stratum, "id": p.key, "label": labels[p.key], "how": p.how} for p in picks]
    salts = ["0a" * 16, "1b" * 16]
    return {
        "format": "tiexin-draw-1",
        "title": "走访企业",
        "unit": "自治区总工会",
        "place": "银川市",
        "basis": "",
        "days": {"frozen": "2012-05-01", "drawn": "2012-05-03"},
        "frozen": frozen,
        "frame_hash": rules.sha256(rules.canonical(frozen)),
        "parts": [
            {"by": by, "salt": salt, "commitment": rules.commitment(salt, word), "words": word}
            for by, salt, word in zip("甲乙", salts, words, strict=True)
        ],
        "published": {"what": "", "on": "", "value": ""},
        "seed": seed,
        "picks": shown,
        "replacements": substitutes(how, rules.ordered(how, seed, items), shown, changes),
    }


def substitutes(how, rows, shown, changes):
    found, used, standing = [], {pick["id"] for pick in shown}, {pick["id"]: pick["stratum"] for pick in shown}
    for gone in list(standing)[:changes]:
        layer = standing.pop(gone)
        came = rules.substitute(how, rows[layer], used, standing)
        if came is None:
            break
        more = {"instead_of": gone, "reason": "停产", "how": "replacement"}
        found.append({"stratum": layer, "id": came.key, "label": came.label, **more})
        used.add(came.key)
        standing[came.key] = layer
    return found


def ten_lines(file, home):
    """Run the program of the document on a file, with nothing else at hand; returns its exit code."""
    (home / "check.py").write_text(TEN_LINES)
    (home / "draw.json").write_text(json.dumps(file, ensure_ascii=False))
    line = [sys.executable, "-I", str(home / "check.py"), str(home / "draw.json")]
    return subprocess.run(line, check=False, capture_output=True).returncode


def said(file):
    return differences(json.dumps(file, ensure_ascii=False))


def example():
    items = [
        Item(str(n), f"企业{n}", {"kind": KINDS[n % 4], "city": CITIES[n % 2], "focus": "无", "distressed": "否"})
        for n in range(20)
    ]
    return published(Rules(by=["city"], each=3), items, ["黄河水从天上来", "贺兰山下果园成"], 2)


def test_the_second_implementation_shares_nothing():
    tree = ast.parse(Path(second_draw.__file__).read_text())
    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names])
    }
    assert imported == {"hashlib", "json", "itertools"}


@settings(max_examples=150, deadline=None)
@given(drawn_files())
def test_two_implementations_agree_on_every_draw(file):
    picked = bool(file["picks"])
    assert second_draw.wrong(file) == []
    assert said(file) == ([] if picked else said(file))
    if not picked:
        assert any("没有可抽的对象" in each for each in said(file))


@settings(max_examples=100, deadline=None)
@given(drawn_files(), st.data())
def test_two_implementations_agree_that_something_is_wrong(file, data):
    forged = deepcopy(file)
    if not forged["picks"]:
        return
    row = data.draw(st.sampled_from(forged["frozen"]["items"]))
    row["label"] += "改"
    assert second_draw.wrong(forged) == ["frame"]
    assert any("哈希值不对" in each for each in said(forged))


def test_ten_lines_are_enough(tmp_path):
    assert ten_lines(example(), tmp_path) == 0
    assert len(TEN_LINES.splitlines()) <= 20


@pytest.mark.parametrize(
    ("path", "value", "second", "sentence"),
    [
        (["frame_hash"], "0" * 64, ["frame"], "抽样框的哈希值不对"),
        (["parts", 0, "words"], "另外一句话说的", ["promise", "seed"], "甲公开的种子和约定的不一样"),
        (["seed"], "别的种子", ["seed", "picks", "replacements"], "种子不对"),
        (["picks", 0, "id"], "99", ["picks", "replacements"], "第1个结果不对"),
        (["picks", 0, "how"], "arranged", ["picks"], "第1个结果不对"),
        (["replacements", 1, "id"], "98", ["replacements"], "第2次候补不对"),
        (["replacements", 1, "reason"], "", [], "第2次候补没有理由"),
        (["frozen", "rules", "each"], 2, ["frame", "picks", "replacements"], "第3个结果不对"),
        (["published", "value"], "7", [], "不能两样都有"),
    ],
)
def test_each_forgery_is_named(path, value, second, sentence, tmp_path):
    file = example()
    place = file
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    found = said(file)
    assert [each for each in found if sentence in each], found
    caught = set(second_draw.wrong(file)) if second != ["picks", "replacements"] else set(second)
    assert caught >= set(second) - {"replacements"}
    if set(second) & {"frame", "promise", "seed", "picks"}:
        assert ten_lines(file, tmp_path) == (0 if path == ["picks", 0, "how"] else 1)


def test_picks_that_were_added_or_left_out_are_named():
    more, fewer = example(), example()
    more["picks"].append({"stratum": "银川市", "id": "18", "label": "企业18", "how": "random"})
    fewer["picks"].pop()
    assert any("应当是没有" in each for each in said(more))
    assert any("文件写的是没有" in each for each in said(fewer))


def test_who_was_not_there_is_not_replaced():
    file = example()
    file["replacements"][0]["instead_of"] = "97"
    assert any("换下的97当时不在" in each for each in said(file))


def test_a_value_is_published_between_freezing_and_drawing():
    file = example()
    how, items = Rules(**file["frozen"]["rules"]), []
    for row in file["frozen"]["items"]:
        items.append(Item(row["id"], row["label"], row["values"]))
    picks = rules.choose(how, "030812", items)
    labels = {item.key: item.label for item in items}
    shown = [{"stratum": p.stratum, "id": p.key, "label": labels[p.key], "how": p.how} for p in picks]
    value = {"what": "双色球", "on": "2012-05-02", "value": "030812"}
    file |= {"parts": [], "published": value, "seed": "030812", "picks": shown, "replacements": []}
    assert (said(file), second_draw.wrong(file)) == ([], [])
    for day in ("2012-05-01", "2012-05-04", ""):
        value["on"] = day
        assert any("公开的数应在封存以后公布" in each for each in said(file))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "不是 JSON 文件"),
        ("[]", "文件格式不对：全文"),
        ("{}", "文件格式不对：format"),
        ("[" * 100_000, "层数过多"),
    ],
)
def test_what_is_no_draw_is_told(text, sentence):
    assert any(sentence in each for each in differences(text))


def test_a_row_without_a_feature_is_told():
    file = example()
    del file["frozen"]["items"][0]["values"]["city"]
    assert said(file) == ["抽样框中有一行缺少特征：city"]


def test_rows_out_of_order_are_told():
    file = example()
    file["frozen"]["items"].reverse()
    file["frame_hash"] = rules.sha256(rules.canonical(file["frozen"]))
    assert said(file) == ["抽样框没有按编号排列，或有重复的编号"]


# The file that the product really publishes


@pytest.fixture
def file(db):
    stage = cast.stage()
    for number in range(8):
        cast.employer(stage.county, f"第{number}纺织厂")
    draw = scene.drawn(scene.frozen(stage.province), stage.people["office"], stage.people["leader"])
    replace_pick(draw.picks.get(place=1), "已停产", by=None, on=cast.TODAY)
    return queries.published(draw)


def test_what_is_published_is_proved_by_both(file, tmp_path):
    assert (said(file), second_draw.wrong(file), ten_lines(file, tmp_path)) == ([], [], 0)
    assert (len(file["picks"]), len(file["replacements"])) == (2, 1)


def test_the_document_names_every_key(file):
    text = (ROOT / "docs" / "draw.md").read_text()
    row, part, pick = file["frozen"]["items"][0], file["parts"][0], file["replacements"][0]
    keys = {*file, *file["frozen"], *file["frozen"]["rules"], *row, *row["values"], *part, *pick, *file["days"]}
    assert {key for key in keys | set(file["published"]) if f"`{key}`" not in text} == set()


# The command


def run(*words):
    line = [sys.executable, "-m", "tiexin", "draw", "verify", *map(str, words)]
    done = subprocess.run(line, check=False, capture_output=True, text=True, cwd=ROOT)
    return done.returncode, done.stdout + done.stderr


def test_the_command_says_yes_no_and_why(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(example()))
    bad.write_text(json.dumps({**example(), "seed": "别的"}))
    assert run(good) == (0, "核对一致：抽样框、种子、次序和结果都能重新算出来\n")
    code, words = run(bad)
    assert (code, "种子不对：文件写的是 别的" in words) == (1, True)
    code, words = run(tmp_path / "none.json")
    assert (code, "读不出文件" in words) == (1, True)
