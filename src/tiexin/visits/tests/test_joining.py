"""The same matter raised in several talks: joined, told together, parted again; facts stay as they are."""

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry, Fact
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import actions as visits
from tiexin.visits import problem_queries as queries
from tiexin.visits import problem_rules as rules
from tiexin.visits.actions import NewVisit, mending
from tiexin.visits.actions import problems as actions
from tiexin.visits.actions.joining import Joining, join_problem, separate_problem
from tiexin.visits.actions.problems import Telling
from tiexin.visits.models import Problem
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY, heard, step, trail

pytestmark = pytest.mark.django_db


@kept.fixture
def cast():
    """Two workers raised the same in two talks; `cast.other` is what the second one said."""
    found = scene.stage()
    found.second = c.worker(found.employer, "马小军")
    found.other = heard(found, known=[found.second], problems=[("urgent", "拖欠工资三个月")])
    return found


def join(cast, problem=None, into=None, text="同一笔欠薪", *, on=c.TODAY, **more):
    new = Joining(into or cast.problem, text, **more)
    return join_problem(problem or cast.other, new, by=cast.author, on=on)


def part(cast, problem=None, text="不是一回事", *, on=c.TODAY):
    return separate_problem(problem or cast.other, text, by=cast.author, on=on)


def tell(cast, problem):
    waiting = problem.voices.filter(told_on=None).values_list("pk", flat=True)
    return actions.tell_workers(problem, Telling(list(waiting), c.TODAY, "face"), by=cast.author, on=c.TODAY)


def voices(problem):
    return list(problem.voices.order_by("pk").values_list("worker", "heard"))


def live(measure):
    return Fact.objects.filter(measure=measure, voided_by=None).count()


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)


# ── joined ──────────────────────────────────────────────────────────────────────────────────────────────


def test_joined_it_points_to_the_other_and_is_no_longer_to_be_done(cast):
    gone = join(cast)
    assert (gone.state, gone.into, gone.closed) == ("joined", cast.problem, c.TODAY)
    assert list(Problem.objects.unsolved()) == [cast.problem]
    assert trail(gone) == [("", "open"), ("open", "joined")]
    last = gone.steps.latest("pk")
    assert (last.text, last.entry.verb, last.entry.thing_id) == ("同一笔欠薪", "join_problem", gone.pk)


def test_voices_go_along_with_their_trace(cast):
    join(cast)
    assert voices(cast.problem) == [(cast.worker.pk, None), (cast.second.pk, cast.other.pk)]
    assert voices(cast.other) == []


def test_found_twice_solved_once_and_everybody_told_there(cast):
    join(cast)
    step(cast, "solve")
    assert {voice.worker for voice in tell(cast, cast.problem)} == {cast.worker, cast.second}
    assert [live(each) for each in ("problem_found", "problem_solved", "worker_told")] == [2, 1, 2]
    shown = queries.shown(Problem.objects.filter(pk=cast.other.pk)).get()
    assert shown.untold == 0


def test_whoever_raised_both_is_told_once(cast):
    twin = heard(cast)
    join(cast, twin)
    assert voices(cast.problem) == [(cast.worker.pk, None)]
    assert voices(twin) == [(cast.worker.pk, None)]
    assert queries.shown(Problem.objects.filter(pk=twin.pk)).get().untold == 0
    assert trail(part(cast, twin)) == [("", "open"), ("open", "joined"), ("joined", "open")]
    assert voices(twin) == [(cast.worker.pk, None)]


def test_people_without_a_name_of_two_visits_both_come_along(cast):
    first, second = heard(cast, unnamed=3), heard(cast, unnamed=2)
    join(cast, second, first)
    assert voices(first) == [(None, None), (None, second.pk)]


def test_two_of_one_visit_where_nobody_is_named_are_one_voice(cast):
    visit = scene.visited(cast, unnamed=3, problems=[("urgent", "欠薪"), ("worry", "怕裁员")])
    first, second = visit.problems.order_by("pk")
    join(cast, second, first)
    assert voices(first) == [(None, None)]
    assert voices(second) == [(None, None)]


def test_told_at_another_enterprise_it_counts_where_they_work(cast):
    elsewhere = c.employer(cast.county, "银川塑料厂")
    worker = c.worker(elsewhere, "何玉梅")
    join(cast, heard(cast, employer=elsewhere, known=[worker]))
    step(cast, "solve")
    tell(cast, cast.problem)
    facts = Fact.objects.filter(measure="worker_told").order_by("worker").values_list("employer", "worker")
    assert set(facts) == {(cast.employer.pk, cast.worker.pk), (elsewhere.pk, worker.pk)}


