"""A county that learns from its closed matters, for the tests of learning."""

from contextlib import contextmanager

from tiexin.cases.actions import learning as actions
from tiexin.cases.learning import store
from tiexin.cases.models import Case
from tiexin.cases.tests.case_scene import DAY
from tiexin.cases.tests.case_scene import stage as cases_stage
from tiexin.cases.tests.learning_texts import closed_matters, row
from tiexin.orgs import calendar
from tiexin.orgs.tests import cast as c

WAGES = {"title": "拖欠工资", "text": "老板拖欠三个月工资不发"}
LIKE, SWITCH, NOW, TOPICS = "/cases/new/like/", "/accounts/suggestions/", "/accounts/suggestions/now/", "/cases/topics/"


@contextmanager
def staged(settings, home):
    """The county's keeper, an administrator above, somebody far away; files of models lie in a folder of the test."""
    settings.HOME = home
    store.forget()
    found = cases_stage()
    found.keeper = c.officer("杭静", found.county, "office")
    found.admin = c.officer("管锋", found.province, "system")
    found.far = c.officer("万里", found.other_county, "office")
    yield found
    store.forget()
    calendar.forget()


def teach(cast):
    """The county and its city with 520 closed matters, learned from, suggestions on."""
    closed_matters([cast.county, cast.city], 520)
    actions.learn_cases(cast.county, by=cast.admin, on=c.TODAY)
    actions.switch_suggestions(True, "试用一季度", by=cast.admin, on=c.TODAY)
    return cast


def enter(cast, client, who="keeper"):
    return c.enter(client, getattr(cast, who))


def several(cast, count, days, kind="dispute", title="拖欠工资", **more):
    """So many closed matters of some days ago."""
    org = more.pop("org", cast.county)
    return Case.objects.bulk_create([row(org, kind, title, "", c.TODAY - days * DAY, **more) for _ in range(count)])
