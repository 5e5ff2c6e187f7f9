"""One participant and her forms, for the tests of the site."""

from trialwright.capture.entry import EnteredValue

KEY = ("P001", "SCREENING", "demography", 0)
DEMOGRAPHY = {"birth_date": "1969-03-05", "sex": "F"}


def entered(values):
    """Item -> text, or (text, unit), as entered values."""
    pairs = {item: v if isinstance(v, tuple) else (v, None) for item, v in values.items()}
    return [EnteredValue(item, text, unit) for item, (text, unit) in pairs.items()]


def save(site, values, *, key=KEY, revision=0, role="coordinator", **options):
    """Save a form of a participant, who gets a number with the first one."""
    from trialwright_web.capture.actions.forms import save_form
    from trialwright_web.capture.actions.participants import add_participant
    from trialwright_web.capture.models import Participant

    by = site.actor(role)
    if not Participant.objects.filter(number=key[0]).exists():
        add_participant(by=site.actor("coordinator"), definition=site.definition, number=key[0])
    return save_form(
        by=by,
        definition=site.definition,
        key=key,
        values=entered(values),
        revision=revision,
        **options,
    )


def saved_form(key):
    from trialwright_web.capture.stored import form_at

    return form_at("prtras001", key)
