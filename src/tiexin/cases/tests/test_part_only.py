"""What those who take part alone read: others rule it, hand it on and call back, and read nothing of it."""

import io

import pytest
from openpyxl import load_workbook

from tiexin.cases import queries, reading
from tiexin.cases.actions.calling import look_at_phone
from tiexin.cases.actions.cases import Step, move_case
from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.actions.offering import NewOffer, offer_case
from tiexin.cases.actions.papers import NewFile, add_paper
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import WITHHELD, Case
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.cases.tests.test_reading import NAME, PNG, TITLE, WORDS, asked_of, seen
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.search.actions import rebuild

KIND, EVENT, ASKED = "mutual_aid", "重大疾病", {"event": "illness"}
OTHERS = ("mate", "chief", "city_office", "leader", "finance", "window")


@kept.fixture
def cast():
    found = stage()
    found.finance = c.officer("钱广进", found.province, "officer")
    found.window = c.officer("何美玲", found.province, "window")
    return found


@pytest.fixture
def case(cast):
    return registered(cast, KIND, details=ASKED, worker=cast.worker)


def of(cast, name):
    return getattr(cast, name, None) or cast.people[name]


def replied(cast, case):
    case = moved(case, "accept", "begin", by=cast.author)
    Case.objects.filter(pk=case.pk).update(state="replied")
    return Case.objects.get(pk=case.pk)


def test_the_promise_names_those_who_take_part_alone():
    service = catalogue()[KIND]
    assert service.readers == ("part",)
    assert service.see == (
        "姓名、电话和说的话，只有经办和回访的人看得到；"
        "其他能看诉求的工会干部只看得到是什么事项、谁在办、办到哪一步、什么期限；"
        "病历等材料只给经办的人看"
    )
    assert reading.unread() == reading.unread("unit") == [KIND]


# ── what is read ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "read"), [("author", True), *((name, False) for name in OTHERS)])
def test_only_those_with_a_part_read_and_others_see_that_it_is_there(cast, case, client, name, read):
    who = of(cast, name)
    status, page = seen(client, who, f"/cases/{case.pk}/")
    assert (status, NAME in page, TITLE in page, WORDS in page, EVENT in page) == (200, read, read, read, read)
    assert (WITHHELD in page, f"/workers/{cast.worker.pk}/" in page) == (not read, read)
    assert "互助保障" in page and "已登记" in page and "联系职工" in page
    listed = seen(client, who, "/cases/")[1]
    assert (f"/cases/{case.pk}/" in listed, TITLE in listed) == (True, read)
    [row] = c.enter(type(client)(), who).get("/api/cases").json()["rows"]
    assert row["title"] == (TITLE if read else "")
    whole = c.enter(type(client)(), who).get(f"/api/cases/{case.pk}").json()
    assert (whole["title"], len(whole["clocks"])) == (TITLE if read else "", 1)


@pytest.mark.parametrize("owed", [False, True])
@pytest.mark.parametrize(("name", "read"), [("author", True), *((name, False) for name in OTHERS)])
def test_papers_letters_search_and_the_list_taken_out_follow(cast, case, client, name, read, owed):
    case = moved(case, "accept", by=cast.author)
    paper = add_paper(case, NewFile(PNG, "诊断证明.png"), by=cast.author, on=c.TODAY)
    letter = issue_letter(case, NewLetter("acceptance", NAME, f"{NAME}：已受理。"), by=cast.author, on=c.TODAY)
    if owed:  # whoever may call back reads no more on the matter's own page, and no paper
        Case.objects.filter(pk=case.pk).update(state="replied")
    rebuild()
    who, found = of(cast, name), 200 if read else 404
    assert seen(client, who, f"/cases/papers/{paper.pk}/")[0] == found
    assert seen(client, who, f"/cases/letters/{letter.pk}/")[0] == found
    page = seen(client, who, f"/cases/{case.pk}/")[1]
    assert ("诊断证明" in page, WORDS in page) == (read, read)
    assert (f"/cases/{case.pk}/" in seen(client, who, f"/search/?q={WORDS}")[1]) == read
    answer = c.enter(client, who).get("/cases/?as=xlsx")
    cells = str(list(load_workbook(io.BytesIO(answer.content)).active.values))
    assert (TITLE in cells, case.number in cells, NAME in cells) == (read, True, False)


@pytest.mark.parametrize("kind", [KIND, "petition"])
def test_what_was_answered_is_found_by_nobody_else_either(cast, client, kind):
    case = registered(cast, kind, details=ASKED if kind == KIND else {})
    for move in ("accept", "begin", "reply"):
        outcome = {"decision": "paid"} if kind == KIND else {"opinion": "support"}
        said = Step(move, "乳腺手术的费用已经核定", None, outcome if move == "reply" else {})
        case = move_case(case, said, by=cast.author, on=c.TODAY)
    rebuild()
    found = {
        who.name: f"/cases/{case.pk}/" in seen(client, who, "/search/?q=乳腺手术")[1] for who in (cast.mate, cast.chief)
    }
    assert found == dict.fromkeys((cast.mate.name, cast.chief.name), kind != KIND)


