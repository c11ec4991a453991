"""What templates may say: icons, numbers, days, addresses. A builtin, so no page loads it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template import Context, defaulttags
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

import tiexin
from tiexin.core.cited import readable
from tiexin.core.handbook.book import by_page
from tiexin.core.named import address
from tiexin.core.pages import changed_query
from tiexin.core.plain_errors import BROKEN

register = template.Library()

STATES = {
    "met": ("已达标", "check"),
    "on_track": ("进行中", "progress"),
    "behind": ("落后", "alert"),
    "missed": ("逾期未达", "flag"),
    "not_started": ("未开始", "circle-dashed"),
    "measured": ("仅计量", "measure"),
    "unset": ("未定", "help"),
    "within": ("未超限", "check"),
    "exceeded": ("已超限", "stop"),
    "short": ("未达到", "alert"),
    "unrecorded": ("尚无登记入口", "no-entry"),
    "past": ("已过", "history"),
    "coming": ("将到", "calendar"),
    "waiting": ("排队中", "clock"),
    "running": ("进行中", "progress"),
    "done": ("已完成", "check"),
    "failed": ("未完成", "alert"),
    "cancelled": ("已取消", "x"),
}
NEAR = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
WEEK = 7
KEPT = 1000  # drawings; the one not asked for longest goes first
PIECES = 5000  # of a kilobyte each
CLAUSE = re.compile(r"<[^>]*>|(?:方案)?(?:第 ?)?(?<![A-Za-z0-9])(C\d{3})([–—]C\d{3})?(?![A-Za-z0-9-])(?: ?条)?")
DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日(?: \d\d:\d\d)?")
GROUNDS = re.compile(r"依据：[^。；\n]*")
UNDOING = ("撤", "收回", "停", "作废", "退回")
CLASSES = {"select": "form-select", "check": "form-check-input", "input": "form-control"}


@register.simple_tag
@cache
def asset(name: str) -> str:
    """Return the address of a built file; the version makes a browser take the new one."""
    return f"{static(f'tiexin/dist/{name}')}?v={tiexin.__version__}"


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """`{% url %}` as Django reads it; the address of a page's row is composed once (`core.named`)."""
    node = defaulttags.url(parser, token)
    return node if node.kwargs or node.asvar else NamedNode(node.view_name, node.args, {}, None)


class NamedNode(URLNode):
    """An address by the name of its page and the numbers in it."""

    def render(self, context: Context) -> str:
        """Write it, escaped where the page escapes."""
        found = address(self.view_name.resolve(context), *(each.resolve(context) for each in self.args))
        return conditional_escape(found) if context.autoescape else found


@register.simple_tag
@lru_cache(maxsize=KEPT, typed=True)  # what is safe as it stands is another word than what is escaped
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw one icon of the sprite; without a label it is decoration and hidden from screen readers."""
    kind = f"tx-icon tx-icon--{size}" if size else "tx-icon"
    where = f"{asset('icons.svg')}#{name}"
    if label:
        shape = '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>'
        return format_html(shape, kind, label, where)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', kind, where)


@register.simple_tag
@lru_cache(maxsize=KEPT, typed=True)  # what is safe as it stands is another word than what is escaped
def status(state: str, label: str = "") -> SafeString:
    """Draw a state: its sign and its word, or another word for it."""
    sign, word = icon(state_icon(state)), state_label(label or state)
    return format_html('<span class="tx-state tx-state--{}">{}<span>{}</span></span>', state, sign, word)


@register.simple_tag
@lru_cache(maxsize=PIECES)
def once(template: str, it: Hashable) -> SafeString:
    """Draw what says the same once: a menu, a row of a list, most of whose rows are as they were when one comes back.

    The template sees `it` alone, so that what looks different is another `it`: made of plain text, for a text that is
    marked as safe is equal to one that is not.
    """
    return mark_safe(render_to_string(template, {"it": it}))  # noqa: S308  # the template escapes


@register.simple_tag(takes_context=True)
def help_link(context: Context, section: str = "") -> SafeString:
    """Draw the quiet 「?」 beside a title: it leads to the passage about this page, or to a named one."""
    match = getattr(context.get("request"), "resolver_match", None)
    found = by_page().get(section or (match.url_name if match else ""))
    where = found.url if found else reverse("help")
    shape = '<a class="tx-help" href="{}" title="帮助" referrerpolicy="no-referrer">{}</a>'
    return format_html(shape, where, icon("help", "帮助"))


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """Rebuild this page's query string with changes; a changed filter or order starts at page one."""
    return changed_query(context["request"], **{"page": None, **changes})


@register.simple_tag
def control(field: BoundField, **attrs: str) -> SafeString:
    """Draw a form field's control with the classes of the design and its own attributes kept."""
    kind = kind_of(field)
    own = field.field.widget.attrs.get("class", "")
    classes = [CLASSES.get(kind, ""), own, "is-invalid" if field.errors else ""]
    named = {key.replace("_", "-"): value for key, value in attrs.items()}
    return field.as_widget(attrs={**named, "class": " ".join(filter(None, classes))})


