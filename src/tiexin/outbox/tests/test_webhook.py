"""The way to a work platform: what goes over a real wire, how the bridge knows it, and everything that may break."""

import hmac
import json
import re
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured

import tiexin
from tiexin.core.signed import signature
from tiexin.outbox import webhook
from tiexin.outbox.failed import Failed
from tiexin.outbox.gateways import chosen
from tiexin.outbox.models import Channel
from tiexin.outbox.tests.bridge import standing
from tiexin.outbox.tests.telling import ACCOUNT

pytestmark = pytest.mark.once
FIRST, SECRET = UUID(int=1), "between these two"
TEXT = "有一件诉求等您办"


def out(url, secret=SECRET):
    return webhook.Webhook(webhook.check_address(url), webhook.check_secret(secret))


def failure(bridge):
    with pytest.raises(Failed) as caught:
        out(bridge.url).send(FIRST, ACCOUNT, TEXT)
    assert ACCOUNT not in str(caught.value)
    return str(caught.value)


def test_a_text_is_posted_with_its_id_and_signed():
    with standing() as bridge:
        out(bridge.url).send(FIRST, ACCOUNT, TEXT)
        ((path, headers, body),) = bridge.asked
    assert path == "/send?agent=7"
    assert json.loads(body) == {"id": str(FIRST), "to": ACCOUNT, "text": TEXT}
    stamp = headers["X-Tiexin-Time"]
    assert headers["X-Tiexin-Signature"] == hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, sha256).hexdigest()
    assert abs(int(stamp) - datetime.now(UTC).timestamp()) < 60
    assert (headers["Idempotency-Key"], headers["Content-Type"]) == (str(FIRST), "application/json; charset=utf-8")


def test_the_example_of_the_manual_knows_who_asked():
    manual = (Path(tiexin.__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    shown = re.search(r"\n\n((?:      .*\n|\n)*?      def is_tiexin\(.*\n(?:      .*\n|\n)*)", manual)[1]
    house = {}
    exec("\n".join(line[6:] for line in shown.splitlines()), house)
    with standing() as bridge:
        out(bridge.url).send(FIRST, ACCOUNT, TEXT)
        ((_, headers, body),) = bridge.asked
    stamp, signed = headers["X-Tiexin-Time"], headers["X-Tiexin-Signature"]
    knows = house["is_tiexin"]
    assert knows(SECRET, stamp, body, signed) is True
    old = str(int(stamp) - 3600)
    wrong = [
        knows("another", stamp, body, signed),
        knows(SECRET, stamp, body + b" ", signed),
        knows(SECRET, str(int(stamp) + 1), body, signed),
        knows(SECRET, old, body, signature(SECRET, old, body)),
        knows(SECRET, "now", body, signed),
        knows(SECRET, stamp, body, ""),
    ]
    assert wrong == [False] * 6


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_yes_is_one(status):
    with standing(status) as bridge:
        out(bridge.url).send(FIRST, ACCOUNT, TEXT)
        assert len(bridge.asked) == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (301, "工作平台的接口要转到别的网址（301），不跟着去"),
        (307, "工作平台的接口要转到别的网址（307），不跟着去"),
        (400, "工作平台的接口没有收下（400）"),
        (401, "工作平台的接口不认签名（401），请管系统的人核对两边的密钥和钟"),
        (403, "工作平台的接口不认签名（403），请管系统的人核对两边的密钥和钟"),
        (404, "工作平台的接口没有收下（404）"),
        (500, "工作平台的接口没有收下（500）"),
        (503, "工作平台的接口没有收下（503）"),
    ],
)
def test_every_no_is_said_in_words_and_nobody_else_is_asked(status, said):
    with standing(status) as bridge:
        assert failure(bridge) == said
        assert [path for path, _, _ in bridge.asked] == ["/send?agent=7"]


@pytest.mark.parametrize("answer", ["cut", "gibberish"])
def test_an_answer_that_is_none_is_a_failure(answer):
    with standing(answer) as bridge:
        assert failure(bridge) == "工作平台的接口没有好好回答"


def test_who_does_not_answer_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(webhook, "PATIENCE", 0.05)
    with standing("silent") as bridge, pytest.raises(TimeoutError):
        out(bridge.url).send(FIRST, ACCOUNT, TEXT)


def test_a_door_that_is_shut_is_said_by_the_system():
    with standing() as bridge:
        url = bridge.url
    with pytest.raises(ConnectionRefusedError):
        out(url).send(FIRST, ACCOUNT, TEXT)


