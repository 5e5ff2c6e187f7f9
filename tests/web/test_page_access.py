"""Every address of the site for every role and for nobody: the table of pages decides, and no
address stands outside it.
"""

import pytest
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver
from site_people import DEMOGRAPHY, save

from trialwright.capture.access import ROLES

# Pages ask the table and not the database: one of the two is enough.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)

# Anybody may open these: the study as it is registered, and the way in.
PUBLIC = {
    "home",
    "record",
    "record-findings",
    "record-corrections",
    "check",
    "compare",
    "library",
    "library-record",
    "schedule",
    "forms",
    "form",
    "criteria",
    "facts",
    "report",
    "sharing",
    "artefact",
    "account_login",
    "account_logout",
    "account_inactive",
    "accept-invitation",
    "mfa_authenticate",
}
# One's own account: whoever is signed in, and for their own only.
OWN = {
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
# What stands in an address, by the name of the part.
PARTS = {"number": "P001", "visit": "SCREENING", "form": "demography", "user": "monitor"}


def patterns(resolver=None):
    """Every address with a view, those below a prefix too."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            # Routes for programs stand in a namespace; each asks for a token (test_api.py).
            yield from patterns(each) if each.namespace is None else ()
        elif isinstance(each, URLPattern):
            yield each


def addresses(language="en"):
    """Page or name of each address, with an example of it."""
    from django.urls import reverse
    from django.utils import translation

    with translation.override(language):
        for each in patterns():
            if each.name is None:
                continue
            given = {
                name: PARTS.get(name, 1 if "Int" in type(converter).__name__ else "x")
                for name, converter in each.pattern.converters.items()
            }
            yield (
                each.name,
                getattr(each.callback, "page", None),
                reverse_with(each, given, reverse),
            )


def reverse_with(pattern, given, reverse):
    known = PARTS | {"repeat": 0, "query": 1, "token": "x", "pk": 1, "identifier": "demography"}
    for names in ((), ("number",), ("number", "visit", "form", "repeat")):
        try:
            return reverse(pattern.name, kwargs=given | {name: known[name] for name in names})
        except NoReverseMatch:  # a longer prefix has more parts
            continue
    raise AssertionError(f"no example of the address {pattern.name}: add its parts to PARTS")


def test_every_address_is_public_or_ones_own_or_in_the_table_of_pages(site):
    from trialwright_web.capture.gate import PAGES

    undecided = {
        name for name, page, _ in addresses() if name not in PUBLIC | OWN and page not in PAGES
    }
    assert undecided == set()


def test_no_page_of_the_table_is_without_an_address(site):
    from trialwright_web.capture.gate import PAGES

    assert {page for _, page, _ in addresses() if page} == set(PAGES)


def ask(client, address):
    """The answer to GET, or to POST where that is what the page takes."""
    response = client.get(address)
    return client.post(address, {}) if response.status_code == 405 else response


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_the_pages_of_its_row_and_no_other(as_member, site, role):
    from trialwright_web.capture.gate import PAGES

    save(site, DEMOGRAPHY)
    member, wrong = as_member(role), []
    for name, page, address in addresses():
        if page is not None:
            response = ask(member, address)
            refused = response.status_code == 403 and b"not for your role in" in response.content
            if refused != (role not in PAGES[page]):
                wrong.append((name, response.status_code))
    assert wrong == []


def test_nobody_in_particular_is_asked_to_sign_in(client, site):
    wrong = []
    for name, page, address in addresses():
        if page is not None or name in OWN:
            response = ask(client, address)
            if response.status_code != 302 or "/accounts/login/" not in response["Location"]:
                wrong.append((name, response.status_code))
    assert wrong == []
