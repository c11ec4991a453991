"""What tests of the first start share: a house without a unit, a browser that gave the code, right answers."""

from datetime import UTC, datetime

from django.test import Client

from tiexin.boards.start import codes

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
UNION = "宁夏回族自治区总工会"
PASSWORD = "tiexin-2026-ningxia"
OWN = """\
pack: our-plan
title: 本会走访通知
issuers: [宁夏回族自治区总工会]
jurisdiction: "64"
year: 2026
issued: 2-13
period: {from: 2-13, to: 6-30}
sections:
  - {title: 一、走访, clauses: C1..C1}
duties:
  - clause: C1
    quote: 走访企业不少于十家
    title: 走访企业
    of: {population: 各级工会, level: 省级, kind: 地方总工会}
    do: {measure: 走访企业, count: {distinct: 企业}}
    counted: 含下级
    at_least: 10
    unit: 家
"""
ANSWERS = {
    "unit": {"name": UNION, "region": "640000", "level": ""},
    "people": {
        "system_name": "周明",
        "system_username": "",
        "security_name": "吴静",
        "security_username": "",
        "audit_name": "郑强",
        "audit_username": "zheng",
    },
    "office": {"office_name": "沈彦萍", "office_username": ""},
    "plan": {"plan": "own", "text": OWN},
    "year": {"year": "2026"},
}
STEPS = [*ANSWERS, "check"]


def browser(code: str = "") -> Client:
    """Return a browser that gave the code, or one of its own making."""
    client = Client()
    client.get("/start/", {"code": code or codes.issue()})
    return client


def answer(client: Client, until: str = "check", **changes: dict[str, str]) -> Client:
    """Answer the questions before `until` rightly, but for the changes."""
    for step in STEPS[: STEPS.index(until)]:
        sent = {**ANSWERS[step], **changes.get(step, {})}
        done = client.post(f"/start/{step}/", sent)
        following = f"/start/{STEPS[STEPS.index(step) + 1]}/"
        assert (done.status_code, done.get("Location")) == (302, following), done.content.decode()
    return client
