"""From a talk or a problem to a matter: nothing is typed again, one problem is one matter, the answer returns."""

import pytest

from tiexin.cases import origins
from tiexin.cases.actions import cases as actions
from tiexin.cases.actions.cases import Step
from tiexin.cases.models import Case, CaseOrigin
from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message
from tiexin.visits import becoming
from tiexin.visits.matters import Voice
from tiexin.visits.models import Problem, Talk, Visit
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import heard, step

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    found = scene.stage()
    found.mate = c.officer("葛春梅", found.county, "officer")
    return found


@pytest.fixture
def client_of(cast, client):
    return lambda who: c.enter(client, cast.people[who] if isinstance(who, str) else who)


def form(client, address):
    page = client.get(address)
    return page, {name: value for name, value in page.context["form"].initial.items() if value is not None}


def registered(cast, source, thing, *, by=None, **changes):
    by = by or cast.author
    said = {"kind": "petition", "title": "欠薪三个月", "channel": "visit", "asker": "self", "name": "刘桂英"}
    case = Case(org=cast.county, first_org=cast.county, people=1, reply_way="code", **said | changes)
    new = actions.NewCase(case, "13900001111", "欠薪三个月", origin=(origins.ORIGINS[source], thing))
    return actions.register_case(new, by=by, on=c.TODAY)


def answered(case, cast):
    for name in ("accept", "begin", "reply"):
        outcome = {"opinion": "support"} if name == "reply" else {}
        case = actions.move_case(case, Step(name, f"{name}：厂里补发了", None, outcome), by=case.owner, on=c.TODAY)
    return case


def told(who):
    return list(Message.objects.filter(officer=who, channel="app").order_by("pk").values_list("title", flat=True))


# ── what is known ───────────────────────────────────────────────────────────────────────────────────────


def test_what_several_said_comes_as_a_group_where_the_service_knows_one(cast, client_of):
    Voice.objects.create(problem=cast.problem, visit=cast.problem.visit, worker=None)
    for kind, asker in (("petition", "group"), ("hardship", "self")):
        _, known = form(client_of("officer"), f"/cases/new/?problem={cast.problem.pk}&kind={kind}")
        assert (known["people"], known["asker"]) == (2, asker)


def test_a_problem_fills_the_form(cast, client_of):
    client = client_of("officer")
    page, known = form(client, f"/cases/new/?problem={cast.problem.pk}&kind=petition")
    assert {name: known[name] for name in ("title", "text", "employer", "worker", "people", "channel")} == {
        "title": "欠薪三个月",
        "text": "欠薪三个月",
        "employer": cast.employer.pk,
        "worker": cast.worker.pk,
        "people": 1,
        "channel": "visit",
    }
    sent = client.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {**known, "title": "欠薪"})
    case = Case.objects.get()
    assert sent.status_code == 302
    origin = CaseOrigin.objects.get()
    assert (origin.case, origin.kind, origin.thing_id) == (case, "problem", cast.problem.pk)
    assert (case.first, case.owner, case.worker, case.employer) == (
        cast.author,
        cast.author,
        cast.worker,
        cast.employer,
    )


def test_a_talk_names_the_worker_and_no_problem(cast, client_of):
    talk = Talk.objects.get(visit=cast.problem.visit)
    page, known = form(client_of("officer"), f"/cases/new/?talk={talk.pk}&kind=legal_aid")
    assert (known["worker"], known["employer"], "title" in known) == (cast.worker.pk, cast.employer.pk, False)
    assert page.status_code == 200


@pytest.mark.parametrize(("others", "unnamed", "carried"), [(0, 0, True), (1, 0, False), (0, 1, False)])
def test_what_was_said_is_carried_from_a_talk_with_one_alone(cast, client_of, others, unnamed, carried):
    """What several said on one visit is nobody's own: it would stand in a matter that others may not read."""
    talk = Talk.objects.get(visit=cast.problem.visit)
    Visit.objects.filter(pk=talk.visit_id).update(said="欠薪三个月，老人住院", unnamed=unnamed)
    for number in range(others):
        other = c.worker(cast.employer, f"同事{number}")
        Talk.objects.create(visit=talk.visit, worker=other, role="front_line")
    _, known = form(client_of("officer"), f"/cases/new/?talk={talk.pk}&kind=petition")
    assert known.get("text") == ("欠薪三个月，老人住院" if carried else None)


