"""Transfers: offered, taken or returned with a reason; claimed from a queue, assigned (C136)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from tiexin.cases import ladder, queries, reviewing, rules
from tiexin.cases.actions import hiding, leads, mandates, steps, telling
from tiexin.cases.actions.steps import Happened
from tiexin.cases.models import Case, Offer
from tiexin.cases.taking import able
from tiexin.core.actions import insert
from tiexin.core.days import moment
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org
from tiexin.search.actions import drop

FOUND = ("case", "answer")  # kinds as which a matter stands in search

RECUSES = {"owner": "承办人", "helper": "协办人", "lead": "包案领导", "agent": "代理员"}


@dataclass(frozen=True)
class NewOffer:
    """To which unit, to whom there (None: into its queue), and why."""

    org: Org
    officer: Officer | None
    reason: str
    seen: int | None = None


@transaction.atomic
def offer_case(case: Case, new: NewOffer, *, by: Officer, on: date) -> Offer:
    """Offer a matter; until it is taken whoever offers it stays responsible.

    Refused, with nothing written: to oneself, to whom it is about, to somebody not in office, to the unit it is about,
    to one where nobody could take it, one that has ended, one offered already, without a reason.
    """
    case = steps.locked(case, new.seen)
    rules.check_open(case.state)
    rules.check_words(new.reason, "reason", "为什么转", 200)
    check_taker(case, new.org, new.officer, on)
    _check_able(case, new, by, on)
    if case.offers.filter(answer="").exists():
        raise Refused("已经转出、等对方收下，不能再转给别人", clause=rules.FIRST)
    entry = record(Act("offer_case", case, by, on, case.org_id))
    made = _offer(case, new, entry, by, moment(on))
    telling.tell_crisis(case, case.service, [new.org], on)
    return made


def _check_able(case: Case, new: NewOffer, by: Officer, on: date) -> None:
    """Refuse an offer that nobody could take: to whoever makes it, or to a unit where nobody handles matters."""
    if new.officer is None:
        if not able(Org.objects.filter(pk=new.org.pk), case, by, on).exists():
            raise Refused(f"{new.org}还没有人能收下转去的诉求，请转给别的单位", clause=rules.FIRST, field="org")
    elif new.officer.pk == by.pk:
        raise Refused("不能转给自己：要自己办的，请领导指派，待认领的请认领", clause=rules.FIRST, field="officer")


def check_taker(case: Case, org: Org, officer: Officer | None, on: date) -> None:
    """Refuse who cannot take a matter."""
    if officer is None and org.pk == case.org_id:
        raise Refused("已经在这个单位，请选择转给谁", clause=rules.FIRST, field="org")
    if not org.is_open(on) or org.practice != case.org.practice:
        raise Refused("请选择现在存在的单位", field="org")
    if case.about_org_id == org.pk:
        raise Refused("反映的就是这个单位，不能转给它", clause=rules.CONFLICT, field="org")
    hiding.check_union(case, org, "org")
    if officer is not None:
        _check_person(case, org, officer, on)


def _check_person(case: Case, org: Org, officer: Officer, on: date) -> None:
    if officer.org_id != org.pk and not _posted(officer, org, on):
        raise Refused(f"{officer}不在{org}，请选那里的人，或者改选单位", clause=rules.FIRST, field="officer")
    if officer.pk == case.owner_id:
        raise Refused("这个人就是现在的承办人", clause=rules.FIRST, field="officer")
    if officer.pk == case.about_id:
        raise Refused("反映的就是这个人，不能转给本人", clause=rules.CONFLICT, field="officer")
    if officer.since > on or (officer.until is not None and officer.until <= on):
        raise Refused(f"{officer}今天不在职", field="officer")


def _posted(officer: Officer, org: Org, on: date) -> bool:
    """Whether somebody holds a post at a unit."""
    return officer.posts.filter(Q(until=None) | Q(until__gt=on), org=org, since__lte=on).exists()


def offer_first(case: Case, org: Org, entry: Entry, by: Officer, at: datetime) -> Offer:
    """Offer a matter just registered to the unit that the catalogue names."""
    return _offer(case, NewOffer(org, None, "按服务目录转给负责的单位"), entry, by, at)


def _offer(case: Case, new: NewOffer, entry: Entry, by: Officer, at: datetime) -> Offer:
    to = f"{new.officer}（{new.org}）" if new.officer else str(new.org)
    made = steps.step(case, Happened("offered", f"转给{to}"[:40], new.reason), entry, at)
    steps.hear(case, "offered", at)
    [offer] = insert(
        [Offer(case=case, step=made, org=new.org, officer=new.officer, by=by, reason=new.reason.strip(), at=at)]
    )
    telling.tell_offered(case, offer, entry.on)
    return offer


def open_offer(case: Case) -> Offer:
    """The offer that waits, locked; refuses when there is none."""
    found = case.offers.select_for_update(of=("self",)).select_related("org", "officer", "by").filter(answer="").first()
    if found is None:
        raise Refused("没有等待收下的转办，刚才可能已有人处理", clause=rules.FIRST)
    return found


@transaction.atomic
def take_offer(case: Case, *, by: Officer, on: date) -> Case:
    """Take a matter that was offered to one's unit or to oneself: from now on one is responsible."""
    case = steps.locked(case)
    offer = open_offer(case)
    if offer.officer_id not in (None, by.pk):
        raise Refused(f"是转给{offer.officer}的，请本人收下", clause=rules.FIRST)
    _check_other(offer, by, on)
    check_hand(case, by)
    _answer(offer, "taken", "", moment(on))
    _hand_to(case, offer.org, by, on)
    entry = record(Act("take_case", case, by, on, case.org_id))
    made = steps.step(case, Happened("taken", "收下"), entry, moment(on))
    steps.hear(case, "taken", made.at)
    telling.tell_answered(case, offer, on)
    return case