def test_beside_the_same_phone_it_stands_for_those_with_a_part_alone(cast, case, client):
    other = registered(cast, "petition", details={}, employer=cast.employer)
    page = f"/cases/{other.pk}/"
    beside = {
        who.name: [each.pk for each in c.enter(type(client)(), who).get(page).context["alike"]]
        for who in (cast.author, cast.chief)
    }
    assert beside == {cast.author.name: [case.pk], cast.chief.name: []}


# ── ruled, handed on, called back ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["chief", "city_office"])
def test_who_leads_assigns_it_and_does_nothing_else_with_it(cast, case, client, rf, name):
    who = of(cast, name)
    request = asked_of(rf, who)
    assert queries.roles_in(request, case) == {"leader"} and not queries.takes_part(request, case)
    browser = c.enter(type(client)(), who)
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert [f"/cases/{case.pk}/{deed}/" in page for deed in ("assign", "step", "offer", "slip")] == [
        True,
        False,
        False,
        False,
    ]
    shut = ("step/", "offer/", "note/", "slip/", "papers/new/", "helper/", "classify/")
    assert {each: browser.get(f"/cases/{case.pk}/{each}").status_code for each in shut} == dict.fromkeys(shut, 404)
    form = browser.get(f"/cases/{case.pk}/assign/").content.decode()
    assert "指派" in form and TITLE not in form and NAME not in form
    answer = browser.post(f"/cases/{case.pk}/assign/", {"officer": cast.mate.pk, "reason": "她管互助"})
    assert (answer.status_code, Case.objects.get(pk=case.pk).owner) == (302, cast.mate)
    assert WORDS in seen(client, cast.mate, f"/cases/{case.pk}/")[1]


def test_who_leads_stops_a_clock_without_reading(cast, case, client):
    case = moved(case, "accept", by=cast.author)
    clock = case.clocks.get(rule="conclude")
    browser = c.enter(client, cast.chief)
    sent = {"reason": "papers", "text": "等结算单"}
    page = browser.get(f"/cases/clocks/{clock.pk}/stop/")
    assert page.status_code == 200 and TITLE not in page.content.decode()
    browser.post(f"/cases/clocks/{clock.pk}/stop/", sent)
    assert clock.stops.filter(until=None).count() == 1


def test_in_the_queue_it_is_claimed_unread_and_read_from_then_on(cast, case, client):
    Case.objects.filter(pk=case.pk).update(owner=None)
    assert WORDS not in seen(client, cast.mate, f"/cases/{case.pk}/")[1]
    c.enter(client, cast.mate).post(f"/cases/{case.pk}/claim/")
    assert Case.objects.get(pk=case.pk).owner == cast.mate
    assert WORDS in seen(client, cast.mate, f"/cases/{case.pk}/")[1]


def test_handed_on_it_is_taken_unread_and_read_from_then_on(cast, case, client):
    offer_case(case, NewOffer(cast.province, None, "请协调"), by=cast.author, on=c.TODAY)
    assert WORDS not in seen(client, cast.finance, f"/cases/{case.pk}/")[1]
    assert c.enter(client, cast.finance).post(f"/cases/{case.pk}/take/").status_code == 302
    assert (Case.objects.get(pk=case.pk).owner, WORDS in seen(client, cast.finance, f"/cases/{case.pk}/")[1]) == (
        cast.finance,
        True,
    )


def test_whoever_helps_reads(cast, case, client):
    add_helper(case, cast.finance, "懂财务", by=cast.author, on=c.TODAY)
    assert WORDS in seen(client, cast.finance, f"/cases/{case.pk}/")[1]


def test_whoever_calls_back_learns_whom_and_what_to_ask_on_that_page_alone(cast, case, client):
    case = replied(cast, case)
    browser = c.enter(type(client)(), cast.window)
    own = browser.get(f"/cases/{case.pk}/").content.decode()
    assert f"/cases/{case.pk}/call-back/" in own and NAME not in own and WORDS not in own
    page = browser.get(f"/cases/{case.pk}/call-back/").content.decode()
    assert (NAME in page, TITLE in page, WORDS in page, EVENT in page) == (True, True, False, False)
    assert look_at_phone(case, by=cast.window, on=c.TODAY) == "13900001111"
    sent = {"reached": "yes", "solved": "yes", "answer": "satisfied", "text": ""}
    assert browser.post(f"/cases/{case.pk}/call-back/", sent).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "called_back"
    assert NAME not in browser.get(f"/cases/{case.pk}/").content.decode()
