"""The rows of source data verification: what is due on a form, what was compared, what has fallen.

Whoever calls writes the line of the journal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from trialwright.capture.form_content import Content, content_text, read_content
from trialwright.capture.journal.line import Act, Change, differences
from trialwright.capture.source_verification import (
    ItemCheck,
    ItemState,
    asked_items,
    item_states,
    planned_items,
    sampled_participants,
)
from trialwright.definition.load import Definition
from trialwright_web.capture.actions.refusals import not_possible
from trialwright_web.capture.models import FormInstance, Participant
from trialwright_web.capture.stored import FormKey, fields_of, form_columns
from trialwright_web.oversight.models import SourceVerification
from trialwright_web.rows import Question, ask, insert, update


def sample_of(definition: Definition) -> frozenset[str]:
    """The participants of the site whose entries are verified where the plan asks for a sample."""
    plan, study = definition.verification, definition.study.id
    if plan is None or plan.sample is None:
        return frozenset()
    numbers = Participant.objects.filter(study=study).values_list("number", flat=True)
    return sampled_participants(plan.sample, study, numbers)


def due_items(definition: Definition, held: FormInstance) -> tuple[str, ...]:
    """The items of an entry that the plan asks a monitor to compare with the source."""
    plan, form = definition.verification, definition.forms_by_id.get(held.form)
    if plan is None or form is None:
        return ()
    planned = planned_items(plan, form, held.visit, in_sample=False)
    sampled = planned_items(plan, form, held.visit, in_sample=True)
    # Most forms are due of everybody or of nobody: then nobody needs to be counted.
    if sampled != planned and held.participant in sample_of(definition):
        planned = sampled
    return asked_items(planned, form, read_content(held.content))


def states_of(definition: Definition, held: FormInstance) -> dict[str, ItemState]:
    """Each due item of an entry and where its verification stands."""
    return item_states(due_items(definition, held), checks_of(_rows(held.study, _key_of(held))))


def checks_of(rows: Iterable[SourceVerification]) -> dict[str, ItemCheck]:
    """The comparisons of one form as the library reads them."""
    return {
        row.item: ItemCheck("differs" if row.outcome == "differs" else "verified", row.fallen_because is not None)
        for row in rows
    }  # fmt: skip


def check_independent(held: FormInstance, user: str) -> None:
    """Raise NotPossible where somebody would verify what they have entered themselves."""
    if held.saved_by == user:
        what = "you have entered this version of the form yourself"
        raise not_possible("by", what, "have another person compare it with the source")


def write_comparison(
    held: FormInstance, act: Act, item: str, outcome: str, query: int | None = None
) -> Change:
    """Keep what a comparison of one item said, in place of what an earlier one did."""
    key = _key_of(held)
    before = next((row for row in _rows(held.study, key) if row.item == item), None)
    parts = read_content(held.content).get(item, {})
    after = SourceVerification(
        **form_columns(held.study, key),
        item=item,
        outcome=outcome,
        compared=content_text({item: parts}),
        revision=held.revision,
        compared_by=act.by,
        compared_at=act.at,
        query=query,
    )
    return _replace(before, after)


def verify_all_due(definition: Definition, held: FormInstance, act: Act) -> list[Change]:
    """Everything due on a form agrees with the source.

    Raises NotPossible where an item differs, or for somebody who has entered the form.
    """
    check_independent(held, act.by)
    states = states_of(definition, held)
    wrong = [item for item, state in states.items() if state == "differs"]
    if wrong:
        labels = definition.forms_by_id[held.form].by_id
        raise not_possible(
            "action",
            "found to differ from the source: {items}",
            "verify it anew, or wait for the correction",
            items=[labels[item].label for item in wrong],
        )
    return [
        write_comparison(held, act, item, "verified")
        for item, state in states.items()
        if state != "verified"
    ]


def fall_with_values(
    rows: Iterable[SourceVerification], before: Content, after: Content
) -> list[Change]:
    """What was compared and has another value now is no longer verified, and says so."""
    changed = {i for i in before.keys() | after.keys() if before.get(i) != after.get(i)}
    return fall(rows, changed, "the value was changed")


def fall(rows: Iterable[SourceVerification], items: Collection[str], because: str) -> list[Change]:
    """Of the comparisons of a form those of these items no longer hold."""
    return list(_fall(rows, items, because))


def _fall(
    rows: Iterable[SourceVerification], items: Collection[str], because: str
) -> Iterator[Change]:
    for row in rows:
        if row.item in items and row.fallen_because is None:
            before = fields_of("source_verification", row)
            row.fallen_because = because
            where = {**form_columns(row.study, _key_of(row)), "item": row.item}
            update(SourceVerification, where, {"fallen_because": because})
            after = fields_of("source_verification", row)
            yield differences("source_verification", _name(row), before, after)


def _replace(before: SourceVerification | None, after: SourceVerification) -> Change:
    told = fields_of("source_verification", before), fields_of("source_verification", after)
    if before is None:
        insert([after])
    else:
        names = ("outcome", "compared", "revision", "compared_by", "compared_at")
        where = {**form_columns(after.study, _key_of(after)), "item": after.item}
        values = {name: getattr(after, name) for name in (*names, "query", "fallen_because")}
        update(SourceVerification, where, values)
    return differences("source_verification", _name(after), *told)


def comparisons(study: str, key: FormKey) -> Question[SourceVerification]:
    """Ask what was compared with the source on one form."""
    return Question(SourceVerification, form_columns(study, key), order_by=["item"])


def _rows(study: str, key: FormKey) -> list[SourceVerification]:
    return ask(comparisons(study, key))


def _key_of(row: FormInstance | SourceVerification) -> FormKey:
    return row.participant, row.visit, row.form, row.repeat


def _name(row: SourceVerification) -> tuple[str, ...]:
    return row.participant, row.visit, row.form, str(row.repeat), row.item
