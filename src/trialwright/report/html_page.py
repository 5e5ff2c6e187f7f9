"""A report as one HTML file: no script, no outside content, opens from disk, prints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trialwright.report.document import Figure, Report, Section, Table
from trialwright.report.drawing import WATERMARK
from trialwright.report.html_blocks import block_html
from trialwright.report.markup import Html, element, together

STYLE = Path(__file__).with_name("report.css")


def write_html_report(report: Report, path: Path) -> None:
    """Write the report as a single HTML file in UTF-8."""
    path.write_text(html_report(report), encoding="utf-8", newline="\n")


def html_report(report: Report) -> str:
    """The whole page as text."""
    style = STYLE.read_text(encoding="utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", report.file_title),
        element("style", Html(style)),
    )
    main = element("main", *(_section(report, section) for section in report.sections), id="main")
    skip = element("a", "Skip to the report", href="#main", class_="skip")
    body = element("body", skip, _banner(report), _front(report), _contents(report), main)
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _banner(report: Report) -> Html:
    if not report.synthetic:
        return Html()
    words = (element("strong", WATERMARK), " participants. This report rehearses the study.")
    return element("p", *words, class_="banner", role="note")


def _front(report: Report) -> Html:
    facts = (together(element("dt", name), element("dd", value)) for name, value in report.facts)
    return element(
        "header",
        element("p", f"{report.short_title} · {report.registry_id}", class_="eyebrow"),
        element("h1", report.title),
        element("p", f"Report of the data up to {report.data_cutoff.isoformat()}", class_="lead"),
        element("dl", *facts),
    )


def _contents(report: Report) -> Html:
    items = (
        element(
            "li",
            element("a", f"{section.number}\u2002{section.title}", href=f"#{section.anchor}"),
            _displays(section),
        )
        for section in report.sections
    )
    return element("nav", element("h2", "Contents"), element("ol", *items), aria_label="Contents")


def _displays(section: Section) -> Html:
    links = list(_display_links(section))
    return element("ul", *links) if links else Html()


def _display_links(section: Section) -> Iterator[Html]:
    for block in section.blocks:
        if isinstance(block, Figure) or (isinstance(block, Table) and block.style == "display"):
            kind = "Figure" if isinstance(block, Figure) else "Table"
            text = f"{kind} {block.id}. {block.title}"
            yield element("li", element("a", text, href=f"#{block.anchor}"))


def _section(report: Report, section: Section) -> Html:
    mark = element("span", WATERMARK, class_="synthetic") if report.synthetic else Html()
    title = element("span", element("span", section.number, class_="no"), " ", section.title)
    heading = element("h2", title, mark)
    return element("section", heading, *map(block_html, section.blocks), id=section.anchor)
