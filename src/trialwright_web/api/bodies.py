"""The body of a request: JSON that says each thing once."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence


class BodyRefused(TrialwrightError):
    """The body is JSON that another program could read in another way."""


class StrictParser(Parser):
    """Reads a body as JSON in UTF-8.

    JSON does not say which of two equal keys holds, so a value could be saved that nobody looked at;
    they are refused, as are NaN and Infinity, which JSON does not have.
    """

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The value of the body. Raises BodyRefused, or ValueError for what is no JSON."""
        read: dict[str, Any] = json.loads(
            request.body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant
        )
        return read


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        what = sentence("a key stands twice in one object of the body")
        raise BodyRefused(Problem("", 0, twice, what, sentence("send each key once")))
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")
