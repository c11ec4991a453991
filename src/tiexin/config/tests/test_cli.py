import os
import subprocess
import sys

import pytest
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError

from tiexin import __version__
from tiexin.config import cli, serve

GROUPS = {words[0] for words in cli.COMMANDS if len(words) == 2}


def tiexin(*words, **env):
    asked = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), **env}
    line = [sys.executable, "-m", "tiexin", *words]
    return subprocess.run(line, env=asked, capture_output=True, text=True, check=False)


class Echo(BaseCommand):
    help = "回声"

    def add_arguments(self, parser):
        parser.add_argument("words", nargs="*")
        parser.add_argument("--fail", type=int)

    def handle(self, *, words, fail, **options):
        if fail:
            raise CommandError("不行", returncode=fail)
        self.stdout.write(" ".join(words))


@pytest.fixture
def echo(monkeypatch):
    seen = []

    def find(name):
        seen.append(name)
        return Echo()

    monkeypatch.setattr(cli, "find", find)
    return seen


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",), ("help",)])
def test_help_lists_every_command_on_one_line(capsys, words):
    assert cli.main(list(words)) == 0
    lines = capsys.readouterr().out.splitlines()
    for each in cli.COMMANDS:
        assert sum(line.startswith(f"  tiexin {' '.join(each)} ") for line in lines) == 1


def test_version(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"tiexin {__version__}\n"


def test_arguments_come_from_the_command_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["tiexin", "--version"])
    assert cli.main() == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize("group", sorted(GROUPS))
@pytest.mark.parametrize("more", [(), ("--help",)])
def test_group_lists_its_own_commands_only(capsys, group, more):
    assert cli.main([group, *more]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  tiexin")]
    assert lines
    assert all(line.startswith(f"  tiexin {group} ") for line in lines)


@pytest.mark.parametrize("words", [["fly"], ["plan", "burn"], ["--fly"], ["plan", "burn", "--help"]])
def test_unknown_word_is_named_and_is_an_error(capsys, words):
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"没有这个命令：{' '.join(words[:2]).removesuffix(' --help')}" in err
    assert "用法" in err


@pytest.mark.once
def test_help_and_version_need_neither_settings_nor_django(tmp_path):
    code = "import sys; from tiexin.config import cli; cli.main(sys.argv[1:]); print('django' in sys.modules)"
    for word in ("--help", "--version", "plan"):
        line = [sys.executable, "-c", code, word]
        env = {"PYTHONPATH": os.pathsep.join(sys.path), "TIEXIN_DATABASE": "broken"}
        done = subprocess.run(line, env=env, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "False"
    assert list(tmp_path.iterdir()) == []


def test_another_key_for_phones_is_made_and_told(tmp_path, monkeypatch, capsys):
    from tiexin.config import settings as ours

    monkeypatch.setattr(ours, "HOME", tmp_path)
    assert [cli.main(["field-key"]) for _ in range(2)] == [0, 0]
    assert capsys.readouterr().out.splitlines()[-1] == "第 3 把钥匙已做好，请重启网页服务"
    assert sorted(file.name for file in (tmp_path / "keys").iterdir()) == ["field-1", "field-2", "field-3"]


@pytest.mark.once
def test_python_dash_m_is_the_same_command():
    assert tiexin("--version").stdout == f"tiexin {__version__}\n"
    assert tiexin("fly").returncode == 2


def test_every_command_is_there():
    names = {name for name, _ in cli.COMMANDS.values() if name}
    assert names <= set(get_commands())


@pytest.mark.parametrize("words", [words for words, (name, _) in cli.COMMANDS.items() if name], ids=" ".join)
def test_every_command_explains_itself_in_chinese(capsys, words):
    assert cli.main([*words, "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"usage: tiexin {' '.join(words)} ")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in out)


def test_words_become_a_management_command_and_the_rest_is_passed_on(echo, capsys):
    assert cli.main(["plan", "check", "a.yaml", "b.yaml"]) == 0
    assert echo == ["plan_check"]
    assert capsys.readouterr().out == "a.yaml b.yaml\n"


def test_exit_code_of_a_command_comes_back(echo, capsys):
    assert cli.main(["gauges", "verify", "--fail", "3"]) == 3
    assert "不行" in capsys.readouterr().err


def test_wrong_argument_of_a_command_is_its_own_error(echo, capsys):
    assert cli.main(["doctor", "--wrong"]) == 2
    assert "usage: tiexin doctor" in capsys.readouterr().err


def test_command_of_a_missing_app_is_said(monkeypatch, capsys):
    monkeypatch.setattr(cli, "find", lambda name: None)
    assert cli.main(["doctor"]) == 2
    assert "没有命令 doctor" in capsys.readouterr().err


def test_find_knows_django_and_says_none_for_strangers():
    assert cli.find("migrate").help
    assert cli.find("no_such_command") is None


def test_manage_hands_on_to_django(capsys):
    assert cli.main(["manage", "help", "--commands"]) == 0
    assert "migrate" in capsys.readouterr().out.split()


def test_manage_keeps_the_exit_code(capsys):
    assert cli.main(["manage", "no_such_command"]) == 1


def test_serve_gets_the_rest(monkeypatch):
    monkeypatch.setattr(serve, "main", len)
    assert cli.main(["serve", "--port", "8001"]) == 2


@pytest.mark.parametrize(
    ("end", "code"),
    [(SystemExit(None), 0), (SystemExit(4), 4), (SystemExit("words"), 1), (KeyboardInterrupt(), 130)],
)
def test_every_way_to_end_is_one_number(end, code):
    def call():
        raise end

    assert cli.exit_code(call) == code


def test_quiet_end_is_zero():
    assert cli.exit_code(lambda: None) == 0
