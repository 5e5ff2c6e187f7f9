"""Fill the typed view of a study from the record, field by field, refusing wrong types."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache, reduce
from typing import Any

from trialwright.errors import Problem, RecordError
from trialwright.record.json_values import OBJECT, JsonValue
from trialwright.record.models import At, RegisteredDate, StudyView
from trialwright.record.partial_date import PartialDate
from trialwright.record.paths import joined

_EXPECTED = {str: "a text", int: "a whole number", bool: "true or false"}


def derive_view(study: Mapping[str, JsonValue], file: str) -> StudyView:
    """The typed view of a v2 study.

    Raises RecordError, with the path, where a value has another type than the registry gives it
    or where the registry number is missing. `file` is the name in that message.
    """
    view = _Builder(file).instance(StudyView, study, "")
    assert isinstance(view, StudyView)
    return view


@dataclass(frozen=True)
class _Field:
    name: str
    path: str
    keys: tuple[str, ...]
    type: object
    required: bool


@cache
def _fields(kind: type) -> tuple[_Field, ...]:
    """The fields of a model, with the path each is read from and the type it must have."""
    hints = typing.get_type_hints(kind, include_extras=True)
    result = []
    for field in fields(kind):
        hint, path = hints[field.name], _camel_case(field.name)
        if typing.get_origin(hint) is typing.Annotated:
            hint, place = typing.get_args(hint)
            assert isinstance(place, At)
            path = place.path
        keys = tuple(path.split("."))
        result.append(_Field(field.name, path, keys, _present(hint), field.default is MISSING))
    return tuple(result)


def _present(hint: object) -> object:
    """The type of a value that is there: `str` for `str | None`."""
    if isinstance(hint, types.UnionType):
        return next(arg for arg in typing.get_args(hint) if arg is not types.NoneType)
    return hint


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@dataclass(frozen=True)
class _Builder:
    file: str

    def instance(self, kind: type, value: JsonValue, path: str) -> object:
        given = self.mapping(value, path)
        arguments: dict[str, Any] = {}
        for field in _fields(kind):
            child = self.lookup(given, field.keys, path)
            if child is not None:
                place = joined(path, field.path)
                arguments[field.name] = self.typed(field.type, child, place)
            elif field.required:
                raise self.fault(joined(path, field.path), "this is missing from the record")
        return kind(**arguments)

    def lookup(self, given: Mapping[str, JsonValue], keys: tuple[str, ...], path: str) -> JsonValue:
        """The value that the keys lead to, None where any of them is absent."""
        value: JsonValue = given
        for depth, key in enumerate(keys):
            if not isinstance(value, OBJECT):
                raise self.no_object(value, reduce(joined, keys[:depth], path))
            value = value.get(key)
            if value is None:
                return None
        return value

    def mapping(self, value: JsonValue, path: str) -> Mapping[str, JsonValue]:
        if not isinstance(value, OBJECT):
            raise self.no_object(value, path)
        return value

    def typed(self, hint: object, value: JsonValue, path: str) -> object:
        if type(value) is hint:
            return value
        if typing.get_origin(hint) is tuple:
            return self.entries(typing.get_args(hint)[0], value, path)
        if hint is PartialDate:
            return self.date(value, path)
        if hint is RegisteredDate and self.mapping(value, path).get("date") is None:
            return None  # the schema allows a type without a date; it says nothing
        if isinstance(hint, type) and is_dataclass(hint):
            return self.instance(hint, value, path)
        expected = _EXPECTED[typing.cast(type, hint)]
        raise self.fault(path, f"{expected} is expected, {_shown(value)} found")

    def entries(self, hint: object, value: JsonValue, path: str) -> tuple[object, ...]:
        if not isinstance(value, (list, tuple)):
            raise self.fault(path, f"a list is expected, {_shown(value)} found")
        return tuple(self.typed(hint, child, f"{path}[{n}]") for n, child in enumerate(value))

    def date(self, value: JsonValue, path: str) -> PartialDate:
        if not isinstance(value, str):
            raise self.fault(path, f"a date is expected, {_shown(value)} found")
        try:
            return PartialDate.parse(value)
        except ValueError as error:
            raise self.fault(path, str(error)) from None

    def no_object(self, value: JsonValue, path: str) -> RecordError:
        return self.fault(path, f"an object is expected, {_shown(value)} found")

    def fault(self, path: str, what: str) -> RecordError:
        cure = "fetch the record again from the registry"
        return RecordError(Problem(self.file, 0, path, what, cure))


def _shown(value: JsonValue) -> str:
    """A value as an error message names it, without its content."""
    if value is None:
        return "null"
    if isinstance(value, (bool, int, float, str)):
        return {bool: "true or false", str: "a text"}.get(type(value), "a number")
    return "a list" if isinstance(value, (list, tuple)) else "an object"
