"""English and Simplified Chinese are equals: nothing untranslated, every page in both."""

import re
import string
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po
from site_messages import SITE, site_messages

PO = SITE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CONTEXT_OF_RECORD = "record"
# The same in both languages.
UNTRANSLATED = {"SHA-256", "PRTRAS 001", "NCT07120750", "page.txt", "JSON", "SARIF"}


@pytest.fixture(scope="module")
def catalogue():
    with PO.open("rb") as file:
        return {(m.context or "", _first(m.id)): m for m in read_po(file) if m.id}


def _first(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def test_every_text_of_the_site_is_translated(catalogue):
    missing = [
        text for context, text, _ in site_messages() if not _translation(catalogue, context, text)
    ]
    assert missing == []


def _translation(catalogue, context: str, text: str) -> str:
    message = catalogue.get((context, text))
    return _first(message.string) if message else ""


def test_no_translation_is_left_of_a_text_that_is_gone(catalogue):
    asked = {(context, text) for context, text, _ in site_messages()}
    left = {key for key in catalogue if key[0] != CONTEXT_OF_RECORD and key not in asked}
    assert left == set()


def test_both_languages_have_the_same_placeholders(catalogue):
    for message in catalogue.values():
        translated = _first(message.string)
        assert _placeholders(_first(message.id)) == _placeholders(translated), translated


def _placeholders(text: str) -> list[str]:
    braces = [name for _, name, _, _ in string.Formatter().parse(text) if name]
    return sorted(re.findall(r"%\(\w+\)s|%%", text) + braces)


def test_chinese_texts_use_chinese_punctuation(catalogue):
    wrong = re.compile(r"[\u4e00-\u9fff][,.;:?!()]|[,;?!()][\u4e00-\u9fff]")
    assert [m.string for m in catalogue.values() if wrong.search(_first(m.string))] == []


def test_every_word_around_the_record_is_translated(catalogue):
    from trialwright.record.sections import Heading, Rows, Table
    from trialwright.record.show import describe_record
    from trialwright_web.studies.loaded import loaded_study
    from trialwright_web.studies.templatetags.study_text import NUMBERED

    words = set()
    # The title of the first is the study's own; the last is not shown under its title.
    for section in describe_record(loaded_study().definition.record)[1:-1]:
        words.add(section.title)
        for part in section.parts:
            match part:
                case Heading(text):
                    found = NUMBERED.match(text)
                    words.add(found["kind"] if found else text)
                case Rows(rows) if section.id != "provenance":
                    words.update(label for label, _ in rows)
                case Table(columns, _):
                    words.update(columns)
    assert {word for word in words if (CONTEXT_OF_RECORD, word) not in catalogue} == set()


class _LooseText(HTMLParser):
    """Texts that stand in a template without being marked for translation."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += re.findall(r"[A-Za-z]{3,}[^\n]*", data)


@pytest.mark.parametrize("template", sorted(SITE.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_holds_no_text_in_one_language(template):
    source = template.read_text("utf-8")
    source = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", source, flags=re.DOTALL)
    source = re.sub(r"{%.*?%}|{{.*?}}|<code>.*?</code>", "", source, flags=re.DOTALL)
    loose = _LooseText()
    loose.feed(source)
    assert [text for text in loose.found if text not in UNTRANSLATED] == []


@pytest.mark.parametrize("template", sorted(SITE.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_names_no_address_but_the_registry(template):
    source = template.read_text("utf-8")
    addresses = re.findall(r"\S*://\S*", source)
    assert all("https://clinicaltrials.gov/study/" in address for address in addresses)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_the_first_address_leads_to_the_language_of_the_browser(client, out, asked, language):
    response = client.get("/", headers={"accept-language": asked})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/"


def test_the_language_switch_keeps_the_page_and_what_was_chosen(client, out):
    html = client.get("/en/facts/?origin=assumption").content.decode()
    assert 'href="/zh-hans/facts/?origin=assumption" lang="zh-hans"' in html


def test_the_language_switch_of_a_missing_page_leads_to_the_first_page(client, out):
    html = client.get("/en/nothing/").content.decode()
    assert 'href="/zh-hans/" lang="zh-hans"' in html
