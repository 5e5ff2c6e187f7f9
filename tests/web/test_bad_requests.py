"""Requests made from the site's own description of its interface, fitting and unfitting."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from site_people import DEMOGRAPHY, KEY, save, saved_form

QUICK = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXT = st.text(max_size=70) | st.sampled_from(
    ["\x00", "\u202e", "P001", "demography", "=1+1", "..%2F"]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
FORM = "/api/v1/forms/P001/SCREENING/demography/0"


@pytest.fixture
def program(site, monkeypatch):
    """A program that may save; it may send as much as it likes."""
    from django.test import Client
    from ninja.throttling import SimpleRateThrottle

    from trialwright_web.capture.actions.tokens import make_token

    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_: True)
    save(site, DEMOGRAPHY)
    told = {"name": "fuzz", "user": "coordinator", "role": "coordinator", "days": 1}
    secret = make_token(by=site.actor("administrator"), definition=site.definition, **told)
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})
    client.raise_request_exception = False
    return client


def values_of(schema: dict[str, Any], named: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of a schema, and now and then anything at all in their place."""
    if "$ref" in schema:
        return values_of(named[schema["$ref"].rpartition("/")[2]], named)
    if "anyOf" in schema:
        fitting = st.one_of([values_of(each, named) for each in schema["anyOf"]])
    elif "enum" in schema or "const" in schema:
        fitting = st.sampled_from(schema.get("enum", [schema.get("const")]))
    elif schema.get("type") == "object":
        known = {
            name: values_of(each, named) for name, each in schema.get("properties", {}).items()
        }
        more = schema.get("additionalProperties")
        inner = values_of(more, named) if isinstance(more, dict) else ANYTHING
        keys = st.sampled_from(["sex", "birth_date"]) | TEXT
        fitting = (
            st.fixed_dictionaries({}, optional=known)
            if known
            else st.dictionaries(keys, inner, max_size=3)
        )
    elif schema.get("type") == "integer":
        fitting = st.integers(-1, 10**9)
    else:
        fitting = TEXT
    return st.one_of(fitting, fitting, fitting, fitting, ANYTHING)


def operations(described):
    """Each operation with a body: method, address with its places, the schema of the body."""
    for address, methods in described["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            yield method, address, schema, set(operation["responses"])


@QUICK
@given(data=st.data())
def test_whatever_fits_the_description_or_not_gets_one_of_the_answers_it_names(site, program, data):
    described = program.get("/api/v1/openapi.json").json()
    for method, address, schema, answers in operations(described):
        places = [part[1:-1] for part in address.split("/") if part.startswith("{")]
        plain = {"participant": "P001", "visit": "SCREENING", "form": "demography", "repeat": "0"}
        for place in places:
            odd = data.draw(st.sampled_from([plain.get(place, "1"), "%00", "%ED%A0%80", "9" * 30]))
            address = address.replace(f"{{{place}}}", odd)
        options = {}
        if schema is not None:
            body = data.draw(values_of(schema, described["components"]["schemas"]))
            options = {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(program, method)(address, **options)
        assert str(answer.status_code) in answers, (method, address, options, answer.content[:200])
        if answer.status_code >= 400:
            assert all(problem["what"] for problem in answer.json()["problems"])
    assert site.proof().faults == ()


STORABLE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1
)


@QUICK
@given(STORABLE)
@example("肝" * 10_000)
@example("\u202eمرحبا\u202c 𠮷野家 👩‍⚕️ e\u0301")
@example(json.dumps({"任意": [None, 1e300, "\u0000", {}]}))
def test_what_a_program_saves_is_what_it_reads(site, program, text):
    program.post("/api/v1/participants", {"number": "P002"}, content_type="application/json")
    place = FORM.replace("P001", "P002")
    body = {
        "values": {"birth_date": {"value": text}},
        "revision": program.get(place).json().get("revision", 0),
        "intent": "draft",
    }
    saved = program.put(place, json.dumps(body), content_type="application/json")
    assert saved.status_code == 200, saved.content
    assert program.get(place).json()["values"]["birth_date"]["value"] == text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"[" * 100_000, "application/json"),
        (b'{"a":' * 100_000, "application/json"),
        (b'{"values": {}, "revision": ' + b"9" * 5000 + b"}", "application/json"),
        (b'{"values": {}, "revision": 1e400}', "application/json"),
        (b'{"values": {}, "revision": NaN}', "application/json"),
        (b'{"values": {"sex": {"value": "\xff"}}}', "application/json"),
        ('{"values": {}}'.encode("utf-16"), "application/json"),
        (b'{"values": {"sex": {"value": "\\ud800"}}}', "application/json"),
        (b'{"values": {"\\u0000": {"value": "1"}}, "revision": 1}', "application/json"),
        (b"\x1f\x8b\x08\x00bomb", "application/json"),
        (b"values=1", "application/x-www-form-urlencoded"),
        (b"<form/>", "application/xml"),
        (b" " * 11_100_000, "application/json"),
        (b'{"values": {"sex": {"value": "' + b"M" * 200_000 + b'"}}}', "application/json"),
    ],
)
def test_a_body_that_is_no_form_is_refused_and_nothing_of_it_is_kept(site, program, body, kind):
    answer = program.put(FORM, body, content_type=kind)
    assert answer.status_code in (400, 409, 422), answer.content[:200]
    assert all(problem["what"] for problem in answer.json()["problems"])
    assert saved_form(KEY).revision == 1


def test_a_key_that_stands_there_twice_is_refused_and_not_chosen_from(site, program):
    """JSON says nothing of which one holds, so a value could be saved that nobody looked at."""
    for body in (
        '{"values": {"sex": {"value": "M"}, "sex": {"value": "F"}}, "revision": 1, "reason": "r"}',
        '{"values": {"sex": {"value": "M", "value": "F"}}, "revision": 1, "reason": "r"}',
        '{"values": {"sex": {"value": "F"}}, "revision": 1, "revision": 1, "reason": "r"}',
    ):
        answer = program.put(FORM, body, content_type="application/json")
        assert answer.status_code == 400
        assert "twice" in answer.json()["problems"][0]["what"]
    assert saved_form(KEY).revision == 1
