"""`tiexin cases evaluate`: how well suggestions would fit, measured on the newest fifth of closed matters."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tiexin.cases.learning import queries, training
from tiexin.cases.learning.norms import limits

ASKED = {queries.KIND: "哪项服务", queries.UNIT: "哪个单位"}


class Command(BaseCommand):
    help = "量建议有多准：用以前的五分之四学，问最近的五分之一，打印宏平均 F1；不写入，不改开关。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the measures; exit 1 when there are too few matters."""
        examples, least = queries.examples(), limits().least_cases
        if len(examples) < least:
            raise CommandError(f"办结的诉求只有 {len(examples)} 件，满 {least} 件才量得出", returncode=1)
        self.stdout.write(f"办结的诉求 {len(examples)} 件，留出最近的 {len(examples) // limits().held_out} 件")
        for name, found in training.measure(examples, limits()).items():
            sure = f"有把握的 {found.spoke} 件，对 {found.right} 件"
            self.stdout.write(f"{ASKED[name]}：{found.classes} 类，宏平均 F1 {found.macro_f1:.3f}；{sure}")
