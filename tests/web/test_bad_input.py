"""Whatever is sent, the site answers with a page or a sentence, and nothing is half saved."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.urls import get_resolver
from django.urls.converters import IntConverter
from site_people import DEMOGRAPHY, KEY, save, saved_form

from trialwright.exchange.spreadsheet import inert

# As they stand in an address: NUL, half a character, an overlong slash, bytes that are no UTF-8, a
# way out of a folder, text from right to left, SQL, a further header, far too long.
ODD_ADDRESSES = (
    "P001%00",
    "%ED%A0%80",
    "%C0%AF",
    "..%2F..%2Fetc%2Fpasswd",
    "%E2%80%AEtxt%27;%20DROP%20TABLE%20form_instance;--",
    "%0D%0ASet-Cookie:%20a=b",
    "x" * 3000,
)
ODD_TEXTS = ("a\x00b", "\ud800", "\u202e=1+1", "9" * 5000)
FILTERS = "status form participant by user action role since until page q format next name kind"
FIELDS = (
    "number user name role question item text reason action days member answer request revision "
    "intent obstacle because file packed kind digest password username login record meaning "
    "birth_date full_name email"
)
PLAIN = {"number": "P001", "visit": "SCREENING", "form": "demography", "repeat": "0"}


def addresses() -> Iterator[tuple[str, str, dict[str, str], list[str]]]:
    """Every address of the site: its name and template, a value for each parameter, the texts."""
    known = get_resolver().reverse_dict
    for name in sorted({name for name in known if isinstance(name, str)}):
        for [(template, parameters)], _pattern, _defaults, converters in known.getlist(name):
            values = {each: PLAIN.get(each, "1") for each in parameters}
            counts = {e for e, to in converters.items() if isinstance(to, IntConverter)}
            yield name, f"/{template}", values, [each for each in parameters if each not in counts]


@pytest.fixture
def opening(site, as_member):
    """`opening(page)`: a client of a role that may open the page; faults are answers to it."""
    from trialwright_web.capture.gate import PAGES

    save(site, DEMOGRAPHY)
    clients = {}

    def opened(name):
        role = PAGES.get(name, ("coordinator",))[-1]
        if role not in clients:
            clients[role] = as_member(role)
            clients[role].raise_request_exception = False
        return clients[role]

    return opened


def test_an_odd_address_or_question_is_no_fault_of_any_page(site, opening):
    failed = []
    for name, template, values, texts in addresses():
        asked = [template % (values | {each: odd}) for each in texts for odd in ODD_ADDRESSES]
        asked += [
            f"{template % values}?{'&'.join(f'{each}={odd}' for each in FILTERS.split())}"
            for odd in ("%00", "%FF%ED%A0%80")
        ]
        answers = [(opening(name).get(address).status_code, address[:90]) for address in asked]
        failed += [(status, address) for status, address in answers if status >= 500]
    assert failed == []


@pytest.mark.parametrize("place", ["RUNNING/adverse_event/{}/", "queries/{}/"])
def test_a_number_that_no_database_keeps_is_an_address_that_does_not_exist(site, opening, place):
    for odd in ("9" * 10, "9" * 20, "9" * 500):
        address = f"/en/participants/P001/{place.format(odd)}"
        for answer in (opening("form-entry").get(address), opening("form-entry").post(address)):
            assert answer.status_code == 404


def test_an_odd_form_is_no_fault_of_any_page_and_nothing_of_it_is_kept(site, opening):
    for name, template, values, _texts in addresses():
        for odd in ODD_TEXTS:
            text = quote(odd.encode("utf-8", "surrogatepass"))
            body = "&".join(f"{field}={text}" for field in FIELDS.split())
            kind = "application/x-www-form-urlencoded"
            response = opening(name).post(template % values, body, content_type=kind)
            assert response.status_code < 500, (name, odd[:10])
    assert site.proof().faults == ()
    assert saved_form(KEY).revision == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff" * 100,
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="../../a\x00.csv"\r\n\r\na',
        b'--x\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: text/plain; '
        b"charset=nonsense\r\n\r\na\r\n--x--",
        b"--x\r\n" * 5000,
    ],
)
def test_a_damaged_upload_is_refused_with_a_page(site, opening, body):
    answer = opening("imports").post(
        "/en/imports/", body, content_type="multipart/form-data; boundary=x"
    )
    assert 400 <= answer.status_code < 500
    assert b"<h1>" in answer.content


def test_a_form_with_more_fields_than_any_has_is_refused_with_a_page(site, opening):
    body = "&".join(f"a{n}=1" for n in range(2000))
    kind = "application/x-www-form-urlencoded"
    answer = opening("form-entry").post(
        "/en/participants/P001/SCREENING/demography/0/", body, content_type=kind
    )
    assert (answer.status_code, "has more parts" in answer.content.decode()) == (400, True)
    assert saved_form(KEY).revision == 1


FORMULA = '=HYPERLINK("http://evil.example","x")'


def test_no_table_of_the_site_holds_a_formula(site, opening):
    """Wherever somebody can type a text, and in every CSV file that the site gives."""
    from trialwright_web.accounts.models import User
    from trialwright_web.capture.actions.queries import ask

    User.objects.update(full_name=FORMULA)
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="@SUM(A1)")
    save(site, {"birth_date": FORMULA}, key=("P002", *KEY[1:]), intent="draft")
    for item, question in (("sex", FORMULA), ("birth_date", "＝1+1"), ("", "-1+1")):
        ask(
            by=site.actor("monitor"),
            definition=site.definition,
            key=KEY,
            item=item,
            question=question,
        )
    found, shown = [], set()
    for name, address in _tables():
        answer = opening(name).get(f"{address}?format=csv")
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/csv"):
            rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
            cells = [cell for row in rows for cell in row]
            found += [(name, cell) for cell in cells if inert(cell) != cell]
            shown |= {name} if any("HYPERLINK" in cell for cell in cells) else set()
    assert found == []
    assert shown >= {"queries", "journal", "members"}, "the files do not hold what was typed"


def _tables() -> Iterator[tuple[str, str]]:
    from trialwright_web.oversight.dashboard_lists import LISTS

    for name, template, values, _texts in addresses():
        for each in LISTS if name == "dashboard-list" else [""]:
            yield name, template % (values | {"name": each})
