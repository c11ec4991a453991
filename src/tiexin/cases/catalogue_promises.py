"""What a service promises beside its terms: who alone reads it, who is told of it, what hurries by itself, that no
term stands still for ever.

Rules of `catalogue_lint` in a file of their own: words that nothing holds are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tiexin.cases.catalogue_shape import error
from tiexin.cases.promise import READERS
from tiexin.core.documents.problems import Problem, choices
from tiexin.core.documents.source import Keys, Source

ALONE = re.compile("(只给|只有|只让|仅限|仅供|仅有)[^，。；]*(看|读|查阅|知道)")  # some people and nobody else
TOLD = re.compile("同时(告知|告诉|通知|报告)")  # people who would not hear of it by themselves


def promised(source: Source) -> Iterator[Problem]:
    """A promise that only some read it stands beside what keeps it: fewer readers, or a seal."""
    said = source.value
    kept = said.get("sealed") or said.get("seal_if") or set(said.get("readers", READERS)) < set(READERS)
    if ALONE.search(said.get("see", "")) and not kept:
        yield error(
            source,
            ("see",),
            "see",
            "写了只有谁看得到，要有规则管住：写上 readers（少于全部），或者 sealed、seal_if；不然就改口。",
            choices([f"{name}（{label}）" for name, label in READERS.items()]),
            accepted=tuple(READERS),
        )
    if TOLD.search(said.get("see", "")) and not said.get("tell"):
        rule = "写了同时告诉谁，要有规则去做：写上 tell（哪一类、什么岗位）；不然就改口。"
        yield error(source, ("see",), "see", rule)


def tells(source: Source) -> Iterator[Problem]:
    """Who is told of a class is told of one that there is, and that not everything is at first."""
    known = tuple(name for name in source.value.get("classes", {}) if name != "ordinary")
    for name in source.value.get("tell", {}):
        if name not in known:
            said = f"classes 里没有 {name}，或者它就是 ordinary。"
            yield error(source, ("tell", name), "class-key", said, choices(known), accepted=known)


def ceilings(source: Source) -> Iterator[Problem]:
    """Stops say how long they may be together, or which law leaves that open: else a term would wait for ever."""
    for name, clock in source.value["clocks"].items():
        stops, path = clock.get("stops", {}), ("clocks", name, "stops")
        if stops and ("most" in stops) == ("unlimited" in stops):
            said = "停计合计最长多少天？写 most；法律没有写上限的，写 unlimited（哪部法第几条），两样只写一样。"
            yield error(source, path, "ceiling", said, accepted=("most", "unlimited"))
        elif "unlimited" in stops and not stops["unlimited"].get("law"):
            rule = "没有上限只能出自法律：请写是哪部法（law）第几条；不是的，写 most。"
            yield error(source, (*path, "unlimited"), "ceiling", rule)


def class_rules(source: Source) -> Iterator[Problem]:
    """What puts a matter into a class names one that there is, and answers that the form offers."""
    known, asked = source.value.get("classes", {}), source.value.get("fields", {})
    for name, said in source.value.get("class_if", {}).items():
        path: Keys = ("class_if", name)
        if said["to"] not in known or said["to"] == "ordinary":
            yield error(source, (*path, "to"), "class-if", f"classes 里没有 {said['to']}，或者它就是 ordinary。")
        if not {"answers", "groups", "before"} & set(said):
            yield error(
                source,
                path,
                "class-if",
                "按什么归类？写 answers（怎么答的）、groups（哪些群体）或者 before（差几天）。",
            )
        for field in [each for each in said.get("before", {}) if asked.get(each, {}).get("type") != "day"]:
            yield error(source, (*path, "before", field), "class-if", f"{field} 问的不是日子（type: day）。")
        for field, values in said.get("answers", {}).items():
            for index, value in enumerate(values):
                if value not in asked.get(field, {}).get("choices", {}):
                    yield error(source, (*path, "answers", field, index), "class-if", f"{field} 没有 {value} 这一项。")
