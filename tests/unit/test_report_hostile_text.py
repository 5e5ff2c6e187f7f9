"""Text of a study's files is shown as it is, whatever it says, in HTML and in PDF."""

import shutil
import subprocess
from html.parser import HTMLParser

import pytest

import report_cases
from trialwright.definition.load import Definition
from trialwright.definition.scalars import Bilingual
from trialwright.report.build import build_report
from trialwright.report.document import Report
from trialwright.report.html_page import html_report
from trialwright.report.pdf import write_pdf_report

ATTACK = '</title></style><script>alert(1)</script> #read("report.css") *_$\\ "\' &amp; 乙肝'


def hostile() -> Report:
    """A report of a study whose titles, labels and texts all carry the attack."""
    known = report_cases.definition()
    words = Bilingual(en=ATTACK, zh=ATTACK)
    study = known.study.model_copy(
        update={
            "title": words,
            "short_title": words,
            "groups": tuple(
                group.model_copy(update={"label": words, "short": words})
                for group in known.study.groups
            ),
        }
    )
    displays = tuple(
        display.model_copy(update={"title": words, "footnotes": (words,)})
        for display in known.analyses.displays
    )
    text = known.report_text.model_copy(update={"introduction": (ATTACK,)})
    parts = {name: getattr(known, name) for name in Definition.__dataclass_fields__}
    changed = Definition(
        **parts
        | {
            "study": study,
            "analyses": known.analyses.model_copy(update={"displays": displays}),
            "report_text": text,
        }
    )
    return build_report(changed, report_cases.snapshot(of=changed), report_cases.results())


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attributes]


def test_hostile_text_is_inert_in_html():
    page = Tags()
    page.feed(html_report(hostile()))
    assert not {"script", "iframe", "object", "base", "form"} & set(page.tags)
    assert not [name for name in page.attributes if name.startswith("on")]
    assert (page.tags.count("title"), page.tags.count("style")) == (1 + 2, 1)  # two drawings


def test_hostile_text_is_shown_and_not_run_in_a_pdf(tmp_path):
    write_pdf_report(hostile(), tmp_path / "report.pdf")
    if shutil.which("pdftotext") is None:
        pytest.skip("reading the PDF back needs pdftotext")
    command = ["pdftotext", "-layout", tmp_path / "report.pdf", "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert '#read("report.css")' in text
    assert "color-scheme" not in text
    assert "乙肝" in text
