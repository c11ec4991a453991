"""The forms of opinions, proposals and announced visits: refused beside the field, nothing lost, nothing written."""

import pytest

from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.visits import actions as visits
from tiexin.visits.actions import announcements as announcing
from tiexin.visits.announcements import Announcement, ProblemReply
from tiexin.visits.models import Problem
from tiexin.visits.opinions import Opinion
from tiexin.visits.proposals import Proposal
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY, step
from tiexin.visits.tests.test_opinions import SAID, Heard, heard, settle, tell
from tiexin.visits.tests.test_proposals import answer, effective, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    yield scene.stage()
    calendar.forget()


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def refused(client, at, sent, field, kept=""):
    """Nothing is written, the one error stands at the field, and what was typed is still there."""
    with c.nothing_written():
        found = client.post(at, sent)
    assert (found.status_code, list(found.context["form"].errors)) == (422, [field])
    assert kept in found.content.decode()
    return found.context["form"].errors[field][0]


# ── opinions ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"opinion": ""}, "opinion"),
        ({"opinion": " "}, "opinion"),
        ({"opinion": "字" * 501}, "opinion"),
        ({"opinion_from": "boss"}, "opinion_from"),
        ({"opinion_answer": "字" * 501}, "opinion_answer"),
    ],
)
def test_an_opinion_noted_afterwards_is_refused_beside_its_field(cast, client, sent, field):
    at = f"/visits/{cast.problem.visit_id}/opinions/new/"
    plain = {"opinion": SAID, "opinion_from": "", "opinion_answer": "下月供应"}
    refused(enter(cast, client), at, plain | sent, field, SAID if field != "opinion" else "下月供应")
    assert not Opinion.objects.exists()


def test_of_a_visit_with_people_of_two_kinds_the_source_is_asked(cast, client):
    manager = c.worker(cast.employer, "钱经理", "manager")
    visit = scene.visited(cast, problems=[], known=[cast.worker, manager])
    client, at = enter(cast, client), f"/visits/{visit.pk}/opinions/new/"
    assert "身份不同" in refused(client, at, {"opinion": SAID}, "opinion_from", SAID)
    client.post(at, {"opinion": SAID, "opinion_from": "manager", "opinion_answer": "当场答应"})
    made = Opinion.objects.get()
    assert (made.worker, made.state, made.told_on, made.told_way) == (manager, "answered", visit.on, "face")


def test_of_a_voided_visit_nothing_is_noted_any_more(cast, client):
    visits.void_visit(cast.problem.visit, "没有去", by=cast.author, on=c.TODAY)
    at = f"/visits/{cast.problem.visit_id}/opinions/new/"
    assert "已经作废" in refused(enter(cast, client), at, {"opinion": SAID}, "__all__", SAID)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "end"),
        ({"end": "replied"}, "end"),
        ({"end": "forget"}, "end"),
        ({"end": "answered", "text": " "}, "text"),
        ({"end": "suggested"}, "unit"),
        ({"end": "suggested", "unit": "字" * 61}, "unit"),
        ({"end": "problem"}, "question"),
        ({"end": "problem", "question": "never"}, "question"),
    ],
)
def test_an_end_is_refused_beside_its_field(cast, client, sent, field):
    found = heard(cast)
    kept = "" if field == "text" else "下周起供热饭"
    refused(enter(cast, client), f"/opinions/{found.pk}/settle/", {"text": "下周起供热饭", **sent}, field, kept)
    found.refresh_from_db()
    assert (found.state, found.answer, found.unit, found.problem) == ("open", "", "", None)


@pytest.mark.parametrize(
    ("end", "more", "offered"),
    [
        ("", {}, ["answered", "problem", "suggested", "set_aside"]),
        ("suggested", {"unit": "食堂"}, ["answered", "problem", "replied", "set_aside"]),
        ("answered", {}, []),
        ("set_aside", {}, []),
        ("problem", {"question": "hope"}, []),
    ],
)
def test_the_form_offers_the_ends_of_the_state(cast, client, end, more, offered):
    found = settle(cast, heard(cast), end, **more) if end else heard(cast)
    form = enter(cast, client).get(f"/opinions/{found.pk}/settle/").context["form"]
    assert [name for name, _ in form.fields["end"].choices] == offered
    assert ("unit" in form.fields) is ("suggested" in offered)


@pytest.mark.parametrize("to", ["answered", "set_aside", "nonsense", ""])
def test_the_button_pressed_is_the_end_chosen_and_says_what_to_write(cast, client, to):
    found = heard(cast)
    page = enter(cast, client).get(f"/opinions/{found.pk}/settle/", {"to": to})
    asks = {"answered": "怎么答复的", "set_aside": "为什么不采纳"}.get(to, "")
    assert (page.context["asks"], page.context["form"]["end"].value()) == (asks, to)


