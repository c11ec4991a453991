"""At most five speak for the people of a matter; who they may be, how one takes another's place."""

import re

import pytest
from django.core.cache import cache
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tiexin.cases.actions.agency import end_speaker
from tiexin.cases.actions.linking import NewLink, link_cases
from tiexin.cases.agency import queries
from tiexin.cases.models import Speaker
from tiexin.cases.tests.agency_scene import DAY, petition, spoken, stage, steps_of
from tiexin.cases.tests.case_scene import moved, refuse, registered
from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
NAMES = ("马建军", "杨秀梅", "丁志强", "白小玲", "冯玉兰")


@pytest.fixture
def cast():
    cache.clear()
    yield stage()
    calendar.forget()


def crowd(cast, people=30, **changes):
    return petition(cast, asker="group", people=people, employer=cast.employer, **changes)


def those_of(case):
    return sorted(Speaker.objects.standing().filter(case=case).values_list("name", flat=True))


def test_five_speak_and_a_sixth_is_refused_with_the_rule(cast):
    case = crowd(cast)
    for name in NAMES:
        made = spoken(cast, case, name)
        assert (made.name, made.since, made.by, made.until) == (name, c.TODAY, cast.author, None)
    said = refuse("name", lambda: spoken(cast, case, "第六人"))
    assert "代表最多5人" in said and those_of(case) == sorted(NAMES)
    assert steps_of(case)[-1] == ("noted", "推举代表", "冯玉兰", True)
    assert Entry.objects.filter(verb="name_speaker", thing_id=case.pk).count() == 5


def test_the_people_of_a_dispute_speak_by_the_law_of_disputes(cast, client):
    case = registered(cast, "dispute", asker="group", people=12, employer=cast.employer)
    client = c.enter(client, cast.author)
    page, form = client.get(f"/cases/{case.pk}/").text, client.get(f"/cases/{case.pk}/speaker/").text
    for text in (page, form):
        assert "最多5名，依据：《劳动争议调解仲裁法》第7条" in "".join(re.sub("<[^>]+>", "", text).split())
    for name in NAMES:
        spoken(cast, case, name)
    said = refuse("name", lambda: spoken(cast, case, "第六人"))
    assert "代表最多5人" in said and "《劳动争议调解仲裁法》第7条" in said and "没有写最多几名" in said


def test_with_five_one_is_still_replaced_and_the_former_stays_readable(cast):
    case = crowd(cast)
    made = [spoken(cast, case, name) for name in NAMES]
    spoken(cast, case, "马兰", former=made[2], reason="调到外地", on=c.TODAY + DAY)
    assert those_of(case) == sorted([*NAMES[:2], *NAMES[3:], "马兰"])
    made[2].refresh_from_db()
    assert (made[2].until, made[2].reason) == (c.TODAY + DAY, "调到外地")
    assert steps_of(case)[-1][1:3] == ("换代表", "马兰，接替丁志强：调到外地")


@pytest.mark.parametrize(
    ("name", "reason", "field"), [("马兰", "", "reason"), ("马建军", "换人", "name"), ("", "换人", "name")]
)
def test_a_replacement_refused_leaves_everybody_in_place(cast, name, reason, field):
    case = crowd(cast)
    former = spoken(cast, case, "杨秀梅")
    spoken(cast, case, "马建军")
    refuse(field, lambda: spoken(cast, case, name, former=former, reason=reason))
    assert those_of(case) == ["杨秀梅", "马建军"]


def test_whoever_was_replaced_is_not_replaced_again(cast):
    case = crowd(cast)
    former = spoken(cast, case, "杨秀梅")
    spoken(cast, case, "马建军", former=former, reason="家里有事")
    refuse("", lambda: spoken(cast, case, "马兰", former=former, reason="又换"))
    refuse("", lambda: end_speaker(former, "不干了", by=cast.author, on=c.TODAY))


def test_somebody_who_stopped_may_be_named_again(cast):
    case = crowd(cast)
    made = end_speaker(spoken(cast, case, "杨秀梅"), "家里有事", by=cast.author, on=c.TODAY)
    assert (made.until, made.reason, those_of(case)) == (c.TODAY, "家里有事", [])
    assert steps_of(case)[-1] == ("noted", "代表不再担任", "杨秀梅：家里有事", True)
    spoken(cast, case, "杨秀梅")
    assert Speaker.objects.filter(case=case, name="杨秀梅").count() == 2