# Over TLS


@pytest.fixture
def papers(tmp_path):
    """A certificate of 127.0.0.1 that nobody but its maker vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bridge")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = made.add_extension(here, False).sign(key, hashes.SHA256())
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(secret)
    (tmp_path / "bridge.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return tmp_path


@contextmanager
def sealed(papers):
    with standing() as bridge:
        wrap = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        wrap.load_cert_chain(papers / "bridge.pem", papers / "key.pem")
        bridge.socket = wrap.wrap_socket(bridge.socket, server_side=True)
        yield bridge


def test_a_certificate_that_nobody_vouches_for_is_not_believed(papers):
    with sealed(papers) as bridge, pytest.raises(Failed, match="证书不对"):
        out(bridge.url.replace("http:", "https:")).send(FIRST, ACCOUNT, TEXT)
    assert bridge.asked == []


def test_one_of_the_houses_own_authority_is(papers, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(papers / "bridge.pem"))
    with sealed(papers) as bridge:
        out(bridge.url.replace("http:", "https:")).send(FIRST, ACCOUNT, TEXT)
        assert [path for path, _, _ in bridge.asked] == ["/send?agent=7"]


def test_a_plain_door_under_https_gets_nothing():
    with standing() as bridge, pytest.raises(Failed, match="没有加密"):
        out(bridge.url.replace("http:", "https:")).send(FIRST, ACCOUNT, TEXT)
    assert bridge.asked == []


# What is refused at start


@pytest.mark.parametrize(
    "url",
    [
        "https://bridge.example/send", "https://bridge.example", "https://bridge.example:8443/a?b=c",
        "http://127.0.0.1:9000/", "http://localhost/send", "http://[::1]:9000/send", "HTTPS://bridge.example/send",
    ],
)  # fmt: skip
def test_an_address_over_https_or_of_this_machine_will_do(url):
    assert webhook.check_address(url).hostname in ("bridge.example", "127.0.0.1", "localhost", "::1")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://bridge.example/send", "https://"),
        ("http://10.0.0.7/send", "https://"),
        ("http://127.0.0.1.bridge.example/", "https://"),
        ("http://localhost.example/", "https://"),
        ("ftp://bridge.example/", "https://"),
        ("//bridge.example/send", "https://"),
        ("https://", "不是网址"),
        ("", "不是网址"),
        ("bridge.example/send", "不是网址"),
        ("https://bridge.example:port/", "不是网址"),
        ("https://[::1/", "不是网址"),
        ("https://bridge.example..cn/", "不是网址"),
        ("https://bridge.example/a b", "不是网址"),
        ("https://bridge.example/\r\nX-Evil: 1", "不是网址"),
        ("https://桥.example/", "不是网址"),
        ("https://li:pass@bridge.example/", "用户名和口令"),
    ],
)
def test_any_other_is_refused_in_words_that_do_not_repeat_it(url, said):
    with pytest.raises(ImproperlyConfigured, match=said) as caught:
        webhook.check_address(url)
    assert "bridge.example" not in str(caught.value)


def test_without_a_secret_nobody_could_tell_who_asks():
    with pytest.raises(ImproperlyConfigured, match="TIEXIN_WORK_SECRET"):
        webhook.check_secret("")


def test_the_one_of_the_settings_signs_with_their_secret(settings):
    settings.WORK_SECRET = SECRET
    with standing() as bridge:
        chosen(f"webhook:{bridge.url}", Channel.WORK).send(FIRST, ACCOUNT, TEXT)
        ((_, headers, body),) = bridge.asked
    assert headers["X-Tiexin-Signature"] == signature(SECRET, headers["X-Tiexin-Time"], body)


def test_neither_address_nor_secret_stand_in_its_description():
    said = repr(out("https://bridge.example/send?key=k1"))
    assert [word in said for word in ("bridge.example", "k1", SECRET)] == [False] * 3


def test_a_port_left_out_is_the_usual_one():
    doors = [out(url)._door() for url in ("https://bridge.example/", "http://[::1]/", "http://127.0.0.1:81")]
    assert [(door.host, door.port) for door in doors] == [("bridge.example", 443), ("::1", 80), ("127.0.0.1", 81)]
    assert [webhook._path(webhook.check_address(f"https://b{rest}")) for rest in ("", "/", "/a?b=1", "?b=1")] == [
        *("/", "/", "/a?b=1", "/?b=1")
    ]
