"""Laboratory results as typed: in the laboratory's units, with its slips (rules CHP-02, SYN-10)."""

from __future__ import annotations

from decimal import Decimal

from numpy.random import Generator

from trialwright.capture.unit_ranges import FACTORS
from trialwright.definition.forms import Form, Item
from trialwright.synthetic.baseline import Baseline
from trialwright.synthetic.chemistry import Sample
from trialwright.synthetic.draws import chance
from trialwright.synthetic.forms import Answer, Answers, Missing, Quantity, amount
from trialwright.synthetic.parameters import Parameters


def chemistry_answers(
    form: Form, sample: Sample, date: str, person: Baseline, parameters: Parameters
) -> dict[str, Answer]:
    """Every item of the form, each in the unit this person's laboratory reports."""
    limits = parameters.table("creatinine_uln")
    values = {
        "bilirubin": sample.bilirubin,
        "albumin": sample.albumin,
        "inr": sample.inr,
        "creatinine": sample.creatinine,
        "creatinine_uln": limits["male" if person.male else "female"],
        "alt": sample.alt,
        "ast": sample.ast,
        "platelets": sample.platelets,
    }
    answers: dict[str, Answer] = {
        name: _typed(form.by_id[name], value, person.mass_units) for name, value in values.items()
    }
    coded = {"ascites": sample.ascites, "encephalopathy": sample.encephalopathy}
    return {"chemistry_date": date, **answers, **coded}


def _typed(item: Item, value: float, mass_units: bool) -> Answer:
    if mass_units and item.id in FACTORS:
        unit = item.other_units[0]
        factor = FACTORS[item.id][unit]
        return Quantity(amount(value / float(factor), item.smallest_step), unit)
    return amount(value, item.smallest_step)


def with_gaps(rng: Generator, answers: Answers, parameters: Parameters) -> dict[str, Answer]:
    """Some values were not measured; the date always is."""
    gone = rng.random(len(answers)) < parameters.number("lab_value_missing")
    return {
        name: Missing("not_done") if lost and not name.endswith("_date") else answer
        for (name, answer), lost in zip(answers.items(), gone, strict=True)
    }


def with_slip(rng: Generator, answers: Answers, parameters: Parameters) -> Answers | None:
    """The answers with albumin typed in g/dL under the unit g/L; None in most cases."""
    slips = chance(rng, parameters.number("unit_slips"))
    albumin = answers["albumin"]
    if not slips or not isinstance(albumin, str):
        return None
    return {**answers, "albumin": str((Decimal(albumin) / 10).quantize(Decimal("0.1")))}


def with_typo(rng: Generator, answers: Answers, parameters: Parameters) -> Answers | None:
    """The answers with one digit too many in ALT; None in most cases."""
    wrong = chance(rng, parameters.number("typing_errors"))
    alt = answers["alt"]
    return {**answers, "alt": f"{alt}0"} if wrong and isinstance(alt, str) else None
