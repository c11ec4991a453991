"""What every page does the same way."""

import pytest
from django import forms

from tiexin.core import skin
from tiexin.core.refusal import Refused


class Sample(forms.Form):
    name = forms.CharField()


def refuse(**more):
    raise Refused("太短了", **more)


def test_what_the_action_returns_comes_back():
    form = Sample({"name": "a"})
    assert form.is_valid()
    assert skin.attempt(form, lambda: 7) == 7
    assert not form.errors


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"field": "name"}, "name", "太短了"),
        ({"field": "name", "clause": "第3条"}, "name", "太短了（依据：第3条）"),
        ({"field": "other"}, "__all__", "太短了"),
        ({}, "__all__", "太短了"),
    ],
)
def test_refusal_goes_to_its_field(more, field, said):
    form = Sample({"name": "a"})
    assert form.is_valid()
    assert skin.attempt(form, lambda: refuse(**more)) is None
    assert form.errors == {field: [said]}


def test_form_is_bound_only_when_something_was_sent(rf):
    assert skin.posted(rf.get("/?name=a")) is None
    assert skin.posted(rf.post("/", {"name": "a"})).dict() == {"name": "a"}
    assert Sample(skin.posted(rf.post("/"))).is_bound


@pytest.mark.parametrize(("sent", "status"), [(None, 200), ({"name": "a"}, 200), ({}, 422)])
def test_a_form_to_be_mended_is_answered_with_422(rf, monkeypatch, sent, status):
    monkeypatch.setattr(skin, "render", lambda request, template, context, status: (template, context, status))
    form = Sample(sent)
    answer = skin.form_page(rf.get("/"), "page.html", form, more=1)
    assert answer == ("page.html", {"form": form, "more": 1}, status)
