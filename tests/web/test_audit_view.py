"""The audit view: who did what to a form, an item and a participant, and that it is proved."""

import json

from site_people import DEMOGRAPHY, KEY, save

JOURNAL = "/en/participants/P001/journal/"
FORM = "form/P001/SCREENING/demography/0"


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.content.decode()


def corrected(site):
    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="wrong box")


def test_the_journal_of_an_item_holds_its_changes_and_no_other(site, as_member):
    corrected(site)
    csv = page(as_member("monitor"), f"{JOURNAL}?subject={FORM}&item=sex&format=csv")
    rows = [line.split(",") for line in csv.strip().splitlines()[1:]]
    assert [(row[1], row[5], row[6], *row[8:]) for row in rows] == [
        ("3", "form.change", "wrong box", "sex", "F", "M"),
        ("2", "form.complete", "", "sex", "", "F"),
    ]


def test_a_subject_is_not_taken_for_another_that_begins_like_it():
    from trialwright_web.oversight.journal_lines import JournalFilter

    asked = JournalFilter("form/P001/W12/mri_lesion/1")
    assert asked.holds("form/P001/W12/mri_lesion/1")
    assert not asked.holds("form/P001/W12/mri_lesion/12")
    assert JournalFilter("form/P001").holds("form/P001/W12/mri_lesion/12")


def test_the_form_and_each_item_lead_to_their_history_for_who_may_read_it(site, as_member):
    corrected(site)
    address = "/en/participants/P001/SCREENING/demography/0/"
    assert f'?subject={FORM}&amp;item=sex"' in page(as_member("monitor"), address)
    assert "?subject=" not in page(as_member("coordinator"), address)


def test_the_journal_of_a_user_holds_every_chain_but_nobody_else(site, as_member):
    corrected(site)
    save(site, DEMOGRAPHY, key=("P002", *KEY[1:]), role="investigator")
    text = page(as_member("inspector"), "/en/journal/user/coordinator/")
    assert "4 lines in all" in text
    assert '<a href="/en/participants/P002/journal/">' in text
    assert "investigator" not in text.split("<h1>")[1]
    assert as_member("inspector").get("/en/journal/user/nobody/").status_code == 404


def test_the_proof_of_a_participant_says_what_was_proved(site, as_member):
    corrected(site)
    text = page(as_member("inspector"), f"{JOURNAL}verify/")
    assert "Everything holds." in text
    assert "3 lines carry their own hash" in text
    assert "the 2 objects in the tables" in text
    assert "No anchor has been made yet" in text


def test_the_proof_finds_a_value_that_was_changed_behind_the_journal(site, as_member):
    corrected(site)
    with site.stranger() as connection:
        connection.execute("UPDATE form_instance SET status = 'signed'")
    text = page(as_member("inspector"), f"{JOURNAL}verify/")
    assert "The proof failed" in text
    assert "status is &#x27;signed&#x27; in the tables" in text


def test_the_proof_holds_the_chain_to_the_anchors(site, as_member):
    from django.test import override_settings

    from trialwright_web.audit.anchor import ANCHORS, site_key, write_anchor

    save(site, DEMOGRAPHY)
    write_anchor("prtras001", site.folder / ANCHORS, site_key(site.folder / "anchor.key"))
    with override_settings(OUT_DIRECTORY=site.folder):
        text = page(as_member("inspector"), f"{JOURNAL}verify/")
    assert "1 anchor outside the database names this chain" in text
    assert "Everything holds." in text


def test_the_exported_trail_is_proved_without_the_site(site, as_member, tmp_path):
    from trialwright.capture.journal.proof import prove, read_material

    corrected(site)
    response = as_member("inspector").get("/en/journal/export/")
    path = tmp_path / "exported.jsonl"
    path.write_bytes(b"".join(response.streaming_content))
    assert json.loads(path.read_text("utf-8").splitlines()[0])["trail"] == 1
    proof = prove(read_material(path))
    assert proof.faults == ()
    assert any(sentence.startswith("state:") for sentence in proof.proved)


def test_who_may_not_read_the_journal_is_refused(site, as_member):
    save(site, DEMOGRAPHY)
    for address in (JOURNAL, f"{JOURNAL}verify/", "/en/journal/user/monitor/"):
        assert as_member("coordinator").get(address).status_code == 403


def test_the_journal_comes_in_pages_and_each_line_is_held_to_the_one_before(
    site, as_member, monkeypatch
):
    from trialwright_web.oversight.views import journal

    monkeypatch.setattr(journal, "ON_A_PAGE", 2)
    corrected(site)
    client = as_member("monitor")
    newest, oldest = page(client, JOURNAL), page(client, f"{JOURNAL}?page=2")
    assert "2 lines: each hash and the chain were checked just now" in newest
    assert "Page 1 of 2" in newest
    assert "1 line: its hash and its place in the chain" in oldest
    of_user = page(client, "/en/journal/user/coordinator/?page=2")
    assert "3 lines in all" in of_user
    assert "Page 2 of 2" in of_user
    csv = page(client, "/en/journal/user/coordinator/?format=csv")
    assert {row.split(",")[1] for row in csv.strip().splitlines()[1:]} == {"1", "2", "3"}


def test_a_line_that_does_not_follow_the_one_before_is_a_fault():
    from trialwright.capture.journal.line import Act, Head, next_line
    from trialwright.capture.journal.proof import line_faults

    act = Act("coordinator", "coordinator", "form.complete", "2026-12-01T00:00:00.000000+00:00")
    first = next_line("s", "participant/P001", Head(), act, "0" * 64, [])
    second = next_line("s", "participant/P001", Head(1, first.hash), act, "0" * 64, [])
    assert list(line_faults(second, first.hash)) == []
    (fault,) = line_faults(second, "f" * 64)
    assert "does not follow the line before it" in fault.what
    changed = second._replace(body=second.body.replace("coordinator", "monitor"))
    assert any("was changed" in fault.what for fault in line_faults(changed, first.hash))


def test_a_user_is_found_in_the_text_of_the_line_by_either_database(site):
    from trialwright_web.audit.expressions import WrittenAt, WrittenBy
    from trialwright_web.audit.models import JournalLine

    corrected(site)
    rows = JournalLine.objects.annotate(by=WrittenBy("body"), at=WrittenAt("body"))
    for row in rows:
        body = json.loads(row.body)
        assert (row.by, row.at) == (body["by"], body["at"])
