"""Forms share the fields that none of them changes."""

import pytest
from django import forms

from tiexin.core.fields import shared


@shared("way")
class Asked(forms.Form):
    name = forms.CharField()
    way = forms.ChoiceField()

    def __init__(self, data=None, ways=()):
        super().__init__(data)
        self.fields["way"].choices = [(each, each) for each in ways]
        self.fields["more"] = forms.CharField(required=False)


def test_what_a_form_changes_is_its_own():
    one, other = Asked({"name": "周", "way": "a"}, "ab"), Asked({"name": "", "way": "a"}, "cd")
    assert one.fields["name"] is other.fields["name"]
    assert (one.fields["way"].choices, other.fields["way"].choices) == (
        [("a", "a"), ("b", "b")],
        [("c", "c"), ("d", "d")],
    )
    assert (one.errors, sorted(other.errors)) == ({}, ["name", "way"])
    assert (Asked.base_fields["way"].choices, sorted(Asked.base_fields)) == ([], ["name", "way"])


def test_a_form_below_is_as_django_makes_it():
    class Below(Asked):
        day = forms.DateField()

    one, other = Below(), Below()
    assert one.fields["name"] is not other.fields["name"]
    assert sorted(one.fields) == ["day", "more", "name", "way"]


def test_a_field_that_is_not_there_cannot_be_left_out():
    with pytest.raises(KeyError):
        shared("nowhere")(Asked)
