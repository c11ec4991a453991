"""`tiexin link LOGIN`: a new one-time link for an account, given by whoever holds the machine.

The way back in when the system administrator's own link is lost or the password forgotten; like every new link it
leaves its entry, and ends those before it.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from tiexin.core.days import now
from tiexin.orgs import calendar, queries
from tiexin.orgs.actions import LINK_LIFE, open_account


class Command(BaseCommand):
    help = "给一个账号再发一个一次性激活链接（系统管理员自己的链接丢了、密码忘了时用）；以前的链接随即失效。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare whose."""
        parser.add_argument("username", help="登录名")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link."""
        officer = queries.officer_of(options["username"])
        if officer is None:
            raise CommandError(f"没有登录名“{options['username']}”", returncode=1)
        token = open_account(officer, options["username"], by=None, on=calendar.today(), now=now())
        path = reverse("activate", args=[token])
        self.stdout.write(f"请把链接交给{officer.name}本人，{LINK_LIFE.days}天内有效，只能用一次：{path}")
