"""From a call, a talk, a problem or a reception, by whichever way the service is found: the place stays known, the
matter is tied to it and counted once; a crisis takes along what is known there.
"""

from types import SimpleNamespace

import pytest

from tiexin.cases import origins, reading
from tiexin.cases.actions import hotline_lines as lines
from tiexin.cases.models import Case, CaseOrigin
from tiexin.cases.rooms.models import Reception
from tiexin.cases.tests import hotline_scene as calls
from tiexin.cases.tests import rooms_scene as rooms
from tiexin.cases.tests.carrying_scene import address, beside, buttons, press, standing, suggests
from tiexin.evidence.models import Fact
from tiexin.orgs import calendar
from tiexin.orgs.models import Rank
from tiexin.orgs.tests import cast as c
from tiexin.visits.models import Problem, Talk
from tiexin.visits.tests import problem_scene as scene

pytestmark = pytest.mark.django_db
PLACES = ("call", "talk", "problem", "reception")
COUNTED = {"call": "call_taken", "reception": "reception_held"}
CRISIS = {"kind": "violence", "place": "厂门口", "danger": "on"}
WORDS = "有人被堵着打"


@pytest.fixture
def cast():
    found = scene.stage()
    found.manager = c.officer("柳如松", found.county, "office", rank=Rank.MIDDLE, title="办公室主任")
    lines.open_line(found.province, "12351", by=found.people["city_office"], on=c.TODAY)
    yield found
    calendar.forget()


@pytest.fixture
def client(cast, client, monkeypatch):
    suggests(monkeypatch)
    return c.enter(client, cast.author)


@pytest.fixture(params=PLACES)
def place(request, cast):
    """Each of the four with its number, what it knows in words, and from where a matter of it comes."""
    kind = request.param
    words = {"problem": ("欠薪三个月", "欠薪三个月"), "reception": ("拖欠三个月工资", "")}.get(kind, ("", ""))
    channel = {"call": "hotline", "reception": "room"}.get(kind, "visit")
    return SimpleNamespace(kind=kind, pk=made(cast, kind), title=words[0], text=words[1], channel=channel)


def made(cast, kind):
    if kind == "call":
        return calls.told("ringing", "answered").pk
    if kind == "reception":
        return rooms.received(cast, rooms.opened(cast), end="", about="拖欠三个月工资", worker=cast.worker).pk
    return cast.problem.pk if kind == "problem" else Talk.objects.get().pk


def tied(place):
    """The matter, tied to its place; how often the place was counted, where it is."""
    origin = CaseOrigin.objects.get()
    assert (origin.kind, origin.thing_id, origin.case) == (place.kind, place.pk, Case.objects.get())
    if place.kind == "reception":
        assert Reception.objects.get(pk=place.pk).end == "case"
    if place.kind in COUNTED:
        assert Fact.objects.live().filter(measure=COUNTED[place.kind]).count() == 1
    return origin.case


def cry(client, page, **changes):
    """Register the crisis as its form stands; what happened is said where the place does not tell it."""
    return client.post(address(page), {"text": WORDS, **standing(page), **CRISIS, **changes})


def send(client, form, **changes):
    return client.post(address(form), {**standing(form), "title": "欠薪", "name": "刘桂英", **changes})


# ── by whichever way the service is found ───────────────────────────────────────────────────────────────


def test_the_page_of_words_keeps_the_place_and_begins_with_what_it_knows(client, place):
    came = f"{place.kind}={place.pk}"
    listed = client.get(f"/cases/new/?{came}&next=//evil.example")
    assert f'href="/cases/new/like/?{came}"' in listed.content.decode()
    assert "evil" not in "".join(buttons(listed))
    page = client.get(f"/cases/new/like/?{came}")
    assert [page.context["form"][name].value() or "" for name in ("title", "text")] == [place.title, place.text]
    assert f'<a href="/cases/new/?{came}">登记诉求</a>' in page.content.decode()
    page = client.post(address(page), {**standing(page), "text": "三个月没有发"})
    form = press(client, page, f"/cases/new/?{came}&kind=petition")
    assert [standing(form).get(name, "") for name in ("title", "text")] == [place.title, "三个月没有发"]
    assert form.context["form"].initial["channel"] == place.channel
    assert send(client, form).status_code == 302
    case = tied(place)
    assert (case.kind, case.channel, case.text, case.employer, case.worker) == (
        "petition",
        place.channel,
        "三个月没有发",
        None if place.kind == "call" else cast_of(case).employer,
        None if place.kind == "call" else cast_of(case).worker,
    )


def cast_of(case):
    """Whom every place but a call knows."""
    worker = Talk.objects.get().worker
    return SimpleNamespace(worker=worker, employer=worker.employer)


def test_the_suggestion_beside_a_form_keeps_the_place_and_what_was_typed(client, place):
    came = f"{place.kind}={place.pk}"
    form = client.get(f"/cases/new/?{came}&kind=dispute")
    typed = {
        **standing(form),
        "title": "欠薪",
        "text": "改过的字",
        "phone": "13900002222",
        "people": "3",
        "asker": "group",
    }
    part = beside(client, form, typed)
    assert buttons(part) == {f"/cases/new/?{came}&kind=petition": "dispute"}
    with c.nothing_written():
        moved = client.post(f"/cases/new/?{came}&kind=petition", {**typed, "carry": "dispute"})
    found = standing(moved)
    assert {name: found.get(name) for name in ("key", "title", "text", "phone", "people", "channel")} == {
        "key": typed["key"],
        "title": "欠薪",
        "text": "改过的字",
        "phone": "13900002222",
        "people": "3",
        "channel": place.channel,
    }
    assert send(client, moved).status_code == 302
    assert (tied(place).kind, Case.objects.get().text, Case.objects.get().people) == ("petition", "改过的字", 3)


