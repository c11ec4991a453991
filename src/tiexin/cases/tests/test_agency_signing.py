"""An authorisation signed and withdrawn: what proves it, from which day it holds, what the agent sees."""

import pytest
from django.core.cache import cache

from tiexin.cases.actions.agency import let_go
from tiexin.cases.actions.centres import end_agent
from tiexin.cases.actions.papers import NewFile
from tiexin.cases.models import Case, Mandate, Part
from tiexin.cases.tasks import remind
from tiexin.cases.tests.agency_scene import (
    DAY,
    END,
    carried,
    drafted,
    judged,
    petition,
    rostered,
    signed,
    stage,
    steps_of,
    withdrawn,
)
from tiexin.cases.tests.case_scene import counted, moved, refuse
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 1 0 obj<</Type/Page>>endobj\nstartxref\n9\n%%EOF signed"


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield stage()
    calendar.forget()


def mandates(case):
    return list(Mandate.objects.filter(case=case).order_by("pk").values_list("signed", "way", "withdrawn", "reason"))


def test_signed_by_fingerprint_the_agent_takes_part_and_it_counts_once(cast):
    mandate = carried(cast)
    case = mandate.case
    assert (mandate.signed, mandate.way, mandate.said_way) == (c.TODAY, "fingerprint", "按手印")
    assert mandate.force.state(c.TODAY) == "open" and mandate in Mandate.objects.open(c.TODAY)
    assert Part.objects.get(case=case, role="agent").officer == cast.agent_officer
    assert steps_of(case)[-1] == (
        "noted",
        "签了委托书",
        "委托云小燕：代为提出请求、提交材料、代为查询办到哪一步，到2012年8月8日",
        True,
    )
    second = rostered(cast, cast.mate)
    signed(cast, drafted(cast, case, agent=second))
    assert counted("petition_accepted", "qty", "by_org") == [(1, cast.county.pk)]


def test_signed_on_paper_the_paper_is_kept_with_the_matter_for_the_worker_too(cast):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case)
    refuse("file", lambda: signed(cast, made, way="paper"))
    done = signed(cast, made, way="paper", file=NewFile(PDF, "委托书.pdf", told=True))
    assert (done.paper.name, done.paper.told, done.paper.case) == ("委托书.pdf", True, case)


def test_a_paper_that_is_none_leaves_the_authorisation_unsigned(cast):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case)
    refuse("file", lambda: signed(cast, made, way="paper", file=NewFile(b"MZ\x90", "委托书.pdf")))
    assert mandates(case) == [(None, "", None, "")]


def test_two_officers_who_saw_it_are_named_and_stand_apart(cast):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case)
    gone = c.officer("已经退休", cast.county, until=c.TODAY)
    pairs = {
        (None, None): "second",
        (cast.witness, None): "second",
        (cast.witness, cast.witness): "second",
        (cast.agent_officer, cast.witness): "first",
        (cast.witness, cast.agent_officer): "second",
        (gone, cast.witness): "first",
        (cast.witness, gone): "second",
    }
    for (first, second), field in pairs.items():
        refuse(field, lambda a=first, b=second: signed(cast, made, way="officers", first=a, second=b))
    done = signed(cast, made, way="officers", first=cast.witness, second=cast.mate)
    assert (done.first, done.second) == (cast.witness, cast.mate)


def test_whom_it_is_about_does_not_witness_it(cast):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case)
    Case.objects.filter(pk=case.pk).update(about=cast.mate)
    said = refuse("second", lambda: signed(cast, made, way="officers", first=cast.witness, second=cast.mate))
    assert "不能作见证" in said


def test_witnesses_are_kept_only_where_they_are_the_proof(cast):
    case = petition(cast)
    judged(cast, case)
    done = signed(cast, drafted(cast, case), first=cast.witness, second=cast.mate)
    assert (done.way, done.first, done.second) == ("fingerprint", None, None)


@pytest.mark.parametrize(
    ("written", "on", "day", "right"),
    [
        (0, 0, 0, True),
        (0, 1, 0, True),
        (1, 1, 0, False),
        (0, 0, 1, False),
        (0, 90, 90, True),
        (0, 91, 90, False),
        (0, 91, 91, False),
    ],
)
def test_days_of_signing(cast, written, on, day, right):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case, on=c.TODAY + written * DAY)
    call = lambda: signed(cast, made, on=c.TODAY + on * DAY, signed=c.TODAY + day * DAY)  # noqa: E731
    if right:
        assert call().signed == c.TODAY + day * DAY
    else:
        refuse("signed", call)


