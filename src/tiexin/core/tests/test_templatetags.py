from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context
from django.test import RequestFactory, SimpleTestCase
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

import tiexin
from tiexin.core import cited as cited_in
from tiexin.core.templatetags import tiexin as tags

TODAY = date(2012, 4, 27)


class Form(forms.Form):
    name = forms.CharField(widget=forms.TextInput(attrs={"class": "wide"}))
    kind = forms.ChoiceField(choices=[("a", "甲")])
    way = forms.ChoiceField(choices=[("a", "甲")], widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(choices=[("a", "甲")], widget=forms.CheckboxSelectMultiple)
    sure = forms.BooleanField()
    token = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (10428, "10,428"),
        (-1234, "-1,234"),
        (96.25, "96.25"),
        (Decimal("1200.50"), "1,200.5"),
        (Decimal("1200.00"), "1,200"),
        ("未定", "未定"),
    ],
)
def test_num(value, text):
    assert tags.num(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0%"),
        (100.0, "100%"),
        (99.97, "99.9%"),
        (0.04, "不足0.1%"),
        (Decimal("42.86"), "42.8%"),
        (140, "140%"),
        (1250.5, "1,250.5%"),
    ],
)
def test_percent_never_rounds_up(value, text):
    assert tags.percent(value) == text


@pytest.mark.parametrize(("value", "text"), [(None, "0.0"), (-3, "0.0"), (33.34, "33.3"), (140, "100.0")])
def test_bar(value, text):
    assert tags.bar(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (TODAY, "今天"),
        (date(2012, 4, 26), "昨天"),
        (date(2012, 4, 25), "前天"),
        (date(2012, 4, 29), "后天"),
        (date(2012, 4, 22), "5天前"),
        (date(2012, 5, 4), "7天后"),
        (date(2012, 5, 5), "5月5日"),
        (date(2011, 12, 3), "2011年12月3日"),
        (datetime(2012, 4, 26, 18, 5, tzinfo=UTC), "今天 02:05"),
        (datetime(2012, 4, 28, 9, 30), "明天 09:30"),  # noqa: DTZ001
        (None, ""),
        ("", ""),
    ],
)
def test_near_date(value, text):
    assert tags.near_date(value, TODAY) == text


def test_without_today_a_date_is_written_in_full():
    assert tags.near_date(TODAY, None) == "2012年4月27日"


def test_zh_date():
    assert [tags.zh_date(TODAY), tags.zh_date(None)] == ["2012年4月27日", ""]


def test_a_moment_is_shown_as_the_local_day():
    assert tags.zh_date(datetime(2012, 4, 26, 18, 0, tzinfo=UTC)) == "2012年4月27日"


@pytest.mark.parametrize(("value", "text"), [(None, ""), (12, "还剩 12 天"), (0, "今天到期"), (-3, "已过 3 天")])
def test_days_left(value, text):
    assert tags.days_left(value) == text


@pytest.mark.parametrize(("value", "text"), [(None, ""), (0, "持平"), (1200, "+1,200"), (-1, "-1")])
def test_signed(value, text):
    assert tags.signed(value) == text


def test_states_have_words_and_icons():
    assert (tags.state_label("missed"), tags.state_icon("missed")) == ("逾期未达", "flag")
    assert (tags.state_label("自有词"), tags.state_icon("自有词")) == ("自有词", "circle-dashed")


def test_icon_without_label_is_hidden_from_readers():
    where = f"/static/tiexin/dist/icons.svg?v={tiexin.__version__}#plus"
    assert tags.icon("plus") == f'<svg class="tx-icon" aria-hidden="true"><use href="{where}"></use></svg>'


def test_icon_with_label_is_read_and_escaped():
    where = f"/static/tiexin/dist/icons.svg?v={tiexin.__version__}#x"
    opened = '<svg class="tx-icon tx-icon--lg" role="img" aria-label="&lt;删&gt;">'
    assert tags.icon("x", "<删>", "lg") == f'{opened}<use href="{where}"></use></svg>'


def test_query_starts_a_changed_list_at_its_first_page():
    context = Context({"request": RequestFactory().get("/?q=a&page=3")})
    assert [tags.query(context, sort="name"), tags.query(context, page=2), tags.query(context, q=None)] == [
        "?q=a&sort=name",
        "?q=a&page=2",
        "?",
    ]


def test_kind_of_every_field():
    assert [tags.kind_of(field) for field in Form()] == [
        "input",
        "select",
        "chips",
        "chips",
        "check",
        "hidden",
    ]


def test_control_keeps_own_classes_and_adds_the_design():
    assert_html = SimpleTestCase().assertHTMLEqual
    drawn = '<input type="text" name="name" class="form-control wide" data-max="3" required id="id_name">'
    assert_html(tags.control(Form()["name"], data_max="3"), drawn)


def test_control_marks_an_error():
    widget = tags.control(Form({})["kind"])
    assert widget.split("class=")[1].split('"')[1] == "form-select is-invalid"


def test_having_and_lacking_split_rows():
    rows = [{"name": "甲", "small": True}, {"name": "乙"}]
    assert (tags.having(rows, "small"), tags.lacking(rows, "small")) == (rows[:1], rows[1:])
    assert (tags.having(None, "small"), tags.lacking(None, "small")) == ([], [])


@pytest.fixture
def found(monkeypatch):
    """Every sentence of these tests is found but one."""
    monkeypatch.setattr(cited_in, "TOLD", [lambda: {f"C{number}" for number in range(100, 300)}, lambda: ["C301"]])
    cited_in.forget()
    yield
    cited_in.forget()


