"""What a participant has agreed to on a given day, and who must be asked again.

Nothing is permitted by silence: a use that nobody asked about, or that was asked about on an entry
without its date, is not permitted. A use can be withdrawn by itself; withdrawal of consent, or of
the use that governs the study, ends every use. It does so from its day on: what was used before
stays used. Of a permission and a withdrawal on one day the withdrawal counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trialwright.capture.entry import Entry
from trialwright.capture.participant import Participant, complete_date
from trialwright.definition.consent import Consent, ConsentText
from trialwright.definition.load import Definition

UseState = Literal["permitted", "refused", "not asked", "withdrawn"]


@dataclass(frozen=True)
class PermittedUse:
    """Whether one use is permitted on a day. `entry` is the id of the entry that says so, "" for none."""

    use: str
    state: UseState
    since: date | None = None
    entry: str = ""

    @property
    def permitted(self) -> bool:
        """Whether the use is permitted."""
        return self.state == "permitted"


@dataclass(frozen=True)
class ConsentState:
    """The consent of one participant on one day.

    `version` is the text agreed to last, None for none; `ask_again` the text that must be put to
    them before anything further is done, None where nothing is due. `withdrawn_on` is the day on
    which every use ended.
    """

    participant: str
    version: str | None
    given_on: date | None
    withdrawn_on: date | None
    uses: tuple[PermittedUse, ...]
    ask_again: ConsentText | None

    def permits(self, use: str) -> bool:
        """Whether a use is permitted. Raises KeyError for a use that the site does not declare."""
        return {each.use: each for each in self.uses}[use].permitted


def consent_state(definition: Definition, participant: Participant, day: date) -> ConsentState:
    """What the participant's entries permit on `day`, acts of that day included.

    A study whose site declares no uses has none to permit.
    """
    plan = definition.site.consent
    if plan is None:
        return ConsentState(participant.id, None, None, None, (), None)
    acts = _acts(plan, participant, day)
    ends = _withdrawals(plan, participant, day)
    withdrawn = _all_withdrawn_on(plan, participant, day, ends)
    version_item = plan.version.partition(".")[2]
    last = acts[-1] if acts else None
    version = last[1].value(version_item) if last else None
    uses = tuple(_use(use.id, use.item, acts, ends.get(use.id), withdrawn) for use in plan.uses)
    due = None if withdrawn else _ask_again(plan, version, last[0] if last else None, day)
    given = last[0] if last else None
    return ConsentState(participant.id, version, given, withdrawn, uses, due)


def agreed_to(plan: Consent, text: ConsentText, participant: Participant, day: date) -> bool:
    """Whether the participant had agreed to `text`, or to a later one, by the end of `day`."""
    names = [each.version for each in plan.texts]
    enough = frozenset(names[names.index(text.version) :])
    item = plan.version.partition(".")[2]
    return any(entry.value(item) in enough for _, entry in _acts(plan, participant, day))


def consent_due(definition: Definition, state: ConsentState, day: date) -> ConsentText | None:
    """The text that is to be put to the participant: the first one, or a later one again.

    None for who has withdrawn, and where no text is in force.
    """
    plan = definition.site.consent
    if plan is None or state.withdrawn_on:
        return None
    return state.ask_again or (plan.in_force(day) if state.given_on is None else None)


def data_uses(
    definition: Definition, people: Iterable[Participant], use: str, day: date
) -> frozenset[str]:
    """The ids of those who permit a use on `day`: what a package or a specimen may be taken from."""
    states = (consent_state(definition, person, day) for person in people)
    return frozenset(state.participant for state in states if state.permits(use))


def asked_again(
    definition: Definition, people: Iterable[Participant], day: date
) -> tuple[ConsentState, ...]:
    """Everybody who must be asked again, in their order. Who died or left is not asked."""
    milestones = definition.study.milestones
    here = (
        person
        for person in people
        if not any(person.dates(item) for item in (milestones.death, milestones.withdrawal))
    )
    states = (consent_state(definition, person, day) for person in here)
    return tuple(state for state in states if state.ask_again)


def _acts(plan: Consent, participant: Participant, day: date) -> list[tuple[date, Entry]]:
    """Every dated act of consent up to `day`, earliest first; of one day the last saved is last."""
    item = plan.given_on.partition(".")[2]
    dated = [
        (given, entry)
        for entry in participant.of_form(plan.form)
        if (given := complete_date(entry.value(item))) and given <= day
    ]
    return sorted(dated, key=lambda act: (act[0], act[1].repeat, act[1].entered_at))


#: Of one use: the day and entry of its latest withdrawal.
_Withdrawal = tuple[date, Entry]


def _use(
    use: str,
    reference: str,
    acts: list[tuple[date, Entry]],
    end: _Withdrawal | None,
    all_withdrawn: date | None,
) -> PermittedUse:
    """The latest answer counts; one that is left open on a later act takes nothing back.

    Whoever permits a use again after they withdrew it has permitted it.
    """
    item = reference.partition(".")[2]
    answered = [(on, e, e.value(item)) for on, e in acts if e.value(item) in ("yes", "no")]
    if end and not (answered and answered[-1][0] > end[0]):
        on = min(end[0], all_withdrawn) if all_withdrawn else end[0]
        return PermittedUse(use, "withdrawn", on, end[1].id)
    if not answered:
        return PermittedUse(use, "not asked")
    on, entry, answer = answered[-1]
    if all_withdrawn:
        return PermittedUse(use, "withdrawn", all_withdrawn, entry.id)
    return PermittedUse(use, "permitted" if answer == "yes" else "refused", on, entry.id)


def _withdrawals(plan: Consent, participant: Participant, day: date) -> dict[str, _Withdrawal]:
    """The latest withdrawal of each use up to `day`.

    One without a complete date counts at once and whatever was answered later: doubt never permits.
    """
    if plan.withdrawal is None:
        return {}
    when = plan.withdrawal.withdrawn_on.partition(".")[2]
    found: dict[str, _Withdrawal] = {}
    for entry, use in participant.values(plan.withdrawal.use):
        on = complete_date(entry.value(when)) or day
        if on <= day and (use not in found or found[use][0] < on):
            found[use] = (on, entry)
    return found


def _all_withdrawn_on(
    plan: Consent, participant: Participant, day: date, ends: dict[str, _Withdrawal]
) -> date | None:
    """The day on which every use ended.

    That of the answer that withdraws all consent, or of the withdrawal of the use that governs the
    study. An answer without a complete date beside it counts at once.
    """
    study = plan.governing("study")
    found = [ends[study.id][0]] if study and study.id in ends else []
    for entry, answer in participant.values(plan.withdrawn_by.item) if plan.withdrawn_by else ():
        if plan.withdrawn_by and answer in plan.withdrawn_by.codes:
            days = [d for v in entry.values if (d := complete_date(v.value))]
            found.append(min(days, default=day))
    return min((on for on in found if on <= day), default=None)


def _ask_again(
    plan: Consent, version: str | None, given: date | None, day: date
) -> ConsentText | None:
    """The last text of those that ask everybody again and that the participant has not agreed to.

    A version that the list does not know is placed by the day on which it was agreed to.
    """
    names = [text.version for text in plan.texts]
    in_force = [text for text in plan.texts if text.approved_on <= day]
    if given is None:
        return None
    if version in names:
        after = [text for text in in_force if names.index(text.version) > names.index(version)]
    else:
        after = [text for text in in_force if text.approved_on > given]
    if not any(text.reconsent for text in after):
        return None
    return after[-1]
