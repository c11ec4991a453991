"""The same papers and words at the same moment: there once, and never more than there may be.

On PostgreSQL only: SQLite lets one writer in at a time, and its test database in memory cannot wait.
"""

import uuid

import pytest
from django.db import connection

from tiexin.cases.actions.papers import NewFile, tell_paper
from tiexin.cases.models import CaseStep
from tiexin.cases.papers.models import CasePaper
from tiexin.cases.tests.case_scene import registered
from tiexin.evidence.actions import file_path
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests.test_at_once import at_once, one_wins
from tiexin.portal.actions.adding import Added, add_to_matter, bring_papers
from tiexin.portal.rules import limits
from tiexin.portal.tests.papers_scene import PDF, officer_paper
from tiexin.portal.tests.portal_scene import stage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite"),
]


@pytest.fixture
def cast(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return stage()


@pytest.mark.parametrize(("text", "files"), [("找到了", ()), ("", (PDF,)), ("找到了", (PDF, PDF + b"2"))])
def test_the_same_form_at_once_is_there_once(cast, text, files):
    case, key = registered(cast), uuid.uuid4()
    new = Added(text, [NewFile(each, "工资条.pdf") for each in files], key)
    assert at_once(*(lambda: add_to_matter(case, new, on=c.TODAY) for _ in range(3))) == [None] * 3
    assert CaseStep.objects.filter(case=case).count() == 1 + bool(text) + len(files)
    assert CasePaper.objects.count() == len(files)


def test_the_same_file_in_two_forms_at_once_is_kept_once(cast):
    case = registered(cast)
    one_wins(*(lambda: bring_papers(case, [NewFile(PDF, "工资条.pdf")], on=c.TODAY) for _ in range(2)))
    assert CasePaper.objects.count() == 1


def test_the_same_content_in_two_matters_at_once_is_one_file(cast):
    cases = [registered(cast) for _ in range(3)]
    new = [NewFile(PDF, "工资条.pdf")]
    assert at_once(*(lambda each=each: bring_papers(each, new, on=c.TODAY) for each in cases)) == [None] * 3
    path = file_path(CasePaper.objects.first().sha256)
    assert path.read_bytes() == PDF and [each for each in path.parent.iterdir()] == [path]


def test_no_more_than_the_limit_however_many_come_at_once(cast):
    case, most = registered(cast), limits().papers.files
    for number in range(most - 1):
        bring_papers(case, [NewFile(PDF + str(number).encode(), "x.pdf")], on=c.TODAY)
    one_wins(*(lambda n=n: bring_papers(case, [NewFile(PDF + b"z" * n, "x.pdf")], on=c.TODAY) for n in (1, 2)))
    assert CasePaper.objects.filter(by=None).count() == most


def test_a_paper_is_marked_once(cast):
    paper = officer_paper(registered(cast), cast)
    one_wins(*(lambda: tell_paper(paper, True, by=cast.author, on=c.TODAY) for _ in range(2)))
    assert CaseStep.objects.filter(label="材料本人可取").count() == 1
