"""Pages of petition agency: whose doors they are, what is typed wrong, what is shown to whom, the list."""

import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tiexin.cases.models import Case, Errand, Judgement, Mandate, Speaker
from tiexin.cases.tests.agency_scene import (
    DAY,
    END,
    answered,
    carried,
    drafted,
    judged,
    petition,
    rostered,
    sent,
    signed,
    spoken,
    stage,
    withdrawn,
)
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
PDF = b"%PDF-1.4 signed"
JUDGE = {"cls": "solve", "reason": "属实"}
ERRAND = {"body": "区信访局", "power": "submit", "text": "递交材料", "sent": c.TODAY, "kind": "office"}


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield stage()
    calendar.forget()


def people_of(cast):
    extra = {"chief": cast.chief, "mate": cast.mate, "agent": cast.agent_officer, "witness": cast.witness}
    return {**cast.people, **extra}


def written(cast, case):
    said = {"agent": cast.agent.pk, "principal": "刘桂英", "powers": ["submit", "query"], "until": END}
    return {**said, "case": case.pk}


HANDLES = ("officer", "chief", "office", "city_office", "leader")
SEES = (*HANDLES, "mate", "agent", "witness")


@pytest.mark.parametrize(
    ("page", "allowed"),
    [
        ("/cases/{case}/judge/", HANDLES),
        ("/cases/{case}/mandate/", HANDLES),
        ("/cases/{case}/speaker/", HANDLES),
        ("/cases/{case}/speaker/?for={speaker}", HANDLES),
        ("/cases/{case}/speaker/workers/?name=worker", HANDLES),
        ("/cases/speakers/{speaker}/end/", HANDLES),
        ("/cases/mandates/{draft}/sign/", HANDLES),
        ("/cases/mandates/{signed}/withdraw/", (*HANDLES, "agent")),
        ("/cases/mandates/{draft}/withdraw/", (*HANDLES, "agent")),
        ("/cases/{case}/errand/", (*HANDLES, "agent")),
        ("/cases/errands/{errand}/answer/", (*HANDLES, "agent")),
        ("/cases/mandates/{draft}/", SEES),
        ("/cases/mandates/{signed}/", SEES),
    ],
)
def test_who_may_decide_authorise_withdraw_and_act(cast, client, page, allowed):
    held = carried(cast, people=30)
    draft = drafted(cast, held.case, agent=rostered(cast, cast.people["city_office"]))
    errand, speaker = sent(cast, held), spoken(cast, held.case, "杨秀梅")
    where = page.format(case=held.case_id, draft=draft.pk, signed=held.pk, errand=errand.pk, speaker=speaker.pk)
    opened = set()
    with c.nothing_written():
        for name, who in people_of(cast).items():
            client = c.enter(client, who)
            answer = client.get(where)
            assert answer.status_code in (200, 404), (name, where)
            opened |= {name} if answer.status_code == 200 else set()
    assert opened == set(allowed)


@pytest.mark.parametrize("who", ["mate", "agent", "witness", "enterprise", "stranger", "nobody", "audit"])
def test_who_may_not_writes_nothing_by_sending_either(cast, client, who):
    case = petition(cast, people=30)
    judged(cast, case)
    draft, speaker = drafted(cast, case), spoken(cast, case, "杨秀梅")
    client = c.enter(client, people_of(cast)[who])
    posts = {
        f"/cases/{case.pk}/judge/": JUDGE,
        f"/cases/{case.pk}/mandate/": written(cast, case),
        f"/cases/{case.pk}/speaker/": {"name": "马兰"},
        f"/cases/speakers/{speaker.pk}/end/": {"reason": "走了"},
        f"/cases/mandates/{draft.pk}/sign/": {"signed": c.TODAY, "way": "fingerprint"},
        f"/cases/mandates/{draft.pk}/withdraw/": {"reason": "不办了"},
        f"/cases/{case.pk}/errand/": {**ERRAND, "mandate": draft.pk},
    }
    with c.nothing_written():
        assert {client.post(url, said).status_code for url, said in posts.items()} == {404}


