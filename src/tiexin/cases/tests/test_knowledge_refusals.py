"""Writes of the knowledge base refused in every state and with every bad word; days at their edge; what is shipped."""

import pytest
from django.core.management import CommandError, call_command

from tiexin.cases.actions import knowledge as actions
from tiexin.cases.knowledge import norms, queries
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss, KnowledgeRemark
from tiexin.cases.tests.case_scene import refuse
from tiexin.cases.tests.knowledge_scene import DAY, LAW, SAID, published, said, stage, written
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer, Org, Post
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message
from tiexin.search.models import SearchRow

pytestmark = pytest.mark.django_db
LATER = c.TODAY + DAY


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def change(entry, cast, on=c.TODAY, **changes):
    return actions.change_knowledge(entry, said(cast, **changes), by=cast.keeper, on=on)


def retire(entry, cast, reason="法律改了"):
    return actions.retire_knowledge(entry, reason, by=cast.keeper, on=c.TODAY)


def remark(entry, cast, text="期限写错了", by=None):
    return actions.remark_knowledge(entry, text, by=by or cast.clerk, on=c.TODAY)


def told(officer):
    rows = Message.objects.filter(officer=officer, source__startswith="knowledge/").order_by("pk")
    return list(rows.values_list("title", flat=True))


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────

WRONG = [
    ("question", {"question": "\n\t "}, "请写明问题"),
    ("question", {"question": "问\0"}, "不能保存的字符"),
    ("question", {"question": "长" * 101}, "现在101字"),
    ("answer", {"answer": "长" * 2001}, "现在2001字"),
    ("answer", {"answer": "长" * 1_000_000}, "现在1000000字"),
    ("sources", {"sources": [LAW, {**LAW, "quote": LAW["quote"] + "。"}]}, "跟《劳动合同法》第三十条的原文不一样"),
    ("valid_until", {"valid_until": c.TODAY - DAY}, "有效期已经过了"),
]


@pytest.mark.parametrize(("field", "changes", "why"), WRONG)
def test_an_entry_in_use_is_not_changed_to_what_does_not_hold(cast, field, changes, why):
    entry = published(cast)
    assert why in refuse(field, lambda: change(entry, cast, **changes))
    entry.refresh_from_db()
    assert (entry.version, entry.question, entry.answer) == (1, SAID["question"], SAID["answer"])
    assert list(SearchRow.objects.filter(kind="knowledge").values_list("title", flat=True)) == [SAID["question"]]


def test_words_are_kept_bare_and_the_longest_fit(cast):
    entry = written(cast, question=f"  {'问' * 100} ", answer=f"\n{'答' * 2000}\n")
    assert (entry.question, entry.answer) == ("问" * 100, "答" * 2000)


def test_the_question_of_another_entry_is_not_taken_by_changing(cast):
    published(cast)
    other = written(cast, question="另一个问题")
    assert "已经写过" in refuse("question", lambda: change(other, cast))
    assert list(other.versions.values_list("number", flat=True)) == [1]


def test_writing_anew_without_a_change_is_a_version_of_its_own(cast):
    """Somebody has looked again: the day of the version says when."""
    entry = change(published(cast), cast, on=LATER)
    assert list(entry.versions.order_by("number").values_list("number", "on")) == [(1, c.TODAY), (2, LATER)]


def test_the_last_day_may_be_the_longest_ahead_and_not_a_day_more(cast):
    longest = norms.limits().longest_days
    assert written(cast, valid_until=c.TODAY + longest * DAY).version == 1
    late = c.TODAY + (longest + 1) * DAY
    assert f"最长{longest}天" in refuse("valid_until", lambda: written(cast, question="另一个", valid_until=late))


def test_a_draft_is_published_on_its_last_day(cast):
    entry = written(cast, valid_until=c.TODAY)
    assert actions.publish_knowledge(entry, by=cast.keeper, on=c.TODAY).state == "published"


# ── states ──────────────────────────────────────────────────────────────────────────────────────────────

