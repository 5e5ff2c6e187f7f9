"""Every text of the site that is to be translated, read from its templates and modules."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize
from library_sentences import library_sentences

SITE = Path(__file__).parents[2] / "src" / "trialwright_web"
# Function, and which of its arguments are texts.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}

# Context ("" for none), text, plural ("" for none).
Message = tuple[str, str, str]

# What Django says in English only, because its Chinese catalogue is behind.
FRAMEWORK: set[Message] = {
    (
        "",
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    )
}


def site_messages() -> set[Message]:
    """Every text of templates and modules that is to be translated, the library's included."""
    of_site = {message for source in _sources() for message in _messages(source)}
    return of_site | FRAMEWORK | {("", text, "") for text in library_sentences()}


def _sources() -> Iterator[str]:
    for template in sorted(SITE.rglob("*.html")):
        yield templatize(template.read_text("utf-8"), origin=str(template))
    for module in sorted(SITE.rglob("*.py")):
        yield module.read_text("utf-8")


def _messages(source: str) -> Iterator[Message]:
    found = extract_python(io.BytesIO(source.encode()), list(KEYWORDS), [], {"encoding": "utf-8"})
    for _line, function, texts, _comments in found:
        parts = [texts] if isinstance(texts, str) else [text for text in texts or () if text]
        # Where a variable is translated, its texts are listed by another test.
        if function in ("pgettext", "pgettext_lazy") and len(parts) == 2:
            yield parts[0], parts[1], ""
        elif function == "ngettext":
            yield "", parts[0], parts[1]
        elif function not in ("pgettext", "pgettext_lazy") and parts:
            yield "", parts[0], ""