def test_the_longest_opinion_becomes_a_problem_with_all_its_words(cast, client):
    found = heard(cast, Heard("字" * 500))
    sent = {"end": "problem", "text": "要厂里一起商量", "question": "hope"}
    assert enter(cast, client).post(f"/opinions/{found.pk}/settle/", sent).status_code == 302
    found.refresh_from_db()
    assert found.problem.text == found.text == "字" * 500


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"way": ""}, "way"),
        ({"way": "shout"}, "way"),
        ({"day": ""}, "day"),
        ({"day": c.TODAY + DAY}, "day"),
        ({"day": c.TODAY - 2 * DAY}, "day"),
    ],
)
def test_a_telling_is_refused_beside_its_field(cast, client, sent, field):
    found = settle(cast, heard(cast), "answered")
    plain = {"way": "phone", "day": c.TODAY}
    refused(enter(cast, client), f"/opinions/{found.pk}/tell/", plain | sent, field)
    found.refresh_from_db()
    assert (found.told_on, found.told_way, found.told_by) == (None, "", None)


def test_told_already_or_nothing_to_tell_is_said_above_the_form(cast, client):
    client, sent = enter(cast, client), {"way": "phone", "day": c.TODAY}
    done = tell(cast, settle(cast, heard(cast), "answered"))
    assert "已经告知过了" in refused(client, f"/opinions/{done.pk}/tell/", sent, "__all__")
    assert "没有什么可以告知" in refused(client, f"/opinions/{heard(cast).pk}/tell/", sent, "__all__")


# ── proposals ───────────────────────────────────────────────────────────────────────────────────────────


PLAIN = {"title": "设立周转金", "text": "五家企业都有", "body": "人民政府", "sent": c.TODAY}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "字" * 101}, "title"),
        ({"text": " "}, "text"),
        ({"text": "字" * 2001}, "text"),
        ({"body": ""}, "body"),
        ({"body": "字" * 61}, "body"),
        ({"sent": ""}, "sent"),
        ({"sent": c.TODAY + DAY}, "sent"),
        ({"due": c.TODAY - DAY}, "due"),
        ({"due": "下月"}, "due"),
        ({"problems": "999999"}, "problems"),
        ({"problems": "x"}, "problems"),
    ],
)
def test_a_proposal_is_refused_beside_its_field(cast, client, sent, field):
    kept = "五家企业都有" if field != "text" else "设立周转金"
    refused(enter(cast, client), "/proposals/new/", PLAIN | sent, field, kept)
    assert not Proposal.objects.exists()


def test_a_problem_that_is_solved_or_taken_cannot_be_chosen(cast, client):
    client = enter(cast, client)
    send(cast, cast.problem)
    refused(client, "/proposals/new/", PLAIN | {"problems": cast.problem.pk}, "problems", "设立周转金")
    solved = scene.heard(cast)
    step(cast, "solve", problem=solved)
    refused(client, "/proposals/new/", PLAIN | {"problems": solved.pk}, "problems", "设立周转金")
    solved.refresh_from_db()
    assert (solved.state, solved.proposal) == ("solved", None)


@pytest.mark.parametrize(
    ("page", "sent", "field"),
    [
        ("answer", {"text": "同意", "day": c.TODAY}, "verdict"),
        ("answer", {"verdict": "perhaps", "text": "同意", "day": c.TODAY}, "verdict"),
        ("answer", {"verdict": "accepted", "text": "", "day": c.TODAY}, "text"),
        ("answer", {"verdict": "accepted", "text": "同意", "day": c.TODAY + DAY}, "day"),
        ("answer", {"verdict": "accepted", "text": "同意", "day": c.TODAY - DAY}, "day"),
        ("answer", {"verdict": "accepted", "text": "同意", "day": c.TODAY, "due": c.TODAY - DAY}, "due"),
        ("effect", {"text": "同意", "day": c.TODAY}, "__all__"),
        ("close", {"reason": " "}, "reason"),
        ("close", {"reason": "字" * 201}, "reason"),
        ("take-in", {}, "problems"),
        ("take-in", {"problems": "999999"}, "problems"),
        ("pass-on", {"officer": "", "text": "换人"}, "officer"),
        ("pass-on", {"officer": "999999", "text": "换人"}, "officer"),
    ],
)
def test_a_step_of_a_proposal_is_refused_beside_its_field(cast, client, page, sent, field):
    made = send(cast)
    refused(enter(cast, client), f"/proposals/{made.pk}/{page}/", sent, field)
    made.refresh_from_db()
    assert (made.state, made.answered, made.effect_on, made.owner) == ("sent", None, None, cast.author)