def test_whom_it_is_about_opens_none_of_it(cast, client):
    held = carried(cast, people=30, by=cast.mate)
    draft = drafted(cast, held.case, agent=rostered(cast, cast.mate))
    errand, speaker = sent(cast, held), spoken(cast, held.case, "杨秀梅")
    Case.objects.filter(pk=held.case_id).update(about=cast.chief)
    client = c.enter(client, cast.chief)
    pages = [f"/cases/{held.case_id}/{name}/" for name in ("judge", "mandate", "errand", "speaker")]
    pages += [f"/cases/mandates/{each.pk}/{name}" for each in (held, draft) for name in ("", "sign/", "withdraw/")]
    pages += [f"/cases/errands/{errand.pk}/answer/", f"/cases/speakers/{speaker.pk}/end/"]
    assert {client.get(page).status_code for page in pages} == {404}
    assert held.case.number not in client.get("/cases/agency/").text
    assert held.case.number in c.enter(client, cast.people["office"]).get("/cases/agency/").text


def test_the_enterprise_of_a_hidden_worker_reads_no_name(cast, client):
    held = carried(cast, hide_name=True, employer=cast.employer)
    sent(cast, held)
    client = c.enter(client, cast.people["enterprise"])
    for page in ("/cases/agency/", "/cases/", "/waiting/"):
        assert "刘桂英" not in client.get(page).text
    assert client.get(f"/cases/mandates/{held.pk}/").status_code == 404


# ── from the decision to the answer ─────────────────────────────────────────────────────────────────────


def test_the_whole_way_on_pages(cast, client):
    case = petition(cast)
    client = c.enter(client, cast.author)
    page = f"/cases/{case.pk}/"
    assert "还没有判定合理不合理" in client.get(page).text and "准备委托书" not in client.get(page).text
    assert client.post(f"{page}judge/", JUDGE).status_code == 302
    assert "准备委托书" in client.get(page).text
    made = client.post(f"{page}mandate/", written(cast, case))
    mandate = Mandate.objects.get()
    assert (made.status_code, made.url) == (302, f"/cases/mandates/{mandate.pk}/")
    paper = client.get(made.url).text
    for words in (
        "刘桂英",
        "云小燕",
        "兴庆区总工会",
        case.number,
        "代为提出请求、提交材料",
        "2012年8月8日",
        "data-print",
    ):
        assert words in paper
    upload = SimpleUploadedFile("委托书.pdf", PDF)
    said = {"signed": c.TODAY, "way": "paper", "file": upload}
    assert client.post(f"/cases/mandates/{mandate.pk}/sign/", said).status_code == 302
    assert "签好的委托书" in client.get(made.url).text and "到其他机关代办" in client.get(page).text
    client = c.enter(client, cast.agent_officer)
    assert client.post(f"{page}errand/", {**ERRAND, "mandate": mandate.pk}).status_code == 302
    text = client.get(page).text
    assert all(words in text for words in ("区信访局", "对方的期限", "本会的期限", "信访部门登记、转送交办", "第22条"))
    errand = Errand.objects.get()
    said = {"day": c.TODAY, "answer": "转给人社局"}
    assert client.post(f"/cases/errands/{errand.pk}/answer/", said).status_code == 302
    assert "转给人社局" in client.get(page).text
    assert client.get(f"/cases/errands/{errand.pk}/answer/").status_code == 404
    said = {"reason": "自己去说"}
    assert client.post(f"/cases/mandates/{mandate.pk}/withdraw/", said).status_code == 302
    assert client.get(f"{page}errand/").status_code == 404
    assert client.get(f"/cases/mandates/{mandate.pk}/withdraw/").status_code == 404


