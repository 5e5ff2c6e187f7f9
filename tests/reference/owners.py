"""What lies in a reference folder: vector files, material that is none, and what is not built yet.

Patterns are file names, in any folder; the first that fits counts. A file that nothing here knows
fails the run, and so does a vector that no runner takes and no row of `NOT_BUILT` excuses.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

# File name -> kind of vector.
VECTOR_FILES: Final = (
    ("recurrence*.json", "recurrence"),
    ("hbsag*.json", "hbsag"),
    ("hbvdna*.json", "hbvdna"),
    ("child_pugh*.csv", "child_pugh"),
    ("bclc*.csv", "bclc"),
    ("qlqc30*.csv", "qlqc30"),
    ("eligibility*.json", "eligibility"),
    ("lirads_tra*.csv", "lirads_tra"),
    ("lirads*.csv", "lirads"),
    ("ctcae_labs*.csv", "ctcae_labs"),
    ("albi_fib4_apri*.csv", "albi_fib4_apri"),
    ("pdl1_flow*.csv", "pdl1_flow"),
    ("who_umc*.csv", "who_umc"),
    ("expected_hepatocellular*.json", "expected_hepatocellular"),
    ("[A-Z]_*.json", "privacy"),
    ("[A-Z][0-9]_*.json", "privacy"),
)

# Folder -> why nothing in it is a vector, and who reads it.
MATERIAL_FOLDERS: Final = {
    "standards": "schemas, terminology and samples of outside formats, for the tests of exchange",
    "ctcae": "the CTCAE table, for the tests of grading",
    "ctgov": "registry records and their data structure, for test_record_vectors.py",
}
# File name -> why it is no vector.
MATERIAL_FILES: Final = (
    ("README.md", "says where the vectors come from"),
    ("data_*.csv", "patients behind expected_hepatocellular*.json"),
)

# What no runner takes yet -> the part of the work that brings it. These vectors must fail, and the
# row must go as soon as they pass. "stats x" is a method of the statistics vectors (also where only
# some of its options are missing), "privacy X" the file of that letter.
NOT_BUILT: Final = {
    "stats sample_size_survival": "planning",
    **{f"privacy {letter}": "sharing" for letter in ("B2", *"BCDEFGHIJKLMN")},
}


def kind_of(path: Path) -> str | None:
    """Name the kind of vector a file holds, None if it is none."""
    for pattern, kind in VECTOR_FILES:
        if fnmatchcase(path.name, pattern):
            return kind
    # Statistics come in pairs of any name: NAME.json expects, NAME.csv is the input.
    paired = path.suffix == ".json" and path.with_suffix(".csv").exists()
    return "stats" if paired else None


def is_material(path: Path, root: Path) -> bool:
    """Say whether a file is known not to be a vector."""
    folders = (root.name, *path.relative_to(root).parent.parts)
    if any(folder in MATERIAL_FOLDERS for folder in folders):
        return True
    if path.suffix == ".csv" and kind_of(path) is None and path.with_suffix(".json").exists():
        return True
    return any(fnmatchcase(path.name, pattern) for pattern, _ in MATERIAL_FILES)
