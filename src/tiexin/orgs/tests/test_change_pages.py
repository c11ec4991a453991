"""Pages on which units are moved, merged and split, and read what happened to them."""

import pytest

from tiexin.duties import fold
from tiexin.orgs.actions.moves import Plan, move_org
from tiexin.orgs.actions.trees import relink
from tiexin.orgs.models import Officer, Org, Tree
from tiexin.orgs.structure import OrgChange
from tiexin.orgs.tests import cast as c
from tiexin.registry.models import Employer

pytestmark = pytest.mark.django_db
SAID = {"since": "2012-05-01", "reason": "宁工发〔2012〕9号"}


@pytest.fixture
def cast():
    return c.stage()


@pytest.fixture
def office(cast, client):
    return c.enter(client, cast.people["office"])


def move(cast):
    plan = Plan(c.TODAY, "宁工发〔2012〕9号")
    return move_org(cast.county, cast.other_city, plan, tree=Tree.TERRITORY, by=cast.people["office"], on=c.TODAY)


def test_the_office_moves_a_unit_and_reads_it_in_the_history(cast, office):
    answer = office.post(
        f"/orgs/{cast.county.pk}/move/", {**SAID, "parent": cast.other_city.pk, "tree": "territory"}, follow=True
    )
    assert answer.redirect_chain[-1] == (f"/orgs/{cast.county.pk}/history/", 302)
    for text in (
        "“兴庆区”由“银川市”划归“石嘴山市”",
        "宁工发〔2012〕9号",
        "林晓梅",
        "2012年5月10日登记",
        "成立",
        "撤销这次调整",
    ):
        assert text in answer.text
    for unit in (cast.city, cast.other_city):
        assert "“兴庆区”由“银川市”划归“石嘴山市”" in office.get(f"/orgs/{unit.pk}/history/").text
    assert "划归" not in office.get(f"/orgs/{cast.enterprise.pk}/history/").text


def test_boards_of_both_say_that_they_are_counted_anew_until_they_are(cast, office):
    move(cast)
    said = "单位有调整，正在重算"
    shown = {unit: said in office.get(f"/board/{unit.pk}/").text for unit in (cast.city, cast.other_city)}
    assert shown == {cast.city: False, cast.other_city: False}  # without a plan there is nothing to count


def test_boards_with_a_plan(cast, office):
    from tiexin.duties.tests.scene import publish, tally

    publish(cast.province, tally("visit", low=1))
    move(cast)
    said = "单位有调整，正在重算"
    units = (cast.city, cast.other_city, cast.province)
    assert [said in office.get(f"/board/{unit.pk}/").text for unit in units] == [True, True, False]
    fold.drain()
    assert [said in office.get(f"/board/{unit.pk}/").text for unit in units] == [False, False, False]


def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(cast, office):
    page = f"/orgs/{cast.city.pk}/move/"
    with c.nothing_written():
        answer = office.post(page, {**SAID, "parent": cast.county.pk, "tree": "territory"})
    assert answer.status_code == 422
    assert "是“银川市”的下级" in str(answer.context["form"].errors["parent"])
    assert SAID["reason"] in answer.text
    with c.nothing_written():
        answer = office.post(page, {**SAID, "parent": cast.province.pk, "tree": "moon", "since": "2012-02-30"})
    assert set(answer.context["form"].errors) == {"tree", "since"}


def test_the_office_merges_and_takes_it_back(cast, office):
    other = c.org("金凤区总工会", "county", cast.city)
    answer = office.post(f"/orgs/{cast.county.pk}/merge/", {**SAID, "into": other.pk}, follow=True)
    for text in ("“兴庆区”并入“金凤区”，同日撤销，干部 2 人、企业 1 家、下级单位 1 个随同转入", "2012年5月1日</time>"):
        assert text in answer.text
    assert "/move/" not in office.get(f"/orgs/{cast.county.pk}/").text
    change = OrgChange.objects.get()
    page = f"/changes/{change.pk}/undo/"
    assert "“兴庆区”并入“金凤区”" in office.get(page).text
    with c.nothing_written():
        assert office.post(page, {"reason": ""}).status_code == 422
    answer = office.post(page, {"reason": "批准文件撤回"}, follow=True)
    for text in ("撤销2012年5月1日的合并：兴庆区", "已撤销", "批准文件撤回"):
        assert text in answer.text
    assert Org.objects.get(pk=cast.county.pk).closed is None
    with c.nothing_written():
        assert "已经撤销过" in office.post(page, {"reason": "再来"}).text


