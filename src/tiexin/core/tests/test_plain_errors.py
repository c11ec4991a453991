"""What forms say when something does not do: no stock words of the framework, in no form of the product."""

import re
from datetime import date

import pytest
from django import forms
from django.core import validators
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.template.loader import render_to_string
from django.urls import get_resolver
from django.utils.html import strip_tags

from tiexin.core import plain_errors as said
from tiexin.core.filters import IN_SPAN

FOREIGN = re.compile(
    r"Ensure|Enter|Select|valid|required|ManagementForm|确保该|这个字段|不允许是用|选择一个有效|输入一个"
)
OUR_OWN = re.compile(r"[㐀-鿿]")


def kinds(of):
    """A class and everything that was made of it, the product's own as well."""
    return [of, *(each for below in of.__subclasses__() for each in kinds(below))]


def product():
    """Every form of the product: its pages are loaded, so its forms are."""
    list(get_resolver("tiexin.config.urls").url_patterns)
    return [
        form
        for form in kinds(forms.BaseForm)
        if form.__module__.startswith("tiexin.") and ".tests" not in form.__module__
    ]


# ── every field, every form ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("base", [forms.Field, models.Field])
def test_no_kind_of_field_has_words_of_the_framework(base):
    product()
    names = {name for kind in kinds(forms.Field) for name in kind.__dict__.get("default_error_messages", ())}
    found = {
        (kind.__name__, name): words
        for kind in kinds(base)
        for name, words in kind.__dict__.get("default_error_messages", {}).items()
        if base is forms.Field or name in ("blank", "null", "unique", "invalid_choice")
    }
    assert {which: words for which, words in found.items() if type(words) is not str} == {}  # stock words are lazy ones
    assert {which: words for which, words in found.items() if FOREIGN.search(words) or not OUR_OWN.search(words)} == {}
    assert {"required", "invalid", "invalid_choice", "invalid_list", "empty"} - names == set()


def test_no_validator_has_words_of_the_framework():
    known = [each for each in vars(validators).values() if isinstance(each, type) and "message" in vars(each)]
    found = {each.__name__: each.message for each in known}
    assert {name: words for name, words in found.items() if type(words) is not str} == {}
    assert set(map(type, validators.DecimalValidator.messages.values())) == {str}
    assert len(found) == len(said.VALIDATORS)


def test_no_form_of_the_product_has_words_of_the_framework():
    found = [
        (form.__name__, name, code)
        for form in product()
        for name, field in form.base_fields.items()
        for code, words in field.error_messages.items()
        if type(words) is not str or FOREIGN.search(words)
    ]
    assert (found, len(product()) > 100) == ([], True)


def test_every_field_that_is_seen_has_a_name_that_people_read():
    found = [
        (form.__name__, name)
        for form in product()
        for name, field in form.base_fields.items()
        if not field.widget.is_hidden and not OUR_OWN.search(str(field.label or ""))
    ]
    assert found == []


# ── what is said, by what was typed ─────────────────────────────────────────────────────────────────────

