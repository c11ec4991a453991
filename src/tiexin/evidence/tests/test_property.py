"""Random runs of records and voids: the trail only grows, and what counts is what a plain list says."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry, Fact, Pending
from tiexin.orgs.tests import cast as c

FACTS = st.lists(
    st.tuples(st.sampled_from(["visit", "talk", "presence"]), st.integers(-1, 5), st.integers(-3, 1)), max_size=3
)
STEPS = st.lists(
    st.tuples(st.just("record"), st.sampled_from(["", "a", "b"]), FACTS)
    | st.tuples(st.just("void"), st.integers(0, 5)),
    max_size=8,
)


class Book:
    """The plain list: what should have been written, by the rules as a person would read them."""

    def __init__(self):
        self.entries, self.sources, self.voided = [], set(), set()

    def takes(self, source, facts):
        true = all(qty > 0 and away <= 0 for _, qty, away in facts)
        return true and not (source and source in self.sources)

    def counts(self):
        return sorted(
            (measure, qty)
            for number, (_, facts) in enumerate(self.entries)
            if number not in self.voided
            for measure, qty, _ in facts
        )


class Trail(TestCase):
    def setUp(self):
        self.org = c.org("总", "province", None)
        self.start = Entry.objects.count()

    def record(self, source, facts):
        new = [NewFact(name, c.TODAY + timedelta(away), self.org, self.org, qty=qty) for name, qty, away in facts]
        with transaction.atomic():
            return record(Act("record_visit", self.org, None, c.TODAY, self.org.id, source=source), new)

    @settings(max_examples=min(40, settings().max_examples))
    @given(STEPS)
    def test_what_counts_is_what_the_plain_list_says(self, steps):
        book, written = Book(), []
        for kind, *rest in steps:
            if kind == "record":
                self.one_record(book, written, *rest)
            elif written:
                self.one_void(book, written, rest[0] % len(written))
        live = Fact.objects.filter(by_org=self.org).live().values_list("measure", "qty")
        assert sorted(live) == book.counts()
        assert Entry.objects.count() - self.start == len(book.entries) + len(book.voided)
        assert Pending.objects.count() == Entry.objects.count()

    def one_record(self, book, written, source, facts):
        if book.takes(source, facts):
            written.append(self.record(source, facts))
            book.entries.append((source, facts))
            book.sources |= {source} - {""}
        else:
            with c.nothing_written(), pytest.raises(Refused):
                self.record(source, facts)

    def one_void(self, book, written, number):
        if number in book.voided:
            with c.nothing_written(), pytest.raises(Refused), transaction.atomic():
                void(written[number], by=None, on=c.TODAY)
        else:
            void(written[number], by=None, on=c.TODAY)
            book.voided.add(number)
