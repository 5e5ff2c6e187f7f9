"""Counting, for every row, the pairs it is in and how they are ordered: compiled.

A binary indexed tree (Fenwick 1994) over ranks holds the weights of some rows, and answers in
log(n) steps how much weight lies below a rank. One pass back in time holds who outlives an event,
one forward holds the events so far. A tree is emptied, at the end of a stratum, by walking the
same paths again: subtracting would leave the rounding of weights behind.
"""

from __future__ import annotations

import numpy as np

from trialwright.analysis.numeric.columns import BoolArray, FloatArray, IntArray
from trialwright.analysis.numeric.compiled import compiled


@compiled
def count_from_events(
    order: IntArray,
    leaves: IntArray,
    late: IntArray,
    enters: IntArray,
    stratum: IntArray,
    event: BoolArray,
    rank: IntArray,
    weight: FloatArray,
    score: FloatArray,
    pairs: FloatArray,
) -> None:
    """Add, for each event, the weight of who outlives it to `pairs` (n), and twice the weight of
    those of lower rank plus that of equal rank to `score` (n).

    `order`: rows by time key `leaves`, latest first; `late`: rows by key `enters`, latest first,
    or empty. Keys grow with stratum, then time.
    """
    n, i, entered = len(order), 0, 0
    tree, total, begin = np.zeros(rank.max() + 2), 0.0, 0
    while i < n:
        row = order[i]
        if i > 0 and stratum[row] != stratum[order[i - 1]]:
            _empty(tree, order, begin, i, rank)
            total, begin, entered = 0.0, i, i
        key, end = leaves[row], i
        while end < n and leaves[order[end]] == key:
            end += 1
        if event[row]:
            while entered < len(late) and enters[late[entered]] >= key:
                other = late[entered]
                _add(tree, rank[other], -weight[other])
                total -= weight[other]
                entered += 1
            for k in range(i, end):
                row = order[k]
                score[row] += _below(tree, rank[row]) + _below(tree, rank[row] + 1)
                pairs[row] += total
        for k in range(i, end):
            row = order[k]
            _add(tree, rank[row], weight[row])
            total += weight[row]
        i = end


@compiled
def count_from_survivors(
    order: IntArray,
    leaves: IntArray,
    late: IntArray,
    enters: IntArray,
    stratum: IntArray,
    event: BoolArray,
    rank: IntArray,
    weight: FloatArray,
    score: FloatArray,
    pairs: FloatArray,
) -> None:
    """Add, for each row, the weight of the events it was at risk for and outlived to `pairs` (n),
    and twice the weight of those of higher rank plus that of equal rank to `score` (n).

    `order` and `late` as for `count_from_events`, but earliest first.
    """
    n, i, entered = len(order), 0, 0
    tree, total, begin = np.zeros(rank.max() + 2), 0.0, 0
    while i < n:
        here, key, end = stratum[order[i]], leaves[order[i]], i
        while end < n and leaves[order[end]] == key:
            end += 1
        # What happened before a row entered is taken off. Every row enters before it leaves.
        while entered < len(late) and enters[late[entered]] < key:
            row = late[entered]
            score[row] -= 2.0 * total - _below(tree, rank[row]) - _below(tree, rank[row] + 1)
            pairs[row] -= total
            entered += 1
        for k in range(i, end):
            row = order[k]
            score[row] += 2.0 * total - _below(tree, rank[row]) - _below(tree, rank[row] + 1)
            pairs[row] += total
        if event[order[i]]:
            for k in range(i, end):
                row = order[k]
                _add(tree, rank[row], weight[row])
                total += weight[row]
        i = end
        if i < n and stratum[order[i]] != here:
            _empty(tree, order, begin, i, rank)
            total, begin = 0.0, i


@compiled
def _add(tree: FloatArray, rank: int, weight: float) -> None:
    place = rank + 1
    while place < len(tree):
        tree[place] += weight
        place += place & -place


@compiled
def _below(tree: FloatArray, rank: int) -> float:
    total = 0.0
    while rank > 0:
        total += tree[rank]
        rank -= rank & -rank
    return total


@compiled
def _empty(tree: FloatArray, order: IntArray, begin: int, end: int, rank: IntArray) -> None:
    for k in range(begin, end):
        place = rank[order[k]] + 1
        while place < len(tree):
            tree[place] = 0.0
            place += place & -place
