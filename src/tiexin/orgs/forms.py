"""What people type about log-ins, officers and posts; choices are limited to the person's scope."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpRequest

from tiexin.core.filters import FilterForm, choice, words
from tiexin.orgs import rules
from tiexin.orgs.asking import today
from tiexin.orgs.models import Level, Officer, Org
from tiexin.orgs.picker import OFFICER, ORG, pick_field
from tiexin.orgs.queries import electable
from tiexin.orgs.roles import ROLES

ROLE_LABELS = {name: role.label for name, role in ROLES.items()}
ACCOUNT_STATES = {"none": "未开通", "waiting": "待激活", "lapsed": "链接已过期", "active": "已激活"}
FIXED = "登录时使用，开通后不能更改。"
USERNAME = RegexValidator(rules.LOGIN, rules.LOGIN_SAID)


def _password(label: str, hint: str, help_text: str = "") -> forms.CharField:
    box = forms.PasswordInput(attrs={"autocomplete": hint})
    return forms.CharField(label=label, strip=False, max_length=128, widget=box, help_text=help_text)


class LoginForm(forms.Form):
    username = forms.CharField(
        label="登录名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = _password("密码", "current-password")


class ActivateForm(forms.Form):
    password = _password("新密码", "new-password", "至少10位，不能是常见密码，也不能和登录名相近。")
    again = _password("再输一遍", "new-password")

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        given = super().clean() or {}
        if given.get("again") and given.get("password") != given["again"]:
            self.add_error("again", "两遍输入的不一样")
        return given


class OpenAccountForm(forms.Form):
    """The log-in name of a new account; somebody who has one keeps it."""

    username = forms.CharField(label="登录名", max_length=40, validators=[USERNAME], help_text=FIXED)

    def __init__(self, officer: Officer, data: Any = None, suggested: str = "") -> None:
        super().__init__(data, initial={"username": suggested})
        if officer.account_id is not None:
            del self.fields["username"]


class OfficerForm(forms.ModelForm[Officer]):
    """A new officer of a unit within scope that is open today."""

    class Meta:
        model = Officer
        fields = ["name", "org", "rank", "title", "since"]
        widgets = {"since": forms.DateInput({"type": "date"}, "%Y-%m-%d"), "rank": forms.RadioSelect}

    def __init__(self, units: QuerySet[Org], since: date, data: Any = None) -> None:
        super().__init__(data, initial={"since": since, "rank": "staff"})
        self.fields["org"] = pick_field(units, ORG, "单位")


class PostForm(forms.Form):
    """A role for an officer at a unit, both within scope."""

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data)
        units = Org.objects.for_request(request).open_on(today(request)).in_order()
        self.fields["officer"] = pick_field(electable(request), OFFICER, "干部")
        self.fields["org"] = pick_field(units, ORG, "任职单位")
        self.fields["role"] = forms.ChoiceField(
            label="角色", choices=list(ROLE_LABELS.items()), widget=forms.RadioSelect
        )


class OrgFilter(FilterForm):
    q = words("单位名称")
    level = choice("层级", dict(Level.choices))


class AccountFilter(FilterForm):
    q = words("姓名或登录名")
    state = choice("账号状态", ACCOUNT_STATES)


class PostFilter(FilterForm):
    q = words("姓名")
    role = choice("角色", ROLE_LABELS)
