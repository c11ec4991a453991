"""Practice is entered, changed and left: the tree, its plan, its pages."""

from datetime import date

import pytest

from tiexin.boards import doctor
from tiexin.boards.practice import actions, tree
from tiexin.boards.tests.practising import begin, gauges, practise, publish
from tiexin.boards.tests.test_exports import sheet
from tiexin.core.exports import PRACTISED as ABOVE
from tiexin.core.refusal import Refused
from tiexin.duties.models import PlanVersion, State
from tiexin.evidence.models import Entry
from tiexin.orgs.actions.people import leave_office
from tiexin.orgs.models import Account, Officer, Org, Post
from tiexin.orgs.practice import KEY, PRACTISED
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.plans import tasks
from tiexin.plans.actions import NewVersion, load_plan, start_publishing
from tiexin.plans.queries import issuer_of
from tiexin.plans.reading import read_bytes, shipped
from tiexin.plans.rules import PRACTICE
from tiexin.registry.models import Employer, Worker
from tiexin.visits.models import Stay, Team

pytestmark = pytest.mark.django_db


@kept.fixture
def begun():
    cast = c.stage()
    return cast, begin(cast)


@pytest.fixture
def cast(request, db):
    """Where somebody practises already, the cast that they belong to."""
    return request.getfixturevalue("begun")[0] if "double" in request.fixturenames else c.stage()


@pytest.fixture
def double(begun):
    return begun[1]


# ── the tree ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_who_enters_makes_the_tree(cast):
    double = actions.enter(cast.people["officer"], on=c.TODAY)
    units = Org.objects.filter(practice=True).order_by("pk").values_list("name", "level")
    assert list(units) == [
        ("练习总工会", "province"),
        ("练习市总工会", "city"),
        ("练习东县总工会", "county"),
        ("练习西县总工会", "county"),
        ("练习机械厂工会", "enterprise"),
        ("练习建材厂工会", "enterprise"),
    ]
    firms = Employer.objects.filter(org__practice=True).order_by("pk")
    assert [firm.name for firm in firms] == [name for name, _, _ in tree.FIRMS]
    assert {firm.credit_code[:10] for firm in firms} == {"91000000LX"}
    assert Worker.objects.filter(org__practice=True).count() == 42
    assert Account.objects.filter(officer__org__practice=True).count() == 0
    assert (double.name, double.practises_for, double.account) == ("李秀兰（练习）", cast.people["officer"], None)
    assert sorted(Post.objects.filter(officer=double).values_list("role", flat=True)) == sorted(PRACTISED)
    assert Stay.objects.filter(team__members__officer=double).count() == 1
    assert doctor.practice().well


def test_entering_again_makes_nothing_but_an_entry(cast):
    first = actions.enter(cast.people["officer"], on=c.TODAY)
    before = c.rows()
    assert actions.enter(cast.people["officer"], on=c.TODAY) == first
    after = c.rows()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "evidence.Entry": 1,
        "evidence.Pending": 1,
    }


def test_everybody_has_a_double_of_their_own_in_the_one_tree(cast):
    doubles = [actions.enter(cast.people[name], on=c.TODAY) for name in ("officer", "leader", "system")]
    assert len({double.pk for double in doubles}) == 3
    assert Org.objects.filter(practice=True, level="province").count() == 1
    assert {post.role for post in Post.objects.filter(officer=doubles[2])} == set(PRACTISED)
    teams = Team.objects.filter(org__practice=True)
    assert {team.name for team in teams} == {f"{double.name}蹲点小组" for double in doubles}
    assert [team.members.count() for team in teams] == [2, 2, 2]


def test_doubles_of_one_county_go_with_a_colleague_each(cast):
    """More people practise than a county has invented colleagues: nobody is at two stays, and nobody is refused."""
    found = Org.objects.filter(practice=True)
    for n in range(9):
        actions.enter(c.with_account(c.officer(f"学员{n}", cast.county)), on=c.TODAY)
    mates = [
        member.officer for team in Team.objects.filter(org__in=found) for member in team.members.filter(leads=False)
    ]
    assert len({mate.pk for mate in mates}) == len(mates) == 9
    assert Stay.objects.filter(team__org__in=found).count() == 9


