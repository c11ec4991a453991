"""Reading a service as a careful editor would. A rule is one small pure function: a file in, findings out.

`check` holds the shape of every key; the rules here hold what a shape cannot: that numbers have sources, clocks can
be met, nobody is asked what is known, and a jurisdiction changes numbers only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tiexin.cases.catalogue import DATA, catalogue
from tiexin.cases.catalogue_promises import ceilings, class_rules, promised, tells
from tiexin.cases.catalogue_shape import OWN_NUMBERS, SERVICE, check, error
from tiexin.cases.rules import EVENTS, MOVES, REVIEWS, STATES
from tiexin.core.documents.clauses import clauses
from tiexin.core.documents.problems import Problem, choices, in_order
from tiexin.core.documents.source import Keys, Source, read

Found = Iterator[Problem]
Rule = Callable[[Source], Found]
OWN = "本系统建议，可改"
ARTICLE = re.compile(r"第[1-9]\d{0,3}条(之[一二三四五六七八九十])?")
KNOWN_NAMES = {"name", "phone", "mobile", "tel", "identity", "id_number", "sex", "gender", "birth", "age", "employer"}
KNOWN_WORDS = re.compile(
    "姓名|叫什么|电话|手机|身份证|户口|性别|出生|年龄|多大|民族|工作单位|所在单位|用人单位名|单位名|会员证"
)
PROMISE = re.compile("这就|马上有人|我们(会|就)?(把|按|给您|替您)|我们可以")  # words that somebody has to make true
ALWAYS = {
    "contact": ({"registered"}, {"accepted", "refused", "contacted"}),
    "call_back": ({"replied"}, {"called_back"}),
}

AGAIN = ("redone", "reopened", "unsolved")


@cache
def clause_ids() -> frozenset[str]:
    """The clauses that may be cited."""
    return frozenset(each.id for each in clauses())


def lint(raw: str | bytes | Path) -> list[Problem]:
    """Every finding about one file, in the order of its lines."""
    source = read(raw)
    found = list(source.problems)
    if source.value is not None:
        found += check(source, SERVICE, source.value)
    if isinstance(source.value, dict) and not found:
        found += [problem for rule in RULES for problem in rule(source)]
    return in_order(found)


def lint_own(raw: str | bytes | Path) -> list[Problem]:
    """Every finding about one file of an installation's own numbers: they override those of a service that there is."""
    source = read(raw)
    found = list(source.problems)
    if source.value is not None:
        found += check(source, OWN_NUMBERS, source.value)
    if isinstance(source.value, dict) and not found:
        clocks = {each.name: each for each in catalogue()[source.value["service"]].clocks}
        ways = {
            name: {"extend": each.extend, "stops": each.stops, "by_class": each.by_class}
            for name, each in clocks.items()
        }
        known = {name: {key: way for key, way in each.items() if way} for name, each in ways.items()}
        found += [*sources(source), *_overrides(source, known)]
    return in_order(found)


def lint_files(paths: Iterable[Path]) -> list[tuple[Path, list[Problem]]]:
    """Every finding about some files, and names and places in the order that two of them claim."""
    found = [(path, lint(path)) for path in paths]
    taken: dict[tuple[str, Any], Path] = {}
    for path, problems in found:
        source = read(path)
        value = source.value if isinstance(source.value, dict) else {}
        for key in ("service", "order"):
            if key in value:
                first = taken.setdefault((key, value[key]), path)
                if first != path:
                    problems.append(error(source, (key,), "taken", f"{key} {value[key]} 已经写在 {first.name}。"))
    return found


def shipped() -> list[Path]:
    """The files that come with the product."""
    return sorted(DATA.glob("*.yaml"))


