"""Who sees what of a spot check: whoever was there learns no names, wherever their post reaches."""

from datetime import date

import pytest

from tiexin.evidence import names
from tiexin.evidence.names import NAMINGS
from tiexin.orgs import actions as orgs
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c
from tiexin.supervision import actions, queries
from tiexin.supervision.actions.checks import Answer, answer_ask, decide_check, reply_to_check
from tiexin.supervision.models import Ask, RecordCheck
from tiexin.supervision.tests import scene
from tiexin.supervision.tests.scene import DAY, inspected, lacking, sampled
from tiexin.visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    yield scene.stage()
    calendar.forget()


def text(answer):
    return answer.content.decode()


def by(who, on=c.TODAY):
    return {"by": who, "on": on}


def people_of(cast):
    return [str(worker) for worker in (cast.worker, *cast.others)]


def named_on(page, cast):
    return [name for name in people_of(cast) if name in page]


def said_no(check, who):
    answer_ask(check.asks.get(place=1), Answer("no", "", "phone", c.TODAY), **by(who))
    check.refresh_from_db()
    return check


# ── whoever was there ───────────────────────────────────────────────────────────────────────────────────


def test_a_companion_at_the_inspecting_unit_learns_no_names(cast, client):
    companion = c.officer("同行的主任", cast.province, "office")
    scene.visited(cast, companions=[companion.pk], on=c.TODAY - 3 * DAY)
    sampled(cast)
    check = said_no(RecordCheck.objects.get(visit__on=c.TODAY - 3 * DAY), cast.inspector)
    at = f"/inspections/checks/{check.pk}/"
    assert len(named_on(text(c.enter(client, cast.inspector).get(at)), cast)) == 2
    theirs = c.enter(client, companion)
    page = text(theirs.get(at))
    assert named_on(page, cast) == [] and "问了 1 位，共 2 位" in page
    for ask in check.asks.all():
        assert theirs.get(f"/inspections/asks/{ask.pk}/").status_code == 404


def test_the_author_learns_no_names_where_a_unit_inspects_itself(cast, client):
    author = c.officer("自己的主任", cast.province, "office")
    cast.author = author
    scene.visited(cast, on=c.TODAY - 4 * DAY)
    inspection = scene.inspected(cast, unit=cast.province, way="sample", heard="", draw=scene.drawn(cast, each=9))
    check = said_no(RecordCheck.objects.get(inspection=inspection, visit__author=author), cast.inspector)
    at = f"/inspections/checks/{check.pk}/"
    page = text(c.enter(client, author).get(at))
    assert named_on(page, cast) == [] and f"{at}reply/" in page
    assert len(named_on(text(c.enter(client, cast.inspector).get(at)), cast)) == 2


def test_somebody_of_the_unit_with_a_post_above_learns_no_names(cast, client):
    both = c.officer("县总兼省总", cast.county, "office")
    orgs.grant_post(both, cast.province, "office", by=None, on=date(2012, 1, 1))
    sampled(cast)
    check = said_no(RecordCheck.objects.order_by("pk").first(), cast.inspector)
    client = c.enter(client, both)
    page = text(client.get(f"/inspections/checks/{check.pk}/"))
    assert named_on(page, cast) == [] and "下结论" not in page
    assert client.get(f"/inspections/asks/{check.asks.get(place=2).pk}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status", "shown"),
    [
        ("office", 200, 2),
        ("leader", 200, 2),
        ("city_office", 200, 0),
        ("officer", 200, 0),
        ("enterprise", 404, 0),
        ("stranger", 404, 0),
        ("nobody", 404, 0),
        ("system", 404, 0),
        ("audit", 404, 0),
    ],
)
def test_who_reads_a_check_and_whom_of_it(cast, client, who, status, shown):
    sampled(cast)
    check = said_no(RecordCheck.objects.order_by("pk").first(), cast.inspector)
    answer = c.enter(client, cast.people[who]).get(f"/inspections/checks/{check.pk}/")
    assert (answer.status_code, len(named_on(text(answer), cast))) == (status, shown)


# ── buttons and actions agree ───────────────────────────────────────────────────────────────────────────


def buttons(client, check):
    page = text(client.get(f"/inspections/checks/{check.pk}/"))
    at = f"/inspections/checks/{check.pk}/"
    return ("/inspections/asks/" in page, f"{at}decide/" in page, f"{at}reply/" in page)


