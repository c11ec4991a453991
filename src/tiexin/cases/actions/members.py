"""The list of a matter of many: listed, struck off, answered each on their own; slips with their codes; texts to them.

Single names stand in no step of the matter: its way says how many, the list says who.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from tiexin.cases import codes
from tiexin.cases import rules as of_cases
from tiexin.cases.actions import steps
from tiexin.cases.actions.steps import Happened
from tiexin.cases.members import queries, rules
from tiexin.cases.members.models import Member
from tiexin.cases.members.rules import Listed
from tiexin.cases.models import Case, CaseStep
from tiexin.core.actions import insert
from tiexin.core.days import moment, opening
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.core.sealed import blind_index, seal
from tiexin.evidence.actions import record
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer
from tiexin.outbox.actions import tell_phones
from tiexin.outbox.rules import News

PRINTED = "打印名单回执"
WORDS = "您参加提的事有了答复，请凭您自己的查询码看"


@transaction.atomic
def list_members(case: Case, new: Sequence[Listed], *, by: Officer, on: date) -> list[Member]:
    """Put people on the list of a matter, each with a code of their own; where they are more, more people it has.

    Refused, with nothing written: a matter of one person, one under seal or at its end, who is on the list already.
    """
    case = steps.locked(case)
    rules.check_listed(case.asker, case.sealed)
    of_cases.check_open(case.state)
    known = queries.there(case)
    rules.check_new(new, known)
    made = insert([_made(case, each, by, on) for each in new])
    if (all_of_them := len(known) + len(made)) > case.people:
        case.people = all_of_them
        case.save(update_fields=["people"])
    entry = record(Act("list_members", case, by, on, case.org_id))
    steps.step(
        case, Happened("noted", "登记名单", f"{len(made)}人，名单上现在{all_of_them}人", True), entry, moment(on)
    )
    return made


def _made(case: Case, said: Listed, by: Officer, on: date) -> Member:
    key = uuid.uuid4()
    made = Member(key=key, case=case, name=said.name, by=by, since=on, code_hash=codes.hash_of(codes.code_of(key)))
    if said.phone:
        made.phone_sealed = seal(said.phone, f"case.member.phone:{key}")
        made.phone_index = blind_index(said.phone, "worker.phone")
    return made


def _locked(member: Member) -> Member:
    """The person as they are now; the matter is locked before. Refused: struck off."""
    case = steps.locked(member.case)
    found = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if found.until is not None:
        raise Refused(f"{found}已经从名单里划去", clause=rules.EACH)
    found.case = case
    return found


@transaction.atomic
def strike_member(member: Member, reason: str, *, by: Officer, on: date) -> Member:
    """Strike somebody off a list; that they stood on it, and why no longer, stays. Their code opens nothing more."""
    found = _locked(member)
    of_cases.check_open(found.case.state)
    check_reason(reason, "从名单里划去")
    found.until, found.reason = on, reason.strip()
    found.save(update_fields=["until", "reason"])
    entry = record(Act("strike_member", found.case, by, on, found.case.org_id))
    steps.step(found.case, Happened("noted", "从名单里划去1人", found.reason, True), entry, moment(on))
    return found


@transaction.atomic
def answer_member(member: Member, way: str, note: str, *, by: Officer, on: date) -> Member:
    """Write down how the answer reached somebody of the list, or that they could not be found.

    An entry and no step: the way of a matter of many is not buried under names. Refused, with nothing written: no
    answer yet, written down before, no such way, unreached without what was tried.
    """
    rules.check_way(way, note)
    found = _locked(member)
    rules.check_answerable(found.case.state, found.round == found.case.round)
    return _keep(found, way, note.strip(), by, on)


@transaction.atomic
def read_answer(member: Member, *, on: date) -> Member:
    """Somebody of the list looks at the matter by their code: where there is an answer, it has reached them."""
    found = _locked(member)
    if found.case.state in rules.ANSWERED and (found.round != found.case.round or found.way == "unreached"):
        return _keep(found, rules.OWN, "", None, on)
    return found


def _keep(member: Member, way: str, note: str, by: Officer | None, on: date) -> Member:
    member.round, member.way, member.note, member.answered = member.case.round, way, note, on
    member.save(update_fields=["round", "way", "note", "answered"])
    record(Act("answer_member", member.case, by, on, member.case.org_id))
    return member


@transaction.atomic
def print_slips(case: Case, *, by: Officer, on: date) -> Entry:
    """Open the codes of a list to print them; the way of the matter says that somebody did, once a day, for whoever
    asked to read."""
    case = steps.locked(case)
    rules.check_listed(case.asker, case.sealed)
    entry = record(Act("print_member_slips", case, by, on, case.org_id))
    if not case.steps.filter(label=PRINTED, by=by, at__gte=opening(on)).exists():
        steps.step(case, Happened("noted", PRINTED, told=True), entry, moment(on))
    return entry


def tell_members(case: Case, step: CaseStep, on: date) -> int:
    """Text everybody of the list who left a number that there is an answer; returns how many texts were written."""
    if case.asker != "group" or step.event not in rules.TELLS or case.org.practice:
        return 0
    rows = Member.objects.standing().filter(case=case, phone_index__isnull=False).order_by("pk")
    news = News("notice", WORDS, f"case/{case.pk}/member/{step.pk}", sms=True)
    return tell_phones([each.phone for each in rows], case.org, news, on=on)


def check_closing(case: Case, others: str) -> str:
    """Refuse to end a matter of many while somebody has not been answered (C137); what is said of those unlisted."""
    found = queries.closing(case)
    return rules.check_all_answered(found.left, found.more, others)
