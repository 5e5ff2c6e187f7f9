"""The dashboard: numbers with their lists, charts with a table, nothing by group."""

from xml.etree import ElementTree

from site_people import DEMOGRAPHY, save


def page(client, address="/en/dashboard/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def event(site, repeat, serious):
    values = {"ae_term": "Fever", "serious_hospitalisation": serious}
    key = ("P001", "RUNNING", "adverse_event", repeat)
    save(site, values, key=key, intent="draft")


def test_every_number_links_to_its_list(site, as_member):
    save(site, DEMOGRAPHY)
    event(site, 1, "yes")
    event(site, 2, "no")
    client = as_member("data_manager")
    text = page(client)
    assert '<a href="/en/dashboard/serious-events/"><strong>1</strong>' in text
    listed = page(client, "/en/dashboard/serious-events/")
    assert 'href="/en/participants/P001/RUNNING/adverse_event/1/"' in listed
    assert "adverse_event/2/" not in listed
    csv = client.get("/en/dashboard/adverse-events/?format=csv").content.decode("utf-8-sig")
    assert len(csv.splitlines()) == 3
    assert client.get("/en/dashboard/no-such-list/").status_code == 404


def test_a_summary_is_made_again_when_something_was_entered(site, as_member):
    client = as_member("data_manager")
    event(site, 1, "no")
    assert '<a href="/en/dashboard/serious-events/"><strong>0</strong>' in page(client)
    event(site, 2, "yes")
    assert '<a href="/en/dashboard/serious-events/"><strong>1</strong>' in page(client)


def test_the_charts_are_drawings_with_a_text_alternative_and_without_style(site, as_member):
    save(site, DEMOGRAPHY)
    save(
        site,
        {"consent_date": "2026-01-05"},
        key=("P001", "SCREENING", "consent", 0),
        intent="draft",
    )
    text = page(as_member("monitor"))
    drawings = ["<svg" + part.partition("</svg>")[0] + "</svg>" for part in text.split("<svg")[1:]]
    assert len(drawings) == 2
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        assert root.attrib["role"] == "img"
        assert root[0].text
        # The page's policy permits no style inside it.
        assert " style=" not in drawing
        assert "<style" not in drawing


def test_no_group_and_no_treatment_stands_on_the_dashboard(site, as_member, definition):
    save(site, DEMOGRAPHY)
    text = page(as_member("coordinator")).split("<h1>")[1]
    for group in definition.study.groups:
        assert group.label.en not in text


def test_statistician_and_committee_see_the_numbers_but_no_list_of_people(site, as_member):
    save(site, DEMOGRAPHY)
    for role in ("statistician", "dmc_member"):
        text = page(as_member(role)).split("<h1>")[1]
        assert "/en/dashboard/deaths/" not in text
        assert as_member(role).get("/en/dashboard/deaths/").status_code == 403
    assert as_member("data_access_reviewer").get("/en/dashboard/").status_code == 403
