"""The study the site is tested with: that of this repository."""

from pathlib import Path

STUDY = Path(__file__).parents[2] / "studies" / "prtras001"
