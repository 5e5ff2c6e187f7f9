"""A SYNTHETIC cohort in the tables of a site, without the actions of the pages: for many people."""

from trialwright.synthetic.cohort import simulate_cohort


def fill(site, participants=4):
    """The first entry of each form; some are drafts, some are signed, nobody has asked anything."""
    from trialwright.capture.form_content import content_text, form_content
    from trialwright_web.audit.models import JournalHead
    from trialwright_web.capture.models import FormInstance, Participant

    study, rows = site.definition.study.id, {}
    for entry in simulate_cohort(site.definition, participants=participants, seed=7).entries:
        key = (entry.participant, entry.visit, entry.form, entry.repeat)
        status = ("complete", "signed", "complete", "draft", "locked")[len(rows) % 5]
        rows.setdefault(
            key,
            FormInstance(
                **dict(zip(("participant", "visit", "form", "repeat"), key, strict=True)),
                study=study,
                status=status,
                revision=1,
                definition=site.definition.hash,
                content=content_text(form_content(entry.values)),
                saved_by="coordinator",
                saved_at=entry.entered_at.isoformat(),
            ),
        )
    numbers = sorted({key[0] for key in rows})
    Participant.objects.bulk_create(
        Participant(study=study, number=number, status=_status(place))
        for place, number in enumerate(numbers)
    )
    FormInstance.objects.bulk_create(rows.values())
    JournalHead.objects.bulk_create(
        JournalHead(study=study, chain=f"participant/{number}", seq=1, hash="1" * 64)
        for number in numbers
    )
    return numbers


def _status(place):
    return ("enrolled", "enrolled", "not_eligible", "ended")[place % 4]


def touch(number):
    """Something was done to a participant: the head of their chain has moved on."""
    from trialwright_web.audit.models import JournalHead

    head = JournalHead.objects.get(chain=f"participant/{number}")
    JournalHead.objects.filter(pk=head.pk).update(seq=head.seq + 1, hash=f"{head.seq + 1:064x}")


def people(site):
    """Everybody as the library reads them, with the status in the table."""
    from trialwright_web.capture.models import FormInstance, Participant
    from trialwright_web.capture.progress import person_of

    rows = FormInstance.objects.order_by("participant", "visit", "form", "repeat")
    held = {}
    for row in rows:
        held.setdefault(row.participant, []).append(row)
    return [
        (person, person_of(person.number, held.get(person.number, [])), held.get(person.number, []))
        for person in Participant.objects.order_by("number")
    ]
