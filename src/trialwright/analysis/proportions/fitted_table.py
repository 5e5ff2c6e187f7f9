"""The table of two groups that has a given odds ratio, with its margins as they are."""

from __future__ import annotations

from math import sqrt


def fitted_events(n1: float, n0: float, events: float, ratio: float) -> float:
    """Events A of the n1 treated, of `events` in all, with A (n0 - events + A) = ratio (n1 - A)
    (events - A): the root of a quadratic that lies inside the table.
    """
    square, constant = 1 - ratio, ratio * n1 * events
    linear = n0 - events + ratio * (n1 + events)
    root = sqrt(max(linear**2 + 4 * square * constant, 0.0))
    # Of the two ways to write the root, the one without cancellation.
    if linear < 0:
        return (root - linear) / (2 * square)
    return 2 * constant / (linear + root) if constant else 0.0
