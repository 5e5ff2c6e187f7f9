"""Searches that are remembered: records share texts, and a text is asked the same every time.

Versions of one study and studies of one sponsor repeat their paragraphs word for word. The memory
is bounded, so that a stream of records of any length needs no more of it.
"""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=16384)
def first_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first place in a text where a pattern matches."""
    return pattern.search(text)
