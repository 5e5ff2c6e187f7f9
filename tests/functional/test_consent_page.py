"""The amendment on the page about consent is one that the study takes."""

import re

from page_examples import DOCS
from study_copy import PRTRAS001, study_copy  # noqa: F401  # fixture
from trialwright.definition import load_definition
from trialwright.definition.amendment import compare_definitions

PAGE = DOCS / "how-to" / "take-consent-and-amend.md"


def test_the_item_and_the_text_on_the_page_make_an_amendment(study):
    item, text = re.findall(r"^    (- \{.*\})$", PAGE.read_text("utf-8"), re.MULTILINE)
    marker = "  - {id: ast,"
    study.edit("forms/liver_chemistry.yaml", marker, f"  {item}\n{marker}")
    study.edit("site.yaml", "parameters:\n", f"    {text}\nparameters:\n")
    old, new = load_definition(PRTRAS001), load_definition(study.folder)
    assert [(c.form, c.item, c.kind) for c in compare_definitions(old, new)] == [
        ("liver_chemistry", "alp", "new")
    ]
    added = new.site.consent.texts[-1]
    assert (added.version, added.reconsent) == ("2.0", True)
    assert added.covers == ("liver_chemistry.alp",)


def test_every_key_of_a_use_and_of_a_text_is_explained():
    consent = load_definition(PRTRAS001).site.consent
    explained = PAGE.read_text("utf-8")
    keys = set(type(consent.texts[0]).model_fields) | {"item", "governs", "on_withdrawal"}
    assert [key for key in sorted(keys) if f"`{key}" not in explained] == []