def test_nobody_is_told_of_a_problem_before_it_was_raised(cast):
    late = heard(cast, known=[cast.second], on=c.TODAY)
    join(cast, late)
    step(cast, "solve")
    chosen = list(cast.problem.voices.values_list("pk", flat=True))
    new = Telling(chosen, c.TODAY - DAY, "face")
    refuse("day", lambda: actions.tell_workers(cast.problem, new, by=cast.author, on=c.TODAY))


def test_it_may_join_what_is_solved_already(cast):
    step(cast, "solve")
    join(cast)
    assert (live("problem_solved"), len(tell(cast, cast.problem))) == (1, 2)


@pytest.mark.parametrize("state", ["solve", "joined", "self", "gone"])
def test_what_cannot_be_joined_is_refused_in_words(cast, state):
    problem, into = cast.other, cast.problem
    if state == "solve":
        step(cast, "solve", problem=problem)
    elif state == "joined":
        join(cast, into, heard(cast))
    elif state == "self":
        into = problem
    else:
        visits.void_visit(into.visit, "记错了", by=cast.author, on=c.TODAY)
    said = {"solve": "不能再并入", "joined": "刚才已经“已并入”"}
    said |= {"self": "不能并入自己", "gone": "刚才已经“已撤回”"}
    assert said[state] in refuse("" if state == "solve" else "into", lambda: join(cast, problem, into))


def test_words_are_needed_and_the_last_step_must_have_been_read(cast):
    refuse("text", lambda: join(cast, text=" "))
    first = queries.last_step(cast.other)
    step(cast, "raise", problem=cast.other)
    assert "刚才已有人" in refuse("", lambda: join(cast, seen=first))


def test_nothing_else_is_done_about_a_joined_problem(cast):
    join(cast)
    refuse("move", lambda: step(cast, "solve", problem=cast.other))
    refuse("", lambda: tell(cast, cast.other))
    refuse("", lambda: actions.name_voices(cast.other, [], by=cast.author, on=c.TODAY))
    new = actions.Handover(cast.people["city_office"], "请办")
    refuse("", lambda: actions.hand_over_problem(cast.other, new, by=cast.author, on=c.TODAY))


def test_who_came_along_stays_whatever_is_said_of_those_met(cast):
    visit = scene.visited(cast, known=[cast.worker, cast.second], problems=[("urgent", "欠薪"), ("worry", "裁员")])
    first, second = visit.problems.order_by("pk")
    actions.name_voices(second, [cast.second.pk], by=cast.author, on=c.TODAY)
    join(cast, second, first)
    actions.name_voices(first, [cast.worker.pk, cast.second.pk], by=cast.author, on=c.TODAY)
    assert set(voices(first)) == {(cast.worker.pk, None), (cast.second.pk, second.pk)}
    actions.name_voices(first, [], by=cast.author, on=c.TODAY)
    assert voices(first) == [(cast.second.pk, second.pk)]


# ── parted again ────────────────────────────────────────────────────────────────────────────────────────


def test_parted_it_goes_on_where_it_was(cast):
    step(cast, "raise", problem=cast.other, due=c.TODAY + 9 * DAY)
    join(cast)
    again = part(cast)
    assert (again.state, again.into, again.closed, again.due) == ("raised", None, None, c.TODAY + 9 * DAY)
    assert voices(again) == [(cast.second.pk, None)] and voices(cast.problem) == [(cast.worker.pk, None)]
    assert Entry.objects.latest("pk").verb == "separate_problem"
    assert join(cast).state == "joined"


def test_not_after_somebody_was_told(cast):
    step(cast, "explain")
    tell(cast, cast.problem)
    join(cast)
    part(cast)
    join(cast)
    tell(cast, cast.problem)
    assert "已经告知过职工" in refuse("", lambda: part(cast))


def test_parting_needs_words_and_something_joined(cast):
    assert "没有并入" in refuse("", lambda: part(cast, cast.problem))
    join(cast)
    refuse("text", lambda: part(cast, text=" "))


