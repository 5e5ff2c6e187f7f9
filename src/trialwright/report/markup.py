"""HTML elements that escape whatever is not already HTML."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"meta", "link", "br", "hr"})


class Html(str):
    """Text that is markup and must not be escaped again."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str) -> Html:
    """An element; children that are no `Html` are text. `class_` and `for_` lose their underscore.

    An attribute with an empty value is left out.
    """
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    if name in _VOID:
        return Html(f"<{name}{pairs}>")
    return Html(f"<{name}{pairs}>{together(*children)}</{name}>")


def together(*children: str) -> Html:
    """Children one after the other, text escaped."""
    return Html("".join(c if isinstance(c, Html) else escape(c, quote=False) for c in children))
