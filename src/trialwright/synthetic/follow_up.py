"""The visits of follow-up, and what is written down as it happens."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.random import Generator

from trialwright.definition.load import Definition
from trialwright.synthetic.chemistry import draw_sample
from trialwright.synthetic.draws import chance, pick, whole
from trialwright.synthetic.enrolment import questionnaire, virology_answers
from trialwright.synthetic.filing import Filing
from trialwright.synthetic.forms import Answer, Missing, Sheet
from trialwright.synthetic.laboratory import chemistry_answers, with_gaps, with_slip, with_typo
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.quality_of_life import draw_answers, health_on, questionnaire_missed
from trialwright.synthetic.scans import LesionRead, Scan
from trialwright.synthetic.story import Story
from trialwright.synthetic.visits import Attendance

TWO_YEARS = "LAB_2Y"


class FollowUp:
    """Types the follow-up of one person into a sheet.

    Each subject has a generator of its own, so that one more laboratory value never moves the
    answers to a questionnaire.
    """

    def __init__(
        self,
        definition: Definition,
        sheet: Sheet,
        filing: Filing,
        story: Story,
        parameters: Parameters,
    ) -> None:
        self._definition, self._sheet, self._filing = definition, sheet, filing
        self._story, self._parameters = story, parameters

    def type_scans(self, until: int) -> None:
        """Save the reads of all scans up to a day, and the examinations that were not done."""
        scans = {scan.day: scan for scan in self._story.imaging.scans}
        for attendance in self._story.attendances:
            if attendance.day > until:
                continue
            if attendance.scanned:
                self._type_scan(scans[attendance.day])
            else:
                self._type_scan_not_done(attendance)

    def type_chemistry(self, rng: Generator) -> None:
        """Save the chemistry of every visit after enrolment."""
        form = self._definition.forms_by_id["liver_chemistry"]
        for attendance in self._after_enrolment():
            day, date = attendance.day, self._date(attendance.day)
            on_pegifn = self._story.on_pegifn(day)
            sample = draw_sample(rng, self._story.liver, day, on_pegifn, self._parameters)
            answers = chemistry_answers(form, sample, date, self._story.person, self._parameters)
            self._type_corrected(rng, with_gaps(rng, answers, self._parameters), day)

    def type_virology(self, rng: Generator) -> None:
        """Save the virology of every visit after enrolment, and of the two-year visit."""
        days = [attendance.day for attendance in self._after_enrolment()]
        for day in sorted([*days, *self._two_year_visit(rng, days)]):
            since = day - self._story.antiviral_start
            date = self._date(day)
            answers = virology_answers(rng, self._story, since, date, self._parameters)
            self._sheet.fill(self._visit(day, "virology"), "virology", answers, day)

    def type_questionnaires(self, rng: Generator, usual_health: float) -> None:
        """Save the questionnaires of the visits at which they are due, with a reason where missed."""
        due = [a for a in self._after_enrolment() if "qlqc30" in a.planned.forms]
        for occasion, attendance in enumerate(due, start=1):
            day = attendance.day
            missed = questionnaire_missed(rng, occasion, self._parameters)
            on_pegifn, recurred = self._story.on_pegifn(day), self._story.recurred(day)
            health = health_on(usual_health, on_pegifn, recurred, self._parameters)
            given = draw_answers(rng, health, self._parameters)
            answers = questionnaire(self._date(day), given)
            if missed:
                reason = pick(rng, self._parameters.table("missed_qol_reasons"))
                answers = {name: Missing(reason) for name in answers}
            self._sheet.fill(self._visit(day, "qlqc30"), "qlqc30", answers, day)

    def _after_enrolment(self) -> list[Attendance]:
        return [a for a in self._story.attendances if a.day > self._story.timeline.enrolment]

    def _date(self, day: int) -> str:
        return self._story.timeline.date(day).isoformat()

    def _visit(self, day: int, form: str) -> str:
        return self._filing.visit(self._story.timeline.date(day), form)

    def _type_scan(self, scan: Scan) -> None:
        visit = self._visit(scan.day, "mri_read")
        seen: Answer = "yes" if scan.lesions else "no"
        answers: dict[str, Answer] = {
            "scan_date": self._date(scan.day),
            "usable": "yes" if scan.usable else "no",
            "lesions_seen": seen if scan.usable else Missing("technical_failure"),
        }
        self._sheet.fill(visit, "mri_read", answers, scan.day)
        for number, lesion in enumerate(scan.lesions, start=1):
            self._sheet.fill(visit, "mri_lesion", lesion_answers(lesion), scan.day, repeat=number)

    def _type_scan_not_done(self, attendance: Attendance) -> None:
        visit = self._visit(attendance.day, "mri_read")
        names = self._definition.forms_by_id["mri_read"].by_id
        answers = {name: Missing("not_done") for name in names}
        self._sheet.fill(visit, "mri_read", answers, attendance.day)

    def _type_corrected(self, rng: Generator, answers: Mapping[str, Answer], day: int) -> None:
        """Save a form that may hold a slip; a typing error is always put right, a slip at times."""
        visit = self._visit(day, "liver_chemistry")
        slip = with_slip(rng, answers, self._parameters)
        typo = with_typo(rng, answers, self._parameters)
        found = typo is not None or chance(rng, self._parameters.number("slips_corrected"))
        delay = whole(rng, self._parameters.table("correction_days"))
        wrong = slip or typo
        self._sheet.fill(visit, "liver_chemistry", wrong or answers, day)
        if wrong and found and day + delay <= self._story.last_day:
            self._sheet.fill(visit, "liver_chemistry", answers, day, later=delay)

    def _two_year_visit(self, rng: Generator, days: list[int]) -> list[int]:
        """The day of the two-year samples, unless a visit of the grid falls into its window.

        Nobody comes twice for one sample: a day that a grid visit claims is left to that visit.
        """
        visit = self._definition.schedule.visit(TWO_YEARS)
        start = self._story.antiviral_start
        first, last = start + visit.first_day, start + visit.last_day
        day = start + visit.day - whole(rng, self._parameters.table("two_year_days_before"))
        missed = chance(rng, self._parameters.number("missed_mri"))
        taken = any(first <= other <= last for other in days)
        elsewhere = self._visit(day, "virology") != visit.id
        return [] if missed or taken or elsewhere or day > self._story.last_day else [day]


def lesion_answers(lesion: LesionRead) -> dict[str, Answer]:
    """The form of one lesion."""
    outside = lesion.site != "liver"
    unknown = Missing("not_applicable" if outside else "unknown")
    return {
        "lesion_site": lesion.site,
        "distance_mm": unknown if lesion.distance_mm is None else str(lesion.distance_mm),
        "size_mm": str(lesion.size_mm),
        "lirads_category": lesion.category or Missing("not_applicable"),
        "lesion_number": str(lesion.number),
        "aphe": lesion.aphe or Missing("not_applicable"),
        "washout": lesion.washout or Missing("not_applicable"),
        "capsule": lesion.capsule or Missing("not_applicable"),
        "lesion_new": "yes" if lesion.new else "no",
    }
