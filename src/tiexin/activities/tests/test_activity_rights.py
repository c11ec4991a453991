"""Who may do what with activities: by role at the unit, by the unit above, by nobody from beside."""

import pytest

from tiexin.activities.models import Activity
from tiexin.activities.tests.activity_scene import recorded, stage
from tiexin.orgs import calendar
from tiexin.orgs.roles import PERMISSIONS, ROLES
from tiexin.orgs.tests import cast as c

pytestmark = pytest.mark.django_db
LISTS = ("", "calendar/", "corps/", "training/", "guidance/", "examples/", "assessments/mine/")
FORMS = ("new/", "guidance/new/", "examples/new/")


@pytest.fixture
def cast():
    yield stage()
    calendar.forget()


def test_permissions_of_the_room_are_held_by_fitting_roles():
    held = {name for name in PERMISSIONS if name.startswith("activities.")}
    by = {name: {role for role, each in ROLES.items() if name in each.permissions} for name in held}
    assert by == {
        "activities.see": {"officer", "leader", "office", "enterprise"},
        "activities.record": {"officer", "leader", "office"},
        "activities.judge": {"leader", "office"},
    }


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("who", ["officer", "leader", "office", "enterprise"])
def test_whoever_works_for_a_union_reads_the_room(cast, client, who, page):
    assert c.enter(client, cast.people[who]).get(f"/activities/{page}").status_code == 200


@pytest.mark.parametrize("page", [*LISTS, *FORMS, "assessments/", "assessments/new/"])
@pytest.mark.parametrize("who", ["system", "security", "audit", "nobody"])
def test_administrators_and_those_without_a_post_do_not(cast, client, who, page):
    assert c.enter(client, cast.people[who]).get(f"/activities/{page}").status_code == 404


@pytest.mark.parametrize("page", FORMS)
@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("leader", 200), ("office", 200), ("enterprise", 404)])
def test_recording_is_for_those_who_go_out(cast, client, who, status, page):
    assert c.enter(client, cast.people[who]).get(f"/activities/{page}").status_code == status


@pytest.mark.parametrize(("who", "status"), [("officer", 404), ("leader", 200), ("office", 200), ("enterprise", 404)])
def test_assessing_is_for_leaders_and_offices(cast, client, who, status):
    client = c.enter(client, cast.people[who])
    for page in ("assessments/", "assessments/new/"):
        assert client.get(f"/activities/{page}").status_code == status


@pytest.mark.parametrize(("who", "button"), [("officer", True), ("enterprise", False)])
def test_the_list_offers_the_form_to_whoever_may_fill_it_in(cast, client, who, button):
    text = c.enter(client, cast.people[who]).get("/activities/").content.decode()
    assert ('href="/activities/new/"' in text) is button


@pytest.mark.parametrize(("who", "status"), [("city_office", 302), ("office", 302), ("stranger", 404), ("audit", 404)])
def test_the_unit_above_may_void_and_nobody_beside(cast, client, who, status):
    made = recorded(cast)
    answer = c.enter(client, cast.people[who]).post(f"/activities/{made.pk}/void/", {"reason": "登记重了"})
    assert answer.status_code == status
    assert Activity.objects.filter(voided=None).exists() is (status == 404)
