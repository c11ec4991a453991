"""Sampled calls: drawn by lot, judged line by line by somebody else, the answerer reads and replies; results."""

from datetime import timedelta

import pytest
import yaml

from tiexin.cases.actions.hotline_lines import take_seat
from tiexin.cases.actions.hotline_scores import Judged, reply_to_score, score_call
from tiexin.cases.hotline import rules, sheet
from tiexin.cases.hotline.models import Call, CallScore
from tiexin.cases.hotline.score_views import results
from tiexin.cases.tests import hotline_scene as scene
from tiexin.cases.tests.hotline_scene import text_of
from tiexin.core.refusal import Refused
from tiexin.draws import actions as draws
from tiexin.draws.definition import Rules
from tiexin.draws.models import Pick
from tiexin.evidence.models import Entry
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
WHOLE = ("ringing", "answered", "hungup")
ALL = dict.fromkeys(sheet.sheet().keys, "yes")
PARTS = ("黄河水从天上来呀", "贺兰山下果园成字")


@pytest.fixture
def cast():
    found = scene.stage()
    found.clerk = c.officer("柳月娥", found.province, "window", title="坐席")
    found.mate = c.officer("葛春梅", found.province, "window", title="坐席")
    found.judge = found.people["office"]
    take_seat(found.seat, by=found.clerk, on=c.TODAY)
    yield found
    calendar.forget()


def answered(number=3):
    """Calls answered at the first seat yesterday, as the draw sees them."""
    calls = [scene.told(*WHOLE, call=f"c{each}", seat="1") for each in range(number)]
    Call.objects.filter(pk__in=[call.pk for call in calls]).update(at=scene.moment(c.TODAY) - timedelta(days=1))
    return calls


def drawn(cast, each=2, since="2012-05-01", place=None):
    new = draws.NewDraw(cast.province, "抽查五月通话", place or cast.province, Rules(each=each, since=since), "calls")
    draw = draws.open_draw(new, by=cast.judge, on=c.TODAY)
    draws.freeze_draw(draw, by=cast.judge, on=c.TODAY)
    for step in (draws.commit_seed, draws.reveal_seed):
        for who, words in zip((cast.judge, cast.people["leader"]), PARTS, strict=True):
            step(draw, words, by=who, on=c.TODAY)
    draws.run_draw(draw, by=cast.judge, on=c.TODAY)
    return list(Pick.objects.filter(draw=draw).order_by("place"))


def refused(field, call):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        call()
    assert caught.value.field == field
    return str(caught.value)


# ── the draw ────────────────────────────────────────────────────────────────────────────────────────────


def test_calls_of_a_period_are_drawn_and_their_labels_name_nobody(cast):
    answered()
    picks = drawn(cast)
    labels = {pick.item.label for pick in picks}
    assert (len(picks), labels) == (2, {"2012年5月9日 兴庆区来电"})
    assert {pick.item.values["city"] for pick in picks} == {"银川市"}


def test_only_answered_and_ended_calls_of_the_place_and_period_are_in_the_frame(cast):
    first, second, _ = answered()
    Call.objects.filter(pk=first.pk).update(at=scene.moment(c.TODAY) - timedelta(days=40))
    Call.objects.filter(pk=second.pk).update(org=cast.other_county)
    scene.told("ringing", "hungup", call="lost")
    scene.told("ringing", "answered", call="talking")
    Call.objects.filter(exchange_id__in=("lost", "talking")).update(at=scene.moment(c.TODAY))
    rows = [pk for pk, _ in sheet.rows(cast.city, c.TODAY, c.TODAY - timedelta(days=9))]
    assert rows == list(Call.objects.filter(exchange_id="c2").values_list("pk", flat=True))
    every = {pk for pk, _ in sheet.rows(cast.province, c.TODAY, None)}
    assert every == set(Call.objects.filter(exchange_id__startswith="c").values_list("pk", flat=True))


def test_a_draw_of_calls_says_since_when(cast):
    answered()
    new = draws.NewDraw(cast.province, "抽查", cast.province, Rules(each=1), "calls")
    refused("since", lambda: draws.open_draw(new, by=cast.judge, on=c.TODAY))


