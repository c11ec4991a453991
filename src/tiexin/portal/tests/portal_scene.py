"""Workers at the portal, for its tests: a browser without an officer, a matter asked there, codes read from texts."""

import re

from django.core.cache import cache
from django.test import Client

from tiexin.cases import codes
from tiexin.cases.actions.offering import assign_case
from tiexin.cases.models import Case
from tiexin.cases.tests import case_scene
from tiexin.orgs.tests import cast as c
from tiexin.outbox.models import Message

PHONE = "13900001111"
NAME, WORDS = "刘桂英", "从二月起一直没有发"


def stage():
    cache.clear()
    return case_scene.stage()


def browser():
    return Client()


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def form_of(client, cast, kind="dispute", unit=None):
    """The address of the form and the signed key that came with it."""
    address = f"/my/ask/?kind={kind}&unit={(unit or cast.county).pk}"
    page = client.get(address)
    return address, re.search(r'name="key" value="([^"]+)"', page.content.decode())[1]


def sent(key, **more):
    said = {"key": key, "asker": "self", "name": NAME, "phone": "", "title": "拖欠三个月工资", "text": WORDS}
    return {**said, "reply_way": "code", "hide_name": "on", "ask_claim": "wages", **more}


def asked(client, cast, kind="dispute", unit=None, **more):
    """A matter asked by its pages."""
    address, key = form_of(client, cast, kind, unit)
    response = client.post(address, sent(key, **more))
    assert response.status_code == 302, text_of(response)
    return Case.objects.latest("pk")


def added(client, page, text="", **more):
    """What comes of the form by which one adds to one's matter."""
    key = re.search(r'name="key" value="([^"]+)"', client.get(f"{page}add/").content.decode())[1]
    return client.post(f"{page}add/", {"key": key, "text": text, **more})


def code_of(case):
    return codes.code_of(case.key)


def follow(client, code):
    return client.post("/my/follow/", {"code": code})


def page_of(client, case):
    """The address of a matter, by its code."""
    return follow(client, code_of(case)).url


def walked(client, page):
    """The steps as they stand on the page of a matter: what was done, and by whom."""
    html = client.get(page).content.decode().split('<ol class="tx-timeline">')[1].split("</ol>")[0]
    return re.findall(r'<p class="tx-what">(.*?)</p>.*?<p class="tx-small">(.*?)</p>', html, re.S)


def digits_sent():
    """The digits of the newest text."""
    return re.search(r"\d{6}", Message.objects.texts().latest("pk").title)[0]


def entered(client, phone=PHONE):
    """A browser in which an account is open."""
    assert client.post("/my/login/", {"phone": phone}).status_code == 302
    assert client.post("/my/login/code/", {"digits": digits_sent()}).status_code == 302
    return client


def taken(case, cast, *names):
    """An officer of the unit claims it and takes steps."""
    assign_case(case, cast.author, "熟悉情况", by=cast.author, on=c.TODAY)
    return case_scene.moved(case, *names, by=cast.author)
