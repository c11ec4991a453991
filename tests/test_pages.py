"""Bad input through the pages and the API: refused beside the field with the rule, and nothing is written."""

import re
import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tests.matrix.world import rows, tables
from tiexin.duties.models import Gauge, PlanVersion, Term
from tiexin.orgs import actions, calendar
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests.desk import DUTY, HEAD, duties, duty
from tiexin.visits.actions import NewTeam, NewVisit, form_team, record_visit
from tiexin.visits.models import Team, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.house]
SAID = "这条走访已经保存过，没有重复写入"
PACK_HEAD = HEAD.replace("某市总工会", "银川市总工会")


@pytest.fixture
def cast():
    yield c.stage()
    calendar.forget()


@pytest.fixture
def officer(cast, client):
    """The field officer of the county, logged in."""
    return c.enter(client, cast.people["officer"])


@pytest.fixture
def office(cast, client):
    """The office of the city, logged in."""
    return c.enter(client, cast.people["city_office"])


@contextmanager
def nothing_written():
    counting = tables()
    before = rows(counting)
    yield
    assert rows(counting) == before


def filled(cast, **changes):
    """A visit that is right, with some fields changed; None takes one away."""
    right = {
        "key": str(uuid.uuid4()),
        "employer": cast.employer.pk,
        "on": c.TODAY.isoformat(),
        "methods": ["hear"],
        "places": ["workshop"],
        "known": [cast.worker.pk],
        "name": ["王大山"],
        "role": ["front_line"],
        "said": "谈了工资",
        "question": "urgent",
        "problem": "欠薪",
    }
    return {name: value for name, value in (right | changes).items() if value is not None}


def errors(answer, field):
    """The sentences beside a field."""
    assert answer.status_code == 422, answer.status_code
    found = answer.context["form"].errors.get(field, [])
    for sentence in found:
        assert str(sentence) in answer.content.decode(), "the sentence must stand on the page"
    assert f'id="id_{field}_error"' in answer.content.decode()
    return " ".join(map(str, found))


# ── a visit ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_visit_that_is_right_is_saved_and_says_so(cast, officer):
    answer = officer.post("/visits/new/", filled(cast), follow=True)
    assert answer.redirect_chain[0][0] == f"/visits/{Visit.objects.get().pk}/saved/"
    assert "已保存" in answer.content.decode()


BAD = {
    "tomorrow": ({"on": (c.TODAY + timedelta(days=1)).isoformat()}, "on", "还没有到"),
    "no such day": ({"on": "2012-02-30"}, "on", ""),
    "before the unit was founded": ({"on": "1999-12-31"}, "on", "不存在"),
    "a year of five digits": ({"on": "12012-01-01"}, "on", ""),
    "no employer": ({"employer": None}, "employer", "请选择"),
    "a negative employer": ({"employer": "-1"}, "employer", ""),
    "a word for an employer": ({"employer": "abc"}, "employer", ""),
    "a huge employer": ({"employer": "9" * 30}, "employer", "不在您的工作范围内"),
    "an employer of 5,000 digits": ({"employer": "9" * 5000}, "employer", ""),
    "no method": ({"methods": None}, "methods", "至少选一种"),
    "an unknown method": ({"methods": ["hear", "telepathy"]}, "methods", "请在列出的里面选"),
    "an unknown place": ({"places": ["moon"]}, "places", "请在列出的里面选"),
    "nobody met": ({"known": None, "name": [""]}, "people", "至少一位"),
    "a worker that is no number": ({"known": ["abc"], "name": [""]}, "people", ""),
    "a huge worker": ({"known": ["9" * 30]}, "people", "不属于"),
    "a name of 5,000 characters": ({"name": ["字" * 5000]}, "people", "1至40个字"),
    "a nul in a name": ({"name": ["王\0山"]}, "people", "不能保存"),
    "an unknown role": ({"role": ["king"]}, "people", "身份"),
    "the same name twice": ({"name": ["张三", "张三"], "role": ["front_line"] * 2}, "people", "写了两次"),
    "201 people": ({"name": [f"张{n}" for n in range(201)], "role": ["front_line"] * 201}, "people", "最多记200人"),
    "a talk of 5,000 characters": ({"said": "字" * 5000}, "said", "4000"),
    "a nul in the talk": ({"said": "字\0字"}, "said", ""),
    "a problem of 5,000 characters": ({"problem": "字" * 5000}, "problem", "500"),
    "a problem without its kind": ({"question": ""}, "question", "一起填"),
    "a kind without its problem": ({"problem": " "}, "problem", "一起填"),
    "an unknown kind of problem": ({"question": "bored"}, "question", "请在列出的里面选"),
    "a team one is not in": ({"team": "999"}, "team", ""),
    "a colleague one does not have": ({"companions": ["999"]}, "companions", ""),
}


