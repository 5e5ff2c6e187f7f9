"""What a page is made of, as far as a test asks: its tags, headings, links and texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "img", "br", "hr", "input", "line", "polyline", "polygon", "path", "rect"}


@dataclass
class Outline(HTMLParser):
    """Tags with their attributes, in the order of the page."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    left_open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.left_open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        # An end tag that closes nothing stays in the list and makes the test fail.
        if self.left_open and self.left_open[-1] == tag:
            self.left_open.pop()
        elif tag not in VOID:
            self.left_open.append(f"/{tag}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def attributes(self, *names: str) -> list[dict[str, str]]:
        """The attributes of every tag of these names."""
        return [attributes for tag, attributes in self.tags if tag in names]

    @property
    def heading_levels(self) -> list[int]:
        """1 for h1 and so on, in order."""
        return [int(tag[1]) for tag, _ in self.tags if tag in ("h1", "h2", "h3", "h4")]


def outline(html: str) -> Outline:
    """The outline of a page."""
    found = Outline()
    found.feed(html)
    return found
