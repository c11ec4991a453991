"""C081: whom a visit met, by the five groups of workers, as they stood that day."""

from datetime import timedelta

import pytest

from tiexin.core.refusal import Refused
from tiexin.evidence.models import Fact
from tiexin.orgs.tests import cast as c
from tiexin.registry.actions.merging import merge_workers
from tiexin.registry.actions.work import NewSpell, start_spell
from tiexin.registry.actions.workers import NewGroup, end_group, put_in_group
from tiexin.registry.models import Worker
from tiexin.registry.people import WorkerGroup
from tiexin.visits import actions, queries
from tiexin.visits.actions import NewVisit

pytestmark = pytest.mark.django_db
DAY = timedelta(1)
WHEN = {"by": None, "on": c.TODAY}


@pytest.fixture
def cast():
    return c.stage()


def visited(cast, on=c.TODAY, known=(), **more):
    author = cast.people["officer"]
    met = queries.known_workers(cast.employer, list(known), on)
    new = NewVisit(author, cast.employer, on, ["hear"], known=met.workers, groups=met.groups, **more)
    return actions.record_visit(new, by=author, on=c.TODAY)


def groups(visit):
    """Name of each person met → the groups that the talk carries."""
    facts = Fact.objects.filter(entry__thing_id=visit.pk, measure="talk").select_related("worker", "tag_set")
    return {
        fact.worker.name: sorted(tag.value for tag in fact.tag_set.tags.all() if tag.key == "worker_group")
        for fact in facts
    }


def test_a_talk_carries_the_groups_of_its_day(cast):
    row = put_in_group(cast.worker, NewGroup("migrant", c.TODAY - 5 * DAY, "户籍"), by=None, on=c.TODAY - 5 * DAY)
    put_in_group(cast.worker, NewGroup("needy", c.TODAY - 2 * DAY, "低保"), **WHEN)
    end_group(row, by=None, on=c.TODAY - DAY)
    told = [groups(visited(cast, c.TODAY - n * DAY, [cast.worker.pk])) for n in (6, 5, 2, 1, 0)]
    assert [each["刘桂英"] for each in told] == [[], ["migrant"], ["migrant", "needy"], ["needy"], ["needy"]]


def test_somebody_met_for_the_first_time_is_put_into_a_group(cast):
    visit = visited(cast, met=[("王大山", "front_line.migrant"), ("李小河", "manager"), ("赵四", "front_line")])
    assert groups(visit) == {"王大山": ["migrant"], "李小河": [], "赵四": []}
    row = WorkerGroup.objects.get()
    told = (row.worker.name, row.worker.role, row.group, row.since, row.reason, row.set_by)
    assert told == ("王大山", "front_line", "migrant", c.TODAY, "走访时了解", cast.people["officer"])
    again = visited(cast, met=[("王大山", "front_line.migrant")], known=[cast.worker.pk])
    assert (groups(again), WorkerGroup.objects.count()) == ({"刘桂英": [], "王大山": ["migrant"]}, 1)
    assert groups(visited(cast, met=[("王大山", "front_line")])) == {"王大山": ["migrant"]}  # as is known already


@pytest.mark.parametrize(
    "role", ["front_line.king", "manager.migrant", "front_line.", ".migrant", "front_line.front_line"]
)
def test_groups_that_do_not_exist(cast, role):
    with c.nothing_written(), pytest.raises(Refused) as caught:
        visited(cast, met=[("王大山", role)])
    assert caught.value.field == "people"


def test_the_form_and_the_machine_take_a_group(cast, client):
    c.enter(client, cast.people["officer"])
    offered = client.get(f"/visits/new/?employer={cast.employer.pk}")
    assert 'value="front_line.laid_off"' in offered.text
    sent = {
        "key": "2f8c1f58-0f0c-4f1c-9d0a-0d4cf7b55d11",
        "employer": cast.employer.pk,
        "on": c.TODAY.isoformat(),
        "methods": ["hear"],
        "name": ["王大山"],
        "role": ["front_line.laid_off"],
    }
    assert client.post("/visits/new/", sent).status_code == 302
    machine = {**sent, "key": "2f8c1f58-0f0c-4f1c-9d0a-0d4cf7b55d12"}
    machine |= {"met": [{"name": "李小河", "role": "front_line.needy"}]}
    assert client.post("/api/visits", machine, content_type="application/json").status_code == 201
    told = WorkerGroup.objects.order_by("pk").values_list("worker__name", "group")
    assert list(told) == [("王大山", "laid_off"), ("李小河", "needy")]


# ── who can be met where ────────────────────────────────────────────────────────────────────────────────


def test_whoever_is_sent_there_or_works_there_too_can_be_met(cast):
    agency = c.employer(cast.city, "银川人力公司")
    other = c.worker(cast.foreign, "派来的")
    spell = NewSpell("dispatch", c.TODAY - 3 * DAY, agency, cast.employer, leaves=False)
    start_spell(other, spell, **WHEN)
    assert groups(visited(cast, known=[other.pk])) == {"派来的": ["dispatched"]}
    stranger = c.worker(cast.foreign, "外人")
    with pytest.raises(Refused):
        visited(cast, known=[stranger.pk])
    new = NewVisit(cast.people["officer"], cast.employer, c.TODAY, ["hear"], known=[stranger])
    with c.nothing_written(), pytest.raises(Refused):
        actions.record_visit(new, by=new.author, on=c.TODAY)


def test_the_name_of_whoever_works_there_too_is_that_person_unless_one_of_that_name_mainly_works_there(cast):
    elsewhere = c.employer(cast.county, "另一家公司")
    other, namesake = c.worker(elsewhere, "兼职的"), c.worker(elsewhere, cast.worker.name)
    for worker in (other, namesake):
        start_spell(worker, NewSpell("platform", c.TODAY, cast.employer, leaves=False), **WHEN)
    before = Worker.objects.count()
    visit = visited(cast, met=[("兼职的", "front_line"), (cast.worker.name, "front_line"), ("新来的", "front_line")])
    assert set(visit.talks.values_list("worker", flat=True)) >= {other.pk, cast.worker.pk}
    assert (visit.talks.count(), Worker.objects.count()) == (3, before + 1)


def test_a_merged_entry_is_not_ticked_any_more_and_its_name_leads_to_the_person(cast):
    twin = c.worker(cast.employer, "刘贵英")
    merge_workers(twin, cast.worker, "本人确认", **WHEN)
    with pytest.raises(Refused):
        visited(cast, known=[twin.pk])
    visit = visited(cast, met=[("刘贵英", "front_line")])
    assert list(visit.talks.values_list("worker", flat=True)) == [cast.worker.pk]
    assert Worker.objects.filter(name="刘贵英").count() == 1
