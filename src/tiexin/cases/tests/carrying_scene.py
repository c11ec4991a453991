"""A browser without scripts, as far as words go from one form to another: what stands in a form, which buttons."""

import re
from html import unescape

from tiexin.cases.learning import queries, rules

BUTTON = re.compile(
    r'<button class="btn" type="submit"( form="words")? formaction="([^"]+)" name="carry" value="(\w+)"'
)


def suggests(monkeypatch, kind="petition", label="职工信访"):
    """Learning speaks, and finds every text like one service."""
    said = queries.Suggested(rules.Guess(kind, 0.9, ["欠薪"]), label)
    monkeypatch.setattr(queries, "is_on", lambda: True)
    monkeypatch.setattr(queries, "suggest", lambda request, words: said if words else queries.Suggested())


def buttons(response):
    """Of every button that takes words along: where it sends them, and for which service they were written."""
    found = {}
    for _, address, before in BUTTON.findall(response.content.decode()):
        found.setdefault(unescape(address), before)
    return found


def standing(response):
    """What a form sends as it stands."""
    form = response.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    sent = {name: value for name, value in values.items() if value not in (None, "", False)}
    return {name: "on" if value is True else str(getattr(value, "pk", value)) for name, value in sent.items()}


def address(response):
    """The address that a form sends to when it names none."""
    return f"{response.request['PATH_INFO']}?{response.request['QUERY_STRING']}"


def press(client, response, to, **changes):
    """Press the button of a page that goes to an address, with the form as it stands but for what was changed."""
    return client.post(to, {**standing(response), **changes, "carry": buttons(response)[to]})


def beside(client, response, said):
    """What is asked for while a form is filled in, by the address that stands in it."""
    [to] = re.findall(r'hx-post="([^"]+)"', response.content.decode())
    return client.post(unescape(to), said, headers={"HX-Request": "true"})
