"""Who reads the name and the words: those whom the promise names; oversight sees what is done and by when."""

import io

import pytest
from openpyxl import load_workbook

from tiexin.cases import findable, reading
from tiexin.cases.actions.calling import Heard, call_back_case
from tiexin.cases.actions.letters import NewLetter, issue_letter
from tiexin.cases.actions.offering import NewOffer, offer_case
from tiexin.cases.actions.papers import NewFile, add_paper
from tiexin.cases.actions.taking_part import add_helper
from tiexin.cases.catalogue import catalogue
from tiexin.cases.models import HIDDEN, WITHHELD, Case, Part
from tiexin.cases.promise import READERS
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.search.actions import rebuild

NAME, TITLE, WORDS = "刘桂英", "拖欠三个月工资", "从二月起一直没有发"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000" + "1f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


@kept.fixture
def cast():
    found = stage()
    found.finance = c.officer("钱广进", found.province, "officer")  # a department that handles other matters
    found.employer.org = found.enterprise  # it has a union of its own
    found.employer.save()
    found.window = c.officer("何美玲", found.province, "window")
    return found


def seen(client, who, address):
    answer = c.enter(type(client)(), who).get(address)
    return answer.status_code, answer.content.decode(errors="replace")


def asked_of(rf, who):
    request = rf.get("/")
    request.officer, request.today, request.needs = who, c.TODAY, "cases.see"
    return request


# ── the promise ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("service", catalogue().values(), ids=lambda each: each.name)
def test_the_promise_names_those_who_read_and_nobody_else(service):
    first = service.see.split("；")[0]
    named = [words for name, words in READERS.items() if words in first]
    assert named == [READERS[name] for name in service.readers]
    assert "只看得到是什么事项、谁在办、办到哪一步、什么期限" in service.see.split("；")[1]
    kept = service.sealed or service.name == "mutual_aid"
    assert service.readers == (("part",) if kept else tuple(READERS))


def test_the_promise_stands_on_the_page_and_at_the_portal(cast, client):
    case = registered(cast, "petition")
    assert case.service.see in seen(client, cast.author, f"/cases/{case.pk}/")[1]
    portal = client.get(f"/my/ask/?kind=petition&unit={cast.county.pk}").content.decode()
    assert case.service.see in portal


# ── who reads ───────────────────────────────────────────────────────────────────────────────────────────

WHO = [  # whoever looks, whether they read the name and the words
    ("author", True),  # owns it
    ("mate", True),  # handles matters of the responsible unit
    ("chief", True),  # leads there
    ("city_office", True),  # leads above
    ("leader", True),
    ("finance", False),  # handles matters of another unit, with this one in reach
    ("window", False),
]


@pytest.mark.parametrize(("name", "read"), WHO, ids=[name for name, _ in WHO])
def test_only_those_named_read_and_everybody_in_reach_sees_what_is_done_and_by_when(cast, client, name, read):
    case = registered(cast, "petition", worker=cast.worker)
    who = getattr(cast, name, None) or cast.people[name]
    status, page = seen(client, who, f"/cases/{case.pk}/")
    assert (status, NAME in page, TITLE in page, WORDS in page) == (200, read, read, read)
    assert (WITHHELD in page, f"/workers/{cast.worker.pk}/" in page) == (not read, read)
    assert "职工信访" in page and "兴庆区" in page and "已登记" in page and "告知是否受理" in page
    listed = seen(client, who, "/cases/")[1]
    assert (f"/cases/{case.pk}/" in listed, TITLE in listed) == (True, read)
    [row] = c.enter(type(client)(), who).get("/api/cases").json()["rows"]
    assert row["title"] == (TITLE if read else "")


