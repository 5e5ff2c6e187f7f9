"""The examples of a documentation page: Python blocks, and what the page says they print."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"


def run_examples(page: Path) -> tuple[list[str], list[str]]:
    """What the blocks of Python print, run one after the other, and the blocks of text.

    Each block of Python is followed by its block of text.
    """
    blocks = re.findall(r"^```(python|text)\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.M)
    assert [kind for kind, _ in blocks] == ["python", "text"] * (len(blocks) // 2)
    names: dict[str, object] = {}
    printed = []
    for _, code in blocks[::2]:
        output = StringIO()
        with redirect_stdout(output):
            exec(code, names)
        printed.append(output.getvalue())
    return printed, [text for _, text in blocks[1::2]]
