"""Pages of petition agency: whose doors they are, what is typed wrong, what is shown to whom, the list."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from tiexin.cases.models import Case, Errand, Mandate, Speaker
from tiexin.cases.tests.agency_scene import (
    END,
    carried,
    drafted,
    judged,
    petition,
    rostered,
    sent,
    spoken,
    stage,
)
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
PDF = b"%PDF-1.4 1 0 obj<</Type/Page>>endobj\nstartxref\n9\n%%EOF signed"
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
        ("/cases/errands/{errand}/extend/", (*HANDLES, "agent")),
        ("/cases/mandates/{draft}/", SEES),
        ("/cases/mandates/{signed}/", SEES),
    ],
)
def test_who_may_decide_authorise_withdraw_and_act(cast, client, page, allowed):
    held = carried(cast, people=30)
    draft = drafted(cast, held.case, agent=rostered(cast, cast.people["city_office"]))
    errand, speaker = sent(cast, held, kind="conclude"), spoken(cast, held.case, "杨秀梅")
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
    errand, speaker = sent(cast, held, kind="conclude"), spoken(cast, held.case, "杨秀梅")
    Case.objects.filter(pk=held.case_id).update(about=cast.chief)
    client = c.enter(client, cast.chief)
    pages = [f"/cases/{held.case_id}/{name}/" for name in ("judge", "mandate", "errand", "speaker")]
    pages += [f"/cases/mandates/{each.pk}/{name}" for each in (held, draft) for name in ("", "sign/", "withdraw/")]
    pages += [f"/cases/errands/{errand.pk}/{way}/" for way in ("answer", "extend")] + [
        f"/cases/speakers/{speaker.pk}/end/"
    ]
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
