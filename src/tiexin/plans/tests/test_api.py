"""Plans for machines."""

import pytest

from tiexin.duties.models import PlanVersion, State
from tiexin.orgs.tests import cast as c
from tiexin.plans.tests import small

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def in_force(pack, issuer):
    """A version put in force without being built: the list shows sentences, not numbers."""
    version = small.draft(pack, issuer)
    PlanVersion.objects.filter(pk=version.pk).update(state=State.LIVE)
    return version


def get(client, cast, name, **asked):
    return c.enter(client, cast.people[name]).get("/api/plans", asked)


def test_a_plan_in_force_with_every_sentence(cast, client):
    in_force(small.text(small.OWN["C3"]), cast.province)
    small.draft(small.text(small.OWN["C7"], code="waiting"), cast.province)
    named = {"item": "C3", "code": "C3", "quote": "原文C3", "title": "县级走访企业"}
    norm = {"item": "C12", "code": "C12", "quote": "不增加基层负担", "title": "不增加负担"}
    shown = {
        "code": "small",
        "title": "走访方案",
        "number": "宁工发〔2012〕1号",
        "version": 1,
        "start": "2012-03-01",
        "end": "2012-06-30",
        "clauses": [{**named, "kind": "tally", "strength": "must"}, {**norm, "kind": "norm", "strength": "must"}],
    }
    answer = get(client, cast, "officer")
    assert (answer.status_code, answer.json()) == (200, {"rows": [shown], "page": 1, "total": 1, "more": False})


def test_each_sees_the_plans_issued_above_at_or_below_a_post(cast, client):
    for code, issuer in (("p", cast.province), ("c", cast.city), ("o", cast.other_city), ("k", cast.county)):
        in_force(small.text(small.OWN["C7"], code=f"plan-{code}", issuer=issuer.name), issuer)
    codes = {
        name: [row["code"] for row in get(client, cast, name).json()["rows"]]
        for name in ("leader", "officer", "stranger", "enterprise")
    }
    assert codes == {
        "leader": ["plan-p", "plan-c", "plan-o", "plan-k"],
        "officer": ["plan-p", "plan-c", "plan-k"],
        "stranger": ["plan-p", "plan-o"],
        "enterprise": ["plan-p", "plan-c", "plan-k"],
    }


def test_the_list_comes_in_pages(cast, client):
    for number in range(26):
        in_force(small.text(small.OWN["C7"], code=f"p{number:02}"), cast.province)
    first, second = (get(client, cast, "leader", page=page).json() for page in (1, 2))
    assert (len(first["rows"]), first["total"], first["more"]) == (25, 26, True)
    assert ([row["code"] for row in second["rows"]], second["page"], second["more"]) == (["p25"], 2, False)


def test_nobody_gets_401_a_stranger_404_and_nonsense_422(cast, client):
    assert client.get("/api/plans").status_code == 401
    for name in ("nobody", "system", "audit"):
        answer = get(client, cast, name)
        assert (answer.status_code, answer.json()) == (404, {"message": "没有找到"})
    answer = get(client, cast, "officer", page="eins")
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [["query", "page"]]
