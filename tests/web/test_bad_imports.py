"""Files that are made to harm whoever reads them are refused, on the page and for programs."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import pytest
from site_people import DEMOGRAPHY, save

NAMESPACE = "http://www.cdisc.org/ns/odm/v1.3"
HEADER = "participant,sample_date,test,result,unit\n"


def declared(entities, inside):
    return (
        f'<?xml version="1.0"?><!DOCTYPE ODM [{entities}]><ODM xmlns="{NAMESPACE}">{inside}</ODM>'
    )


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def zipped(data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("../../lab.csv", data)
    return file.getvalue()


BOMBS = {
    "a billion laughs": ("odm", declared(f'<!ENTITY l0 "ha">{LAUGHS}', "&l9;").encode()),
    "an entity of a file": (
        "odm",
        declared('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;").encode(),
    ),
    "an entity of a server": (
        "odm",
        declared('<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;', "").encode(),
    ),
    "a document type in UTF-16": ("odm", declared('<!ENTITY x "y">', "&x;").encode("utf-16")),
    "an entity that nobody declared": ("odm", f'<ODM xmlns="{NAMESPACE}">&x;</ODM>'.encode()),
    "a hundred thousand levels": (
        "odm",
        f'<ODM xmlns="{NAMESPACE}">{"<a>" * 100_000}'.encode(),
    ),
    "an unknown encoding": ("odm", b'<?xml version="1.0" encoding="nonsense"?><ODM/>'),
    "an encoding of several bytes": ("odm", b'<?xml version="1.0" encoding="gb18030"?><ODM/>'),
    "a zipped table": ("liver_chemistry", zipped(b"0" * 10_000_000)),
    "a zipped ODM": ("odm", gzip.compress(b" " * 10_000_000)),
    "a table of NUL": ("liver_chemistry", b"\x00" * 1000),
    "half a character": (
        "liver_chemistry",
        HEADER.encode() + b"P001,2027-05-20,ALB,\xed\xa0\x80,g/L",
    ),
    "one field without end": ("liver_chemistry", HEADER.encode() + b'"' + b"x" * 1_000_000),
    "too large": ("liver_chemistry", b"a" * 5_000_001),
    "nothing": ("liver_chemistry", b""),
}


@pytest.fixture
def laboratory(site, as_member):
    save(site, DEMOGRAPHY)
    client = as_member("laboratory")
    client.raise_request_exception = False
    return client


def named(data, name="../../../etc/passwd"):
    file = io.BytesIO(data)
    file.name = name
    return file


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_file_that_harms_is_refused_in_words_and_nothing_is_read_or_written(site, laboratory):
    """In one test: what each file needs is a reading, not a site of its own."""
    before = site.proof()
    for told, (kind, data) in BOMBS.items():
        page = laboratory.post("/en/imports/", {"kind": kind, "file": named(data)})
        assert page.status_code == 422, told
        text = page.content.decode()
        assert "root:" not in text, told
        assert 'role="alert"' in text, told
    assert site.proof() == before


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_a_program_is_refused_the_same_files_in_the_same_words(site, laboratory):
    from django.core.cache import cache
    from django.test import Client

    from trialwright_web.capture.actions.tokens import make_token

    cache.clear()
    secret = make_token(
        by=site.actor("administrator"),
        definition=site.definition,
        name="lab",
        user="laboratory",
        role="laboratory",
        days=1,
    )
    program = Client(headers={"host": "localhost", "authorization": f"Bearer {secret}"})
    for told, (kind, data) in BOMBS.items():
        answer = program.post(f"/api/v1/imports/{kind}", {"file": named(data)})
        assert answer.status_code in (409, 422), told
        assert all(problem["what"] for problem in answer.json()["problems"]), told
        assert "root:" not in json.dumps(answer.json()), told


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("=cmd|' /C calc'!A0.csv", "A0.csv"),
        ("<script>alert(1)</script>.csv", "script&gt;.csv"),
        ("\u202egpj.csv", "gpj.csv"),
    ],
)
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_the_name_of_a_file_is_text_and_never_a_path(site, laboratory, name, kept):
    page = laboratory.post("/en/imports/", {"kind": "odm", "file": named(b"<a/>", name)})
    assert page.status_code == 422
    text = page.content.decode()
    assert kept in text
    assert "<script>alert" not in text
    assert "etc/" not in text