def test_nothing_changed_and_no_reason_are_said_apart(cast, client):
    made = send(cast)
    client, at = enter(cast, client), f"/proposals/{made.pk}/pass-on/"
    same = {"officer": cast.author.pk, "due": made.due}
    assert "都没有变" in refused(client, at, same | {"text": "没有换"}, "officer", "没有换")
    refused(client, at, same | {"text": ""}, "text")


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        ("answer", {"verdict": "accepted", "text": "同意", "day": c.TODAY}),
        ("close", {"reason": "没有回音"}),
        ("pass-on", {"text": "换人", "due": c.TODAY + DAY}),
    ],
)
def test_what_took_effect_goes_no_further(cast, client, page, sent):
    made = effective(cast)
    more = {"officer": cast.author.pk} if page == "pass-on" else {}
    said = refused(enter(cast, client), f"/proposals/{made.pk}/{page}/", sent | more, "__all__")
    assert "这个建议现在是“已见效”，不能这样办" in said


@pytest.mark.parametrize(
    ("sent", "field"), [({"text": "补发了"}, "problems"), ({"text": "补发了", "problems": "999999"}, "problems")]
)
def test_problems_are_ended_from_those_that_wait(cast, client, sent, field):
    made = effective(cast, cast.problem)
    refused(enter(cast, client), f"/proposals/{made.pk}/end/", sent, field, "补发了")
    refused(client, f"/proposals/{made.pk}/end/", {"text": " ", "problems": cast.problem.pk}, "text")
    assert Problem.objects.get().state == "policy"


def test_before_the_effect_no_problem_is_ended_on_the_page(cast, client):
    made = answer(cast, send(cast, cast.problem))
    sent = {"text": "补发了", "problems": cast.problem.pk}
    said = refused(enter(cast, client), f"/proposals/{made.pk}/end/", sent, "__all__", "补发了")
    assert "已答复，等见效" in said


# ── announced visits ────────────────────────────────────────────────────────────────────────────────────


def announce(cast, **changes):
    wanted = {"org": cast.county, "owner": cast.author, "employer": cast.employer, "purpose": "看看生产"}
    new = Announcement(**wanted | {"day": c.TODAY + DAY} | changes)
    return announcing.announce_visit(new, by=cast.author, on=c.TODAY)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": c.TODAY - DAY}, "day"),
        ({"day": c.TODAY + 367 * DAY}, "day"),
        ({"purpose": " "}, "purpose"),
        ({"purpose": "字" * 201}, "purpose"),
        ({"contact": "字" * 41}, "contact"),
    ],
)
def test_an_announcement_is_refused_beside_its_field(cast, client, sent, field):
    plain = {"day": c.TODAY, "purpose": "看看生产", "contact": "钱经理"}
    kept = "钱经理" if field != "contact" else "看看生产"
    refused(enter(cast, client), f"/employers/{cast.employer.pk}/announce/", plain | sent, field, kept)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": c.TODAY - DAY}, "day"),
        ({"said_by": ""}, "said_by"),
        ({"said_by": "字" * 41}, "said_by"),
        ({"text": "字" * 501}, "text"),
    ],
)
def test_what_the_enterprise_says_is_refused_beside_its_field(cast, client, sent, field):
    made = announce(cast)
    plain = {"day": c.TODAY + 2 * DAY, "said_by": "钱经理", "contact": "孙主任", "text": "那天检修"}
    refused(enter(cast, client), f"/announcements/{made.pk}/answer/", plain | sent, field, "孙主任")
    made.refresh_from_db()
    assert (made.state, made.day, made.contact) == ("announced", c.TODAY + DAY, "")


@pytest.mark.parametrize("reason", ["", " ", "字" * 201])
def test_a_cancellation_needs_a_reason_that_can_be_kept(cast, client, reason):
    made = announce(cast)
    refused(enter(cast, client), f"/announcements/{made.pk}/cancel/", {"reason": reason}, "reason")


def test_cancelled_it_is_neither_answered_nor_cancelled_again(cast, client):
    made = announce(cast)
    client, at = enter(cast, client), f"/announcements/{made.pk}/"
    client.post(f"{at}cancel/", {"reason": "停产"})
    assert "已取消" in refused(client, f"{at}cancel/", {"reason": "再取消"}, "__all__", "再取消")
    refused(client, f"{at}answer/", {"day": c.TODAY, "said_by": "钱经理"}, "__all__", "钱经理")
    page = client.get(at).content.decode()
    assert f"{at}cancel/" not in page and f"{at}answer/" not in page and "各级最近的走访" not in page


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"text": ""}, "text"),
        ({"said_by": ""}, "said_by"),
        ({"day": c.TODAY + DAY}, "day"),
        ({"day": c.TODAY - 2 * DAY}, "day"),
    ],
)
def test_a_reply_to_a_problem_is_refused_beside_its_field(cast, client, sent, field):
    plain = {"text": "下月补发", "said_by": "钱经理", "day": c.TODAY}
    kept = "钱经理" if field == "text" else "下月补发"
    refused(enter(cast, client), f"/problems/{cast.problem.pk}/reply/", plain | sent, field, kept)
    assert not ProblemReply.objects.exists()