@pytest.mark.parametrize(("changes", "field", "word"), BAD.values(), ids=BAD)
def test_a_visit_that_is_wrong_is_refused_beside_its_field(cast, officer, changes, field, word):
    with nothing_written():
        answer = officer.post("/visits/new/", filled(cast, **changes))
    assert word in errors(answer, field)


def test_what_was_typed_is_still_there_after_a_refusal(cast, officer):
    page = officer.post("/visits/new/", filled(cast, on="2012-02-30")).content.decode()
    for kept in ("王大山", "谈了工资", "欠薪", "2012-02-30", cast.employer.name):
        assert kept in page
    assert page.count(" checked") >= 3  # a method, a place, the worker
    assert f'value="{cast.worker.pk}" checked' in page


def test_an_employer_of_somebody_else_is_refused_like_one_that_is_not_there(cast, officer):
    said = {
        errors(officer.post("/visits/new/", filled(cast, employer=pk, known=None)), "employer")
        for pk in (cast.foreign.pk, 10**9)
    }
    assert said == {"没有这家企业，或者不在您的工作范围内"}


def test_a_worker_of_somebody_else_is_refused_not_left_out(cast, officer):
    stranger = c.worker(cast.foreign, "外人")
    with nothing_written():
        answer = officer.post("/visits/new/", filled(cast, known=[cast.worker.pk, stranger.pk]))
    assert "不属于这家企业" in errors(answer, "people")
    assert "外人" not in answer.content.decode()


def test_a_day_on_which_the_unit_was_closed_is_refused(cast, client):
    """The officer of a unit that was closed in 2005 is still there, the unit is not."""
    firm, who = c.employer(cast.closed, "老城机械厂"), c.officer("旧人", cast.closed)
    actions.grant_post(who, cast.closed, "officer", by=None, on=c.date(2004, 1, 1))
    c.enter(client, c.with_account(who))
    with nothing_written():
        answer = client.post("/visits/new/", filled(cast, employer=firm.pk, known=None))
    assert "不存在" in errors(answer, "on")
    right = filled(cast, employer=firm.pk, known=None, on="2004-12-31")
    assert client.post("/visits/new/", right).status_code == 302


def test_the_same_form_sent_twice_is_one_visit(cast, officer):
    sent = filled(cast)
    assert officer.post("/visits/new/", sent).status_code == 302
    with nothing_written():
        answer = officer.post("/visits/new/", sent)
    assert answer.status_code == 422
    assert SAID in answer.content.decode()
    assert Visit.objects.count() == 1


def test_the_same_word_twice_is_that_word_once(cast, officer):
    sent = filled(cast, methods=["hear", "hear"], places=["workshop", "workshop"], known=[cast.worker.pk] * 2)
    assert officer.post("/visits/new/", sent).status_code == 302
    visit = Visit.objects.get()
    assert visit.talks.count() == 2


def test_a_form_without_its_token_gets_a_plain_page(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.people["officer"].account)
    with nothing_written():
        answer = strict.post("/visits/new/", filled(cast))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "没有保存" in page
    assert "CSRF" not in page
    assert "Forbidden" not in page


@pytest.mark.parametrize(
    "address", ["/visits/abc/", "/visits/-1/", "/visits/0/", "/visits/9999999999999999999/", "/visits/1%00/"]
)
def test_an_address_without_a_proper_number_is_not_found(cast, officer, address):
    assert officer.get(address).status_code == 404


# ── voiding ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def visit(cast):
    who = cast.people["officer"]
    new = NewVisit(who, cast.employer, c.TODAY, ["hear"], known=[cast.worker], said="谈了工资")
    return record_visit(new, by=who, on=c.TODAY)


