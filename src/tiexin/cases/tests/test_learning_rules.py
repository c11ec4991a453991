"""Texts as runs of characters, sums of weights, the file of a model: what a web process does, by hand and by chance."""

import hashlib
import json
import math
import os
import subprocess
import sys
import time
from array import array
from dataclasses import replace
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import architecture as a

from tiexin.cases.learning import rules, store, training
from tiexin.cases.learning.norms import limits
from tiexin.cases.learning.rules import Model, Question
from tiexin.cases.tests.learning_texts import SAID, examples

pytestmark = pytest.mark.once
TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)
SMALL = Model(
    {"拖欠": 0, "工资": 1, "律师": 2, "欠工": 3},
    array("f", [2.0, 1.0, 3.0, 1.0]),
    {"kind": Question(["dispute", "legal_aid"], [array("f", [2, 1, -3, 1]), array("f", [-2, 0, 3, -1])], [0.0, 0.5])},
)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    store.forget()
    yield tmp_path
    store.forget()


# ── runs ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_is_parted_at_numbers_and_marks():
    assert rules.plain("欠3200元，ＡＢＣ公司！\n急", 400) == ["欠", "元", "abc公司", "急"]
    assert rules.plain("一二三四", 2) == ["一二"]


def test_runs_do_not_cross_what_parts_them():
    assert sorted(rules.grams(["拖欠", "工"])) == sorted(["拖", "欠", "拖欠", "工"])
    assert rules.grams(["一二三四"])[-2:] == ["一二三", "二三四"]


@given(TEXT)
def test_runs_are_short_and_hold_no_digit(text):
    for run in rules.grams(rules.plain(text, 400)):
        assert 1 <= len(run) <= 3
        assert not any(c.isdigit() for c in run)


# ── sums ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_vector_is_dampened_weighed_and_of_length_one():
    found = rules.vector(SMALL, ["拖欠工资", "工资"])
    raw = {0: 2.0, 1: (1 + math.log(2)) * 1.0, 3: 1.0}
    length = math.sqrt(sum(v * v for v in raw.values()))
    assert found == {at: pytest.approx(value / length) for at, value in raw.items()}
    assert rules.vector(SMALL, ["没有见过"]) == {}


def test_the_guess_is_the_heaviest_sum_with_its_share():
    said = rules.guess(SMALL, "kind", "公司拖欠工资", 400)
    known = rules.vector(SMALL, ["公司拖欠工资"])
    first = known[0] * 2 + known[1] * 1 + known[3] * 1
    second = 0.5 + known[0] * -2 + known[3] * -1
    share = math.exp(first) / (math.exp(first) + math.exp(second))
    assert (said.name, said.confidence, said.words) == ("dispute", pytest.approx(share), ["拖欠工资"])


def test_other_words_weigh_for_another_answer():
    assert rules.guess(SMALL, "kind", "想请律师", 400).words == ["律师"]
    assert rules.guess(SMALL, "kind", "想请律师", 400).name == "legal_aid"


def test_nothing_known_is_no_guess():
    assert rules.guess(SMALL, "kind", "天气很好", 400) is None
    assert rules.guess(SMALL, "org", "拖欠工资", 400) is None


def test_cosine_is_one_with_itself_and_the_same_both_ways():
    one, other = rules.vector(SMALL, ["拖欠工资"]), rules.vector(SMALL, ["工资", "律师"])
    assert rules.cosine(one, one) == pytest.approx(1)
    assert rules.cosine(one, other) == pytest.approx(rules.cosine(other, one))
    assert rules.cosine(one, {}) == 0