def _walk(value: Any, path: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Every value of a file with its path."""
    yield path, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in members:
        yield from _walk(member, (*path, step))


def _clocks(source: Source) -> Iterator[tuple[Keys, dict[str, Any]]]:
    for name, clock in source.value["clocks"].items():
        yield ("clocks", name), clock


def sources(source: Source) -> Found:
    """Every source says a clause that there is, a law with its article, or that it is our own proposal."""
    for path, value in _walk(source.value):
        member = path[-2:-1] == ("sources",)
        if path[-1:] in (("source",), ("group_source",), ("unlimited",)) or member:
            yield from _source(source, path, value)


def _source(source: Source, path: Keys, said: Mapping[str, str]) -> Found:
    if not said.get("clause") and not said.get("law"):
        yield error(source, path, "no-source", f"出处要写条款（clause）或者法条（law）；没有出处的写“{OWN}”。")
    if "clause" in said and said["clause"] not in clause_ids():
        yield error(source, (*path, "clause"), "clause", f"没有条款 {said['clause']}。")
    if "law" in said and not said.get("article") and "待核" not in said.get("note", ""):
        yield error(source, path, "article", f"《{said['law']}》第几条？请写 article；查不到的在 note 写“待核”。")
    if "article" in said and "law" not in said:
        yield error(source, path, "article", "写了 article，没有写是哪部法（law）。")
    if "article" in said and not ARTICLE.fullmatch(said["article"]):
        yield error(source, (*path, "article"), "article", "article 写成“第23条”。")


def own_numbers(source: Source) -> Found:
    """A clock that only the clause of time limits stands behind says that its number is our own proposal."""
    for path, clock in _clocks(source):
        for part in ("", "extend", "stops"):
            cited = (clock.get(part, {}) if part else clock).get("source")
            if cited and not cited.get("law") and "可改" not in cited.get("note", ""):
                own = (*path, part, "source") if part else (*path, "source")
                yield error(source, own, "own", f"条款没有写这个数，请在 note 写“{OWN}”。")


def group(source: Source) -> Found:
    """From how many people on it is a group matter: only where groups may ask, and with its source."""
    said = source.value
    if "group_from" in said and "group" not in said["askers"]:
        yield error(source, ("group_from",), "group", "askers 里没有 group，不用写 group_from。")
    places = [((), said), *((("jurisdictions", code), each) for code, each in said.get("jurisdictions", {}).items())]
    for path, each in places:
        if "group_from" in each and "group_source" not in each:
            yield error(source, (*path, "group_from"), "no-source", "写了 group_from，要写出处 group_source。")


def always(source: Source) -> Found:
    """Every service has somebody contact the asker, and call back."""
    found = source.value["clocks"]
    for name, (starts, met) in ALWAYS.items():
        clock = found.get(name)
        if clock is None:
            yield error(source, ("clocks",), "missing", f"缺少 {name} 这个期限。")
        elif not starts <= set(clock["starts"]) or not set(clock["met_by"]) <= met:
            said = f"{name} 由 {'、'.join(starts)} 开始，由 {'、'.join(sorted(met))} 完成。"
            yield error(source, ("clocks", name), "always", said)


def again(source: Source) -> Found:
    """What is done again, opened again, ordered by a review, or said not to be solved has a clock of its own that binds
    the unit."""
    heard = {
        event for _, clock in _clocks(source) if clock.get("holder", "unit") == "unit" for event in clock["starts"]
    }
    ordered = ("review_ordered",) if source.value.get("reviewed") else ()
    for event in (*AGAIN, *ordered):
        if event not in heard:
            yield error(
                source,
                ("clocks",),
                "again",
                f"没有期限由 {event}（{EVENTS[event]}）开始：没有解决、再次办理也要有期限。",
            )


def can_be_met(source: Source) -> Found:
    """What starts a clock can happen, and something that meets it can happen after each start."""
    reviewed = source.value.get("reviewed", False)
    for path, clock in _clocks(source):
        for index, event in enumerate(clock["starts"]):
            if event in _never(reviewed):
                said = f"这项服务没有复查、复核（reviewed: false），{event} 不会发生。"
                yield error(source, (*path, "starts", index), "never", said)
            elif not set(clock["met_by"]) & _after(event, reviewed):
                yield error(source, (*path, "met_by"), "unmet", f"{event} 以后，{_or(clock['met_by'])} 都不会再发生。")


def _or(words: Iterable[str]) -> str:
    return "、".join(words)


def _never(reviewed: bool) -> set[str]:
    """Events that a service without review does not know."""
    return set() if reviewed else {"review_ordered", *(MOVES[name].event for name in REVIEWS)}


def _after(event: str, reviewed: bool) -> set[str]:
    """The events that may come after one: those of moves by the table of states, all else at any time."""
    ways = [move for move in MOVES.values() if reviewed or move.name not in REVIEWS]
    states = {move.to for move in ways if move.event == event}
    states = {"registered"} if event == "registered" else states or set(STATES)
    found: set[str] = set()
    todo = list(states)
    while todo:
        state = todo.pop()
        for move in ways:
            if state in move.frm:
                found.add(move.event)
                if move.to not in states:
                    states.add(move.to)
                    todo.append(move.to)
    moved = {move.event for move in MOVES.values()}
    return found | (set(EVENTS) - moved - {"registered"})


def lengths(source: Source) -> Found:
    """Hours run from the moment, all else from a day; an extension is counted in days."""
    for path, value in _walk(source.value):
        if not (isinstance(value, dict) and "unit" in value):
            continue
        hours = "hour" in value["unit"]
        if "first" in value and (value["first"] == "moment") != hours:
            yield error(
                source, (*path, "first"), "first", "小时即时起算（moment），其余从次日（next）或者当日（same）起算。"
            )
        if hours and "extend" in path:
            yield error(source, (*path, "unit"), "extend", "延长按日、工作日、月，不按小时。")


def classes(source: Source) -> Found:
    """Classes begin with `ordinary`, which every matter has at first; a clock names no other."""
    known = source.value.get("classes", {})
    if known and "ordinary" not in known:
        yield error(source, ("classes",), "ordinary", "classes 要有 ordinary：登记时都是它。")
    for path, value in _walk(source.value):
        if path[-1:] == ("by_class",):
            for name in value:
                if name not in known:
                    yield error(
                        source,
                        (*path, name),
                        "class-key",
                        f"classes 里没有 {name}。",
                        choices(tuple(known)),
                        accepted=tuple(known),
                    )


def fields(source: Source) -> Found:
    """Choices belong to what is chosen from, not all of which fail to help; money that came back is money."""
    for part in ("fields", "outcomes"):
        for name, field in source.value.get(part, {}).items():
            chosen = field.get("type") == "choice"
            if chosen != ("choices" in field) or (chosen and len(field["choices"]) < 2):
                yield error(source, (part, name), "choices", "单选（choice）写两个以上 choices，其余不写。")
            if name == "recovered" and field.get("type") != "money":
                yield error(source, (part, name), "recovered", "recovered 是追回的钱，类型写 money。")
            offered, unhelped = field.get("choices", {}), field.get("unhelped", [])
            if not set(unhelped) <= set(offered) or (offered and set(unhelped) == set(offered)):
                said = "unhelped 写 choices 里哪几项没有帮上，不能全是。"
                yield error(source, (part, name), "unhelped", said, accepted=tuple(offered))


def asks_what_is_known(source: Source) -> Found:
    """Nobody is asked for what the register of workers and enterprises knows, nor for a paper that proves it."""
    for name, field in source.value.get("fields", {}).items():
        if name in KNOWN_NAMES or KNOWN_WORDS.search(field["label"]):
            said = "登记时已经有姓名、电话、单位和名册里的内容，不再问一遍；请删去。"
            yield error(source, ("fields", name), "known-key", f"“{field['label']}”：{said}")
    for index, need in enumerate(source.value.get("needs", [])):
        if KNOWN_WORDS.search(need["label"]):
            yield error(source, ("needs", index), "known", f"“{need['label']}”：能查到的证明不让职工再带。")


def sealed(source: Source) -> Found:
    """What is sealed is sealed as one text: answers to questions of its own would stand in the clear."""
    if source.value.get("sealed") and source.value.get("fields"):
        yield error(source, ("fields",), "sealed", "内容封存的（sealed: true）不另设 fields，都写在情况里。")


def seals(source: Source) -> Found:
    """What an answer puts under seal is one of the answers that the form offers."""
    asked = source.value.get("fields", {})
    for name, values in source.value.get("seal_if", {}).items():
        offered = asked.get(name, {}).get("choices", {})
        for index, value in enumerate(values):
            if value not in offered:
                said = f"fields.{name} 里没有 {value} 这个选项。"
                yield error(source, ("seal_if", name, index), "seal-if", said, accepted=tuple(offered))


def scripts(source: Source) -> Found:
    """A script belongs to one of the kinds among which the form lets choose."""
    kinds = source.value.get("fields", {}).get("kind", {}).get("choices", {})
    for name in source.value.get("script", {}):
        if name not in kinds:
            yield error(source, ("script", name), "script-key", f"fields.kind 里没有 {name}。", choices(tuple(kinds)))


def order(source: Source) -> Found:
    """A step comes after steps that stand before it in the list."""
    before: list[str] = []
    for name, said in source.value.get("steps", {}).items():
        for index, other in enumerate(said.get("after", [])):
            if other not in before:
                yield error(
                    source,
                    ("steps", name, "after", index),
                    "order",
                    f"前面没有 {other} 这一步。",
                    accepted=tuple(before),
                )
        before.append(name)


def sent_on(source: Source) -> Found:
    """Another service that takes a matter is in the catalogue and gets what it insists on; nobody else promises it."""
    for name, said in source.value["not_a_case"].items():
        path: Keys = ("not_a_case", name)
        if "service" not in said:
            if PROMISE.search(said["say"]):
                yield error(
                    source, (*path, "say"), "promise", "这句话要有人去做：写上由哪项服务接（service），或者改口。"
                )
            continue
        known = tuple(each for each in catalogue() if each != source.value["service"])
        if said["service"] not in known:
            yield error(source, (*path, "service"), "sent-on", "没有这项服务。", choices(known), accepted=known)
            continue
        yield from _given(source, path, said)


def _given(source: Source, path: Keys, said: Mapping[str, Any]) -> Found:
    asked = {each.name: each for each in catalogue()[said["service"]].fields}
    given = said.get("given", {})
    for name, value in given.items():
        if name not in asked or (asked[name].choices and value not in asked[name].choices):
            yield error(source, (*path, "given", name), "given", f"{said['service']} 没有这一问，或者没有这个选项。")
    missing = [name for name, each in asked.items() if each.must and name not in given]
    if missing:
        yield error(source, path, "given", f"{said['service']} 一定要问{_or(missing)}，请在 given 里写。")


def jurisdictions(source: Source) -> Found:
    """A place changes the numbers of what there is."""
    yield from _overrides(source, source.value["clocks"])


def _overrides(source: Source, clocks: Mapping[str, Mapping[str, Any]]) -> Found:
    for code, each in source.value.get("jurisdictions", {}).items():
        for name, said in each.get("clocks", {}).items():
            path = ("jurisdictions", code, "clocks", name)
            if name not in clocks:
                yield error(source, path, "clock-key", f"没有 {name} 这个期限。", choices(tuple(clocks)))
                continue
            for key, part in (("extend", "extend"), ("most", "stops"), ("by_class", "by_class")):
                if key in said and part not in clocks[name]:
                    yield error(source, (*path, key), "override-key", f"{name} 没有 {part}，{key} 无从改起。")
            if len(said) == 1:
                yield error(source, path, "override-key", "只有出处，没有要改的数。")


RULES: tuple[Rule, ...] = (
    sources,
    own_numbers,
    ceilings,
    group,
    always,
    again,
    can_be_met,
    lengths,
    classes,
    class_rules,
    tells,
    promised,
    fields,
    asks_what_is_known,
    sealed,
    seals,
    scripts,
    order,
    sent_on,
    jurisdictions,
)
