"""The page on which a visit is mended: filled in as it was recorded, one change, saved; by machine the same."""

import uuid
from datetime import timedelta

import pytest

from tiexin.duties.definition import Do
from tiexin.duties.tests import scene
from tiexin.duties.tests.scene import tally
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import actions
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.models import Team, Visit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@kept.fixture
def cast():
    """The county's officer has recorded a visit with a colleague, in the name of a team that has ended since."""
    found = c.stage()
    found.author = found.people["officer"]
    found.colleague = c.officer("同行人", found.county)
    new = Team(org=found.county, name="兴庆一组", kind="stay_team", since=c.FOUNDED)
    found.team = actions.form_team(NewTeam(new, found.author, [found.colleague]), by=None, on=c.TODAY)
    found.wrong = actions.record_visit(
        NewVisit(
            author=found.author,
            employer=found.employer,
            on=c.TODAY - DAY,
            methods=["hear", "home"],
            team=found.team,
            companions=[found.colleague.pk],
            places=["workshop"],
            known=[found.worker],
            met=[("王大山", "manager")],
            said="食堂冬天太冷",
            problems=[("urgent", "夜班补贴"), ("hope", "热水")],
        ),
        by=found.author,
        on=c.TODAY,
    )
    Team.objects.filter(pk=found.team.pk).update(until=c.TODAY)
    found.met = [str(pk) for pk in found.wrong.talks.order_by("pk").values_list("worker", flat=True)]
    found.right = c.employer(found.county, "吴忠纺织厂")
    return found


@pytest.fixture
def author(cast, client):
    return c.enter(client, cast.author)


def page_of(visit):
    return f"/visits/{visit.pk}/mend/"


def typed(cast, **changes):
    """What the author's browser sends when nothing but the reason was touched; None leaves a field out."""
    wanted = {
        "key": str(uuid.uuid4()),
        "employer": str(cast.wrong.employer_id),
        "on": "2012-05-09",
        "methods": ["hear", "home"],
        "places": ["workshop"],
        "team": str(cast.team.pk),
        "companions": [str(cast.colleague.pk)],
        "known": cast.met,
        "name": [""],
        "role": ["front_line"],
        "said": "食堂冬天太冷",
        "question": "urgent",
        "problem": "夜班补贴",
        "kept": ["0"],
        "reason": "日期写错了",
    }
    return {name: value for name, value in (wanted | changes).items() if value is not None}


def whole(visit):
    """Everything a visit says."""
    talks = list(visit.talks.order_by("worker").values_list("worker__name", "role"))
    problems = list(visit.problems.order_by("pk").values_list("question", "text"))
    plain = (visit.employer.name, visit.on, visit.team, visit.methods, visit.places, visit.companions, visit.said)
    return (*plain, talks, problems)


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_is_filled_in_with_everything_of_the_record(cast, author):
    shown = author.get(page_of(cast.wrong)).context
    form = shown["form"]
    names = ("employer", "on", "methods", "places", "team", "companions", "said", "question", "problem", "kept")
    assert {name: form[name].value() for name in names} == {
        "employer": cast.employer.pk,
        "on": c.TODAY - DAY,
        "methods": ["hear", "home"],
        "places": ["workshop"],
        "team": cast.team.pk,
        "companions": [cast.author.pk, cast.colleague.pk],
        "said": "食堂冬天太冷",
        "question": "urgent",
        "problem": "夜班补贴",
        "kept": ["0"],
    }
    assert (sorted(shown["ticked"]), shown["rows"], list(shown["carried"])) == (
        sorted(cast.met),
        [("", "front_line")],
        [],
    )
    assert sorted(worker.name for worker in shown["known"]) == ["刘桂英", "王大山"]
    assert list(form.fields["kept"].choices) == [("0", "热水")]
    assert form["key"].value() != cast.wrong.key


def test_whoever_was_met_is_offered_however_many_are_known_there(cast, author):
    for number in range(45):
        c.worker(cast.employer, f"丁{number:02}")
    shown = author.get(page_of(cast.wrong)).context
    assert len(shown["known"]) == 42
    assert {worker.name for worker in shown["known"] if str(worker.pk) in cast.met} == {"刘桂英", "王大山"}


def test_one_change_is_saved_with_all_the_rest(cast, author):
    answer = author.post(page_of(cast.wrong), typed(cast, on="2012-05-08"))
    right = Visit.objects.get(corrects=cast.wrong)
    assert (answer.status_code, answer.url) == (302, f"/visits/{right.pk}/saved/")
    before = whole(cast.wrong)
    assert whole(right) == (before[0], c.TODAY - 2 * DAY, *before[2:])
    cast.wrong.refresh_from_db()
    assert (cast.wrong.voided, cast.wrong.void_reason) == (c.TODAY, "日期写错了")


