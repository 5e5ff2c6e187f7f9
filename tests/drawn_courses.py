"""Follow-up drawn as text, for tables that a reader can check without running them.

A course is visits parted by ";", each "DAY KIND LESION, LESION". Days count from T_R as day 0. A lesion
is CATEGORY, CATEGORY/HISTOLOGY or /HISTOLOGY, then @MM for a known distance; "ex:" puts it outside
the liver, "old:" on the baseline examination, "maybe:" leaves open whether it is new. "unusable" before
the lesions makes the examination unusable.
"""

from datetime import date, timedelta

from trialwright.endpoints.lesions import Examination, Lesion

T_R = date(2026, 1, 10)  # the horizon, 2029-01-10, is day 1096


def on_day(number):
    return T_R + timedelta(days=number)


def drawn(text):
    return tuple(_visit(part.split()) for part in text.split(";") if part.strip())


def _visit(words):
    day, kind, *rest = words
    usable = rest[:1] != ["unusable"]
    lesions = " ".join(rest if usable else rest[1:])
    return Examination(
        date=on_day(int(day)),
        kind=kind,
        usable=usable,
        lesions=tuple(_lesion(part.strip()) for part in lesions.split(",") if part.strip()),
        source=f"{kind}{day}",
    )


def _lesion(text):
    marks = text.split(":")[:-1]
    text, _, distance = text.split(":")[-1].partition("@")
    category, _, histology = text.partition("/")
    return Lesion(
        site="extrahepatic" if "ex" in marks else "liver",
        distance_mm=distance or None,
        category=category or None,
        histology=histology or None,
        new=None if "maybe" in marks else "old" not in marks,
        lesion_id="L1" if "L1" in marks else "",
    )
