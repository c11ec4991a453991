"""Rows chosen in a picker: only what is offered, and no number that no row can have ever reaches the database."""

import pytest
from django import forms

from tiexin.orgs.models import Officer
from tiexin.orgs.picker import NUMBER, LateField, Pickable, RowsField, answer, offers, pick_field, pick_many_field
from tiexin.orgs.tests import cast as c
from tiexin.orgs.tests import kept

pytestmark = pytest.mark.django_db
KIND = Pickable("officer-pick", ("name",), lambda who: str(who.org), "姓名")
WRONG = "请从搜索结果中选择"


@kept.fixture
def people():
    units = c.units()
    return c.officer("甲", units.county), c.officer("乙", units.city)


def field():
    return pick_many_field(Officer.objects.filter(name="甲"), KIND, "干部")


@pytest.mark.parametrize(
    "value", ["0", "-1", "x", "", "1.0", "１", " 1", "01", str(2**63), str(10**20), "9" * 5000, "1\0"]
)
def test_what_is_no_rows_number_is_refused_before_it_is_looked_up(people, value, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(forms.ValidationError) as caught:
        field().clean([value])
    assert (caught.value.messages, caught.value.code) == ([WRONG], "invalid_pk_value")


def test_the_largest_number_that_is_looked_up_is_one_that_a_column_holds():
    assert int("9" * 18) < 2**63
    assert (NUMBER.fullmatch("9" * 18) is None, NUMBER.fullmatch("9" * 19) is None) == (False, True)


def test_rows_offered_are_taken_and_others_are_not(people):
    mine, other = people
    assert list(field().clean([mine.pk, str(mine.pk)])) == [mine]
    for value in ([other.pk], [mine.pk, other.pk], ["9" * 18]):
        with pytest.raises(forms.ValidationError) as caught:
            field().clean(value)
        assert caught.value.messages == [WRONG]


def test_nothing_chosen_is_nothing_or_asked_for(people):
    assert list(field().clean([])) == list(field().clean(None)) == []
    asked = RowsField(Officer.objects.all(), error_messages={"required": "请选"})
    with pytest.raises(forms.ValidationError) as caught:
        asked.clean([])
    assert caught.value.messages == ["请选"]


def test_what_is_no_list_is_refused(people):
    with pytest.raises(forms.ValidationError) as caught:
        field().clean("7")
    assert caught.value.code == "invalid_list"


def late(row=None, asked=None):
    def rows():
        if asked is not None:
            asked.append("rows")
        return Officer.objects.filter(name="甲")

    more = {} if row is None else {"row": row}
    return pick_field(rows, KIND, "干部", required=False, **more)


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.0", "１", " 1", "01", str(2**63), "9" * 30, "1\0", "None"])
@pytest.mark.parametrize("own", [True, False], ids=["by row", "by rows"])
def test_one_row_asked_for_late_must_have_a_number_a_row_can_have(people, value, own, django_assert_num_queries):
    made = late((lambda pk: Officer.objects.filter(pk=pk).first()) if own else None)
    with django_assert_num_queries(0), pytest.raises(forms.ValidationError) as caught:
        made.clean(value)
    assert (caught.value.messages, caught.value.code) == ([WRONG], "invalid_choice")


def test_one_row_is_read_the_way_the_field_was_given(people):
    mine, other = people
    asked: list[str] = []
    made = late({mine.pk: mine}.get, asked)
    assert isinstance(made, LateField)
    assert (made.clean(str(mine.pk)), made.clean(mine.pk), asked) == (mine, mine, [])
    with pytest.raises(forms.ValidationError) as caught:
        made.clean(str(other.pk))
    assert (caught.value.messages, asked) == ([WRONG], [])


def test_without_a_way_of_its_own_the_rows_are_asked(people, django_assert_num_queries):
    mine, other = people
    asked: list[str] = []
    made = late(None, asked)
    with django_assert_num_queries(1):
        assert made.clean(str(mine.pk)) == mine
    with pytest.raises(forms.ValidationError):
        made.clean(str(other.pk))
    assert asked == ["rows"]  # made once


def test_nothing_chosen_asks_nothing(people, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert late().clean("") is None
        assert late(lambda pk: None).clean(None) is None


QUIET = Pickable("officer-pick", ("name",), lambda who: str(who.org), "姓名", typed=True)


def told(rows, text="", chosen=()):
    return [(each["label"], each["checked"]) for each in offers(rows, QUIET, text, chosen)]


def test_nobody_s_name_stands_there_before_something_was_typed(people):
    """Whoever sits across the table sees the screen, too."""
    mine, other = people
    everybody, alone = Officer.objects.order_by("pk"), Officer.objects.filter(pk=mine.pk)
    assert told(everybody) == told(everybody, "  ") == []
    assert told(everybody, "乙") == [("乙", False)]
    assert told(everybody, "", [other.pk]) == [("乙", True)]
    assert told(alone) == [("甲", True)]  # the only one there is
    assert told(Officer.objects.none()) == []


def test_the_part_says_to_type_or_that_nothing_was_found(people, rf):
    rows = Officer.objects.order_by("pk")
    said = lambda **asked: answer(rf.get("/", {"name": "who", **asked}), rows, QUIET).content.decode()  # noqa: E731
    assert "输入几个字，再从找到的里面选" in said() and "没有找到" not in said()
    assert "没有找到" in said(q="丙") and "输入几个字" not in said(q="丙")
    assert "甲" in said(q="甲") and "输入几个字" not in said(q="甲")
    made = pick_field(rows, QUIET, "干部").widget
    assert "输入几个字，再从找到的里面选" in made.render("who", None, {"id": "id_who"})
