"""Every refusal as JSON: a code for the program, and words for a person in the language they asked for.

The words follow Accept-Language; the codes never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from trialwright.capture.access import AccessRefused
from trialwright.capture.checks import CHECKS
from trialwright.capture.finding import Finding
from trialwright.capture.form_content import ContentError
from trialwright.capture.imports.plan import ImportRefused
from trialwright.errors import Problem, TrialwrightError
from trialwright.exchange.csv_table import CsvRefused
from trialwright.exchange.odm_clinical import OdmRefused
from trialwright.sentence import AnyOf, Sentence, sentence
from trialwright_web.api.bodies import BodyRefused
from trialwright_web.capture.actions.refusals import (
    NotComplete,
    NotPossible,
    StaleSave,
    StudyLocked,
)
from trialwright_web.capture.gate import may_open
from trialwright_web.sentences import translated

CODES: Final[Mapping[type[TrialwrightError], str]] = {
    AccessRefused: "not_permitted",
    ContentError: "not_storable",
    CsvRefused: "not_importable",
    ImportRefused: "not_importable",
    OdmRefused: "not_importable",
    NotComplete: "not_complete",
    NotPossible: "not_possible",
    StaleSave: "changed_meanwhile",
    StudyLocked: "locked",
}

# The faults of a body that are likely, by the code that pydantic gives them.
_UNFIT: Final = {
    "missing": "the field is missing",
    "extra_forbidden": "there is no such field",
    "string_type": "the value is no text",
    "string_too_long": "the text has more than {max_length} characters",
    "int_type": "the value is no whole number",
    "int_parsing": "the value is no whole number",
    "int_from_float": "the value is no whole number",
    "greater_than_equal": "the number is below {ge}",
    "less_than_equal": "the number is above {le}",
    "literal_error": "the value is none of {expected}",
    "dict_type": "the value is no object",
    "model_attributes_type": "the value is no object",
}


@dataclass(frozen=True)
class _Told:
    """One problem as it is answered. `rule` is that of a check, "" for none."""

    code: str
    problem: Problem
    rule: str = ""

    def words(self) -> dict[str, str]:
        problem = self.problem
        return {
            "code": self.code,
            "what": translated(problem.what),
            "where": problem.key or problem.file,
            "cure": translated(problem.cure),
            "rule": self.rule,
        }


def page_may_be_opened(request: HttpRequest, page: str) -> None:
    """Raise AccessRefused where the token's role may not open the page that shows the same."""
    if not may_open(request.auth, page):  # type: ignore[attr-defined]
        raise AccessRefused(Problem("", 0, "", sentence("this is not for your role in the study")))


def answer_refusals(api: NinjaAPI) -> None:
    """Make every refusal of the interface an answer of one shape."""

    def told(request: HttpRequest, problems: Iterable[_Told], status: int) -> HttpResponse:
        listed = [each.words() for each in problems]
        return api.create_response(request, {"problems": listed}, status=status)

    def one(request: HttpRequest, status: int, code: str, what: str, cure: str) -> HttpResponse:
        problem = Problem("", 0, "", sentence(what), sentence(cure))
        return told(request, [_Told(code, problem)], status)

    @api.exception_handler(TrialwrightError)
    def refused(request: HttpRequest, error: TrialwrightError) -> HttpResponse:
        return told(request, _problems_of(error), _status(error))

    @api.exception_handler(ValidationError)
    def unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return told(request, map(_unfit, error.errors), 422)

    @api.exception_handler(AuthenticationError)
    def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        what = "no valid token came with the request"
        return one(request, 401, "no_token", what, "ask an administrator")

    @api.exception_handler(Throttled)
    def too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
        wait = sentence("wait {seconds} seconds", seconds=error.wait or 60)
        problem = Problem("", 0, "", sentence("too many requests"), wait)
        response = told(request, [_Told("too_many_requests", problem)], 429)
        response["Retry-After"] = str(error.wait or 60)
        return response

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        what = "there is nothing at this address"
        return one(request, 404, "nothing_here", what, "see openapi.json")

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        if isinstance(cause := error.__cause__, BodyRefused):
            return told(request, [_Told("not_readable", each) for each in cause.problems], 400)
        what = "the body of the request cannot be read"
        return one(request, error.status_code, "not_readable", what, "send JSON in UTF-8")

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        what = "the request is too large"
        return one(request, 400, "too_large", what, "send one form at a time")


def _problems_of(error: TrialwrightError) -> Iterator[_Told]:
    if isinstance(error, NotComplete):
        yield from map(_found, error.findings)
    else:
        code = CODES.get(type(error), "refused")
        yield from (_Told(code, problem) for problem in error.problems)


def _found(finding: Finding) -> _Told:
    """A finding has the code of its kind, such as required_missing."""
    check = CHECKS[finding.kind]
    problem = Problem("", 0, finding.item, finding.message, check.cure or "")
    return _Told(finding.kind.replace(" ", "_").replace("-", "_"), problem, check.rule)


def _unfit(fault: Mapping[str, Any]) -> _Told:
    """A fault of the body; one that is not foreseen keeps the words of pydantic."""
    given = dict(fault.get("ctx") or {})
    if isinstance(expected := given.get("expected"), str):
        given["expected"] = AnyOf(tuple(expected.replace(" or ", ", ").split(", ")))
    template = _UNFIT.get(fault["type"])
    what = Sentence(template, given) if template else fault["msg"]
    return _Told(fault["type"], Problem("", 0, ".".join(map(str, fault["loc"])), what))


def _status(error: TrialwrightError) -> int:
    """422 is for what does not have the form of the description; what has, and is refused, is 409."""
    return 403 if isinstance(error, AccessRefused) else 409
