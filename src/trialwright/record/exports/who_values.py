"""What a record says about each item of the WHO data set, as text; None where it says nothing."""

from __future__ import annotations

from collections.abc import Iterable

from trialwright.record.models import Contact, Outcome, RegisteredDate, StudyView
from trialwright.record.wording import in_words, listed, optional_words, with_kind


def registration_date(view: StudyView) -> str | None:
    """The day the record was first public; before that there is only the day of submission."""
    if view.status.study_first_post:
        return dated(view.status.study_first_post)
    submitted = view.status.study_first_submit
    return f"{submitted} (submitted)" if submitted else None


def secondary_numbers(view: StudyView) -> str | None:
    """The sponsor's number and those of other registries, funders and authorities."""
    given = view.identification
    own = (
        f"{given.org_study_id} ({given.organization or 'sponsor'})" if given.org_study_id else None
    )
    others = (
        with_issuer(other.id, other.domain or optional_words(other.type))
        for other in given.secondary_ids
    )
    return lines([own, *others, *given.nct_id_aliases])


def collaborators(view: StudyView) -> str | None:
    """Organisations beside the lead sponsor; the registry does not tell funders from sponsors."""
    return lines(with_kind(who.name, who.kind) for who in view.sponsors.collaborators)


def public_contact(view: StudyView) -> str | None:
    """Whom to ask about taking part."""
    return lines(map(_contact, view.contacts_locations.central_contacts))


def scientific_contact(view: StudyView) -> str | None:
    """Who answers for the science: the officials, or the investigator who is responsible."""
    officials = view.contacts_locations.overall_officials
    if officials:
        return lines(map(_contact, officials))
    sponsors = view.sponsors
    return with_kind(sponsors.investigator_name, sponsors.responsible_party)


def countries(view: StudyView) -> str | None:
    """The countries of the registered places, each once."""
    places = view.contacts_locations.locations
    return listed(dict.fromkeys(place.country for place in places))


def interventions(view: StudyView) -> str | None:
    """Each intervention with its type and description, then the groups."""
    registered = view.arms_interventions
    named = [
        described(with_kind(given.name, given.type), given.description)
        for given in registered.interventions
    ]
    groups = [
        described(with_kind(arm.label, arm.type), arm.description) for arm in registered.arm_groups
    ]
    return lines([*named, *groups])


def key_criteria(view: StudyView) -> str | None:
    """Age, sex, healthy volunteers, then the criteria word for word."""
    who = view.eligibility
    healthy = {True: "Healthy volunteers accepted", False: "No healthy volunteers"}
    stated = (
        with_label("Minimum age", who.minimum_age),
        with_label("Maximum age", who.maximum_age),
        with_label("Sex", optional_words(who.sex)),
        healthy.get(who.healthy_volunteers) if who.healthy_volunteers is not None else None,
        who.criteria,
    )
    return lines(stated)


def study_type(view: StudyView) -> str | None:
    """Type, allocation, masking, model, purpose and phase: what is registered of them."""
    design = view.design
    stated = (
        optional_words(design.study_type),
        with_label("allocation", optional_words(design.allocation)),
        with_label("masking", optional_words(design.masking)),
        with_label("masked", listed(map(in_words, design.who_masked))),
        with_label("model", optional_words(design.intervention_model)),
        with_label("model", optional_words(design.observational_model)),
        with_label("perspective", optional_words(design.time_perspective)),
        with_label("purpose", optional_words(design.primary_purpose)),
        with_label("phase", listed(map(in_words, design.phases))),
    )
    return "; ".join(part for part in stated if part) or None


def sample_size(view: StudyView) -> str | None:
    """How many people, and whether that is the plan or the number enrolled."""
    count = view.design.enrollment_count
    kinds = {"ACTUAL": "enrolled", "ESTIMATED": "planned"}
    return None if count is None else with_issuer(str(count), kinds.get(_enrolment_type(view)))


def outcomes(registered: Iterable[Outcome]) -> str | None:
    """Each outcome: measure, time frame, description."""
    return lines(
        described(
            with_issuer(outcome.measure, with_label("time frame", outcome.time_frame)),
            outcome.description,
        )
        for outcome in registered
    )


def summary_results(view: StudyView) -> str | None:
    """Whether results are posted, and when; silence is no information."""
    if view.has_results is None:
        return None
    if not view.has_results:
        return "No results posted"
    post = view.status.results_first_post
    return f"Results posted {post.date}" if post else "Results posted"


def sharing(view: StudyView) -> str | None:
    """The whole sharing statement."""
    plan = view.ipd_sharing
    stated = (
        with_label("Plan to share", optional_words(plan.ipd_sharing)),
        plan.description,
        with_label("Documents", listed(map(in_words, plan.info_types))),
        with_label("Time frame", plan.time_frame),
        with_label("Access", plan.access_criteria),
        with_label("URL", plan.url),
    )
    return lines(stated)


def dated(date: RegisteredDate | None) -> str | None:
    """A date and whether it has happened."""
    return with_kind(str(date.date), date.type) if date else None


def lines(parts: Iterable[str | None]) -> str | None:
    """The parts that say something, one under the other."""
    return "\n".join(part for part in parts if part and part.strip()) or None


def described(name: str | None, description: str | None) -> str | None:
    """A name and what is said about it."""
    return ": ".join(part for part in (name, description) if part) or None


def with_label(label: str, text: str | None) -> str | None:
    """A text after its label."""
    return f"{label}: {text}" if text else None


def with_issuer(text: str | None, issuer: str | None) -> str | None:
    """A text, with what qualifies it in brackets."""
    return f"{text} ({issuer})" if text and issuer else text or issuer


def _enrolment_type(view: StudyView) -> str:
    return view.design.enrollment_type or ""


def _contact(contact: Contact) -> str | None:
    stated = (contact.name, optional_words(contact.role), contact.affiliation)
    return listed((*stated, contact.email, contact.phone))