def test_what_is_known_is_filled_in(cast, client):
    case = petition(cast, people=30)
    judged(cast, case)
    spoken(cast, case, "杨秀梅")
    spoken(cast, case, "马建军")
    form = c.enter(client, cast.author).get(f"/cases/{case.pk}/mandate/").context["form"]
    assert form.initial["principal"] == "杨秀梅、马建军"
    assert form.initial["powers"] == ["submit", "receive", "query", "speak"]
    assert [str(each) for each in form.fields["agent"].queryset] == ["云小燕"]


def test_a_decision_anew_shows_the_former_below(cast, client):
    case = petition(cast)
    judged(cast, case)
    client = c.enter(client, cast.author)
    assert "诉求合理" in client.get(f"/cases/{case.pk}/judge/").context["now"]
    client.post(f"/cases/{case.pk}/judge/", {"cls": "explain", "reason": "工资已经发了"})
    text = client.get(f"/cases/{case.pk}/").text
    assert "原来的判定（1）" in text and "工资条对得上" in text and "工资已经发了" in text
    assert "准备委托书</a>" not in text


def test_representatives_are_named_replaced_and_ended_on_pages(cast, client):
    case = petition(cast, people=30, employer=cast.employer)
    client, page = c.enter(client, cast.author), f"/cases/{case.pk}/speaker/"
    assert "最多5名" in client.get(f"/cases/{case.pk}/").text
    assert client.post(page, {"worker": cast.worker.pk}).status_code == 302
    first = Speaker.objects.get()
    assert first.worker == cast.worker
    assert client.get(f"{page}?for={first.pk}").context["title"] == f"换下{first}"
    assert client.post(f"{page}?for={first.pk}", {"name": "马兰", "reason": "调走了"}).status_code == 302
    second = Speaker.objects.standing().get()
    assert client.post(f"/cases/speakers/{second.pk}/end/", {"reason": "不用了"}).status_code == 302
    text = client.get(f"/cases/{case.pk}/").text
    assert "以前的代表（2）" in text and "调走了" in text
    for wrong in (first.pk, "x", "²", "9" * 30, "-1"):
        assert client.get(f"{page}?for={wrong}").status_code == 404


def test_only_workers_in_reach_and_of_the_matter_are_offered(cast, client):
    case = petition(cast, people=30, employer=cast.employer)
    c.worker(c.employer(cast.county, "另一家厂"), "别处的人")
    text = c.enter(client, cast.author).get(f"/cases/{case.pk}/speaker/workers/?name=worker&q=").text
    assert cast.worker.name in text and "别处的人" not in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cls", ""),
        ("cls", "moon"),
        ("cls", SCRIPT),
        ("reason", ""),
        ("reason", "  "),
        ("reason", "长" * 501),
        ("reason", "a\0b"),
        ("reason", "x" * 1_000_000),
    ],
)
def test_a_decision_typed_wrong(cast, client, field, value):
    case = petition(cast)
    wrong(c.enter(client, cast.author), f"/cases/{case.pk}/judge/", {**JUDGE, field: value}, field)


def wrong(client, url, said, field):
    with c.nothing_written():
        answer = client.post(url, said)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert SCRIPT not in answer.text


def test_a_missing_reason_names_its_rule_beside_the_field(cast, client):
    case = petition(cast)
    answer = c.enter(client, cast.author).post(f"/cases/{case.pk}/judge/", {"cls": "law", "reason": ""})
    assert "《信访工作条例》第27条" in str(answer.context["form"].errors["reason"])