def _check_other(offer: Offer, by: Officer, on: date) -> None:
    """Refuse whoever made the offer, unless it goes to another unit where they handle matters, too."""
    own = offer.officer_id is None and by in queries.handlers(offer.org, on)
    if offer.by_id == by.pk and not own:
        raise Refused("是您自己转出的，请等对方收下；要自己办，请收回", clause=rules.FIRST)


@transaction.atomic
def return_offer(case: Case, reason: str, *, by: Officer, on: date) -> Case:
    """Return a matter that was offered, with the reason; whoever offered it keeps it."""
    case = steps.locked(case)
    offer = open_offer(case)
    if offer.officer_id not in (None, by.pk):
        raise Refused(f"是转给{offer.officer}的，请本人退回", clause=rules.FIRST)
    _check_other(offer, by, on)
    rules.check_words(reason, "reason", "为什么退回", 200)
    _answer(offer, "returned", reason, moment(on))
    entry = record(Act("return_case", case, by, on, case.org_id))
    made = steps.step(case, Happened("returned", f"{offer.org}退回"[:40], reason), entry, moment(on))
    steps.hear(case, "returned", made.at)
    telling.tell_answered(case, offer, on)
    if (times := case.offers.filter(answer="returned").count()) >= ladder.returns():
        unclear = Happened("noted", rules.UNCLEAR, f"{offer.org}退回，已经是第{times}次")
        telling.tell_unclear(case, steps.step(case, unclear, entry, made.at).pk, on)
    return case


@transaction.atomic
def drop_offer(case: Case, *, by: Officer, on: date) -> Case:
    """Take back an offer that nobody has taken yet."""
    case = steps.locked(case)
    _answer(open_offer(case), "dropped", "", moment(on))
    entry = record(Act("drop_offer", case, by, on, case.org_id))
    made = steps.step(case, Happened("returned", "收回转办"), entry, moment(on))
    steps.hear(case, "returned", made.at)
    return case


def drop_waiting(case: Case, on: date) -> None:
    """Let an offer of a locked matter that waits, if there is one, wait no more."""
    waiting = case.offers.select_for_update().filter(answer="").first()
    if waiting is not None:
        _answer(waiting, "dropped", "", moment(on))