def test_a_further_problem_may_be_left_out(cast, author):
    author.post(page_of(cast.wrong), typed(cast, kept=None))
    right = Visit.objects.get(corrects=cast.wrong)
    assert list(right.problems.values_list("question", "text")) == [("urgent", "夜班补贴")]


WRONG = {
    "no reason": ({"reason": " "}, ["reason"]),
    "no way": ({"methods": None}, ["methods"]),
    "nobody met": ({"known": None}, ["people"]),
    "a day to come": ({"on": "2012-05-11"}, ["on"]),
    "a colleague who is not": ({"companions": ["999999"]}, ["companions"]),
    "a problem that is not there": ({"kept": ["7"]}, ["kept"]),
    "no change": ({}, ["__all__"]),
}


@pytest.mark.parametrize(("changes", "errors"), WRONG.values(), ids=WRONG)
def test_a_refusal_changes_nothing_and_loses_nothing_that_was_typed(cast, author, changes, errors):
    sent = typed(cast, **{"name": ["赵一"] if errors != ["__all__"] and "known" not in changes else [""], **changes})
    with c.nothing_written():
        answer = author.post(page_of(cast.wrong), sent)
    shown = answer.context
    assert (answer.status_code, list(shown["form"].errors)) == (422, errors)
    assert shown["form"]["reason"].value() == sent["reason"]
    assert (shown["form"]["said"].value(), shown["form"]["kept"].value()) == ("食堂冬天太冷", sent["kept"])
    assert shown["ticked"] == sent.get("known", [])
    assert shown["rows"] == ([("赵一", "front_line")] if sent["name"] == ["赵一"] else [("", "front_line")])
    cast.wrong.refresh_from_db()
    assert cast.wrong.voided is None


def test_two_tabs_mend_once(cast, author):
    first, second = typed(cast, said="谈了食堂"), typed(cast, said="谈了班车")
    assert author.post(page_of(cast.wrong), first).status_code == 302
    with c.nothing_written():
        answer = author.post(page_of(cast.wrong), second)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["__all__"])
    assert "已经更正过了" in answer.text
    assert answer.context["form"]["said"].value() == "谈了班车"
    assert author.get(page_of(cast.wrong)).url == f"/visits/{cast.wrong.pk}/"


# ── another enterprise ──────────────────────────────────────────────────────────────────────────────────

NAMED = [("刘桂英", "front_line"), ("王大山", "manager")]


def test_whom_one_met_is_named_anew_at_the_right_enterprise(cast, author):
    known = c.worker(cast.right, "王大山", "manager")
    part = f"/visits/new/people/{cast.right.pk}/"
    shown = author.get(f"{part}?mends={cast.wrong.pk}").context
    assert (list(shown["carried"]), shown["ticked"], shown["known"]) == (NAMED, [], [known])
    back = author.get(f"/visits/new/people/{cast.employer.pk}/?mends={cast.wrong.pk}").context
    assert (list(back["carried"]), back["ticked"]) == ([], sorted(cast.met, key=int))
    by_address = author.get(f"{page_of(cast.wrong)}?employer={cast.right.pk}").context
    assert (list(by_address["carried"]), by_address["employer"]) == (NAMED, cast.right)
    names = {"name": [name for name, _ in NAMED], "role": [role for _, role in NAMED]}
    changes = {"employer": str(cast.right.pk), "known": None, **names}
    again = author.post(page_of(cast.wrong), typed(cast, **changes, reason="")).context
    assert (again["carried"], again["rows"]) == (NAMED, [("", "front_line")])
    author.post(page_of(cast.wrong), typed(cast, **changes))
    right = Visit.objects.get(corrects=cast.wrong)
    met = list(right.talks.order_by("worker__name").values_list("worker__name", "worker__employer", "role"))
    assert met == [(name, cast.right.pk, role) for name, role in NAMED]
    assert right.talks.filter(worker=known).count() == 1


@pytest.mark.parametrize("asked", ["", "x", "0", "99999999999999999999"])
def test_without_a_record_of_ones_own_nobody_is_named(cast, author, asked):
    shown = author.get(f"/visits/new/people/{cast.right.pk}/?mends={asked}").context
    assert (list(shown["carried"]), shown["ticked"], shown["wrong"]) == ([], [], None)


