"""What programs send and get, as the OpenAPI description says it."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=64)]
Sentence = Annotated[str, Field(max_length=2000)]


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class ProblemOut(Schema):
    """One thing that is wrong: what, where, and the likely cure.

    `code` never changes; `what` and `cure` are in the language of Accept-Language. `rule` is that
    of the check that said so, "" for none.
    """

    code: str
    what: str
    where: str
    cure: str
    rule: str


class Refusal(Schema):
    """Why a request was not carried out. Nothing was written."""

    problems: list[ProblemOut]


class NewParticipant(_Strict):
    """The next screening number."""

    number: Name


class ParticipantOut(Schema):
    """A participant by screening number, and how far they have come."""

    number: str
    status: str


class ValueIn(_Strict):
    """One item: a value as text, with its unit, or the reason why it is missing."""

    value: Annotated[str, Field(max_length=100_000)] | None = None
    unit: Annotated[str, Field(max_length=64)] | None = None
    reason: Annotated[str, Field(max_length=64)] | None = None


class FormIn(_Strict):
    """A form as it shall stand: every item, since an item that is left out has no value.

    `revision` is that of the form it was made from, 0 for a new one. `request` is a key of the
    program's own: the same request sent again is answered and not done again.
    """

    values: dict[Name, ValueIn]
    revision: Annotated[int, Field(ge=0, le=10**8)] = 0
    intent: Literal["draft", "complete"] = "complete"
    reason: Sentence = ""
    request: Annotated[str, Field(max_length=64)] = ""


class SavedOut(Schema):
    """What a save led to. `queries`: how many the checks keep open."""

    status: str
    revision: int
    queries: int


class FormOut(Schema):
    """The current entry of a form."""

    participant: str
    visit: str
    form: str
    repeat: int
    status: str
    revision: int
    definition: str
    saved_by: str
    saved_at: str
    values: dict[str, dict[str, str]]


class MarkIn(_Strict):
    """Review, verify, lock or unlock a form.

    `revision` is that of the form that was looked at: where somebody saved since, nothing is
    marked. Without it whatever stands there is.
    """

    action: Literal["review", "verify", "lock", "unlock"]
    revision: Annotated[int, Field(ge=1, le=10**8)] | None = None
    reason: Sentence = ""


class QuestionIn(_Strict):
    """A question about an item, or about the whole form where `item` is empty.

    `request` is a key of the program's own: the same question sent again is not asked again.
    """

    question: Sentence
    item: Annotated[str, Field(max_length=64)] = ""
    request: Annotated[str, Field(max_length=64)] = ""


class QueryOut(Schema):
    """A query and where it stands."""

    participant: str
    number: int
    visit: str
    form: str
    repeat: int
    item: str
    origin: str
    status: str
    question: str
    answer: str | None


class StepIn(_Strict):
    """Answer a query, close it, or ask again with what is still missing."""

    action: Literal["answer", "close", "ask_again"]
    text: Sentence = ""


class ImportIn(_Strict):
    """Beside the file. Without `digest` nothing is written: the answer says what would change."""

    digest: Annotated[str, Field(max_length=64)] = ""
    reason: Annotated[str, Field(max_length=300)] = ""


class ImportedForm(Schema):
    """A form as the import leaves it: new, a draft filled further, or a change of a complete one."""

    participant: str
    visit: str
    form: str
    repeat: int
    kind: str
    before: dict[str, str]
    after: dict[str, str]
    questions: list[str]


class ImportOut(Schema):
    """What a file changes. `digest` names exactly this: send it with the file to import it."""

    digest: str
    saved: int
    unchanged: int
    forms: list[ImportedForm]
