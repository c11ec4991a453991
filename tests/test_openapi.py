"""The API's description is a promise to other machines: a change to it is made on purpose, never by the way."""

import json
import os
from pathlib import Path

import pytest
from django.conf import settings

from tiexin.config.api import api

pytestmark = pytest.mark.once
SNAPSHOT = Path(__file__).with_name("openapi.json")
RENEW = "TIEXIN_RENEW=1 python -m pytest tests/test_openapi.py"


def described():
    """The description as JSON, in an order that does not change by itself; the version is not part of it."""
    schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))
    schema["info"]["version"] = ""
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_description_is_the_one_that_was_promised():
    if os.environ.get("TIEXIN_RENEW") == "1":
        SNAPSHOT.write_text(described())
    assert described() == SNAPSHOT.read_text(), f"the API has changed; if that is meant: {RENEW}"


def test_served_description_is_the_same(client, db):
    served = client.get("/api/openapi.json").json()
    served["info"]["version"] = ""
    assert json.dumps(served, ensure_ascii=False, indent=1, sort_keys=True) + "\n" == described()


def test_every_operation_says_what_it_does_and_what_it_answers():
    schema = json.loads(described())
    operations = [each for methods in schema["paths"].values() for each in methods.values()]
    assert operations
    for each in operations:
        assert each["description"].endswith("."), each["operationId"]
        assert any(code.startswith("20") and "content" in answer for code, answer in each["responses"].items())


def test_only_people_who_are_logged_in_are_served():
    schema = json.loads(described())
    assert {str(each.get("security")) for methods in schema["paths"].values() for each in methods.values()} == {
        "[{'SessionAuth': []}]"
    }
    assert schema["components"]["securitySchemes"]["SessionAuth"]["name"] == settings.SESSION_COOKIE_NAME
