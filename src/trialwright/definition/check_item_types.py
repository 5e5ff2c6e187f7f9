"""Items that must be of a type where they are named, and lists that must agree."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.definition.parts import Parts
from trialwright.definition.strict_yaml import Path_
from trialwright.errors import Problem


def check_item_types(parts: Parts) -> Iterator[Problem]:
    """A clock is read from a date, a list is asked by yes or no, a group is a code."""
    for file, path, reference, wanted in _wanted(parts):
        item = parts.item(reference)
        if item and item.type != wanted:
            what = f"{reference} is {item.type}, where {wanted} is needed"
            yield parts.documents[file].problem(path, what, f"name an item of type {wanted}")


def _wanted(parts: Parts) -> Iterator[tuple[str, Path_, str, str]]:
    if parts.study:
        yield "study.yaml", ("group_item",), parts.study.group_item, "code"
        for i, origin in enumerate(parts.study.origins):
            for j, item in enumerate(origin.items):
                yield "study.yaml", ("origins", i, "items", j), item, "date"
    if parts.eligibility:
        file = "eligibility.yaml"
        for i, window in enumerate(parts.eligibility.screening_windows):
            yield file, ("screening_windows", i, "date_item"), window.date_item, "date"
        for name, source in parts.eligibility.inputs.items():
            if source.rows_of:
                path = ("inputs", name, "rows_of", "asked")
                yield file, path, source.rows_of.asked, "yes_no"


def check_groups(parts: Parts) -> Iterator[Problem]:
    """The codes of the group item are the study's groups, so that nobody falls between them."""
    if parts.study is None or not parts.everything_read:
        return
    item = parts.item(parts.study.group_item)
    codelist = parts.codelist(item.codelist) if item and item.codelist else None
    groups = {group.id for group in parts.study.groups}
    if codelist and set(codelist.labels) != groups:
        what = f"the code list {codelist.id} and the groups differ"
        cure = f"give codelists/{codelist.id}.csv the codes {', '.join(sorted(groups))}"
        yield parts.documents["study.yaml"].problem(("group_item",), what, cure)


def check_origin_order(parts: Parts) -> Iterator[Problem]:
    """Dates are read from top to bottom: one that sets a floor stands above."""
    if parts.study is None:
        return
    ids = [origin.id for origin in parts.study.origins]
    for i, origin in enumerate(parts.study.origins):
        if origin.not_before in ids[i:]:
            what = f"{origin.id} may not lie before {origin.not_before}, which stands below it"
            cure = f"move {origin.not_before} above {origin.id}"
            path = ("origins", i, "not_before")
            yield parts.documents["study.yaml"].problem(path, what, cure)