@pytest.mark.parametrize("reason", ["", "   ", "字" * 201, "字\0"])
def test_a_visit_is_not_voided_without_a_proper_reason(cast, officer, visit, reason):
    with nothing_written():
        answer = officer.post(f"/visits/{visit.pk}/void/", {"reason": reason})
    assert errors(answer, "reason")


def test_a_visit_is_voided_once(cast, officer, visit):
    assert officer.post(f"/visits/{visit.pk}/void/", {"reason": "写错企业"}).status_code == 302
    with nothing_written():
        again = officer.post(f"/visits/{visit.pk}/void/", {"reason": "再来一次"})
    assert again.status_code == 422
    assert "作废" in again.content.decode()


def test_only_those_who_can_void_see_the_button(cast, client, visit):
    address = f"/visits/{visit.pk}/void/"
    for name, may in {"officer": True, "city_office": True, "leader": False, "enterprise": False}.items():
        c.enter(client, cast.people[name])
        page = client.get(f"/visits/{visit.pk}/")
        if page.status_code == 200:
            assert (address in page.content.decode()) == may, name
        assert (client.get(address).status_code == 200) == may, name


def test_a_visit_of_the_superior_unit_cannot_be_voided_below(cast, client):
    """The city office reads what the region did in the city, but it is not the city's work."""
    leader = cast.people["leader"]
    new = NewVisit(leader, cast.employer, c.TODAY, ["hear"], known=[cast.worker])
    visit = record_visit(new, by=leader, on=c.TODAY)
    c.enter(client, cast.people["city_office"])
    assert f"/visits/{visit.pk}/void/" not in client.get(f"/visits/{visit.pk}/").content.decode()
    with nothing_written():
        assert client.post(f"/visits/{visit.pk}/void/", {"reason": "不该有"}).status_code == 404


def test_what_a_visit_moved_is_told_to_its_author_alone(cast, officer, visit):
    assert officer.get(f"/visits/{visit.pk}/saved/").status_code == 200
    c.enter(officer, cast.people["city_office"])
    answer = officer.get(f"/visits/{visit.pk}/saved/")
    assert (answer.status_code, answer["Location"]) == (302, f"/visits/{visit.pk}/")


# ── numbers and records ─────────────────────────────────────────────────────────────────────────────────


def test_a_number_counts_records_that_are_out_of_reach_but_does_not_show_them(cast, client):
    """An officer of the county goes with another city's team: the county's leader may not read that city's visit."""
    who, away = cast.people["officer"], cast.other_city
    leader = c.officer("白云", away)
    team = form_team(
        NewTeam(Team(org=away, name="外市工作组", kind="stay_team", since=c.FOUNDED), leader, [who]),
        by=None,
        on=c.TODAY,
    )
    new = NewVisit(leader, cast.foreign, c.TODAY, ["hear"], team, [who.pk], met=[("外人", "front_line")])
    record_visit(new, by=leader, on=c.TODAY)
    gauge = presence_gauge(cast, who)
    boss = c.officer("田野", cast.county, "leader")
    page = c.enter(client, boss).get(f"/gauges/{gauge.pk}/").content.decode()
    assert "不在您的工作范围内" in page
    for secret in (cast.foreign.name, "外人", "白云"):
        assert secret not in page
    there = c.officer("柳青", away, "leader")
    assert gauge.org not in [away]
    assert c.enter(client, there).get(f"/gauges/{gauge.pk}/").status_code == 404


def presence_gauge(cast, who):
    """A gauge of the officer's days in the field, as the worker would have stored it."""
    from tests.matrix.samples import Corner

    corner = Corner("province", cast.province, c.TODAY, {"officer": who})
    made = corner.get("duty")
    made.definition = {**made.definition, "of": {"population": "officers", "where": {}}}
    made.definition["do"] = {"measure": "presence", "where": {}, "count": "times"}
    made.population = "officers"
    made.save()
    term = Term.objects.get(duty=made)
    return Gauge.objects.create(term=term, subject=who.pk, org=cast.county, value=1, low=3, met=0)


