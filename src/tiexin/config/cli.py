"""The command `tiexin`: one table from words to management commands; Django is loaded only to run one."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tiexin import __version__

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

USAGE = "用法：tiexin <命令> [参数…]        每个命令都有 --help\n"
SERVE, MANAGE = ("serve",), ("manage",)
HELP_WORDS = frozenset({"-h", "--help", "help"})
# words → (management command, one line of help); the two without a command are handled in `main`
COMMANDS: dict[tuple[str, ...], tuple[str, str]] = {
    SERVE: ("", "网页服务（web），默认只在本机 127.0.0.1:8000；--with-worker 连同后台进程"),
    ("worker",): ("worker", "后台进程：重算指标（gauge），做排队的任务"),
    ("demo",): ("demo", "演示数据：--ensure 没有才造，--reset 清空重造"),
    ("plan", "check"): ("plan_check", "检查方案文件（pack），逐行说明错误，不写入"),
    ("plan", "load"): ("plan_load", "载入方案文件，成为草稿（draft）"),
    ("plan", "publish"): ("plan_publish", "发布方案：条款（clause）成为应尽（duty）"),
    ("plan", "coverage"): ("plan_coverage", "每一条款写在哪个方案的哪一项、由哪个功能服务"),
