"""Entries written, changed, published, retired; said to be wrong and answered; owners reminded; misses counted."""

import io

import pytest
from django.core.management import CommandError, call_command

from tiexin.cases.actions import knowledge as actions
from tiexin.cases.knowledge import findable, norms
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss
from tiexin.cases.tests.case_scene import refuse
from tiexin.cases.tests.knowledge_scene import DAY, LAW, SAID, published, said, stage, written
from tiexin.duties import worker
from tiexin.evidence.models import Entry
from tiexin.evidence.names import NAMINGS
from tiexin.orgs import calendar, orphans
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.search.models import SearchRow
from tiexin.search.verify import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def found():
    rows = SearchRow.objects.filter(kind=findable.KIND).order_by("thing_id")
    return list(rows.values_list("thing_id", "title"))


def told(officer):
    rows = Message.objects.filter(officer=officer, source__startswith="knowledge/").order_by("pk")
    return list(rows.values_list("title", flat=True))


def verbs(thing):
    return list(Entry.objects.filter(thing=thing).order_by("pk").values_list("verb", flat=True))


# ── written ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_has_a_first_version_and_is_not_found(cast):
    entry = written(cast)
    assert (entry.state, entry.version, entry.officer, entry.what) == ("draft", 1, cast.keeper, "争议调处")
    assert list(entry.versions.values_list("number", "question", "by")) == [(1, SAID["question"], cast.keeper.pk)]
    assert (found(), verbs("cases.knowledge")) == ([], ["write_knowledge"])


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("question", {"question": " "}),
        ("question", {"question": "长" * 101}),
        ("answer", {"answer": ""}),
        ("answer", {"answer": "坏\0字"}),
        ("sources", {"sources": [{**LAW, "quote": "法里没有的话"}]}),
        ("valid_until", {"valid_until": c.TODAY - DAY}),
        ("valid_until", {"valid_until": c.TODAY + 1101 * DAY}),
    ],
)
def test_what_does_not_hold_is_refused(cast, field, changes):
    refuse(field, lambda: written(cast, **changes))


def test_the_same_question_stands_once_at_a_unit_and_again_after_the_first_is_out_of_use(cast):
    entry = written(cast)
    assert "已经写过" in refuse("question", lambda: written(cast))
    written(cast, org=cast.city)
    actions.retire_knowledge(entry, "合并", by=cast.keeper, on=c.TODAY)
    assert written(cast).pk != entry.pk


@pytest.mark.parametrize(("field", "changes"), [("sources", {"sources": []}), ("owner", {"owner": None})])
def test_nothing_is_published_without_a_sentence_and_an_owner(cast, field, changes):
    entry = written(cast, **changes)
    refuse(field, lambda: actions.publish_knowledge(entry, by=cast.keeper, on=c.TODAY))


def test_a_draft_that_expired_is_not_published(cast):
    entry = written(cast)
    late = SAID["valid_until"] + DAY
    refuse("valid_until", lambda: actions.publish_knowledge(entry, by=cast.keeper, on=late))


def test_published_is_found_changed_anew_retired_no_more(cast):
    entry = published(cast)
    assert found() == [(entry.pk, SAID["question"])]
    actions.change_knowledge(entry, said(cast, question="欠薪怎么要"), by=cast.keeper, on=c.TODAY + DAY)
    entry.refresh_from_db()
    assert (found(), entry.version, entry.on) == ([(entry.pk, "欠薪怎么要")], 2, c.TODAY + DAY)
    kept = list(entry.versions.order_by("number").values_list("number", "question", "on"))
    assert kept == [(1, SAID["question"], c.TODAY), (2, "欠薪怎么要", c.TODAY + DAY)]
    assert list(differences()) == []
    actions.retire_knowledge(entry, "法律改了", by=cast.keeper, on=c.TODAY + DAY)
    assert (found(), list(differences())) == ([], [])
    assert verbs("cases.knowledge") == ["write_knowledge", "publish_knowledge", "change_knowledge", "retire_knowledge"]


def test_what_is_out_of_use_stays_so(cast):
    entry = published(cast)
    actions.retire_knowledge(entry, "合并", by=cast.keeper, on=c.TODAY)
    for act in (
        lambda: actions.change_knowledge(entry, said(cast), by=cast.keeper, on=c.TODAY),
        lambda: actions.publish_knowledge(entry, by=cast.keeper, on=c.TODAY),
        lambda: actions.retire_knowledge(entry, "再来", by=cast.keeper, on=c.TODAY),
        lambda: actions.hand_knowledge(entry, cast.chief, by=cast.keeper, on=c.TODAY),
    ):
        assert "已停用" in refuse("", act)


