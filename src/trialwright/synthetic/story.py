"""Everything that is true of one synthetic person, drawn before anything is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from numpy.random import Generator

from trialwright.definition.schedule import Schedule, Visit
from trialwright.synthetic.baseline import Baseline
from trialwright.synthetic.chemistry import Liver, draw_liver
from trialwright.synthetic.course import Course, draw_course
from trialwright.synthetic.draws import Subject, stream
from trialwright.synthetic.indication import PEGINTERFERON
from trialwright.synthetic.lesion_features import with_features
from trialwright.synthetic.parameters import Parameters
from trialwright.synthetic.recurrence import RecurrenceModel
from trialwright.synthetic.scans import Imaging, draw_imaging
from trialwright.synthetic.timeline import Timeline, draw_timeline
from trialwright.synthetic.treatment import Treatment, draw_treatment, stopped_at
from trialwright.synthetic.virology import DnaCourse, HBsAgCourse, draw_dna, draw_hbsag
from trialwright.synthetic.visits import Attendance, draw_attendances

ORIGIN = "T_R"


@dataclass(frozen=True)
class Story:
    """One person. Days count from T_R; `last_day` is the last one on which the site knows them."""

    person: Baseline
    timeline: Timeline
    course: Course
    treatment: Treatment
    attendances: tuple[Attendance, ...]
    imaging: Imaging
    liver: Liver
    hbsag: Mapping[str, HBsAgCourse]
    dna: DnaCourse
    last_day: int

    @property
    def antiviral_start(self) -> int:
        """T_T: the first dose, but not before enrolment."""
        return max(self.timeline.enrolment, self.treatment.start)

    def on_pegifn(self, day: int) -> bool:
        """Whether the day lies in a course of peginterferon."""
        course = self.treatment.peginterferon
        return course is not None and course.start <= day <= (course.end or day)

    def recurred(self, day: int) -> bool:
        """Whether a recurrence had been established by the day."""
        return self.imaging.confirmed is not None and self.imaging.confirmed <= day


def draw_story(
    seed: int,
    number: int,
    person: Baseline,
    schedule: Schedule,
    model: RecurrenceModel,
    parameters: Parameters,
) -> Story:
    """Draw the story of the screened person `number`, as if they were enrolled."""

    def rng(subject: Subject) -> Generator:
        return stream(seed, number, subject)

    timeline = draw_timeline(rng(Subject.TIMELINE), number, parameters)
    course = draw_course(rng(Subject.COURSE), person, timeline, model, parameters)
    grid = tuple(visit for visit in schedule.visits if visit.series and visit.origin == ORIGIN)
    last = _last_day(timeline, course, grid, parameters)
    attendances = tuple(draw_attendances(rng(Subject.VISITS), grid, last, parameters))
    scanned = [attendance.day for attendance in attendances if attendance.scanned]
    onset = course.onset
    seen = draw_imaging(rng(Subject.SCANS), scanned, onset, last, parameters)
    imaging = with_features(rng(Subject.FEATURES), seen, parameters)
    with_pegifn = course.group == PEGINTERFERON
    treatment = draw_treatment(rng(Subject.TREATMENT), person, timeline, with_pegifn, parameters)
    virology = rng(Subject.VIROLOGY)
    return Story(
        person=person,
        timeline=timeline,
        course=course,
        treatment=stopped_at(treatment, imaging.confirmed),
        attendances=attendances,
        imaging=imaging,
        liver=draw_liver(rng(Subject.CHEMISTRY), person, timeline.enrolment, onset, parameters),
        hbsag=draw_hbsag(virology, person, parameters),
        dna=draw_dna(virology, person, parameters),
        last_day=last,
    )


def _last_day(
    timeline: Timeline, course: Course, grid: tuple[Visit, ...], parameters: Parameters
) -> int:
    """The end of follow-up: the last visit however late, death, dropping out, or the cut-off."""
    latest = max(visit.last_day for visit in grid)
    ends = [
        latest + int(parameters.table("days_past_window")["high"]),
        (parameters.cutoff - timeline.radical).days,
    ]
    ends += [day for day in (course.actual.death, course.dropout) if day is not None]
    return min(ends)