def test_joined_on_and_parted_step_by_step(cast):
    third = heard(cast, known=[c.worker(cast.employer, "何玉梅")])
    join(cast, cast.other, cast.problem)
    join(cast, cast.problem, third)
    assert len(voices(third)) == 3
    assert set(queries.joined_below(third)) == {cast.problem.pk, cast.other.pk}
    part(cast, cast.problem)
    assert voices(cast.problem) == [(cast.worker.pk, None), (cast.second.pk, cast.other.pk)]
    assert len(voices(third)) == 1
    part(cast, cast.other)
    assert voices(cast.other) == [(cast.second.pk, None)]


# ── visits that were wrong ──────────────────────────────────────────────────────────────────────────────


def void(cast, problem):
    visits.void_visit(problem.visit, "记错了", by=cast.author, on=c.TODAY)


def mended(cast, problem, **changes):
    wanted = {"author": cast.author, "employer": cast.employer, "on": c.TODAY - DAY, "methods": ["seminar"]}
    wanted |= {"known": [cast.worker, cast.second], "problems": [("urgent", problem.text)]}
    right = mending.mend_visit(problem.visit, NewVisit(**wanted | changes), "写错了", by=cast.author, on=c.TODAY)
    return right.problems.get()


def test_a_voided_visit_leaves_what_was_joined_to_its_problem_alone(cast):
    join(cast)
    void(cast, cast.problem)
    cast.other.refresh_from_db()
    assert (cast.other.state, cast.other.into, voices(cast.other)) == ("open", None, [(cast.second.pk, None)])
    assert cast.other.steps.latest("pk").text == "走访作废：记错了"


def test_a_voided_visit_takes_its_own_problem_along(cast):
    join(cast)
    void(cast, cast.other)
    cast.other.refresh_from_db()
    assert (cast.other.state, cast.other.into) == ("withdrawn", None)
    assert voices(cast.problem) == [(cast.worker.pk, None)]


def test_mended_the_other_stays_joined_to_the_right_record(cast):
    join(cast)
    right = mended(cast, cast.problem)
    cast.other.refresh_from_db()
    assert (cast.other.state, cast.other.into) == ("joined", right)
    assert set(voices(right)) == {(cast.worker.pk, None), (cast.second.pk, cast.other.pk)}
    assert part(cast).state == "open"


def test_mended_the_joined_one_is_still_joined(cast):
    step(cast, "raise", problem=cast.other)
    join(cast)
    right = mended(cast, cast.other)
    assert (right.state, right.into, right.root) == ("joined", cast.problem, cast.other)
    assert set(voices(cast.problem)) == {(cast.worker.pk, None), (cast.second.pk, right.pk)}
    assert Problem.objects.get(pk=cast.other.pk).state == "withdrawn"
    assert part(cast, right).state == "raised"


def test_mended_after_it_was_solved_the_other_follows(cast):
    join(cast)
    step(cast, "solve")
    right = mended(cast, cast.problem)
    cast.other.refresh_from_db()
    assert (right.state, cast.other.into) == ("solved", right)
    assert set(voices(right)) == {(cast.worker.pk, None), (cast.second.pk, cast.other.pk)}
    assert len(tell(cast, right)) == 2 and live("problem_solved") == 1


# ── what looks the same ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [("欠薪三个月", "欠薪三个月", 1.0), ("拖欠工资", "工资拖欠半年", 2 / 3), ("欠薪", "食堂", 0.0), ("", "食堂", 0.0)],
)
def test_texts_are_alike_by_their_pairs_of_characters(text, other, same):
    assert rules.likeness(text, other) == rules.likeness(other, text) == same


def test_alike_are_the_same_words_anywhere_and_the_same_enterprise(cast):
    far = c.employer(cast.county, "银川塑料厂")
    same_words = heard(cast, employer=far, known=[c.worker(far, "何玉梅")], problems=[("urgent", "欠薪三个月了")])
    heard(cast, employer=far, known=[c.worker(far, "何小梅")], problems=[("hope", "食堂太贵")])
    found = queries.alike(Problem.objects.exclude(pk=cast.problem.pk), cast.problem)
    assert found == [same_words, cast.other]


def test_no_more_are_offered_than_one_can_look_at(cast):
    for _ in range(queries.OFFERED + 2):
        heard(cast)
    assert len(queries.alike(Problem.objects.all(), cast.problem)) == queries.OFFERED


# ── a conflict of labour relations ──────────────────────────────────────────────────────────────────────


