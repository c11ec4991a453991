"""Who reads and who goes on with opinions, proposals and announced visits, with the same of another place present."""

import pytest

from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept
from tiexin.visits import actions as visits
from tiexin.visits.actions import announcements, proposals
from tiexin.visits.actions.opinions import Heard
from tiexin.visits.announcements import Announcement
from tiexin.visits.opinions import Opinion
from tiexin.visits.proposals import Proposal
from tiexin.visits.tests import problem_scene as scene
from tiexin.visits.tests.problem_scene import DAY

pytestmark = pytest.mark.django_db
LISTS = {"opinions": Opinion, "proposals": Proposal, "announcements": Announcement}
HERE, THERE = "本县的事", "别市的事"
READS = {
    "officer": {HERE},
    "city_office": {HERE},
    "office": {HERE, THERE},
    "leader": {HERE, THERE},
    "stranger": {THERE},
    "enterprise": set(),
}


@kept.fixture
def cast():
    """One of each at the county and one of each at the other city."""
    found = scene.stage()
    for who, org, employer, words in (
        (found.author, found.county, found.employer, HERE),
        (found.people["stranger"], found.other_city, found.foreign, THERE),
    ):
        by = {"by": who, "on": c.TODAY}
        met = {"met": [(f"{words}的职工", "front_line")], "opinions": [Heard(words)]}
        visits.record_visit(visits.NewVisit(who, employer, c.TODAY, ["hear"], **met), **by)
        plain = {"org": org, "owner": who}
        new = Proposal(**plain, title=words, text=words, body="人民政府", sent=c.TODAY)
        proposals.send_proposal(new, [], **by)
        announcements.announce_visit(Announcement(**plain, employer=employer, day=c.TODAY + DAY, purpose=words), **by)
    return found


def words_of(row):
    return getattr(row, {"Opinion": "text", "Proposal": "title", "Announcement": "purpose"}[type(row).__name__])


@pytest.mark.parametrize("who", READS)
@pytest.mark.parametrize("kind", LISTS)
def test_the_list_and_each_page_show_what_is_in_reach_and_nothing_else(cast, client, kind, who):
    client = c.enter(client, cast.people[who])
    rows = client.get(f"/{kind}/").context["pager"].rows
    assert {words_of(row) for row in rows} == READS[who]
    for row in LISTS[kind].objects.all():
        status = 200 if words_of(row) in READS[who] else 404
        assert client.get(f"/{kind}/{row.pk}/").status_code == status


@pytest.mark.parametrize("who", ["nobody", "system", "security", "audit"])
@pytest.mark.parametrize("kind", LISTS)
def test_whoever_has_no_such_right_finds_no_list(cast, client, kind, who):
    assert c.enter(client, cast.people[who]).get(f"/{kind}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "writes"),
    [
        ("officer", {HERE}),
        ("city_office", {HERE}),
        ("office", {HERE, THERE}),
        ("leader", {HERE, THERE}),
        ("stranger", {THERE}),
        ("enterprise", set()),
    ],
)
@pytest.mark.parametrize(
    ("kind", "pages"),
    [
        ("opinions", ("settle", "tell")),
        ("proposals", ("answer", "effect", "close", "pass-on", "take-in", "end")),
        ("announcements", ("answer", "cancel")),
    ],
)
def test_whoever_records_there_goes_on_there(cast, client, kind, pages, who, writes):
    client = c.enter(client, cast.people[who])
    for row in LISTS[kind].objects.all():
        status = 200 if words_of(row) in writes else 404
        found = {page: client.get(f"/{kind}/{row.pk}/{page}/").status_code for page in pages}
        assert found == dict.fromkeys(pages, status)


@pytest.mark.parametrize("who", READS)
@pytest.mark.parametrize("kind", ["opinions", "proposals"])
def test_machines_read_what_the_pages_show(cast, client, kind, who):
    found = c.enter(client, cast.people[who]).get(f"/api/{kind}").json()
    assert {row.get("text") or row["title"] for row in found["rows"]} == READS[who]
    assert (found["total"], found["page"], found["more"]) == (len(READS[who]), 1, False)