CHOICES = [("a", "甲"), ("b", "乙")]
TYPED = {
    "nothing": (forms.CharField(), "", "请填写"),
    "no choice": (forms.ChoiceField(choices=CHOICES), "", "请选择"),
    "no tick": (forms.BooleanField(), "", "请选择"),
    "too long": (forms.CharField(max_length=3), "一二三四", "最多写3字，现在4字"),
    "too short": (forms.CharField(min_length=3), "一", "至少写3字，现在1字"),
    "null character": (forms.CharField(), "一\0二", "文字里有不能保存的字符，请删去后重写"),
    "no number": (forms.IntegerField(), "一", "请填写整数"),
    "half a person": (forms.IntegerField(), "1.5", "请填写整数"),
    "too few": (forms.IntegerField(min_value=1), "0", "不能小于1"),
    "too many": (forms.IntegerField(max_value=99), "100", "不能大于99"),
    "no step": (forms.IntegerField(step_size=5), "3", "要是5的倍数"),
    "no money": (forms.DecimalField(), "x", "请填写数字"),
    "endless money": (forms.DecimalField(), "NaN", "请填写数字"),
    "too much money": (forms.DecimalField(max_digits=5, decimal_places=2), "12345", "小数点前面最多3位"),
    "too many figures": (forms.DecimalField(max_digits=5), "123456", "数字太长，最多5位"),
    "too fine": (forms.DecimalField(max_digits=5, decimal_places=2), "1.234", "小数点后面最多2位"),
    "no day": (forms.DateField(), "2012-02-30", said.DAY),
    "before all days": (forms.DateField(validators=IN_SPAN), "1800-01-01", "请选1900年以后的日子"),
    "no time": (forms.TimeField(), "25:00", said.TIME),
    "no moment": (forms.DateTimeField(), "2012-02-30 09:00", "请填写日期和时间，例如2012-05-10 09:30"),
    "no mail": (forms.EmailField(), "somebody", "请填写完整的邮箱"),
    "no address": (forms.URLField(assume_scheme="https"), "http://", "请填写完整的网址，以http://或者https://开头"),
    "no such choice": (forms.ChoiceField(choices=CHOICES), "bogus", "请在列出的里面选"),
    "no such choices": (forms.MultipleChoiceField(choices=CHOICES), ["bogus"], "请在列出的里面选"),
    "no list": (forms.MultipleChoiceField(choices=CHOICES), "a", "请在列出的里面选"),
    "no key": (forms.UUIDField(), "x", said.BROKEN),
    "no such words": (forms.RegexField(r"^\d+$"), "x", "这样写系统读不懂，请改一改"),
    "no file": (forms.FileField(), "x", "文件没有送到，请重新选文件"),
    "an empty file": (forms.FileField(), SimpleUploadedFile("a.pdf", b""), "这个文件是空的，请重新选文件"),
    "a long name": (
        forms.FileField(max_length=5),
        SimpleUploadedFile("abcdef.pdf", b"x"),
        "文件名太长：最多5字，现在10字。请改短文件名再选",
    ),
    "no picture": (
        forms.ImageField(),
        SimpleUploadedFile("a.png", b"x"),
        "这个文件不是照片，或者已经坏了，请重新选文件",
    ),
}


@pytest.mark.parametrize(("field", "typed", "words"), TYPED.values(), ids=TYPED)
def test_what_does_not_do_is_said_as_people_say_it(field, typed, words):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.messages == [words]


def test_what_was_typed_is_never_repeated():
    with pytest.raises(forms.ValidationError) as refused:
        forms.ChoiceField(choices=CHOICES).clean("bogus")
    assert "bogus" not in refused.value.messages[0]


def test_a_form_may_say_more_of_its_own():
    field = forms.ChoiceField(choices=CHOICES, error_messages={"required": "请点一下"})
    assert (field.error_messages["required"], field.error_messages["invalid_choice"]) == ("请点一下", said.CHOOSE)


# ── a field that nobody sees ────────────────────────────────────────────────────────────────────────────


class Hidden(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=3)
    on = forms.DateField(label="日期")


def words(form):
    return re.sub(
        r"\s+", " ", strip_tags(re.sub("<p>", " ", render_to_string("tiexin/parts/form_errors.html", {"form": form})))
    ).strip()


@pytest.mark.parametrize("key", ["", "abcd", "a\0b"])
def test_a_hidden_field_that_came_broken_is_said_in_words_and_not_by_its_name(key):
    assert words(Hidden({"key": key, "on": str(date(2012, 5, 10))})) == said.BROKEN


def test_beside_it_what_can_be_mended_is_named():
    assert words(Hidden({"key": "", "on": ""})) == f"{said.BROKEN} 还没有保存，请改正：日期"


def test_what_the_product_says_of_a_hidden_field_stays():
    form = Hidden({"key": "a", "on": "2012-05-10"})
    form.add_error("key", "这张表放得太久了，请重新打开")
    assert words(form) == "这张表放得太久了，请重新打开"
