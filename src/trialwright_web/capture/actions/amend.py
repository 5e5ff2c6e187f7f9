"""Put a version of the definition in force while participants are under way."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import CharField, Exists, Max, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, StrIndex

from trialwright.capture.access import check_can
from trialwright.capture.form_content import read_content
from trialwright.capture.journal.line import Change, differences
from trialwright.definition.amendment import ItemChange, compare_definitions
from trialwright.definition.load import Definition
from trialwright.sentence import sentence
from trialwright_web.audit.chain import CONFIGURATION, lock_chain, participant_chain
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.actions.study_state import hold_status
from trialwright_web.capture.actions.verification_rows import comparisons, fall
from trialwright_web.capture.actions.void_signatures import valid_signatures, void_signatures
from trialwright_web.capture.actor import Actor, utc_now
from trialwright_web.capture.models import FormInstance, Signature, Study, StudyVersion
from trialwright_web.capture.stored import FormKey, fields_of, form_name, form_rows, key_parts
from trialwright_web.oversight.models import SourceVerification
from trialwright_web.oversight.versions import keep_version
from trialwright_web.rows import ask

_MARKS = ("completed_by", "reviewed_by", "verified_by", "signed_by", "locked_by")


@dataclass(frozen=True)
class Consequence:
    """One change of an amendment: how many entries hold the item, and how many of them are signed
    under a valid signature. `refused` says why the amendment cannot come into force as it is.
    """

    change: ItemChange
    entries: int
    signed: int
    refused: str = ""


def amendment_consequences(old: Definition, new: Definition) -> tuple[Consequence, ...]:
    """What putting `new` in force would do to the entries made so far, change by change."""
    study = old.study.id
    found = []
    for change in compare_definitions(old, new):
        holding = _holding(study, change)
        entries = holding.count()
        signed = holding.filter(_under_signature()).count()
        found.append(Consequence(change, entries, signed, _refusal(change, entries)))
    return tuple(found)


def _holding(study: str, change: ItemChange) -> QuerySet[FormInstance]:
    """The forms that hold an item. In their canonical text only an item's name stands before a
    brace: what else is entered is text, in which a quotation mark is written otherwise.
    """
    rows = FormInstance.objects.filter(study=study, form=change.form)
    return rows.filter(content__contains=f'"{change.item}":{{')


def _under_signature() -> Exists:
    """Whether a valid signature covers a form: its name is one of those that the signature keeps."""
    place = (OuterRef("visit"), Value("/"), OuterRef("form"), Value("/"))
    repeat = Cast(OuterRef("repeat"), CharField())
    name = Concat(Value('"'), *place, repeat, Value('":'), output_field=CharField())
    valid = Signature.objects.filter(
        study=OuterRef("study"), participant=OuterRef("participant"), void_because=None
    )
    return Exists(valid.annotate(place=StrIndex("subjects", name)).filter(place__gt=0))


def put_in_force(
    *, by: Actor, old: Definition, new: Definition, directory: Path, reason: str
) -> None:
    """Put `new`, read from `directory`, in force in place of `old`.

    Entries keep the version they were made under. Where the meaning of an item in them changes,
    the signature becomes void and says so, and so does a verification against the source; the form
    is complete and no longer signed or verified. Whoever
    calls has just checked the password. Raises AccessRefused, or NotPossible for another study, a
    version that is in force already, or a change that would leave entries without their question.
    """
    study = old.study.id
    with transaction.atomic():
        chain = lock_chain(study, CONFIGURATION)
        row = check_can("study", "amend", hold_status(study), by.roles, reason=reason)
        act, held = by.act(row, reason), Study.objects.get(study=study)
        _check_versions(held, old, new)
        consequences = amendment_consequences(old, new)
        _check_refused(consequences)
        keep_version(new, directory)
        changes = [_next_version(study, new), _in_force(held, new)]
        chain.append(act, new.hash, changes)
        items = _of_meaning(consequences)
        for number, keys in sorted(_touched(study, items).items()):
            theirs = lock_chain(study, participant_chain(number))
            told = [change for key in keys for change in _void(study, key, items[key[2]])]
            theirs.append(act, new.hash, told)


def _check_versions(held: Study, old: Definition, new: Definition) -> None:
    if new.study.id != old.study.id:
        raise not_possible(
            "study", "this is the study {study}", "amend the same study", study=new.study.id
        )
    if held.definition != old.hash or new.hash == old.hash:
        what = "another version came into force meanwhile"
        raise not_possible("definition", what, "look at the changes again")
    if StudyVersion.objects.filter(study=held.study, definition=new.hash).exists():
        what = "this version was in force before and cannot come back as it was"
        raise not_possible("definition", what, "change its version or a comment in study.yaml")


def _check_refused(consequences: Sequence[Consequence]) -> None:
    refused = [each for each in consequences if each.refused]
    if refused:
        first = refused[0]
        raise not_possible(f"{first.change.form}.{first.change.item}", first.refused)


def _refusal(change: ItemChange, entries: int) -> str:
    if not entries:
        return ""
    if change.kind == "removed":
        return sentence(
            "{entries} entries hold it: write `retired: true` instead of removing it",
            entries=entries,
        )
    if change.of_type:
        return sentence(
            "{entries} entries hold it: retire it and add a new item of the other type",
            entries=entries,
        )
    return ""


def _next_version(study: str, new: Definition) -> Change:
    last = StudyVersion.objects.filter(study=study).aggregate(n=Max("number"))["n"] or 0
    made = StudyVersion(study=study, definition=new.hash, number=last + 1, in_force_at=utc_now())
    StudyVersion.objects.bulk_create([made])
    return differences("version", (new.hash,), {}, fields_of("version", made))


def _in_force(held: Study, new: Definition) -> Change:
    before = fields_of("study", held)
    held.definition = new.hash
    Study.objects.filter(study=held.study).update(definition=new.hash)
    return differences("study", (held.study,), before, fields_of("study", held))


def _signed(study: str) -> set[tuple[str, str]]:
    """Participant and form of everything under a valid signature."""
    valid = Signature.objects.filter(study=study, void_because__isnull=True)
    return {(each.participant, name) for each in valid for name in json.loads(each.subjects)}


def _of_meaning(consequences: Sequence[Consequence]) -> dict[str, set[str]]:
    """The items whose meaning changes, by form."""
    items: dict[str, set[str]] = defaultdict(set)
    for change in (each.change for each in consequences):
        if change.of_meaning:
            items[change.form].add(change.item)
    return items


def _touched(study: str, items: Mapping[str, set[str]]) -> dict[str, list[FormKey]]:
    """The signed or verified forms that hold an item whose meaning changes, by participant."""
    signed, verified, touched = _signed(study), _verified(study, items), defaultdict(list)
    for row in FormInstance.objects.filter(study=study, form__in=items).order_by(
        "participant", "visit", "form", "repeat"
    ):
        holds = items[row.form] & read_content(row.content).keys()
        key = (row.participant, row.visit, row.form, row.repeat)
        if row.status != "draft" and (
            (holds and (row.participant, _name(row)) in signed)
            or (holds and row.verified_by is not None)
            or key in verified
        ):
            touched[row.participant].append(key)
    return touched


def _verified(study: str, items: Mapping[str, set[str]]) -> set[FormKey]:
    """The forms of which one of these items was compared with the source."""
    rows = SourceVerification.objects.filter(study=study, form__in=items, fallen_because=None)
    return {
        (row.participant, row.visit, row.form, row.repeat)
        for row in rows
        if row.item in items[row.form]
    }


def _void(study: str, key: FormKey, items: Collection[str]) -> list[Change]:
    because = "an amendment changed what an item means"
    changes = [
        *void_signatures(ask(valid_signatures(study, key[0])), key, because),
        *fall(ask(comparisons(study, key)), items, because),
    ]
    row = form_rows(study, key).get()
    before = fields_of("form", row)
    row.status = "complete"
    for mark in _MARKS[1:]:
        setattr(row, mark, None)
    marks = {mark: getattr(row, mark) for mark in _MARKS}
    form_rows(study, key).update(status=row.status, **marks)
    return [*changes, differences("form", key_parts(key), before, fields_of("form", row))]


def _name(row: FormInstance) -> str:
    return form_name((row.participant, row.visit, row.form, row.repeat))