def cited(code, words=None):
    return f'<a class="tx-cited" href="/search/?kind=clause&amp;q={code}">方案第{words or code}条</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("C138（本系统建议，可改）", f"{cited('C138')}（本系统建议，可改）"),
        ("C140、C141", f"{cited('C140')}、{cited('C141')}"),
        ("方案第 C174 条没有规定次数", f"{cited('C174')}没有规定次数"),
        ("第C206–C211条", cited("C206", "C206–C211")),
        ("C118、《信访工作条例》第25条", f"{cited('C118')}、《信访工作条例》第25条"),
        ("《信访工作条例》第22条", "《信访工作条例》第22条"),
        ("C138-each、ABC138、C1389、C13、GB/T 33358", "C138-each、ABC138、C1389、C13、GB/T 33358"),
        ("<b>C138</b>", f"&lt;b&gt;{cited('C138')}&lt;/b&gt;"),
        (SafeString('<a title="C138">C139</a>'), f'<a title="C138">{cited("C139")}</a>'),
        ("C300、C301", f"方案第C300条、{cited('C301')}"),
        ("", ""),
    ],
)
def test_the_number_of_a_sentence_reads_as_words_and_leads_to_it(found, text, html):
    assert tags.clauses(text) == html
    assert isinstance(tags.clauses(text), SafeString)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("“复查”还没有做（依据：C138）", f"“复查”还没有做（依据：{cited('C138')}）"),
        ("请到C301室，依据：C118。再到C302室", f"请到C301室，依据：{cited('C118')}。再到C302室"),
        ("依据：C118；C302室", f"依据：{cited('C118')}；C302室"),
        ("住C301室<", "住C301室&lt;"),
    ],
)
def test_only_what_stands_as_a_ground_is_linked_among_the_words_of_a_person(found, text, html):
    assert tags.grounds(text) == html


@pytest.mark.parametrize(
    ("button", "beside"),
    [
        ("撤回", "不撤回"),
        ("撤下", "不撤下"),
        ("收回", "不收回"),
        ("停用", "不停用"),
        ("作废", "不作废"),
        ("退回", "不退回"),
        ("保存", "取消"),
        ("登记并通知领导", "取消"),
        ("", "取消"),
    ],
)
def test_beside_a_button_that_takes_back_the_way_out_says_that_it_does_not(button, beside):
    assert tags.instead(button) == beside


def test_what_is_found_is_asked_once_in_a_while(found, monkeypatch):
    assert cited_in.readable() >= {"C100", "C301"}
    monkeypatch.setattr(cited_in, "TOLD", [])
    assert "C100" in cited_in.readable()
    cited_in.forget()
    assert cited_in.readable() == frozenset()
    cited_in.told_by(lambda: ["C138"])
    cited_in.forget()
    assert cited_in.readable() == {"C138"}


def test_what_is_safe_is_drawn_as_another_word_than_what_is_escaped():
    """Both are kept: the one must not come out where the other was asked for."""
    safe, plain = tags.icon("x", mark_safe("<b>删</b>")), tags.icon("x", "<b>删</b>")
    assert ('aria-label="<b>删</b>"' in safe, 'aria-label="&lt;b&gt;删&lt;/b&gt;"' in plain) == (True, True)
    assert (tags.icon("x", mark_safe("<b>删</b>")), tags.icon("x", "<b>删</b>")) == (safe, plain)


def test_a_state_is_drawn_with_its_sign_and_its_word_or_another():
    assert strip_tags(tags.status("missed")) == "逾期未达"
    assert strip_tags(tags.status("missed", "已超期")) == strip_tags(tags.status("自有词", "已超期")) == "已超期"
    assert strip_tags(tags.status("behind", "missed")) == "逾期未达"  # a state's name for its word
    assert 'class="tx-state tx-state--missed"' in tags.status("missed", "<急>")
    assert ("#flag" in tags.status("missed", "<急>"), "&lt;急&gt;" in tags.status("missed", "<急>")) == (True, True)


def test_no_day_is_cut_in_two():
    kept = (
        '顺延到<span class="tx-nowrap">2012年5月2日 18:00</span>，<span class="tx-nowrap">2012年11月30日</span>前&lt;'
    )
    assert tags.whole_days("顺延到2012年5月2日 18:00，2012年11月30日前<") == kept
    assert isinstance(tags.whole_days(tags.grounds("2012年5月2日")), SafeString)
    assert tags.whole_days(tags.grounds("<b>5月2日")) == "&lt;b&gt;5月2日"


def test_what_says_the_same_is_drawn_once(monkeypatch):
    drawn = []

    def draw(template, context):
        drawn.append((template, context))
        return f"<td>{context['it'][0]}</td>"

    monkeypatch.setattr(tags, "render_to_string", draw)
    tags.once.cache_clear()
    told = [tags.once("row.html", (word,)) for word in ("甲", "乙", "甲")]
    tags.once.cache_clear()
    assert told == ["<td>甲</td>", "<td>乙</td>", "<td>甲</td>"]
    assert {type(each) for each in told} == {SafeString}
    assert drawn == [("row.html", {"it": ("甲",)}), ("row.html", {"it": ("乙",)})]


def test_what_it_says_is_escaped():
    line = {"subject": "<script>alert(1)</script>", "url": '"><b>'}
    said = tags.once.__wrapped__("tiexin/cases/line.html", line)
    assert "<script>" not in said and "&lt;script&gt;alert(1)&lt;/script&gt;" in said
    assert 'href="&quot;&gt;&lt;b&gt;"' in said
