"""A day of a stay: what may be said of it, what it proves, what it costs to tell, the log that it makes."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tiexin.core.refusal import Refused
from tiexin.duties import verify
from tiexin.duties.definition import Do
from tiexin.duties.models import Gauge
from tiexin.duties.tests.scene import OFFICERS, publish, settle, tally
from tiexin.evidence.actions import file_path
from tiexin.evidence.models import Entry, Fact, File
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import actions, day_rules
from tiexin.visits import day_queries as days
from tiexin.visits.actions import NewTeam, NewVisit
from tiexin.visits.actions.days import tell_day
from tiexin.visits.day_rules import DaySaid
from tiexin.visits.models import Stay, StayDay, Team
from tiexin.visits.tests import stay_scene

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2012, 4, 9), date(2012, 4, 13)
MONDAY, TUESDAY = FIRST, date(2012, 4, 10)
ATE = DaySaid(together=("eat", "work"), done=("line_work",))


@kept.fixture
def cast():
    """A team of two stays a week in the county's enterprise."""
    found = c.stage()
    found.author, found.mate = found.people["officer"], c.officer("同行人", found.county, "officer")
    new = Team(org=found.county, name="蹲点一组", kind="stay_team", since=c.FOUNDED)
    found.team = actions.form_team(NewTeam(new, found.author, [found.mate]), by=None, on=c.TODAY)
    stay = Stay(team=found.team, employer=found.employer, start=FIRST, end=LAST)
    found.stay = stay_scene.begun(actions.plan_stay(stay, by=None, on=c.TODAY), found.author)
    return found


@pytest.fixture
def author(cast, client):
    return c.enter(client, cast.author)


def tell(cast, day=MONDAY, said=ATE, by=None, on=c.TODAY):
    return tell_day(cast.stay, day, said, by=by or cast.author, on=on)


def counted():
    """What counts now: measure, day, officer."""
    facts = Fact.objects.live().filter(measure__in=["presence", *day_rules.DONE])
    return sorted(facts.values_list("measure", "on", "officer__name"))


def address(cast, page="day/", more=""):
    return f"/teams/stays/{cast.stay.pk}/{page}{more}"


# ── rules ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (DaySaid(), "together"),
        (DaySaid(together=("sleep",)), "together"),
        (DaySaid(done=("visit",)), "done"),
        (DaySaid(board=-1, receipt="1"), "board"),
        (DaySaid(lodging=day_rules.MOST + 1, receipt="1"), "lodging"),
        (DaySaid(board=1500), "receipt"),
        (DaySaid(board=1500, receipt="  "), "receipt"),
        (DaySaid(note="字" * (day_rules.NOTE + 1)), "note"),
        (DaySaid(note="a\0b"), "note"),
    ],
)
def test_what_may_not_be_said(said, field):
    with pytest.raises(Refused) as refusal:
        day_rules.check_said(said)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "said",
    [
        DaySaid(together=("live",)),
        DaySaid(done=("study_joined", "reception_held")),
        DaySaid(note="停电一天"),
        DaySaid(board=day_rules.MOST, lodging=1, receipt="0001"),
    ],
)
def test_what_may_be_said(said):
    day_rules.check_said(said)


@pytest.mark.parametrize(
    ("day", "cancelled", "today", "right"),
    [
        (FIRST, None, c.TODAY, True),
        (LAST, None, LAST, True),
        (LAST, None, TUESDAY, False),
        (date(2012, 4, 8), None, c.TODAY, False),
        (date(2012, 4, 14), None, c.TODAY, False),
        (FIRST, TUESDAY, c.TODAY, False),
    ],
)
def test_which_days_may_be_told(day, cancelled, today, right):
    if right:
        day_rules.check_day(day, (FIRST, LAST), cancelled, today)
        return
    with pytest.raises(Refused):
        day_rules.check_day(day, (FIRST, LAST), cancelled, today)


# ── what a day proves ───────────────────────────────────────────────────────────────────────────────────


