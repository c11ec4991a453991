"""A text that was kept is the text that is compiled, and no longer than what makes it stays as it is."""

import importlib
from inspect import unwrap

import pytest

from tests import compiled

pytestmark = pytest.mark.once
TALLY = '{"kind": "tally", "of": {"population": "unions"}, "do": {"measure": "talk"}, "unit": "person"}'


@pytest.fixture
def texts():
    return importlib.import_module(compiled.MODULE)


def kept_in(folder):
    return sorted(file.name for file in folder.iterdir())


def test_a_text_is_compiled_once_and_read_afterwards(tmp_path):
    calls = []

    def text(*args):
        calls.append(args)
        return f"SELECT {args}"

    for _ in range(2):
        again = compiled.kept(text, tmp_path, "1")
        assert [again("甲", True), again("甲", False), again("甲", True)] == [
            "SELECT ('甲', True)", "SELECT ('甲', False)", "SELECT ('甲', True)"
        ]  # fmt: skip
    assert calls == [("甲", True), ("甲", False)]
    assert len(kept_in(tmp_path)) == 2


def test_what_cannot_be_compiled_is_not_kept(tmp_path):
    def text():
        raise ValueError("nothing can be counted by it")

    with pytest.raises(ValueError, match="nothing"):
        compiled.kept(text, tmp_path, "1")()
    assert kept_in(tmp_path) == []


def test_the_compiler_gives_the_same_text_with_and_without(tmp_path, texts, monkeypatch):
    real = unwrap(texts._gauges)
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(texts, "_gauges", real)
            compiled.keep(texts, tmp_path, patch)
            assert texts._gauges(TALLY, True, "sqlite") == real(TALLY, True, "sqlite")
            assert len(kept_in(tmp_path)) == 1


@pytest.mark.parametrize("changed", ["duties/rules.py", "duties/compile/facts.py", "orgs/models.py", "visits/apps.py"])
def test_a_changed_source_forgets_every_text(tmp_path, changed):
    for name in ("duties/rules.py", "duties/compile/facts.py", "orgs/models.py", "visits/apps.py", "orgs/views.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    before = compiled.digest(tmp_path)
    (tmp_path / "orgs/views.py").write_text("x = 2\n")
    assert compiled.digest(tmp_path) == before
    (tmp_path / changed).write_text("x = 2\n")
    assert compiled.digest(tmp_path) != before


def test_every_module_of_duties_that_the_compiler_uses_is_looked_at(texts):
    makers = {file for pattern in compiled.MAKERS for file in compiled.PACKAGE.glob(pattern)}
    modules, seen = [texts], set()
    while modules:
        module = modules.pop()
        file = getattr(module, "__file__", None) or ""
        if file in seen or not file.startswith(str(compiled.PACKAGE)):
            continue
        seen.add(file)
        values = [*vars(module).values()]
        names = {getattr(value, "__module__", None) or getattr(value, "__name__", "") for value in values}
        modules += [importlib.import_module(name) for name in names if str(name).startswith("tiexin.duties")]
    assert {str(file) for file in makers} >= seen
    assert len(seen) >= 9
