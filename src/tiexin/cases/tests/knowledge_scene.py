"""Entries of a county's knowledge base for their tests."""

from datetime import timedelta

from django.core.cache import cache

from tiexin.cases.actions import knowledge as actions
from tiexin.cases.knowledge.models import Knowledge
from tiexin.cases.tests.case_scene import stage as cases_stage
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

DAY = timedelta(days=1)
QUOTE = "用人单位拖欠或者未足额支付劳动报酬的，劳动者可以依法向当地人民法院申请支付令，人民法院应当依法发出支付令。"
LAW = {"clause": "", "law": "劳动合同法", "article": "第三十条", "quote": QUOTE, "url": ""}
SAID = {
    "question": "单位拖欠工资怎么要",
    "answer": "先找工会调解，也可以申请支付令。",
    "sources": [LAW],
    "valid_until": c.TODAY + 100 * DAY,
    "kind": "dispute",
}
FORM = {
    "question": "单位拖欠工资怎么要",
    "answer": "找工会",
    "sources": f"《劳动合同法》第30条：{QUOTE}",
    "valid_until": str(c.TODAY + 90 * DAY),
    "kind": "dispute",
}


def stage():
    """The county's keeper, who is its office; a clerk of the county who only reads; the city's keeper."""
    cache.clear()
    return staged()


@kept.once
def staged():
    found = cases_stage()
    found.keeper = c.officer("杭静", found.county, "office")
    found.clerk = found.author
    found.above = c.officer("石立", found.city, "office")
    found.far = c.officer("万里", found.other_county, "office")
    return found


def said(cast, **changes):
    return actions.Said(**{**SAID, "owner": cast.keeper, **changes})


def written(cast, org=None, on=c.TODAY, **changes):
    new = Knowledge(org=org or cast.county)
    return actions.write_knowledge(new, said(cast, **changes), by=cast.keeper, on=on)


def published(cast, org=None, on=c.TODAY, **changes):
    return actions.publish_knowledge(written(cast, org, on, **changes), by=cast.keeper, on=on)


def enter(cast, client, who="keeper"):
    return c.enter(client, getattr(cast, who))