def test_a_sixth_names_its_rule_beside_the_field(cast, client):
    case = petition(cast, people=30)
    for number in range(5):
        spoken(cast, case, f"代表{number}")
    answer = c.enter(client, cast.author).post(f"/cases/{case.pk}/speaker/", {"name": "第六人"})
    assert answer.status_code == 422
    assert "《信访工作条例》第20条" in str(answer.context["form"].errors["name"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("agent", ""),
        ("agent", "0"),
        ("agent", SCRIPT),
        ("agent", "9" * 30),
        ("principal", ""),
        ("principal", "x" * 1_000_000),
        ("powers", ""),
        ("powers", "settle"),
        ("special", "submit"),
        ("until", ""),
        ("until", "2012-02-30"),
        ("until", "2011-01-01"),
        ("until", "2199-12-31"),
        ("until", "9999-12-31"),
    ],
)
def test_an_authorisation_typed_wrong(cast, client, field, value):
    case = petition(cast)
    judged(cast, case)
    said = {**written(cast, case), field: value}
    wrong(c.enter(client, cast.author), f"/cases/{case.pk}/mandate/", said, field)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"signed": ""}, "signed"),
        ({"signed": "1899-01-01"}, "signed"),
        ({"signed": "2012-05-11"}, "signed"),
        ({"way": ""}, "way"),
        ({"way": "mouth"}, "way"),
        ({"way": "paper"}, "file"),
        ({"way": "officers"}, "second"),
        ({"first": "0"}, "first"),
        ({"second": SCRIPT}, "second"),
    ],
)
def test_a_signature_typed_wrong(cast, client, said, field):
    case = petition(cast)
    judged(cast, case)
    url = f"/cases/mandates/{drafted(cast, case).pk}/sign/"
    wrong(c.enter(client, cast.author), url, {"signed": c.TODAY, "way": "fingerprint", **said}, field)


@pytest.mark.parametrize(("content", "name"), [(b"", "空.pdf"), (b"MZ\x90", "委托书.pdf"), (b"<html>", "委托书.pdf")])
def test_a_paper_that_is_none_is_refused_beside_its_field(cast, client, content, name):
    case = petition(cast)
    judged(cast, case)
    url = f"/cases/mandates/{drafted(cast, case).pk}/sign/"
    said = {"signed": c.TODAY, "way": "paper", "file": SimpleUploadedFile(name, content)}
    wrong(c.enter(client, cast.author), url, said, "file")


def test_two_who_saw_it_are_picked(cast, client):
    case = petition(cast)
    judged(cast, case)
    mandate = drafted(cast, case)
    said = {"signed": c.TODAY, "way": "officers", "first": cast.witness.pk, "second": cast.mate.pk}
    assert c.enter(client, cast.author).post(f"/cases/mandates/{mandate.pk}/sign/", said).status_code == 302
    assert "祁连山、葛春梅" in client.get(f"/cases/mandates/{mandate.pk}/").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mandate", ""),
        ("mandate", "0"),
        ("body", ""),
        ("body", "长" * 61),
        ("power", ""),
        ("power", "settle"),
        ("text", ""),
        ("text", "x" * 1_000_000),
        ("sent", ""),
        ("sent", "2012-05-11"),
        ("sent", "1800-01-01"),
        ("kind", ""),
        ("kind", SCRIPT),
    ],
)
def test_a_step_typed_wrong(cast, client, field, value):
    held = carried(cast)
    said = {**ERRAND, "mandate": held.pk, field: value}
    wrong(c.enter(client, cast.agent_officer), f"/cases/{held.case_id}/errand/", said, field)


def test_expired_it_permits_no_further_step_on_the_page(cast, client):
    held = carried(cast, until=c.TODAY)
    client = c.enter(client, cast.agent_officer)
    said = {**ERRAND, "mandate": held.pk, "sent": c.TODAY + DAY}
    c.set_day(c.TODAY + DAY)
    cache.clear()
    calendar.forget()
    wrong(client, f"/cases/{held.case_id}/errand/", said, "mandate")
    assert "已到期" in client.get(f"/cases/mandates/{held.pk}/").text


@pytest.mark.parametrize(
    ("field", "value"), [("day", ""), ("day", "2012-05-09"), ("day", "2012-05-11"), ("answer", " ")]
)
def test_an_answer_typed_wrong(cast, client, field, value):
    errand = sent(cast, carried(cast))
    said = {"day": c.TODAY, "answer": "转办了", field: value}
    wrong(c.enter(client, cast.author), f"/cases/errands/{errand.pk}/answer/", said, field)