# ── a score ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_score_keeps_the_sheet_as_it_stood(cast):
    answered()
    pick = drawn(cast)[0]
    made = score_call(pick, Judged({**ALL, "plain": "partly"}, "慢一点说"), by=cast.judge, on=c.TODAY)
    assert (made.call_id, made.by, made.org, made.note) == (pick.item.thing_id, cast.judge, cast.county, "慢一点说")
    assert (made.sheet, made.sheet_hash) == (sheet.sheet().plain, sheet.sheet().hash)
    assert dict(made.lines)["用职工听得懂的话"] == "做到一部分"
    entry = Entry.objects.get(verb="score_call")
    assert (entry.thing, entry.thing_id, entry.by) == ("cases.callscore", made.pk, cast.judge)


def test_whoever_answered_does_not_judge(cast):
    answered()
    pick = drawn(cast)[0]
    assert "请别人来评" in refused("", lambda: score_call(pick, Judged(ALL), by=cast.clerk, on=c.TODAY))


def test_a_pick_is_judged_once(cast):
    answered()
    pick = drawn(cast)[0]
    score_call(pick, Judged(ALL), by=cast.judge, on=c.TODAY)
    assert "已经评过" in refused("", lambda: score_call(pick, Judged(ALL), by=cast.mate, on=c.TODAY))


def test_what_was_not_drawn_is_not_judged(cast):
    """A pick of another kind of draw, and one that another took the place of."""
    answered()
    first, *_ = drawn(cast)
    draws.replace_pick(first, "录音损坏", by=cast.judge, on=c.TODAY)
    first.refresh_from_db()
    refused("", lambda: score_call(first, Judged(ALL), by=cast.judge, on=c.TODAY))
    other = draws.NewDraw(cast.province, "企业", cast.province, Rules(each=1), "employers")
    draw = draws.open_draw(other, by=cast.judge, on=c.TODAY)
    pick = Pick.objects.create(draw=draw, item=draw.items.first(), stratum="", place=1, how="random")
    refused("", lambda: score_call(pick, Judged(ALL), by=cast.judge, on=c.TODAY))


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({}, "greeting"),
        ({key: word for key, word in ALL.items() if key != "kind"}, "kind"),
        ({**ALL, "plain": "perhaps"}, "plain"),
        ({**ALL, "invented": "yes"}, "invented"),
    ],
    ids=range(4),
)
def test_half_a_sheet_is_refused(cast, answers, field):
    answered()
    pick = drawn(cast)[0]
    refused(field, lambda: score_call(pick, Judged(answers), by=cast.judge, on=c.TODAY))


def test_the_answerer_alone_replies_and_once(cast):
    answered()
    score = score_call(drawn(cast)[0], Judged(ALL), by=cast.judge, on=c.TODAY)
    refused("", lambda: reply_to_score(score, "不是我", by=cast.mate, on=c.TODAY))
    refused("reply", lambda: reply_to_score(score, "  ", by=cast.clerk, on=c.TODAY))
    said = reply_to_score(score, " 当时线路断了 ", by=cast.clerk, on=c.TODAY)
    assert (said.reply, said.replied) == ("当时线路断了", c.TODAY)
    refused("", lambda: reply_to_score(score, "再说一句", by=cast.clerk, on=c.TODAY))


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_drawn_call_is_judged_on_its_page(cast, client):
    answered()
    pick = drawn(cast)[0]
    office = c.enter(client, cast.judge)
    call = pick.item.thing_id
    assert f"/hotline/calls/{call}/score/" in text_of(office.get("/hotline/scores/"))
    page = f"/hotline/calls/{call}/score/"
    assert [line.text for line in sheet.sheet().lines if line.text not in text_of(office.get(page))] == []
    with c.nothing_written():
        half = office.post(page, {**ALL, "kind": ""})
    assert (half.status_code, list(half.context["form"].errors)) == (422, ["kind"])
    answer = office.post(page, {**ALL, "note": "好"})
    score = CallScore.objects.get()
    assert answer.url == f"/hotline/scores/{score.pk}/"
    assert "已评" in text_of(office.get("/hotline/scores/"))
    assert f"/hotline/scores/{score.pk}/" in text_of(office.get(f"/hotline/calls/{call}/"))
    assert office.get(page).url == "/hotline/scores/"


