"""What a talk or a problem tells a matter and back: several voices, mended and voided visits, changed hands, seals."""

import pytest

from tiexin.cases.actions import cases as actions
from tiexin.cases.actions.cases import Step
from tiexin.cases.models import Case, CaseOrigin
from tiexin.core.refusal import Refused
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.outbox.models import Message
from tiexin.visits import actions as visits
from tiexin.visits import becoming
from tiexin.visits.actions import NewVisit, mending
from tiexin.visits.actions.problems import Handover, hand_over_problem
from tiexin.visits.models import Problem, Talk
from tiexin.visits.problem_rules import TEXT
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import heard, step
from tiexin.visits.tests.test_becoming import answered, form, registered, told

pytestmark = pytest.mark.django_db
ANSWERED = "走访中反映的一个问题，转成的诉求有了答复"


@kept.fixture
def cast():
    found = scene.stage()
    found.mate = c.officer("葛春梅", found.county, "officer")
    found.second = c.worker(found.employer, "马秀英")
    return found


def asker(rf, who, needs="visits.see"):
    request = rf.get("/")
    request.today, request.officer, request.needs = c.TODAY, who, needs
    return request


def mended(cast, **changes):
    """The visit recorded anew by its author; its problem goes on in the new record."""
    wrong = cast.problem.visit
    wanted = {"author": cast.author, "employer": cast.employer, "on": wrong.on, "methods": ["hear"]}
    wanted |= {"known": [cast.worker, cast.second], "problems": [("urgent", "欠薪三个月")]}
    return mending.mend_visit(wrong, NewVisit(**wanted | changes), "漏记了一位", by=cast.author, on=c.TODAY)


# ── what is known ───────────────────────────────────────────────────────────────────────────────────────


def test_a_problem_of_two_says_how_many_and_names_none(cast, rf):
    problem = heard(cast, known=[cast.worker, cast.second], problems=[("urgent", "食堂太贵")])
    problem.voices.all().delete()
    for worker in (cast.worker, cast.second):
        problem.voices.create(visit=problem.visit, worker=worker)
    found = becoming.problem_known(asker(rf, cast.author), problem.pk)
    assert found == {"title": "食堂太贵", "text": "食堂太贵", "employer": cast.employer.pk, "people": 2}


def test_one_named_among_unnamed_is_not_who_asks(cast, rf):
    cast.problem.voices.create(visit=cast.problem.visit, worker=None)
    found = becoming.problem_known(asker(rf, cast.author), cast.problem.pk)
    assert (found["people"], "worker" in found) == (2, False)


def test_a_problem_without_voices_is_of_one(cast, rf):
    cast.problem.voices.all().delete()
    found = becoming.problem_known(asker(rf, cast.author), cast.problem.pk)
    assert (found["people"], "worker" in found) == (1, False)


def test_a_long_problem_gives_its_beginning_as_title(cast, rf):
    words = "工" * TEXT
    Problem.objects.filter(pk=cast.problem.pk).update(text=words)
    found = becoming.problem_known(asker(rf, cast.author), cast.problem.pk)
    assert (found["title"], found["text"]) == (words[: becoming.TITLE], words)
    assert registered(cast, "problem", cast.problem.pk, title=found["title"]).title == words[: becoming.TITLE]


@pytest.mark.parametrize(("move", "fills"), [("solve", False), ("explain", True)])
def test_a_problem_that_is_solved_fills_nothing_and_one_that_was_only_explained_does(cast, rf, move, fills):
    step(cast, move)
    assert (becoming.problem_known(asker(rf, cast.author), cast.problem.pk) is not None) is fills


def test_a_problem_with_a_matter_fills_nothing_until_that_was_withdrawn(cast, rf):
    case = registered(cast, "problem", cast.problem.pk)
    request = asker(rf, cast.author)
    assert becoming.problem_known(request, cast.problem.pk) is None
    actions.move_case(case, Step("withdraw", "职工不办了"), by=cast.author, on=c.TODAY)
    assert becoming.problem_known(request, cast.problem.pk)["title"] == "欠薪三个月"


def test_a_matter_sent_elsewhere_leaves_the_problem_free(cast):
    case = registered(cast, "problem", cast.problem.pk)
    Case.objects.filter(pk=case.pk).update(state="elsewhere", closed=c.TODAY)
    assert list(becoming.carried(cast.problem)) == []
    assert registered(cast, "problem", cast.problem.pk).pk != case.pk


