"""Papers of a matter: brought by an officer or by the asker, taken away again with a reason."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Sum

from tiexin.cases import rules
from tiexin.cases.actions import steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.models import Case
from tiexin.cases.papers import rules as paper_rules
from tiexin.cases.papers.models import CasePaper
from tiexin.core.actions import insert
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.core.sealed import blind_index, seal, seal_bytes
from tiexin.evidence.actions import keep_content, record
from tiexin.orgs.models import Officer
from tiexin.outbox.actions import tell_officer
from tiexin.outbox.rules import News

LABEL = "附上材料"


@dataclass(frozen=True)
class NewFile:
    """A file as it was brought; `told`: the asker may fetch it; `source` is written once, whoever sends it again."""

    content: bytes
    name: str
    told: bool = False
    source: str = ""


@transaction.atomic
def add_paper(case: Case, new: NewFile, *, by: Officer | None, on: date) -> CasePaper:
    """Keep a file with a matter; what the asker brought (`by` is None) the asker may fetch again.

    Refused, with nothing written: a matter that has ended, an empty or too large file, one too many, a kind that is not
    taken whatever its name says, the same content twice.
    """
    kind, content = paper_rules.read(new.content)
    case = steps.locked(case)
    rules.check_open(case.state)
    there = CasePaper.objects.standing().filter(case=case)
    paper_rules.check_room(there.count(), there.aggregate(all=Sum("size"))["all"] or 0, len(content))
    paper = CasePaper(key=uuid.uuid4(), case=case, kind=kind.name, size=len(content), by=by, on=on)
    paper.told = new.told or by is None
    name = paper_rules.clean_name(new.name, kind)
    kept = _seal(paper, name, content) if case.sealed else content
    paper.name = "" if case.sealed else name
    paper.same = blind_index(hashlib.sha256(content).hexdigest(), f"case.paper:{case.key}")
    paper.sha256 = hashlib.sha256(kept).hexdigest()
    if there.filter(same=paper.same).exists():
        raise Refused("这份材料已经有了，没有再存一遍", clause="一次录入：同一份材料只存一次", field="file")
    entry = record(Act("add_case_paper", case, by, on, case.org_id, new.source))
    paper.entry = entry
    _insert(paper)
    keep_content(kept)
    made = steps.step(case, Happened("noted", LABEL, name, paper.told), entry, moment(on))
    if case.owner is not None and case.owner_id != (by.pk if by else None):
        news = News(
            "progress", f"一件{case.what}有了新材料", f"case/{case.pk}/paper/{made.pk}", url=f"/cases/{case.pk}/"
        )
        tell_officer(case.owner, news, on=on)
    return paper


def _seal(paper: CasePaper, name: str, content: bytes) -> bytes:
    paper.name_sealed = seal(name, f"case.paper_name:{paper.key}")
    return seal_bytes(content, paper.place)


def _insert(paper: CasePaper) -> None:
    try:
        insert([paper])
    except IntegrityError as error:
        raise Refused("这份材料已经有了，没有再存一遍", clause="一次录入：同一份材料只存一次", field="file") from error


@transaction.atomic
def drop_paper(paper: CasePaper, reason: str, *, by: Officer, on: date) -> CasePaper:
    """Take a paper away from a matter: it is handed out no more; that it was there, and why it went, stays."""
    steps.locked(paper.case)
    found = CasePaper.objects.select_for_update(of=("self",)).select_related("case").get(pk=paper.pk)
    if found.dropped is not None:
        raise Refused("这份材料已经撤下", clause=paper_rules.RULE)
    rules.check_open(found.case.state)
    check_reason(reason, "撤下材料")
    found.dropped, found.reason = on, reason.strip()
    found.save(update_fields=["dropped", "reason"])
    entry = record(Act("drop_case_paper", found.case, by, on, found.case.org_id))
    steps.step(found.case, Happened("noted", "撤下材料", f"{found.said}：{found.reason}"), entry, moment(on))
    return found


@transaction.atomic
def tell_paper(paper: CasePaper, told: bool, *, by: Officer, on: date) -> CasePaper:
    """Let the asker fetch a paper, or no longer; what they brought themselves they may always fetch."""
    case = steps.locked(paper.case)
    found = CasePaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if found.dropped is not None:
        raise Refused("这份材料已经撤下", clause=paper_rules.RULE)
    if found.by_id is None:
        raise Refused("这是本人交来的，本人一直能取", clause=paper_rules.RULE)
    if found.told == told:
        raise Refused("已经是这样了，没有改动", clause=paper_rules.RULE)
    found.told = told
    found.save(update_fields=["told"])
    entry = record(Act("tell_case_paper", case, by, on, case.org_id))
    label = "材料本人可取" if told else "材料本人不再能取"
    steps.step(case, Happened("noted", label, found.said, told), entry, moment(on))
    return found