def test_the_answerer_reads_the_score_and_speaks_and_no_colleague_does(cast, client):
    answered()
    score = score_call(drawn(cast)[0], Judged({**ALL, "kind": "no"}), by=cast.judge, on=c.TODAY)
    page = f"/hotline/scores/{score.pk}/"
    clerk = c.enter(client, cast.clerk)
    assert [row.pk for row in clerk.get("/hotline/scores/mine/").context["pager"].rows] == [score.pk]
    assert "没有做到" in text_of(clerk.get(page)) and "您的说明" in text_of(clerk.get(page))
    assert clerk.post(page, {"reply": "线路断了"}).url == page
    assert "您的说明" not in text_of(clerk.get(page)) and "线路断了" in text_of(clerk.get(page))
    assert page in text_of(clerk.get(f"/hotline/calls/{score.call_id}/"))
    mate = c.enter(client, cast.mate)
    assert (mate.get(page).status_code, mate.post(page, {"reply": "我"}).status_code) == (404, 404)
    assert mate.get("/hotline/scores/mine/").context["pager"].rows == []
    assert page not in text_of(mate.get(f"/hotline/calls/{score.call_id}/"))


def test_who_leads_elsewhere_reads_no_score(cast, client):
    answered()
    score = score_call(drawn(cast)[0], Judged(ALL), by=cast.judge, on=c.TODAY)
    far = c.enter(client, cast.people["stranger"])
    assert far.get(f"/hotline/scores/{score.pk}/").status_code == 404
    assert far.get(f"/hotline/calls/{score.call_id}/score/").status_code == 404
    assert far.get("/hotline/scores/").context["pager"].rows == []


def test_a_reply_of_who_did_not_answer_is_said_on_the_page(cast, client):
    answered()
    score = score_call(drawn(cast)[0], Judged(ALL), by=cast.judge, on=c.TODAY)
    office = c.enter(client, cast.judge)
    with c.nothing_written():
        answer = office.post(f"/hotline/scores/{score.pk}/", {"reply": "不是我"})
    assert answer.status_code == 422


# ── results ─────────────────────────────────────────────────────────────────────────────────────────────


def given(cast, *answers):
    answered(len(answers))
    for pick, said in zip(drawn(cast, each=len(answers)), answers, strict=True):
        score_call(pick, Judged({**ALL, **said}), by=cast.judge, on=c.TODAY)
    return {row["line"].key: row for row in results(CallScore.objects.all())}


def test_results_stand_by_line_and_what_was_not_met_does_not_count(cast):
    said = [{"plain": "no"}, {"plain": "partly"}, {"plain": "none"}, {"next": "none"}, {"next": "none"}, {}]
    found = given(cast, *said)
    assert found["plain"]["counts"] == {"yes": 3, "partly": 1, "no": 1, "none": 1}
    assert (found["plain"]["met"], found["plain"]["percent"]) == (5, 60.0)
    assert (found["next"]["met"], found["next"]["few"], found["next"]["percent"]) == (4, True, None)
    assert found["kind"]["percent"] == 100.0


def test_scores_on_an_older_sheet_are_not_added(cast, client):
    given(cast, *[{}] * 5)
    CallScore.objects.filter(pk=CallScore.objects.first().pk).update(sheet_hash="0" * 64)
    rows = c.enter(client, cast.judge).get("/hotline/scores/").context["results"]
    assert {row["met"] for row in rows} == {4}
    old = CallScore.objects.get(sheet_hash="0" * 64)
    assert "以前的表" in text_of(client.get(f"/hotline/scores/{old.pk}/"))


def test_the_sheet_says_where_it_comes_from_and_each_line_once():
    read = yaml.safe_load(sheet.DATA.read_text(encoding="utf-8"))
    keys = [line["key"] for line in read["lines"]]
    assert "本系统建议" in read["source"]
    assert (len(keys), len(set(keys))) == (8, 8)
    assert set(rules.SCORES) == {"yes", "partly", "no", "none"}
