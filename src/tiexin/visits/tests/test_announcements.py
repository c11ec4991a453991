"""A visit is announced, the enterprise confirms or moves it, the visit keeps it; the enterprise answers problems."""

import io
import uuid
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Entry
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import actions as visits
from tiexin.visits import announcement_queries as queries
from tiexin.visits import announcement_rules as rules
from tiexin.visits.actions import NewVisit, mending
from tiexin.visits.actions import announcements as actions
from tiexin.visits.actions.announcements import Reply, Said
from tiexin.visits.announcements import Announcement, AnnouncementStep, ProblemReply
from tiexin.visits.models import Visit
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY, step

pytestmark = pytest.mark.django_db
SOON = c.TODAY + 3 * DAY


@kept.fixture
def cast():
    """`cast.union` is of the enterprise's own union, to which the employer belongs in these tests."""
    found = scene.stage()
    found.union = found.people["enterprise"]
    found.firm = c.employer(found.enterprise, "凤凰铸造分厂")
    found.hand = c.worker(found.firm, "何玉梅")
    return found


def announce(cast, **changes):
    wanted = {"org": cast.county, "owner": cast.author, "employer": cast.firm, "day": SOON, "purpose": "看看生产"}
    return actions.announce_visit(Announcement(**wanted | changes), by=cast.author, on=c.TODAY)


def say(cast, announced, *, by=None, **changes):
    new = Said(**{"day": SOON, "said_by": "钱经理"} | changes)
    return actions.answer_announcement(announced, new, by=by or cast.author, on=c.TODAY)


def reply(cast, problem=None, **changes):
    new = Reply(**{"text": "下月补发", "said_by": "钱经理", "day": c.TODAY} | changes)
    return actions.reply_to_problem(problem or cast.problem, new, by=cast.author, on=c.TODAY)


def refuse(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)


def trail(announced):
    return list(AnnouncementStep.objects.filter(announcement=announced).order_by("pk").values_list("state", "day"))


def enter(cast, client, who="officer"):
    return c.enter(client, cast.people[who])


def text_of(client, address):
    return client.get(address).content.decode()


# ── announced and answered ──────────────────────────────────────────────────────────────────────────────


def test_announced_it_waits_for_the_enterprise(cast):
    made = announce(cast, contact=" 钱经理 ")
    assert (made.state, made.day, made.contact, made.visit) == ("announced", SOON, "钱经理", None)
    assert trail(made) == [("announced", SOON)]
    assert Entry.objects.latest("pk").verb == "announce_visit"


def test_the_enterprise_confirms_or_moves_the_day_and_names_a_contact(cast):
    made = say(cast, announce(cast), contact="钱经理", text="请上午来")
    assert (made.state, made.day, made.contact) == ("confirmed", SOON, "钱经理")
    moved = say(cast, made, day=SOON + DAY)
    assert (moved.state, moved.day, moved.contact) == ("confirmed", SOON + DAY, "钱经理")
    assert trail(made) == [("announced", SOON), ("confirmed", SOON), ("confirmed", SOON + DAY)]
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["confirm_visit", "ask_another_day"]
    assert AnnouncementStep.objects.latest("pk").said_by == "钱经理"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("day", {"day": c.TODAY - DAY}),
        ("day", {"day": c.TODAY + 367 * DAY}),
        ("purpose", {"purpose": " "}),
        ("purpose", {"purpose": "字" * 201}),
        ("contact", {"contact": "\0"}),
    ],
)
def test_a_refused_announcement_writes_nothing(cast, field, changes):
    refuse(field, lambda: announce(cast, **changes))


@pytest.mark.parametrize(
    ("field", "changes"),
    [("day", {"day": c.TODAY - DAY}), ("said_by", {"said_by": ""}), ("contact", {"contact": "字" * 41})],
)
def test_a_refused_answer_writes_nothing(cast, field, changes):
    made = announce(cast)
    refuse(field, lambda: say(cast, made, **changes))


def test_cancelled_with_a_reason_it_takes_no_answer_any_more(cast):
    made = announce(cast)
    refuse("reason", lambda: actions.cancel_announcement(made, " ", by=cast.author, on=c.TODAY))
    assert actions.cancel_announcement(made, "企业停产", by=cast.author, on=c.TODAY).state == "cancelled"
    assert "不能再改" in refuse("", lambda: say(cast, made))
    assert AnnouncementStep.objects.latest("pk").text == "企业停产"


# ── visited ─────────────────────────────────────────────────────────────────────────────────────────────


def visit(cast, announced, **changes):
    wanted = {"employer": cast.firm, "known": [cast.hand], "problems": [], "announced": announced.pk}
    return scene.visited(cast, **wanted | changes)


