"""The way to a work platform: a signed request for each text to a small bridge that knows the platform's own API."""

import ipaddress
import json
import ssl
from dataclasses import dataclass, field
from http.client import HTTP_PORT, HTTPS_PORT, HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from tiexin.core.days import now
from tiexin.core.signed import signature
from tiexin.outbox.failed import Failed

PATIENCE = 8  # seconds for a connection, and again for an answer: a batch of them ends before it counts as lost
PLAIN_CHARACTERS = {chr(code) for code in range(0x21, 0x7F)}


@dataclass(frozen=True)
class Webhook:
    """Posts `{"id", "to", "text"}` as JSON. The bridge knows a text by its id and passes it on once."""

    url: SplitResult = field(repr=False)  # either may open the door of the platform
    secret: str = field(repr=False)
    idempotent = True

    def send(self, id: UUID, address: str, text: str) -> None:
        """Post it once; an address to which the answer sends on is not followed, as a text goes nowhere else."""
        body = json.dumps({"id": str(id), "to": address, "text": text}, ensure_ascii=False).encode()
        door = self._door()
        try:
            door.request("POST", _path(self.url), body, self._headers(id, body))
            status = door.getresponse().status
        except ssl.SSLError as error:
            raise Failed("工作平台接口的证书不对，或者连接没有加密") from error
        except HTTPException as error:
            raise Failed("工作平台的接口没有好好回答") from error
        finally:
            door.close()
        if not 200 <= status < 300:
            raise Failed(refusal(status))

    def _headers(self, id: UUID, body: bytes) -> dict[str, str]:
        stamp = str(int(now().timestamp()))
        said = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(id)}
        return said | {"X-Tiexin-Time": stamp, "X-Tiexin-Signature": signature(self.secret, stamp, body)}

    def _door(self) -> HTTPConnection:
        host = self.url.hostname or ""
        if self.url.scheme == "http":
            return HTTPConnection(host, self.url.port or HTTP_PORT, timeout=PATIENCE)
        trust = ssl.create_default_context()
        return HTTPSConnection(host, self.url.port or HTTPS_PORT, timeout=PATIENCE, context=trust)


def refusal(status: int) -> str:
    """What an answer that is no yes means, in words; nothing of what it says itself, which may repeat the address."""
    if status in (401, 403):
        return f"工作平台的接口不认签名（{status}），请管系统的人核对两边的密钥和钟"
    if 300 <= status < 400:
        return f"工作平台的接口要转到别的网址（{status}），不跟着去"
    return f"工作平台的接口没有收下（{status}）"


def check_address(said: str) -> SplitResult:
    """Return an address in its parts; refused: none, one in the clear to elsewhere, one with a password."""
    try:
        url = urlsplit(said)
        host, _ = url.hostname or "", url.port
        host.encode("idna")
    except ValueError as error:
        raise ImproperlyConfigured("TIEXIN_WORK 的 webhook: 后面不是网址") from error
    if not host or not set(said) <= PLAIN_CHARACTERS:
        raise ImproperlyConfigured("TIEXIN_WORK 的 webhook: 后面不是网址")
    if url.scheme != "https" and not (url.scheme == "http" and _is_here(host)):
        raise ImproperlyConfigured("TIEXIN_WORK 的 webhook: 后面要写 https:// 开头的网址；http:// 只能是本机")
    if "@" in url.netloc:
        raise ImproperlyConfigured("TIEXIN_WORK 的网址里不能写用户名和口令，请求是签名的")
    return url


def check_secret(said: str) -> str:
    """Return the secret; refused without one, as the bridge could not tell who asks."""
    if not said:
        raise ImproperlyConfigured("TIEXIN_WORK 用 webhook: 时要设 TIEXIN_WORK_SECRET，接口凭它认签名")
    return said


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _path(url: SplitResult) -> str:
    return f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
