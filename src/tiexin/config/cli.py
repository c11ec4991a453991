"""The command `tiexin`: one table from words to management commands; Django is loaded only to run one."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tiexin import __version__

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

USAGE = "用法：tiexin <命令> [参数…]        每个命令都有 --help\n"
SERVE, NGINX, MANAGE, FIELD_KEY = ("serve",), ("nginx",), ("manage",), ("field-key",)
HELP_WORDS = frozenset({"-h", "--help", "help"})
# words → (management command, one line of help); those without a command are handled in `main`
COMMANDS: dict[tuple[str, ...], tuple[str, str]] = {
    SERVE: ("", "网页服务（web），默认只在本机 127.0.0.1:8000；--with-worker 连同后台进程"),
    NGINX: ("", "打印 nginx 的站点配置：证书、压住慢手机、每个请求给最闲的网页进程"),
    ("worker",): ("worker", "后台进程：重算指标（gauge），做排队的任务"),
    ("demo",): ("demo", "演示数据：--ensure 没有才造，--reset 清空重造"),
    ("start-code",): ("start_code", "第一次启动用的启动码：打印打开“开始”页的一次性网址"),
    ("init",): ("init", "用脚本开始正式安装：建库，成立第一个单位，任命三名管理员"),
    ("link",): ("link", "给一个账号再发一个一次性激活链接"),
    ("plan", "check"): ("plan_check", "检查方案文件（pack），逐行说明错误，不写入"),
    ("plan", "load"): ("plan_load", "载入方案文件，成为草稿（draft）"),
    ("plan", "publish"): ("plan_publish", "发布方案：条款（clause）成为应尽（duty）"),
    ("plan", "reference"): ("plan_reference", "方案语言的全部键：意思、例子、可写的内容"),
    ("plan", "coverage"): ("plan_coverage", "每一条款写在哪个方案的哪一项、由哪个功能服务"),
    ("cases", "check"): ("cases_check", "检查服务目录的文件，逐行说明错误；不写文件名就检查内置的全部"),
    ("hotline", "simulate"): ("hotline_simulate", "模拟电话系统：许多来电同时打进本机的服务，看接口收得下多少"),
    ("cases", "evaluate"): ("cases_evaluate", "学习诉求的建议有多准：用最近五分之一的办结诉求量，打印宏平均 F1"),
    ("knowledge", "check"): ("knowledge_check", "核对内置的知识：引用的原句与法条一字不差，不一致时退出码 1"),
    ("knowledge", "seed"): ("knowledge_seed", "给一个单位载入内置的知识：tiexin knowledge seed 单位编号 负责人编号"),
    ("gauges", "rebuild"): ("gauges_rebuild", "从事实（fact）重建全部指标"),
    ("gauges", "verify"): ("gauges_verify", "核对指标与事实：不一致时列出差异，退出码 1"),
    ("draw", "verify"): ("draw_verify", "核对抽签结果文件：重新算一遍，不一致时列出差异，退出码 1"),
    ("calendar", "show"): (
        "calendar_show",
        "一年的放假和调休上班的日子：tiexin calendar show 2026 [--jurisdiction 64]",
    ),
    ("search", "rebuild"): ("search_rebuild", "清空检索索引，重新建立"),
    ("search", "verify"): ("search_verify", "核对检索索引与记录：不一致时列出差异，退出码 1"),
    FIELD_KEY: ("", "换一把封手机记录的钥匙：旧的仍能打开，重启后用新的"),
    ("doctor",): ("doctor", "体检：数据库、守护触发器、密钥、时钟、后台进程"),
    MANAGE: ("", "Django 自己的管理命令，如 tiexin manage migrate"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    given = sys.argv[1:] if argv is None else argv
    if given[:1] == ["--version"]:
        print(f"tiexin {__version__}")
        return 0
    words, rest = split(given)
    if words not in COMMANDS:
        return explain(words, rest)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tiexin.config.settings")
    if words in (SERVE, NGINX):
        from tiexin.config import nginx, serve

        return serve.main(rest) if words == SERVE else nginx.main(rest)
    if words == FIELD_KEY:
        from tiexin.config import keys, settings

        print(f"第 {keys.another(settings.HOME, 'field')} 把钥匙已做好，请重启网页服务")
        return 0
    return manage(rest) if words == MANAGE else run(words, rest)


def split(given: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Split a command line into the words of a command (or of a group) and what is left for it."""
    for count in (2, 1):
        if tuple(given[:count]) in COMMANDS:
            return tuple(given[:count]), given[count:]
    group = tuple(given[:1]) if any(words[:1] == tuple(given[:1]) for words in COMMANDS) else ()
    return group, given[len(group) :]


def explain(group: tuple[str, ...], rest: list[str]) -> int:
    """Print the help of everything or of one group; an unknown word is named and is an error."""
    unknown = next((word for word in rest if word not in HELP_WORDS), None)
    stream = sys.stderr if unknown else sys.stdout
    if unknown:
        print(f"tiexin: 没有这个命令：{' '.join([*group, unknown])}\n", file=stream)
    print(overview(group), file=stream)
    return 2 if unknown else 0


def overview(group: tuple[str, ...] = ()) -> str:
    """List the commands, one line each."""
    shown = {words: text for words, (_, text) in COMMANDS.items() if words[: len(group)] == group}
    lines = [f"  tiexin {' '.join(words):<15} {text}" for words, text in shown.items()]
    return "\n".join([f"贴心（Tiexin）{__version__}", USAGE, *lines])


def run(words: tuple[str, ...], rest: list[str]) -> int:
    """Run the management command behind these words; its own help and exit code are the answer."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        print(f"tiexin: {error}", file=sys.stderr)
        return 2
    name, _ = COMMANDS[words]
    command = find(name)
    if command is None:
        print(f"tiexin: 这个安装里没有命令 {' '.join(words)}（{name}）", file=sys.stderr)
        return 2
    return exit_code(lambda: command.run_from_argv(["tiexin", " ".join(words), *rest]))


def find(name: str) -> "BaseCommand | None":
    """Return the management command of this name, if an installed app has it."""
    from django.core.management import get_commands, load_command_class

    app = get_commands().get(name)
    return load_command_class(app, name) if isinstance(app, str) else app


def manage(rest: list[str]) -> int:
    """Hand everything to Django's own command line."""
    from django.core.management import execute_from_command_line

    return exit_code(lambda: execute_from_command_line(["tiexin manage", *rest]))


def exit_code(call: Callable[[], None]) -> int:
    """Turn the ways in which a command ends into one number."""
    try:
        call()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except KeyboardInterrupt:
        return 130
    return 0
