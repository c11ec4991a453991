"""`tiexin serve`: granian as a child process, or several, on demand with the worker; one signal stops all."""

import argparse
import contextlib
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

THREADS = 2  # requests at once in a web process: of three the slowest waits a quarter longer, no more are served
ALONE = 1  # behind nginx, which keeps the others and gives each to the process with the least to do
TICK = 0.2
GRACE = 15
RESTART_AFTER = 1.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")
TARGET = "tiexin.config.wsgi:application"
NEW = (
    "这里还没有任何单位：打开上面的网址，答五个问题。网址里的启动码一天内有效，再要一个：tiexin start-code\n"
    "nothing is founded yet: open the address above and answer five questions\n"
)


@dataclass
class Child:
    """One child process, in a session of its own so that only its parent stops it."""

    argv: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    died: float | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        self.process, self.died = subprocess.Popen(self.argv, start_new_session=True), None  # noqa: S603

    def ended(self) -> int | None:
        """Return the exit code, or None while it runs or before it started."""
        return self.process.poll() if self.process else None

    def revive(self) -> None:
        """Start it again a moment after it died."""
        if self.ended() is None:
            return
        if self.died is None:
            self.died = monotonic()
            print(f"后台进程停了（退出码 {self.ended()}），重新启动 · worker died, restarting", file=sys.stderr)
        elif monotonic() - self.died >= RESTART_AFTER:
            self.start()

    def stop(self) -> None:
        """Ask it to end, wait, and insist when it does not."""
        if self.process is None or self.ended() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class House:
    """The web's children, and the others that are restarted when they die."""

    webs: Sequence[Child]
    others: list[Child] = field(default_factory=list)
    leaving: threading.Event = field(default_factory=threading.Event)
    address: tuple[str, int] = ("127.0.0.1", 8000)
    announced: bool = False
    start: str = ""  # the address that begins an installation without any unit

    def run(self) -> int:
        """Run until a signal (0) or until a child of the web ends (its code)."""
        children = [*self.webs, *self.others]
        try:
            for child in children:
                child.start()
            while not self.leaving.wait(TICK):
                if ended := [code for web in self.webs if (code := web.ended()) is not None]:
                    return ended[0] or 1
                self._look_after()
            return 0
        finally:
            for child in reversed(children):
                child.stop()

    def _look_after(self) -> None:
        for child in self.others:
            child.revive()
        if not self.announced and answers(*self.address):
            self.announced = True
            hint = NEW if self.start else ""
            print(
                f"\n贴心已启动，请打开 · open:  {self.start or link(*self.address)}\n{hint}停止 · stop:  Ctrl-C\n",
                flush=True,
            )


def parser() -> argparse.ArgumentParser:
    """Describe the options of `tiexin serve`."""
    made = argparse.ArgumentParser("tiexin serve", description="启动网页服务（granian, WSGI），默认只对本机开放。")
    made.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1（只有本机能访问）")
    made.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    made.add_argument("--workers", type=int, default=1, metavar="N", help="网页进程数，默认 1")
    made.add_argument(
        "--apart", action="store_true", help="每个网页进程各用一个端口，从 --port 起；前面放 nginx（见 tiexin nginx）"
    )
    made.add_argument("--with-worker", action="store_true", help="同时启动后台进程（worker），死了自动重启")
    return made


def main(argv: list[str]) -> int:
    """Serve until stopped; return the exit code."""
    options = parser().parse_args(argv)
    taken = [port for port in ports(options) if answers(options.host, port)]
    if taken:
        print(f"端口 {taken[-1]} 已被占用，请换一个 · port in use: --port {taken[-1] + 1}", file=sys.stderr)
        return 1
    if options.host not in LOOPBACK:
        print(
            "注意：网页对其他机器开放；请放在 HTTPS 反向代理之后，并设 TIEXIN_HOSTS、TIEXIN_HTTPS=1",
            file=sys.stderr,
        )
    others = [Child([sys.executable, "-m", "tiexin", "worker"])] if options.with_worker else []
    place = (options.host, options.port)
    webs = [Child(line) for line in web_commands(options)]
    house = House(webs, others, address=place, start=start_address(*place))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: house.leaving.set())
    return house.run()


def start_address(host: str, port: int) -> str:
    """Make the tables of a new home; return where to begin, empty when something is founded already.

    In a process of its own, as the web and the worker are: this one stays small. What goes wrong there it says itself.
    """
    line = [sys.executable, "-m", "tiexin", "start-code", "--quiet", "--address", link(host, port)]
    return subprocess.run(line, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()  # noqa: S603


def ports(options: argparse.Namespace) -> list[int]:
    """The ports to listen on: one, or one for each web process."""
    return list(range(options.port, options.port + (options.workers if options.apart else 1)))


def web_commands(options: argparse.Namespace, target: str = TARGET) -> list[list[str]]:
    """Return granian's command lines: one for all web processes, or one for each."""
    workers, threads = (1, ALONE) if options.apart else (options.workers, THREADS)
    return [web_command(options.host, port, workers, threads, target) for port in ports(options)]


def web_command(host: str, port: int, workers: int, threads: int, target: str) -> list[str]:
    """Return one command line."""
    place = ["--host", host, "--port", str(port), "--workers", str(workers)]
    manners = [
        "--interface",
        "wsgi",
        "--no-ws",
        "--respawn-failed-workers",
        "--log-level",
        "warning",
        "--blocking-threads",
        str(threads),
    ]
    return [sys.executable, "-m", "granian", *manners, *place, target]


def near(host: str) -> str:
    """Return the name by which this machine itself reaches the host it listens on."""
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104


def link(host: str, port: int) -> str:
    """Return the address to click."""
    shown = near(host)
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"


def answers(host: str, port: int) -> bool:
    """Say whether something accepts connections there."""
    with contextlib.suppress(OSError), socket.create_connection((near(host), port), timeout=1):
        return True
    return False