ACTS = {
    "publish": lambda entry, cast: actions.publish_knowledge(entry, by=cast.keeper, on=c.TODAY),
    "change": change,
    "retire": retire,
    "hand": lambda entry, cast: actions.hand_knowledge(entry, cast.chief, by=None, on=c.TODAY),
    "remark": remark,
}
MAKE = {"draft": written, "published": published, "retired": lambda cast: retire(published(cast), cast)}
ALLOWED = {
    "draft": {"publish", "change", "retire", "hand"},
    "published": {"change", "retire", "hand", "remark"},
    "retired": set(),
}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("state", MAKE)
def test_each_state_allows_what_it_allows_and_nothing_else(cast, state, name):
    entry = MAKE[state](cast)
    entries = Entry.objects.count()
    if name in ALLOWED[state]:
        ACTS[name](entry, cast)
        assert Entry.objects.count() == entries + 1
    else:
        assert "这条知识“" in refuse("", lambda: ACTS[name](entry, cast))


def test_what_is_asked_is_the_state_in_the_database_not_in_hand(cast):
    entry = written(cast)
    stale = Knowledge.objects.get(pk=entry.pk)
    actions.publish_knowledge(entry, by=cast.keeper, on=c.TODAY)
    assert "已发布" in refuse("", lambda: actions.publish_knowledge(stale, by=cast.keeper, on=c.TODAY))


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201, "坏\0字"])
def test_out_of_use_only_with_a_reason_that_can_be_kept(cast, reason):
    entry = published(cast)
    remark(entry, cast)
    refuse("reason", lambda: retire(entry, cast, reason))
    assert KnowledgeRemark.objects.get().answer == ""


def test_a_reason_of_the_longest_fits_the_answer_of_what_was_open(cast):
    entry = published(cast)
    open_one = remark(entry, cast)
    retire(entry, cast, "长" * 200)
    open_one.refresh_from_db()
    assert (open_one.reply, open_one.answered_by) == (f"已停用：{'长' * 200}", cast.keeper)


# ── said to be wrong ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["", " \n", "长" * 301, "坏\0字"])
def test_a_remark_of_bad_words_marks_nothing(cast, text):
    entry = published(cast)
    refuse("text", lambda: remark(entry, cast, text))
    assert (told(cast.keeper), queries.marked(Knowledge.objects.all()).get().doubted) == ([], False)


def test_two_people_may_say_so_and_each_is_answered(cast):
    entry = published(cast)
    first, second = remark(entry, cast), remark(entry, cast, by=cast.mate)
    actions.answer_remark(first, "right", "没有错", by=cast.keeper, on=c.TODAY)
    assert queries.marked(Knowledge.objects.all()).get().doubted is True
    actions.answer_remark(second, "right", "没有错", by=cast.keeper, on=c.TODAY)
    assert queries.marked(Knowledge.objects.all()).get().doubted is False
    assert [told(who) for who in (cast.clerk, cast.mate)] == [["您指出的那条知识有答复了"]] * 2


def test_whoever_was_answered_may_say_so_again(cast):
    entry = published(cast)
    actions.answer_remark(remark(entry, cast), "right", "没有错", by=cast.keeper, on=c.TODAY)
    assert remark(entry, cast, "还是不对").pk
    assert KnowledgeRemark.objects.filter(answer="").count() == 1


@pytest.mark.parametrize(
    ("field", "answer", "reply"),
    [
        ("answer", "deleted", "好"),
        ("answer", "mended", "改了"),
        ("reply", "right", "长" * 301),
        ("reply", "right", "坏\0字"),
    ],
)
def test_an_answer_that_does_not_hold_leaves_it_open(cast, field, answer, reply):
    open_one = remark(published(cast), cast)
    refuse(field, lambda: actions.answer_remark(open_one, answer, reply, by=cast.keeper, on=c.TODAY))
    assert (KnowledgeRemark.objects.get().answer, told(cast.clerk)) == ("", [])


