"""Figures as SVG text: charts drawn from Vega-Lite specifications, and what every drawing needs.

Text is measured with the fonts of a package, never with those of the machine, so the same
specification gives the same bytes everywhere.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import vl_convert

FONT = "Noto Sans SC, sans-serif"
FONTS = Path(pylopdf_fonts_zh_cn.__file__).parent
WATERMARK = "SYNTHETIC"
_VEGA_LITE = "6.1"
_IDENTIFIER = re.compile(r'(\bid="|url\(#|href="#)(?:[A-Za-z_-]*)(\d+)')


def draw_chart(spec: dict[str, Any], figure: str, title: str, description: str) -> str:
    """Draw a Vega-Lite specification as SVG with a title and a description for those who listen."""
    _register_fonts()
    svg = vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE)
    return with_alternative(_own_identifiers(svg, figure), title, description)


def with_alternative(svg: str, title: str, description: str) -> str:
    """The same drawing with a text alternative as its first children."""
    head, opening, rest = svg.partition("<svg")
    attributes, close, body = rest.partition(">")
    alternative = f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    role = "" if "role=" in attributes else ' role="img"'
    return f"{head}{opening}{role}{attributes}{close}{alternative}{body}"


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _own_identifiers(svg: str, figure: str) -> str:
    """Renumber identifiers in their order under the figure's name.

    The renderer counts on from one drawing to the next, so the same chart would differ, and two
    charts on one page could share an identifier.
    """
    order: dict[str, int] = {}

    def renamed(match: re.Match[str]) -> str:
        number = order.setdefault(match[2], len(order))
        return f"{match[1]}{figure}-{number}"

    return _IDENTIFIER.sub(renamed, svg)