def test_scripts_stay_words_everywhere(cast, client):
    case = petition(cast, people=30)
    judged(cast, case, reason=SCRIPT)
    held = signed(cast, drafted(cast, case, principal=SCRIPT))
    sent(cast, held, body=SCRIPT[:60], text=SCRIPT)
    spoken(cast, case, SCRIPT[:40])
    client = c.enter(client, cast.author)
    for page in (f"/cases/{case.pk}/", f"/cases/mandates/{held.pk}/", "/cases/agency/", "/waiting/"):
        text = client.get(page).text
        assert SCRIPT not in text and "&lt;script&gt;" in text


def test_sent_twice_nothing_is_written_twice(cast, client):
    case = petition(cast)
    client = c.enter(client, cast.author)
    seen = client.get(f"/cases/{case.pk}/judge/").context["form"].initial["seen"]
    said = {**JUDGE, "seen": seen}
    assert [client.post(f"/cases/{case.pk}/judge/", said).status_code for _ in "12"] == [302, 422]
    assert [client.post(f"/cases/{case.pk}/mandate/", written(cast, case)).status_code for _ in "12"] == [302, 422]
    mandate = Mandate.objects.get()
    said = {"signed": c.TODAY, "way": "fingerprint"}
    assert [client.post(f"/cases/mandates/{mandate.pk}/sign/", said).status_code for _ in "12"] == [302, 404]
    assert (Judgement.objects.count(), Mandate.objects.count()) == (1, 1)


def test_sealed_and_other_matters_show_nothing_of_it(cast, client):
    sealed, other = petition(cast), registered(cast, "suggestion", details={})
    Case.objects.filter(pk=sealed.pk).update(sealed=True, text="")
    client = c.enter(client, cast.author)
    for case in (sealed, other):
        assert 'id="agency"' not in client.get(f"/cases/{case.pk}/").text
        assert {client.get(f"/cases/{case.pk}/{name}/").status_code for name in ("judge", "mandate", "errand")} == {404}


def test_an_ended_matter_shows_what_was_and_no_key_but_withdrawal(cast, client):
    held = carried(cast)
    moved(held.case, "withdraw", by=cast.author)
    text = c.enter(client, cast.author).get(f"/cases/{held.case_id}/").text
    assert "诉求合理" in text and f"/cases/mandates/{held.pk}/withdraw/" in text
    assert f"/cases/{held.case_id}/judge/" not in text and f"/cases/{held.case_id}/errand/" not in text


def test_a_hidden_name_is_said_on_the_paper(cast, client):
    held = carried(cast, hide_name=True)
    assert "本委托书不向其出示" in c.enter(client, cast.author).get(f"/cases/mandates/{held.pk}/").text
    assert "无。凡承认、放弃" in client.get(f"/cases/mandates/{held.pk}/").text


# ── the list ────────────────────────────────────────────────────────────────────────────────────────────