def test_the_page_offers_what_the_state_allows_and_to_whom(cast, client):
    sampled(cast)
    check = RecordCheck.objects.order_by("pk").first()
    office, author = cast.inspector, cast.author
    assert buttons(c.enter(client, office), check) == (True, False, False)
    assert buttons(c.enter(client, author), check) == (False, False, False)
    said_no(check, office)
    assert buttons(c.enter(client, office), check) == (True, False, False)
    assert buttons(c.enter(client, author), check) == (False, False, True)
    reply_to_check(check, "去了二车间", **by(author))
    assert buttons(c.enter(client, office), check) == (True, True, False)
    assert buttons(c.enter(client, cast.people["leader"]), check) == (False, False, False)
    decide_check(check, False, "另一位作证", **by(office))
    assert buttons(c.enter(client, office), check)[1:] == (False, False)
    assert buttons(c.enter(client, author), check) == (False, False, False)


def test_a_check_without_a_published_calendar_says_so(cast, client):
    sampled(cast)
    check = said_no(RecordCheck.objects.order_by("pk").first(), cast.inspector)
    RecordCheck.objects.filter(pk=check.pk).update(due=None)
    page = text(c.enter(client, cast.inspector).get(f"/inspections/checks/{check.pk}/"))
    assert "工作日历还没有公布，期限暂不能定" in page and "下结论" not in page
    mine = text(c.enter(client, cast.author).get("/inspections/mine/"))
    assert "自治区总工会抽查" in mine and "前说明" not in mine


def test_the_longest_reason_is_kept_whole_with_the_check_and_cut_on_the_visit(cast):
    sampled(cast)
    check = said_no(RecordCheck.objects.order_by("pk").first(), cast.inspector)
    reply_to_check(check, "去了", **by(cast.author))
    reason = "理" * 200
    decide_check(check, True, f" {reason} ", **by(cast.inspector))
    check.refresh_from_db()
    assert check.reason == reason
    assert Visit.objects.get(pk=check.visit_id).void_reason == f"抽查核实不实：{reason}"[:200]


def test_somebody_who_was_asked_already_is_told_so_on_the_page(cast, client):
    sampled(cast)
    check = said_no(RecordCheck.objects.order_by("pk").first(), cast.inspector)
    ask = check.asks.get(place=1)
    client = c.enter(client, cast.inspector)
    sent = {"came": "yes", "way": "face", "on": c.TODAY, "promised": "答应装直饮水"}
    with c.nothing_written():
        answer = client.post(f"/inspections/asks/{ask.pk}/", sent)
    assert answer.status_code == 422
    assert "这位职工的回答已经记下" in text(answer) and "答应装直饮水" in text(answer)
    assert Ask.objects.get(pk=ask.pk).came == "no"


# ── the names of what is supervised ─────────────────────────────────────────────────────────────────────


def test_what_is_supervised_has_its_name_in_the_trail(cast):
    made = sampled(cast)
    found = lacking(cast, made, text="字" * 40)
    check = RecordCheck.objects.order_by("pk").first()
    named = {
        "supervision.inspection": (made.pk, "督查兴庆区 2012年5月10日"),
        "supervision.shortcoming": (found.pk, "字" * 30),
        "supervision.recordcheck": (check.pk, "抽查核实 宁夏凤凰机械有限公司"),
    }
    for kind, (pk, name) in named.items():
        assert NAMINGS[kind].read([pk]) == {pk: name}
        assert NAMINGS[kind].read([]) == {}
        assert NAMINGS[kind].needs == "supervision.see"
    assert names.NAMINGS["supervision.score"].needs == names.NAMINGS["supervision.oddity"].needs == "supervision.see"


# ── who stands where ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("unit", "top", "below"),
    [
        ("county", "county", True),
        ("county", "city", True),
        ("county", "province", True),
        ("enterprise", "county", True),
        ("enterprise", "industry", True),
        ("city", "county", False),
        ("county", "other_city", False),
        ("county", "industry", False),
    ],
)
def test_what_stands_at_or_below_a_unit_in_either_tree(cast, unit, top, below):
    assert queries.at_or_below(getattr(cast, unit).pk, getattr(cast, top).pk) is below


@pytest.mark.parametrize(
    ("who", "shown"),
    [("office", ["县", "别的市"]), ("city_office", ["县"]), ("officer", ["县"]), ("stranger", ["别的市"])],
)
def test_what_was_found_is_read_by_both_sides_alone(cast, client, who, shown):
    stranger = cast.people["stranger"]
    lacking(cast, inspected(cast), text="县")
    other = inspected(cast, unit=cast.other_city)
    lacking(cast, other, text="别的市", unit=cast.other_city, owner=stranger)
    client = c.enter(client, cast.people[who])
    rows = client.get("/inspections/shortcomings/").context["pager"].rows
    assert sorted(row.text for row in rows) == sorted(shown)
    for row in actions.Shortcoming.objects.all():
        at = f"/inspections/shortcomings/{row.pk}/"
        assert client.get(at).status_code == (200 if row.text in shown else 404)