def test_the_visit_keeps_its_announcement(cast):
    made = announce(cast)
    done = visit(cast, made)
    made.refresh_from_db()
    assert (made.state, made.visit, trail(made)[-1][0]) == ("visited", done, "visited")
    refuse("", lambda: say(cast, made))


def test_a_visit_elsewhere_keeps_nothing(cast):
    made = announce(cast)
    visit(cast, made, employer=cast.employer, known=[cast.worker])
    visit(cast, Announcement(pk=2**62))
    made.refresh_from_db()
    assert made.state == "announced"


def test_voided_it_is_to_be_made_again_and_mended_it_stays_made(cast):
    made = announce(cast)
    done = visit(cast, made)
    new = NewVisit(cast.author, cast.firm, c.TODAY - DAY, ["seminar"], known=[cast.hand])
    right = mending.mend_visit(done, new, "方式写错了", by=cast.author, on=c.TODAY)
    made.refresh_from_db()
    assert (made.state, made.visit) == ("visited", right)
    visits.void_visit(right, "没有去", by=cast.author, on=c.TODAY)
    made.refresh_from_db()
    assert (made.state, made.visit) == ("confirmed", None)


def test_a_visit_without_one_costs_nothing_more(cast, django_assert_num_queries):
    done = cast.problem.visit
    with django_assert_num_queries(0):
        actions.link(done, None, None)


# ── what the enterprise has to bear ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ago", "many"), [([], 0), ([1], 0), ([1, 29], 3), ([1, 30], 0), ([1, 2, 3], 4), ([-1, -2, -3], 0)]
)
def test_too_often_is_more_than_the_data_allow_in_their_days(ago, many):
    assert (rules.limits()["visits"], rules.limits()["days"]) == (2, 30)
    assert rules.too_often([c.TODAY - each * DAY for each in ago], c.TODAY) == many


def test_visits_of_all_levels_and_announced_ones_are_told(cast):
    made = announce(cast, day=c.TODAY)
    visit(cast, Announcement(), on=c.TODAY - 40 * DAY)
    visit(cast, Announcement(), on=c.TODAY - 5 * DAY)
    city = cast.people["city_office"]
    visits.record_visit(NewVisit(city, cast.firm, c.TODAY - DAY, ["hear"], known=[cast.hand]), by=city, on=c.TODAY)
    voided = visit(cast, Announcement(), on=c.TODAY - DAY)
    visits.void_visit(voided, "没有去", by=cast.author, on=c.TODAY)
    found = queries.burden(cast.firm, c.TODAY)
    assert [each.org for each in found.visits] == [cast.city, cast.county, cast.county]
    assert (list(found.announced), found.many, found.days) == ([made], 4, 30)
    assert queries.burden(cast.firm, c.TODAY, made).many == 3
    assert queries.burden(cast.firm, c.TODAY + 90 * DAY).many == 0


# ── the enterprise answers a problem ────────────────────────────────────────────────────────────────────


def test_the_answer_stands_beside_the_problem_and_decides_no_step(cast):
    made = reply(cast)
    assert (made.text, made.said_by, made.day, made.entry.verb) == ("下月补发", "钱经理", c.TODAY, "reply_problem")
    cast.problem.refresh_from_db()
    assert (cast.problem.state, cast.problem.steps.count()) == ("open", 1)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("text", {"text": ""}),
        ("said_by", {"said_by": " "}),
        ("day", {"day": c.TODAY + DAY}),
        ("day", {"day": c.TODAY - 2 * DAY}),
    ],
)
def test_a_refused_reply_writes_nothing(cast, field, changes):
    refuse(field, lambda: reply(cast, **changes))


def test_what_was_withdrawn_is_answered_no_more_but_what_is_solved_may_be(cast):
    step(cast, "solve")
    reply(cast)
    other = scene.heard(cast)
    visits.void_visit(other.visit, "记错了", by=cast.author, on=c.TODAY)
    refuse("", lambda: reply(cast, other))
    assert ProblemReply.objects.count() == 1


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────────