@transaction.atomic
def assign_case(case: Case, officer: Officer, reason: str, *, by: Officer, on: date) -> Case:
    """Let somebody of the reach own a matter: claimed from the queue by oneself, or assigned by a leader."""
    case = steps.locked(case)
    rules.check_open(case.state)
    check_taker(case, officer.org, officer, on)
    check_hand(case, officer)
    if officer.pk != by.pk:
        rules.check_words(reason, "reason", "为什么指派", 200)
    drop_waiting(case, on)
    _hand_to(case, officer.org if officer.pk != by.pk else case.org, officer, on)
    verb, label = ("claim_case", "认领") if officer.pk == by.pk else ("assign_case", f"指派给{officer}")
    entry = record(Act(verb, case, by, on, case.org_id))
    made = steps.step(case, Happened("taken", label, reason), entry, moment(on))
    steps.hear(case, "taken", made.at)
    if officer.pk != by.pk:
        telling.tell_owner(case, made.pk, on)
        telling.tell_crisis(case, case.service, [case.org], on)
    return case


def check_hand(case: Case, officer: Officer) -> None:
    """Refuse whoever withdrew from the matter for a conflict of interest, and whom it is about."""
    if case.about_id == officer.pk or case.about_org_id == officer.org_id:
        raise Refused("这件诉求反映的就是您或者您的单位，应当回避", clause=rules.CONFLICT)
    hiding.check_union(case, officer.org, "officer")
    if case.parts.filter(officer=officer, role="recused").exists():
        raise Refused(f"{officer}已经回避，不能再承办", clause=rules.CONFLICT, field="officer")
    if case.state in rules.REVIEWING and reviewing.handled_before(case, officer):
        raise Refused(f"{officer}以前办过这件诉求，复查、复核由别人办", clause=rules.REVIEW, field="officer")


def _answer(offer: Offer, answer: str, reason: str, at: datetime) -> None:
    offer.answer, offer.answered, offer.answer_reason = answer, at, reason.strip()
    offer.save(update_fields=["answer", "answered", "answer_reason"])


def _hand_to(case: Case, org: Org, officer: Officer, on: date) -> None:
    """Another is responsible from now on; whoever was first keeps seeing it."""
    if case.owner is not None and case.owner_id != officer.pk:
        steps.part(case, case.owner, "owner", on)
    if case.org_id != org.pk:
        _let_go(case, on)
    case.org, case.owner = org, officer
    case.save(update_fields=["org", "owner"])
    steps.join(case, officer, "owner", on)


def _let_go(case: Case, on: date) -> None:
    """Counsellors of the unit that hands it over help no longer, but for one with whom an hour is still agreed."""
    awaited = case.appointments.filter(state="booked").values("slot__counsellor")
    former = case.appointments.exclude(slot__counsellor__in=awaited).values("slot__counsellor")
    case.parts.filter(role="helper", until=None, officer__in=former).update(until=on)


@transaction.atomic
def withdraw_from_case(case: Case, reason: str, *, by: Officer, on: date) -> Case:
    """Step back for a conflict of interest, as owner, helper, leader in charge or agent (X18); who has to hear it does.

    Whoever steps back has no part in it any more, however they came to it, and reads it no longer; without its owner
    the matter waits in the unit's queue for another, without its leader the rule asks anew, and what they were
    authorised to do for whoever asked has ended.
    """
    case = steps.locked(case)
    rules.check_open(case.state)
    rules.check_words(reason, "reason", "有什么利害关系", 200)
    held = set(case.parts.filter(officer=by, until=None, role__in=RECUSES).values_list("role", flat=True))
    if not held:
        raise Refused("您没有在承办、协办、包案或者代理", clause=rules.CONFLICT)
    case.parts.filter(officer=by, until=None).update(until=on, reason=reason.strip())
    steps.join(case, by, "recused", on)
    case.owner = None if case.owner_id == by.pk else case.owner
    case.lead = None if case.lead_id == by.pk else case.lead
    case.save(update_fields=["owner", "lead"])
    entry = record(Act("withdraw_from_case", case, by, on, case.org_id))
    label = "、".join(said for role, said in RECUSES.items() if role in held)
    made = steps.step(case, Happened("recused", f"{label}回避", reason), entry, moment(on))
    for kind in FOUND:  # search knows no single person: what somebody must not read any more is found by nobody
        drop(kind, [case.pk])
    if "owner" in held:
        telling.tell_free(case, made.pk, on)
    if "lead" in held:
        telling.tell_unled(case, made.pk, on)
        leads.ask_again(case, on)
    if mandates.end_for(by, case, reason.strip(), on):
        telling.tell_uncarried(case, made.pk, on)
    return case
