"""LI-RADS CT/MRI v2018: the category of one liver observation (rules LIR-01, LIR-02, LIR-07..LIR-13).

The steps are asked in the order of the publication and the first that matches decides. An input that
was not recorded never counts as absent: the read goes back to its reader with everything that is
still needed (LIR-07).
"""

from __future__ import annotations

from dataclasses import dataclass

from trialwright.instruments.answers import one_of
from trialwright.instruments.inputs import Number, exact_number
from trialwright.instruments.lirads_read import APHE, WASHOUT, Features, LiradsRead, check_read
from trialwright.instruments.lirads_table import (
    OUTSIDE,
    SMALL_MM,
    Category,
    apply_ancillary,
    break_tie,
    look_up,
)
from trialwright.instruments.three_valued import all_of, negation


@dataclass(frozen=True)
class LiradsResult:
    """The category, or None where it cannot be determined, with what decided it.

    `missing` names every input still needed, `findings` what contradicts itself. The two flags of
    LIR-13 are kept apart: the endpoint uses `lr5_v2018`, the record's wording is a sensitivity.
    """

    category: Category | None
    rules: tuple[str, ...]
    missing: tuple[str, ...]
    findings: tuple[str, ...]
    threshold_growth: bool | None
    lr5_record_literal: bool | None

    @property
    def lr5_v2018(self) -> bool | None:
        return None if self.category is None else self.category == "LR-5"

    @property
    def lr5_readings_disagree(self) -> bool | None:
        """Say whether the two LR-5 readings differ, which asks for adjudication."""
        if self.lr5_v2018 is None or self.lr5_record_literal is None:
            return None
        return self.lr5_v2018 != self.lr5_record_literal


@dataclass(frozen=True)
class _Reached:
    """Where the steps ended: a category, or what is missing or wrong."""

    category: Category | None
    rules: tuple[str, ...]
    missing: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()


def categorise_lirads(read: LiradsRead) -> LiradsResult:
    """Categorise one observation of a patient at risk of liver cancer.

    Gives NOT-APPLICABLE, PATH (the pathology stands) or USE-TRA (treated: see
    `treatment_response`) where no diagnostic category exists. A code or number that cannot be an
    answer is refused.
    """
    features = check_read(read)
    reached = _walk(read, features)
    if reached.category and reached.category not in OUTSIDE:
        reached = _after_table(read, reached.category, reached.rules)
    return LiradsResult(
        category=reached.category,
        rules=reached.rules,
        missing=reached.missing,
        findings=reached.findings,
        threshold_growth=features.growth.is_threshold,
        lr5_record_literal=reads_as_record_wording(
            aphe=features.aphe, washout=features.washout, size_mm=features.size_mm
        ),
    )


def tumour_in_vein_cause(contiguous: Category | None) -> str:
    """Name the likely cause of LR-TIV from the category of the mass it is contiguous with (LIR-09)."""
    causes = {"LR-5": "definitely HCC", "LR-M": "may be non-HCC malignancy"}
    return causes.get(contiguous or "", "probably HCC")


def _walk(read: LiradsRead, features: Features) -> _Reached:
    """Ask step after step (LIR-01, LIR-02); behind an unanswered step, list what else is needed."""
    missing: list[str] = []
    unanswered_rules: list[str] = []
    steps: tuple[tuple[str, str, bool | None, Category], ...] = (
        ("at_risk", "LIR-01", negation(read.at_risk), "NOT-APPLICABLE"),
        ("path_proven", "LIR-01", read.path_proven, "PATH"),
        ("treated", "LIR-01", read.treated, "USE-TRA"),
        ("not_categorizable", "LIR-10", read.not_categorizable, "LR-NC"),
        ("tiv", "LIR-09", _is(features.tiv, "definite"), "LR-TIV"),
        ("benign", "LIR-10", _is(features.benign, "definite"), "LR-1"),
        ("benign", "LIR-10", _is(features.benign, "probable"), "LR-2"),
    )
    for name, rule, matches, category in steps:
        if matches:
            return _send_back(_Reached(category, (rule,)), missing, unanswered_rules)
        if matches is None and name not in missing:
            missing.append(name)
            unanswered_rules.append("LIR-01" if rule == "LIR-01" else "LIR-07")
    return _send_back(_mass(read, features), missing, unanswered_rules)


def _mass(read: LiradsRead, features: Features) -> _Reached:
    """Take the steps LR-M and table, which need each other (LIR-08)."""
    if read.targetoid or features.aphe == "rim" or features.washout == "peripheral":
        return _Reached("LR-M", ("LIR-08",))
    looked_up = _table(features)
    if looked_up.category not in (None, "LR-5") and read.nontargetoid_m:
        return _Reached("LR-M", ("LIR-08",))
    answers = {"targetoid": read.targetoid, "nontargetoid_m": read.nontargetoid_m}
    missing = [name for name, answer in answers.items() if answer is None]
    return _send_back(looked_up, missing, ["LIR-07"])


def _table(features: Features) -> _Reached:
    """Look the recorded features up; unsure is absent, not recorded is not (LIR-07)."""
    missing = [
        name
        for name in ("aphe", "size_mm", "washout", "capsule")
        if getattr(features, name) is None
    ]
    growth = features.growth
    if features.size_mm is None or missing or growth.counts is None:
        rules = ("LIR-07",) if missing else ("LIR-06",)
        every = tuple(dict.fromkeys((*missing, *growth.missing)))
        return _Reached(None, rules, every, (growth.finding,) if growth.finding else ())
    category, rule = look_up(
        nonrim_aphe=features.aphe == "nonrim",
        size_mm=features.size_mm,
        capsule=features.capsule == "enhancing",
        washout=features.washout == "nonperipheral",
        growth=growth.counts,
    )
    return _Reached(category, (rule, "LIR-06") if growth.counts else (rule,))


def _send_back(reached: _Reached, missing: list[str], rules: list[str]) -> _Reached:
    """Leave what was reached undetermined if an answer before it is missing."""
    if not missing:
        return reached
    behind = () if reached.category else reached.rules
    return _Reached(
        None,
        tuple(dict.fromkeys((*rules, *behind))),
        (*missing, *reached.missing),
        reached.findings,
    )


def _after_table(read: LiradsRead, category: Category, rules: tuple[str, ...]) -> _Reached:
    """Apply ancillary features, then the tie-break (LIR-11, LIR-12)."""
    moved = apply_ancillary(category, malignant=read.af_malignant > 0, benign=read.af_benign > 0)
    if moved != category:
        rules = (*rules, "LIR-11")
    if not read.tie_between.strip():
        return _Reached(moved, rules)
    rules = (*rules, "LIR-12")
    pair = frozenset(part.strip() for part in read.tie_between.split("|"))
    answer = break_tie(moved, pair)
    if answer is None:
        what = f"{read.tie_between!r} is no pair to break a tie of {moved}"
        return _Reached(None, rules, findings=(what,))
    return _Reached(answer, rules)


def reads_as_record_wording(
    *, aphe: str | None, washout: str | None, size_mm: Number
) -> bool | None:
    """Read LR-5 as the record words it, with the size in mm and the kinds it leaves out (LIR-13)."""
    size = exact_number(size_mm, "size_mm")
    return all_of(
        (
            _is(one_of(aphe, APHE, "aphe"), "nonrim"),
            _is(one_of(washout, WASHOUT, "washout"), "nonperipheral"),
            None if size is None else size >= SMALL_MM,
        )
    )


def _is(answer: str | None, code: str) -> bool | None:
    return None if answer is None else answer == code
