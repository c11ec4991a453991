"""An installation's own numbers: overrides by place in its home, over those that ship, held to the same lint."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tiexin.cases import catalogue as module
from tiexin.cases.catalogue import catalogue
from tiexin.cases.catalogue_lint import lint_own
from tiexin.cases.catalogue_own import own_numbers

OWN = """\
service: dispute
jurisdictions:
  "64":
    group_from: 8
    group_source: {law: 某条例, article: 第3条}
    clocks:
      mediate: {amount: 12, source: {law: 某条例, article: 第5条}}
  "33":
    clocks:
      mediate: {amount: 20, source: {law: 某条例, article: 第5条}}
"""
FAULTS = {
    "no service": ("service: dispute", "service: moon", "word", "service", "dispute"),
    "words": ("    group_from", "    label: 别的\n    group_from", "unknown-key", "jurisdictions.64.label", "clocks"),
    "a service's own keys": ("jurisdictions:", "who: 谁\njurisdictions:", "unknown-key", "who", "jurisdictions"),
    "no such clock": (
        "      mediate: {amount: 12",
        "      moon: {amount: 12",
        "clock-key",
        "jurisdictions.64.clocks.moon",
        "mediate",
    ),
    "nothing to extend": (
        "amount: 12,",
        "extend: 3,",
        "override-key",
        "jurisdictions.64.clocks.mediate.extend",
        "extend",
    ),
    "no law": (
        'source: {law: 某条例, article: 第5条}}\n  "33"',
        'source: {note: 无}}\n  "33"',
        "no-source",
        "jurisdictions.64.clocks.mediate.source",
        "law",
    ),
    "no place": ('"64"', '"99"', "unknown-key", "jurisdictions.99", "64"),
    "no source": (
        ', source: {law: 某条例, article: 第5条}}\n  "33"',
        '}\n  "33"',
        "missing",
        "jurisdictions.64.clocks.mediate",
        "source",
    ),
}


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / "services").mkdir()
    forget()
    yield tmp_path / "services"
    forget()


def forget():
    own_numbers.cache_clear()
    module.catalogue.cache_clear()


def test_they_hold_for_their_place_over_those_that_ship(home):
    (home / "dispute.yaml").write_text(OWN)
    forget()
    found = {place: catalogue(place)["dispute"] for place in ("", "64", "33", "11")}
    assert {place: each.clock("mediate").length.amount for place, each in found.items()} == {
        "": 15,
        "64": 12,
        "33": 20,
        "11": 15,
    }
    assert (found["64"].group_from, str(found["64"].group_source)) == (8, "《某条例》第3条")
    assert str(found["64"].clock("mediate").source) == "《某条例》第5条"
    assert found["64"].clock("mediate").label == found[""].clock("mediate").label


def test_without_a_folder_nothing_changes(home):
    home.rmdir()
    forget()
    assert catalogue("64")["dispute"] == catalogue()["dispute"]


def test_a_file_that_cannot_be_read_counts_as_not_there(home):
    (home / "broken.yaml").write_text("- 甲\n")
    (home / "half.yaml").write_text("service: dispute\njurisdictions: 64\n")
    forget()
    assert catalogue("64")["dispute"].clock("mediate").length.amount == 15


def test_the_good_file_has_no_finding():
    assert lint_own(OWN) == []


@pytest.mark.parametrize(("there", "instead", "rule", "path", "word"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_found_where_it_stands(there, instead, rule, path, word):
    assert OWN.count(there) >= 1, there
    found = [problem for problem in lint_own(OWN.replace(there, instead, 1)) if problem.rule == rule]
    assert [problem.path for problem in found] == [path]
    assert word in f"{found[0].message}{found[0].accepted}"


def run():
    out = StringIO()
    try:
        call_command("cases_check", stdout=out)
    except CommandError as error:
        return out.getvalue().splitlines(), error.returncode
    return out.getvalue().splitlines(), 0


def test_the_check_reads_them_too(home):
    (home / "dispute.yaml").write_text(OWN)
    assert run() == (["没有错误：14 项服务，1 份本地的数"], 0)
    (home / "dispute.yaml").write_text(OWN.replace("mediate: {amount: 12", "moon: {amount: 12"))
    lines, code = run()
    assert code == 1 and lines[0].startswith("dispute.yaml 第 7 行")