def test_an_entry_in_use_keeps_its_owner_and_its_sentences(cast):
    entry = published(cast)
    for field, changes in (("owner", {"owner": None}), ("sources", {"sources": []})):
        refuse(field, lambda c_=changes: actions.change_knowledge(entry, said(cast, **c_), by=cast.keeper, on=c.TODAY))


def test_a_new_owner_hears_of_it(cast):
    entry = published(cast)
    actions.change_knowledge(entry, said(cast, owner=cast.chief), by=cast.keeper, on=c.TODAY)
    assert (told(cast.chief), told(cast.keeper)) == (["有一条知识由您负责了"], [])


# ── said to be wrong ────────────────────────────────────────────────────────────────────────────────────


def test_whoever_says_it_is_wrong_is_answered_when_it_is_mended(cast):
    entry = published(cast)
    remark = actions.remark_knowledge(entry, " 期限写错了 ", by=cast.clerk, on=c.TODAY)
    assert (remark.text, remark.version, told(cast.keeper)) == ("期限写错了", 1, ["有人说一条知识答错了"])
    mend = lambda: actions.answer_remark(remark, "mended", "改了", by=cast.keeper, on=c.TODAY)  # noqa: E731
    assert "还没有改过" in refuse("answer", mend)
    actions.change_knowledge(entry, said(cast, answer="改好的"), by=cast.keeper, on=c.TODAY)
    assert (mend().answer, told(cast.clerk)) == ("mended", ["您指出的那条知识有答复了"])
    assert "已经答复过" in refuse("", mend)


def test_right_as_it_is_needs_words(cast):
    remark = actions.remark_knowledge(published(cast), "不对", by=cast.clerk, on=c.TODAY)
    refuse("reply", lambda: actions.answer_remark(remark, "right", " ", by=cast.keeper, on=c.TODAY))
    refuse("answer", lambda: actions.answer_remark(remark, "", "好", by=cast.keeper, on=c.TODAY))
    assert actions.answer_remark(remark, "right", "新法就是这样", by=cast.keeper, on=c.TODAY).reply == "新法就是这样"


def test_a_remark_needs_words_and_is_made_once(cast):
    entry = published(cast)
    refuse("text", lambda: actions.remark_knowledge(entry, "", by=cast.clerk, on=c.TODAY))
    actions.remark_knowledge(entry, "不对", by=cast.clerk, on=c.TODAY)
    refuse("text", lambda: actions.remark_knowledge(entry, "还是不对", by=cast.clerk, on=c.TODAY))
    draft = written(cast, question="还没有发布")
    refuse("", lambda: actions.remark_knowledge(draft, "不对", by=cast.clerk, on=c.TODAY))


def test_retiring_ends_what_was_open(cast):
    entry = published(cast)
    remark = actions.remark_knowledge(entry, "不对", by=cast.clerk, on=c.TODAY)
    actions.retire_knowledge(entry, "作废", by=cast.keeper, on=c.TODAY)
    remark.refresh_from_db()
    assert (remark.answer, remark.reply) == ("mended", "已停用：作废")


def test_what_nobody_owns_is_told_to_the_office(cast):
    entry = published(cast, owner=cast.clerk)
    type(cast.clerk).objects.filter(pk=cast.clerk.pk).update(until=c.TODAY)
    actions.remark_knowledge(entry, "不对", by=cast.chief, on=c.TODAY)
    assert told(cast.keeper) == ["有人说一条知识答错了"]
    assert list(Knowledge.objects.unowned(c.TODAY)) == [entry]


# ── reminded ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_owner_is_reminded_once_a_step_before_and_after_the_last_day(cast):
    entry = published(cast)
    last = entry.valid_until
    days = [31, 30, 29, 8, 7, 1, 0, -1, -2]
    said_on = {day: actions.remind_owners(last - day * DAY) for day in days}
    assert said_on == {31: 0, 30: 1, 29: 0, 8: 0, 7: 1, 1: 0, 0: 1, -1: 1, -2: 0}
    assert told(cast.keeper) == [
        "有一条知识还有30天过期，请核对",
        "有一条知识还有7天过期，请核对",
        "有一条知识还有0天过期，请核对",
        "有一条知识过期了，已不再当答复用",
    ]


