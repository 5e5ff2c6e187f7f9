"""Headers of every answer: nothing from outside, no script in it, no frame elsewhere."""

import pytest

ADDRESSES = ("/en/", "/zh-hans/record/", "/", "/en/nothing/", "/artefacts/report.pdf")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_forbids_script_inside_and_foreign_content(client, run, address):
    policy = client.get(address)["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("address", [*ADDRESSES, "/static/trialwright_web/site.css"])
def test_every_answer_keeps_to_its_kind_and_tells_no_other_site(client, run, address):
    response = client.get(address)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


def test_only_the_report_has_style_inside_and_is_shut_in_a_sandbox(client, run):
    policy = client.get("/artefacts/report.html")["Content-Security-Policy"]
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src" not in policy
    assert policy.endswith("; sandbox")
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.0.2.1"])
def test_a_request_under_another_name_is_refused(client, run, host, capfd):
    response = client.get("/en/", headers={"host": host})
    assert response.status_code == 400
    assert "Not known under this name" in response.content.decode()
    assert "NCT07120750" not in response.content.decode()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_this_machine_is_served_under_each_of_its_names(client, run, host):
    assert client.get("/en/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("address", ["/en/", "/en/forms/tumour/", "/artefacts/report.pdf"])
def test_nothing_can_be_sent_to_the_site(client, run, address):
    assert client.post(address, {"a": "b"}).status_code == 405
