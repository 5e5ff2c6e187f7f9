"""Partial likelihoods of the Cox model and what comes from them, written as loops over rows."""

from dataclasses import dataclass
from itertools import combinations
from math import exp, log

import numpy as np

from generative.survival_data import at_risk, column
from trialwright.analysis import cox

STRATA = (0, 1)


@dataclass(frozen=True)
class NaiveCox:
    """Drawn rows and how they are analysed; weights and offsets are made from the group."""

    data: list
    delayed: bool
    ties: str
    weighted: bool = False

    def weight(self, row):
        return row.group + 0.5 if self.weighted else 1.0

    def offset(self, row):
        return 0.3 * row.group if self.weighted else 0.0

    def fit(self, **options):
        """Our fit of the same rows."""
        x = column(self.data, "x")
        return cox(
            column(self.data, "time"),
            column(self.data, "event"),
            {f"x{j}": values for j, values in enumerate(x.T)},
            entry=column(self.data, "entry") if self.delayed else None,
            strata=column(self.data, "stratum"),
            ties=self.ties,
            weights=[self.weight(r) for r in self.data] if self.weighted else None,
            offset=[self.offset(r) for r in self.data] if self.weighted else None,
            **options,
        )

    def tied_deaths(self):
        """(time, risk set, tied deaths) of each event time of each stratum."""
        for stratum in STRATA:
            part = [row for row in self.data if row.stratum == stratum]
            for time in sorted({row.time for row in part if row.event}):
                risk = at_risk(part, time, self.delayed)
                yield time, risk, [row for row in risk if row.event and row.time == time]

    def linear(self, beta, row):
        return np.dot(beta, row.x) + self.offset(row)

    def hazard(self, beta, row):
        return self.weight(row) * exp(self.linear(beta, row))

    def deaths(self, beta):
        """For each death: time, risk set, tied deaths, hazards of who is at risk, its weight."""
        for time, risk, died in self.tied_deaths():
            for at, weight in self.deaths_at(beta, risk, died):
                yield time, risk, died, at, weight

    def deaths_at(self, beta, risk, died):
        """Efron: the k-th of d tied deaths takes k/d of all of them out of its denominator, and
        each counts with their mean weight.
        """
        tied = {id(row) for row in died}
        hazard = np.array([self.hazard(beta, row) for row in risk])
        dies = np.array([id(row) in tied for row in risk])
        for k in range(len(died)):
            removed = k / len(died) if self.ties == "efron" else 0
            yield hazard * (1 - removed * dies), np.mean([self.weight(row) for row in died])

    def loglik(self, beta):
        if self.ties == "exact":
            return sum(self._exact(beta, risk, died) for _, risk, died in self.tied_deaths())
        total = sum(self.weight(r) * self.linear(beta, r) for r in self.data if r.event)
        return total - sum(w * log(at.sum()) for _, _, _, at, w in self.deaths(beta))

    def loglik_over_time(self, beta, change, course):
        """With coefficients beta + change * course(t); by Efron or Breslow."""
        total = 0.0
        for time, risk, died in self.tied_deaths():
            now = beta + change * course(time)
            total += sum(self.weight(row) * self.linear(now, row) for row in died)
            total -= sum(w * log(at.sum()) for at, w in self.deaths_at(now, risk, died))
        return total

    def _exact(self, beta, risk, died):
        def product(rows):
            return exp(sum(self.linear(beta, row) for row in rows))

        return log(product(died) / sum(product(rows) for rows in combinations(risk, len(died))))

    def information(self, beta):
        total = 0.0
        for _, risk, _, at, w in self.deaths(beta):
            x = np.array([row.x for row in risk], dtype=float)
            total = total + w * np.cov(x.T, aweights=at, bias=True).reshape(x.shape[1], -1)
        return total

    def score_residuals(self, beta):
        """Observed less expected covariate of each row, over every death it is at risk for."""
        place = {id(row): i for i, row in enumerate(self.data)}
        residuals = np.zeros((len(self.data), len(self.data[0].x)))
        for _, risk, died, at, w in self.deaths(beta):
            mean = np.average([r.x for r in risk], axis=0, weights=at)
            for row, hazard in zip(risk, at, strict=True):
                share = w * hazard / self.weight(row) / at.sum()
                residuals[place[id(row)]] -= share * (row.x - mean)
            for row in died:
                residuals[place[id(row)]] += (row.x - mean) / len(died)
        return residuals

    def martingale(self, beta):
        """Events less the expected number of each row."""
        place = {id(row): i for i, row in enumerate(self.data)}
        residuals = np.array([float(row.event) for row in self.data])
        for _, risk, _, at, w in self.deaths(beta):
            for row, hazard in zip(risk, at, strict=True):
                residuals[place[id(row)]] -= w * hazard / self.weight(row) / at.sum()
        return residuals


def second_differences(function, at, step=1e-3):
    """The matrix of second derivatives by central differences."""
    p = len(at)
    found = np.zeros((p, p))
    for i, j in np.ndindex(p, p):
        for sign_i, sign_j in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            moved = at + step * (sign_i * np.eye(p)[i] + sign_j * np.eye(p)[j])
            found[i, j] += sign_i * sign_j * function(moved)
    return found / (4 * step**2)
