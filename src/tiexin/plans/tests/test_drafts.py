"""Writes of drafts: each leaves its entry, a stale one leaves nothing."""

import pytest

from tiexin.core.documents.source import MAX_BYTES
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.actions import drafts as actions
from tiexin.plans.actions.drafts import MAX_DOCUMENT, Stale, Written
from tiexin.plans.models import PackDraft

pytestmark = pytest.mark.django_db
TEXT = "pack: demo\ntitle: 走访方案\n"


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


@pytest.fixture
def draft(cast):
    return actions.start_draft(cast.city, Written(TEXT, "原文。", 2012), **who(cast))


def who(cast, name="city_office"):
    return {"by": cast.people[name], "on": c.TODAY}


def trail(draft):
    found = Entry.objects.filter(thing="plans.packdraft", thing_id=draft.pk).order_by("pk")
    return [(entry.verb, entry.by.name, entry.org) for entry in found]


def state(draft):
    return PackDraft.objects.values_list("text", "document", "year", "revision", "updated_by").get(pk=draft.pk)


def test_a_draft_begins_with_what_was_handed_in(cast, draft):
    assert state(draft) == (TEXT, "原文。", 2012, 1, cast.people["city_office"].pk)
    assert (draft.org, draft.code, draft.title, str(draft)) == (cast.city, "demo", "走访方案", "走访方案")
    assert trail(draft) == [("start_draft", "马建国", cast.city)]


def test_a_draft_may_begin_empty_or_broken(cast):
    for text in (None, "", "a: [", "- 1", "pack: [x]"):
        draft = actions.start_draft(cast.city, Written(text), by=None, on=c.TODAY)
        assert (draft.text, draft.title) == (text or "", "")
    assert str(draft) == "['x']"
    assert str(PackDraft()) == "未命名的草稿"


def test_writing_counts_up_and_keeps_what_was_not_handed_in(cast, draft):
    saved = actions.write_draft(draft, Written(text="pack: other\ntitle: 新\n"), 1, **who(cast, "office"))
    assert state(draft) == ("pack: other\ntitle: 新\n", "原文。", 2012, 2, cast.people["office"].pk)
    assert (saved.code, saved.title) == ("other", "新")
    assert trail(draft)[1:] == [("edit_draft", "林晓梅", cast.city)]
    assert saved.updated_at > draft.updated_at


def test_the_document_and_the_year_are_written_alone(cast, draft):
    actions.write_draft(draft, Written(document="新的原文。"), 1, **who(cast))
    actions.write_draft(draft, Written(year=2013), 2, **who(cast))
    assert state(draft)[:4] == (TEXT, "新的原文。", 2013, 3)


def test_writing_the_same_again_leaves_no_trace(cast, draft):
    with c.nothing_written():
        saved = actions.write_draft(draft, Written(TEXT, "原文。", 2012), 1, **who(cast, "office"))
    assert saved.revision == 1


def test_the_second_of_two_is_told_who_was_first_and_writes_nothing(cast, draft):
    actions.write_draft(draft, Written("pack: first\n"), 1, **who(cast, "office"))
    before = state(draft)
    with c.nothing_written(), pytest.raises(Stale, match="林晓梅刚才改过这份草稿") as stale:
        actions.write_draft(draft, Written("pack: second\n"), 1, **who(cast))
    assert stale.value.theirs.text == "pack: first\n"
    assert state(draft) == before


def test_a_revision_from_nowhere_is_stale_too(cast, draft):
    for revision in (0, 2, 10**9):
        with c.nothing_written(), pytest.raises(Stale):
            actions.write_draft(draft, Written("x"), revision, **who(cast))


def test_one_place_is_changed_in_the_newest_text(cast, draft):
    actions.write_draft(draft, Written(TEXT + "number: 一号\n"), 1, **who(cast, "office"))
    saved = actions.edit_draft(draft, lambda text: text.replace("走访", "蹲点"), **who(cast))
    assert saved.text == "pack: demo\ntitle: 蹲点方案\nnumber: 一号\n"
    assert (saved.revision, saved.title) == (3, "蹲点方案")


def test_a_change_that_refuses_writes_nothing(cast, draft):
    def refuse(text):
        raise Refused("不行")

    with c.nothing_written(), pytest.raises(Refused, match="不行"):
        actions.edit_draft(draft, refuse, **who(cast))
    assert state(draft)[3] == 1


def test_a_draft_that_is_thrown_away_leaves_its_trail(cast, draft):
    pk = draft.pk
    actions.drop_draft(draft, **who(cast))
    assert not PackDraft.objects.exists()
    assert [entry.verb for entry in Entry.objects.filter(thing="plans.packdraft", thing_id=pk).order_by("pk")] == [
        "start_draft",
        "drop_draft",
    ]


def test_a_draft_that_somebody_has_just_thrown_away_is_not_written(cast, draft):
    same = PackDraft.objects.get(pk=draft.pk)
    actions.drop_draft(draft, **who(cast))
    for late in (
        lambda: actions.write_draft(same, Written("x"), 1, **who(cast)),
        lambda: actions.edit_draft(same, str.upper, **who(cast)),
        lambda: actions.drop_draft(same, **who(cast)),
    ):
        with c.nothing_written(), pytest.raises(Refused, match="刚被别人删除了"):
            late()


BAD = {
    "long text": (Written(text="a" * (MAX_BYTES + 1)), "方案超过 2 MB"),
    "wide text": (Written(text="字" * (MAX_BYTES // 2)), "方案超过 2 MB"),
    "long document": (Written(document="a" * (MAX_DOCUMENT + 1)), "原文超过 1 MB"),
    "nul": (Written(text="a: \0"), "方案里有不成字的编码"),
    "nul in the document": (Written(document="\0"), "原文里有不成字的编码"),
    "half a character": (Written(text="a: \ud800"), "方案里有不成字的编码"),
}


@pytest.mark.parametrize(("written", "said"), BAD.values(), ids=BAD)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(cast, draft, written, said):
    with c.nothing_written(), pytest.raises(Refused, match=said):
        actions.start_draft(cast.city, written, **who(cast))
    with c.nothing_written(), pytest.raises(Refused, match=said):
        actions.write_draft(draft, written, 1, **who(cast))
    if written.text:
        with c.nothing_written(), pytest.raises(Refused, match=said):
            actions.edit_draft(draft, lambda text: written.text, **who(cast))
    assert state(draft)[0] == TEXT
