"""What a draft is made from: named form templates, origins, derivations, rules and questions.

They are files of templates/, so that a new form or rule needs no program. A form template is a
form without a source, with `when` it is due and `numbers` where an item repeats by number.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from trialwright.definition.draft.decision import Kind
from trialwright.definition.forms import Item
from trialwright.definition.scalars import (
    Bilingual,
    Identifier,
    ItemRef,
    LowerName,
    Model,
    Truth,
    Whole,
)
from trialwright.definition.strict_yaml import load_yaml

ROOT = Path(__file__).resolve().parents[1] / "templates"

When = Literal["screening", "procedure", "enrolment", "repeated", "running"]


class FormTemplate(Model):
    """A form by its name; `tree` holds its items as a form's file writes them."""

    id: LowerName
    when: When
    label: Bilingual
    purpose: Bilingual
    repeating: Truth = False
    items: tuple[Item, ...]
    tree: dict[str, Any]

    @property
    def codelists(self) -> tuple[str, ...]:
        """The code lists its items name."""
        return tuple(item.codelist for item in self.items if item.codelist)


class OriginTemplate(Model):
    """A date that clocks may start from, and the words of a time frame that can only mean it."""

    id: Identifier
    kinds: tuple[str, ...]
    form: LowerName
    item: LowerName
    pick: Literal["first", "last", "asked"]
    not_before: Identifier | None = None
    label: Bilingual

    @property
    def reference(self) -> str:
        """The item the date is read from."""
        return f"{self.form}.{self.item}"


class DerivationTemplate(Model):
    """How a derivation is fed from the form templates, and how its result is analysed."""

    label: Bilingual
    about: Bilingual
    method: str
    population: str
    section: str
    rules: tuple[str, ...]
    roles: dict[Identifier, ItemRef]
    settings: tuple[str, ...] = ()
    fixed_settings: dict[str, str] = Field(default={})

    @property
    def forms(self) -> frozenset[str]:
        """The forms its roles are read from."""
        return frozenset(reference.partition(".")[0] for reference in self.roles.values())


class OutcomeKindTemplate(Model):
    """A common kind of outcome: the words that tell it, and the forms it can be collected on."""

    label: Bilingual
    about: Bilingual
    forms: tuple[LowerName, ...] = Field(min_length=1)
    words: tuple[str, ...] = Field(min_length=1)


class RuleTemplate(Model):
    """A rule that a criterion may use as it stands, offered where its words occur."""

    label: Bilingual
    words: tuple[str, ...]
    kind: Literal["inclusion", "exclusion"]
    rule: str
    uses: tuple[Identifier, ...]
    measures: tuple[str, ...] = ()
    asks: Literal["stages", "points"] | None = None
    judgement: Truth = False


class Question(Model):
    """A question as it is asked; `*` in its key stands for what it is about."""

    kind: Kind
    question: Bilingual
    decides: str
    range: tuple[Whole, Whole] = (0, 0)
    may_be_empty: Truth = False
    rules: tuple[str, ...] = ()
    options: dict[str, Bilingual] = Field(default={})


@cache
def questions() -> dict[str, Question]:
    """Every question by its key."""
    return {key: Question.model_validate(tree) for key, tree in _tree("questions").items()}


@cache
def form_templates() -> dict[str, FormTemplate]:
    """Every form template by name."""
    found = (_form(path) for path in sorted((ROOT / "forms").glob("*.yaml")))
    return {template.id: template for template in found}


@cache
def origin_templates() -> dict[str, OriginTemplate]:
    """Every origin date by name, in the order dates are read."""
    found = (OriginTemplate.model_validate(tree) for tree in _tree("origins")["origins"])
    return {template.id: template for template in found}


@cache
def derivation_templates() -> dict[str, DerivationTemplate]:
    """Every derivation by name."""
    trees = _tree("derivations")["derivations"]
    return {key: DerivationTemplate.model_validate(tree) for key, tree in trees.items()}


@cache
def outcome_kind_templates() -> dict[str, OutcomeKindTemplate]:
    """Every common kind of outcome by name, in the order in which their words are looked for."""
    trees = _tree("outcome_kinds")["kinds"]
    return {key: OutcomeKindTemplate.model_validate(tree) for key, tree in trees.items()}


@cache
def rule_templates() -> dict[str, RuleTemplate]:
    """Every ready rule by name."""
    trees = _tree("criterion_rules")["rules"]
    return {key: RuleTemplate.model_validate(tree) for key, tree in trees.items()}


@cache
def rule_input_trees() -> dict[str, dict[str, Any]]:
    """Where the inputs of the ready rules are entered, as eligibility.yaml writes it."""
    return dict(_tree("criterion_rules")["inputs"])


@cache
def fact_rows() -> tuple[dict[str, Any], ...]:
    """What is taken over from the record as it stands: id, label, path below protocolSection."""
    return tuple(_tree("facts")["facts"])


@cache
def made_forms() -> dict[str, dict[str, Any]]:
    """The forms whose items come from one study: label, purpose and when each is due."""
    return dict(_tree("made_forms")["forms"])


@cache
def site_parameters() -> tuple[dict[str, Any], ...]:
    """What the hospital decides in every study."""
    return tuple(_tree("site_parameters")["parameters"])


@cache
def screening_window_rows() -> tuple[dict[str, str], ...]:
    """Forms whose values may be too old: the date that tells, and the parameter that says when."""
    return tuple(_tree("screening_windows")["windows"])


def codelist_bytes(identifier: str) -> bytes:
    """A packaged code list, byte for byte."""
    return (ROOT / "codelists" / f"{identifier}.csv").read_bytes()


def _tree(name: str) -> dict[str, Any]:
    tree = load_yaml(ROOT / f"{name}.yaml").tree
    assert isinstance(tree, dict)
    return tree


def _form(path: Path) -> FormTemplate:
    tree: Any = load_yaml(path).tree
    tree["items"] = [item for written in tree["items"] for item in _numbered(written)]
    written = {key: value for key, value in tree.items() if key != "when"}
    return FormTemplate.model_validate({**tree, "tree": written})


def _numbered(item: dict[str, Any]) -> list[dict[str, Any]]:
    """One item for each of its numbers; an item without numbers is itself."""
    if "numbers" not in item:
        return [item]
    first, last = map(int, item["numbers"])
    rest = {key: value for key, value in item.items() if key != "numbers"}
    return [_with_number(rest, n) for n in range(first, last + 1)]


def _with_number(item: dict[str, Any], n: int) -> dict[str, Any]:
    label = {key: text.replace("{n}", str(n)) for key, text in item["label"].items()}
    return {**item, "id": item["id"].replace("{n}", str(n)), "label": label}
