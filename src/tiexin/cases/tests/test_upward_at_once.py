"""Two people at the same moment: one report to a unit, one note, one paper, no ring of matters, one leader due.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

import pytest
from django.core.cache import cache
from django.db import connection

from tiexin.cases.actions import reporting
from tiexin.cases.actions.leads import ask_for_leaders
from tiexin.cases.actions.linking import lead_together, unlink_case
from tiexin.cases.actions.papers import drop_paper
from tiexin.cases.models import Case, CaseLink, CasePaper, CaseStep, LeadDue, Report
from tiexin.cases.papers import rules as paper_rules
from tiexin.cases.tests.case_scene import counted, moved, registered, stage
from tiexin.cases.tests.test_linking_actions import linked
from tiexin.cases.tests.test_papers_actions import PDF, added
from tiexin.cases.tests.test_reporting_actions import MINUTES, crisis, reported
from tiexin.core.days import moment
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins
from tiexin.outbox.models import Message

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]
WHO = {"on": c.TODAY}


@pytest.fixture
def cast(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    found = stage()
    found.city_chief = c.officer("市主席", found.city, "leader", rank=Rank.LEADER)
    return found


def test_a_matter_is_reported_to_a_unit_once_and_counts_once(cast):
    case = crisis(cast)
    refused = one_wins(*(lambda: reported(cast, case) for _ in range(3)))
    assert {each.field for each in refused} == {"org"}
    assert (Report.objects.count(), counted("dispute_reported", "qty")) == (1, [(1,)])
    assert CaseStep.objects.filter(case=case, event="reported").count() == 1


def test_to_two_units_at_once_it_counts_once(cast):
    case = crisis(cast)
    assert at_once(*(lambda org=org: reported(cast, case, org) for org in (cast.city, cast.province))) == [None, None]
    assert (Report.objects.count(), counted("dispute_reported", "qty")) == (2, [(1,)])


def test_one_takes_note_and_the_sender_hears_it_once(cast):
    report = reported(cast, crisis(cast))
    people = [cast.city_chief, cast.people["city_office"]]
    one_wins(*(lambda who=who: reporting.take_note(report, by=who, **WHO) for who in people))
    report.refresh_from_db()
    assert report.received_by in people
    assert Message.objects.filter(title__contains="已经知悉").count() == 1


def test_a_report_is_passed_on_or_ended(cast):
    report = reported(cast, crisis(cast))
    one_wins(
        lambda: reporting.pass_report(report, cast.province, "转报", by=cast.city_chief, **WHO),
        lambda: reporting.end_report(report, "平息", by=cast.people["city_office"], **WHO),
    )
    report.refresh_from_db()
    assert (report.answer == "passed") == (Report.objects.count() == 2)


def test_being_there_is_written_down_once(cast):
    case = crisis(cast)
    at = reported(cast, case).known + MINUTES
    one_wins(*(lambda: reporting.coordinate_case(case, at, "到场", by=cast.author, **WHO) for _ in range(2)))
    assert counted("dispute_coordinated", "qty") == [(1,)]


def test_two_runs_at_once_remind_once_of_a_report(cast):
    report = reported(cast, crisis(cast))
    Report.objects.filter(pk=report.pk).update(due=moment(c.TODAY) - MINUTES)
    runs = [lambda: reporting.remind_of_reports(c.TODAY) for _ in "12"]
    assert at_once(*runs) == [None, None]
    assert Message.objects.filter(title__contains="还没有知悉").count() == 2


def test_the_same_paper_twice_is_one(cast):
    case = registered(cast)
    refused = one_wins(*(lambda: added(case, by=cast.author) for _ in range(3)))
    assert {each.field for each in refused} == {"file"}
    assert (CasePaper.objects.count(), case.steps.filter(label="附上材料").count()) == (1, 1)


def test_the_last_place_is_taken_by_one(cast):
    case = registered(cast)
    for number in range(paper_rules.limits().files - 1):
        added(case, PDF + str(number).encode(), by=cast.author)
    one_wins(*(lambda word=word: added(case, PDF + word, by=cast.author) for word in (b"one", b"two", b"three")))
    assert CasePaper.objects.count() == paper_rules.limits().files


def test_a_paper_comes_or_the_matter_ends(cast):
    case = registered(cast)
    ends = at_once(lambda: added(case, by=cast.author), lambda: moved(case, "refuse", by=cast.author))
    assert ends[1] is None
    assert (ends[0] is None) == (CasePaper.objects.count() == 1)


def test_a_paper_is_taken_away_once(cast):
    case = registered(cast)
    paper = added(case, by=cast.author)
    one_wins(*(lambda why=why: drop_paper(paper, why, by=cast.author, **WHO) for why in ("传错了", "别人的")))
    assert case.steps.filter(label="撤下材料").count() == 1


def test_two_matters_never_follow_each_other(cast):
    one, two = registered(cast), registered(cast)
    one_wins(lambda: linked(one, two, by=cast.author), lambda: linked(two, one, by=cast.author))
    assert CaseLink.objects.count() == 1


def test_three_in_a_ring_make_no_chain(cast):
    ring = [registered(cast) for _ in "123"]
    pairs = [(ring[0], ring[1]), (ring[1], ring[2]), (ring[2], ring[0])]
    at_once(*(lambda pair=pair: linked(*pair, by=cast.author) for pair in pairs))
    heads = set(CaseLink.objects.values_list("head", flat=True))
    assert heads and not heads & set(CaseLink.objects.values_list("case", flat=True))


def test_parted_once(cast):
    link = linked(registered(cast), registered(cast), by=cast.author)
    one_wins(*(lambda why=why: unlink_case(link, why, by=cast.author, **WHO) for why in ("两回事", "弄错了")))
    assert CaseStep.objects.filter(label="解除并案").count() == 2


def test_linked_while_its_head_gets_a_leader_it_has_the_same(cast):
    head, one = registered(cast), registered(cast)
    ends = at_once(
        lambda: lead_together(head, cast.chief, "集体事项", by=cast.chief, **WHO),
        lambda: linked(head, one, by=cast.author),
    )
    assert ends == [None, None]
    assert set(Case.objects.values_list("lead", flat=True)) == {cast.chief.pk}


def test_two_runs_at_once_ask_once_for_a_leader(cast):
    registered(cast, people=10, asker="group")
    assert at_once(*(lambda: ask_for_leaders(c.TODAY) for _ in "12")) == [None, None]
    assert LeadDue.objects.count() == 1
    assert Message.objects.filter(title__contains="应当由您单位的领导包案").count() == 1