def test_the_unit_where_work_was_done_opens_its_record(cast, client):
    """From the number to the entry: the county reads the trail of what the region did there."""
    leader = cast.people["leader"]
    visit = record_visit(NewVisit(leader, cast.employer, c.TODAY, ["hear"], known=[cast.worker]), by=leader, on=c.TODAY)
    page = c.enter(client, cast.people["officer"]).get(f"/visits/{visit.pk}/").content.decode()
    link = page.split('href="/entries/')[1].split('"')[0]
    assert client.get(f"/entries/{link}").status_code == 200


# ── teams ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_team_is_of_the_unit_where_one_may_form_it(cast, client):
    """Somebody of the other city whose post is at this one forms teams here, not at home."""
    guest = c.officer("何远", cast.other_city)
    actions.grant_post(guest, cast.city, "office", by=None, on=c.date(2012, 1, 1))
    c.enter(client, c.with_account(guest))
    new = {"name": "一组", "kind": "service_group", "since": c.TODAY, "leader": cast.people["city_office"].pk}
    assert client.post("/teams/new/", new).status_code == 302
    assert Team.objects.get().org == cast.city


TEAMS = {
    "a leader of another unit": ("leader", lambda cast: cast.people["stranger"].pk),
    "a place out of reach": ("place", lambda cast: cast.other_county.pk),
    "a closed place": ("place", lambda cast: cast.closed.pk),
    "no name": ("name", lambda cast: " "),
    "a long name": ("name", lambda cast: "字" * 61),
    "an unknown kind": ("kind", lambda cast: "army"),
    "a day to come": ("since", lambda cast: c.TODAY + timedelta(days=1)),
}


@pytest.mark.parametrize(("field", "value"), TEAMS.values(), ids=TEAMS)
def test_a_wrong_team_is_refused_beside_its_field(cast, office, field, value):
    right = {"name": "一组", "kind": "service_group", "since": c.TODAY, "leader": cast.people["city_office"].pk}
    with nothing_written():
        answer = office.post("/teams/new/", right | {field: value(cast)})
    assert errors(answer, field)


def test_people_of_a_team_are_searched_and_stay_ticked(cast, office):
    """Of many colleagues only some are listed; who was ticked stays while one searches on."""
    made = {name: c.officer(name, cast.city).pk for name in (f"高{number:02}" for number in range(12))}
    outside = c.officer("高外人", cast.other_city).pk
    address = f"/teams/pick/?name=members&many=1&q=高1&members={made['高00']}&members={outside}"
    shown = [(pick["label"], pick["checked"]) for pick in office.get(address).context["picks"]]
    assert shown == [("高00", True), ("高10", False), ("高11", False)]
    new = {"name": "一组", "kind": "service_group", "since": c.TODAY}
    new |= {"leader": made["高11"], "members": [made["高00"], made["高10"]]}
    again = office.post("/teams/new/", new | {"name": ""}).text
    boxes = re.findall(r'name="(leader|members)" value="(\d+)" checked', again)
    assert boxes == [
        (name, str(made[who])) for name, who in (("leader", "高11"), ("members", "高00"), ("members", "高10"))
    ]
    with nothing_written():
        answer = office.post("/teams/new/", new | {"members": [outside]})
    assert errors(answer, "members")
    assert office.post("/teams/new/", new).status_code == 302
    members = sorted(Team.objects.get().members.values_list("officer__name", "leads"))
    assert members == [("高00", False), ("高10", False), ("高11", True)]


def test_the_only_colleague_leads_but_need_not_be_a_member(cast, office):
    page = office.get("/teams/new/").text
    picks = re.findall(r'name="(leader|members)" value="\d+"( checked)?', page)
    assert picks == [("leader", " checked"), ("members", "")]


STAYS = {
    "an employer out of reach": {"employer": "foreign"},
    "an end before the start": {"end": c.TODAY - timedelta(days=9)},
    "no day": {"start": "soon"},
    "no employer": {"employer": ""},
}


@pytest.mark.parametrize("changes", STAYS.values(), ids=STAYS)
def test_a_wrong_stay_is_refused_beside_its_field(cast, office, changes):
    boss = cast.people["city_office"]
    team = form_team(
        NewTeam(Team(org=cast.city, name="一组", kind="stay_team", since=c.FOUNDED), boss), by=None, on=c.TODAY
    )
    sent = {"employer": cast.employer.pk, "start": c.TODAY, "end": c.TODAY} | changes
    if sent["employer"] == "foreign":
        sent["employer"] = cast.foreign.pk
    with nothing_written():
        answer = office.post(f"/teams/{team.pk}/stays/new/", sent)
    assert errors(answer, next(iter(changes)))


