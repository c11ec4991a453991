"""`tiexin search rebuild`: every row of the index again from the records."""

from typing import Any

from django.core.management.base import BaseCommand

from tiexin.search.actions import rebuild


class Command(BaseCommand):
    help = "清空检索索引，从记录重新建立；完成之前检索不全。升级后、导入后或核对不一致时用。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how much."""
        self.stdout.write(f"已建立 {rebuild()} 条索引")