@pytest.mark.parametrize(("name", "read"), WHO, ids=[name for name, _ in WHO])
def test_papers_letters_search_and_the_list_taken_out_follow(cast, client, name, read):
    case = moved(registered(cast, "petition"), "accept", by=cast.author)
    paper = add_paper(case, NewFile(PNG, "工资条.png"), by=cast.author, on=c.TODAY)
    letter = issue_letter(case, NewLetter("acceptance", NAME, f"{NAME}：已受理。"), by=cast.author, on=c.TODAY)
    rebuild()
    who = getattr(cast, name, None) or cast.people[name]
    found = 200 if read else 404
    assert seen(client, who, f"/cases/papers/{paper.pk}/")[0] == found
    assert seen(client, who, f"/cases/letters/{letter.pk}/")[0] == found
    assert "工资条" in seen(client, who, f"/cases/{case.pk}/")[1] if read else True
    assert (f"/cases/{case.pk}/" in seen(client, who, f"/search/?q={WORDS}")[1]) == read
    answer = c.enter(client, who).get("/cases/?as=xlsx")
    cells = str(list(load_workbook(io.BytesIO(answer.content)).active.values))
    assert (TITLE in cells, case.number in cells, NAME in cells) == (read, True, False)


def test_whoever_takes_part_or_was_asked_to_take_it_reads(cast, client, rf):
    case = registered(cast, "petition")
    request = asked_of(rf, cast.finance)
    assert not reading.named(request).exists()
    add_helper(case, cast.finance, "懂财务", by=cast.author, on=c.TODAY)
    assert reading.named(request).get() == case
    other = registered(cast, "petition", title="另一件")
    offer_case(other, NewOffer(cast.province, None, "请协调"), by=cast.author, on=c.TODAY)
    assert set(reading.named(request)) == {case, other}
    assert set(reading.named(asked_of(rf, cast.window))) == {other}


def test_who_calls_back_reads_what_was_answered_while_it_waits_for_that(cast, client):
    case = moved(registered(cast, "petition"), "accept", "begin", "reply", by=cast.author)
    assert NAME in seen(client, cast.window, f"/cases/{case.pk}/")[1]
    assert NAME not in seen(client, cast.finance, f"/cases/{case.pk}/")[1]
    moved(case, "close", by=cast.author)
    assert NAME in seen(client, cast.window, f"/cases/{case.pk}/")[1]  # closed unasked, it is owed all the same
    call_back_case(case, Heard(True, "yes", "satisfied"), by=cast.window, on=c.TODAY)
    assert NAME not in seen(client, cast.window, f"/cases/{case.pk}/")[1]


def test_a_matter_that_nobody_looked_at_says_nothing(cast):
    registered(cast, "petition", worker=cast.worker)
    case = Case.objects.get()
    assert (case.who, case.subject, case.said, case.named) == (WITHHELD, f"职工信访 {case.number}", "", False)


def test_looking_at_many_is_one_question(cast, rf, django_assert_num_queries):
    rows = [registered(cast, "petition") for _ in range(4)]
    request = asked_of(rf, cast.chief)
    reading.look(request, rows[:1])
    with django_assert_num_queries(1):
        reading.look(request, rows)
    assert [row.subject for row in rows] == [TITLE] * 4
    reading.look(request, [])


# ── names hidden from the employer ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("hidden", [True, False])
@pytest.mark.parametrize("kind", ["dispute", "supervision_letter"])
def test_whoever_belongs_to_the_employer_s_union_never_reads_a_hidden_name(cast, client, hidden, kind):
    boss = cast.people["enterprise"]
    said = {"employer": cast.employer, "hide_name": hidden, "org": cast.enterprise, "by": boss, "worker": cast.worker}
    details = {"dispute": {"claim": "wages"}, "supervision_letter": {"matter": "wages"}}[kind]
    case = registered(cast, kind, title=f"{NAME}被欠薪", text=f"我是{NAME}", details=details, **said)
    page = seen(client, boss, f"/cases/{case.pk}/")[1]
    assert (NAME in page, HIDDEN in page) == (not hidden, hidden)
    assert "被欠薪" in page
    assert (NAME in seen(client, boss, "/cases/")[1]) is not hidden
    [row] = c.enter(type(client)(), boss).get("/api/cases").json()["rows"]
    assert row["title"] == f"{HIDDEN if hidden else NAME}被欠薪"
    slip = seen(client, boss, f"/cases/{case.pk}/slip/")[1]
    assert (NAME in slip) is not hidden
    rebuild()
    assert (f"/cases/{case.pk}/" in seen(client, boss, f"/search/?q={NAME}")[1]) is not hidden
    assert NAME in seen(client, cast.chief, f"/cases/{case.pk}/")[1]