def test_a_name_is_cut_to_what_fits(cast):
    who = cast.people["nobody"]
    who.name = "长" * 40
    who.save()
    assert actions.enter(who, on=c.TODAY).name == "长" * 36 + "（练习）"


def test_who_may_not_practise(cast, double):
    retired, without = cast.people["nobody"], c.officer("没有账号", cast.county)
    leave_office(retired, c.TODAY, by=None, on=c.TODAY)
    retired.refresh_from_db()
    said = {"只有有账号的干部才能练习": [double, without], "孙小军已于2012年5月10日离任": [retired]}
    for message, people in said.items():
        for who in people:
            with c.nothing_written(), pytest.raises(Refused, match=message):
                actions.enter(who, on=c.TODAY)


def test_a_tree_that_was_taken_apart_is_said(cast, double):
    Org.objects.filter(practice=True, level="county").update(closed=c.TODAY)
    with c.nothing_written(), pytest.raises(Refused, match="练习的县已全部被撤销"):
        actions.enter(cast.people["leader"], on=c.TODAY)


def test_the_trail_says_who_practised_and_who_stands_behind(cast, double):
    entry = Entry.objects.get(verb="practise")
    assert (entry.by, entry.org, entry.thing_id) == (cast.people["officer"], cast.county, cast.people["officer"].pk)
    made = Entry.objects.get(verb="appoint", thing_id=double.pk)
    assert (made.by, made.org) == (cast.people["officer"], double.org)


# ── the plan ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_pack_ships_apart_and_is_right():
    found = read_bytes(actions.PACK.read_bytes(), 2012).loaded
    assert {problem.level for problem in found.problems} == {"warning"}
    assert {problem.rule for problem in found.problems} == {"size-unknown"}
    assert [item.id for item in found.items] == [f"L{number}" for number in range(1, 9)]
    assert found.pack.pack == PRACTICE
    assert PRACTICE not in shipped()
    assert "practice" not in shipped()  # nobody loads it in earnest, and it covers no clause of the source


def test_every_duty_counts_what_was_practised_and_nothing_else():
    duties = read_bytes(actions.PACK.read_bytes(), 2012).loaded.duties
    asked = [part for owed in duties for part in (owed.definition.do, owed.definition.over) if part]
    assert {tuple(part.where["practice"]) for part in asked} == {("yes",)}


def test_the_plan_is_in_force_for_practice_units_only(cast, double):
    version = PlanVersion.objects.get()
    assert (version.state, version.plan.issuer.name, version.year) == (State.LIVE, "练习总工会", 2012)
    assert {str(each.org) for each in version.dispatches.select_related("org")} == {
        "练习总工会",
        "练习市总工会",
        "练习东县总工会",
        "练习西县总工会",
    }
    assert gauges(False) == {}
    assert not doctor.plan().well  # no real plan is in force


def test_another_year_has_its_plan(cast, double):
    later = date(2013, 3, 1)
    actions.enter(cast.people["officer"], on=later)
    publish()
    versions = PlanVersion.objects.order_by("number").values_list("number", "year", "state")
    assert list(versions) == [(1, 2012, State.SUPERSEDED), (2, 2013, State.LIVE)]


def test_while_another_plan_is_published_the_practice_plan_waits(cast):
    draft = read_bytes(actions.PACK.read_bytes().replace(b"tiexin-practice", b"other-plan"), 2012)
    other = load_plan(NewVersion(draft.loaded, draft.text, cast.province), by=None, on=c.TODAY)
    start_publishing(other, by=None, on=c.TODAY)
    actions.enter(cast.people["officer"], on=c.TODAY)
    ours = PlanVersion.objects.get(plan__code=PRACTICE)
    assert ours.state == State.DRAFT
    tasks.publish_version.call(other.pk)
    actions.enter(cast.people["leader"], on=c.TODAY)
    ours.refresh_from_db()
    assert ours.state == State.PUBLISHING


def test_a_real_pack_is_never_issued_by_a_practice_unit(cast, double):
    pack = read_bytes(actions.PACK.read_bytes(), 2012).loaded.pack
    assert issuer_of(pack) is None
    Org.objects.filter(pk=double.org_id).update(name=cast.province.name)
    assert issuer_of(pack.model_copy(update={"issuers": [cast.province.name]})) == cast.province