def test_from_the_employer_to_the_visit_that_was_announced(cast, client):
    client = enter(cast, client)
    assert f'href="/employers/{cast.firm.pk}/announce/"' in text_of(client, f"/employers/{cast.firm.pk}/")
    for ago in (1, 2):
        visit(cast, Announcement(), on=c.TODAY - ago * DAY)
    text = text_of(client, f"/employers/{cast.firm.pk}/announce/")
    assert "各级最近的走访" in text and "近来走访多了" in text and "30天里有3次" in text
    sent = {"day": SOON, "purpose": "看看生产"}
    made = Announcement.objects.get(pk=client.post(f"/employers/{cast.firm.pk}/announce/", sent).url.split("/")[2])
    assert (made.org, made.owner, made.employer) == (cast.county, cast.author, cast.firm)
    text = text_of(client, f"/announcements/{made.pk}/")
    link = f"/visits/new/?employer={cast.firm.pk}&amp;announced={made.pk}"
    assert link in text
    assert f'name="announced" value="{made.pk}"' in text_of(client, link.replace("&amp;", "&"))
    form = {"key": uuid.uuid4(), "employer": cast.firm.pk, "on": c.TODAY, "methods": "hear", "team": ""}
    assert client.post("/visits/new/", form | {"announced": made.pk, "known": cast.hand.pk}).status_code == 302
    text = text_of(client, f"/announcements/{made.pk}/")
    assert f'href="/visits/{Visit.objects.latest("pk").pk}/"' in text and "看走访" in text and "取消预告" not in text


def test_the_enterprise_answers_in_its_own_name_and_an_officer_in_that_of_who_said_it(cast, client):
    made, other = announce(cast), announce(cast)
    client = enter(cast, client, "enterprise")
    assert [row.pk for row in client.get("/announcements/").context["pager"].rows] == [made.pk, other.pk]
    text = text_of(client, f"/announcements/{made.pk}/")
    assert "企业确认或改日子" in text and "取消预告" not in text
    page = client.get(f"/announcements/{made.pk}/answer/")
    assert "said_by" not in page.context["form"].fields
    assert client.post(f"/announcements/{made.pk}/answer/", {"day": SOON}).url == f"/announcements/{made.pk}/"
    assert AnnouncementStep.objects.latest("pk").said_by == "王铁柱"
    assert client.post(f"/announcements/{made.pk}/cancel/", {"reason": "不去"}).status_code == 404
    client = enter(cast, client)
    answer = client.post(f"/announcements/{other.pk}/answer/", {"day": SOON})
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"said_by"}
    sent = {"day": SOON + DAY, "said_by": "钱经理", "text": "当天停电"}
    assert client.post(f"/announcements/{other.pk}/answer/", sent).status_code == 302
    assert "企业请改日子" in text_of(client, f"/announcements/{other.pk}/")
    assert client.post(f"/announcements/{other.pk}/cancel/", {"reason": "不去"}).status_code == 302


def test_the_list_is_what_is_still_to_be_made_unless_asked_otherwise(cast, client):
    made, gone = announce(cast), announce(cast, day=SOON + DAY)
    actions.cancel_announcement(gone, "停产", by=cast.author, on=c.TODAY)
    client = enter(cast, client)

    def listed(**asked):
        return [row.pk for row in client.get("/announcements/", asked).context["pager"].rows]

    assert (listed(), listed(state="cancelled"), listed(state="all")) == ([made.pk], [gone.pk], [made.pk, gone.pk])
    assert (listed(q="铸造"), listed(q="没有"), listed(unit="兴庆")) == ([made.pk], [], [made.pk])
    assert "没有符合条件的预告" in text_of(client, "/announcements/?q=x")
    book = client.get("/announcements/", {"as": "xlsx"})
    heads, row = load_workbook(io.BytesIO(book.content)).active.iter_rows(values_only=True)
    assert dict(zip(heads, row, strict=True))["为什么去"] == "看看生产"
    assert enter(cast, client, "stranger").get(f"/announcements/{made.pk}/").status_code == 404
    assert "没有预告的走访" in text_of(client, "/announcements/")


def test_what_the_enterprise_answers_stands_on_the_page_of_the_problem(cast, client):
    problem = scene.heard(cast, employer=cast.firm, known=[cast.hand])
    client, at = enter(cast, client, "enterprise"), f"/problems/{problem.pk}/"
    assert f'href="{at}reply/"' in text_of(client, at)
    assert client.post(f"{at}reply/", {"text": "下月补发", "day": c.TODAY}).url == at
    text = text_of(client, at)
    assert "下月补发" in text and "王铁柱 · 2012年5月10日" in text
    client = enter(cast, client)
    answer = client.post(f"{at}reply/", {"text": "已经补发", "day": c.TODAY})
    assert answer.status_code == 422 and "已经补发" in answer.content.decode()
    assert enter(cast, client, "stranger").get(f"{at}reply/").status_code == 404


def test_a_form_keeps_what_was_typed(cast, client):
    late = c.TODAY - timedelta(days=1)
    answer = enter(cast, client).post(f"/employers/{cast.firm.pk}/announce/", {"day": late, "purpose": "看看生产"})
    assert answer.status_code == 422 and "看看生产" in answer.content.decode()
    assert answer.context["form"].errors.keys() == {"day"}
