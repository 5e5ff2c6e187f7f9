"""Count, for many questions at once, how many values in a stretch of a list are small."""

from __future__ import annotations

import numpy as np

from trialwright.analysis.numeric.columns import IntArray


def count_below(ranks: IntArray, start: IntArray, stop: IntArray, bound: IntArray) -> IntArray:
    """For each question: how many of ranks[start:stop] are below `bound`.

    `ranks` (n), `start`, `stop` and `bound` (m) are whole numbers from 0. O((n + m) log n) by a
    wavelet matrix (Claude & Navarro 2012): the values are split on one bit after the other, and
    every question follows its stretch through the splits.
    """
    count = np.zeros(len(bound), dtype=np.intp)
    largest = int(max(ranks.max(initial=0), bound.max(initial=0)))
    for bit in reversed(range(largest.bit_length())):
        is_one = (ranks >> bit) & 1 == 1
        zeros = np.concatenate(([0], np.cumsum(~is_one)))
        takes_one = (bound >> bit) & 1 == 1
        zero_start, zero_stop = zeros[start], zeros[stop]
        count += np.where(takes_one, zero_stop - zero_start, 0)
        start = np.where(takes_one, zeros[-1] + start - zero_start, zero_start)
        stop = np.where(takes_one, zeros[-1] + stop - zero_stop, zero_stop)
        ranks = np.concatenate((ranks[~is_one], ranks[is_one]))
    return count