def test_codes_of_plans_do_not_meet(cast, double):
    root = Org.objects.get(name="练习总工会")
    found = read_bytes(actions.PACK.read_bytes(), 2012)
    other = read_bytes(actions.PACK.read_bytes().replace(b"tiexin-practice", b"other-plan"), 2012)
    ways = [(found, cast.province, None), (other, root, None), (found, root, double)]
    for pack, issuer, by in ways:
        with c.nothing_written(), pytest.raises(Refused):
            load_plan(NewVersion(pack.loaded, pack.text, issuer), by=by, on=c.TODAY)
    with c.nothing_written(), pytest.raises(Refused, match="练习中只有练习方案"):
        start_publishing(PlanVersion.objects.get(), by=double, on=c.TODAY)


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_entrance_offers_three_roles_and_changes_between_them(cast, client):
    assert client.get("/practice/")["Location"] == "/login/?next=/practice/"
    c.enter(client, cast.people["officer"])
    page = client.get("/practice/")
    assert [card["label"] for card in page.context["cards"]] == ["干部", "活动办公室", "领导"]
    assert 'class="tx-practice"' not in page.text
    for role, label in (("officer", "干部"), ("leader", "领导"), ("leader", "领导")):
        practise(client, cast.people["officer"], role)
        page = client.get("/practice/")
        assert page.context["page"]["practice"] == label
        assert [card["now"] for card in page.context["cards"]] == [role == name for name in PRACTISED]
    assert Officer.objects.filter(practises_for=cast.people["officer"]).count() == 1


def test_leaving_gives_oneself_back_and_twice_is_no_mistake(cast, client):
    practise(client, cast.people["officer"])
    for _ in range(2):
        assert client.post("/practice/leave/")["Location"] == "/home/"
        assert client.get("/orgs/").context["page"]["me"]["name"] == "李秀兰"
    assert KEY not in client.session


def test_bad_ways_in(cast, client):
    assert client.post("/practice/enter/", {"role": "officer"}).status_code == 404
    assert client.post("/practice/leave/").status_code == 404
    c.enter(client, cast.people["officer"])
    with c.nothing_written():
        assert [client.post("/practice/enter/", {"role": role}).status_code for role in ("system", "")] == [404, 404]
        assert client.get("/practice/enter/").status_code == 405


def test_who_has_left_is_told_and_stays_outside(cast, client):
    who = cast.people["nobody"]
    leave_office(who, c.TODAY, by=None, on=c.TODAY)
    c.enter(client, who)
    assert client.post("/practice/enter/", {"role": "officer"})["Location"] == "/practice/"
    assert "已于2012年5月10日离任" in client.get("/practice/").text
    assert KEY not in client.session


def test_every_page_says_that_nothing_counts(cast, double, client):
    practise(client, cast.people["officer"], "leader")
    seen = ["/", f"/board/{double.org_id}/", "/visits/", "/orgs/", "/plans/", f"/board/{double.org_id}/?wall=1"]
    for address in seen:
        text = client.get(address).text
        assert text.count("练习中：这里写下的都不算数") == 1, address
        assert "<title>练习 · " in text
        assert text.count('action="/practice/leave/"') == 1
    assert "练习中" not in c.enter(client, cast.people["leader"]).get("/").text


def test_a_workbook_says_so_in_its_name_and_first_line(cast, double, client):
    practise(client, cast.people["officer"], "officer")
    answer = client.get("/employers/?as=xlsx")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%BB%83%E4%B9%A0-")
    rows = sheet(answer)
    assert rows[0][0] == ABOVE
    assert [row[0] for row in rows[2:]] == sorted(firm.name for firm in Employer.objects.filter(org=double.org))
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.by, entry.by.practises_for) == ("export", double, cast.people["officer"])
    earnest = c.enter(client, cast.people["officer"]).get("/employers/?as=xlsx")
    assert sheet(earnest)[0][0] != ABOVE


def test_who_is_too_early_is_told_that_the_plan_is_being_prepared(cast, client):
    c.enter(client, cast.people["officer"])
    client.post("/practice/enter/", {"role": "officer"})
    assert "练习方案正在准备" in client.get("/orgs/").text
    publish()
    client.post("/practice/enter/", {"role": "officer"})
    assert "练习方案正在准备" not in client.get("/orgs/").text