def test_where_a_team_may_stay_is_searched_within_its_place(cast, office):
    near = {name: c.employer(cast.county, name).pk for name in ("凤凰甲厂", "凤凰乙厂", "凤凰丙厂")}
    c.employer(cast.other_county, "凤凰外厂")
    team = Team(org=cast.city, name="一组", kind="stay_team", since=c.FOUNDED, place=cast.county)
    team = form_team(NewTeam(team, cast.people["city_office"]), by=None, on=c.TODAY)
    picks = office.get(f"/teams/{team.pk}/stays/pick/?name=employer&q=凤凰").context["picks"]
    wanted = sorted([*near, cast.employer.name])
    assert sorted(pick["label"] for pick in picks) == wanted
    sent = {"employer": near["凤凰乙厂"], "start": c.TODAY, "end": c.TODAY}
    assert office.post(f"/teams/{team.pk}/stays/new/", sent).status_code == 302
    assert list(team.stays.values_list("employer__name", flat=True)) == ["凤凰乙厂"]


# ── a visit by machine ──────────────────────────────────────────────────────────────────────────────────

BY_MACHINE = {
    "tomorrow": ({"on": str(c.TODAY + timedelta(days=1))}, "on"),
    "huge employer": ({"employer": 10**30}, "employer"),
    "negative employer": ({"employer": -1}, "employer"),
    "huge worker": ({"known": [10**30]}, "people"),
    "negative worker": ({"known": [-1]}, "people"),
    "stranger's worker": ({"known": "foreign"}, "people"),
    "long problem": ({"problems": [{"question": "hope", "text": "字" * 5000}]}, "problem"),
    "long talk": ({"said": "字" * 5000}, "said"),
    "nul": ({"said": "\0"}, "said"),
    "unknown word": ({"methods": ["telepathy"]}, "methods"),
    "foreign team": ({"team": 10**30}, "team"),
    "foreign colleague": ({"companions": [10**30]}, "companions"),
}


@pytest.mark.parametrize(("changes", "field"), BY_MACHINE.values(), ids=BY_MACHINE)
def test_a_wrong_visit_by_machine_is_refused_with_its_field(cast, officer, changes, field):
    sent = {"key": str(uuid.uuid4()), "employer": cast.employer.pk, "on": str(c.TODAY), "methods": ["hear"]}
    sent |= {"met": [{"name": "王大山", "role": "front_line"}]} | changes
    if sent.get("known") == "foreign":
        sent["known"] = [c.worker(cast.foreign, "外人").pk]
    with nothing_written():
        answer = officer.post("/api/visits", sent, content_type="application/json")
    assert (answer.status_code, answer.json().get("field")) == (422, field)


# ── a plan ──────────────────────────────────────────────────────────────────────────────────────────────

MANY_ERRORS = PACK_HEAD + "duties:\n" + duty(at_lest="10") + duty(clause="C2", do="{measure: 走访}", unit="条")
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
)
PACKS = {  # the bytes, and what must stand on the page
    "broken YAML": (PACK_HEAD.encode() + b"duties: [\n  - {clause: C1", ["第9行第3列", "读不懂"]),
    "many errors at once": (MANY_ERRORS.encode(), ["第14行", "at_least", "第18行", "走访企业", "第19行", "人次"]),
    "an alias bomb": (BOMB.encode(), ["第1行", "不能用 &amp; 做记号", "不能用 * 引用"]),
    "an unknown key": ((PACK_HEAD + "x: 1\n" + DUTY).encode(), ["第8行", "不认识键 x", "pack、title、number"]),
    "a wrong type": (PACK_HEAD.replace("{from: 2-20, to: 6-30}", "7").encode() + DUTY.encode(), ["第7行"]),
    "an empty file": (b"", ["整个文件"]),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ["第1行第1列", "不是 UTF-8"]),
    "a list": (b"- 1\n- 2\n", ["第1行"]),
    "nul bytes": (b"pack: a\0b\n", []),
}