def several(cast):
    """Undecided, reasonable without agent, written only, held and waiting, late, not reasonable."""
    found = {name: petition(cast, title=name) for name in ("undecided", "bare", "draft", "waiting", "late", "explain")}
    for name in ("bare", "draft", "waiting", "late"):
        judged(cast, found[name], "help" if name == "bare" else "solve")
    judged(cast, found["explain"], "explain")
    drafted(cast, found["draft"])
    sent(cast, carried(cast, case=found["waiting"]), on=c.TODAY)
    early = carried(cast, case=found["late"])
    Errand.objects.filter(pk=sent(cast, early, kind="arbitration").pk).update(sent=c.TODAY - 9 * DAY)
    clock = early.case.clocks.get(holder="other")
    clock.due = clock.began - 3 * DAY
    clock.save(update_fields=["due"])
    return found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["explain", "late", "waiting", "draft", "bare"]),
        ({"state": "open"}, ["late", "waiting"]),
        ({"state": "draft"}, ["draft"]),
        ({"state": "none"}, ["bare"]),
        ({"state": "waiting"}, ["late", "waiting"]),
        ({"state": "late"}, ["late"]),
        ({"cls": "explain"}, ["explain"]),
        ({"cls": "help"}, ["bare"]),
        ({"agent": "云小"}, ["late", "waiting", "draft"]),
        ({"agent": "没有这个人"}, []),
        ({"unit": "兴庆"}, ["explain", "late", "waiting", "draft", "bare"]),
        ({"unit": "大武口"}, []),
        ({"cls": "moon"}, ["explain", "late", "waiting", "draft", "bare"]),
        ({"state": "open", "cls": "solve"}, ["late", "waiting"]),
    ],
)
def test_what_the_list_shows(cast, client, query, names):
    several(cast)
    rows = c.enter(client, cast.people["office"]).get("/cases/agency/", query).context["pager"].rows
    assert [row.case.title for row in rows] == names


def test_a_row_says_who_carries_it_and_who_is_late(cast, client):
    several(cast)
    page = c.enter(client, cast.author).get("/cases/agency/")
    rows = {row.case.title: row for row in page.context["pager"].rows}
    assert (rows["late"].agents, rows["late"].term.late, rows["late"].errand.body) == (["云小燕"], True, "兴庆区信访局")
    assert (rows["draft"].agents, rows["draft"].unsigned, rows["draft"].term) == ([], True, None)
    assert rows["waiting"].term.day == c.TODAY + 15 * DAY
    assert page.text.count("已超期") == 1 and "等职工签" in page.text


def test_withdrawn_and_answered_leave_the_row(cast, client):
    held = carried(cast)
    answered(cast, sent(cast, held))
    withdrawn(cast, held)
    [row] = c.enter(client, cast.author).get("/cases/agency/").context["pager"].rows
    assert (row.agents, row.unsigned, row.errand, row.term) == ([], False, None, None)


def test_the_list_goes_out_without_the_name_of_a_worker(cast, client):
    several(cast)
    answer = c.enter(client, cast.author).get("/cases/agency/", {"as": "xlsx", "state": "late"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [head] = [row for row in cells if "诉求编号" in row]
    row = dict(zip(head, cells[cells.index(head) + 1], strict=True))
    assert (row["什么事"], row["判定"], row["有效委托的代理员"], row["对方超期"]) == (
        "late",
        "诉求合理：解决问题到位",
        "云小燕",
        "是",
    )
    assert len(cells) == cells.index(head) + 2 and "刘桂英" not in str(cells)


def test_strangers_see_an_empty_list_and_those_without_a_post_none(cast, client):
    several(cast)
    page = c.enter(client, cast.people["stranger"]).get("/cases/agency/")
    assert page.context["pager"].rows == [] and "还没有判定过的诉求" in page.text
    assert c.enter(client, cast.people["nobody"]).get("/cases/agency/").status_code == 404


def test_the_list_costs_the_same_with_more_rows(cast, client):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get("/cases/agency/")
        return len(seen)

    client = c.enter(client, cast.author)
    sent(cast, carried(cast))
    client.get("/cases/agency/")
    before = cost()
    for _ in range(3):
        held = carried(cast)
        sent(cast, held)
        sent(cast, held)
    assert cost() == before


def test_the_list_is_reached_from_the_list_of_matters(cast, client):
    assert 'href="/cases/agency/"' in c.enter(client, cast.author).get("/cases/").text


def test_waiting_shows_what_other_bodies_owe(cast, client):
    held = carried(cast)
    sent(cast, held)
    page = c.enter(client, cast.agent_officer).get("/waiting/").text
    assert "代办到其他机关，等答复的" in page and "等兴庆区信访局答复" in page and held.case.number in page
