"""What forms say when something does not do, in the product's own words.

Django's Chinese is that of its programmers (“这个字段”, “不允许是用空字符串”), and it repeats what was
sent. Here it is said what to do. Fields and validators of Django are told once, at start; a form that says more of its
own keeps it.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import validators
from django.db import models
from django.forms.models import InlineForeignKeyField

NUMBER, DAY, TIME = "请填写数字", "请填写日期，年、月、日都要有，例如2012-05-10", "请填写时间，例如09:30"
CHOOSE, BROKEN = "请在列出的里面选", "这一页没有送完整，请刷新后再填一次"
FILE, EMAIL, URL = "请重新选文件", "请填写完整的邮箱", "请填写完整的网址，以http://或者https://开头"
WHOLE, OTHERWISE = "请填写整数", "这样写系统读不懂，请改一改"

FIELDS: Mapping[type[Any], Mapping[str, str]] = {
    forms.Field: {"required": "请填写"},
    forms.IntegerField: {"invalid": WHOLE},
    forms.FloatField: {"invalid": NUMBER},
    forms.DecimalField: {"invalid": NUMBER},
    forms.DateField: {"invalid": DAY},
    forms.TimeField: {"invalid": TIME},
    forms.DateTimeField: {"invalid": "请填写日期和时间，例如2012-05-10 09:30"},
    forms.DurationField: {"invalid": "请填写时长", "overflow": "时长太长，请改短"},
    forms.URLField: {"invalid": URL},
    forms.UUIDField: {"invalid": BROKEN},
    forms.JSONField: {"invalid": BROKEN},
    forms.FileField: {
        "invalid": f"文件没有送到，{FILE}",
        "missing": f"文件没有送到，{FILE}",
        "empty": f"这个文件是空的，{FILE}",
        "max_length": "文件名太长：最多%(max)d字，现在%(length)d字。请改短文件名再选",
        "contradiction": "要么选一个新文件，要么删去原来的，请只做一样",
    },
    forms.ImageField: {"invalid_image": f"这个文件不是照片，或者已经坏了，{FILE}"},
    forms.BooleanField: {"required": "请选择"},
    forms.ChoiceField: {"required": "请选择", "invalid_choice": CHOOSE},
    forms.MultipleChoiceField: {"invalid_choice": CHOOSE, "invalid_list": CHOOSE},
    forms.ModelChoiceField: {"required": "请选择", "invalid_choice": CHOOSE},
    forms.ModelMultipleChoiceField: {"invalid_choice": CHOOSE, "invalid_list": CHOOSE, "invalid_pk_value": CHOOSE},
    forms.MultiValueField: {"invalid": OTHERWISE, "incomplete": "请都填上"},
    forms.SplitDateTimeField: {"invalid_date": DAY, "invalid_time": TIME},
    InlineForeignKeyField: {"invalid_choice": BROKEN},
    models.Field: {
        "invalid_choice": CHOOSE,
        "null": "请填写",
        "blank": "请填写",
        "unique": "已经有一样的了，请改一改",
        "unique_for_date": "已经有一样的了，请改一改",
    },
}
VALIDATORS: Mapping[type[Any], str] = {
    validators.RegexValidator: OTHERWISE,
    validators.EmailValidator: EMAIL,
    validators.URLValidator: URL,
    validators.DomainNameValidator: URL,
    validators.BaseValidator: OTHERWISE,
    validators.MinValueValidator: "不能小于%(limit_value)s",
    validators.MaxValueValidator: "不能大于%(limit_value)s",
    validators.StepValueValidator: "要是%(limit_value)s的倍数",
    validators.MinLengthValidator: "至少写%(limit_value)d字，现在%(show_value)d字",
    validators.MaxLengthValidator: "最多写%(limit_value)d字，现在%(show_value)d字",
    validators.FileExtensionValidator: "这一种文件不收，请选：%(allowed_extensions)s",
    validators.ProhibitNullCharactersValidator: "文字里有不能保存的字符，请删去后重写",
}
DECIMALS = {
    "invalid": NUMBER,
    "max_digits": "数字太长，最多%(max)s位",
    "max_decimal_places": "小数点后面最多%(max)s位",
    "max_whole_digits": "小数点前面最多%(max)s位",
}


def speak_plainly() -> None:
    """Put these words in the place of the framework's; called once from `ready()`."""
    for field, said in FIELDS.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **said}
    for validator, words in VALIDATORS.items():
        validator.message = words
    validators.DecimalValidator.messages = dict(DECIMALS)
    validators.integer_validator.message = WHOLE
    for check in (validators.validate_slug, validators.validate_unicode_slug):
        check.message = "请只用字母、数字、短横线和下划线"
