"""A phone without a browser: it seals records as the client does and sends them over the test client."""

import json
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tiexin.core.envelopes import encode, seal_envelope
from tiexin.orgs.models import Officer
from tiexin.orgs.tests import cast as c
from tiexin.visits.field.items import place

NOON = 1336622400000  # 2012-05-10 12:00 in Shanghai, milliseconds since 1970


@dataclass
class Phone:
    """One officer's phone, logged in."""

    client: Client
    owner: Officer
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    def item(self, kind: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Seal a record; `more` changes what stands beside the payload, `after`, `uuid` what stands outside."""
        number = more.pop("uuid", None) or uuid.uuid4()
        after = more.pop("after", None)
        content = {"v": 1, "kind": kind, "owner": self.owner.pk, "at": NOON, "offset": 0, "payload": payload, **more}
        return self.sealed(json.dumps(content).encode(), number) | {"after": after}

    def sealed(self, content: bytes, number: uuid.UUID) -> dict[str, Any]:
        """Seal anything under a number."""
        sent = seal_envelope(content, place(self.key, number), secrets.token_bytes(12))
        return {
            "uuid": str(number),
            "kid": sent.kid,
            "key": encode(sent.key),
            "iv": encode(sent.iv),
            "box": encode(sent.box),
        }

    def post(self, *items: dict[str, Any]) -> Any:
        """Send records; return the whole answer."""
        sent = {"device": str(self.key), "items": list(items)}
        return self.client.post("/api/field/sync", sent, content_type="application/json")

    def send(self, *items: dict[str, Any]) -> list[dict[str, Any]]:
        """Send records; return what became of each."""
        answer = self.post(*items)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["answers"]
        return found


def phone(who: Officer) -> Phone:
    """The phone of an officer of the cast."""
    return Phone(c.enter(Client(), who), who)


def visit(where: Any, **changes: Any) -> dict[str, Any]:
    """What a phone writes down of a visit."""
    right = {"employer": where.pk, "on": str(c.TODAY), "methods": ["hear"]}
    return {**right, "met": [{"name": "王大山", "role": "front_line"}], **changes}


def said(answer: dict[str, Any]) -> tuple[str, str, str]:
    """The state of an answer, its field and its sentence."""
    return answer["state"], answer["field"], answer["message"]
