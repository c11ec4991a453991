"""Each of many is answered on their own: listed, struck off, reached; a matter does not end before (C137)."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.members import answer_member, print_slips, read_answer, strike_member
from tiexin.cases.members.queries import closing, counted, of_code
from tiexin.cases.models import Case, Member
from tiexin.cases.queries import path
from tiexin.cases.tests.case_scene import DAY, moved, refuse, registered, stage
from tiexin.cases.tests.members_scene import LINES, NAMES, answered, code, crowd, listed, texts
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.models import Org
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

pytestmark = pytest.mark.django_db
WORDS = "您参加提的事有了答复，请凭您自己的查询码看"


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def last(case):
    step = case.steps.order_by("-pk")[0]
    return step.event, step.label, step.text, step.told


def verbs(case):
    return list(
        Entry.objects.filter(thing="cases.case", thing_id=case.pk).order_by("pk").values_list("verb", flat=True)
    )


def told(member, way="met", note="", **more):
    said = {"by": member.by, "on": c.TODAY, **more}
    return answer_member(member, way, note, **said)


def test_a_list_has_a_code_for_each_and_its_way_says_only_how_many(cast):
    case = crowd(cast)
    made = listed(cast, case)
    assert list(made) == NAMES and last(case) == ("noted", "登记名单", "3人，名单上现在3人", True)
    assert len({code(each) for each in made.values()}) == 3
    assert [of_code(code(each)) for each in made.values()] == list(made.values())
    assert [each.phone for each in made.values()] == ["13900005551", "", "13900005553"]
    assert (counted(case).all, counted(case).left, Case.objects.get(pk=case.pk).people) == (3, 3, 30)
    assert verbs(case)[-1] == "list_members"


def test_no_number_lies_in_the_clear(cast):
    made = listed(cast)["马兰"]
    kept = Member.objects.filter(pk=made.pk).values().get()
    said = [bytes(value) if isinstance(value, memoryview) else str(value).encode() for value in kept.values()]
    assert not [value for value in said if b"13900005551" in value] and made.phone == "13900005551"


def test_more_on_the_list_than_were_said_are_so_many(cast):
    case = crowd(cast, people=2)
    listed(cast, case)
    assert Case.objects.get(pk=case.pk).people == 3


def test_a_matter_of_one_under_seal_or_at_its_end_has_no_list(cast):
    alone = registered(cast, "petition")
    ended = crowd(cast, people=3)
    moved(ended, "withdraw", by=cast.author)
    sealed = registered(cast, "counselling", details={}, asker="self")
    Case.objects.filter(pk=sealed.pk).update(asker="group")
    for case in (alone, ended, sealed):
        refuse("", lambda case=case: listed(cast, case))


def test_nobody_stands_on_it_twice(cast):
    case = crowd(cast)
    listed(cast, case)
    said = refuse("lines", lambda: listed(cast, case, "冯玉兰\n丁小军"))
    assert "丁小军" in said and "已经在名单里" in said
    strike_member(Member.objects.get(name="丁小军"), "写重了", by=cast.author, on=c.TODAY)
    assert listed(cast, case, "丁小军")["丁小军"].pk != 0


def test_who_is_struck_off_stays_readable_and_their_code_opens_nothing(cast):
    made = listed(cast)
    gone = strike_member(made["丁小军"], "不愿意参加了", by=cast.author, on=c.TODAY)
    assert (gone.until, gone.reason, of_code(code(gone))) == (c.TODAY, "不愿意参加了", None)
    assert last(gone.case) == ("noted", "从名单里划去1人", "不愿意参加了", True)
    assert counted(gone.case).all == 2
    refuse("", lambda: strike_member(gone, "再划一次", by=cast.author, on=c.TODAY))
    refuse("reason", lambda: strike_member(made["马兰"], " ", by=cast.author, on=c.TODAY))


def test_before_there_is_an_answer_nobody_was_answered(cast):
    made = listed(cast)["马兰"]
    assert "还没有答复" in refuse("", lambda: told(made))
    assert read_answer(made, on=c.TODAY).way == ""


def test_each_is_answered_once_by_an_entry_and_no_step(cast):
    case = crowd(cast)
    made = listed(cast, case)
    case = answered(cast, case)
    before = case.steps.count()
    done = told(made["丁小军"], "phone")
    assert (done.round, done.way, done.answered) == (1, "phone", c.TODAY)
    assert (case.steps.count(), verbs(case)[-1], counted(case).left) == (before, "answer_member", 2)
    assert "没有再记一遍" in refuse("", lambda: told(made["丁小军"]))
    refuse("note", lambda: told(made["马兰"], "unreached"))


def test_whoever_looks_by_their_code_has_read_the_answer(cast):
    case = crowd(cast)
    made = listed(cast, case)
    answered(cast, case)
    told(made["白玉梅"], "unreached", "打过三次都关机")
    for name in ("马兰", "白玉梅"):
        found = read_answer(of_code(code(made[name])), on=c.TODAY + DAY)
        assert (found.way, found.note, found.answered) == ("code", "", c.TODAY + DAY)
    told(made["丁小军"])
    again = read_answer(of_code(code(made["丁小军"])), on=c.TODAY + DAY)
    assert (again.way, again.answered) == ("met", c.TODAY)  # they knew before
    with c.nothing_written():
        read_answer(of_code(code(made["马兰"])), on=c.TODAY + DAY + DAY)


HALL = "开了职工大会，在会上当众答复"


def close(cast, case, others="", text="都答复了", by=None):
    step = Step("close", text, others=others)
    return move_case(Case.objects.get(pk=case.pk), step, by=by or cast.author, on=c.TODAY)


def test_it_is_closed_only_when_everybody_was_answered(cast):
    case = crowd(cast, people=3)
    made = listed(cast, case)
    answered(cast, case)
    assert "名单里还有3人没有答复到" in refuse("", lambda: close(cast, case, HALL))
    told(made["马兰"])
    told(made["丁小军"], "unreached", "换了号，问过班组")
    assert "名单里还有1人没有答复到" in refuse("", lambda: close(cast, case, HALL))
    read_answer(of_code(code(made["白玉梅"])), on=c.TODAY)
    assert close(cast, case).state == "closed"
    assert last(case)[2] == "都答复了"


@pytest.mark.parametrize("kind", ["dispute", "petition"])
def test_of_those_on_no_list_it_is_said_how_they_were_answered(cast, kind):
    case = registered(cast, kind, people=4)
    case = moved(case, "accept", "reply", by=cast.author)
    for others in ("", " " * 20, "当众答复了"):
        said = refuse("others", lambda others=others: close(cast, case, others))
        assert said.startswith("还有4人不在名单里：请先登记名单") and "至少10个字" in said and "C137" in said
    refuse("others", lambda: close(cast, case, "长" * 201))
    assert close(cast, case, HALL).state == "closed"
    assert last(case) == ("closed", "办结", f"都答复了\n不在名单里的4人：{HALL}", True)


def test_a_few_answered_of_many_are_not_all(cast):
    case = crowd(cast, people=4)
    made = listed(cast, case, "马兰\n丁小军")
    case = answered(cast, case)
    for each in made.values():
        told(each)
    assert (closing(case).left, closing(case).more) == (0, 2)
    assert "还有2人不在名单里" in refuse("others", lambda: close(cast, case))
    listed(cast, case, "冯玉兰")
    told(Member.objects.get(name="冯玉兰"))
    close(cast, case, HALL)
    assert last(case)[2] == f"都答复了\n不在名单里的1人：{HALL}"


def test_who_was_struck_off_is_missed_by_nobody_and_counts_once(cast):
    case = crowd(cast, people=4)
    made = listed(cast, case)
    strike_member(made["丁小军"], "不愿意参加了", by=cast.author, on=c.TODAY)
    assert (counted(case).all, counted(case).more) == (2, 1)
    listed(cast, case, "丁小军\n马兰")  # 马兰 without a number is another line
    assert (counted(case).all, counted(case).more) == (4, 0)
    strike_member(Member.objects.get(name="马兰", phone_index=None), "写重了", by=cast.author, on=c.TODAY)
    assert (counted(case).all, counted(case).more) == (3, 1)  # 马兰 still stands there
    for _ in "12":
        strike_member(Member.objects.standing().get(name="丁小军"), "又不愿意了", by=cast.author, on=c.TODAY)
        assert (counted(case).all, counted(case).more) == (2, 1)
        listed(cast, case, "丁小军")
        assert (counted(case).all, counted(case).more) == (3, 1)


def test_words_about_the_others_of_what_is_sealed_are_sealed(cast):
    case = registered(cast, "officer_complaint", people=6, details={})
    Case.objects.filter(pk=case.pk).update(state="replied", owner=cast.author)
    assert case.sealed and "还有6人不在名单里" in refuse("others", lambda: close(cast, case))
    close(cast, case, HALL)
    step = path(case)[-1]
    assert (step.text, step.words) == ("", f"都答复了\n不在名单里的6人：{HALL}")


def test_all_words_of_a_step_have_to_fit(cast):
    case = moved(registered(cast, people=4), "accept", "reply", by=cast.author)
    refuse("text", lambda: close(cast, case, HALL, "长" * 1990))
    assert close(cast, case, HALL, "长" * 1900).state == "closed"


def test_who_asked_alone_is_answered_with_the_answer(cast):
    for said in ({}, {"asker": "family", "behalf": "老马"}, {"asker": "anonymous", "people": 4, "name": ""}):
        case = answered(cast, registered(cast, "petition", **said))
        assert (closing(case).left, closing(case).more) == (0, 0)
        assert close(cast, case).state == "closed"


def test_handled_again_everybody_is_answered_again(cast):
    case = crowd(cast)
    made = listed(cast, case)
    case = answered(cast, case)
    for each in made.values():
        told(each)
    case = moved(case, "redo", "reply", by=cast.author)
    assert (case.round, counted(case).left) == (2, 3)
    assert told(made["马兰"]).round == 2


def test_with_the_answer_everybody_who_left_a_number_is_texted_once(cast):
    case = crowd(cast, phone="13900002222")
    listed(cast, case, f"{LINES}\n马兰兰 13900005551")
    case = moved(case, "accept", "begin", by=cast.author)
    assert texts(f"case/{case.pk}/member") == []
    moved(case, "reply", by=cast.author)
    assert texts(f"case/{case.pk}/member") == ["13900005551", "13900005553"]
    assert texts(f"case/{case.pk}/asker")[-1:] == ["13900002222"]


def test_whoever_wants_a_call_themself_keeps_nobody_from_being_texted(cast):
    case = crowd(cast, reply_way="call")
    listed(cast, case)
    answered(cast, case)
    assert (len(texts(f"case/{case.pk}/member")), texts(f"case/{case.pk}/asker")) == (2, [])


def test_nobody_is_texted_of_what_is_practised(cast):
    case = crowd(cast)
    listed(cast, case)
    Org.objects.filter(pk=case.org_id).update(practice=True)
    answered(cast, case)
    assert texts(f"case/{case.pk}/member") == []


def test_texts_are_written_in_as_many_statements_however_many_there_are(cast):
    asked = []
    for number in (2, 30):
        case = crowd(cast)
        listed(cast, case, "\n".join(f"职工{chr(0x4E00 + n)} 1390000{n:04d}" for n in range(number)))
        case = moved(case, "accept", "begin", by=cast.author)
        with CaptureQueriesContext(connection) as statements:
            moved(case, "reply", by=cast.author)
        asked.append(len(statements))
    assert asked[0] == asked[1] and Message.objects.texts().filter(title=WORDS).count() == 32


def test_opening_the_codes_is_written_down_and_told_once_a_day(cast):
    case = crowd(cast)
    listed(cast, case)
    print_slips(case, by=cast.author, on=c.TODAY)
    assert last(case) == ("noted", "打印名单回执", "", True)
    steps = case.steps.count()
    print_slips(case, by=cast.author, on=c.TODAY)
    assert (case.steps.count(), verbs(case)[-2:]) == (steps, ["print_member_slips"] * 2)
    print_slips(case, by=cast.author, on=c.TODAY + DAY)
    assert case.steps.count() == steps + 1
    alone = registered(cast, "petition")
    refuse("", lambda: print_slips(alone, by=cast.author, on=c.TODAY))
