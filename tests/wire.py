"""A network that can be cut: a tiny TCP proxy before the house. Playwright's own offline mode reaches no worker."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from tests.house import free_port

SYNC = b"POST /api/field/sync"
CHUNK = 65536
BROKEN = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Wire:
    """Passes bytes on until it is cut; `trap` says what happens to the next sync.

    `request`: cut when half of it has gone out; `answer`: cut when the server has done it and answers; `broken`: the
    server answers 500.
    """

    def __init__(self, house: str) -> None:
        parts = urlsplit(house)
        self.behind = (str(parts.hostname), int(parts.port or 80))
        self.port, self.trap, self.whole = free_port(), "", True
        self.syncs, self.sprung = 0, False  # how many reached the server, whether the trap was sprung
        self.told: Callable[[bytes], bytes] = bytes  # how an answer is told: never longer or shorter
        self.held: set[socket.socket] = set()
        self.listening: socket.socket | None = None
        self.mend()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Let the network be there."""
        if self.listening is None:
            self.whole = True
            self.listening = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
            threading.Thread(target=self._accept, args=[self.listening], daemon=True).start()

    def cut(self) -> None:
        """Let the network be gone, in the middle of whatever was on its way."""
        self.whole = False
        listening, self.listening = self.listening, None
        for each in filter(None, (listening, *self.held)):
            _end(each)
        self.held.clear()

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = listening.accept()
                there = socket.create_connection(self.behind)
                self.held |= {here, there}
                sync = threading.Event()
                threading.Thread(target=self._out, args=[here, there, sync], daemon=True).start()
                threading.Thread(target=self._back, args=[there, here, sync], daemon=True).start()

    def _out(self, here: socket.socket, there: socket.socket, sync: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := here.recv(CHUNK):
                if SYNC not in data:
                    there.sendall(data)
                elif self.trap == "request":
                    there.sendall(data[: len(data) // 2])
                    self._spring()
                elif self.trap == "broken":
                    self.sprung = True
                    here.sendall(BROKEN)
                    break
                else:
                    sync.set()
                    self.syncs += 1
                    there.sendall(data)
        _end(here, there)

    def _back(self, there: socket.socket, here: socket.socket, sync: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := there.recv(CHUNK):
                if sync.is_set() and self.trap == "answer":
                    self._spring()
                here.sendall(self.told(data))
        _end(here, there)

    def _spring(self) -> None:
        self.trap, self.sprung = "", True
        self.cut()


def _end(*sockets: socket.socket) -> None:
    for each in sockets:
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


@contextlib.contextmanager
def wired(house: str) -> Iterator[Wire]:
    """Put a wire before a house."""
    wire = Wire(house)
    try:
        yield wire
    finally:
        wire.cut()
