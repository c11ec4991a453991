"""Learning, in plain values: bounds that hold for every text and model, files that lie, what is measured by hand."""

import json
import math
import os
from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiexin.cases.learning import norms, rules, store, training
from tiexin.cases.learning.norms import limits
from tiexin.cases.learning.rules import Model, Question
from tiexin.cases.learning.training import Example

pytestmark = pytest.mark.once
RUNS = ("拖欠", "工资", "欠工", "律师", "会员")
TEXT = st.text("拖欠工资律师会员，。 1a", max_size=40)
NUMBER = st.floats(-40, 40, width=32)
FEW = {"least_of_class": 2, "held_out": 2, "features": 200}


@st.composite
def models(draw):
    """A model of two to four answers with any weights."""
    classes = draw(st.integers(2, 4))
    row = st.lists(NUMBER, min_size=len(RUNS), max_size=len(RUNS))
    idf = draw(st.lists(st.floats(0.5, 9, width=32), min_size=len(RUNS), max_size=len(RUNS)))
    weights = [array("f", draw(row)) for _ in range(classes)]
    bias = draw(st.lists(NUMBER, min_size=classes, max_size=classes))
    asked = Question([f"c{at}" for at in range(classes)], weights, bias)
    return Model({run: at for at, run in enumerate(RUNS)}, array("f", idf), {"kind": asked})


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    store.forget()
    yield tmp_path
    store.forget()


# ── sums ────────────────────────────────────────────────────────────────────────────────────────────────


@given(models(), TEXT)
def test_the_best_of_some_answers_has_at_least_its_even_share(model, text):
    said = rules.guess(model, "kind", text, 400)
    known = any(run in "".join(rules.plain(text, 400)) for run in RUNS)
    if said is None:
        assert rules.vector(model, rules.plain(text, 400)) == {}
        return
    assert known
    assert 1 / len(model.questions["kind"].classes) - 1e-9 <= said.confidence <= 1
    assert len(said.words) <= rules.SHOWN
    assert all(2 <= len(word) <= rules.WORD for word in said.words)


@given(models(), TEXT, st.floats(-30, 30))
def test_the_same_added_to_every_answer_changes_nothing(model, text, more):
    asked = model.questions["kind"]
    moved = replace(model, questions={"kind": replace(asked, bias=[each + more for each in asked.bias])})
    one, other = (rules.guess(each, "kind", text, 400) for each in (model, moved))
    assert (one is None) == (other is None)
    assert one is None or one.confidence == pytest.approx(other.confidence, abs=1e-6)


@given(models(), TEXT)
def test_a_vector_has_length_one_or_none(model, text):
    found = rules.vector(model, rules.plain(text, 400))
    assert not found or math.isclose(sum(value * value for value in found.values()), 1)


@given(models(), TEXT, TEXT)
def test_likeness_lies_between_nothing_and_the_same(model, one, other):
    first, second = (rules.vector(model, rules.plain(each, 400)) for each in (one, other))
    likeness = rules.cosine(first, second)
    assert -1e-9 <= likeness <= 1 + 1e-9
    assert likeness == pytest.approx(rules.cosine(second, first))


@given(TEXT, st.integers(0, 50))
def test_what_lies_behind_the_limit_is_not_read(text, read):
    assert rules.plain(text + "工资" * 500, read) == rules.plain((text + "工资" * 500)[:read], 10_000)


def test_weights_however_large_do_not_overflow():
    one = Question(["a", "b"], [array("f", [3e38]), array("f", [-3e38])], [0.0, 0.0])
    said = rules.guess(Model({"工资": 0}, array("f", [1.0]), {"kind": one}), "kind", "工资", 400)
    assert (said.name, said.confidence) == ("a", 1.0)


def test_of_answers_that_weigh_the_same_the_first_is_named_and_is_not_sure():
    one = Question(["a", "b"], [array("f", [1]), array("f", [1])], [0.0, 0.0])
    said = rules.guess(Model({"工资": 0}, array("f", [1.0]), {"kind": one}), "kind", "工资", 400)
    assert (said.name, said.confidence) == ("a", 0.5)


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────


@given(model=models())
def test_what_is_packed_is_unpacked_the_same(model):
    said = json.loads(json.dumps(store._said(model), ensure_ascii=False))
    assert store._model(said) == model


