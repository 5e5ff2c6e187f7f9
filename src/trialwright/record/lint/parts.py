"""The parts of a record that hold several texts: outcomes, interventions, groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from trialwright.record.lint.field_text import FieldText, present_texts
from trialwright.record.searching import Texts
from trialwright.record.time_frames import TimeFrame, parse_time_frame


@dataclass(frozen=True)
class OutcomeText:
    """One outcome's texts; an absent one is None."""

    kind: Literal["primary", "secondary", "other"]
    path: str
    measure: FieldText | None
    time_frame: FieldText | None
    description: FieldText | None

    @cached_property
    def texts(self) -> Texts[FieldText]:
        """The texts that are there, in the order of the registry."""
        return present_texts(self.measure, self.time_frame, self.description)

    @cached_property
    def frame(self) -> TimeFrame:
        """The time frame as read; an absent one says nothing."""
        return parse_time_frame(self.time_frame.text if self.time_frame else "")

    @cached_property
    def answers(self) -> dict[Callable[..., Any], Any]:
        """What rules have found out about the outcome; see `once`."""
        return {}

    @cached_property
    def content(self) -> Texts[FieldText]:
        """Measure and description: what is measured, not when."""
        return present_texts(self.measure, self.description)


@dataclass(frozen=True)
class InterventionText:
    """One intervention's texts and type."""

    path: str
    type: str | None
    name: FieldText | None
    description: FieldText | None
    arm_group_labels: tuple[str, ...]

    @cached_property
    def texts(self) -> Texts[FieldText]:
        """The texts that are there, in the order of the registry."""
        return present_texts(self.name, self.description)


@dataclass(frozen=True)
class ArmText:
    """One group's texts and type."""

    path: str
    type: str | None
    label: FieldText | None
    description: FieldText | None
    intervention_names: tuple[str, ...]

    @cached_property
    def texts(self) -> Texts[FieldText]:
        """The texts that are there, in the order of the registry."""
        return present_texts(self.label, self.description)
