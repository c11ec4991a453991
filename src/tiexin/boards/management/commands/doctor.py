"""`tiexin doctor`: is this installation well?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.boards import doctor


class Command(BaseCommand):
    help = "体检：每项一行，✓ 正常、! 提醒、✗ 有问题；有 ✗ 时退出码 1。"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the findings; exit 1 when something is wrong."""
        ill = 0
        for finding in doctor.examine():
            self.stdout.write(str(finding))
            ill += not (finding.well or finding.hint)
        if ill:
            raise CommandError(f"{ill} 项有问题", returncode=1)