@pytest.mark.parametrize(
    ("stretches", "weighed", "found"),
    [
        (["拖欠工资"], {"拖欠": 2, "欠工": 1, "工资": 1.5}, ["拖欠工资"]),
        (["拖欠了工资"], {"拖欠": 2, "工资": 1.5}, ["拖欠", "工资"]),
        (["拖欠工资"], {"拖欠": -2, "工资": 0}, []),
        (["工"], {"工": 3}, []),
        (["甲乙", "丙丁", "戊己", "庚辛"], {"甲乙": 1, "丙丁": 4, "戊己": 3, "庚辛": 2}, ["丙丁", "戊己", "庚辛"]),
        (["工资工资"], {"工资": 1}, ["工资"]),
        (["拖欠工资", "工资"], {"拖欠": 2, "欠工": 1, "工资": 1.5}, ["拖欠工资"]),
        (["一二三四五六七八九十"], {"一二三": 1, "三四五": 1, "五六七": 1, "七八九": 1}, []),
        (["爱人住院花费大"], {"人住院": 3, "住院": 1}, ["住院"]),
        (["劳动合同没有签"], {"动合同": 3, "合同": 1, "了想": 2}, ["劳动合同"]),
        (["食堂涨价", "食堂"], {"食堂": 1, "涨价": 1}, ["食堂涨价"]),
        (["高温补贴辞退补偿"], {"高温": 1, "补贴": 1, "辞退": 1, "补偿": 1}, ["高温补贴辞退补偿"]),
        (["高温补贴辞退补偿食堂"], {"补贴": 3, "辞退": 1, "补偿": 1, "食堂": 1}, ["高温补贴辞退补偿", "食堂"]),
    ],
)
def test_runs_that_weighed_are_joined_to_words(stretches, weighed, found):
    assert rules.words(stretches, weighed) == found


@given(TEXT)
def test_words_shown_stand_in_the_text(text):
    said = rules.guess(SMALL, "kind", text, 400)
    whole = "".join(rules.plain(text, 400))
    assert said is None or all(word in whole for word in said.words)


# ── rising ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("recent", "before", "rise"),
    [(5, 0, True), (4, 0, False), (5, 7, True), (5, 8, False), (10, 15, True), (10, 16, False), (6, 9, True)],
)
def test_what_rises_is_enough_and_twice_as_often(recent, before, rise):
    assert rules.rises(recent, before, 5, 2, 3) is rise


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_now_never_makes_it_rise_less(recent, before):
    if rules.rises(recent, before, 5, 2, 3):
        assert rules.rises(recent + 1, before, 5, 2, 3)
        assert recent >= 2 * before / 3


# ── the file ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_model_is_read_as_it_was_kept(home):
    sha256 = store.keep(SMALL)
    assert store.load(sha256) == SMALL
    assert [path.name for path in (home / "learned").iterdir()] == [f"{sha256}.json"]
    assert store.keep(SMALL) == sha256


def test_a_file_that_is_not_what_was_learned_is_not_read(home):
    sha256 = store.keep(SMALL)
    path = home / "learned" / f"{sha256}.json"
    path.write_bytes(path.read_bytes().replace("拖欠".encode(), "不欠".encode()))
    assert store.load(sha256) is None


def test_no_file_and_no_hash_is_no_model(home):
    assert (store.load("0" * 64), store.load("")) == (None, None)


BAD = [
    lambda said: {**said, "format": 2},
    lambda said: {**said, "idf": ""},
    lambda said: {**said, "idf": "%%"},
    lambda said: {key: value for key, value in said.items() if key != "runs"},
    lambda said: {**said, "questions": {"kind": {**said["questions"]["kind"], "bias": [1.0]}}},
    lambda said: {**said, "questions": {"kind": {**said["questions"]["kind"], "weights": ["AAAA", "AAAA"]}}},
    lambda said: [],
]


@pytest.mark.parametrize("spoil", BAD)
def test_a_file_of_another_shape_is_no_model(home, spoil):
    said = json.loads((home / "learned" / f"{store.keep(SMALL)}.json").read_text())
    content = json.dumps(spoil(said)).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    (home / "learned" / f"{sha256}.json").write_bytes(content)
    assert store.load(sha256) is None


def test_older_files_are_taken_away(home):
    first = store.keep(SMALL)
    second = store.keep(replace(SMALL, idf=array("f", [1.0, 1.0, 1.0, 1.0])))
    store.drop_but(second)
    assert [path.stem for path in (home / "learned").iterdir()] == [second]
    assert first != second


# ── learned ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def measured():
    return training.measure(examples(700), limits())


