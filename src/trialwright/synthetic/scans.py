"""What the reader sees on each MRI, and the biopsies that follow (rules REC-02 to REC-06, SYN-03).

A recurrence shows at the first usable scan after its biological onset: as LR-5, or first as LR-4
that later becomes LR-5 or is settled by tissue. Some participants have a benign nodule or residual
disease besides, so that equivocal and old lesions occur in every analysis.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from numpy.random import Generator

from trialwright.synthetic.draws import chance, pick, whole
from trialwright.synthetic.parameters import Parameters

LIVER, EXTRAHEPATIC = "liver", "extrahepatic"


@dataclass(frozen=True)
class LesionRead:
    """One lesion as read; no category outside the liver (REC-06), no distance if nobody measured.

    `number` and the features are given by `lesion_features`; a treated lesion has no features.
    """

    site: str
    distance_mm: int | None
    size_mm: int
    category: str | None
    new: bool
    number: int = 1
    aphe: str | None = None
    washout: str | None = None
    capsule: str | None = None


@dataclass(frozen=True)
class Scan:
    """One examination of a day counted from T_R."""

    day: int
    usable: bool
    lesions: tuple[LesionRead, ...] = ()


@dataclass(frozen=True)
class Biopsy:
    """Tissue taken from a lesion."""

    day: int
    lesion: LesionRead
    histology: str


@dataclass(frozen=True)
class Imaging:
    """All scans and biopsies of a participant, and the day on which recurrence is established."""

    scans: tuple[Scan, ...]
    biopsies: tuple[Biopsy, ...]
    confirmed: int | None
    lesion: LesionRead | None


def draw_imaging(
    rng: Generator, days: Iterable[int], onset: int | None, last_day: int, parameters: Parameters
) -> Imaging:
    """Draw the reads of the scans done on `days`, given the biological onset of recurrence.

    No tissue is taken after `last_day`.
    """
    unusable = parameters.number("unusable_mri")
    scans = [Scan(day, not chance(rng, unusable)) for day in days]
    scans = _with_residual(rng, scans, parameters)
    scans, benign = _with_benign(rng, scans, onset, parameters)
    imaging = _with_recurrence(rng, scans, onset, last_day, parameters)
    benign = tuple(biopsy for biopsy in benign if biopsy.day <= last_day)
    return replace(imaging, biopsies=(*benign, *imaging.biopsies))


def _add(scan: Scan, lesion: LesionRead) -> Scan:
    return replace(scan, lesions=(*scan.lesions, lesion))


def _with_residual(rng: Generator, scans: list[Scan], parameters: Parameters) -> list[Scan]:
    """Residual disease stands on the first examination and is not new (REC-04)."""
    present = chance(rng, parameters.number("residual_lesion"))
    category = pick(rng, parameters.table("residual_categories"))
    size = whole(rng, parameters.table("lesion_mm"))
    first = next((i for i, scan in enumerate(scans) if scan.usable), None)
    if not present or first is None:
        return scans
    lesion = LesionRead(LIVER, 0, size, category, new=False)
    return [_add(scan, lesion) if i == first else scan for i, scan in enumerate(scans)]


def _with_benign(
    rng: Generator, scans: list[Scan], onset: int | None, parameters: Parameters
) -> tuple[list[Scan], tuple[Biopsy, ...]]:
    """A nodule that is no recurrence: it goes away, stays, or tissue shows that it is benign."""
    present = chance(rng, parameters.number("benign_nodule"))
    category = pick(rng, parameters.table("benign_categories"))
    fate = pick(rng, parameters.table("benign_fates"))
    mark, delay = float(rng.random()), whole(rng, parameters.table("biopsy_days"))
    lesion = _liver_lesion(rng, category, parameters)
    open_to_it = [i for i, s in enumerate(scans) if s.usable and (onset is None or s.day < onset)]
    if not present or not open_to_it:
        return scans, ()
    first = open_to_it[int(mark * len(open_to_it))]
    seen = set(open_to_it[open_to_it.index(first) :]) if fate == "stays" else {first}
    scans = [_add(scan, lesion) if i in seen else scan for i, scan in enumerate(scans)]
    biopsies = (Biopsy(scans[first].day + delay, lesion, "benign"),) if fate == "biopsy" else ()
    return scans, biopsies


def _with_recurrence(
    rng: Generator, scans: list[Scan], onset: int | None, last_day: int, parameters: Parameters
) -> Imaging:
    lesion = _recurrence(rng, parameters)
    outside = lesion.site == EXTRAHEPATIC
    tissue = chance(rng, parameters.number("extrahepatic_biopsy" if outside else "lr4_biopsy"))
    delay = whole(rng, parameters.table("biopsy_days"))
    seen = [s.day for s in scans if onset is not None and s.usable and s.day >= onset]
    if not seen:
        return Imaging(tuple(scans), (), None, None)
    needs_tissue = lesion.category != "LR-5" and seen[0] + delay <= last_day
    biopsies = (Biopsy(seen[0] + delay, lesion, "HCC"),) if needs_tissue and tissue else ()
    confirmed = _confirmed(seen, biopsies, lesion)
    reads = [
        _add(scan, _read_on(scan.day, seen[0], lesion, confirmed, rng, parameters))
        if scan.day in seen
        else scan
        for scan in scans
    ]
    return Imaging(tuple(reads), biopsies, confirmed, lesion)


def _confirmed(seen: list[int], biopsies: tuple[Biopsy, ...], lesion: LesionRead) -> int | None:
    """The day that makes it a recurrence: LR-5 in the liver, or tissue anywhere (REC-02, REC-03)."""
    if lesion.category == "LR-5":
        return seen[0]
    if biopsies and (lesion.site == EXTRAHEPATIC or len(seen) == 1):
        return biopsies[0].day
    if lesion.site == EXTRAHEPATIC or len(seen) == 1:
        return None
    return min([seen[1], *(biopsy.day for biopsy in biopsies)])


def _read_on(
    day: int,
    first: int,
    lesion: LesionRead,
    confirmed: int | None,
    rng: Generator,
    parameters: Parameters,
) -> LesionRead:
    """The tumour on one scan: as first seen, then as LR-5, and treated after confirmation."""
    if day == first or lesion.site == EXTRAHEPATIC:
        return lesion
    if confirmed is not None and day > confirmed:
        return replace(lesion, category=pick(rng, parameters.table("treated_categories")))
    return replace(lesion, category="LR-5")


def _recurrence(rng: Generator, parameters: Parameters) -> LesionRead:
    site = pick(rng, parameters.table("recurrence_sites"))
    category = pick(rng, parameters.table("first_categories"))
    size = whole(rng, parameters.table("lesion_mm"))
    measured = not chance(rng, parameters.number("distance_unknown"))
    distance = whole(
        rng, parameters.table("distance_local_mm" if site == "local" else "distance_mm")
    )
    if site == "extrahepatic":
        return LesionRead(EXTRAHEPATIC, None, size, None, new=True)
    return LesionRead(LIVER, distance if measured else None, size, category, new=True)


def _liver_lesion(rng: Generator, category: str, parameters: Parameters) -> LesionRead:
    distance = whole(rng, parameters.table("distance_mm"))
    size = whole(rng, parameters.table("benign_mm"))
    return LesionRead(LIVER, distance, size, category, new=True)
