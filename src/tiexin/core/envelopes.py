"""Envelopes that only the installation can open: a phone seals a record to its public key and keeps nothing readable.

ECDH on P-256 with a one-time key of the sender, HKDF-SHA-256 (salt: both public points), AES-256-GCM. An envelope is
bound to a place, such as the device and the number of the record: put elsewhere it does not open.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from tiexin.core.refusal import Refused

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LABEL = b"tiexin field 1"
RULE = "加密规则：只有本系统能打开手机上封好的记录"


@dataclass(frozen=True)
class Envelope:
    """A sealed record as it travels: number of the installation's key, the sender's one-time key, nonce, content."""

    kid: int
    key: bytes
    iv: bytes
    box: bytes


def public_key() -> tuple[int, str]:
    """Return the number of the key to seal to and its public point (65 bytes, base64url)."""
    kid = max(settings.FIELD_KEYS)
    return kid, encode(_point(_private(settings.FIELD_KEYS[kid]).public_key()))


def open_envelope(sent: Envelope, place: str) -> bytes:
    """Return what is in an envelope; refuse one that was cut, changed, moved or sealed to an unknown key."""
    secret = settings.FIELD_KEYS.get(sent.kid)
    if secret is None:
        raise Refused("系统里没有封这条记录用的钥匙，请联系系统管理员", clause=RULE, field="envelope")
    try:
        return _box(_private(secret), sent.key).decrypt(sent.iv, sent.box, place.encode())
    except (InvalidTag, ValueError) as error:
        raise Refused("这条记录在路上损坏了，打不开，没有保存", clause=RULE, field="envelope") from error


def seal_envelope(content: bytes, place: str, iv: bytes) -> Envelope:
    """Seal content as a phone does."""
    kid = max(settings.FIELD_KEYS)
    there, own = _private(settings.FIELD_KEYS[kid]).public_key(), ec.generate_private_key(CURVE)
    key = _point(own.public_key())
    derived = _derive(own.exchange(ec.ECDH(), there), key, _point(there))
    return Envelope(kid, key, iv, derived.encrypt(iv, content, place.encode()))


def encode(content: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read base64url, padded or not; refuse what is none."""
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError as error:
        raise Refused("这条记录在路上损坏了，打不开，没有保存", clause=RULE, field="envelope") from error


@cache
def _private(secret: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(secret, 16) % (ORDER - 1) + 1, CURVE)


def _box(own: ec.EllipticCurvePrivateKey, key: bytes) -> AESGCM:
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, key)
    return _derive(own.exchange(ec.ECDH(), theirs), key, _point(own.public_key()))


def _derive(shared: bytes, sender: bytes, receiver: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, sender + receiver, LABEL).derive(shared))


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
