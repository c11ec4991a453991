"""What a review comes to is data; a review without a result is refused, and each result says what follows from it."""

import pytest
import yaml

from tiexin.cases import review_results
from tiexin.cases.catalogue import DATA
from tiexin.cases.catalogue_lint import lint
from tiexin.cases.review_results import label_of, offered, result_of, results, source
from tiexin.cases.rules import ANSWERED_ABOVE, MOVES
from tiexin.core.refusal import Refused

LAW = "《信访工作条例》第35、36条（三种结果为本系统建议，可改）"


def test_the_file_is_read_whole_with_its_source():
    said = yaml.safe_load(review_results.DATA.read_text(encoding="utf-8"))
    assert (set(said), source()) == ({"source", "results"}, LAW)
    assert [(each.name, each.label, each.orders) for each in results().values()] == [
        ("upheld", "维持", False),
        ("changed", "变更", True),
        ("revoked", "撤销", True),
    ]


def test_whoever_reviews_chooses_among_them_and_reads_what_follows():
    assert offered("answer_review") == [
        ("upheld", "维持：原来的答复不变"),
        ("changed", "变更：原来的答复改了，照新的意见办"),
        ("revoked", "撤销：原来的答复不算，重新办"),
    ]
    assert offered("answer_second") == [
        ("upheld", "维持：复查意见不变"),
        ("changed", "变更：复查意见改了，照新的意见办"),
        ("revoked", "撤销：复查意见不算，重新办"),
    ]


@pytest.mark.parametrize("move", list(ANSWERED_ABOVE))
@pytest.mark.parametrize("name", ["", "maybe", "Upheld"])
def test_a_review_without_a_result_is_refused(move, name):
    with pytest.raises(Refused) as caught:
        result_of(move, name)
    words = f"请选择{ANSWERED_ABOVE[move]}的结果（依据：{LAW}）"
    assert (str(caught.value), caught.value.field) == (words, "result")


@pytest.mark.parametrize("move", [name for name in MOVES if name not in ANSWERED_ABOVE])
def test_no_other_move_has_one(move):
    assert [result_of(move, name) for name in ("", "upheld", "maybe")] == [None, None, None]


@pytest.mark.parametrize("move", list(ANSWERED_ABOVE))
def test_a_step_says_it_in_the_words_of_a_label(move):
    labels = [label_of(move, each) for each in results().values()]
    assert max(len(label) for label in labels) <= 40
    assert label_of("answer_review", results()["revoked"]) == "作出复查意见：撤销（原来的答复不算，重新办）"
    assert label_of("answer_second", results()["changed"]) == "作出复核意见：变更（复查意见改了，照新的意见办）"


@pytest.mark.parametrize("kind", ["petition", "retaliation", "officer_complaint"])
def test_a_service_with_review_has_a_clock_for_what_one_orders(kind):
    text = (DATA / f"{kind}.yaml").read_text(encoding="utf-8")
    assert lint(text) == []
    [found] = lint(text.replace("reopened, review_ordered]", "reopened]"))
    assert (found.rule, found.path, "review_ordered" in found.message) == ("again", "clocks", True)
