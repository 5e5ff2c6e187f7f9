"""The Kaplan-Meier figure: cumulative incidence with limits, and the numbers at risk below it."""

from __future__ import annotations

from typing import Any

from trialwright.definition.analyses import Analysis, Display
from trialwright.report.document import Column, Figure, Table, TableRow, plain, text_of
from trialwright.report.drawing import FONT, WATERMARK, draw_chart
from trialwright.report.evidence import Evidence, Numbered, shown
from trialwright.report.numerals import fixed, percentage

# Okabe and Ito's colours, told apart with every kind of colour vision; dashes tell them in grey.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
DASHES = ([1, 0], [7, 3], [2, 2], [8, 3, 2, 3])
WIDTH, HEIGHT, DAYS_PER_WEEK = 600, 320, 7
_CURVE = ("cumulative_incidence", "lower", "upper")

Spec = dict[str, Any]


def survival_figure(
    evidence: Evidence, display: Display, analysis: Analysis, synthetic: bool
) -> Figure:
    """The figure of one Kaplan-Meier analysis, with its numbers at risk as a table."""
    finding = landmark_sentence(evidence, analysis)
    alternative = (
        f"Kaplan-Meier curves of cumulative recurrence by group, with {evidence.interval_name} "
        f"bands and the numbers at risk every 12 weeks. {finding}"
    )
    spec = survival_spec(evidence, analysis, finding, synthetic)
    svg = draw_chart(spec, display.id, display.title.en, alternative)
    footnotes = tuple(note.en for note in display.footnotes)
    behind = _at_risk_table(evidence, display, analysis)
    return Figure(display.id, display.title.en, svg, alternative, footnotes, behind)


def landmark_sentence(evidence: Evidence, analysis: Analysis) -> str:
    """What the curves show at the last landmark, in one sentence."""
    if not analysis.at_months:
        return "Cumulative recurrence by group."
    month = str(max(analysis.at_months))
    parts = []
    for group in evidence.groups:
        row = evidence.find(analysis, group, "cumulative_incidence", "month", month)
        value = text_of(shown(row, percentage, " %"))
        parts.append(f"{value} with {evidence.group_name(group)}")
    return f"Cumulative recurrence by {month} months: {' and '.join(parts)}."


def survival_spec(evidence: Evidence, analysis: Analysis, finding: str, synthetic: bool) -> Spec:
    """The Vega-Lite specification: curves above, numbers at risk below, on one axis of days."""
    ticks = sorted(
        {n.row.at for n in _points(evidence, analysis, "n_risk") if n.row.at is not None}
    )
    curves = [_band(evidence), _steps(evidence)]
    layers = [_watermark(), *curves] if synthetic else curves
    x = _time_axis(ticks, title="Weeks since radical treatment (T_R)")
    upper = {
        "width": WIDTH,
        "height": HEIGHT,
        "data": {"values": _curve_values(evidence, analysis)},
        "layer": [_with_time(layer, x) for layer in layers],
        # Else the band, which wants no legend, would take it from the lines too.
        "resolve": {"legend": {"color": "independent"}},
    }
    return {
        "title": {"text": finding, "anchor": "start", "fontSize": 14, "offset": 12},
        "vconcat": [upper, _at_risk_panel(evidence, analysis, _time_axis(ticks, hidden=True))],
        "spacing": 8,
        "config": _LOOK,
    }


_LOOK: Spec = {
    "font": FONT,
    "background": "white",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 11, "titleFontSize": 12, "titleFontWeight": "normal"},
    "title": {"fontWeight": "normal"},
}


def _points(evidence: Evidence, analysis: Analysis, statistic: str) -> list[Numbered]:
    return [
        n
        for n in evidence.of(analysis)
        if n.row.statistic == statistic and n.row.at is not None and n.row.value is not None
    ]


def _curve_values(evidence: Evidence, analysis: Analysis) -> list[Spec]:
    points: dict[tuple[str, int], Spec] = {}
    for statistic in _CURVE:
        for numbered in _points(evidence, analysis, statistic):
            row = numbered.row
            assert row.at is not None
            point = points.setdefault(
                (row.group, row.at), {"group": evidence.group_name(row.group), "day": row.at}
            )
            point[statistic] = row.value
    return list(points.values())