@pytest.mark.parametrize("reason", ["", " ", "长" * 201, "a\0b"])
def test_ending_needs_its_reason(cast, reason):
    made = spoken(cast, crowd(cast), "杨秀梅")
    refuse("reason", lambda: end_speaker(made, reason, by=cast.author, on=c.TODAY))


@pytest.mark.parametrize("name", ["", " ", "长" * 41, "a\0b"])
def test_a_name_is_asked_for(cast, name):
    case = crowd(cast)
    refuse("name", lambda: spoken(cast, case, name))


def test_for_one_alone_nobody_speaks_and_for_three_at_most_three(cast):
    alone, three = petition(cast), crowd(cast, people=3)
    assert "只有一个人" in refuse("name", lambda: spoken(cast, alone, "马建军"))
    for name in NAMES[:3]:
        spoken(cast, three, name)
    assert "一共3人" in refuse("name", lambda: spoken(cast, three, NAMES[3]))


def test_those_of_followers_count_among_the_people(cast):
    head, follower = petition(cast), petition(cast, name="马兰", phone="13900002222")
    refuse("name", lambda: spoken(cast, head, "马建军"))
    link_cases(NewLink(head, follower, "group", "同一件事"), by=cast.author, on=c.TODAY)
    assert spoken(cast, head, "马建军").case == head
    refuse("name", lambda: spoken(cast, follower, "马建军"))  # its head speaks for both


def test_of_the_roster_only_the_people_of_the_matter_and_their_colleagues(cast):
    case = crowd(cast, worker=cast.worker)
    mate = c.worker(cast.employer, "杨秀梅")
    elsewhere = c.worker(c.employer(cast.county, "另一家厂"), "马建军")
    assert set(queries.speakable(case)) == {cast.worker, mate}
    made = spoken(cast, case, worker=mate)
    assert (made.worker, made.name) == (mate, "杨秀梅")
    assert "不是这件诉求里的人" in refuse("worker", lambda: spoken(cast, case, worker=elsewhere))


def test_without_an_enterprise_those_who_asked_in_the_group_may_speak(cast):
    other = c.worker(c.employer(cast.county, "另一家厂"), "马建军")
    head, follower = petition(cast, worker=cast.worker), petition(cast, worker=other, phone="13900002222")
    assert list(queries.speakable(head)) == [cast.worker]
    link_cases(NewLink(head, follower, "group", "同一件事"), by=cast.author, on=c.TODAY)
    assert set(queries.speakable(head)) == {cast.worker, other}
    assert spoken(cast, head, worker=other).worker == other


def test_ended_and_other_matters_have_no_representatives(cast):
    ended, other = crowd(cast), registered(cast, "suggestion", details={}, people=30)
    moved(ended, "refuse", by=cast.author)
    for case in (ended, other):
        refuse("", lambda case=case: spoken(cast, case, "马建军"))


def test_representatives_give_the_authorisation(cast):
    case = crowd(cast)
    speakers = [spoken(cast, case, name) for name in NAMES[:3]]
    assert queries.principal_of(case, speakers) == "马建军、杨秀梅、丁志强"


class Coming(TestCase):
    """Whoever comes and goes: never more than five, never one twice."""

    @settings(max_examples=min(30, settings().max_examples))
    @given(st.lists(st.tuples(st.sampled_from("甲乙丙丁戊己庚"), st.booleans()), max_size=12))
    def test_never_more_than_five_and_nobody_twice(self, moves):
        cache.clear()
        cast = stage()
        case, there = crowd(cast), set()
        for name, comes in moves:
            found = Speaker.objects.standing().filter(case=case, name=name).first()
            if not comes and found:
                end_speaker(found, "走了", by=cast.author, on=c.TODAY)
                there.discard(name)
            elif comes and name not in there and len(there) < 5:
                spoken(cast, case, name)
                there.add(name)
            elif comes:
                with pytest.raises(Refused):
                    spoken(cast, case, name)
            assert set(those_of(case)) == there and len(there) <= 5
        calendar.forget()
