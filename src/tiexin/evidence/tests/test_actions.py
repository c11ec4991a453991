"""`record`, `void` and `keep_file`: what they leave, what they refuse."""

import hashlib
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from tiexin.core import journal
from tiexin.core.journal import Act
from tiexin.core.refusal import Refused
from tiexin.evidence import actions, rules
from tiexin.evidence.actions import NewFact, record, void
from tiexin.evidence.models import Entry, Fact, File, Pending, Tag, TagSet
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def act(cast, source="", **more):
    who = cast.people["officer"]
    wanted = {"verb": "record_visit", "thing": cast.employer, "by": who, "on": c.TODAY, "org_id": cast.county.id}
    return Act(**{**wanted, "source": source, **more})


def fact(cast, **more):
    wanted = {"measure": "visit", "on": c.TODAY, "by_org": cast.county, "at_org": cast.county}
    return NewFact(**{**wanted, **more})


def refuse(field, call, *args, **kwargs):
    with c.nothing_written(), pytest.raises(Refused) as caught, transaction.atomic():
        call(*args, **kwargs)
    assert caught.value.field == field
    assert caught.value.clause
    return caught.value


def test_record_leaves_entry_facts_tags_and_one_pending_mark(cast):
    who, employer = cast.people["officer"], cast.employer
    tags = (("method", "home"), ("place", "team"), ("method", "hear"), ("method", "home"))
    dims = {"officer": who.id, "employer": employer.id, "team": 7, "worker": None}
    entry = record(
        act(cast, "visit:1"),
        [
            fact(cast, dims=dims, tags=tags),
            fact(cast, measure="talk", qty=3, on=date(2012, 5, 1), at_org=cast.enterprise),
        ],
    )
    entry.refresh_from_db()
    assert (entry.verb, entry.thing, entry.thing_id, entry.by, entry.org, entry.on, entry.source, entry.voids) == (
        "record_visit", "registry.employer", employer.id, who, cast.county, c.TODAY, "visit:1", None,
    )  # fmt: skip
    first, second = entry.facts.order_by("pk")
    assert (first.measure, first.on, first.qty, first.by_org, first.at_org) == (
        "visit", c.TODAY, 1, cast.county, cast.county,
    )  # fmt: skip
    assert (first.officer, first.employer, first.team_id, first.worker) == (who, employer, 7, None)
    assert (second.measure, second.on, second.qty, second.at_org) == ("talk", date(2012, 5, 1), 3, cast.enterprise)
    assert sorted(first.tag_set.tags.values_list("key", "value")) == [
        ("method", "hear"),
        ("method", "home"),
        ("place", "team"),
    ]
    assert second.tag_set is None
    assert Pending.objects.filter(entry=entry).count() == 1


def test_facts_with_the_same_tags_share_their_set(cast):
    tags, more = (("method", "home"), ("place", "team")), (("role", "manager"),)
    first = record(act(cast), [fact(cast, tags=tags), fact(cast, tags=tags[::-1] + tags), fact(cast, tags=tags + more)])
    again = record(act(cast), [fact(cast, tags=tags)])
    sets = list(Fact.objects.filter(entry__in=[first, again]).order_by("pk").values_list("tag_set", flat=True))
    assert sets == [rules.tag_set_id(tags), rules.tag_set_id(tags), rules.tag_set_id(tags + more), sets[0]]
    assert (TagSet.objects.count(), Tag.objects.count()) == (2, 5)


def test_a_set_of_tags_has_one_id_whatever_their_order():
    assert rules.tag_set_id([("method", "home"), ("place", "team")]) == rules.tag_set_id(
        [("place", "team"), ("method", "home"), ("place", "team")]
    )
    assert rules.tag_set_id([("method", "home")]) == 2906875372628555482  # an id is kept for good
    assert rules.tag_set_id([]) < 2**63


def test_entry_without_facts(cast):
    entry = record(act(cast))
    assert (entry.facts.count(), entry.source) == (0, None)
    assert record(act(cast)).pk != entry.pk  # no source, no claim to be the only one


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"qty": 0}, "qty", "大于零"),
        ({"qty": -1}, "qty", "大于零"),
        ({"on": c.TODAY + timedelta(1)}, "on", "还没有到"),
        ({"on": date(1999, 12, 31)}, "on", "不存在"),
        ({"by_org": "closed"}, "on", "老城区"),
        ({"at_org": "closed"}, "on", "老城区"),
        ({"at_org": "closed", "on": date(2005, 1, 1)}, "on", "老城区"),
    ],
)
def test_untrue_fact_is_refused_and_nothing_stays(cast, more, field, said):
    """Also when other facts of the same act are fine."""
    more = {key: getattr(cast, value) if value == "closed" else value for key, value in more.items()}
    refusal = refuse(field, record, act(cast), [fact(cast), fact(cast, **more)])
    assert said in refusal.message
    assert refusal.clause == rules.TRUTH


