"""Reports, calls and knowledge for machines: what the pages show the person, without numbers of callers and seals."""

from datetime import timedelta

import pytest

from tiexin.cases import api
from tiexin.cases.actions.reporting import NewReport, report_case
from tiexin.cases.forms import CaseFilter
from tiexin.cases.hotline import api as hotline_api
from tiexin.cases.hotline.call_forms import CallFilter
from tiexin.cases.hotline.models import Call, Line
from tiexin.cases.knowledge.models import Knowledge, KnowledgeMiss
from tiexin.cases.models import Case, Report
from tiexin.cases.tests.case_scene import DAY, registered, stage
from tiexin.cases.tests.knowledge_scene import published, written
from tiexin.core.days import moment
from tiexin.core.sealed import seal
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox import api as outbox_api
from tiexin.outbox.forms import TextFilter

pytestmark = pytest.mark.django_db
WORDS, PHONE = "厂门口聚了六十个人", "13900001111"


@kept.fixture
def cast():
    found = stage()
    found.keeper = found.people["office"]
    return found


def rows(client, path, **asked):
    answer = client.get(f"/api/{path}", asked)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def entered(client, who):
    return c.enter(type(client)(), who)


def reported(cast, **more):
    case = registered(cast, "dispute", people=60, asker="group", **more)
    at = moment(c.TODAY)
    report_case(case, NewReport(cast.city, WORDS, at, at, "马兰"), by=cast.author, on=c.TODAY)
    return case


def called(cast, number, **more):
    line = Line.objects.filter(number="12351").first() or Line.objects.create(
        org=cast.city, number="12351", opened=c.TODAY
    )
    said = {"line": line, "org": cast.county, "at": moment(c.TODAY) + timedelta(minutes=number), "state": "ended"}
    return Call.objects.create(exchange_id=f"x{number}", recording="secret-tape", **{**said, **more})


def entry(cast, question, *, valid=30, kind="", publish=True):
    said = {"question": question, "answer": f"{question}的答复", "kind": kind, "valid_until": c.TODAY + valid * DAY}
    return (published if publish else written)(cast, **said)


# ── reports ─────────────────────────────────────────────────────────────────────────────────────────────


def test_reports_are_read_by_both_units_and_nobody_else(cast, client):
    case = reported(cast)
    for who in (cast.author, cast.people["city_office"]):
        found = rows(entered(client, who), "reports")
        assert [(each["case"], each["org"], each["from_org"], each["text"]) for each in found["rows"]] == [
            (case.pk, cast.city.pk, cast.county.pk, WORDS)
        ]
    assert rows(entered(client, cast.people["stranger"]), "reports")["rows"] == []
    assert entered(client, cast.people["nobody"]).get("/api/reports").status_code == 404


def test_words_of_a_sealed_matter_and_what_is_about_oneself_are_kept_back(cast, client):
    case = reported(cast)
    key = Report.objects.get().key
    Report.objects.update(text="", text_sealed=seal(WORDS, f"case.report:{key}"))
    Case.objects.filter(pk=case.pk).update(sealed=True, text="")
    assert [each["text"] for each in rows(entered(client, cast.author), "reports")["rows"]] == [""]
    Case.objects.filter(pk=case.pk).update(owner=None, about=cast.author)
    assert rows(entered(client, cast.author), "reports")["rows"] == []


def test_reports_are_narrowed_as_on_the_page(cast, client):
    reported(cast)
    client = entered(client, cast.people["city_office"])
    for state, count in (("", 1), ("waiting", 1), ("open", 1), ("ended", 0), ("<script>", 1)):
        assert rows(client, "reports", state=state)["total"] == count
    assert [rows(client, "reports", unit=unit)["total"] for unit in (cast.county.name, "月球")] == [1, 0]


@pytest.mark.parametrize(
    ("asked", "form"),
    [(api.Asked, CaseFilter), (hotline_api.CallsAsked, CallFilter), (outbox_api.TextsAsked, TextFilter)],
)
def test_a_machine_may_ask_for_all_that_a_page_asks_for(asked, form):
    assert sorted(asked.model_fields) == sorted([*form.base_fields, "page"])


# ── calls ───────────────────────────────────────────────────────────────────────────────────────────────


