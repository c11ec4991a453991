"""What a new matter must say, by its service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from tiexin.cases import rules
from tiexin.cases.members.rules import EACH
from tiexin.core.plain_errors import DAY
from tiexin.core.refusal import Refused

if TYPE_CHECKING:
    from tiexin.cases.actions.cases import NewCase
    from tiexin.cases.catalogue import Field, Service
    from tiexin.cases.models import Case

PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", re.ASCII)  # a number that a telephone can dial
MOST_PEOPLE = 99_999
ALONE = ("self", "family", "colleague")  # one person, in whose place a relative or a fellow may speak
FIRST_YEAR, YEARS_AHEAD = 1949, 10  # a day of a matter lies between; any other is a slip of the hand
PAPERS = {"now": "现在就有", "later": "以后补"}
ASK = "ask_"  # begins the name of a field by which a service asks its own question


def check(case: Case, service: Service, new: NewCase, on: date) -> None:
    """Refuse a matter that says too little, too much, or what its service does not know."""
    rules.check_words(case.title, "title", "是什么事", rules.TITLE)
    rules.check_words(new.text, "text", longest=rules.LONG)
    if case.asker not in service.askers:
        allowed = "、".join(rules.ASKERS[each] for each in service.askers)
        raise Refused(f"“{service.label}”由{allowed}提出", clause=str(service.sources[0]), field="asker")
    _check_person(case, service, new)
    check_fields(service.fields, new.details, on)
    if case.about_id is not None and case.about_id in (case.owner_id, case.first_id):
        raise Refused("反映的就是登记的人，请由别人登记", clause=rules.CONFLICT, field="about")


def _check_person(case: Case, service: Service, new: NewCase) -> None:
    """Who asks, for how many, and whether they can be told."""
    rules.check_words(case.name, "name", longest=rules.NAME)
    if case.asker != "anonymous" and not case.worker_id and not case.name.strip():
        raise Refused("请写下怎么称呼；不愿留姓名的，选“不具名”", field="name")
    if not 1 <= case.people <= MOST_PEOPLE:
        raise Refused(f"请填1至{MOST_PEOPLE}的整数", field="people")
    if case.asker == "group" and case.people < 2:
        raise Refused("集体事项请写明多少人", field="people")
    if case.asker in ALONE and case.people > 1 and "group" in service.askers and not service.script:
        said = f"{rules.ASKERS[case.asker]}提出的只算一个人；几个人一起提出的，请在“谁提出的”选“集体”"
        raise Refused(said, clause=EACH, field="people")
    if new.phone and not PHONE.fullmatch(new.phone):
        raise Refused("请填11位手机号，或者带区号的固定电话", field="phone")
    if case.reply_way == "call" and not new.phone:
        raise Refused("要电话告诉结果，请留下电话", field="phone")


def check_fields(fields: tuple[Field, ...], given: Mapping[str, Any], on: date) -> None:
    """Refuse what a service asks for and did not get, what it never asked for, and a day of another age."""
    unknown = set(given) - {each.name for each in fields}
    if unknown:
        raise Refused(f"没有这一项：{'、'.join(sorted(unknown))}")
    for each in fields:
        value = given.get(each.name)
        if value in (None, "") and each.must:
            raise Refused(f"请填“{each.label}”", field=ASK + each.name)
        if value not in (None, "") and each.type == "choice" and value not in each.choices:
            raise Refused("请从列出的里选", field=ASK + each.name)
        if value not in (None, "") and each.type == "day":
            _check_day(each, str(value), on)


def _check_day(said: Field, value: str, on: date) -> None:
    """Refuse what is no day, and a day that is none of this matter."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Refused(DAY, field=ASK + said.name) from None
    last = on.year + YEARS_AHEAD
    if not FIRST_YEAR <= day.year <= last:
        raise Refused(f"请核对年份：要在{FIRST_YEAR}年到{last}年之间", field=ASK + said.name)


def with_papers(service: Service, text: str, given: Mapping[str, Any]) -> str:
    """What was said, and of each paper that must be there whether it is."""
    said = [f"材料“{need.label}”：{PAPERS[given.get(ASK + name) or 'later']}" for name, need in service.must]
    return "\n".join(filter(None, [text.strip(), *said]))


def in_words(service: Service, title: str, new: NewCase) -> str:
    """A matter as one text: what it is about, each answer, what was said."""
    said = []
    for each in service.fields:
        value = new.details.get(each.name)
        if value not in (None, "", False):
            said.append(f"{each.label}：{'是' if each.type == 'yes' else each.choices.get(str(value), value)}")
    return "\n".join(filter(None, [title, *said, new.text.strip()]))


def helped(service: Service, outcome: Mapping[str, Any]) -> bool:
    """Whether what came of it helped: nothing in it is what the catalogue calls no help."""
    return not any(outcome.get(each.name) in each.unhelped for each in service.outcomes)


def check_outcome(service: Service, given: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The outcome of a reply without what was left empty; refuses as above."""
    kept = {name: value for name, value in given.items() if value not in (None, "")}
    check_fields(service.outcomes, kept, on)
    return kept
