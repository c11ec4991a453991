"""Both sides by lot: enterprises are dealt to teams in the same stratum, in turn; a stranger can work it out anew."""

import json
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from tiexin.core.refusal import Refused
from tiexin.draws import actions, pairing, verify
from tiexin.draws.definition import Rules
from tiexin.draws.models import Draw, Pick
from tiexin.draws.tests import scene
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import actions as visits
from tiexin.visits import lots
from tiexin.visits.actions import NewTeam
from tiexin.visits.models import Team

pytestmark = pytest.mark.django_db
CITY = Rules(by=["city"], each=4)
ROWS = st.lists(st.tuples(st.sampled_from("甲乙丙"), st.uuids().map(str)), unique=True, max_size=12)


@kept.fixture
def cast():
    """Two teams in one city, one in the other; five enterprises in the first, one in the second."""
    found = c.stage()
    for n in range(4):
        c.employer(found.county, f"宁夏第{n}机械有限公司")
    found.teams = [team(found, name, place) for name, place in (("一组", found.city), ("二组", found.county))]
    found.teams.append(team(found, "三组", found.other_city))
    return found


def team(cast, name, place, **more):
    new = Team(org=cast.province, name=name, kind="service_group", place=place, since=c.FOUNDED, **more)
    return visits.form_team(NewTeam(new, cast.people["leader"]), by=None, on=c.TODAY)


def side(cast, how=CITY, **more):
    return scene.drawn(scene.frozen(cast.province, how, **more), cast.people["leader"], cast.people["office"])


def both(cast, how=CITY):
    others = side(cast, how, title="抽企业")
    return side(cast, how, title="抽工作组", kind="teams", beside=others), others


# ── in plain values ─────────────────────────────────────────────────────────────────────────────────────


def test_the_first_goes_to_the_first_and_round_again_within_a_stratum():
    teams = [("银川", "T1"), ("银川", "T2"), ("吴忠", "T3")]
    others = [("吴忠", "E1"), ("银川", "E2"), ("银川", "E3"), ("银川", "E4"), ("固原", "E5"), ("吴忠", "E6")]
    assert pairing.pairs(teams, others) == [
        ("T3", "E1"), ("T1", "E2"), ("T2", "E3"), ("T1", "E4"), ("T3", "E6"),
    ]  # fmt: skip


@given(ROWS, ROWS)
def test_each_is_dealt_once_and_no_team_has_two_more_than_another(teams, others):
    told = pairing.pairs(teams, others)
    at = dict((key, stratum) for stratum, key in [*teams, *others])
    manned = {stratum for stratum, _ in teams}
    assert [other for _, other in told] == [key for stratum, key in others if stratum in manned]
    assert all(at[one] == at[other] for one, other in told)
    for stratum in manned:
        loads = Counter({key: 0 for name, key in teams if name == stratum})
        loads.update(one for one, _ in told if at[one] == stratum)
        assert max(loads.values()) - min(loads.values()) <= 1


# ── teams as what can be drawn ──────────────────────────────────────────────────────────────────────────


def test_teams_at_work_stand_in_the_frame_with_the_city_where_they_go(cast):
    team(cast, "已散的", cast.city, until=c.TODAY)
    team(cast, "没有去处的", None)
    shown = [(pk, item.key, item.label, item.values["city"]) for pk, item in lots.rows(cast.province, c.TODAY, None)]
    one, two, three = cast.teams
    last = Team.objects.get(name="没有去处的")
    assert shown == [
        (one.pk, f"GZZ{one.pk:08}", "一组（自治区总工会）", "银川市"),
        (two.pk, f"GZZ{two.pk:08}", "二组（自治区总工会）", "银川市"),
        (three.pk, f"GZZ{three.pk:08}", "三组（自治区总工会）", "石嘴山市"),
        (last.pk, f"GZZ{last.pk:08}", "没有去处的（自治区总工会）", "无"),
    ]
    assert list(lots.rows(cast.city, c.TODAY, None)) == []


# ── two draws ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_drawn_on_both_sides_is_dealt(cast):
    teams, others = both(cast)
    by_team = {hand.team.thing_id: [item.values["city"] for item in hand.dealt] for hand in pairing.hands(teams)}
    assert sorted(map(len, by_team.values())) == [1, 2, 2]
    assert by_team[cast.teams[2].pk] == ["石嘴山市"]
    dealt = [item.key for hand in pairing.hands(teams) for item in hand.dealt]
    assert sorted(dealt) == sorted(others.picks.values_list("item__key", flat=True))
    assert pairing.hands(others) == []


def test_nothing_is_dealt_before_both_were_drawn(cast):
    others = side(cast, title="抽企业")
    teams = scene.frozen(cast.province, CITY, title="抽工作组", kind="teams", beside=others)
    assert (pairing.hands(teams), pairing.dealt_to(cast.teams[0].pk)) == ([], [])


def test_a_substitute_goes_to_whom_the_other_was_dealt(cast):
    teams, others = both(cast, Rules(by=["city"], each=3))
    before = {hand.team.key: [item.key for item in hand.dealt] for hand in pairing.hands(teams)}
    gone = others.picks.filter(stratum="银川市").order_by("place")[0]
    new = actions.replace_pick(gone, "已停产", by=None, on=c.TODAY)
    after = {hand.team.key: [item.key for item in hand.dealt] for hand in pairing.hands(teams)}
    wanted = {key: [new.item.key if each == gone.item.key else each for each in row] for key, row in before.items()}
    assert after == wanted
    assert new.item.key not in str(before)