def test_a_file_that_comes_back_is_read(home):
    """A file restored later is found without starting anew."""
    model = Model({"工资": 0}, array("f", [1.0]))
    sha256 = store.keep(model)
    path = home / "learned" / f"{sha256}.json"
    kept = path.read_bytes()
    path.unlink()
    assert store.load(sha256) is None
    path.write_bytes(kept)
    assert store.load(sha256) == model


def test_a_file_is_read_once_and_kept_in_mind(home):
    sha256 = store.keep(Model({"工资": 0}, array("f", [1.0])))
    assert store.load(sha256) is store.load(sha256)


def test_a_hash_leads_nowhere_but_to_its_file(home):
    (home / "secret.json").write_text("{}")
    for name in ("../secret", "..", "/etc/passwd", "\0", "长" * 300):
        assert store.load(name) is None


def test_a_folder_in_the_way_of_a_file_is_no_model(home):
    os.makedirs(home / "learned" / f"{'a' * 64}.json")
    assert store.load("a" * 64) is None


def test_keeping_leaves_no_half_file_and_dropping_touches_only_models(home):
    sha256 = store.keep(Model({"工资": 0}, array("f", [1.0])))
    assert store.load(sha256) is not None
    (home / "learned" / "note.txt").write_text("留着")
    store.drop_but("")
    assert [path.name for path in (home / "learned").iterdir()] == ["note.txt"]
    assert store.load(sha256) is not None  # in mind until the process ends


# ── trained ─────────────────────────────────────────────────────────────────────────────────────────────


def told(*pairs):
    return [Example(text, {"kind": kind}) for text, kind in pairs]


def few(**changes):
    return replace(limits(), **{**FEW, **changes})


def test_the_newest_part_is_held_out_and_asked_about():
    older = told(("拖欠工资", "a"), ("想请律师", "b")) * 4
    newest = told(("拖欠工资", "a"), ("想请律师", "b"), ("想请律师", "a"), ("拖欠工资", "a")) * 2
    found = training.measure([*older, *newest], few())["kind"]
    assert (found.classes, found.asked, found.spoke, found.right) == (2, 8, 8, 6)
    # a: 4 of 4 named rightly, 4 of 6 found; b: 2 of 4 named rightly, 2 of 2 found
    assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2, abs=1e-4)


def test_answers_that_were_not_learned_are_not_asked_about():
    older = told(("拖欠工资", "a"), ("想请律师", "b")) * 3
    found = training.measure([*older, *told(("会员转会", "c")) * 6], few())["kind"]
    assert found == training.Measure(0.0, 2, 0, 0, 0)


@pytest.mark.parametrize(("count", "learned"), [(19, False), (20, True)])
def test_an_answer_is_learned_from_its_twentieth_example(count, learned):
    said = told(("拖欠工资", "a"), ("想请律师", "b")) * 30 + told(("会员转会", "c")) * count
    assert ("c" in training.learn(said, limits()).questions["kind"].classes) is learned


def test_examples_without_an_answer_teach_the_others():
    said = [
        *told(("拖欠工资", "a"), ("想请律师", "b")) * 3,
        *[Example("拖欠工资", {}), Example("想请律师", {"kind": ""})],
    ]
    assert list(training.learn(said, few()).questions["kind"].classes) == ["a", "b"]


def test_runs_that_stand_in_one_text_alone_are_not_learned():
    """What one person wrote, a name or an address, is no run of the model."""
    said = [*told(("拖欠工资", "a"), ("想请律师", "b")) * 3, *told(("马小兰住在丽景街", "a"))]
    runs = training.learn(said, few()).runs
    assert [run for run in runs if set(run) & set("马小兰丽景街")] == []


def test_no_more_runs_than_allowed():
    said = told(("拖欠工资三个月没有发", "a"), ("想请律师帮忙打官司", "b")) * 3
    assert len(training.learn(said, few(features=5)).runs) == 5


def test_numbers_of_learning_say_whose_they_are():
    assert (norms.limits().source, norms.limits().topics.recent_days) == ("本系统建议，可改", 30)
    assert 0 < norms.limits().alike < 1 > norms.limits().confidence > 0