def test_steps_and_papers_do_not_tell_it_either(cast, client):
    boss = cast.people["enterprise"]
    case = registered(cast, employer=cast.employer, org=cast.enterprise, by=boss)
    add_paper(case, NewFile(PNG, f"{NAME}.png"), by=boss, on=c.TODAY)
    moved(case, "accept", by=boss)
    Case.objects.update(name="情况")  # stands in the words of the step, as a name would
    page = seen(client, boss, f"/cases/{case.pk}/")[1]
    assert f"accept的{HIDDEN}" in page and f"{NAME}.png</a>" not in page


def test_search_finds_nothing_for_whoever_may_not_know_the_name(cast, rf):
    case = registered(cast, employer=cast.employer, org=cast.enterprise, by=cast.people["enterprise"])
    assert reading.findable(asked_of(rf, cast.people["enterprise"]), [case.pk]) == set()
    assert reading.findable(asked_of(rf, cast.chief), [case.pk, 0]) == {case.pk}
    assert len(list(findable.of_entries([case.pk]))) == 1


# ── what looks alike, beside a matter ───────────────────────────────────────────────────────────────────


def beside(client, who, case):
    """The matters that stand beside one on its page."""
    return [each.pk for each in c.enter(type(client)(), who).get(f"/cases/{case.pk}/").context["alike"]]


def test_a_sealed_matter_of_the_same_phone_stands_beside_nothing_for_who_only_leads(cast, client):
    """That somebody asked for counselling is told to nobody by the number that they left for something else."""
    plain = registered(cast, "petition", employer=cast.employer)
    sealed = registered(cast, "counselling", title="睡不着", details={})
    assert seen(client, cast.chief, f"/cases/{sealed.pk}/")[0] == 200  # that there is one a leader sees
    assert beside(client, cast.chief, plain) == []
    assert beside(client, cast.author, plain) == [sealed.pk]


def test_where_the_name_is_not_told_nothing_looks_alike(cast, client):
    """Else matters of the same phone would tell who asked."""
    case = registered(cast, "petition", employer=cast.employer, hide_name=False)
    other = registered(cast, "petition", employer=cast.employer, hide_name=False, title="另一件")
    union = c.officer("白桂兰", cast.enterprise, "enterprise")
    add_helper(case, union, "一起去问", by=cast.author, on=c.TODAY)
    add_helper(other, union, "一起去问", by=cast.author, on=c.TODAY)
    Case.objects.filter(pk=case.pk).update(hide_name=True)
    assert (beside(client, union, case), beside(client, union, other)) == ([], [case.pk])
    assert beside(client, cast.author, case) == [other.pk]


def test_the_phone_of_a_hidden_name_is_looked_at_by_nobody_of_the_employer_s_union(cast, client):
    case = registered(cast, "petition", employer=cast.employer, hide_name=False)
    union = c.officer("白桂兰", cast.enterprise, "enterprise")
    add_helper(case, union, "一起去问", by=cast.author, on=c.TODAY)
    for hidden, status in ((False, 200), (True, 404)):
        Case.objects.filter(pk=case.pk).update(hide_name=hidden)
        browser = c.enter(type(client)(), union)
        assert browser.post(f"/cases/{case.pk}/phone/").status_code == status
        assert browser.get(f"/cases/{case.pk}/").context["reaches"] is not hidden


def test_an_owner_who_receives_by_appointment_does_not_help_themselves(cast, client):
    case = registered(cast)
    for helper in (cast.author, cast.mate):
        Part.objects.create(case=case, officer=helper, role="helper", since=c.TODAY)
    page = c.enter(type(client)(), cast.author).get(f"/cases/{case.pk}/")
    assert [part.officer for part in page.context["parts"]] == [cast.mate]