def test_a_team_knows_what_it_was_dealt(cast):
    teams, _ = both(cast)
    for hand in pairing.hands(teams):
        assert [item.pk for item in pairing.dealt_to(hand.team.thing_id)] == [item.pk for item in hand.dealt]
    assert pairing.dealt_to(999_999) == []


# ── refused ─────────────────────────────────────────────────────────────────────────────────────────────


def refuse(field, **more):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        scene.opened(**more)
    assert caught.value.field == field


def test_only_teams_are_paired_with_enterprises_of_the_same_unit_once_and_in_the_same_strata(cast):
    others = scene.frozen(cast.province, CITY, title="抽企业")
    lower = scene.frozen(cast.city, CITY, title="市里抽企业")
    teams = {"org": cast.province, "how": CITY, "kind": "teams", "title": "抽工作组"}
    refuse("beside", **{**teams, "kind": "employers"}, beside=others)
    refuse("beside", **teams, beside=lower)
    refuse("by", **{**teams, "how": Rules(each=2)}, beside=others)
    made = scene.opened(**teams, beside=others)
    assert list(pairing.may_be_paired(cast.province.pk)) == []
    refuse("beside", **teams, beside=others)
    refuse("beside", **teams, beside=made)
    actions.cancel_draw(made, "名册有误", by=None, on=c.TODAY)
    assert list(pairing.may_be_paired(cast.province.pk)) == [others]
    scene.opened(**teams, beside=others)


def test_a_cancelled_draw_is_not_paired(cast):
    others = scene.frozen(cast.province, CITY, title="抽企业")
    actions.cancel_draw(others, "名册有误", by=None, on=c.TODAY)
    refuse("beside", org=cast.province, how=CITY, kind="teams", title="抽工作组", beside=Draw.objects.get())


# ── a stranger works it out ─────────────────────────────────────────────────────────────────────────────


def file_of(cast):
    teams, _ = both(cast)
    return pairing.paired(teams)


def said(told):
    return verify.differences(json.dumps(told, ensure_ascii=False))


def test_the_file_of_a_pairing_is_verified_and_whatever_is_changed_is_said(cast, tmp_path):
    told = file_of(cast)
    assert said(told) == []
    path = tmp_path / "pairs.json"
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    call_command("draw_verify", str(path))
    changed = json.loads(json.dumps(told))
    changed["pairs"][0], changed["pairs"][1] = changed["pairs"][1], changed["pairs"][0]
    first, second = ((pair["team"], pair["employer"]) for pair in told["pairs"][:2])
    assert said(changed) == [
        f"第1对配对不对：文件写的是{' '.join(second)}，应当是{' '.join(first)}",
        f"第2对配对不对：文件写的是{' '.join(first)}，应当是{' '.join(second)}",
    ]
    path.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("draw_verify", str(path))
    fewer = {**told, "pairs": told["pairs"][:-1]}
    assert len(said(fewer)) == 1
    forged = json.loads(json.dumps(told))
    forged["employers"]["seed"] += "。"
    assert said(forged)[0].startswith("企业：")
    other = json.loads(json.dumps(told))
    other["teams"]["frozen"]["rules"]["by"] = []
    assert any(line == "两次抽签分的层不一样，不能配对" for line in said(other))


def test_a_page_shows_who_goes_where_and_hands_out_the_file(cast, client):
    teams, others = both(cast)
    office = c.enter(client, cast.people["office"])
    page = office.get(f"/draws/{teams.pk}/")
    assert [len(hand.dealt) for hand in page.context["hands"]] == [len(h.dealt) for h in pairing.hands(teams)]
    assert "同一层里，企业按次序轮流分给工作组" in page.text
    assert "抽工作组" in office.get(f"/draws/{others.pk}/").text
    answer = office.get(f"/draws/{teams.pk}/pairs/")
    assert verify.differences(answer.content.decode()) == []
    assert "两边都抽完，才有配对文件" in office.get(f"/draws/{others.pk}/pairs/", follow=True).text
    shown = office.get(f"/teams/{cast.teams[2].pk}/")
    assert ("抽签分到的企业" in shown.text, shown.text.count("抽中")) == (True, 1)
    c.enter(client, cast.people["stranger"])
    assert client.get(f"/draws/{teams.pk}/pairs/").status_code == 404


def test_the_form_pairs(cast, client):
    others = scene.frozen(cast.province, CITY, title="抽企业")
    office = c.enter(client, cast.people["office"])
    sent = {"title": "抽工作组", "kind": "teams", "by": ["city"], "each": "4", "arranged": "0"}
    sent |= {"place": cast.province.pk, "beside": others.pk}
    assert office.post("/draws/new/", sent).status_code == 302
    assert Draw.objects.get(kind="teams").beside == others
    with c.nothing_written():
        assert list(office.post("/draws/new/", sent).context["form"].errors) == ["beside"]
    assert Pick.objects.count() == 0
