"""What a data requester receives: the decisions by form, and the package as one file."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import dataclass

from trialwright.definition import Definition
from trialwright.definition.forms import Form
from trialwright.sharing.summary import MANIFEST, PackageSummary
from trialwright_web.studies.form_rows import COARSENED, DROPPED, KEPT, count_shared

# Zip knows no dates before 1980, and a fixed one gives the same bytes for the same package.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class SharedForm:
    """A form and how many of its items are kept, coarsened and dropped."""

    form: Form
    kept: int
    coarsened: int
    dropped: int


def list_shared_forms(definition: Definition) -> tuple[SharedForm, ...]:
    """Every form with its sharing decisions counted."""
    return tuple(_shared(form) for form in definition.forms)


def count_all(definition: Definition) -> Counter[str]:
    """How many items of the study are kept, coarsened and dropped."""
    return count_shared(item for form in definition.forms for item in form.items)


def zip_package(package: PackageSummary) -> bytes:
    """The files of a checked package as one file, the manifest last."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in (*(file.name for file in package.files), MANIFEST):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            content = (package.directory / name).read_bytes()
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _shared(form: Form) -> SharedForm:
    count = count_shared(form.items)
    return SharedForm(form, count[KEPT], count[COARSENED], count[DROPPED])
