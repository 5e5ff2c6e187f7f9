"""Pages of the study, below the language."""

from __future__ import annotations

from django.urls import path

from trialwright_web.studies.findings_file import CORRECTIONS
from trialwright_web.studies.views.check import check
from trialwright_web.studies.views.comparison import compare
from trialwright_web.studies.views.criteria import criteria
from trialwright_web.studies.views.facts import facts
from trialwright_web.studies.views.forms import form, forms
from trialwright_web.studies.views.home import home
from trialwright_web.studies.views.library import library_record, library_search
from trialwright_web.studies.views.record import record, record_findings
from trialwright_web.studies.views.report import report
from trialwright_web.studies.views.schedule import schedule
from trialwright_web.studies.views.sharing import sharing

urlpatterns = [
    path("", home, name="home"),
    path("record/", record, name="record"),
    path("record/findings.<str:kind>", record_findings, name="record-findings"),
    path(
        "record/corrections.json",
        record_findings,
        {"kind": CORRECTIONS},
        name="record-corrections",
    ),
    path("check/", check, name="check"),
    path("compare/", compare, name="compare"),
    path("library/", library_search, name="library"),
    path("library/<str:number>/", library_record, name="library-record"),
    path("schedule/", schedule, name="schedule"),
    path("forms/", forms, name="forms"),
    path("forms/<str:identifier>/", form, name="form"),
    path("criteria/", criteria, name="criteria"),
    path("facts/", facts, name="facts"),
    path("report/", report, name="report"),
    path("sharing/", sharing, name="sharing"),
]
