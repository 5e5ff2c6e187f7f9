"""The colours of the style sheet, light and dark: readable by the numbers of WCAG 2."""

import re
from pathlib import Path

import pytest
from site_messages import SITE

SHEET = SITE / "static" / "trialwright_web" / "site.css"
# Text that stands on a ground: at least 4.5 to 1.
READ = (
    ("ink", "page"),
    ("ink", "surface"),
    ("ink", "wash"),
    ("quiet", "page"),
    ("quiet", "surface"),
    ("quiet", "wash"),
    ("accent", "page"),
    ("accent", "surface"),
    ("accent", "wash"),
    ("on-accent", "accent"),
    ("warn", "warn-wash"),
    ("warn", "surface"),
    ("error", "surface"),
    ("error", "error-wash"),
    ("ink", "error-wash"),
    ("ink", "warn-wash"),
)
# Lines and marks that carry meaning: at least 3 to 1.
SEEN = (("accent", "surface"), ("second", "surface"))


def palettes() -> dict[str, dict[str, str]]:
    roots = re.findall(r":root \{(.*?)\}", SHEET.read_text("utf-8"), re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", root)) for root in roots[:2])
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READ)
def test_text_can_be_read(scheme, text, ground):
    colours = palettes()[scheme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), SEEN)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mark_can_be_seen(scheme, mark, ground):
    colours = palettes()[scheme]
    assert contrast(colours[mark], colours[ground]) >= 3


def test_the_sheet_asks_for_nothing_from_outside():
    text = Path(SHEET).read_text("utf-8")
    assert "url(" not in text
    assert "@import" not in text
