"""`tiexin worker`: the background process."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tiexin.duties import worker
from tiexin.duties.fold import drain


class Command(BaseCommand):
    help = "后台进程：把新记录计入各级指标，执行排队的任务。可随时停止，重启后接着做。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare `--once`."""
        parser.add_argument("--once", action="store_true", help="只把现有的待计记录处理完就退出")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop."""
        if options["once"]:
            while drain():
                pass
            return
        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        self.stdout.write("后台进程已启动")
        self.stdout.flush()  # who started it may be waiting for this line at a pipe
        worker.run(stop)
