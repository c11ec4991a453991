"""What a pack says of the days of a version is kept with the version."""

from datetime import date

import pytest

from tiexin.duties.models import Term
from tiexin.orgs.tests import cast as c
from tiexin.plans import actions
from tiexin.plans.actions import NewVersion
from tiexin.plans.reading import read_bytes
from tiexin.plans.tests.desk import DUTY, HEAD

pytestmark = pytest.mark.django_db


def stored(more=""):
    text = HEAD.replace("某市总工会", "银川市总工会") + more + DUTY
    found = read_bytes(text.encode(), 2012)
    assert found.loaded.pack is not None, found.loaded.problems
    issuer = c.units().city
    return actions.load_plan(NewVersion(found.loaded, text, issuer), by=None, on=c.TODAY)


@pytest.mark.parametrize(
    ("more", "effective", "cutoff"),
    [
        ("", None, None),
        ("effective: 5-1\n", date(2012, 5, 1), None),
        ("cutoff: 10天\n", None, 10),
        ("effective: 5-1\ncutoff: 10天\n", date(2012, 5, 1), 10),
    ],
)
def test_a_change_and_a_cut_off_are_kept(more, effective, cutoff):
    version = stored(more)
    version.refresh_from_db()
    assert (version.effective, version.cutoff) == (effective, cutoff)


def test_a_change_owes_only_what_ends_on_its_day_or_later():
    version = stored("effective: 5-1\n")
    assert [(term.start, term.end) for term in Term.objects.filter(duty__clause__version=version)] == [
        (date(2012, 2, 20), date(2012, 6, 30))
    ]
