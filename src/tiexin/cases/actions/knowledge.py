"""Every write of the knowledge base: written, changed, published, retired, said to be wrong, answered, missed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tiexin.cases.knowledge import findable, rules
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss, KnowledgeRemark, KnowledgeVersion
from tiexin.cases.knowledge.norms import Asked, articles, limits
from tiexin.cases.queries import backstop
from tiexin.core.actions import insert
from tiexin.core.journal import Act
from tiexin.core.reasons import check_reason
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import record
from tiexin.orgs.models import Officer, Org
from tiexin.outbox.actions import tell_officer
from tiexin.outbox.rules import News
from tiexin.search import actions as index


@dataclass(frozen=True)
class Said:
    """What an entry says, who answers for it, until when it holds."""

    question: str
    answer: str
    sources: Sequence[Mapping[str, str]]
    valid_until: date
    kind: str = ""
    owner: Officer | None = None


@transaction.atomic
def write_knowledge(new: Knowledge, said: Said, *, by: Officer, on: date) -> Knowledge:
    """Write an entry: `new` (unsaved) says whose it is and where it comes from. A draft that nobody else sees.

    Refused, with nothing written: words missing or too long, a sentence that is not in the law at hand, a last day
    that has passed, the same question twice at one unit.
    """
    new.officer = said.owner
    _say(new, said, on)
    new.version, new.state = 1, "draft"
    _kept(new)
    _version(new, by)
    record(Act("write_knowledge", new, by, on, new.org_id))
    return new


def _say(knowledge: Knowledge, said: Said, on: date) -> None:
    """Put checked words into the row."""
    knowledge.question = rules.check_words(said.question, "question", "问题", rules.QUESTION)
    knowledge.answer = rules.check_words(said.answer, "answer", "答复", rules.ANSWER)
    rules.check_quotes(said.sources, articles())
    rules.check_valid(said.valid_until, on, limits().longest_days)
    knowledge.sources, knowledge.valid_until = [dict(each) for each in said.sources], said.valid_until
    knowledge.kind, knowledge.on = said.kind, on


def _kept(knowledge: Knowledge) -> None:
    try:
        if knowledge.pk is None:
            insert([knowledge])  # no savepoint: a refusal undoes the caller's whole action
        else:
            knowledge.save()
    except IntegrityError as error:
        raise Refused("这个问题已经写过了，请去改那一条", field="question") from error


def _version(knowledge: Knowledge, by: Officer | None) -> None:
    same = ("kind", "question", "answer", "sources", "valid_until", "on")
    said: dict[str, Any] = {name: getattr(knowledge, name) for name in same}
    insert([KnowledgeVersion(knowledge=knowledge, number=knowledge.version, by=by, **said)])


@transaction.atomic
def change_knowledge(knowledge: Knowledge, said: Said, *, by: Officer, on: date) -> Knowledge:
    """Write an entry anew: the version before is kept. Refused as above, and for an entry that is out of use."""
    found = _locked(knowledge)
    rules.check_state(found.state, ("draft", "published"), "再改")
    former = found.officer_id
    found.officer = said.owner
    _say(found, said, on)
    if found.state == "published":
        rules.check_published(found.sources, found.officer, found.valid_until, on)
    found.version += 1
    _kept(found)
    _version(found, by)
    record(Act("change_knowledge", found, by, on, found.org_id))
    _show(found)
    if found.officer is not None and found.officer_id not in (former, by.pk):
        _tell(
            found,
            found.officer,
            News("task", "有一条知识由您负责了", f"knowledge/{found.pk}/owner/{found.version}"),
            on,
        )
    return found


@transaction.atomic
def publish_knowledge(knowledge: Knowledge, *, by: Officer, on: date) -> Knowledge:
    """Let everybody below the unit answer by it. Refused without a sentence, an owner or a last day still to come."""
    found = _locked(knowledge)
    rules.check_state(found.state, ("draft",), "发布")
    rules.check_published(found.sources, found.officer, found.valid_until, on)
    found.state = "published"
    found.save(update_fields=["state"])
    record(Act("publish_knowledge", found, by, on, found.org_id))
    _show(found)
    return found


@transaction.atomic
def retire_knowledge(knowledge: Knowledge, reason: str, *, by: Officer, on: date) -> Knowledge:
    """Take an entry out of use: nobody finds it any more, every version stays. What is still open about it ends."""
    found = _locked(knowledge)
    rules.check_state(found.state, ("draft", "published"), "停用")
    check_reason(reason, "停用")
    found.state = "retired"
    found.save(update_fields=["state"])
    ended = {"answer": "mended", "reply": f"已停用：{reason.strip()}", "answered": on, "answered_by": by}
    found.remarks.filter(answer="").update(**ended)
    record(Act("retire_knowledge", found, by, on, found.org_id))
    _show(found)
    return found


@transaction.atomic
def hand_knowledge(knowledge: Knowledge, owner: Officer, *, by: Officer | None, on: date) -> Knowledge:
    """Give an entry to another owner, who hears of it."""
    found = _locked(knowledge)
    rules.check_state(found.state, ("draft", "published"), "移交")
    found.officer = owner
    found.save(update_fields=["officer"])
    record(Act("hand_knowledge", found, by, on, found.org_id))
    _tell(found, owner, News("task", "有一条知识由您负责了", f"knowledge/{found.pk}/hand/{owner.pk}/{on}"), on)
    return found


def _locked(knowledge: Knowledge) -> Knowledge:
    rows = Knowledge.objects.select_for_update(of=("self",)).select_related("org", "officer")
    return rows.get(pk=knowledge.pk)


def _show(knowledge: Knowledge) -> None:
    """Let it be found as it is now, or no more."""
    if knowledge.state == "published":
        index.put([findable.of_knowledge(knowledge)])
    else:
        index.drop(findable.KIND, [knowledge.pk])


def _tell(knowledge: Knowledge, whom: Officer | None, news: News, on: date) -> int:
    """Tell somebody, or whoever decides at the unit where nobody answers for it."""
    there = whom if whom is not None and (whom.until is None or whom.until > on) else backstop(knowledge.org, on)
    if there is None:
        return 0
    told = News(news.kind, news.title, news.source, url=f"/knowledge/{knowledge.pk}/", body=knowledge.question)
    return tell_officer(there, told, on=on)


@transaction.atomic
def remark_knowledge(knowledge: Knowledge, text: str, *, by: Officer, on: date) -> KnowledgeRemark:
    """Say that an entry is wrong: it is marked until its owner, who hears of it, has answered.

    Refused, with nothing written: without words, about what is not shown, a second time before the first is answered.
    """
    found = _locked(knowledge)
    rules.check_state(found.state, ("published",), "指出有误")
    words = rules.check_words(text, "text", "哪里不对", rules.WORDS)
    if found.remarks.filter(by=by, answer="").exists():
        raise Refused("您指出的还在等负责人答复", field="text")
    remark = KnowledgeRemark(knowledge=found, version=found.version, by=by, on=on, text=words)
    insert([remark])
    record(Act("remark_knowledge", remark, by, on, found.org_id))
    _tell(found, found.officer, News("task", "有人说一条知识答错了", f"knowledge/{found.pk}/remark/{remark.pk}"), on)
    return remark


@transaction.atomic
def answer_remark(remark: KnowledgeRemark, answer: str, reply: str, *, by: Officer, on: date) -> KnowledgeRemark:
    """Answer whoever said that an entry is wrong: mended (which needs a version since), or right as it is and why."""
    knowledge = _locked(remark.knowledge)
    found = KnowledgeRemark.objects.select_related("by").get(pk=remark.pk)
    if found.answer:
        raise Refused("已经答复过了")
    if answer not in ("mended", "right"):
        raise Refused("请选择怎么办的", field="answer")
    if answer == "mended" and knowledge.version == found.version:
        raise Refused("这条知识还没有改过：请先改好，再答复“已经改过”", field="answer")
    found.answer, found.answered, found.answered_by = answer, on, by
    found.reply = rules.check_words(reply, "reply", "怎么改的，或者为什么没有错", rules.WORDS)
    found.save(update_fields=["answer", "reply", "answered", "answered_by"])
    record(Act("answer_remark", found, by, on, knowledge.org_id))
    news = News("progress", "您指出的那条知识有答复了", f"knowledge/{knowledge.pk}/answer/{found.pk}")
    _tell(knowledge, found.by, news, on)
    return found


@transaction.atomic
def note_miss(org: Org, typed: str, *, on: date) -> KnowledgeMiss | None:
    """Count words that were searched for and found nothing; nothing is kept of who asked. Leaves no entry."""
    words = rules.missed(typed)
    if not words:
        return None
    kept = KnowledgeMiss.objects.filter(org=org, words=words)
    if not kept.exists():  # two at once may both find none: the row begins at nothing and both count on it
        KnowledgeMiss.objects.bulk_create(
            [KnowledgeMiss(org=org, words=words, count=0, last=on)], ignore_conflicts=True
        )
    kept.update(count=F("count") + 1, last=on, settled=None)
    return kept.get()


@transaction.atomic
def settle_miss(miss: KnowledgeMiss, *, by: Officer, on: date) -> KnowledgeMiss:
    """Somebody has written what was missing; searched for in vain again, it comes back."""
    found = KnowledgeMiss.objects.select_for_update().get(pk=miss.pk)
    found.settled = on
    found.save(update_fields=["settled"])
    record(Act("settle_miss", found, by, on, found.org_id))
    return found


@transaction.atomic
def seed_knowledge(org: Org, owner: Officer, asked: Collection[Asked], *, on: date) -> int:
    """Publish the questions shipped for a unit and everything below it; those that it has are left alone."""
    there = set(Knowledge.objects.filter(org=org).values_list("question", flat=True))
    until = on + timedelta(days=limits().valid_days)
    fresh = [each for each in asked if each.question not in there]
    for each in fresh:
        said = Said(each.question, each.answer, each.sources, until, each.kind, owner)
        made = write_knowledge(Knowledge(org=org, shipped=True), said, by=owner, on=on)
        publish_knowledge(made, by=owner, on=on)
    return len(fresh)


@transaction.atomic
def remind_owners(on: date) -> int:
    """Tell owners of entries that are near their last day or past it, once a step; returns how many messages."""
    steps, told = sorted(limits().remind_before), 0
    until = on + timedelta(days=steps[-1])
    rows = Knowledge.objects.published().filter(valid_until__lte=until, org__practice=False)
    for each in rows.select_related("org", "officer").order_by("pk"):
        left = (each.valid_until - on).days
        step = next((step for step in steps if left <= step), 0) if left >= 0 else -1
        words = "有一条知识过期了，已不再当答复用" if left < 0 else f"有一条知识还有{left}天过期，请核对"
        source = f"knowledge/{each.pk}/{each.valid_until}/{step}"
        told += _tell(each, each.officer, News("reminder", words, source), on)
    return told
