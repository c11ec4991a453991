"""原文对照: the document of a version beside its clauses; search under both spellings."""

import pytest

from tiexin.duties.models import Clause, PlanVersion
from tiexin.evidence.actions import file_path
from tiexin.orgs.tests import cast as c
from tiexin.plans.editor.beside import Beside, text_of
from tiexin.plans.editor.tests.hand import DOCUMENT, TEXT
from tiexin.plans.editor.tests.stage import begun, url
from tiexin.plans.tests import small


@pytest.fixture
def version(cast, office):
    office.post(url(begun(cast), "load/"))
    return PlanVersion.objects.get()


def beside(version, **asked):
    return f"/plans/versions/{version.pk}/document/", asked


def test_every_sentence_stands_beside_its_clauses(version, office):
    answer = office.get(beside(version)[0])
    found = answer.context["beside"]
    assert [[[clause.item for clause in clauses] for _, clauses, _ in part] for part in found.paragraphs] == [
        [[]],
        [[]],
        [["C1"], ["C2"]],
        [[]],
    ]
    assert (found.said, len(found.laid.open), len(found.laid.bare)) == (2, 1, 1)
    assert "5 句，2 句有条款，1 句没有。整段没有条款的 1 段" in answer.text
    assert answer.text.count("网页附加的话，不是条款") == 1


def test_a_slip_is_shown_as_found_and_found_as_meant(version, office):
    address, _ = beside(version)
    assert '信耐<small class="tx-slip" title="应为“信赖”">〔原文如此〕</small>' in office.get(address).text
    for words in ("信赖", "信耐", "职工信赖"):
        answer = office.get(address, {"q": words})
        assert [sentence.number for sentence in answer.context["beside"].hits] == [3]
        assert "找到 1 句" in answer.text and "is-hit" in answer.text


@pytest.mark.parametrize("words", ["没有", "\0", " ", "%", "<b>", "字" * 5000])
def test_a_search_for_what_is_not_there_finds_nothing(version, office, words):
    answer = office.get(beside(version)[0], {"q": words})
    assert answer.status_code == 200
    assert answer.context["beside"].hits == []
    assert "<b>" not in answer.text.split('name="q"')[1].split(">")[0]


def test_a_plan_in_force_shows_its_document_to_those_who_may_open_it(cast, client):
    text = small.text(small.OWN["C7"])
    version = small.publish(text, cast.province, small.DOCUMENT.encode())
    address = f"/plans/{version.plan_id}/document/"
    leader = c.enter(client, cast.people["leader"]).get(address)
    assert "tx-beside" in leader.text
    assert f'href="{address}"' in client.get(f"/plans/{version.plan_id}/").text
    below = c.enter(client, cast.people["officer"]).get(address)
    assert (below.status_code, "没有可对照的原文" in below.text) == (200, True)
    assert c.enter(client, cast.people["system"]).get(address).status_code == 404


def test_a_draft_version_is_shown_to_those_who_publish_only(version, cast, client):
    address, _ = beside(version)
    assert f'href="{address}"' in c.enter(client, cast.people["city_office"]).get(address.replace("document/", "")).text
    for name in ("stranger", "officer", "leader"):
        assert c.enter(client, cast.people[name]).get(address).status_code == 404


def test_a_version_without_a_document_says_so(cast, client):
    version = small.draft(small.text(small.OWN["C7"]), cast.province)
    page = c.enter(client, cast.people["office"]).get(beside(version)[0])
    assert "没有可对照的原文" in page.text
    assert "原文对照</a>" not in client.get(f"/plans/versions/{version.pk}/").text


def test_a_document_whose_file_is_gone_is_no_error(version, office):
    assert text_of(version).replace("\r\n", "\n") == DOCUMENT
    file_path(version.document.sha256).unlink()
    assert text_of(version) == ""
    assert "没有可对照的原文" in office.get(beside(version)[0]).text


def test_clauses_whose_quotes_are_lost_are_named():
    found = Beside("甲一。乙二。", [Clause(item="C1", quote="甲一"), Clause(item="C2", quote="丙三")])
    assert [mark.ident for mark in found.laid.lost] == ["C2"]
    assert (found.said, found.hits) == (1, [])


def test_pages_cost_no_more_for_many_clauses(version, office, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        office.get(beside(version)[0])
    assert TEXT.count("clause:") == Clause.objects.count()