def test_a_seeded_house_of_seven_hundred_is_measured_on_its_newest_fifth(measured):
    found = measured["kind"]
    print(f"macro-F1 {found.macro_f1}, sure {found.spoke} of {found.asked}, right {found.right}")
    assert (found.classes, found.asked) == (len(SAID), 140)
    assert 0.7 <= found.macro_f1 <= 0.95  # words that nobody had used before, and matters filed wrongly
    assert found.right / found.spoke >= 0.8
    assert 0.6 <= found.spoke / found.asked < 1


def test_the_same_examples_teach_the_same():
    one, other = training.learn(examples(300), limits()), training.learn(examples(300), limits())
    assert one.runs == other.runs
    assert rules.guess(one, "kind", "拖欠工资", 400) == rules.guess(other, "kind", "拖欠工资", 400)


@pytest.fixture(scope="module")
def learned():
    return training.learn(examples(700), limits())


def test_our_sum_is_that_of_the_library():
    """The same probabilities as scikit-learn's own model gives, on texts it has not seen."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    taught, fresh = examples(400), examples(40, seed=7)
    ours = training.learn(taught, limits())
    made = TfidfVectorizer(analyzer=rules.grams, sublinear_tf=True, min_df=2, max_features=limits().features)
    matrix = made.fit_transform([rules.plain(each.text, limits().read) for each in taught])
    common = set(ours.questions["kind"].classes)
    rows = [at for at, each in enumerate(taught) if each.answers["kind"] in common]
    theirs = LogisticRegression(C=20.0, max_iter=400).fit(matrix[rows], [taught[at].answers["kind"] for at in rows])
    for each in fresh:
        sure = theirs.predict_proba(made.transform([rules.plain(each.text, limits().read)]))[0]
        said = rules.guess(ours, "kind", each.text, limits().read)
        assert (said.name, said.confidence) == (theirs.classes_[sure.argmax()], pytest.approx(sure.max(), abs=1e-4))


def test_two_answers_share_what_is_certain():
    two = [each for each in examples(300) if each.answers["kind"] in ("dispute", "membership")]
    model = training.learn(two, limits())
    assert list(model.questions["kind"].classes) == ["dispute", "membership"]
    said = rules.guess(model, "kind", "公司拖欠工资不发", 400)
    assert (said.name, 0.5 < said.confidence < 1) == ("dispute", True)


def test_answers_that_are_rare_are_not_learned():
    few = [*examples(300), *(replace(each, answers={"kind": "crisis"}) for each in examples(19, seed=3))]
    assert "crisis" not in training.learn(few, limits()).questions["kind"].classes
    one = [replace(each, answers={"kind": "dispute"}) for each in examples(50)]
    assert training.learn(one, limits()).questions == {}


def test_it_says_why_in_words_of_the_text(learned):
    said = rules.guess(learned, "kind", "老板拖欠三个月工资不发，找谁要", 400)
    assert (said.name, said.confidence > 0.5) == ("dispute", True)
    assert any("工资" in word or "拖欠" in word for word in said.words)
    said = rules.guess(learned, "kind", "想请法律援助律师打官司", 400)
    assert (said.name, any("律师" in word for word in said.words)) == ("legal_aid", True)


def test_a_guess_takes_less_than_ten_milliseconds(learned):
    text = "".join(each.text for each in examples(12, seed=5))[: limits().read]
    assert len(text) == limits().read
    took = []
    for _ in range(20):
        began = time.perf_counter()
        rules.guess(learned, "kind", text, limits().read)
        took.append(time.perf_counter() - began)
    assert sorted(took)[10] < 0.010, took


@pytest.mark.house
def test_reading_a_model_and_guessing_loads_no_library(home, learned):
    sha256 = store.keep(learned)
    code = f"""
        import sys, django
        from django.conf import settings
        django.setup()
        import tiexin.config.wsgi
        from django.urls import get_resolver
        assert len(get_resolver().url_patterns)
        settings.HOME = {str(home)!r}
        from tiexin.cases.learning import rules, store
        assert rules.guess(store.load({sha256!r}), "kind", "拖欠工资", 400).name == "dispute"
        print(sorted({{"sklearn", "numpy", "scipy", "joblib", "pickle5"}} & set(sys.modules)))
    """
    asked = {**os.environ, "DJANGO_SETTINGS_MODULE": "tiexin.config.settings", "TIEXIN_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)], env=asked, cwd=a.ROOT / "src", capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stdout + done.stderr
