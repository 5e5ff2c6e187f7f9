"""Every refusal as JSON: what is wrong, where, and the likely cure."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from trialwright.capture.access import AccessRefused
from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence
from trialwright_web.capture.gate import may_open


def page_may_be_opened(request: HttpRequest, page: str) -> None:
    """Raise AccessRefused where the token's role may not open the page that shows the same."""
    if not may_open(request.auth, page):  # type: ignore[attr-defined]
        raise AccessRefused(Problem("", 0, "", sentence("this is not for your role in the study")))


def answer_refusals(api: NinjaAPI) -> None:
    """Make every refusal of the interface an answer of one shape."""

    def told(request: HttpRequest, problems: Iterable[Problem], status: int) -> HttpResponse:
        listed = [{"what": p.what, "where": p.key or p.file, "cure": p.cure} for p in problems]
        return api.create_response(request, {"problems": listed}, status=status)

    def one(request: HttpRequest, what: str, cure: str, status: int) -> HttpResponse:
        return told(request, [Problem("", 0, "", what, cure)], status)

    @api.exception_handler(TrialwrightError)
    def refused(request: HttpRequest, error: TrialwrightError) -> HttpResponse:
        return told(request, error.problems, _status(error))

    @api.exception_handler(ValidationError)
    def unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
        problems = [
            Problem("", 0, ".".join(map(str, each["loc"])), each["msg"]) for each in error.errors
        ]
        return told(request, problems, 422)

    @api.exception_handler(AuthenticationError)
    def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return one(
            request,
            sentence("no valid token came with the request"),
            sentence("ask an administrator"),
            401,
        )

    @api.exception_handler(Throttled)
    def too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
        response = one(
            request,
            sentence("too many requests"),
            sentence("wait {seconds} seconds", seconds=error.wait),
            429,
        )
        response["Retry-After"] = str(error.wait or 60)
        return response

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return one(
            request, sentence("there is nothing at this address"), sentence("see openapi.json"), 404
        )

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        return one(request, error.message, sentence("send JSON in UTF-8"), error.status_code)

    @api.exception_handler(RequestDataTooBig)
    def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return one(
            request, sentence("the request is too large"), sentence("send one form at a time"), 400
        )


def _status(error: TrialwrightError) -> int:
    """422 is for what does not have the form of the description; what has, and is refused, is 409."""
    return 403 if isinstance(error, AccessRefused) else 409