def test_a_day_counts_for_whoever_told_it_and_told_anew_counts_as_new(cast):
    first = tell(cast)
    tell(cast, by=cast.mate, said=DaySaid(together=("eat",), done=("study_joined", "reception_held")))
    mine = [("line_work", MONDAY, cast.author.name), ("presence", MONDAY, cast.author.name)]
    theirs = [(name, MONDAY, "同行人") for name in ("presence", "reception_held", "study_joined")]
    assert counted() == sorted(mine + theirs)
    second = tell(cast, said=DaySaid(together=("live",), board=1250, receipt="0017"))
    first.refresh_from_db()
    assert (first.replaced, second.replaced, second.said) == (c.TODAY, None, "同住、伙食12.5元")
    assert counted() == sorted([("presence", MONDAY, cast.author.name), *theirs])


def test_nothing_is_written_when_a_day_is_refused(cast):
    stranger = c.officer("外人", cast.county, "officer")
    tell(cast)
    for more in ({}, {"by": stranger}, {"day": date(2012, 4, 14)}, {"said": DaySaid()}, {"day": LAST, "on": TUESDAY}):
        with c.nothing_written(), pytest.raises(Refused):
            tell(cast, **more)
    assert counted() == [("line_work", MONDAY, cast.author.name), ("presence", MONDAY, cast.author.name)]


def test_who_joined_later_does_not_tell_the_days_before(cast):
    late = c.officer("后来人", cast.county, "officer")
    cast.team.members.create(officer=late, since=TUESDAY)
    with c.nothing_written(), pytest.raises(Refused):
        tell(cast, by=late)
    assert tell(cast, TUESDAY, by=late).on == TUESDAY


def test_a_stay_keeps_the_days_that_were_told(cast):
    tell(cast, TUESDAY)
    with c.nothing_written(), pytest.raises(Refused):
        actions.cancel_stay(cast.stay, "不去了", by=None, on=c.TODAY)
    with c.nothing_written(), pytest.raises(Refused):
        actions.move_stay(cast.stay, date(2012, 4, 11), LAST, "改日子", by=None, on=c.TODAY)
    assert actions.move_stay(cast.stay, TUESDAY, LAST, "晚到一天", by=None, on=c.TODAY).start == TUESDAY


def test_the_plan_s_gauges_of_the_stay_follow_and_are_its_checklist(cast):
    line = tally(Do(measure="line_work", count="day"), OFFICERS, low=1, per="stay", unit="day")
    study = tally(Do(measure="study_joined"), OFFICERS, low=1, per="stay", unit="item")
    duties = publish(cast.province, line, study)
    tell(cast, said=DaySaid(done=("line_work",)))
    tell(cast, TUESDAY, DaySaid(done=("line_work",)))
    tell(cast, by=cast.mate, said=DaySaid(done=("study_joined",)))
    settle()
    rows = Gauge.objects.values_list("term__duty", "subject", "value", "met")
    assert sorted(rows) == sorted(
        [
            (duties[0].pk, cast.author.pk, 2, 1),
            (duties[0].pk, cast.mate.pk, 0, 0),
            (duties[1].pk, cast.author.pk, 0, 0),
            (duties[1].pk, cast.mate.pk, 1, 1),
        ]
    )
    shown = days.promised(cast.stay, c.TODAY)
    assert sorted((view.who, view.value) for view in shown) == sorted(
        [(cast.author.name, 0), (cast.author.name, 2), ("同行人", 0), ("同行人", 1)]
    )
    assert verify.differences() == []


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_opens_on_the_last_day_begun_and_offers_what_the_day_before_said(cast, author):
    tell(cast, date(2012, 4, 12), DaySaid(("eat", "live"), ("line_work",), board=1500, receipt="7", note="夜班"))
    answer = author.get(address(cast))
    form = answer.context["form"]
    assert answer.context["on"] == LAST
    assert {name: form[name].value() for name in form.fields} == {
        "together": ["eat", "live"], "done": None, "board": 15, "lodging": None, "receipt": None,
        "paper": None, "note": None,
    }  # fmt: skip
    assert [(step["on"].day, step["told"], step["current"]) for step in answer.context["steps"]] == [
        (9, False, False), (10, False, False), (11, False, False), (12, True, False), (13, False, True),
    ]  # fmt: skip
    told = author.get(address(cast, more="?on=2012-04-12")).context["form"]
    assert (told["done"].value(), told["receipt"].value(), told["note"].value()) == (["line_work"], "7", "夜班")


