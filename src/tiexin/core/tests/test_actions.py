"""Plain inserts leave the rows that Django's own would leave."""

import uuid
from types import NoneType

import pytest
from django.db import IntegrityError, connection, transaction

from tiexin.cases.models import Case
from tiexin.core.actions import _columns, insert, insert_rows, load_rows
from tiexin.evidence.models import Entry, Pending, TagSet
from tiexin.orgs.tests import cast as c
from tiexin.registry.models import Worker
from tiexin.visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return c.stage()


def test_a_model_is_written_as_save_would_write_it(cast):
    who, key = cast.people["officer"], uuid.uuid4()
    made = Visit(
        key=key, org=cast.county, author=who, employer=cast.employer, on=c.TODAY, methods=["hear"], said="问“好”"
    )
    assert insert([made]) == [made]
    read = Visit.objects.get(pk=made.pk)
    names = [field.attname for field in Visit._meta.concrete_fields]
    assert [getattr(read, name) for name in names] == [getattr(made, name) for name in names]
    made.said = "改"
    made.save()
    assert Visit.objects.get().said == "改"


@pytest.mark.parametrize("model", [Visit, Worker, Case, Pending])
def test_plain_values_are_what_the_fields_themselves_prepare(model):
    """The short way by the type of a column may never write anything else than the column's own way."""
    names, fields = _columns(model)
    assert names == tuple(
        each.column for each in model._meta.concrete_fields if each.get_internal_type() != "BigAutoField"
    )
    samples = {str: "问“好”\n", int: 7, bool: True, NoneType: None}
    for field, name, plain in fields:
        assert name == field.attname
        for value in [samples[each] for each in plain if each is not bytes]:
            prepared = field.get_db_prep_save(value, connection)
            assert (prepared, isinstance(prepared, type(value))) == (value, True)  # on PostgreSQL a number of its size


def test_bytes_and_days_that_are_not_there_are_read_as_they_were(cast):
    home = {"employer": cast.employer, "org": cast.county}
    [made] = insert([Worker(name="周", identity_index=b"\x00\xff" * 8, phone_index=None, **home)])
    read = Worker.objects.get(pk=made.pk)
    assert (bytes(read.identity_index), read.phone_index) == (b"\x00\xff" * 8, None)
    [entry] = insert(
        [Entry(verb="register_worker", thing="registry.worker", thing_id=made.pk, org=cast.county, on=c.TODAY)]
    )
    assert Entry.objects.get(pk=entry.pk).at is not None  # a moment that its column sets itself


def test_a_value_of_another_type_goes_the_columns_own_way(cast):
    made = Visit(
        key=str(uuid.uuid4()), org=cast.county, author=cast.people["officer"], employer=cast.employer,
        on="2026-03-02", methods=[], said=Words("谈"),
    )  # fmt: skip
    insert([made])
    read = Visit.objects.get(pk=made.pk)
    assert (read.said, read.on.isoformat(), str(read.key)) == ("谈", "2026-03-02", made.key)


class Words(str):
    """Text of a type of its own, as a choice of a vocabulary is."""


def test_a_column_that_must_be_there_says_no_as_before(cast):
    with c.nothing_written(), pytest.raises(IntegrityError), transaction.atomic():
        insert([Visit(org=cast.county, employer=cast.employer, on=c.TODAY, methods=[])])


def test_several_get_their_ids_in_order(cast, django_assert_num_queries):
    home = {"employer": cast.employer, "org": cast.county}
    workers = [Worker(name=f"职工{n}", identity_index=bytes([n] * 16), **home) for n in range(3)]
    with django_assert_num_queries(1):
        insert(workers)
    assert [
        (w.pk, w.name, bytes(w.identity_index)) for w in Worker.objects.filter(name__startswith="职工").order_by("pk")
    ] == [(w.pk, w.name, w.identity_index) for w in workers]


def test_none_is_none(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert([]) == []
        assert insert_rows(TagSet, ("id",), []) == []


def test_a_constraint_says_no(cast):
    entry = Pending.objects.first().entry
    with c.nothing_written(), pytest.raises(IntegrityError), transaction.atomic():
        insert([Pending(entry=entry)])


def test_rows_that_are_there_are_passed_over(cast):
    assert insert_rows(TagSet, ("id",), [(1,), (2,)], unless_there=True) == [1, 2]
    assert insert_rows(TagSet, ("id",), [(1,), (2,), (3,)], unless_there=True) == [3]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(TagSet, ("id",), [(1,)])


def test_many_rows_are_cut_into_statements_that_fit():
    rows = [(n,) for n in range(1, 2002)]
    assert insert_rows(TagSet, ("id",), rows) == [n for (n,) in rows]
    assert TagSet.objects.count() == 2001


def test_very_many_rows_are_loaded_as_they_are(cast):
    home = (cast.county.pk, cast.employer.pk)
    key = Worker._meta.get_field("key")
    rows = [
        (
            key.get_db_prep_save(uuid.uuid4(), connection),
            f"职工\t{n}\n“引”\\",
            *home,
            "",
            "front_line",
            bytes([n, 0, 9]),
        )
        for n in range(40)
    ]
    load_rows(Worker, ("key", "name", "org_id", "employer_id", "team", "role", "identity_sealed"), [*rows[:39]])
    load_rows(Worker, ("key", "name", "org_id", "employer_id", "team", "role", "identity_sealed"), [])
    told = [(w.name, bytes(w.identity_sealed)) for w in Worker.objects.filter(name__startswith="职工\t").order_by("pk")]
    assert told == [(f"职工\t{n}\n“引”\\", bytes([n, 0, 9])) for n in range(39)]


def test_a_row_that_breaks_a_rule_loads_none(cast):
    key = Worker._meta.get_field("key").get_db_prep_save(uuid.uuid4(), connection)
    row = (key, "职工", cast.county.pk, "", "front_line")
    with pytest.raises(IntegrityError), transaction.atomic():
        load_rows(Worker, ("key", "name", "org_id", "team", "role"), [row, row])
    assert not Worker.objects.filter(name="职工").exists()
