"""The blocks of a report as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import singledispatch

from trialwright.report.document import (
    BulletList,
    Column,
    Figure,
    Heading,
    Paragraph,
    Run,
    SourceSet,
    SourceSets,
    Table,
    TableRow,
    Words,
)
from trialwright.report.markup import Html, element, together

_MARKS = {"strong": "strong", "warning": "strong", "code": "code"}


def words_html(words: Words) -> Html:
    """Text with its links and marks."""
    return together(*(_run(run) for run in words))


def _run(run: Run) -> Html:
    html = together(run.text)
    if run.mark:
        class_ = run.mark if run.mark in ("quiet", "warning") else ""
        html = element(_MARKS.get(run.mark, "span"), html, class_=class_)
    if run.link:
        html = element("a", html, href=f"#{run.link}")
    return element("span", html, id=run.anchor) if run.anchor else html


@singledispatch
def block_html(block: object) -> Html:
    """One block of a section."""
    raise TypeError(f"no such block: {block!r}")


@block_html.register
def _(block: Paragraph) -> Html:
    return element("p", words_html(block.words), class_="" if block.kind == "plain" else "warning")


@block_html.register
def _(block: Heading) -> Html:
    return element("h3", block.text)


@block_html.register
def _(block: BulletList) -> Html:
    return element("ul", *(element("li", words_html(item)) for item in block.items))


@block_html.register
def _(block: Table) -> Html:
    name = element("strong", f"Table {block.id}. ") if block.style == "display" else Html()
    caption = element("caption", name, block.title)
    head = element("thead", element("tr", *(_head(column) for column in block.columns)))
    table = element("table", caption, head, *_bodies(block), class_=block.style)
    # A scrolling region must be reachable by keyboard and have a name.
    scroll = element(
        "div", table, class_="scroll", tabindex="0", role="region", aria_label=block.title
    )
    return element("div", scroll, _footnotes(block.footnotes), class_="display", id=block.anchor)


@block_html.register
def _(block: Figure) -> Html:
    caption = element("figcaption", element("strong", f"Figure {block.id}. "), block.title)
    drawing = element(
        "div", Html(block.svg), class_="scroll", tabindex="0", role="region", aria_label=block.title
    )
    figure = element("figure", caption, drawing, _footnotes(block.footnotes), id=block.anchor)
    if block.behind is None:
        return figure
    summary = element("summary", "The numbers behind this figure")
    return together(figure, element("details", summary, block_html(block.behind), open="open"))


@block_html.register
def _(block: SourceSets) -> Html:
    return element("div", *(_source_set(found) for found in block.sets), class_="sources")


def _source_set(found: SourceSet) -> Html:
    count = sum(len(ids) for _, ids in found.parts)
    summary = element("summary", f"{found.name}: {count} {'row' if count == 1 else 'rows'}")
    lists = (
        element("p", element("strong", f"{head}/ " if head else ""), " ".join(ids))
        for head, ids in found.parts
    )
    return element("details", summary, *lists, id=found.anchor)


def _head(column: Column) -> Html:
    class_ = "number" if column.align == "number" else ""
    # An empty head over the labels is a cell: a header without text names nothing.
    if not column.head:
        return element("td")
    return element("th", column.head, scope="col", class_=class_)


def _bodies(table: Table) -> Iterator[Html]:
    """One body for each group of rows, so that its heading can say which rows it heads."""
    bodies: list[list[TableRow]] = [[]]
    for row in table.rows:
        if row.kind == "group" and bodies[-1]:
            bodies.append([])
        bodies[-1].append(row)
    for body in bodies:
        yield element("tbody", *(_row(row, table.columns) for row in body))


def _row(row: TableRow, columns: Sequence[Column]) -> Html:
    label, *cells = row.cells
    if row.kind == "group":
        head = element("th", words_html(label), scope="rowgroup", colspan=str(len(columns)))
        return element("tr", head, class_="group")
    html = (
        element("td", words_html(cell), class_="number" if column.align == "number" else "")
        for cell, column in zip(cells, columns[1:], strict=True)
    )
    return element("tr", element("th", words_html(label), scope="row"), *html)


def _footnotes(footnotes: Sequence[str]) -> Html:
    return together(*(element("p", note, class_="footnote") for note in footnotes))
