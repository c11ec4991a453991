"""What people may type about log-ins, officers and posts."""

from types import SimpleNamespace

import pytest

from tiexin.orgs.forms import ActivateForm, LoginForm, OfficerForm, OpenAccountForm, PostForm
from tiexin.orgs.models import Officer, Org
from tiexin.orgs.roles import ROLES
from tiexin.orgs.tests import cast as c


@pytest.mark.parametrize(
    ("username", "fits"),
    [
        ("lixiulan", True),
        ("li.xiu-lan_2", True),
        ("a" * 40, True),
        ("a" * 41, False),
        ("li", False),
        ("2li", False),
        ("LiXiulan", False),
        ("李秀兰", False),
        ("li xiulan", False),
        ("lixiu\n", True),  # a browser's line end is cut off
        ("", False),
    ],
)
def test_log_in_name(username, fits):
    form = OpenAccountForm(Officer(name="李秀兰"), {"username": username})
    assert form.is_valid() == fits
    assert fits or form.errors["username"]


def test_somebody_with_an_account_keeps_the_name():
    form = OpenAccountForm(Officer(name="李秀兰", account_id=7), {"username": "other"})
    assert form.is_valid()
    assert form.cleaned_data == {}


def test_password_is_taken_as_it_is_typed():
    form = LoginForm({"username": " lixiulan ", "password": " with blanks "})
    assert form.is_valid()
    assert form.cleaned_data == {"username": "lixiulan", "password": " with blanks "}


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ("abcdefghij", "abcdefghij", None),
        ("abcdefghij", "abcdefghik", "again"),
        ("abcdefghij", "", "again"),
        ("", "", "password"),
    ],
)
def test_new_password_is_typed_twice(first, second, field):
    form = ActivateForm({"password": first, "again": second})
    assert form.is_valid() == (field is None)
    assert field is None or field in form.errors


@pytest.mark.parametrize("form", [LoginForm(), ActivateForm()])
def test_browser_is_told_which_password_it_is(form):
    hints = {"LoginForm": "current-password", "ActivateForm": "new-password"}
    html = str(form["password"])
    assert f'autocomplete="{hints[type(form).__name__]}"' in html
    assert 'type="password"' in html


def test_password_is_never_written_back():
    form = LoginForm({"username": "x", "password": "secret-secret"})
    assert "secret-secret" not in form.as_p()


@pytest.mark.django_db
class TestWithinReach:
    def asking(self, who):
        return SimpleNamespace(officer=who, today=c.TODAY, needs="posts.grant")

    def test_post_offers_people_and_units_of_the_reach(self):
        cast = c.stage()
        form = PostForm(self.asking(c.officer("吴敏", cast.county, "security")))
        assert set(form.fields["org"].queryset) == {cast.county, cast.enterprise}
        assert {who.name for who in form.fields["officer"].queryset} == {"李秀兰", "孙小军", "吴敏", "王铁柱"}
        assert [name for name, _ in form.fields["role"].choices] == list(ROLES)

    def test_officer_starts_today_as_staff(self):
        units = c.units()
        form = OfficerForm(Org.objects.filter(pk=units.city.pk), c.TODAY)
        assert (form["since"].value(), form["rank"].value()) == (c.TODAY, "staff")
        assert 'value="2012-05-10"' in str(form["since"])

    def test_picker_has_no_box_that_blocks_sending(self):
        units = c.units()
        html = str(OfficerForm(Org.objects.filter(pk=units.city.pk), c.TODAY)["org"])
        box = html[: html.index("<div")]
        assert 'form="nowhere"' in box
        assert "required" not in box
        assert 'hx-get="/orgs/pick/?name=org"' in box