def test_fact_is_judged_on_its_own_day(cast):
    """A late record of work done while the unit existed, or on the last day before it closed, stands."""
    record(act(cast), [fact(cast, by_org=cast.closed, at_org=cast.closed, on=date(2004, 12, 31))])
    record(act(cast), [fact(cast, on=c.FOUNDED)])


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"measure": "likes"}, "visit"),
        ({"dims": {"mood": 1}}, "officer"),
        ({"dims": {"day": 1}}, "officer"),
        ({"tags": (("method", "drone"),)}, "interview"),
        ({"tags": (("colour", "red"),)}, "method"),
    ],
)
def test_undeclared_name_is_an_error_that_names_what_exists(cast, more, named):
    with c.nothing_written(), pytest.raises(ValueError, match=named), transaction.atomic():
        record(act(cast), [fact(cast, **more)])


def test_same_source_is_recorded_once(cast):
    record(act(cast, "visit:1"), [fact(cast)])
    refusal = refuse("", record, act(cast, "visit:1"), [fact(cast)])
    assert "没有重复写入" in refusal.message


def test_refusal_undoes_the_callers_whole_action(cast):
    record(act(cast, "visit:1"))

    def action():
        c.worker(cast.employer, "马兰花")
        record(act(cast, "visit:1"))

    refuse("", action)


def test_database_itself_refuses_a_fact_that_counts_nothing(cast):
    entry = record(act(cast))
    row = {"entry": entry, "measure": "visit", "on": c.TODAY, "by_org": cast.county, "at_org": cast.county}
    with pytest.raises(IntegrityError), transaction.atomic():
        Fact.objects.create(**row, qty=0)


def test_void_points_back_and_erases_nothing(cast):
    entry = record(act(cast), [fact(cast), fact(cast, measure="talk")])
    boss, later = cast.people["office"], c.TODAY + timedelta(2)
    voiding = void(entry, by=boss, on=later)
    assert (voiding.verb, voiding.thing, voiding.thing_id, voiding.org, voiding.by, voiding.on, voiding.voids) == (
        "void", entry.thing, entry.thing_id, entry.org, boss, later, entry,
    )  # fmt: skip
    assert [row.voided_by for row in entry.facts.all()] == [voiding, voiding]
    assert Fact.objects.filter(entry=entry).live().count() == 0
    assert Entry.objects.filter(pk=entry.pk).exists()
    assert set(Pending.objects.filter(entry__in=[entry, voiding]).values_list("entry", flat=True)) == {
        entry.pk, voiding.pk
    }  # fmt: skip


def test_entry_is_voided_once(cast):
    entry = record(act(cast), [fact(cast)])
    void(entry, by=None, on=c.TODAY)
    assert "作废过" in refuse("", void, entry, by=None, on=c.TODAY).message


def test_rooms_below_leave_their_entries_by_the_same_way(cast):
    before = Entry.objects.count()
    written = journal.write(act(cast, verb="tag"))
    assert (written.verb, Entry.objects.count(), Pending.objects.filter(entry=written).count()) == (
        "tag",
        before + 1,
        1,
    )
    assert not written.facts.exists()


def test_kept_file_lies_under_its_hash_once(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content, entry = "蹲点日志".encode(), record(act(cast))
    rows = [
        actions.keep_file(content, "日志.txt", "text/plain", org=cast.county, entry=entry),
        actions.keep_file(content, "x" * 200, "text/plain", org=cast.city),
    ]
    digest = hashlib.sha256(content).hexdigest()
    assert [(row.sha256, row.size, row.org, row.entry, len(row.name)) for row in rows] == [
        (digest, len(content), cast.county, entry, 6),
        (digest, len(content), cast.city, None, 120),
    ]
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [content]
    assert kept[0] == actions.file_path(digest)
    assert File.objects.count() == 2


def test_files_lie_in_the_installation():
    assert actions.file_path("ab" * 32).parent.parent == settings.MEDIA_ROOT
