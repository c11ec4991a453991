"""What whoever asked adds to a matter on the portal: words, files, or both; sent twice it is there once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum

from tiexin.cases.actions import steps
from tiexin.cases.actions.asking_person import add_words
from tiexin.cases.actions.papers import NewFile, add_paper
from tiexin.cases.models import Case
from tiexin.cases.papers import rules as paper_rules
from tiexin.cases.papers.models import CasePaper
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.portal.rules import AGAIN, limits


@dataclass(frozen=True)
class Added:
    """Words, files, and the key of the form in which they came."""

    text: str
    files: Sequence[NewFile]
    key: uuid.UUID


def read_files(uploads: Sequence[UploadedFile[Any]]) -> list[NewFile]:
    """Files as they were uploaded, read."""
    return [NewFile(each.read(), str(each.name)) for each in uploads]


@transaction.atomic
def add_to_matter(case: Case, new: Added, *, on: date) -> Case:
    """Add words and files to one's own matter, all or nothing; the same form sent again changes nothing.

    Refused, with nothing written: neither words nor a file, a matter that has ended, a file that is not taken, more
    than the limits of the portal.
    """
    case, source = steps.locked(case), f"added:{case.pk}:{new.key}"
    if Entry.objects.filter(source=source).exists():
        return case
    if new.text.strip() or not new.files:
        add_words(case, new.text, source, on=on)
        source = ""
    bring_papers(case, new.files, source, on=on)
    return case


@transaction.atomic
def bring_papers(case: Case, files: Sequence[NewFile], source: str = "", *, on: date) -> None:
    """Keep files of whoever asked with their matter; all are looked at before the first is written."""
    case = steps.locked(case)
    there = CasePaper.objects.standing().filter(case=case, by=None)
    size = there.aggregate(all=Sum("size"))["all"] or 0
    limits().papers.check(there.count(), size, [len(each.content) for each in files])
    for each in files:
        with _named(each):
            paper_rules.check_size(len(each.content))
            paper_rules.kind_of(each.content)
    for number, each in enumerate(files):
        with _named(each):
            add_paper(case, replace(each, source="" if number else source), by=None, on=on)


@contextmanager
def _named(file: NewFile) -> Iterator[None]:
    """A refusal of a file says which one it is, and that the words are not lost."""
    try:
        yield
    except Refused as refusal:
        words = f"“{file.name[:60]}”：{refusal.message}。{AGAIN}"
        raise Refused(words, clause=refusal.clause, field="file") from refusal
