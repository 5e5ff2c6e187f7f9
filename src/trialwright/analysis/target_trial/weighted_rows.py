"""Follow-up in pieces, each with a weight of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class WeightedRows:
    """Pieces of follow-up (m): at risk on (entry, time], with `weight`.

    `row` (m): the number of the row of the input that each is part of. `event` (m): whether the
    piece ends by the event. `kaplan_meier` and `cox` take them, with `row` as their cluster.
    """

    row: IntArray
    entry: FloatArray
    time: FloatArray
    event: BoolArray
    weight: FloatArray


@dataclass(frozen=True, eq=False)
class Pieces:
    """Rows cut at `edges` (k): piece `number` j of a row lies after j of the edges."""

    row: IntArray
    number: IntArray
    entry: FloatArray
    time: FloatArray
    event: BoolArray


def cut_rows(entry: FloatArray, time: FloatArray, event: BoolArray, edges: FloatArray) -> Pieces:
    """Cut follow-up (entry, time] of n rows at `edges` (ascending); an edge ends its piece.

    Rows that end where they begin have no piece.
    """
    first = np.searchsorted(edges, entry, side="right")
    last = np.searchsorted(edges, time, side="left")
    counts = np.where(time > entry, last - first + 1, 0)
    row = np.repeat(np.arange(len(time)), counts)
    number = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts) + first[row]
    bounds = np.concatenate(([-np.inf], edges, [np.inf]))
    end = np.minimum(time[row], bounds[number + 1])
    return Pieces(
        row=row,
        number=number,
        entry=np.maximum(entry[row], bounds[number]),
        time=end,
        event=event[row] & (end == time[row]),
    )