def _time_axis(ticks: list[int], *, title: str = "", hidden: bool = False) -> Spec:
    axis = {
        "values": ticks,
        "labelExpr": f"datum.value / {DAYS_PER_WEEK}",
        "title": title,
        "grid": False,
        "labelFlush": False,
    }
    end = max(ticks, default=DAYS_PER_WEEK) + DAYS_PER_WEEK
    return {
        "field": "day",
        "type": "quantitative",
        "axis": None if hidden else axis,
        "scale": {"domain": [0, end], "nice": False},
    }


def _with_time(layer: Spec, x: Spec) -> Spec:
    encoding = layer["encoding"]
    return layer if "x" in encoding else layer | {"encoding": {"x": x} | encoding}


def _colour(evidence: Evidence, legend: Spec | None) -> Spec:
    names = [evidence.group_name(group) for group in evidence.groups]
    scale = {"domain": names, "range": list(COLOURS[: len(names)])}
    return {"field": "group", "type": "nominal", "scale": scale, "legend": legend}


def _incidence_axis() -> Spec:
    axis = {"format": ".0%", "title": "Cumulative recurrence", "gridColor": "#E3E3E3"}
    return {"type": "quantitative", "axis": axis, "scale": {"zero": True}}


def _band(evidence: Evidence) -> Spec:
    return {
        "mark": {"type": "area", "interpolate": "step-after", "opacity": 0.14},
        "encoding": {
            "y": {"field": "lower"} | _incidence_axis(),
            "y2": {"field": "upper"},
            "color": _colour(evidence, None),
        },
    }


def _steps(evidence: Evidence) -> Spec:
    names = [evidence.group_name(group) for group in evidence.groups]
    legend = {"title": None, "orient": "top-left", "labelFontSize": 12, "symbolType": "stroke"}
    legend |= {"symbolSize": 900, "symbolStrokeWidth": 2}
    dash = {"domain": names, "range": list(DASHES[: len(names)])}
    return {
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
        "encoding": {
            "y": {"field": "cumulative_incidence"} | _incidence_axis(),
            "color": _colour(evidence, legend),
            "strokeDash": {"field": "group", "scale": dash, "legend": legend},
        },
    }


def _watermark() -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {"type": "text", "text": WATERMARK, "fontSize": 84, "angle": 333, "opacity": 0.13},
        "encoding": {"x": {"value": WIDTH / 2}, "y": {"value": HEIGHT / 2}},
    }


def _at_risk_panel(evidence: Evidence, analysis: Analysis, x: Spec) -> Spec:
    values = [
        {
            "group": evidence.group_name(n.row.group),
            "day": n.row.at,
            "count": fixed(n.row.value or 0, 0),
        }
        for n in _points(evidence, analysis, "n_risk")
    ]
    names = [evidence.group_name(group) for group in evidence.groups]
    axis = {"title": None, "domain": False, "ticks": False, "labelLimit": 140, "labelPadding": 16}
    return {
        "width": WIDTH,
        "height": {"step": 18},
        "title": {"text": "At risk", "anchor": "start", "fontSize": 11, "offset": 2},
        "data": {"values": values},
        "mark": {"type": "text", "fontSize": 11},
        "encoding": {
            "x": x,
            "y": {"field": "group", "type": "nominal", "sort": names, "axis": axis},
            "text": {"field": "count"},
            "color": _colour(evidence, None),
        },
    }


def _at_risk_table(evidence: Evidence, display: Display, analysis: Analysis) -> Table:
    by_place = {(n.row.group, n.row.at): n for n in _points(evidence, analysis, "n_risk")}
    days = sorted({day for _, day in by_place if day is not None})
    weeks = (Column(str(day // DAYS_PER_WEEK), "number", 1) for day in days)
    rows = (
        TableRow(
            (
                plain(evidence.group_name(group)),
                *(shown(by_place.get((group, day)), _whole) for day in days),
            )
        )
        for group in evidence.groups
    )
    columns = (Column("Week", "text", 3), *weeks)
    identifier = f"{display.id}-numbers"
    return Table(identifier, "Numbers at risk by week", columns, tuple(rows), style="behind")


def _whole(value: float) -> str:
    return fixed(value, 0)
