"""What entries are found by, and the answers of matters: without the names of those who asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from tiexin.cases.knowledge import rules
from tiexin.cases.knowledge.models import Knowledge
from tiexin.cases.models import Case, CaseStep, Part
from tiexin.cases.reading import unread
from tiexin.core.findable import Findable

KIND, ANSWER = "knowledge", "answer"
GIVEN = ("replied", "review_answered", "second_review_answered")  # steps in which the unit answers


def of_knowledge(knowledge: Knowledge) -> Findable:
    """An entry is found by its question, its answer and the sentences below it."""
    until = knowledge.valid_until
    quotes = [f"{rules.cited(each)} {each['quote']}" for each in knowledge.sources]
    return Findable(
        kind=KIND,
        thing_id=knowledge.pk,
        org_id=knowledge.org_id,
        title=knowledge.question,
        body="\n".join([knowledge.answer, *quotes]),
        note=f"{knowledge.what}，有效期至{until.year}年{until.month}月{until.day}日，过了这天不能照着答",
        weight=knowledge.on.toordinal(),
    )


def entries() -> Iterator[Findable]:
    """Every entry that is shown."""
    return map(of_knowledge, Knowledge.objects.published().order_by("pk").iterator(chunk_size=500))


def of_answer(case: Case) -> Findable:
    """What a unit answered, found in the reach of its matter; the asker's name and every number are left out."""
    names = names_of(case)
    given = [step.text for step in case.steps.all() if step.text]
    return Findable(
        kind=ANSWER,
        thing_id=case.pk,
        org_id=case.org_id,
        also_id=case.first_org_id if case.first_org_id != case.org_id else None,
        title=rules.hidden(case.title, names),
        body=rules.hidden("\n".join(given), names),
        note=f"{case.what}，{case.on.year}年{case.on.month}月{case.on.day}日登记",
        weight=case.on.toordinal(),
    )


def names_of(case: Case) -> list[str]:
    """The names that must not stand where others read the answer."""
    return [case.name, case.behalf, case.worker.name if case.worker else ""]


def answers() -> Iterator[Findable]:
    """The answer of every matter that has one, whose content is not sealed and that is about nobody of the house."""
    return map(of_answer, answered().order_by("pk").iterator(chunk_size=500))


def of_entries(case_ids: Collection[int]) -> list[Findable]:
    """Answers of matters in which something happened."""
    return [of_answer(case) for case in answered().filter(pk__in=case_ids)]


def recused() -> QuerySet[Part]:
    """Who stepped back from a matter: search knows no single person, so such a matter is found by nobody."""
    return Part.objects.filter(role="recused", until=None, case=OuterRef("pk"))


def answered() -> QuerySet[Case]:
    """Matters with an answer, with its words; none of a kind that those who take part alone read."""
    given = CaseStep.objects.filter(event__in=GIVEN).exclude(text="")
    rows = Case.objects.filter(sealed=False, about=None, about_org=None, pk__in=given.values("case"))
    rows = rows.exclude(Exists(recused())).exclude(kind__in=unread("unit"))
    return rows.select_related("worker").prefetch_related(Prefetch("steps", given.order_by("pk")))