def test_what_was_taken_out_of_a_form_does_not_come_back_from_the_place(client, place):
    form = client.get(f"/cases/new/?{place.kind}={place.pk}&kind=dispute")
    emptied = {name: "" for name in ("title", "text", "phone", "place")}
    typed = {name: value for name, value in standing(form).items() if name not in ("worker", "employer")} | emptied
    found = standing(client.post(f"/cases/new/?{place.kind}={place.pk}&kind=petition", {**typed, "carry": "dispute"}))
    assert [name for name in (*emptied, "worker", "employer") if name in found] == []


# ── a crisis ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_crisis_begins_with_what_the_place_knows_and_keeps_it(cast, client, place):
    page = client.get(f"/cases/crisis/?{place.kind}={place.pk}")
    found = standing(page)
    known = (found.get("text", ""), found.get("people"), found["channel"], found.get("name"))
    named = None if place.kind == "call" else "刘桂英"
    people = "1" if place.kind == "problem" else None
    assert known == (place.text or place.title, people, place.channel, named)
    said = f"企业：<b>{cast.employer}</b>，登记时一起记下" in page.content.decode()
    assert said is (place.kind != "call")
    assert cry(client, page).status_code == 302
    case = tied(place)
    assert (case.kind, case.text, case.people, case.employer, case.worker) == (
        "crisis",
        place.text or place.title or WORDS,
        1,
        None if place.kind == "call" else cast.employer,
        None if place.kind == "call" else cast.worker,
    )


def test_a_crisis_of_several_says_how_many(cast, client):
    second = c.worker(cast.employer, "马秀英")
    problem = scene.heard(cast, known=[cast.worker, second], problems=[("urgent", "食堂里打起来了")])
    problem.voices.all().delete()
    for worker in (cast.worker, second):
        problem.voices.create(visit=problem.visit, worker=worker)
    page = client.get(f"/cases/crisis/?problem={problem.pk}")
    assert cry(client, page, asker="anonymous").status_code == 302
    case = Case.objects.get()
    assert (case.people, case.text, case.employer, case.worker) == (2, "食堂里打起来了", cast.employer, None)


def test_a_caller_is_of_their_enterprise_and_whom_they_speak_for_is_not(cast, client, monkeypatch):
    kept = origins.ORIGINS["call"]
    caller = origins.Origin("call", kept.label, kept.channel, kept.url, lambda *_: {"worker": cast.worker.pk})
    monkeypatch.setitem(origins.ORIGINS, "call", caller)
    page = client.get("/cases/crisis/?call=1")
    assert "替别人说的，不记" in page.content.decode()
    for asker, name in (("self", "刘桂英"), ("family", "刘桂英"), ("self", "别人")):
        assert cry(client, client.get("/cases/crisis/?call=1"), asker=asker, name=name).status_code == 302
    found = list(Case.objects.order_by("pk").values_list("worker", "employer"))
    assert found == [(cast.worker.pk, cast.employer.pk), (None, None), (None, None)]


def test_words_of_self_harm_are_sealed_wherever_they_come_from(cast, client):
    Problem.objects.filter(pk=cast.problem.pk).update(text="他说不想活了")
    page = client.get(f"/cases/crisis/?problem={cast.problem.pk}")
    assert cry(client, page, kind="self_harm").status_code == 302
    case = Case.objects.get()
    assert (case.sealed, case.text, case.title, case.words) == (
        True,
        "",
        "危机处置",
        "危机处置\n哪一种：自伤、自杀\n现在还有危险：是\n他说不想活了",
    )
    assert (case.employer, case.hide_name) == (cast.employer, True)


def test_whoever_takes_a_crisis_at_the_enterprise_itself_still_reads_whom_to_call(cast, client):
    """A name is hidden from the union of an employer that is known: there it would be hidden from its receiver."""
    own = c.employer(cast.enterprise, "凤凰机械厂")
    scene.visited(cast, employer=own, known=[c.worker(own, "纪春生")], author=cast.people["enterprise"])
    talk = Talk.objects.get(worker__name="纪春生")
    c.enter(client, cast.people["enterprise"])
    page = client.get(f"/cases/crisis/?talk={talk.pk}")
    sent = cry(client, page)
    case = Case.objects.get()
    assert (case.employer, case.hide_name, case.org) == (None, True, cast.enterprise)
    assert "纪春生" in client.get(sent.url).content.decode()


def test_the_union_of_the_enterprise_is_not_named_whom_a_crisis_is_about(cast, client):
    own = c.employer(cast.enterprise, "凤凰机械厂")
    scene.visited(cast, employer=own, known=[c.worker(own, "纪春生")])
    page = client.get(f"/cases/crisis/?talk={Talk.objects.get(worker__name='纪春生').pk}")
    assert cry(client, page).status_code == 302
    case = Case.objects.get()
    hidden = []
    for who in (cast.people["enterprise"], cast.author):
        asker = SimpleNamespace(officer=who, today=c.TODAY, needs="cases.see")
        hidden.append(Case.objects.filter(reading.unnamed(asker)).filter(pk=case.pk).exists())
    assert (case.employer, hidden) == (own, [True, False])


def test_an_enterprise_beyond_reach_is_not_kept(cast, client, monkeypatch):
    kept = origins.ORIGINS["talk"]
    far = origins.Origin("talk", kept.label, kept.channel, kept.url, lambda *_: {"employer": cast.foreign.pk})
    monkeypatch.setitem(origins.ORIGINS, "talk", far)
    page = client.get("/cases/crisis/?talk=1")
    assert str(cast.foreign) not in page.content.decode()
    assert cry(client, page).status_code == 302
    assert Case.objects.get().employer is None
