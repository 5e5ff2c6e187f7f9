"""The numbers, titles and charts of the dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Sum
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trialwright.capture.accrual_progress import AccrualProgress
from trialwright.definition import Definition
from trialwright_web.oversight.charts import accrual_spec, completeness_spec, draw
from trialwright_web.oversight.dashboard_lists import LISTS, under_follow_up
from trialwright_web.oversight.words import LIST_WORDS
from trialwright_web.summaries.models import PersonSummary
from trialwright_web.summaries.visits import expected_visits


@dataclass(frozen=True)
class VisitCompleteness:
    """How many forms a visit asked for so far, over all participants, and how many are complete."""

    visit: str
    label: str
    due: int
    complete: int

    @property
    def missing(self) -> int:
        """How many are not."""
        return self.due - self.complete


@dataclass(frozen=True)
class Count:
    """One number that links to the list behind it."""

    name: str
    label: str
    number: int


def completeness(definition: Definition, today: date) -> list[VisitCompleteness]:
    """The visits that asked for forms so far, in study order."""
    rows = expected_visits(definition.study.id, today).values("visit")
    # Without an order: the database would have to sort every visit of everybody for it.
    sums = rows.order_by().annotate(asked=Sum("due"), lacking=Sum("missing"))
    numbers = {row["visit"]: (row["asked"], row["asked"] - row["lacking"]) for row in sums}
    language = get_language() or "en"
    return [
        VisitCompleteness(visit.id, visit.label.in_language(language), *numbers[visit.id])
        for visit in definition.schedule.visits
        if numbers.get(visit.id, (0, 0))[0]
    ]


def counts(study: str, today: date) -> list[Count]:
    """The numbers of the dashboard that have a list."""
    names = ("overdue-scans", "adverse-events", "serious-events", "unclear-events")
    return [
        Count(name, str(LIST_WORDS[name]), LISTS[name](study, today, "").number)
        for name in (*names, "deaths", "withdrawals")
    ]


def enrolments(study: str) -> list[date]:
    """The day of enrolment of each participant who has one."""
    rows = PersonSummary.objects.filter(study=study, enrolled_on__isnull=False)
    return list(rows.values_list("enrolled_on", flat=True))


def ages(study: str, today: date) -> dict[str, int]:
    """Days since the last visit of those under follow-up: the middle one and the longest."""
    seen = under_follow_up(study).values_list("last_seen", flat=True)
    days = [(today - day).days for day in seen if day]
    return (
        {"median": round(median(days)), "longest": max(days), "people": len(days)} if days else {}
    )


def accrual_title(accrual: AccrualProgress) -> str:
    if accrual.plan is None:
        return _("{n} participants are enrolled").format(n=accrual.enrolled)
    expected = round(accrual.plan.expected(accrual.today))
    return _(
        "{n} of {target} participants are enrolled; at the rate of the record it would be {expected}"
    ).format(n=accrual.enrolled, target=accrual.plan.target, expected=expected)


def accrual_chart(accrual: AccrualProgress, synthetic: bool) -> SafeString:
    title, told = accrual_title(accrual), _("The table below gives the numbers by month.")
    # Our own drawing: the texts in it are escaped.
    return mark_safe(draw(accrual_spec(accrual, synthetic=synthetic), "accrual", title, told))


def accrual_rows(accrual: AccrualProgress) -> list[tuple[date, int, int | None]]:
    """The end of each month up to today: how many were enrolled, how many the record implies."""
    if not accrual.steps:
        return []
    numbers: dict[tuple[int, int], int] = {(day.year, day.month): n for day, n in accrual.steps}
    first = accrual.plan.first if accrual.plan else accrual.steps[0][0]
    month, rows, number = min(first, accrual.steps[0][0]).replace(day=1), [], 0
    while month <= accrual.today:
        number = numbers.get((month.year, month.month), number)
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        end = min(date.fromordinal(following.toordinal() - 1), accrual.today)
        rows.append((end, number, round(accrual.plan.expected(end)) if accrual.plan else None))
        month = following
    return rows


def completeness_chart(visits: Sequence[VisitCompleteness], synthetic: bool) -> SafeString:
    rows = [(each.label, each.due, each.complete) for each in visits]
    spec = completeness_spec(rows, synthetic=synthetic)
    title, told = _("Forms complete at each visit"), _("The table below gives the numbers.")
    # Our own drawing: the texts in it are escaped.
    return mark_safe(draw(spec, "completeness", title, told))