def test_talks_of_a_voided_visit_become_nothing(cast, rf):
    talk = Talk.objects.get()
    request = asker(rf, cast.author)
    assert becoming.talk_known(request, talk.pk) == {"worker": cast.worker.pk, "employer": cast.employer.pk}
    visits.void_visit(talk.visit, "记错了单位", by=cast.author, on=c.TODAY)
    assert becoming.talk_known(request, talk.pk) is None
    assert becoming.problem_known(request, cast.problem.pk) is None


# ── a mended visit ──────────────────────────────────────────────────────────────────────────────────────


def test_a_matter_goes_on_under_the_mended_record(cast, rf):
    case = registered(cast, "problem", cast.problem.pk)
    later = Problem.objects.get(visit=mended(cast))
    assert (later.root, list(becoming.carried(later))) == (cast.problem, [case])
    assert becoming.problem_known(asker(rf, cast.author), later.pk) is None
    for record in (cast.problem, later):
        with c.nothing_written(), pytest.raises(Refused) as caught:
            registered(cast, "problem", record.pk)
        assert caught.value.clause == becoming.ONCE


def test_the_answer_finds_the_page_that_is_valid_now(cast):
    case = registered(cast, "problem", cast.problem.pk, by=cast.mate)
    later = Problem.objects.get(visit=mended(cast))
    answered(case, cast)
    assert told(cast.author) == [ANSWERED]
    assert Message.objects.get(officer=cast.author, title=ANSWERED).url == f"/problems/{later.pk}/"


def test_the_mended_visit_shows_the_matters_of_the_talks_before(cast, rf):
    talk = Talk.objects.get()
    case = registered(cast, "talk", talk.pk)
    right = mended(cast)
    request = asker(rf, cast.author)
    assert list(becoming.of_visit(request, right)) == [case]
    new = Talk.objects.get(visit=right, worker=cast.second)
    second = registered(cast, "talk", new.pk)
    assert list(becoming.of_visit(request, right)) == [case, second]


def test_a_visit_shows_no_matter_out_of_reach_and_none_of_another_visit(cast, rf):
    other = heard(cast, known=[cast.second])
    registered(cast, "talk", Talk.objects.get(visit=other.visit).pk)
    registered(cast, "talk", Talk.objects.get(visit=cast.problem.visit).pk, kind="counselling", title="睡不着")
    assert list(becoming.of_visit(asker(rf, cast.mate), cast.problem.visit)) == []
    assert len(becoming.of_visit(asker(rf, cast.author), cast.problem.visit)) == 1


# ── the answer ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_problem_without_matter_carries_nothing(cast, rf):
    request = asker(rf, cast.author)
    assert (becoming.of_problem(request, cast.problem), becoming.answer_for(request, cast.problem)) == (None, "")


def test_an_answer_under_seal_is_not_copied_to_the_problem(cast, rf):
    case = registered(cast, "problem", cast.problem.pk, kind="counselling", title="睡不着")
    Case.objects.filter(pk=case.pk).update(state="replied")
    case.steps.filter(event="registered").update(event="replied", text="去医院看看")
    found = becoming.of_problem(asker(rf, cast.author), cast.problem)
    assert (found.number, found.answer) == (case.number, "")


def test_the_last_answer_is_the_answer(cast, rf):
    case = answered(registered(cast, "problem", cast.problem.pk), cast)
    reply = case.steps.get(event="replied")
    again = replace_step(reply, text="又补了一个月")
    assert becoming.answer_for(asker(rf, cast.author), cast.problem) == again.text


def replace_step(row, **changes):
    """The same step told once more."""
    row.pk, row._state.adding = None, True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def test_whoever_took_the_problem_over_hears_and_who_gave_it_does_not(cast):
    case = registered(cast, "problem", cast.problem.pk, by=cast.author)
    hand_over_problem(cast.problem, Handover(cast.mate, "你来办"), by=cast.author, on=c.TODAY)
    before = told(cast.mate).count(ANSWERED)
    answered(case, cast)
    assert (before, told(cast.mate).count(ANSWERED), told(cast.author).count(ANSWERED)) == (0, 1, 0)


# ── the form ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_form_sent_twice_is_one_matter(cast, client):
    client = c.enter(client, cast.author)
    page, known = form(client, f"/cases/new/?problem={cast.problem.pk}&kind=petition")
    address = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    answers = [client.post(address, {**known, "title": "欠薪"}).status_code for _ in range(2)]
    assert (answers[0], Case.objects.count(), CaseOrigin.objects.count()) == (302, 1, 1)


def test_a_problem_solved_while_the_form_was_open_makes_a_matter_without_it_or_none(cast, client):
    client = c.enter(client, cast.author)
    page, known = form(client, f"/cases/new/?problem={cast.problem.pk}&kind=petition")
    step(cast, "solve")
    client.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {**known, "title": "欠薪"})
    assert CaseOrigin.objects.count() == 0