def test_the_office_splits_a_unit(cast, office):
    page = f"/orgs/{cast.county.pk}/split/"
    who = cast.people["officer"]
    for text in ("李秀兰", "宁夏凤凰机械有限公司"):
        assert text in office.get(page).text
    said = {**SAID, "name": "东区总工会", "officers": [who.pk], "follow_employer": [cast.employer.pk]}
    answer = office.post(page, said, follow=True)
    assert "由“兴庆区”拆出“东区总工会”" in answer.text
    new = Org.objects.get(name="东区总工会")
    assert Officer.objects.get(pk=who.pk).org == new
    assert Employer.objects.get(pk=cast.employer.pk).org == new
    with c.nothing_written():
        answer = office.post(page, {**said, "officers": [cast.people["leader"].pk]})
    assert "请从搜索结果中选择" in answer.text


def test_the_picker_of_a_split_finds_only_what_is_there(cast, office):
    page = f"/orgs/{cast.county.pk}/followers/pick/"
    asked = {"officers": "李秀兰", "follow_employer": "凤凰"}
    for name, text in asked.items():
        assert text in office.get(page, {"name": name, "q": text, "many": ""}).text
    assert "石嘴山煤业" not in office.get(page, {"name": "follow_employer", "q": "煤业"}).text


def test_who_does_not_reach_every_unit_takes_nothing_back(cast, client):
    change = move(cast)
    cast.people["other"] = c.officer("钱进", cast.other_city, "office")
    c.enter(client, cast.people["other"])
    assert "撤销这次调整" not in client.get(f"/orgs/{cast.county.pk}/history/").text
    with c.nothing_written():
        answer = client.post(f"/changes/{change.pk}/undo/", {"reason": "要"})
    assert answer.status_code == 302
    c.enter(client, cast.people["city_office"])
    assert client.get(f"/changes/{change.pk}/undo/").status_code == 404


def test_a_leader_reads_the_history_and_changes_nothing(cast, client):
    c.enter(client, cast.people["leader"])
    assert client.get(f"/orgs/{cast.county.pk}/history/").status_code == 200
    for page in ("move", "merge", "split", "followers/pick"):
        assert client.get(f"/orgs/{cast.county.pk}/{page}/").status_code == 404
    assert "/move/" not in client.get(f"/orgs/{cast.county.pk}/").text


def offered(client, unit, page, field):
    rows = client.get(f"/orgs/{unit.pk}/{page}/").context["form"].fields[field].queryset
    return [str(each) for each in rows]


def test_units_that_come_into_question_are_offered_first(cast, client):
    c.enter(client, cast.people["office"])
    c.org("金凤区总工会", "county", cast.city, region="640106")
    parents = offered(client, cast.county, "move", "parent")
    assert (parents[:2], parents[-1]) == (["银川市", "石嘴山市"], "兴庆区")
    others = offered(client, cast.county, "merge", "into")
    assert (others[:2], others[-1]) == (["金凤区", "大武口区"], "兴庆区")
    assert len(parents) == len(others) == 8  # all that are open
    assert offered(client, cast.province, "move", "parent")[-1] == "自治区总工会"


@pytest.mark.parametrize("issuer", [False, True])
def test_the_topmost_unit_is_offered_nothing_that_needs_one_above(cast, client, issuer):
    """The tree may go up further, to whom only sends documents."""
    if issuer:
        relink(cast.province, c.org("全国总工会", "national", None), Tree.TERRITORY, c.TODAY)
    c.enter(client, cast.people["office"])
    changes = ("move", "merge", "split")
    for unit, offered in ((cast.province, []), (cast.county, [*changes])):
        page = client.get(f"/orgs/{unit.pk}/").text
        assert [name for name in changes if f'href="/orgs/{unit.pk}/{name}/"' in page] == offered
        assert f'href="/orgs/{unit.pk}/found/"' in page
