"""`tiexin init UNIT`: the first unit of a real installation and its three administrators, for scripts.

The page /start/ asks the same and more; both do it by `orgs.actions.beginning`.
"""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from tiexin.core.days import local_today, now
from tiexin.core.refusal import Refused
from tiexin.orgs.actions.beginning import LEVELS, OFFICE, OPENED, First, begin, first_unit
from tiexin.orgs.roles import ADMIN_ROLES, ROLES


class Command(BaseCommand):
    help = "正式安装的第一步：建库，成立最高一级单位，任命系统、安全、审计三名管理员，打印各自的一次性激活链接。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the unit and one option for each administrator post."""
        parser.add_argument("unit", help="单位全称，如 某某市总工会")
        parser.add_argument("--level", choices=LEVELS, default="province", help="层级，不写是 province（省级）")
        parser.add_argument("--region", default="", help="行政区划代码，如 640000")
        parser.add_argument("--opened", type=date.fromisoformat, default=OPENED, help="成立日期")
        for role in ADMIN_ROLES:
            parser.add_argument(f"--{role}", required=True, metavar="姓名:登录名", help=ROLES[role].label)
        parser.add_argument(f"--{OFFICE}", metavar="姓名:登录名", help="负责方案的干部，可以以后再任命")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables, the unit and the people; print the links."""
        people = [First(*_parts(options[role]), role) for role in (*ADMIN_ROLES, OFFICE) if options[role]]
        unit = first_unit(*(options[name] for name in ("unit", "level", "region", "opened")))
        call_command("migrate", verbosity=0, interactive=False)
        try:
            tokens = begin(unit, people, on=local_today(), now=now())
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        self.stdout.write(f"已成立{options['unit']}。请把下面的链接分别交给本人，三天内有效，只能用一次：")
        for person in people:
            path = reverse("activate", args=[tokens[person.role]])
            self.stdout.write(f"{ROLES[person.role].label} {person.name}：{path}")


def _parts(text: str) -> tuple[str, str]:
    name, _, username = text.replace("：", ":").partition(":")
    return name.strip(), username.strip()