@pytest.mark.parametrize("kind", ["talk", "problem"])
def test_what_is_out_of_reach_says_nothing(cast, client_of, kind):
    thing = cast.problem.pk if kind == "problem" else Talk.objects.get().pk
    page, known = form(client_of("city_office"), f"/cases/new/?{kind}={thing}&kind=petition")
    assert known.get("worker") == cast.worker.pk  # the city reaches its counties
    page, known = form(client_of("stranger"), f"/cases/new/?{kind}={thing}&kind=petition")
    assert (page.context["origin"], "worker" in known, "title" in known) == (None, False, False)


@pytest.mark.parametrize("text", ["0", "99999999", "-1", "１", "x", "9" * 30, ""])
def test_an_address_that_names_nothing_opens_an_empty_form(cast, client_of, text):
    page = client_of("officer").get("/cases/new/", {"problem": text, "talk": text, "kind": "petition"})
    assert (page.status_code, page.context["origin"]) == (200, None)


# ── once ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_problem_becomes_one_matter(cast):
    registered(cast, "problem", cast.problem.pk)
    with c.nothing_written(), pytest.raises(Refused) as caught:
        registered(cast, "problem", cast.problem.pk)
    assert (caught.value.field, caught.value.clause) == ("", becoming.ONCE)


def test_a_matter_that_ended_without_an_answer_leaves_the_problem_free(cast):
    first = registered(cast, "problem", cast.problem.pk)
    actions.move_case(first, Step("withdraw", "职工不办了"), by=cast.author, on=c.TODAY)
    second = registered(cast, "problem", cast.problem.pk)
    assert list(becoming.carried(cast.problem)) == [second]


def test_a_problem_that_is_solved_becomes_none(cast):
    step(cast, "solve")
    with c.nothing_written(), pytest.raises(Refused):
        registered(cast, "problem", cast.problem.pk)


def test_a_worker_may_have_several_matters_from_one_talk(cast):
    talk = Talk.objects.get()
    made = [registered(cast, "talk", talk.pk), registered(cast, "talk", talk.pk, kind="suggestion")]
    assert list(Case.objects.filter(origin__thing_id=talk.pk).order_by("pk")) == made


# ── the answer returns ──────────────────────────────────────────────────────────────────────────────────


def test_the_page_of_the_problem_shows_the_answer_and_fills_the_step(cast, client_of):
    case = answered(registered(cast, "problem", cast.problem.pk), cast)
    client = client_of("officer")
    page = client.get(f"/problems/{cast.problem.pk}/")
    carried = page.context["carried"]
    assert (carried.case, carried.reached, carried.answer) == (case, True, "reply：厂里补发了")
    assert f"/cases/new/?problem={cast.problem.pk}" not in page.content.decode()
    assert form(client, f"/problems/{cast.problem.pk}/step/?to=solve")[1]["text"] == "reply：厂里补发了"
    assert "text" not in form(client, f"/problems/{cast.problem.pk}/step/?to=explain")[1]


def test_who_does_not_reach_the_matter_reads_its_number_alone(cast, client_of):
    case = registered(cast, "problem", cast.problem.pk, kind="counselling", title="睡不着")
    page = client_of(cast.mate).get(f"/problems/{cast.problem.pk}/")
    carried = page.context["carried"]
    assert (carried.reached, carried.answer) == (False, "")
    assert case.number in page.content.decode()
    assert f"/cases/{case.pk}/" not in page.content.decode()
    assert "睡不着" not in page.content.decode()


def test_owner_and_author_hear_of_an_answer_that_is_not_theirs(cast):
    talk = Talk.objects.get()
    for kind, thing in (("problem", cast.problem.pk), ("talk", talk.pk)):
        answered(registered(cast, kind, thing, by=cast.mate), cast)
    assert told(cast.author) == [
        "走访中反映的一个问题，转成的诉求有了答复",
        "走访中登记的一件诉求有了答复",
    ]
    assert told(cast.mate) == []


def test_who_answers_their_own_is_not_told(cast):
    answered(registered(cast, "problem", cast.problem.pk), cast)
    assert told(cast.author) == []


# ── the visit ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_visit_offers_a_matter_for_everybody_met_and_shows_those_registered(cast, client_of):
    talk = Talk.objects.get()
    case = registered(cast, "talk", talk.pk)
    page = client_of("officer").get(f"/visits/{talk.visit_id}/")
    assert list(page.context["cases"]) == [case]
    assert f"/cases/new/?talk={talk.pk}" in page.content.decode()


def test_a_mended_problem_is_the_same_problem(cast):
    case = registered(cast, "problem", cast.problem.pk)
    later = heard(cast, problems=[("urgent", "欠薪三个月")])
    Problem.objects.filter(pk=later.pk).update(root=cast.problem)
    later.refresh_from_db()
    assert list(becoming.carried(later)) == [case]