def test_calls_are_read_without_number_or_recording(cast, client):
    first, second = called(cast, 1, what="question", answer=moment(c.TODAY)), called(cast, 2, state="abandoned")
    client = entered(client, cast.people["city_office"])
    answer = client.get("/api/calls")
    if answer.status_code == 404:
        pytest.fail("the office of the city answers calls")
    found = answer.json()
    assert [each["id"] for each in found["rows"]] == [second.pk, first.pk]
    assert found["rows"][1]["what"] == "question"
    text = answer.content.decode()
    assert PHONE not in text and "secret-tape" not in text and "phone" not in text


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"state": "abandoned"}, [2]),
        ({"what": "question"}, [1]),
        ({"what": "open"}, []),
        ({"since": str(c.TODAY)}, [2, 1]),
        ({"until": str(c.TODAY - DAY)}, []),
        ({"unit": "月球"}, []),
        ({"phone": PHONE}, []),
        ({"done": "yes"}, [1]),
        ({"county": "1000000"}, []),
        ({"reach": "lead"}, [2, 1]),
        ({"since": "9999999999"}, [2, 1]),
    ],
)
def test_calls_are_narrowed_as_on_the_page(cast, client, asked, numbers):
    called(cast, 1, what="question", answer=moment(c.TODAY))
    called(cast, 2, state="abandoned")
    found = rows(entered(client, cast.people["city_office"]), "calls", **asked)
    wanted = {f"x{number}": number for number in numbers}
    ids = dict(Call.objects.values_list("pk", "exchange_id"))
    assert [wanted.get(ids[each["id"]]) for each in found["rows"]] == numbers


def test_calls_of_elsewhere_are_not_there(cast, client):
    called(cast, 1)
    assert rows(entered(client, cast.people["stranger"]), "calls")["rows"] == []
    assert entered(client, cast.people["nobody"]).get("/api/calls").status_code == 404
    assert client.get("/api/calls").status_code == 401


def test_a_page_has_25_and_costs_the_same(cast, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    called(cast, 0)
    client = entered(client, cast.people["city_office"])
    with CaptureQueriesContext(
        connection,
    ) as one:
        rows(client, "calls")
    for number in range(1, 30):
        called(cast, number)
    with django_assert_max_num_queries(len(one)):
        found = rows(client, "calls")
    assert (len(found["rows"]), found["total"], found["more"]) == (25, 30, True)
    assert len(rows(client, "calls", page=2)["rows"]) == 5


# ── knowledge ───────────────────────────────────────────────────────────────────────────────────────────


def test_entries_that_hold_are_read_below_their_unit(cast, client):
    held = entry(cast, "拖欠工资怎么办")
    entry(cast, "过期的怎么办", valid=0)
    entry(cast, "草稿里的怎么办", publish=False)
    Knowledge.objects.filter(question="过期的怎么办").update(valid_until=c.TODAY - DAY)
    for who, count in ((cast.author, 1), (cast.people["enterprise"], 1), (cast.people["stranger"], 0)):
        answer = entered(client, who).get("/api/knowledge")
        if answer.status_code == 404:
            continue
        assert [each["id"] for each in answer.json()["rows"]] == [held.pk] * count
    found = rows(entered(client, cast.author), "knowledge")["rows"][0]
    assert (found["question"], found["answer"], found["org"]) == (held.question, held.answer, cast.county.pk)
    assert found["sources"] == held.sources


def test_words_find_entries_and_vain_ones_are_not_kept(cast, client):
    held = entry(cast, "拖欠工资怎么办")
    entry(cast, "怎么加入工会")
    client = entered(client, cast.author)
    assert [each["id"] for each in rows(client, "knowledge", q="拖欠工资")["rows"]] == [held.pk]
    assert rows(client, "knowledge", q="月球上的班车")["rows"] == []
    assert rows(client, "knowledge", q="<script>alert(1)</script>")["rows"] == []
    assert rows(client, "knowledge", q="a\0b" * 5000)["rows"] == []
    assert KnowledgeMiss.objects.count() == 0


def test_entries_of_one_service_and_of_all(cast, client):
    one, every = entry(cast, "信访怎么办", kind="petition"), entry(cast, "怎么加入工会")
    entry(cast, "仲裁怎么办", kind="dispute")
    client = entered(client, cast.author)
    ids = {each["id"] for each in rows(client, "knowledge", kind="petition")["rows"]}
    assert ids == {one.pk, every.pk}
    assert rows(client, "knowledge", kind="moon")["total"] == 3