def test_mended_counts_from_the_version_it_was_said_of(cast):
    entry = published(cast)
    change(entry, cast, answer="第二版")
    late = remark(entry, cast)
    assert late.version == 2
    assert "还没有改过" in refuse(
        "answer", lambda: actions.answer_remark(late, "mended", "改了", by=cast.keeper, on=c.TODAY)
    )


# ── owners ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("days", "unowned"), [(0, True), (1, False)])
def test_an_owner_counts_until_the_day_of_leaving(cast, days, unowned):
    entry = published(cast)
    Officer.objects.filter(pk=cast.keeper.pk).update(until=c.TODAY + days * DAY)
    assert Knowledge.objects.unowned(c.TODAY).filter(pk=entry.pk).exists() is unowned


def test_whoever_takes_an_entry_over_themselves_is_not_told(cast):
    entry = published(cast, owner=cast.chief)
    change(entry, cast, owner=cast.keeper)
    assert (told(cast.keeper), told(cast.chief)) == ([], [])


def test_entries_of_a_practice_unit_remind_nobody(cast):
    entry = published(cast)
    Org.objects.filter(pk=cast.county.pk).update(practice=True)
    with c.nothing_written():
        assert actions.remind_owners(entry.valid_until) == 0


def test_a_longer_last_day_is_reminded_of_anew(cast):
    entry = published(cast)
    assert actions.remind_owners(entry.valid_until) == 1
    longer = change(entry, cast, on=entry.valid_until, valid_until=entry.valid_until + 200 * DAY)
    assert actions.remind_owners(entry.valid_until) == 0
    assert actions.remind_owners(longer.valid_until) == 1


# ── missed and shipped ──────────────────────────────────────────────────────────────────────────────────


def test_a_search_in_vain_leaves_no_trace_of_who_asked(cast):
    entries = Entry.objects.count()
    miss = actions.note_miss(cast.county, "高温津贴", on=c.TODAY)
    assert Entry.objects.count() == entries
    assert {field.name for field in KnowledgeMiss._meta.fields} == {"id", "org", "words", "count", "last", "settled"}
    assert (miss.count, miss.last) == (1, c.TODAY)


def test_seeding_leaves_drafts_and_what_was_put_out_of_use_alone(cast):
    first, second, third = norms.shipped()[:3]
    kept = written(cast, question=first.question, answer="我们自己的")
    gone = retire(published(cast, question=second.question), cast)
    assert actions.seed_knowledge(cast.county, cast.keeper, [first, second, third], on=c.TODAY) == 1
    made = Knowledge.objects.get(shipped=True)
    assert (made.question, made.state, made.valid_until) == (
        third.question,
        "published",
        c.TODAY + norms.limits().valid_days * DAY,
    )
    rows = Knowledge.objects.filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    assert list(rows.values_list("state", "answer")) == [("draft", "我们自己的"), ("retired", SAID["answer"])]


@pytest.mark.parametrize("changes", [{"practice": True}, {"closed": c.TODAY}])
def test_a_unit_of_practice_or_closed_is_not_seeded(cast, changes):
    Org.objects.filter(pk=cast.county.pk).update(**changes)
    with c.nothing_written(), pytest.raises(CommandError, match="没有这个单位"):
        call_command("knowledge_seed", "--unit", cast.county.name)


def test_below_an_office_the_nearest_above_answers_for_what_is_seeded(cast):
    call_command("knowledge_seed", "--unit", cast.enterprise.name)
    rows = Knowledge.objects.filter(org=cast.enterprise)
    assert set(rows.values_list("officer", flat=True)) == {cast.keeper.pk}
    assert rows.count() == len(norms.shipped())


def test_where_no_office_stands_anywhere_above_nothing_is_seeded(cast):
    Post.objects.filter(role="office").update(until=c.TODAY)
    with c.nothing_written(), pytest.raises(CommandError, match="还没有活动办公室"):
        call_command("knowledge_seed", "--unit", cast.county.name)
