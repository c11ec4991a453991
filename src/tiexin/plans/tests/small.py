"""A small plan that is published in earnest: a dozen duties of every kind, in words a clerk would write."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from tiexin.duties.fold import drain
from tiexin.duties.models import PlanVersion
from tiexin.orgs.tests.cast import TODAY
from tiexin.plans import actions, tasks
from tiexin.plans.actions import NewVersion
from tiexin.plans.reading import read_bytes

HEAD = """\
pack: {code}
title: 走访方案
number: 宁工发〔2012〕1号
issuers: [{issuer}]
jurisdiction: "64"
year: "2012"
issued: 2-13
period: {{from: 3-1, to: 6-30}}
rank_minimum: 2
sections:
  - {{title: 一、总体要求, clauses: C1..C2}}
  - {{title: 二、工作要求, clauses: C3..C12}}
"""
COUNTY = "{population: 各级工会, level: 县级, kind: 地方总工会}"
PROVINCE = "{population: 各级工会, level: 省级, kind: 地方总工会}"
VISITS = "measure: 走访企业, count: {distinct: 企业}"
TALKS = "measure: 面对面交流职工, count: {distinct: 职工}"


def duty(clause: str, title: str, of: str, **keys: object) -> str:
    """One duty of a pack; the sentence is `原文` and the clause's number."""
    lines = [f"quote: 原文{clause}", f"title: {title}", f"of: {of}"]
    lines += [f"{name.strip('_')}: {value}" for name, value in keys.items()]
    return "\n    ".join([f"  - clause: {clause}", *lines]) + "\n"


OFFICERS = "{population: 干部, level: 县级}"
TEAMS = "{population: 工作组, kind: 蹲点小组}"
DAYS = "{measure: 到基层, count: {distinct: 日}}"
DISTRESSED = f"{{{VISITS}, employer_tag: 经营困难}}"

BELOW = {
    "C1": duty("C1", "全区走访企业", PROVINCE, do=f"{{{VISITS}}}", counted="含下级", at_least=4, unit="家"),
    "C2": duty("C2", "全区访职工", PROVINCE, do=f"{{{TALKS}}}", counted="含下级", at_least=10, unit="人"),
}
OWN = {
    "C3": duty("C3", "县级走访企业", COUNTY, do=f"{{{VISITS}}}", at_least=2, unit="家", reading="同一企业只算一家"),
    "C4": duty("C4", "干部到基层", OFFICERS, do=DAYS, at_least=2, by="4-30", unit="天"),
    "C5": duty("C5", "小组访职工", TEAMS, do=f"{{{TALKS}}}", at_least=3, unit="人", strength="力争"),
    "C6": duty("C6", "困难企业过半", COUNTY, do=DISTRESSED, over=f"{{{VISITS}}}", at_least="50%", unit="家"),
    "C7": duty("C7", "成立蹲点小组", COUNTY, have=TEAMS, exactly=1, unit="个"),
    "C8": duty("C8", "办成实事", COUNTY, do="{measure: 印发文件}", at_least=2, unit="件"),
    "C9": duty("C9", "收集问题", COUNTY, do="{measure: 发现问题}", unit="件"),
    "C10": duty("C10", "每月走访", COUNTY, do="{measure: 走访企业}", at_least=1, per="每月", unit="家"),
}
DOCUMENT = "。".join([*(f"原文{clause}" for clause in (*BELOW, *OWN)), "不增加基层负担。"])
NORM = "norms:\n  - {clause: C12, quote: 不增加基层负担, title: 不增加负担}\n"


def text(*duties: str, code: str = "small", issuer: str = "宁夏回族自治区总工会") -> str:
    """A pack with the given duties; without any, with all of them."""
    chosen = duties or (*BELOW.values(), *OWN.values())
    return HEAD.format(code=code, issuer=issuer) + "duties:\n" + "".join(chosen) + NORM


def draft(pack: str, issuer, document: bytes = b"") -> PlanVersion:
    """Load a pack as a draft version."""
    found = read_bytes(pack.encode(), None, document, "原文.txt" if document else "")
    assert [str(problem) for problem in found.loaded.problems if problem.level == "error"] == []
    new = NewVersion(found.loaded, found.text, issuer, found.document, found.document_name)
    return actions.load_plan(new, by=None, on=TODAY)


def publish(pack: str, issuer, document: bytes = b"") -> PlanVersion:
    """Load a pack and put it in force, as the office and the worker would."""
    version = actions.start_publishing(draft(pack, issuer, document), by=None, on=TODAY)
    tasks.publish_version.call(version.pk)
    version.refresh_from_db()
    assert (version.state, version.error) == ("live", "")
    return version


def settle() -> None:
    """Let the worker fold everything that waits."""
    while drain():
        pass


@contextmanager
def shared(blocker: Any) -> Iterator[None]:
    """Whatever is written inside stays for the tests of one module (compiling is dear) and is undone after them."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