def load(client, pack, **more):
    upload = SimpleUploadedFile("pack.yaml", pack, content_type="application/x-yaml")
    return client.post("/plans/load/", {"pack": upload, "year": "2012", **more})


def test_a_pack_that_is_right_is_loaded(cast, office):
    answer = load(office, (PACK_HEAD + DUTY).encode())
    assert answer.status_code == 302, answer.content.decode()
    assert PlanVersion.objects.get().plan.issuer == cast.city


@pytest.mark.parametrize(("pack", "words"), PACKS.values(), ids=PACKS)
def test_a_wrong_pack_is_refused_with_lines_and_accepted_values(cast, office, pack, words):
    with nothing_written():
        answer = load(office, pack)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有装载任何内容" in page
    assert [word for word in words if word not in page] == []


def test_a_quote_that_is_not_in_the_document_is_named_with_its_line(cast, office):
    document = SimpleUploadedFile("原文.txt", "全文没有那句话".encode(), content_type="text/plain")
    with nothing_written():
        page = load(office, (PACK_HEAD + DUTY).encode(), document=document).content.decode()
    assert "第10行" in page
    assert "走访企业数不少于10家" in page


def test_fifty_megabytes_are_refused_before_they_are_read(cast, office):
    with nothing_written():
        answer = load(office, b"#" * 50 * 1024 * 1024)
    assert "最多" in errors(answer, "pack")


@pytest.mark.parametrize("document", [b"\xff\xfe\x00", b"x" * (6 * 1024 * 1024)])
def test_a_document_that_is_no_text_or_too_long_is_refused(cast, office, document):
    with nothing_written():
        answer = load(office, (PACK_HEAD + DUTY).encode(), document=SimpleUploadedFile("a.txt", document))
    assert errors(answer, "document")


def test_a_pack_of_somebody_else_is_refused(cast, office):
    """The office of the city does not speak for the region or for another city."""
    for name in ("宁夏回族自治区总工会", "石嘴山市总工会", "没有这个工会"):
        with nothing_written():
            answer = load(office, (HEAD.replace("某市总工会", name) + DUTY).encode())
        assert "不在您可发布的范围内" in errors(answer, "pack")


def test_the_code_of_another_plan_cannot_be_taken(cast, office):
    load(office, (PACK_HEAD + DUTY).encode())
    c.enter(office, cast.people["stranger"])
    with nothing_written():
        answer = load(office, (HEAD.replace("某市总工会", "石嘴山市总工会") + DUTY).encode())
    assert "已被" in errors(answer, "pack")


@pytest.mark.parametrize(("year", "word"), [("", "填写年份"), ("two", ""), ("1", "1949"), ("99999", "2100")])
def test_a_year_that_is_missing_or_odd_is_asked_for(cast, office, year, word):
    with nothing_written():
        answer = load(office, (PACK_HEAD + DUTY).encode(), year=year)
    assert word in errors(answer, "year")


def test_nothing_chosen_is_said_beside_the_field(cast, office):
    with nothing_written():
        assert "请选择" in errors(office.post("/plans/load/"), "pack")


def test_every_error_of_a_pack_is_listed(cast, office):
    pack = PACK_HEAD + duties(*(duty(clause=f"C{n}", unit="条") for n in range(1, 40))).split("\n", 7)[7]
    with nothing_written():
        page = load(office, pack.encode()).content.decode()
    assert page.count("错误</b>") == 39


def test_two_publications_at_once_are_refused_in_words(cast, office):
    load(office, (PACK_HEAD + DUTY).encode())
    load(office, (PACK_HEAD.replace("pack: demo", "pack: other") + DUTY).encode())
    first, second = PlanVersion.objects.order_by("pk")
    assert office.post(f"/plans/versions/{first.pk}/publish/").status_code == 302
    with nothing_written():
        answer = office.post(f"/plans/versions/{second.pk}/publish/", follow=True)
    assert "正在发布" in answer.content.decode()
    second.refresh_from_db()
    assert second.state == "draft"


def test_odd_numbers_of_statements_are_not_needed_to_refuse(cast, officer, django_assert_max_num_queries):
    """A refused visit is as cheap as a saved one."""
    with django_assert_max_num_queries(14, connection=connection):
        officer.post("/visits/new/", filled(cast, on="2012-02-30"))
