"""Reads of drafts: everything the editor shows of one, and what a new one can begin from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from tiexin.calendars import queries as calendars
from tiexin.core.refusal import Refused
from tiexin.duties.models import PlanVersion
from tiexin.orgs.models import Org, OrgQuerySet
from tiexin.orgs.scope import nodes
from tiexin.plans.editor import items
from tiexin.plans.editor.document import Laid, Sentence, lay
from tiexin.plans.editor.items import Row
from tiexin.plans.loader import Loaded
from tiexin.plans.models import PackDraft
from tiexin.plans.problems import Problem
from tiexin.plans.quotes import Document
from tiexin.plans.reading import read_bytes

SHOWN = 200  # findings on a page; the text view has them all


@dataclass
class Desk:
    """A draft as it is read now: the pack with its findings, its items, the document beside them."""

    draft: PackDraft

    @cached_property
    def loaded(self) -> Loaded:
        """The pack as the loader and the lint read it."""
        document = self.draft.document.encode()
        calendar = calendars.here() if self.draft.pk else None  # what is only tried asks no table
        text = self.draft.text.encode()
        return read_bytes(text, self.draft.year, document, "原文.txt", calendar=calendar).loaded

    @cached_property
    def rows(self) -> list[Row]:
        """The items."""
        return items.rows(self.loaded.draft.source)

    @cached_property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The items list by list, each with its findings."""
        _ = self.findings
        return list(items.grouped(self.rows))

    @cached_property
    def findings(self) -> list[tuple[Problem, Row | None]]:
        """What is wrong or odd, errors first, each with the item it belongs to."""
        dealt = items.spread(self.rows, self.loaded.problems)
        return sorted(dealt, key=lambda pair: pair[0].level != "error")

    @property
    def shown(self) -> list[tuple[Problem, Row | None]]:
        """As many findings as one can take in."""
        return self.findings[:SHOWN]

    @property
    def errors(self) -> int:
        """How many findings stand in the way of loading."""
        return sum(problem.level == "error" for problem, _ in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings only ask."""
        return len(self.findings) - self.errors

    @property
    def readable(self) -> bool:
        """Tell whether forms can change the text: it must be clean YAML."""
        source = self.loaded.draft.source
        return isinstance(source.value, dict) and not source.problems

    @property
    def masked(self) -> str:
        """The year as the document has it, where a digit of it cannot be read."""
        head = self.loaded.draft.head
        return head.year if head and "*" in head.year else ""

    @cached_property
    def document(self) -> Document | None:
        """The attached document."""
        return Document(self.draft.document) if self.draft.document.strip() else None

    @cached_property
    def laid(self) -> Laid:
        """The document beside the items."""
        return lay(self.document, items.marks(self.rows)) if self.document else Laid()

    @cached_property
    def names(self) -> dict[str, Row]:
        """Items by their place."""
        return {row.at: row for row in self.rows}

    def of(self, sentence: Sentence) -> list[Row]:
        """The items that quote a sentence."""
        return [self.names[at] for at in sentence.clauses if at in self.names]

    @property
    def paragraphs(self) -> list[list[tuple[Sentence, list[Row]]]]:
        """The document for the page: sentences with their items."""
        return [[(sentence, self.of(sentence)) for sentence in part] for part in self.laid.paragraphs]


def changed(before: Desk, after: Desk) -> list[tuple[Sentence, list[Row]]]:
    """The sentences whose items are others now; everything when places have moved."""
    old = {sentence.number: [(row.at, row.ident) for row in before.of(sentence)] for sentence in before.laid.sentences}
    new = [(sentence, after.of(sentence)) for sentence in after.laid.sentences]
    return [(sentence, rows) for sentence, rows in new if old.get(sentence.number) != [(r.at, r.ident) for r in rows]]


def units(request: HttpRequest) -> OrgQuerySet:
    """The units whose office the person holds: a new draft is issued by one of them."""
    return Org.objects.filter(pk__in=nodes(request, "plans.publish")).order_by("id")


def issuer_within(request: HttpRequest, org: Org | None) -> Org:
    """Return a pack's issuer, or refuse one that the person does not speak for."""
    if org is None or not Org.objects.for_request(request).filter(pk=org.pk).exists():
        raise Refused("发文单位不在您可发布的范围内")
    return org


def versions(request: HttpRequest) -> list[PlanVersion]:
    """The newest version of each plan the person may continue."""
    found = PlanVersion.objects.mine(request).select_related("plan").order_by("plan", "-number")
    newest = {version.plan_id: version for version in reversed(found)}
    return list(newest.values())
