"""A handful of people drawn by hand, as the entries a site typed and the rows derived from them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from trialwright.capture.entry import EnteredValue, Entry
from trialwright.datasets.snapshot import Snapshot
from trialwright.definition import load_definition
from trialwright.definition.load import Definition
from trialwright.endpoints.derived import Derived, EndpointRow, ParticipantRow
from trialwright.instruments.calendar import days_between

STUDY = Path(__file__).parents[1] / "studies" / "prtras001"
SECRET = b"a secret of this test, 32 bytes!"


@cache
def study() -> Definition:
    return load_definition(STUDY)


@dataclass(frozen=True)
class Drawn:
    """One person. `shares`: the answer about sharing, None for none. `also` adds or overrides values, by (visit, form, repeat) and item."""

    id: str
    sex: str = "M"
    birth: str = "1975-05-05"
    bclc: str | None = "A"
    procedure: str = "resection"
    enrolled: bool = True
    shares: str | None = "yes"
    also: dict[tuple[str, str, int], dict[str, str | EnteredValue]] = field(default_factory=dict)

    def entries(self) -> list[Entry]:
        forms: dict[tuple[str, str, int], dict[str, str | EnteredValue]] = {
            ("SCREENING", "consent", 0): {"consent_date": "2026-01-08"},
            ("SCREENING", "demography", 0): {"birth_date": self.birth, "sex": self.sex},
            ("SCREENING", "tumour", 0): {
                "imaging_date": "2026-01-20",
                "n_nodules": "1",
                "max_diam_mm": "35",
                "ecog": "0",
                "afp": "12.5",
            },
            ("TREATMENT", "radical_treatment", 0): {
                "procedure_date": "2026-02-10",
                "radical_procedure": self.procedure,
                "microvascular": "no",
            },
            ("W12", "virology", 0): {
                "virology_date": "2026-05-05",
                "hbsag_result": EnteredValue("hbsag_result", "820", "IU/mL"),
                "hbvdna_result": EnteredValue("hbvdna_result", None, None, "not_done"),
                "hbvdna_platform": "cobas_6800",
            },
            ("RUNNING", "adverse_event", 1): {
                "ae_term": f"fell at home, told by nurse Liu ({self.id})",
                "ae_class": "other",
                "onset_date": "2026-02-09",
                "ae_grade": "2",
            },
        }
        if self.shares:
            forms["RUNNING", "data_consent", 1] = {
                "given_on": "2026-01-08",
                "shares_data": self.shares,
            }
        if self.sex == "F":
            forms["SCREENING", "pregnancy", 0] = {"pregnancy_test": "negative"}
        if self.enrolled:
            forms["ENROLMENT", "enrolment", 0] = {
                "enrolment_date": "2026-03-02",
                "treatment_group": "NA",
            }
        for key, values in self.also.items():
            forms[key] = forms.get(key, {}) | values
        return [self._entry(key, values) for key, values in forms.items()]

    def _entry(self, key: tuple[str, str, int], values: dict[str, str | EnteredValue]) -> Entry:
        visit, form, repeat = key
        entered = tuple(
            value if isinstance(value, EnteredValue) else EnteredValue(item, value)
            for item, value in values.items()
        )
        at = datetime(2026, 8, 3, 9, 30, tzinfo=UTC)
        name = f"entry-{self.id}-{visit}-{form}-{repeat}"
        return Entry(name, self.id, visit, form, repeat, entered, at, "coordinator.chen", "d" * 64)

    def row(self) -> ParticipantRow:
        origins = {"consent": date(2026, 1, 8), "T_R": date(2026, 2, 10)}
        if self.enrolled:
            origins |= {"T_E": date(2026, 3, 2), "T_T": date(2026, 3, 5)}
        return ParticipantRow(
            participant=self.id,
            group="NA" if self.enrolled else None,
            origins=origins,
            eligibility="ELIGIBLE" if self.enrolled else "NOT_ELIGIBLE",
            not_passed={},
            disposition="followed" if self.enrolled else "not eligible",
            ends=(),
            baseline={"bclc": self.bclc, "sex": self.sex},
            enrolled_on=origins.get("T_E"),
        )

    def outcome(self) -> EndpointRow:
        start, seen = date(2026, 2, 10), date(2027, 1, 12)
        return EndpointRow(
            endpoint="recurrence",
            reading="",
            participant=self.id,
            group="NA",
            status="RECURRENCE",
            event=True,
            date=seen,
            day=days_between(start, seen),
            entry_day=days_between(start, date(2026, 3, 2)),
            sources=(f"entry-{self.id}-W12-virology-0",),
            rules=("REC-03",),
            detail={"type": "local", "interval_lower": "2026-11-02"},
        )


def crowd(count: int, prefix: str = "SZ-", **traits: object) -> list[Drawn]:
    """`count` people who look alike."""
    return [Drawn(f"{prefix}{n:04d}", **traits) for n in range(1, count + 1)]


def snapshot_of(
    people: list[Drawn], *, synthetic: bool = False, definition: Definition | None = None
) -> Snapshot:
    manifest = {"synthetic": {"seed": 1} if synthetic else None, "data_cutoff": "2026-08-03"}
    entries = tuple(entry for one in people for entry in one.entries())
    return Snapshot(Path("unused"), "a" * 64, manifest, definition or study(), entries)


def derived_of(people: list[Drawn]) -> Derived:
    return Derived(
        participants=tuple(one.row() for one in people),
        rows=tuple(one.outcome() for one in people),
    )


def with_sharing(form: str, item: str, action: str) -> Definition:
    """The study with one item's sharing decision replaced, past the loader's own checks."""
    definition = study()

    def changed_item(one):  # type: ignore[no-untyped-def]
        if one.id != item:
            return one
        return one.model_copy(update={"sharing": one.sharing.model_copy(update={"action": action})})

    forms = tuple(
        one.model_copy(update={"items": tuple(changed_item(i) for i in one.items)})
        if one.id == form
        else one
        for one in definition.forms
    )
    return replace(definition, forms=forms)