def test_a_conflict_that_is_solved_counts_once_and_is_taken_back(cast):
    step(cast, "raise", dispute=True)
    assert live("dispute_resolved") == 0
    step(cast, "solve")
    assert (live("dispute_resolved"), live("problem_solved")) == (1, 1)
    step(cast, "reopen")
    assert live("dispute_resolved") == 0
    assert step(cast, "solve", dispute=False).dispute is False
    assert (live("dispute_resolved"), live("problem_solved")) == (0, 1)


def test_a_conflict_of_two_talks_is_resolved_once(cast):
    step(cast, "raise", problem=cast.other, dispute=True)
    join(cast)
    step(cast, "solve", dispute=True)
    assert live("dispute_resolved") == 1


def test_a_mended_visit_keeps_the_conflict_and_reopening_takes_it_back(cast):
    step(cast, "solve", dispute=True)
    right = mended(cast, cast.problem)
    assert (right.dispute, live("dispute_resolved")) == (True, 1)
    step(cast, "reopen", problem=right)
    assert live("dispute_resolved") == 0


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────────


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def test_its_page_offers_what_is_alike_and_leads_to_joining(cast, client):
    client = enter(cast, client)
    text = client.get(f"/problems/{cast.other.pk}/").content.decode()
    assert "像是同一件事" in text and f"/problems/{cast.other.pk}/join/?into={cast.problem.pk}" in text
    form = client.get(f"/problems/{cast.other.pk}/join/?into={cast.problem.pk}").context["form"]
    assert form.initial["into"] == str(cast.problem.pk)
    sent = {"into": cast.problem.pk, "text": "同一笔欠薪", "seen": form.initial["seen"]}
    answer = client.post(f"/problems/{cast.other.pk}/join/", sent)
    assert answer.url == f"/problems/{cast.problem.pk}/"
    text = client.get(answer.url).content.decode()
    assert "并进来的问题" in text and "拖欠工资三个月" in text
    text = client.get(f"/problems/{cast.other.pk}/").content.decode()
    assert "反映的人在并入的问题里" in text and "分开办" in text and "?to=" not in text


def test_the_page_parts_it_and_says_why_not(cast, client):
    join(cast)
    client = enter(cast, client)
    answer = client.post(f"/problems/{cast.other.pk}/separate/", {"text": "不是一回事"})
    assert answer.url == f"/problems/{cast.other.pk}/"
    assert "分开，在企业层面解决" in client.get(answer.url).content.decode()
    answer = client.post(f"/problems/{cast.other.pk}/separate/", {"text": "不是一回事"})
    assert answer.status_code == 422 and "没有并入" in answer.content.decode()


def test_what_one_searches_is_within_reach_and_the_likely_ones_come_first(cast, client):
    third = heard(cast, known=[cast.second], problems=[("hope", "盼涨工资")])
    client = enter(cast, client)
    found = client.get(f"/problems/{cast.other.pk}/join/pick/", {"name": "into"}).content.decode()
    assert found.index(f'value="{cast.problem.pk}"') < found.index(f'value="{third.pk}"')
    assert f'value="{cast.other.pk}"' not in found
    assert enter(cast, client, "stranger").get(f"/problems/{cast.other.pk}/join/pick/").status_code == 404
    assert client.post(f"/problems/{cast.other.pk}/join/", {"into": 1, "text": "x"}).status_code == 404


def test_a_form_without_a_choice_keeps_what_was_typed(cast, client):
    answer = enter(cast, client).post(f"/problems/{cast.other.pk}/join/", {"text": "同一笔欠薪"})
    assert answer.status_code == 422 and "同一笔欠薪" in answer.content.decode()
    assert "请选择并入哪个问题" in answer.content.decode()


def test_a_conflict_is_ticked_with_the_step(cast, client):
    client = enter(cast, client)
    sent = {"move": "solve", "text": "补发了", "dispute": "on"}
    assert client.post(f"/problems/{cast.problem.pk}/step/", sent).status_code == 302
    assert live("dispute_resolved") == 1
    assert "劳动关系矛盾" in client.get(f"/problems/{cast.problem.pk}/").content.decode()


def test_a_machine_reads_where_it_went(cast, client):
    join(cast)
    one = enter(cast, client).get(f"/api/problems/{cast.other.pk}").json()
    assert (one["into"], one["state"], one["moves"], one["dispute"]) == (cast.problem.pk, "joined", [], False)
