"""Files of the run: a fixed list of names, unaltered, and nothing else on the disk."""

import io
import json
import zipfile
from pathlib import Path

import pytest

NAMES = (
    "report.html",
    "report.pdf",
    "results.json",
    "package.zip",
    "dictionary.csv",
    "manifest.json",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_the_run_is_given_out(client, run, name):
    response = client.get(f"/artefacts/{name}")
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'filename="prtras001-{name}"')


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_given_out_before_it_is_made(client, out, name):
    assert client.get(f"/artefacts/{name}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "current.json",
        "demography.csv",
        "..%2fcurrent.json",
        "../current.json",
        "....//current.json",
        "%2e%2e%2fcurrent.json",
        "%2fetc%2fpasswd",
        "report.html%00.pdf",
        "REPORT.HTML",
    ],
)
def test_no_other_name_leads_to_a_file(client, run, name):
    assert client.get(f"/artefacts/{name}").status_code == 404


@pytest.mark.parametrize("place", ["{outside}/secret.html", "../secret.html", "/etc/hostname", "."])
def test_a_run_cannot_name_a_file_outside_its_folder(client, run, tmp_path_factory, place):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.html").write_text("secret")
    (run.parent / "secret.html").write_text("secret")
    point_report_to(run, place.format(outside=outside))
    assert client.get("/artefacts/report.html").status_code == 404


def test_a_link_out_of_the_folder_is_not_followed(client, run, tmp_path_factory):
    secret = tmp_path_factory.mktemp("outside") / "secret.html"
    secret.write_text("secret")
    (run / "link.html").symlink_to(secret)
    point_report_to(run, str(run / "link.html"))
    assert client.get("/artefacts/report.html").status_code == 404


def point_report_to(run: Path, place: str) -> None:
    current = json.loads((run / "current.json").read_text())
    (run / "current.json").write_text(json.dumps(current | {"report_html": place}))


def test_the_package_comes_whole_and_twice_the_same(client, run):
    first, second = (client.get("/artefacts/package.zip").content for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["demography.csv", "dictionary.csv", "manifest.json"]
        assert archive.read("demography.csv").startswith(b"participant,sex\n")


def test_an_altered_package_is_not_given_out(client, run):
    (run / "package" / "demography.csv").write_text("participant,sex\nP1,M\n")
    assert client.get("/artefacts/package.zip").status_code == 404
    page = client.get("/en/sharing/").content.decode()
    assert "Not given out" in page
    assert "demography.csv" in page


def test_a_file_added_to_the_package_stops_it(client, run):
    (run / "package" / "names.csv").write_text("who\n")
    assert client.get("/artefacts/package.zip").status_code == 404


def test_a_browser_finds_the_mark_where_it_looks_unasked(client, out):
    response = client.get("/favicon.ico")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")
