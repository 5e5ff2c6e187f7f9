"""What the forms say against consent: nobody is asked before they agreed, or after they withdrew.

An amendment may ask for something that the earlier text did not speak of. Its new text names the
items it covers, and a value of such an item is refused until the participant has agreed to that
text. The form can still be completed with the item as not done: who does not agree again goes on as
before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from trialwright.capture import checks as say
from trialwright.capture.consent import agreed_to, consent_state
from trialwright.capture.entry import Entry
from trialwright.capture.finding import Finding
from trialwright.capture.participant import Participant, complete_date, origin_dates
from trialwright.capture.visit_status import form_day
from trialwright.definition.consent import Consent, ConsentText
from trialwright.definition.load import Definition
from trialwright.sentence import sentence


def check_consent_to_entry(
    definition: Definition,
    participant: Participant,
    entry: Entry,
    saved: date | None,
    *,
    rehearsal: bool,
) -> tuple[Finding, ...]:
    """What forbids completing `entry`: no consent to what it holds, or a draft of a consent text.

    `participant` holds the current entries with `entry` among them; `saved` is the day on which it
    is saved, None where that is not known. What was done from the day of the text on needs consent
    by the day of the form; what was done before it, such as a test on a stored sample, needs
    consent by the day it is saved. A value that stood already was permitted when it was entered:
    who decides on the save leaves it out.
    """
    plan = definition.site.consent
    if plan is None:
        return ()
    found = [
        _not_agreed(text, definition, item, entry)
        for text, item in _not_covered(definition, plan, participant, entry, saved)
    ]
    if not rehearsal and entry.form == plan.form:
        found += _draft_signed(plan, entry)
    return tuple(found)


def check_consent_between_forms(
    definition: Definition, participant: Participant, data_cutoff: date
) -> Iterator[Finding]:
    """What is asked about: values without consent, days after its end, texts that are not known."""
    plan = definition.site.consent
    if plan is None:
        return
    for entry in participant.entries:
        for text, item in _not_covered(definition, plan, participant, entry, None):
            what = _not_agreed(text, definition, item, entry).message
            yield Finding(entry.id, item, "not consented", what)
    yield from _after_the_end(definition, plan, participant, data_cutoff)
    yield from _followed_without(definition, plan, participant, data_cutoff)
    if plan.texts:
        yield from _texts(plan, participant)


def _not_covered(
    definition: Definition,
    plan: Consent,
    participant: Participant,
    entry: Entry,
    saved: date | None,
) -> Iterator[tuple[ConsentText, str]]:
    """Each item of the entry that holds a value without consent, with the text that covers it.

    Of a day before the text nothing is said where it is not known to have been `saved` since: it
    may have been entered under the text before.
    """
    form = definition.forms_by_id.get(entry.form)
    if form is None:
        return
    for text in plan.texts:
        items = [ref.partition(".")[2] for ref in text.covers if ref.startswith(f"{form.id}.")]
        held = [item for item in items if entry.value(item) is not None]
        if not held:
            continue
        day = form_day(form, entry) or saved
        by = day if day and day >= text.approved_on else saved
        if by and not agreed_to(plan, text, participant, by):
            yield from ((text, item) for item in held)


def _not_agreed(text: ConsentText, definition: Definition, item: str, entry: Entry) -> Finding:
    label = definition.item(f"{entry.form}.{item}").label
    what = sentence(say.NO_CONSENT, item=label, version=text.version)
    return Finding(entry.id, item, "no consent", what)


def _draft_signed(plan: Consent, entry: Entry) -> Iterator[Finding]:
    item = plan.version.partition(".")[2]
    drafts = {text.version for text in plan.texts if text.draft}
    if entry.value(item) in drafts:
        what = sentence(say.DRAFT_TEXT, version=entry.value(item))
        yield Finding(entry.id, item, "no consent", what)


def _after_the_end(
    definition: Definition, plan: Consent, participant: Participant, data_cutoff: date
) -> Iterator[Finding]:
    """Forms that speak of a day after every consent was withdrawn."""
    ended = consent_state(definition, participant, data_cutoff).withdrawn_on
    ends = {plan.form, *((plan.withdrawal.form,) if plan.withdrawal else ())}
    for entry in participant.entries if ended else ():
        form = definition.forms_by_id.get(entry.form)
        day = form_day(form, entry) if form and form.id not in ends else None
        if form and ended and day and day > ended:
            what = sentence(say.AFTER_CONSENT, form=form.label, day=day, ended=ended)
            yield Finding(entry.id, "", "after consent ended", what)


def _followed_without(
    definition: Definition, plan: Consent, participant: Participant, data_cutoff: date
) -> Iterator[Finding]:
    """Who is enrolled and followed, and does not permit that the study uses their data."""
    use, milestones = plan.governing("study"), definition.study.milestones
    left = any(participant.dates(item) for item in (milestones.death, milestones.withdrawal))
    if use is None or left or milestones.enrolment not in origin_dates(definition, participant):
        return
    states = consent_state(definition, participant, data_cutoff).uses
    state = next(each for each in states if each.use == use.id)
    if state.state == "withdrawn":
        what = sentence(say.STILL_FOLLOWED, use=use.label, ended=state.since)
        yield Finding(state.entry, "", "followed without consent", what)
    elif state.state == "refused":
        item = use.item.partition(".")[2]
        what = sentence(say.STUDY_REFUSED, item=definition.item(use.item).label)
        yield Finding(state.entry, item, "followed without consent", what)


def _texts(plan: Consent, participant: Participant) -> Iterator[Finding]:
    """Versions that the site does not list, or that were signed before they were approved."""
    given_on, version = (ref.partition(".")[2] for ref in (plan.given_on, plan.version))
    known = {text.version: text for text in plan.texts}
    for entry in participant.of_form(plan.form):
        named = entry.value(version)
        day = complete_date(entry.value(given_on))
        if named is None:
            continue
        if named not in known:
            what = sentence(say.UNKNOWN_TEXT, version=named, known=tuple(known))
            yield Finding(entry.id, version, "consent text", what)
        elif day and day < known[named].approved_on:
            approved = known[named].approved_on
            what = sentence(say.EARLY_TEXT, version=named, day=day, approved=approved)
            yield Finding(entry.id, version, "consent text", what)