# ── who ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_author_mends(cast, client):
    offered, reached = {}, {}
    for name in ("officer", "city_office", "leader", "stranger", "nobody"):
        c.enter(client, cast.people[name])
        page = client.get(f"/visits/{cast.wrong.pk}/")
        offered[name] = page.status_code == 200 and (page.context["may_mend"], page.context["may_void"])
        reached[name] = client.get(page_of(cast.wrong)).status_code
        if name != "officer":
            with c.nothing_written():
                assert client.post(page_of(cast.wrong), typed(cast, on="2012-05-08")).status_code == 404
    assert offered["officer"] == (True, True)
    assert [offered[name] for name in ("city_office", "leader")] == [(False, True), (False, False)]
    assert reached == {"officer": 200, "city_office": 404, "leader": 404, "stranger": 404, "nobody": 404}


# ── what is shown afterwards ────────────────────────────────────────────────────────────────────────────


def test_each_record_of_the_chain_leads_to_the_others(cast, author):
    author.post(page_of(cast.wrong), typed(cast, said="谈了食堂"))
    second = Visit.objects.get(corrects=cast.wrong)
    author.post(page_of(second), typed(cast, said="谈了班车", reason="漏记了"))
    third = Visit.objects.get(corrects=second)
    chain = [cast.wrong.pk, second.pk, third.pk]
    for visit in chain:
        shown = author.get(f"/visits/{visit}/")
        assert [each.pk for each in shown.context["chain"]] == chain
        assert "漏记了" in shown.text
    old = author.get(f"/visits/{cast.wrong.pk}/")
    assert f'由<a href="/visits/{second.pk}/">' in old.text
    assert (old.context["may_mend"], author.get(f"/visits/{third.pk}/").context["may_mend"]) == (False, True)


def test_a_visit_that_was_never_mended_has_no_chain(cast, author):
    assert author.get(f"/visits/{cast.wrong.pk}/").context["chain"] == []


def test_the_page_after_saving_tells_what_really_moved(cast, author):
    scene.publish(
        cast.province, tally(Do(measure="visit", count="employer")), tally(Do(measure="talk", count="worker"))
    )
    answer = author.post(page_of(cast.wrong), typed(cast, known=cast.met[:1]), follow=True)
    assert [(view.value, view.delta) for view in answer.context["moved"]] == [(1, -1)]
    assert "已更正，1 项指标的数变了" in answer.text
    again = Visit.objects.get(corrects=cast.wrong)
    answer = author.post(page_of(again), typed(cast, known=cast.met[:1], said="谈了食堂"), follow=True)
    assert list(answer.context["moved"]) == []
    assert "各项指标的数没有变" in answer.text


# ── by machine ──────────────────────────────────────────────────────────────────────────────────────────


def by_machine(cast, **changes):
    wanted = {
        "key": str(uuid.uuid4()),
        "employer": cast.employer.pk,
        "on": "2012-05-08",
        "methods": ["hear", "home"],
        "places": ["workshop"],
        "team": cast.team.pk,
        "companions": [cast.colleague.pk],
        "known": [int(pk) for pk in cast.met],
        "said": "食堂冬天太冷",
        "problems": [{"question": "urgent", "text": "夜班补贴"}, {"question": "hope", "text": "热水"}],
        "reason": "日期写错了",
    }
    return wanted | changes


def send(client, visit, sent):
    return client.post(f"/api/visits/{visit.pk}/mend", sent, content_type="application/json")


def test_a_machine_mends_through_the_same_action(cast, author):
    answer = send(author, cast.wrong, by_machine(cast))
    right = Visit.objects.get(corrects=cast.wrong)
    assert (answer.status_code, answer.json()["id"], answer.json()["corrects"]) == (201, right.pk, cast.wrong.pk)
    before = whole(cast.wrong)
    assert whole(right) == (before[0], c.TODAY - 2 * DAY, *before[2:])
    with c.nothing_written():
        again = send(author, cast.wrong, by_machine(cast))
    assert (again.status_code, again.json()["message"]) == (422, "这条走访已经更正过了，请打开更正后的记录再改")


def test_a_machine_mends_nothing_of_others_and_nothing_without_a_reason(cast, author, client):
    with c.nothing_written():
        refused = send(author, cast.wrong, by_machine(cast, reason=""))
        c.enter(client, cast.people["city_office"])
        foreign = send(client, cast.wrong, by_machine(cast))
    assert (refused.status_code, refused.json()["field"], foreign.status_code) == (422, "reason", 404)
