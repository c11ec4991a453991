"""The document of a loaded version beside its clauses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tiexin.duties.models import Clause, PlanVersion
from tiexin.evidence.actions import file_path
from tiexin.plans.editor.document import Laid, Mark, Sentence, lay, says
from tiexin.plans.quotes import Document


def text_of(version: PlanVersion) -> str:
    """The text of a version's document; empty when there is none, or its file is gone."""
    if version.document is None:
        return ""
    path = file_path(version.document.sha256)
    return path.read_bytes().decode("utf-8-sig", errors="replace") if path.exists() else ""


@dataclass
class Beside:
    """A document with its clauses, and the sentences that hold the searched words as found or as meant."""

    text: str
    clauses: list[Clause]
    words: str = ""

    @cached_property
    def laid(self) -> Laid:
        """The sentences with the ids of their clauses."""
        return lay(Document(self.text), [Mark(clause.item, clause.quote) for clause in self.clauses if clause.quote])

    @cached_property
    def hits(self) -> list[Sentence]:
        """The sentences that hold the searched words."""
        return [sentence for sentence in self.laid.sentences if says(sentence.text, self.words)] if self.words else []

    @property
    def paragraphs(self) -> list[list[tuple[Sentence, list[Clause], bool]]]:
        """The document for the page: sentence, its clauses, whether it was searched for."""
        by_item = {clause.item: clause for clause in self.clauses}
        found = {sentence.number for sentence in self.hits}
        return [
            [(each, [by_item[item] for item in each.clauses], each.number in found) for each in part]
            for part in self.laid.paragraphs
        ]

    @property
    def said(self) -> int:
        """How many sentences have a clause."""
        return sum(bool(sentence.clauses) for sentence in self.laid.sentences)