def test_the_worker_reminds_every_day_and_drafts_do_not_count(cast):
    draft = written(cast)
    entry = published(cast, question="另一个")
    for do in worker.DAILY:
        if do.__module__ == "tiexin.cases.knowledge.part":
            do(entry.valid_until)
    assert told(cast.keeper) == ["有一条知识还有0天过期，请核对"]
    assert draft.state == "draft"


def test_validity_ends_after_the_last_day(cast):
    entry = published(cast)
    last, rows = entry.valid_until, Knowledge.objects
    assert (list(rows.valid(last)), list(rows.expired(last))) == ([entry], [])
    assert (list(rows.valid(last + DAY)), list(rows.expired(last + DAY))) == ([], [entry])
    assert (entry.is_expired(last), entry.is_expired(last + DAY)) == (False, True)


# ── handed over, named ──────────────────────────────────────────────────────────────────────────────────


def test_who_leaves_hands_entries_over(cast):
    entry = published(cast)
    held = orphans.HELD["knowledge"]
    assert [row.pk for row in held.rows(c.TODAY).filter(officer=cast.keeper)] == [entry.pk]
    held.hand_over(entry, cast.chief, cast.above, c.TODAY)
    entry.refresh_from_db()
    assert (entry.officer, held.tell(entry), told(cast.chief)) == (
        cast.chief,
        SAID["question"],
        ["有一条知识由您负责了"],
    )


def test_the_trail_names_things_without_what_was_said_of_them(cast):
    entry = published(cast)
    remark = actions.remark_knowledge(entry, "张三说不对", by=cast.clerk, on=c.TODAY)
    miss = actions.note_miss(cast.county, "高温津贴", on=c.TODAY)
    assert NAMINGS["cases.knowledge"].read([entry.pk]) == {entry.pk: SAID["question"]}
    assert NAMINGS["cases.knowledgeremark"].read([remark.pk]) == {remark.pk: f"指出有误 {c.TODAY}"}
    assert NAMINGS["cases.knowledgemiss"].read([miss.pk]) == {miss.pk: "高温津贴"}


# ── missed ──────────────────────────────────────────────────────────────────────────────────────────────


def test_misses_are_counted_by_unit_and_words_and_come_back(cast):
    for org, typed, on in (
        (cast.county, "高温 津贴", c.TODAY),
        (cast.county, "高温，津贴 13900001111", c.TODAY + DAY),
        (cast.city, "高温 津贴", c.TODAY),
    ):
        actions.note_miss(org, typed, on=on)
    rows = KnowledgeMiss.objects.order_by("pk")
    assert list(rows.values_list("org", "words", "count", "last")) == [
        (cast.county.pk, "高温 津贴", 2, c.TODAY + DAY),
        (cast.city.pk, "高温 津贴", 1, c.TODAY),
    ]
    first = rows[0]
    assert actions.settle_miss(first, by=cast.keeper, on=c.TODAY).settled == c.TODAY
    actions.note_miss(cast.county, "高温 津贴", on=c.TODAY + 2 * DAY)
    first.refresh_from_db()
    assert (first.settled, first.count) == (None, 3)


def test_a_number_alone_is_nothing_to_keep(cast):
    assert actions.note_miss(cast.county, "13900001111", on=c.TODAY) is None
    assert KnowledgeMiss.objects.count() == 0


# ── shipped ─────────────────────────────────────────────────────────────────────────────────────────────


def command(name, *args):
    out = io.StringIO()
    call_command(name, *args, stdout=out)
    return out.getvalue().strip()


def test_the_questions_shipped_are_published_once_for_a_unit(cast):
    count = len(norms.shipped())
    assert command("knowledge_seed", "--unit", cast.county.name) == f"载入 {count} 条，兴庆区，负责人 杭静"
    assert command("knowledge_seed", "--unit", cast.county.name) == "载入 0 条，兴庆区，负责人 杭静"
    rows = Knowledge.objects.filter(org=cast.county)
    assert (rows.count(), rows.filter(state="published", officer=cast.keeper, shipped=True).count()) == (count, count)
    assert len(found()) == count


def test_a_unit_that_is_not_there_is_named(cast):
    with pytest.raises(CommandError, match="没有这个单位"):
        command("knowledge_seed", "--unit", "没有的总工会")


def test_the_check_of_what_is_shipped_prints_how_many(db):
    assert command("knowledge_check") == f"没有错误：{len(norms.shipped())} 条知识"