@register.filter
def kind_of(field: BoundField) -> str:
    """Name the shape a field takes on the page: hidden, chips, check, select or input."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "chips"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "select" if isinstance(widget, forms.Select) else "input"


@register.filter
def wrong_in_sight(form: forms.BaseForm) -> list[BoundField]:
    """The fields with errors that somebody sees and can mend."""
    return [field for field in form.visible_fields() if field.errors and field.label]


@register.filter
def wrong_out_of_sight(form: forms.BaseForm) -> list[str]:
    """What is said of hidden fields: the product's own sentences, else that the page did not arrive whole."""
    known, hidden = form.errors.as_data(), [field.name for field in form.hidden_fields()]
    wrong = [each for name in hidden for each in known.get(name, ())]
    return list(dict.fromkeys(BROKEN if each.code else str(each.message) for each in wrong))


@register.filter
def num(value: Any) -> str:
    """Write a number with thousands separators and at most two decimals; nothing known is a dash."""
    if value is None or value == "":
        return "—"
    if isinstance(value, float | Decimal):
        whole, _, decimals = f"{value:,.2f}".partition(".")
        decimals = decimals.rstrip("0")
        return f"{whole}.{decimals}" if decimals else whole
    return f"{value:,}" if isinstance(value, int) else str(value)


@register.filter
def percent(value: float | Decimal | None) -> str:
    """Write a share of a hundred, cut to one decimal, so that 99.97 never reads as reached."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    cut = exact.quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    if exact > 0 and not cut:
        return "不足0.1%"
    return f"{num(cut)}%"


@register.filter
def bar(value: float | Decimal | None) -> str:
    """Keep a share between 0 and 100 for the length of a bar."""
    return f"{min(max(float(value or 0), 0.0), 100.0):.1f}"


@register.filter
def place(value: float) -> str:
    """Write a place on a drawing, in percent, as markup wants it whatever the language."""
    return f"{value:.2f}"


@register.filter
def zh_date(value: date | datetime | None) -> str:
    """Write a day in full: 2012年4月27日."""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@register.filter
def near_date(value: date | datetime | None, today: date | None = None) -> str:
    """Write a day relative to today when it is near, and in full when it is far."""
    day = _day(value)
    if not day or not today:
        return zh_date(day)
    away = (day - today).days
    if away in NEAR:
        return f"{NEAR[away]}{_hour(value)}"
    if abs(away) <= WEEK:
        return f"{abs(away)}天{'后' if away > 0 else '前'}"
    return zh_date(day) if day.year != today.year else f"{day.month}月{day.day}日"


@register.filter
def days_left(value: int | None) -> str:
    """Say how long is left until a deadline, or by how much it has passed."""
    if value is None:
        return ""
    if value == 0:
        return "今天到期"
    return f"还剩 {value} 天" if value > 0 else f"已过 {-value} 天"


@register.filter
def signed(value: int | None) -> str:
    """Write a change with its sign; no change is said in words."""
    if value is None:
        return ""
    return f"{value:+,}" if value else "持平"


@register.filter
def clauses(value: Any) -> SafeString:
    """Write the numbers of the plan's sentences as words, links to what a plan in force says there."""
    return mark_safe(CLAUSE.sub(_clause, str(conditional_escape(value))))  # noqa: S308


@register.filter
def instead(button: str) -> str:
    """Say what the way back beside a button does; beside one that takes something back, “取消” could mean either."""
    return f"不{button}" if button.startswith(UNDOING) else "取消"


@register.filter
def grounds(value: Any) -> SafeString:
    """Link what stands after “依据：” alone: the rest may be words of a person, in which C301 is a door."""
    text = str(conditional_escape(value))
    return mark_safe(GROUNDS.sub(lambda found: CLAUSE.sub(_clause, found[0]), text))  # noqa: S308


@register.filter
def whole_days(value: Any) -> SafeString:
    """Words in which no day is cut in two at the end of a line."""
    return mark_safe(DAY.sub(r'<span class="tx-nowrap">\g<0></span>', str(conditional_escape(value))))  # noqa: S308


@register.filter
def state_label(state: str) -> str:
    """Return the word for a state."""
    return STATES.get(state, (state, ""))[0]


@register.filter
def state_icon(state: str) -> str:
    """Return the icon for a state."""
    return STATES.get(state, ("", "circle-dashed"))[1]


@register.filter
def having(rows: Iterable[Any] | None, name: str) -> list[Any]:
    """Keep the rows whose named value is true."""
    return [row for row in rows or () if _value(row, name)]


@register.filter
def lacking(rows: Iterable[Any] | None, name: str) -> list[Any]:
    """Keep the rows whose named value is false or absent."""
    return [row for row in rows or () if not _value(row, name)]


def _value(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, dict) else getattr(row, name, None)


def _day(value: date | datetime | None) -> date | None:
    """Return the local calendar day of a day or a moment."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value or None


def _hour(value: date | datetime | None) -> str:
    """Return the local time of a moment, with a space before it; a day has none."""
    if not isinstance(value, datetime):
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f" {local:%H:%M}"


def _clause(found: re.Match[str]) -> str:
    """Return the words for one sentence of the plan, a link where it is found; a tag of markup stays as it is."""
    if not found[1]:
        return found[0]
    said = f"方案第{found[1]}{found[2] or ''}条"
    if found[1] not in readable():
        return said
    return format_html('<a class="tx-cited" href="{}?kind=clause&amp;q={}">{}</a>', reverse("search"), found[1], said)
