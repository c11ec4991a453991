"""A read composed once finds what its queryset finds, whatever the values and however many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from tiexin.core import prepared
from tiexin.core.kept import KEPT
from tiexin.core.prepared import Choice, Prepared
from tiexin.evidence.models import Entry
from tiexin.orgs.models import Officer, Org, Post, Under
from tiexin.orgs.tests import cast as c
from tiexin.registry.models import Worker

pytestmark = pytest.mark.django_db


def near(units, rank, kind):
    posts = {"role": F("posts__role"), "since_post": F("posts__since")}
    found = Officer.objects.within(units).filter(rank=rank, org__kind=kind)
    return found.select_related("org", "account").annotate(**posts).order_by("pk", "role")


@pytest.fixture
def cast():
    return c.stage()


def shown(rows):
    return [
        (row.pk, row.name, row.org, row.org.opened, row.account, row.since, row.role, row.since_post) for row in rows
    ]


def test_it_finds_what_the_queryset_finds(cast, django_assert_num_queries):
    read = Prepared(near)
    for units in ([cast.county.pk], [cast.city.pk, cast.county.pk], [cast.province.pk]):
        wanted = shown(near(units, "staff", "territorial"))
        with django_assert_num_queries(1):
            assert shown(read(units, "staff", "territorial")) == wanted
    assert wanted


def test_other_values_use_the_same_text(cast, monkeypatch):
    read = Prepared(lambda pk: Org.objects.filter(pk=pk))
    assert read(cast.county.pk) == [cast.county]
    monkeypatch.setattr(prepared, "_composed", lambda *_: pytest.fail("composed twice"))
    assert read(cast.city.pk) == [cast.city]
    assert read(0) == []


def test_constants_of_the_queryset_stay(cast):
    read = Prepared(lambda pk, role: Post.objects.filter(officer=pk, role__in=["leader", "officer"], org__level=role))
    leader = cast.people["leader"]
    assert read(leader.pk, "province") == list(
        Post.objects.filter(officer=leader, role="leader", org__level="province")
    )


@pytest.mark.parametrize("name", ["王%s", "100%", "it's", "a'; --", "老 王", "leader", "王\\"])
def test_constants_of_every_kind_are_found(cast, name):
    """Words are written into the statement, everything else is given beside it; a value may look like either."""
    one = cast.people["leader"]
    Officer.objects.filter(pk=one.pk).update(name=name)
    read = Prepared(lambda pk: Officer.objects.filter(pk=pk, name=name).exclude(name__contains="%s"))
    also = Prepared(lambda pk, said: Officer.objects.filter(pk=pk, name=said, rank=one.rank, name__contains=name))
    assert read(one.pk) == ([] if "%s" in name else [one])
    assert (also(one.pk, name), also(one.pk, name + "x")) == ([one], [])


def test_only_words_and_numbers_stand_in_the_text(cast):
    read = Prepared(lambda pk: Org.objects.filter(pk=pk, level="county", practice=False, name="凤凰")[:3])
    read(cast.county.pk)
    (text,) = read.texts.values()
    assert ("'county'" in text.sql, "LIMIT 3" in text.sql, "凤凰" in text.sql) == (True, True, False)
    assert text.sql.count("%s") == len(text.places)


def test_an_empty_list_finds_nothing_without_asking(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Prepared(lambda ids: Worker.objects.filter(id__in=ids))([]) == []


def test_a_long_list_is_not_kept(cast):
    read = Prepared(lambda ids: Org.objects.filter(pk__in=ids))
    assert read([cast.city.pk, *range(-600, 0)]) == [cast.city]
    assert read.texts == {}


def test_what_is_read_can_be_changed_and_saved(cast):
    (org,) = Prepared(lambda pk: Org.objects.filter(pk=pk))(cast.county.pk)
    org.short_name = "新名"
    org.save()
    cast.county.refresh_from_db()
    assert cast.county.short_name == "新名"


def test_rows_that_name_the_same_one_share_it(cast, django_assert_num_queries):
    read = Prepared(lambda at: Officer.objects.filter(org__in=at).select_related("org", "account").order_by("pk"))
    rows = read([cast.county.pk, cast.province.pk])
    shared = {(row.org.pk, id(row.org)) for row in rows}
    assert sorted(pk for pk, _ in shared) == sorted([cast.county.pk, cast.province.pk])
    with django_assert_num_queries(0):
        assert [row.account and row.account.officer for row in rows] == [row if row.account else None for row in rows]


def test_moments_are_found_by_what_they_are(cast):
    read = Prepared(lambda since, level: Entry.objects.filter(at__gte=since, org__level=level).order_by("pk"))
    found = list(Entry.objects.filter(org__level="province").order_by("at", "pk"))
    middle = found[len(found) // 2].at
    wanted = [each for each in sorted(found, key=lambda each: each.pk) if each.at >= middle]
    assert (read(middle, "province"), bool(wanted)) == (wanted, True)
    assert read(middle + timedelta(days=9000), "province") == []


def test_bytes_are_found_by_what_they_are(cast):
    worker, other = cast.worker, Worker.objects.create(name="马兰", org=cast.county, phone_index=b"b" * 16)
    Worker.objects.filter(pk=worker.pk).update(phone_index=b"a" * 16)
    read = Prepared(lambda phone, name: Worker.objects.filter(phone_index=phone, name=name))
    assert [read(b"a" * 16, worker.name), read(b"b" * 16, "马兰"), read(b"b" * 16, worker.name)] == [
        [worker],
        [other],
        [],
    ]


def test_a_number_for_a_small_column_is_never_a_quiet_nothing(cast):
    """What PostgreSQL keeps in fewer bytes does not hold the mark: said aloud there, found where it does."""
    read, wanted = Prepared(lambda depth: Under.objects.filter(depth=depth)), Under.objects.filter(depth=1)
    assert wanted.exists()
    if connection.vendor == "postgresql":
        with pytest.raises(ValueError, match="too small"):
            read(1)
    else:
        assert {row.pk for row in read(1)} == set(wanted.values_list("pk", flat=True))


def officers(choice, units):
    return Officer.objects.filter(org__in=units, **dict(choice)).order_by("pk")


STAFF = Choice((("rank", "staff"),))
NOTED = {"staff": ExpressionWrapper(Q(rank="staff"), BooleanField()), "doubled": F("pk") * 2}


def test_one_page_and_a_count_no_further_than_asked(cast, django_assert_num_queries):
    read, units = Prepared(officers, planned=True), [cast.county.pk, cast.province.pk, cast.city.pk]
    wanted = [list(row) for row in officers(STAFF.shape, units).values_list()]
    with django_assert_num_queries(2):
        assert (read.cut(1, 3, STAFF, units), read.count(2, STAFF, units)) == (wanted[1:3], 2)
    assert (read.cut(0, 99, STAFF, units), read.count(99, STAFF, units)) == (wanted, len(wanted))
    assert len(wanted) > 3
    assert (read(STAFF, []), read.cut(0, 9, STAFF, []), read.count(9, STAFF, [])) == ([], [], 0)


def test_plain_values_are_those_of_the_models(cast):
    """Columns and annotations in their order, as the models would have them."""
    text = Prepared(lambda pks: Officer.objects.filter(pk__in=pks).annotate(**NOTED).order_by("pk"))
    few = Prepared(lambda pks: Officer.objects.filter(pk__in=pks).only("pk").annotate(**NOTED).order_by("pk"))
    pks = [each.pk for each in cast.people.values()]
    models, names = text(pks), [field.attname for field in Officer._meta.concrete_fields]
    assert text.plain(pks) == [[*(getattr(each, name) for name in names), each.staff, each.doubled] for each in models]
    assert few.plain(pks) == [[each.pk, each.staff, each.doubled] for each in models]
    assert {each.staff for each in models} == {True, False}
    assert few.plain([]) == []


def test_a_row_that_is_the_same_is_the_same_model(cast, django_assert_num_queries):
    """A changed row, of its own or of what it names, is another model; what was put on the first is on no other."""
    read = Prepared(lambda pks: Officer.objects.filter(pk__in=pks).select_related("org").order_by("pk"))
    pks = [each.pk for each in cast.people.values()]
    first = read.shared(pks)
    assert [(each.pk, each.org.name) for each in first] == [(each.pk, each.org.name) for each in read(pks)]
    first[0].told = "kept"
    with django_assert_num_queries(1):
        again = read.shared(pks)
    assert [one is other for one, other in zip(first, again, strict=True)] == [True] * len(pks)
    Officer.objects.filter(pk=first[0].pk).update(name="改名")
    Org.objects.filter(pk=first[1].org_id).update(name="改了名的工会")
    changed = read.shared(pks)
    assert (changed[0].name, changed[1].org.name) == ("改名", "改了名的工会")
    assert not hasattr(changed[0], "told")
    assert [each.org.name for each in changed] == [each.org.name for each in read(pks)]


def test_models_that_are_shared_are_not_kept_for_ever(cast, monkeypatch):
    monkeypatch.setattr(prepared, "ROWS", 2)
    read = Prepared(lambda pks: Officer.objects.filter(pk__in=pks).order_by("pk"))
    pks = sorted(each.pk for each in cast.people.values())[:5]
    assert [each.pk for each in read.shared(pks)] == pks
    assert [read.shared([pk])[0].pk for pk in pks] == pks  # another text of the same read: they share the room
    assert (len(read.texts), len(read.kept) <= 2) == (2, True)


def test_each_choice_has_a_text_of_its_own(cast):
    read, units = Prepared(officers), [cast.county.pk, cast.province.pk]
    found = {choice: read(Choice(choice), units) for choice in ((), (("rank", "staff"),), (("rank", "leader"),))}
    assert found == {choice: list(officers(choice, units)) for choice in found}
    assert len(read.texts) == 3


def test_only_reads_by_key_may_keep_their_plan(cast):
    kept, planned = Prepared(officers), Prepared(officers, planned=True)
    for read in (kept, planned):
        read(STAFF, [cast.county.pk])
    assert [text.sql.endswith(KEPT) for read in (kept, planned) for text in read.texts.values()] == [True, False]


def test_somebody_who_may_see_nothing_finds_nothing(cast):
    nothing = Prepared(lambda choice, pk: Org.objects.none())
    assert (nothing(STAFF, 1), nothing.count(9, STAFF, 1), nothing.cut(0, 9, STAFF, 1)) == ([], 0, [])


def test_the_oldest_texts_are_forgotten(cast, monkeypatch):
    monkeypatch.setattr(prepared, "TEXTS", 4)
    read = Prepared(officers)
    for rank in "abcdefg":
        assert read(Choice((("rank", rank),)), [cast.county.pk]) == []
    assert len(read.texts) <= 4


@pytest.mark.parametrize(
    ("numbers", "full"), [([], []), ([7], [7]), ([1, 2, 3], [1, 2, 3, 3]), (range(5), [0, 1, 2, 3, 4, 4, 4, 4])]
)
def test_lists_have_few_lengths(numbers, full):
    assert prepared.padded(numbers) == full
