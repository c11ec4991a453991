"""A worker's page offers what can be done now, says whose a term is, and speaks of a matter as it stands."""

import re

import pytest
from django.db import transaction

from tiexin.cases.actions.asking_person import move_own
from tiexin.cases.actions.cases import Step
from tiexin.cases.actions.offering import NewOffer, offer_case
from tiexin.cases.calling import CallBack
from tiexin.cases.models import Case
from tiexin.cases.rules import ENDED, STATES
from tiexin.cases.tests.case_scene import moved, registered
from tiexin.core.refusal import Refused
from tiexin.orgs import calendar
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c
from tiexin.portal import queries, rules
from tiexin.portal.tests.papers_scene import errors, file
from tiexin.portal.tests.portal_scene import asked, page_of, stage, text_of

pytestmark = pytest.mark.django_db
SAFE = "已经平安的，请写在“补充情况”里，工会跟您联系上以后才结束。"
GOOD = {"solved": "yes", "answer": "satisfied", "text": "工资拿到了"}


@pytest.fixture
def cast(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    yield stage()
    calendar.forget()


def offered(client, page):
    """What one may do, by the keys of the page."""
    html = client.get(page).content.decode().split('id="do"')[1].split("</section>")[0]
    return re.findall(r'<a class="btn" href="[^"]*">(.*?)</a>', html)


# ── danger ──────────────────────────────────────────────────────────────────────────────────────────────


def crisis(cast):
    return registered(cast, "crisis", details={"kind": "mass"}, title="厂门口围了人", people=80)


def test_a_matter_of_danger_is_not_withdrawn_before_somebody_was_there(cast, client):
    page = page_of(client, crisis(cast))
    assert offered(client, page) == ["补充情况", "回执"]
    assert SAFE in text_of(client.get(page))
    with c.nothing_written():
        assert client.get(f"{page}move/?to=withdraw").url == page
        assert client.post(f"{page}move/?to=withdraw", {"text": "没事了"}).url == page


def test_followed_up_and_reported_it_is_offered_again(cast, client):
    case = crisis(cast)
    page = page_of(client, case)
    case.clocks.filter(met=None, ended=None, holder="unit").exclude(rule="call_back").update(ended=case.at)
    assert offered(client, page) == ["补充情况", "撤回", "回执"] and SAFE not in text_of(client.get(page))
    assert client.post(f"{page}move/?to=withdraw", {"text": "没事了"}).url == page
    assert Case.objects.get().state == "withdrawn"


def test_what_the_page_offers_the_action_takes(cast, client):
    """One rule for both: whatever runs, the key is there when the step would be taken."""
    case, found = crisis(cast), []
    for clock in [None, *case.clocks.filter(holder="unit")]:
        if clock is not None:
            type(clock).objects.filter(pk=clock.pk).update(met=case.at)
        there = "withdraw" in [move.name for move in queries.moves(case)]
        found.append(there)
        assert (there, queries.in_danger(case)) == (taken(case), not there)
    assert (found[0], found[-1]) == (False, True)


def taken(case):
    """Whether the step would be taken now; it is not."""
    try:
        with transaction.atomic():
            move_own(case, Step("withdraw", "没事了"), on=c.TODAY)
            transaction.set_rollback(True)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("kind", ["dispute", "petition"])
def test_no_other_matter_waits(cast, client, kind):
    page = page_of(client, registered(cast, kind))
    assert "撤回" in offered(client, page) and SAFE not in text_of(client.get(page))


# ── whose a term is ─────────────────────────────────────────────────────────────────────────────────────


def test_the_term_of_the_unit_that_was_asked_names_that_unit(cast, client):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    offer_case(case, NewOffer(cast.city, None, "属市里"), by=cast.author, on=c.TODAY)
    html = client.get(page_of(client, case)).content.decode()
    heads = re.findall(r'<summary><b>(.*?)</b> <span class="tx-small">(.*?) · ', html)
    whose = dict(heads)
    assert whose["不属本单位的，提出异议退回"] == "银川市总工会"
    assert set(whose.values()) == {"银川市总工会", "兴庆区总工会"} and whose["办结"] == "兴庆区总工会"


def test_nothing_is_asked_for_where_nothing_was_offered(cast, client):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    assert {each.whose for each in queries.terms(case)} == {case.org}


# ── pressed twice ───────────────────────────────────────────────────────────────────────────────────────


def test_the_same_answer_again_leads_to_the_matter(cast, client):
    page = page_of(client, moved(registered(cast), "accept", "reply", by=cast.author))
    assert [client.post(f"{page}answer/", GOOD).url for _ in range(4)] == [page] * 4
    assert CallBack.objects.count() == 1


def test_another_answer_is_refused_in_words_for_a_person(cast, client):
    page = page_of(client, moved(registered(cast), "accept", "reply", by=cast.author))
    client.post(f"{page}answer/", GOOD)
    with c.nothing_written():
        again = client.post(f"{page}answer/", {**GOOD, "answer": "dissatisfied"})
    assert (again.status_code, errors(again)) == (422, {"__all__": ["这次办理已经评价过了，每次办理评价一次"]})


# ── what has ended ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", STATES)
def test_nothing_is_added_to_what_has_ended_and_the_page_says_what_to_do(cast, client, state):
    case = registered(cast)
    page = page_of(client, case)
    ended = state in ENDED
    Case.objects.filter(pk=case.pk).update(state=state, closed=c.TODAY if ended else None)
    response = client.get(f"{page}add/")
    assert (response.status_code, response.get("Location", page)) == (302 if ended else 200, page)
    said = f"{STATES[state]}，不能再补充；可以重新提出。"
    assert (said in text_of(client.get(page)), "重新提出" in offered(client, page)) == (ended, ended)


def test_words_sent_from_an_old_tab_stay_and_it_is_said_why(cast, client):
    case = registered(cast)
    page = page_of(client, case)
    key = client.get(f"{page}add/").context["form"]["key"].value()
    client.post(f"{page}move/?to=withdraw", {"text": "发了"})
    with c.nothing_written():
        response = client.post(f"{page}add/", {"key": key, "text": "还有加班费", "file": [file()]})
    assert (response.status_code, errors(response)["__all__"]) == (422, ["已撤回，不能再补充；可以重新提出"])
    assert "还有加班费" in response.content.decode()


def test_why_is_a_sentence_for_every_end_and_nothing_while_it_is_open():
    assert {state: bool(rules.shut(state)) for state in STATES} == {state: state in ENDED for state in STATES}


# ── words of the office ─────────────────────────────────────────────────────────────────────────────────


def test_a_matter_keeps_the_name_by_which_it_was_chosen(cast, client):
    case = crisis(cast)
    page = page_of(client, case)
    for where in (page, f"{page}slip/", f"{page}add/", "/my/matters/"):
        html = client.get(where).content.decode()
        assert ("有危险、很紧急" in html, "危机处置" in html) == (True, False), where


def test_what_is_said_beside_a_review_is_said_to_the_person(cast, client):
    page = page_of(client, moved(registered(cast, "petition"), "accept", "reply", by=cast.author))
    text = text_of(client.get(f"{page}move/?to=ask_review"))
    assert "您可以请求复查：30" in text and "职工可以" not in text


def test_a_refusal_names_the_law_and_no_clause_of_the_office(cast, client):
    page = page_of(client, registered(cast))
    with c.nothing_written():
        early = client.post(f"{page}answer/", GOOD)
    said = errors(early)["__all__"]
    assert said == ["这件诉求现在是“已登记”，有了答复以后才能评价"] and not re.search(r"C\d{3}", text_of(early))


def test_no_form_has_two_fields_of_one_name(cast, client):
    for kind in ("system_complaint", "legal_aid", "dispute", "petition", "crisis"):
        form = client.get(f"/my/ask/?kind={kind}&unit={cast.county.pk}").context["form"]
        labels = [str(field.label) for field in form.visible_fields()]
        assert len(labels) == len(set(labels)), kind


# ── the slip ────────────────────────────────────────────────────────────────────────────────────────────

OPEN_WORDS = "凭它看办到哪一步、谁在办，补充情况，评价。"


def test_the_slip_of_what_has_ended_promises_nothing_more(cast, client):
    case = asked(client, cast)
    page = page_of(client, case)
    assert OPEN_WORDS in text_of(client.get(f"{page}slip/"))
    client.post(f"{page}move/?to=withdraw", {"text": "发了"})
    text = text_of(client.get(f"{page}slip/"))
    assert "已撤回，这是回执" in text and "凭它看走过的每一步。请不要给别人看。" in text and "谁在办" not in text


def test_the_slip_of_what_was_closed_still_offers_the_answer(cast, client):
    case = moved(registered(cast), "accept", "reply", "close", by=cast.author)
    page = page_of(client, case)
    assert "凭它看走过的每一步，评价。" in text_of(client.get(f"{page}slip/"))
    client.post(f"{page}answer/", GOOD)
    assert "凭它看走过的每一步。" in text_of(client.get(f"{page}slip/"))


@pytest.mark.parametrize("ends", [False, True])
def test_the_slip_of_the_office_asks_for_papers_while_it_is_open_alone(cast, client, ends):
    case = registered(cast, "dispute")
    if ends:
        moved(case, "withdraw", by=cast.author)
    text = text_of(c.enter(client, Officer.objects.get(pk=cast.author.pk)).get(f"/cases/{case.pk}/slip/"))
    assert ("请您准备" in text, "补充材料，评价" in text) == (not ends, not ends)
    assert ("这件事已撤回。凭这个码可以看走过的每一步。" in text) is ends


def test_without_scripts_there_is_no_dead_key_to_print(cast, client):
    page = page_of(client, registered(cast))
    html = client.get(f"{page}slip/").content.decode()
    assert re.findall(r"<button[^>]*data-print[^>]*>", html) == ['<button class="btn" type="button" data-print hidden>']
    assert "<noscript>" in html and "请用浏览器菜单里的“打印”" in html
