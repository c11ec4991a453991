"""Reads of drafts: everything the editor shows of one, and what a new one can begin from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from tiexin.core.documents.problems import LEVELS, Problem
from tiexin.core.documents.source import Source
from tiexin.core.refusal import Refused
from tiexin.duties.models import PlanVersion
from tiexin.orgs.models import Level, Org, OrgQuerySet
from tiexin.orgs.scope import nodes
from tiexin.plans.editor import findings, items
from tiexin.plans.editor.document import Laid, Sentence, lay
from tiexin.plans.editor.items import Row
from tiexin.plans.editor.script import Script, script
from tiexin.plans.models import PackDraft
from tiexin.plans.quotes import Document

SHOWN = 200  # findings on a page; the text view has them all
SENTENCES = 400  # of the document on a page
Said = list[tuple[Sentence, list[Row]]]


@dataclass
class Desk:
    """A draft as it is read now: its items with the findings, the document beside them.

    `asked` is what the address of the page asks for: a part of the document, one list of items, words to find,
    `check` to have a long text linted before the page shows.
    """

    draft: PackDraft
    asked: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def text(self) -> Script:
        """The text, read once."""
        return script(self.draft.text)

    @cached_property
    def item_url(self) -> str:
        """The address of an item's form; worked out once, a long document has it on every sentence."""
        return reverse("draft-item", args=[self.draft.pk])

    @property
    def source(self) -> Source:
        """Its values with their lines."""
        return self.text.source

    @property
    def large(self) -> bool:
        """Tell whether the lint of the text takes longer than one likes to wait."""
        return len(self.draft.text) > findings.LARGE

    @cached_property
    def checked(self) -> bool:
        """Tell whether the findings are there at once; those of a long text come after the page."""
        return not self.large or "check" in self.asked or findings.known(self.draft) is not None

    @cached_property
    def problems(self) -> list[Problem]:
        """What is wrong, odd or worth knowing, in this order; nothing as long as the text is not checked."""
        found = findings.findings(self.draft, self.text) if self.checked else []
        return sorted(found, key=lambda problem: list(LEVELS).index(problem.level))

    @cached_property
    def rows(self) -> list[Row]:
        """The items."""
        return items.rows(self.source)

    @cached_property
    def lists(self) -> list[tuple[str, str, int]]:
        """Name, words and length of each list that has items."""
        return [(str(rows[0].path[0]), label, len(rows)) for label, rows in items.grouped(self.rows)]

    @property
    def found(self) -> list[Row]:
        """The items one asked for, each with its findings: of one list, with some words."""
        _ = self.findings
        wanted, words = self.asked.get("list", ""), "".join(self.asked.get("q", "").split())
        listed = [row for row in self.rows if not wanted or row.path[0] == wanted]
        return [row for row in listed if words in f"{row.ident} {row.title} {row.raw.get('quote', '')}"]

    @cached_property
    def findings(self) -> list[tuple[Problem, Row | None]]:
        """What is wrong or odd, errors first, each with the item it belongs to."""
        return items.spread(self.rows, self.problems)

    @property
    def shown(self) -> list[tuple[Problem, Row | None]]:
        """As many findings as one can take in."""
        return self.findings[:SHOWN]

    @property
    def first_problems(self) -> list[Problem]:
        """As many findings as one can take in, without their items."""
        return self.problems[:SHOWN]

    @property
    def errors(self) -> int:
        """How many findings stand in the way of loading."""
        return sum(problem.level == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        """How many findings ask the author."""
        return sum(problem.level == "warning" for problem in self.problems)

    @property
    def notes(self) -> int:
        """How many findings need no answer."""
        return len(self.problems) - self.errors - self.warnings

    @property
    def readable(self) -> bool:
        """Tell whether forms can change the text: it must be clean YAML."""
        return isinstance(self.source.value, dict) and not self.source.problems

    @property
    def masked(self) -> str:
        """The year as the document has it, where a digit of it cannot be read."""
        year = str(self.text.head.get("year", ""))
        return year if "*" in year else ""

    @cached_property
    def document(self) -> Document | None:
        """The attached document."""
        return Document(self.draft.document) if self.draft.document.strip() else None

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences of the document as they stand in it, whatever the items say."""
        return lay(self.document, ()).sentences if self.document else []

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

    @cached_property
    def parts(self) -> int:
        """How many parts the document is shown in."""
        return -(-len(self.laid.sentences) // SENTENCES)

    @cached_property
    def part(self) -> int:
        """The part that is shown, from 1; one that is not there is the first."""
        asked = self.asked.get("part", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
        return number if 1 <= number <= self.parts else 1

    def within(self, sentence: Sentence) -> bool:
        """Tell whether a sentence stands in the part that is shown."""
        return sentence.number // SENTENCES + 1 == self.part

    @property
    def paragraphs(self) -> list[Said]:
        """The part of the document for the page: sentences with their items."""
        cut = ([(each, self.of(each)) for each in part if self.within(each)] for part in self.laid.paragraphs)
        return [part for part in cut if part]

    @cached_property
    def open(self) -> list[tuple[Sentence, int]]:
        """The sentences without a clause, each with the part it stands in, 0 for the one that is shown."""
        return [(each, 0 if self.within(each) else each.number // SENTENCES + 1) for each in self.laid.open]


def changed(before: Desk, after: Desk) -> Said:
    """The sentences on the page whose items are others now; all of them when places have moved."""
    here = [sentence for sentence in after.laid.sentences if after.within(sentence)]
    old = {sentence.number: [(row.at, row.ident) for row in before.of(sentence)] for sentence in before.laid.sentences}
    new = [(sentence, after.of(sentence)) for sentence in here]
    return [(sentence, rows) for sentence, rows in new if old.get(sentence.number) != [(r.at, r.ident) for r in rows]]


def own_units(request: HttpRequest) -> OrgQuerySet:
    """The units whose office the person holds."""
    return Org.objects.filter(pk__in=nodes(request, "plans.publish")).order_by("id")


def units(request: HttpRequest) -> OrgQuerySet:
    """The units that may issue a new draft: the person's own, and every union below them that is no enterprise's."""
    issuing = ~Q(level=Level.ENTERPRISE) | Q(pk__in=own_units(request).values("pk"))
    return Org.objects.for_request(request).filter(issuing).order_by("id")


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