def test_it_is_signed_once_and_not_after_it_was_withdrawn(cast):
    mandate = carried(cast)
    refuse("", lambda: signed(cast, mandate))
    withdrawn(cast, mandate)
    refuse("", lambda: signed(cast, mandate))
    draft = drafted(cast, mandate.case)
    withdrawn(cast, draft)
    refuse("", lambda: signed(cast, draft))


def test_an_agent_who_left_the_roster_is_not_authorised_by_a_signature(cast):
    case = petition(cast)
    judged(cast, case)
    made = drafted(cast, case)
    end_agent(cast.agent, c.TODAY, "调岗", by=cast.people["office"], on=c.TODAY)
    refuse("agent", lambda: signed(cast, made))


# ── withdrawn ───────────────────────────────────────────────────────────────────────────────────────────


def test_withdrawn_it_holds_no_more_from_that_day_and_the_agent_takes_no_part(cast):
    mandate = carried(cast)
    withdrawn(cast, mandate, on=c.TODAY + DAY)
    assert mandates(mandate.case) == [(c.TODAY, "fingerprint", c.TODAY + DAY, "自己去说")]
    mandate.refresh_from_db()
    assert [mandate.force.state(c.TODAY + n * DAY) for n in range(3)] == ["open", "withdrawn", "withdrawn"]
    assert Mandate.objects.open(c.TODAY + DAY).count() == Part.objects.filter(role="agent", until=None).count() == 0
    assert steps_of(mandate.case)[-1] == ("noted", "撤回委托", "云小燕：自己去说", True)
    assert Entry.objects.filter(verb="withdraw_mandate").count() == 1


def test_it_is_withdrawn_once_and_with_words(cast):
    mandate = carried(cast)
    refuse("reason", lambda: withdrawn(cast, mandate, " "))
    refuse("reason", lambda: withdrawn(cast, mandate, "长" * 201))
    withdrawn(cast, mandate)
    refuse("", lambda: withdrawn(cast, mandate))


def test_it_is_withdrawn_at_any_time_also_after_the_matter_or_its_end(cast):
    mandate = carried(cast)
    moved(mandate.case, "withdraw", by=cast.author)
    assert withdrawn(cast, mandate, on=END + 5 * DAY).withdrawn == END + 5 * DAY


def test_withdrawing_an_old_one_leaves_the_new_one_of_the_same_agent(cast):
    old = carried(cast, until=c.TODAY)
    new = drafted(cast, old.case, on=c.TODAY + DAY)
    signed(cast, new, on=c.TODAY + DAY)
    withdrawn(cast, old, on=c.TODAY + DAY)
    assert Part.objects.filter(case=old.case, role="agent", until=None).count() == 1
    withdrawn(cast, new, on=c.TODAY + DAY)
    assert not Part.objects.filter(case=old.case, role="agent", until=None).exists()


def test_an_unsigned_one_is_dropped_without_a_word_to_the_worker(cast):
    case = petition(cast)
    judged(cast, case)
    withdrawn(cast, drafted(cast, case), "写错了")
    assert steps_of(case)[-1] == ("noted", "委托书作废", "云小燕：写错了", False)


@pytest.mark.parametrize(("after", "gone"), [(0, 0), (90, 0), (91, 1)])
def test_the_day_after_its_end_the_agent_takes_no_part_any_more(cast, after, gone):
    mandate = carried(cast)
    assert let_go(c.TODAY + after * DAY) == gone
    assert Part.objects.filter(case=mandate.case, role="agent", until=None).count() == 1 - gone
    assert Entry.objects.filter(verb="lapse_mandate", thing_id=mandate.case_id).count() == gone
    assert let_go(c.TODAY + after * DAY) == 0


def test_an_agent_with_a_new_one_stays_and_the_daily_round_lets_the_other_go(cast):
    old, other = carried(cast, until=c.TODAY), carried(cast, until=c.TODAY)
    signed(cast, drafted(cast, old.case, on=c.TODAY + DAY), on=c.TODAY + DAY)
    remind(c.TODAY + DAY)
    there = Part.objects.filter(role="agent", until=None).values_list("case", flat=True)
    assert list(there) == [old.case_id]
    assert Part.objects.get(case=other.case, role="agent").reason == "委托到期"


def test_whoever_owns_the_matter_keeps_it_when_their_authorisation_is_over(cast):
    mine = rostered(cast, cast.author)
    case = petition(cast)
    judged(cast, case)
    signed(cast, drafted(cast, case, agent=mine, until=c.TODAY))
    assert let_go(c.TODAY + DAY) == 1
    assert Part.objects.filter(case=case, officer=cast.author, until=None).count() == 2  # first receiver and owner
