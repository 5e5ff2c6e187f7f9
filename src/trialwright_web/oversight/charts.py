"""The charts of the dashboard: Vega-Lite specifications, drawn on the server as SVG."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from trialwright.capture.accrual_progress import AccrualProgress
from trialwright.report.drawing import FONT, draw_chart

Spec = dict[str, Any]

# Okabe and Ito's colours, told apart with every kind of colour vision; a dash tells them in grey.
_ACTUAL, _PLANNED, _BARS = "#0072B2", "#D55E00", "#56B4E9"
_WIDTH, _HEIGHT = 380, 220
"""Narrow enough to be read whole on a telephone; a wide page enlarges it a little."""


def accrual_spec(progress: AccrualProgress, *, synthetic: bool) -> Spec:
    """Enrolled participants by day, and the line that the record implies."""
    enrolled, planned = _("enrolled"), _("rate of the record")
    values = [_point(enrolled, day, number) for day, number in progress.steps]
    plan = progress.plan
    first = plan.first if plan else progress.steps[0][0] if progress.steps else progress.today
    values.insert(0, _point(enrolled, min(first, progress.today), 0))
    values.append(_point(enrolled, progress.today, progress.enrolled))
    line = []
    if plan:
        line = [_point(planned, plan.first, 0), _point(planned, plan.last, plan.target)]
    scale = {"domain": [enrolled, planned], "range": [_ACTUAL, _PLANNED]}
    colour = {"field": "what", "type": "nominal", "title": None, "scale": scale}
    dash = {"field": "what", "type": "nominal", "title": None, "legend": None}
    dash["scale"] = {"domain": [enrolled, planned], "range": [[1, 0], [7, 4]]}
    encoding = {
        "x": {
            "field": "day",
            "type": "temporal",
            "title": None,
            "axis": {"format": "%Y-%m", "tickCount": 5, "labelOverlap": "greedy"},
        },
        "y": {"field": "number", "type": "quantitative", "title": _("Participants enrolled")},
        "color": colour | {"legend": {"orient": "top", "symbolType": "stroke"}},
        "strokeDash": dash,
    }
    steps = {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5}
    layers = [
        {"data": {"values": values}, "mark": steps, "encoding": encoding},
        {"data": {"values": line}, "mark": {"type": "line"}, "encoding": encoding},
    ]
    return _chart(layers, synthetic=synthetic)


def completeness_spec(rows: list[tuple[str, int, int]], *, synthetic: bool) -> Spec:
    """The share of forms that are complete at each visit: (label, forms due, forms complete)."""
    values = [
        {"visit": label, "share": done / due, "text": f"{done}/{due}"}
        for label, due, done in rows
        if due
    ]
    order = [value["visit"] for value in values]
    x = {
        "field": "share",
        "type": "quantitative",
        "title": _("Forms complete"),
        "axis": {"format": "%", "grid": True},
        "scale": {"domain": [0, 1]},
    }
    y = {"field": "visit", "type": "nominal", "sort": order, "title": None}
    bars = {"mark": {"type": "bar", "color": _BARS, "height": 13}, "encoding": {"x": x, "y": y}}
    return _chart(
        [{"data": {"values": values}, **bars}],
        synthetic=synthetic,
        height=max(22 * len(values), 44),
    )


def _point(what: str, day: date, number: int) -> Spec:
    return {"what": what, "day": day.isoformat(), "number": number}


def _chart(layers: list[Spec], *, synthetic: bool, height: int = _HEIGHT) -> Spec:
    if synthetic:
        layers = [*layers, _watermark(height)]
    return {
        "width": _WIDTH,
        "height": height,
        # The browser may lack the font that the labels were measured with.
        "padding": {"left": 24, "right": 12, "top": 4, "bottom": 4},
        "layer": layers,
        "config": {
            "font": FONT,
            "background": "white",
            "view": {"stroke": None},
            "axis": {
                "labelFontSize": 12,
                "titleFontSize": 12,
                "titleFontWeight": "normal",
                "labelLimit": 150,
            },
            "legend": {"labelFontSize": 12},
        },
    }


def _watermark(height: int) -> Spec:
    """Across the plot, over the data and not hiding it."""
    return {
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "text": pgettext("watermark", "SYNTHETIC"),
            "fontSize": 40,
            "fontWeight": "bold",
            "color": "#4c5d66",
            "opacity": 0.16,
        },
        "encoding": {"x": {"value": _WIDTH / 2}, "y": {"value": height / 2}},
    }


def draw(spec: Spec, figure: str, title: str, description: str) -> str:
    """The chart as SVG with its text alternative; the same chart is drawn once."""
    return _drawn(json.dumps(spec, sort_keys=True, ensure_ascii=False), figure, title, description)


def draw_first_chart() -> None:
    """The first drawing of a program takes half a second more than others: nobody waits for it."""
    draw({"mark": "point", "data": {"values": [{}]}}, "first", "", "")


@lru_cache(maxsize=64)
def _drawn(spec: str, figure: str, title: str, description: str) -> str:
    return draw_chart(json.loads(spec), figure, title, description)
