"""The reference is up to date, names every key, and every example in it is right."""

from collections.abc import Iterator
from itertools import groupby

import pytest
from django.core.management import CommandError, call_command
from pydantic import BaseModel

from tiexin.plans.clause import Clause
from tiexin.plans.fields import Amount
from tiexin.plans.offers import Quota
from tiexin.plans.pack import LISTS, Head, Pack
from tiexin.plans.reference import END, START, examples, reference, renewed
from tiexin.plans.said import inner, surface
from tiexin.plans.tests.desk import HEAD, read
from tiexin.plans.tests.test_plan_language import MANUAL

pytestmark = pytest.mark.once

# what examples refer to, so that each may stand in a pack of its own
AROUND = {
    "milestones": [
        "{clause: C246, quote: 集中走访, event: 走访企业, by: 6-1}",
        "{clause: C215, quote: 会议, event: 会议, by: 3-1}",
    ],
    "tasks": [f"{{clause: {name}, quote: 工作}}" for name in ("C3", "C4", "C110", "C111")],
    "duties": ["{clause: C265, quote: 困难企业, of: {population: teams}, do: {measure: visit}, unit: 次}"],
    "clocks": ["{clause: C91, quote: 办理, name: 热线办理时限, starts: 受理, limit: 15天}"],
    "scoring": ["{clause: C92, quote: 考核, name: 年度考核, indicators: [{name: 甲, points: 100}]}"],
    "references": [
        "{clause: C93, quote: 低保, name: 最低生活保障, unit: 元, values: [{year: 2012, value: 330}]}",
    ],
}
READINGS = (
    "readings: {2月底: 2月最后一天, 3月初: 3-1..3-10, 5人左右: 4..6, 5: 4..6, 9-30: 6-1}\nconversions: {month: 30天}\n"
)
# keys that stand only beside others: model → key → what is added (None: left out)
BESIDE: dict[str, dict[str, dict[str, str | None]]] = {
    "Duty": {
        "have": {"do": None},
        "over": {},
        "on": {"within": "3天"},
        "within": {"on": "{measure: 发现问题}"},
        "same": {"on": "{measure: 发现问题}", "within": "3天"},
        "tolerance": {"about": "5"},
        "length": {"per": "每N年"},
        "targets": {"of": "{population: officers}"},
        "cadence_by": {"of": "{population: officers, rank: [领导, 干部]}"},
        "scope": {"of": "{population: officers}"},
        "score": {"score": None},
        "share": {"at_least": "1"},
    },
    "Row": {"tolerance": {"about": "5", "at_least": None}},
    "Quota": {"percent": {"rounding": "进一"}, "rounding": {"percent": "5%"}},
    "Batches": {"minimum": {"size": "40"}, "maximum": {"size": "40"}},
    "Milestone": {"within": {"from": "3-1"}, "time": {"by": "3-1"}, "data_until": {"by": "6-20"}},
    "Checklist": {"points": {"tag": "method"}, "tag": {"points": "[]"}},
}
MORE = {
    "Duty": {"do": "{measure: visit}"},
    "Quota": {"total": "400"},
    "Row": {"level": "[市级]", "at_least": "1"},
    "ClassShare": {"at_least": "5%"},
    "Cost": {"remainder": "true"},
    "Band": {"fixed": "300元"},
    "Excuse": {"kind": "产业工会"},
}
INSTEAD = {  # of keys that exclude one another only one stands
    "Row": ("at_least", "at_most", "exactly", "between", "about"),
    "Cost": ("fraction", "fixed", "remainder", "actual"),
    "Band": ("fraction", "fixed"),
    "Quota": ("total", "percent"),
}
SUMS = (
    "places",
    "costs",
    "points",
    "name-twice",
    "id-twice",
    "cell-never",
    "cell-nobody",
)  # what a single key cannot answer for


