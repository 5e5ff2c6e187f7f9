"""A pasted or uploaded record: judged at once, kept nowhere, harmless whatever is in it."""

import json
import re
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from page_outline import outline
from site_study import STUDY
from test_site_pages import assert_masked

from trialwright.record.marks import Stretch
from trialwright_web.studies.templatetags.study_text import is_day

SEED = (STUDY / "record" / "NCT07120750.page.txt").read_text("utf-8")
HOSTILE = (STUDY.parents[1] / "tests/data/records/hostile.json").read_text("utf-8")
LANGUAGES = ("en", "zh-hans")
DAY = "2025-12-24"
everywhere = pytest.mark.parametrize("language", LANGUAGES)


def small(**summary) -> str:
    study = {"identificationModule": {"nctId": "NCT00000001"}, "descriptionModule": summary}
    return json.dumps({"protocolSection": study})


def check(client, language="en", **fields):
    return client.post(f"/{language}/check/", {"as-of": DAY, **fields})


def words(html: str) -> str:
    """The text of a page without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@everywhere
@pytest.mark.parametrize("text", [SEED, HOSTILE, small()], ids=["seed", "hostile", "small"])
def test_a_checked_record_is_a_sound_page_without_script(client, out, language, text):
    response = check(client, language, record=text)
    assert response.status_code == 200
    found = outline(response.content.decode())
    assert found.left_open == []
    assert found.heading_levels[0] == 1
    assert found.attributes("script", "style") == []
    attributes = {name for _, attributes in found.tags for name in attributes}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}
    identifiers = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    links = {attributes["href"] for attributes in found.attributes("a")}
    assert {link[1:] for link in links if link.startswith("#")} <= set(identifiers)


@everywhere
def test_a_visitor_sees_what_is_wrong_why_and_what_to_write_instead(client, out, language):
    html = check(client, language, record=SEED).content.decode()
    instead = {"en": "Write instead:", "zh-hans": "建议改写："}[language]
    assert html.count(instead) > 60
    assert '<mark class="severity-error">will receive</mark>' in html
    assert "./trialwright study new --from" in html


@everywhere
def test_a_checked_record_names_no_contact_person(client, out, language):
    assert_masked(check(client, language, record=SEED).content.decode())


@pytest.mark.parametrize("kind", ["json", "sarif"])
def test_findings_come_as_files_without_the_contact_person(client, out, kind):
    response = check(client, record=SEED, answer=kind)
    assert response["Content-Disposition"].endswith(f'NCT07120750-findings.{kind}"')
    text = response.content.decode()
    assert_masked(text)
    assert "DSN-01" in str(json.loads(text))


@pytest.mark.parametrize("kind", ["json", "sarif"])
def test_the_findings_on_the_record_of_the_study_are_files_too(client, out, kind):
    response = client.get(f"/en/record/findings.{kind}")
    assert response.status_code == 200
    assert_masked(response.content.decode())
    assert client.get("/en/record/findings.exe").status_code == 404


@everywhere
def test_the_page_of_the_record_proposes_what_the_definition_states(client, out, language):
    html = client.get(f"/{language}/record/").content.decode()
    section = html.partition('<section id="corrections">')[2].partition("</section>")[0]
    certain = {"en": "6 corrections have a value that is certain", "zh-hans": "6 项更正的值已确定"}
    assert certain[language] in section
    assert "Peginterferon alfa-2b" in section
    assert {f"ARM-0{n}" for n in range(1, 5)} <= set(re.findall(r"[A-Z]{3}-\d\d", section))


def test_without_a_study_every_correction_is_left_to_the_investigator(client, out):
    html = check(client, record=SEED).content.decode()
    section = html.partition('<section id="corrections">')[2].partition("</section>")[0]
    assert "corrections are to be decided by the investigator" in section
    assert "merge patch" not in section


@pytest.mark.parametrize("of_study", [True, False])
def test_corrections_come_as_a_file_without_the_contact_person(client, out, of_study):
    asked = client.get("/en/record/corrections.json") if of_study else None
    response = asked or check(client, record=SEED, answer="corrections")
    assert response["Content-Disposition"].endswith('NCT07120750-corrections.json"')
    assert_masked(response.content.decode())
    assert bool(json.loads(response.content)["merge_patch"]) == of_study


def test_an_unknown_kind_of_answer_is_not_found(client, out):
    assert check(client, record=SEED, answer="exe").status_code == 404


def test_an_uploaded_file_is_judged_as_a_pasted_text_is(client, out):
    pasted = check(client, record=SEED, answer="json")
    file = SimpleUploadedFile("any name.txt", SEED.encode())
    uploaded = check(client, **{"record-file": file, "answer": "json"})
    assert uploaded.content == pasted.content


def test_an_upload_reaches_no_disk(client, out, monkeypatch):
    def refuse(*_arguments, **_keywords):
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile", refuse)
    large = SimpleUploadedFile("large.json", small(briefSummary="word " * 800_000).encode())
    assert check(client, **{"record-file": large}).status_code == 200
    assert list(out.iterdir()) == []


def test_the_answer_to_an_upload_is_kept_by_no_cache(client, out):
    assert "no-store" in check(client, record=SEED)["Cache-Control"]


@everywhere
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, {"en": "there is no record here yet", "zh-hans": "尚未提供记录"}),
        ({"record": "hello"}, "Raw JSON"),
        ({"record": '{"a": 1}'}, "no protocolSection"),
        ({"record": "[" * 100_000}, "nested deeper"),
        ({"record": small() + small()}, "a second record begins"),
        ({"record": small(), "as-of": "31.12.2025"}, "31.12.2025"),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_sentence(client, out, language, fields, said):
    response = check(client, language, **fields)
    assert response.status_code == 400
    expected = said if isinstance(said, str) else said[language]
    assert expected in words(response.content.decode()).replace("&#x27;", "'")


def test_nothing_written_is_lost_when_it_cannot_be_read(client, out):
    html = check(client, record="<b>half a record").content.decode()
    assert "&lt;b&gt;half a record</textarea>" in html
    assert f'value="{DAY}"' in html


def test_a_text_and_a_file_together_are_refused(client, out):
    fields = {"record": SEED, "record-file": SimpleUploadedFile("a.json", b"{}")}
    assert "there is a text and a file" in check(client, **fields).content.decode()


def test_text_of_a_record_is_never_markup(client, out):
    text = small(briefSummary='<script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7 }}')
    html = check(client, record=text).content.decode()
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_control_and_direction_characters_become_visible(client, out):
    html = check(client, record=small(briefSummary="a\u202eb\u001b[2Jc")).content.decode()
    assert "a&lt;U+202E&gt;b&lt;U+001B&gt;[2Jc" in html
    assert "\u202e" not in html
    assert "\u001b" not in html


def test_a_file_name_is_never_markup(client, out):
    file = SimpleUploadedFile("<svg onload=alert(1)>.json", small().encode())
    html = check(client, **{"record-file": file}).content.decode()
    assert "<svg onload" not in html


def test_a_form_needs_the_cookie_and_the_mark_of_this_site(out):
    strict = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    refused = strict.post("/en/check/", {"record": SEED})
    assert refused.status_code == 403
    assert "The form was not sent from this site" in refused.content.decode()
    form = strict.get("/en/check/")
    mark = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.content.decode())
    fields = {"record": SEED, "csrfmiddlewaretoken": mark[1]}
    assert strict.post("/en/check/", fields).status_code == 200
    elsewhere = {"origin": "https://evil.example"}
    assert strict.post("/en/check/", fields, headers=elsewhere).status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, out):
    cookie = client.get("/en/check/").cookies["csrftoken"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


def test_a_page_without_a_form_sets_no_cookie(client, out):
    assert not client.get("/en/record/").cookies


@pytest.mark.parametrize("page", ["check/", "compare/"])
def test_a_form_tells_its_origin_to_this_site_only(client, out, page):
    response = client.get(f"/en/{page}")
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Content-Security-Policy"] == client.get("/en/")["Content-Security-Policy"]


@everywhere
@pytest.mark.parametrize(("page", "megabytes"), [("check/", 6), ("compare/", 11)])
def test_what_is_too_large_is_refused_unread(client, out, language, page, megabytes, monkeypatch):
    monkeypatch.setattr("trialwright_web.studies.given_record.parse_record", None)
    file = SimpleUploadedFile("big.json", b"x" * megabytes * 10**6)
    response = client.post(f"/{language}/{page}", {"record-file": file})
    assert response.status_code == 413
    title = {"en": "The record is too large", "zh-hans": "记录过大"}[language]
    assert title in response.content.decode()


@everywhere
def test_a_form_of_too_many_parts_is_refused(client, out, language):
    title = {"en": "The form could not be read", "zh-hans": "无法读取表单"}[language]
    fields = client.post(f"/{language}/check/", {f"field{n}": "x" for n in range(1500)})
    files = {f"file{n}": SimpleUploadedFile("a", b"x") for n in range(5)}
    for response in (fields, client.post(f"/{language}/check/", files)):
        assert response.status_code == 400
        assert title in response.content.decode()


@pytest.mark.parametrize("body", [b"", b"--x\r\nContent-Disposition: form-data", b"\xff" * 99])
def test_a_damaged_form_is_no_fault_of_the_program(client, out, body):
    kind = "multipart/form-data; boundary=x"
    assert client.post("/en/check/", body, content_type=kind).status_code == 400
    assert client.post("/en/check/", body, content_type="multipart/form-data").status_code == 400


@pytest.mark.parametrize("address", ["?severity=fatal", "?as-of=tomorrow", "?as-of=2025-02-30"])
def test_a_choice_that_does_not_exist_is_not_found(client, out, address):
    assert client.get(f"/en/record/{address}").status_code == 404


def test_the_record_page_shows_the_findings_of_one_severity(client, out):
    html = client.get("/en/record/?severity=note").content.decode()
    assert 'class="objection severity-note"' in html
    assert 'class="objection severity-error"' not in html
    assert '<mark class="severity-error"' not in html


def test_the_record_page_is_judged_as_on_the_day_of_its_version_or_another(client, out):
    assert "Judged as on 24 December 2025." in client.get("/en/record/").content.decode()
    earlier = client.get("/en/record/?as-of=2025-07-09").content.decode()
    assert "Judged as on 9 July 2025." in earlier
    assert "DAT-02 ·" not in earlier


def test_the_record_page_says_how_the_study_resolves_a_finding(client, out):
    assert "How this study resolves it" in client.get("/en/record/").content.decode()
    assert "How this study resolves it" not in check(client, record=SEED).content.decode()


@pytest.mark.parametrize(
    ("cell", "answer"),
    [
        ("2025-09-01", True),
        ("2025-09", True),
        ("", False),
        ("2025-09-01 (estimated)", False),
        ((Stretch("2025-", ()), Stretch("09-01", (1,))), True),
    ],
)
def test_a_date_in_a_table_is_kept_on_one_line(cell, answer):
    assert is_day(cell) is answer