@pytest.mark.parametrize("asked", ["2012-04-14", "2012-13-40", "gestern", ""])
def test_a_day_that_is_not_of_the_stay_opens_the_last_one(cast, author, asked):
    assert author.get(address(cast, more=f"?on={asked}")).context["on"] == LAST


def test_a_stay_to_come_has_no_day_to_tell_yet(cast, author):
    later = Stay(team=cast.team, employer=cast.employer, start=date(2012, 6, 4), end=date(2012, 6, 8))
    to_come = f"/teams/stays/{stay_scene.begun(actions.plan_stay(later, by=None, on=c.TODAY), cast.author).pk}/day/"
    page = author.get(to_come)
    assert ("蹲点还没有开始" in page.text, "9999" in page.text, "stay-day-" in page.text) == (True, False, False)
    with c.nothing_written():
        assert author.post(to_come, {"together": ["eat"]}).status_code == 422


def test_a_day_is_told_with_two_taps(cast, author):
    sent = {"together": ["eat", "live"], "board": "12.50", "receipt": "0017"}
    answer = author.post(address(cast, more="?on=2012-04-10"), sent)
    assert (answer.status_code, answer.url) == (302, f"/teams/stays/{cast.stay.pk}/")
    row = StayDay.objects.get()
    assert (row.on, row.together, row.board, row.receipt) == (TUESDAY, ["eat", "live"], 1250, "0017")
    page = author.get(answer.url)
    assert (page.context["may_tell"], [len(day.told) for day in page.context["days"]]) == (True, [0, 1, 0, 0, 0])
    assert f"{cast.author.name}：同吃、同住、伙食12.5元" in page.text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "together"),
        ({"together": ["eat"], "board": "12.505", "receipt": "1"}, "board"),
        ({"together": ["eat"], "board": "-3", "receipt": "1"}, "board"),
        ({"together": ["eat"], "lodging": "九十"}, "lodging"),
        ({"together": ["eat"], "lodging": "90"}, "receipt"),
        ({"together": ["dance"]}, "together"),
        ({"note": "a\0b"}, "note"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(cast, author, sent, field):
    with c.nothing_written():
        answer = author.post(address(cast), sent)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert {name: form[name].value() for name in sent} == sent


def test_only_the_team_tells_and_whoever_sees_the_stay_reads_its_log(cast, client):
    people = {"author": cast.author, "mate": cast.mate, **{name: cast.people[name] for name in ("leader", "stranger")}}
    codes = {}
    for name, who in people.items():
        c.enter(client, who)
        codes[name] = [client.get(address(cast, page)).status_code for page in ("day/", "log/")]
    assert codes == {"author": [200, 200], "mate": [200, 200], "leader": [404, 200], "stranger": [404, 404]}
    c.enter(client, cast.people["stranger"])
    with c.nothing_written():
        assert client.post(address(cast), {"together": ["eat"]}).status_code == 404


def test_the_log_is_made_of_days_and_visits_and_of_one_officer_when_asked(cast, author):
    tell(cast, said=DaySaid(("eat",), note="下井一天"))
    tell(cast, by=cast.mate, said=DaySaid(("live",)))
    said = {"said": "盼着加装通风", "known": [cast.worker], "problems": [("hope", "通风不好")]}
    new = NewVisit(cast.author, cast.employer, MONDAY, ["interview"], cast.team, **said)
    actions.record_visit(new, by=cast.author, on=c.TODAY)
    whole = author.get(address(cast, "log/"))
    day = whole.context["days"][0]
    assert ([row.said for row in day.told], len(day.visits), day.missing) == (["同吃", "同住"], 1, [])
    assert all(
        word in whole.text for word in ("下井一天", "盼着加装通风", "通风不好", cast.worker.name, "这一天还没有记。")
    )
    theirs = author.get(address(cast, "log/", f"?officer={cast.mate.pk}"))
    assert (theirs.context["whose"], theirs.context["days"][0].visits) == (cast.mate, [])
    assert author.get(address(cast, "log/", "?officer=abc")).context["whose"] is None


# ── the photo of a receipt ──────────────────────────────────────────────────────────────────────────────

PAID = DaySaid(board=3000, receipt="No. 12")


def photo(kind="JPEG"):
    """A photo with the maker's name in it."""
    exif, content = Image.Exif(), io.BytesIO()
    exif[0x010F] = "Maker of cameras"
    Image.new("RGB", (300, 200), "white").save(content, kind, exif=exif)
    return content.getvalue()


def test_a_receipt_is_kept_with_its_day_drawn_anew(cast):
    told = tell_day(cast.stay, MONDAY, PAID, by=cast.author, on=c.TODAY, receipt=photo())
    entry = Entry.objects.get(verb="tell_day", thing_id=told.pk)
    assert (told.paper.name, told.paper.mime, told.paper.org) == ("票据2012-04-09.jpg", "image/jpeg", cast.county)
    assert told.paper.entry == entry
    kept = file_path(told.paper.sha256).read_bytes()
    assert (b"Maker" in kept, Image.open(io.BytesIO(kept)).size) == (False, (300, 200))


def test_a_day_told_anew_keeps_its_receipt_until_there_is_another(cast):
    first = tell_day(cast.stay, MONDAY, PAID, by=cast.author, on=c.TODAY, receipt=photo())
    again = tell_day(cast.stay, MONDAY, replace(PAID, note="晚班"), by=cast.author, on=c.TODAY)
    assert again.paper == first.paper
    last = tell_day(cast.stay, MONDAY, replace(PAID, note="晚班"), by=cast.author, on=c.TODAY, receipt=photo("PNG"))
    assert last.paper != first.paper
    first.refresh_from_db()
    assert (first.paper.pk, first.replaced) == (again.paper.pk, c.TODAY)
    assert File.objects.count() == 2


@pytest.mark.parametrize("content", [b"", b"no picture", b"%PDF-1.4", b"\xff" * (10 * 2**20 + 1)])
def test_what_is_no_photo_is_refused_beside_its_field_and_writes_nothing(cast, author, content):
    sent = {"together": ["eat"], "board": "30", "receipt": "No. 12", "paper": SimpleUploadedFile("a.jpg", content)}
    if not content:
        assert author.post(address(cast), sent).status_code == 302
        assert StayDay.objects.get().paper is None
        return
    with c.nothing_written():
        answer = author.post(address(cast), sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["paper"])
    assert answer.context["form"]["receipt"].value() == "No. 12"


def test_whoever_may_open_the_receipt_finds_it_in_the_log(cast, author):
    sent = {"together": ["eat"], "board": "30", "receipt": "No. 12", "paper": SimpleUploadedFile("a.jpg", photo())}
    assert author.post(address(cast, more=f"?on={MONDAY}"), sent).status_code == 302
    paper = StayDay.objects.get().paper
    link = f'href="/files/{paper.pk}/"'
    assert link in author.get(address(cast, "log/")).text
    assert author.get(f"/files/{paper.pk}/").headers["Content-Type"] == "image/jpeg"
    assert "票据照片不用再交" in author.get(address(cast, more=f"?on={MONDAY}")).text
    File.objects.filter(pk=paper.pk).update(org=cast.other_city)
    assert link not in author.get(address(cast, "log/")).text