def spelled(keys: dict[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"


def least(model: type[BaseModel]) -> dict[str, str]:
    """The needed keys of a model, each by its first example."""
    found = {}
    for key, field in surface(model).items():
        if field.is_required():
            found[key] = examples(field)[0]
    if issubclass(model, Clause):
        found |= {"clause": "C1", "quote": "原文"}
    return {**found, **MORE.get(model.__name__, {})}


def with_key(model: type[BaseModel], key: str, example: str) -> str:
    keys = least(model)
    for other in INSTEAD.get(model.__name__, ()):
        if key in INSTEAD[model.__name__] and other != key:
            keys.pop(other, None)
    keys[key] = example
    if model.__name__ == "Duty" and example.endswith("%") and key != "share":
        keys["over"] = "{measure: visit}"
    for other, value in BESIDE.get(model.__name__, {}).get(key, {}).items():
        keys.pop(other, None) if value is None else keys.update({other: value})
    return spelled(keys)


def held(model: type[BaseModel], wrap, seen: tuple[type, ...] = ()) -> Iterator[tuple[type[BaseModel], object]]:
    """Every model inside a model, with the way its text is wrapped into a member of the list."""
    yield model, wrap
    for key, field in surface(model).items():
        inside = inner(field.annotation)
        if inside in (None, Amount) or inside in seen or (key == "unless" and model.__name__ == "Does"):
            continue
        text = str(field.annotation)
        shape = "[{}]" if "list[" in text else "{{x: {}}}" if "dict[" in text else "{}"

        def outer(inside_text: str, key=key, shape=shape) -> str:
            return wrap(with_key(model, key, shape.format(inside_text)))

        yield from held(inside, outer, (*seen, inside))


def cases() -> Iterator[tuple[str, str, type[BaseModel], str, str, object]]:
    for name, top in LISTS.items():
        told = set()
        for model, wrap in held(top, lambda text: text):
            if model not in told and model.__name__ != "EachOf":
                told.add(model)
                for key, field in surface(model).items():
                    shown = examples(field) if key != "where" else ()
                    for example in (each for each in shown if (model.__name__, each) != ("Row", "100%")):
                        yield name, model.__name__, model, key, example, wrap


CASES = list(cases())
KEYS = {key: list(same) for key, same in groupby(CASES, lambda case: f"{case[0]}-{case[1]}-{case[3]}")}


def text_of(name: str, member: str) -> str:
    lists = {key: list(members) for key, members in AROUND.items()}
    lists.setdefault(name, []).insert(0, member)
    body = "".join(f"{key}:\n" + "".join(f"  - {one}\n" for one in members) for key, members in lists.items())
    return HEAD + READINGS + body


@pytest.mark.parametrize("same", KEYS.values(), ids=KEYS)
def test_every_example_of_every_key_loads(same):
    wrong = {}
    for name, _, model, key, example, wrap in same:
        loaded = read(text_of(name, wrap(with_key(model, key, example))))
        errors = [problem for problem in loaded.problems if problem.level == "error" and problem.rule not in SUMS]
        wrong |= {example: [str(problem) for problem in errors]} if errors else {}
    assert wrong == {}


def test_no_key_of_a_list_is_without_an_example():
    bare = [f"{c.__name__}.{k}" for c in {case[2] for case in CASES} for k, f in surface(c).items() if not f.examples]
    assert bare == []
    assert len(CASES) > 300
    assert sum(map(len, KEYS.values())) == len(CASES)


@pytest.mark.parametrize("key", [key for key in surface(Head) if surface(Head)[key].examples])
def test_every_example_of_the_head_loads(key):
    for example in examples(surface(Head)[key]):
        lines = [line for line in (HEAD + READINGS).splitlines() if not line.startswith(f"{key}:")]
        value = f'"{example}"' if key == "jurisdiction" else example
        extra = "readings: {2月底: 2月最后一天}\n" if key == "readings" else ""
        assert extra == "" or example.startswith("{")
        loaded = read("\n".join([*lines, f"{key}: {value}", ""]))
        assert [str(problem) for problem in loaded.problems if problem.level == "error"] == []


def test_the_manual_holds_the_reference_of_this_program():
    assert renewed(MANUAL) == MANUAL, "run: tiexin plan reference --write docs/plan-language.md"


def test_every_list_and_key_is_in_the_reference():
    text = reference()
    assert [name for name in LISTS if f"### `{name}`：{surface(Pack)[name].description}" not in text] == []
    keys = {key for case in CASES for key in surface(case[2])} - {"where"}
    assert [key for key in sorted(keys) if f"| `{key}`" not in text] == []
    assert f"| `total` | 总名额 | `{examples(surface(Quota)['total'])[0]}` | 整数 |" in text


def test_words_that_are_taken_are_listed():
    text = reference()
    assert "| `strength` | 要求的轻重 | `必须`、`应当`、`力争` | `必须`、`应当`、`力争`、`预期`、`鼓励` |" in text
    assert "| `rounding` | 不足一个怎么算 | `进一`、`舍去`、`四舍五入` | `进一`、`舍去`、`四舍五入` |" in text
    assert "| `visit` | 走访企业 | 次 | 走访 |" in text


def test_the_part_between_the_marks_is_written_anew_and_the_rest_kept(tmp_path, capsys):
    manual = tmp_path / "manual.md"
    manual.write_text(f"前\n{START}\n旧\n{END}\n后\n", encoding="utf-8")
    call_command("plan_reference", "--write", str(manual))
    written = manual.read_text(encoding="utf-8")
    assert written == f"前\n{START}\n\n{reference()}\n{END}\n后\n"
    call_command("plan_reference")
    assert capsys.readouterr().out.endswith(reference())


@pytest.mark.parametrize(
    ("text", "word"), [(None, "打不开"), ("没有记号\n", "没有这两个记号"), (f"{START}\n", "没有这两个记号")]
)
def test_a_manual_that_cannot_be_written_is_left_as_it_is(tmp_path, text, word):
    manual = tmp_path / "manual.md"
    if text is not None:
        manual.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=word):
        call_command("plan_reference", "--write", str(manual))
    assert not manual.exists() if text is None else manual.read_text(encoding="utf-8") == text
