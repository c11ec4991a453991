"""A browser reduced to what a measurement needs: one kept connection, cookies, the form's token."""

import re
from http.client import HTTPConnection, HTTPResponse
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

IDLE = 2.0  # seconds after which a server may have closed a kept connection
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """One logged-in person on one connection."""

    def __init__(self, port: int, session: str) -> None:
        self.link = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"sessionid": session}
        self.token = ""
        self.used = perf_counter()

    def get(self, path: str) -> bytes:
        """Return a page; it must answer 200."""
        answer, body = self._ask("GET", path)
        if answer.status != 200:
            raise RuntimeError(f"GET {path}: {answer.status} {answer.headers.get('Location', '')}")
        return body

    def open_form(self, path: str) -> None:
        """Open a form's page and keep its token."""
        found = TOKEN.search(self.get(path))
        if found is None:
            raise RuntimeError(f"{path}: no form")
        self.token = found[1].decode()

    def post(self, path: str, data: dict[str, Any]) -> str:
        """Send a form; it must be taken and lead on; return where to."""
        text = urlencode({**data, "csrfmiddlewaretoken": self.token}, doseq=True).encode()
        answer, body = self._ask("POST", path, text)
        if answer.status != 302:
            raise RuntimeError(f"POST {path}: {answer.status}\n{body.decode()[:2000]}")
        return answer.headers["Location"]

    def timed(self, path: str) -> float:
        """Return the milliseconds that a page takes."""
        began = perf_counter()
        self.get(path)
        return 1000 * (perf_counter() - began)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> tuple[HTTPResponse, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        if perf_counter() - self.used > IDLE:
            self.link.close()  # opened anew by the request
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        read = answer.read()
        self.used = perf_counter()
        return answer, read


def session_of(account: Any) -> str:
    """Log an account in and return its session's key."""
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(account)
    return client.cookies["sessionid"].value
