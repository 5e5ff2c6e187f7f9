"""The routes below /api/v1/: each calls the action that the page calls."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import NinjaAPI, Path, Query, Status

from trialwright.capture.entry import EnteredValue
from trialwright.capture.form_content import read_content
from trialwright_web.api.bodies import StrictParser
from trialwright_web.api.import_routes import import_router
from trialwright_web.api.refusals import answer_refusals, page_may_be_opened
from trialwright_web.api.route import REFUSALS, actor, definition, study, token_router
from trialwright_web.api.schemas import (
    FormIn,
    FormOut,
    MarkIn,
    NewParticipant,
    ParticipantOut,
    QueryOut,
    QuestionIn,
    SavedOut,
    StepIn,
)
from trialwright_web.capture.actions import queries as query_actions
from trialwright_web.capture.actions.forms import mark_form, save_form
from trialwright_web.capture.actions.participants import add_participant
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.models import FormInstance, Participant
from trialwright_web.capture.models import Query as QueryRow
from trialwright_web.capture.stored import FormKey, form_at

_PLACE = "/forms/{participant}/{visit}/{form}/{repeat}"
Name = Annotated[str, Path(max_length=64)]
Count = Annotated[int, Path(ge=0, le=10**6)]


router = token_router()


@router.get("/participants", response={200: list[ParticipantOut], **REFUSALS})
def list_participants(request: HttpRequest) -> QuerySet[Participant]:
    """Every participant, by screening number."""
    page_may_be_opened(request, "participants")
    return Participant.objects.filter(study=study()).order_by("number")


@router.post("/participants", response={201: ParticipantOut, **REFUSALS})
def new_participant(request: HttpRequest, body: NewParticipant) -> Status[Any]:
    """Give a screening number."""
    add_participant(by=actor(request), definition=definition(), number=body.number)
    return Status(201, Participant.objects.get(study=study(), number=body.number))


@router.get("/forms/{participant}", response={200: list[FormOut], **REFUSALS})
def list_forms(request: HttpRequest, participant: Name) -> list[dict[str, Any]]:
    """The current entries of one participant."""
    page_may_be_opened(request, "participant")
    rows = FormInstance.objects.filter(study=study(), participant=participant)
    if not rows.exists():
        raise not_possible(
            "participant", "nothing was entered for {participant!r}", participant=participant
        )
    return [_form_out(row) for row in rows.order_by("visit", "form", "repeat")]


@router.get(_PLACE, response={200: FormOut, **REFUSALS})
def read_form(
    request: HttpRequest, participant: Name, visit: Name, form: Name, repeat: Count
) -> dict[str, Any]:
    """The current entry of one form."""
    page_may_be_opened(request, "form-entry")
    return _form_out(_held((participant, visit, form, repeat)))


@router.put(_PLACE, response={200: SavedOut, **REFUSALS})
def write_form(
    request: HttpRequest, participant: Name, visit: Name, form: Name, repeat: Count, body: FormIn
) -> Any:
    """Save a form: every check is run, queries open and close, signatures over it become void."""
    _check_place(visit, form)
    values = [EnteredValue(item, v.value, v.unit, v.reason) for item, v in body.values.items()]
    return save_form(
        by=actor(request),
        definition=definition(),
        key=(participant, visit, form, repeat),
        values=values,
        revision=body.revision,
        intent=body.intent,
        reason=body.reason,
        request=body.request,
    )


@router.post(f"{_PLACE}/marks", response={200: FormOut, **REFUSALS})
def mark(
    request: HttpRequest, participant: Name, visit: Name, form: Name, repeat: Count, body: MarkIn
) -> dict[str, Any]:
    """Review, verify, lock or unlock a form. A signature needs a person and their password."""
    key = (participant, visit, form, repeat)
    mark_form(
        by=actor(request),
        definition=definition(),
        key=key,
        action=body.action,
        reason=body.reason,
        revision=body.revision,
    )
    return _form_out(_held(key))


@router.post(f"{_PLACE}/queries", response={201: QueryOut, **REFUSALS})
def ask(
    request: HttpRequest,
    participant: Name,
    visit: Name,
    form: Name,
    repeat: Count,
    body: QuestionIn,
) -> Status[Any]:
    """Ask about an item or a form."""
    key = (participant, visit, form, repeat)
    number = query_actions.ask(
        by=actor(request),
        definition=definition(),
        key=key,
        item=body.item,
        question=body.question,
        request=body.request,
    )
    return Status(201, _query(participant, number))


@router.get("/queries", response={200: list[QueryOut], **REFUSALS})
def list_queries(
    request: HttpRequest, status: Annotated[Literal["open", "answered", "closed"], Query()] = "open"
) -> QuerySet[QueryRow]:
    """Every query of one status."""
    page_may_be_opened(request, "queries")
    rows = QueryRow.objects.filter(study=study(), status=status)
    return rows.order_by("participant", "number")


@router.post("/queries/{participant}/{number}", response={200: QueryOut, **REFUSALS})
def step(request: HttpRequest, participant: Name, number: Count, body: StepIn) -> QueryRow:
    """Answer a query, close it, or ask again."""
    who: dict[str, Any] = {"by": actor(request), "definition": definition()}
    who |= {"participant": participant, "number": number}
    if body.action == "answer":
        query_actions.answer(**who, text=body.text)
    elif body.action == "close":
        query_actions.close(**who)
    else:
        query_actions.ask_again(**who, reason=body.text)
    return _query(participant, number)


def _check_place(visit: str, form: str) -> None:
    """A form stands at the visits of the schedule that ask for it, as on the pages."""
    if not definition().has_form_at(visit, form):
        raise not_possible("visit", "visit {visit!r} has no form {form!r}", visit=visit, form=form)


def _held(key: FormKey) -> FormInstance:
    row = form_at(study(), key)
    if row is None:
        raise not_possible("form", "nothing was saved in this form yet")
    return row


def _query(participant: str, number: int) -> QueryRow:
    return QueryRow.objects.get(study=study(), participant=participant, number=number)


def _form_out(row: FormInstance) -> dict[str, Any]:
    names = [name for name in FormOut.model_fields if name != "values"]
    return {name: getattr(row, name) for name in names} | {"values": read_content(row.content)}


# Without its pages for people: they would load a script from elsewhere.
api = NinjaAPI(
    title="Trialwright",
    version="1",
    description="The actions of the pages of a study, for programs. Values travel as typed.",
    docs_url=None,
    openapi_url="openapi.json",
    parser=StrictParser(),
)
answer_refusals(api)
api.add_router("", router)
api.add_router("", import_router)
