"""Pages of the study, below the language."""

from __future__ import annotations

from django.urls import path

from trialwright_web.studies.views.criteria import criteria
from trialwright_web.studies.views.facts import facts
from trialwright_web.studies.views.forms import form, forms
from trialwright_web.studies.views.home import home
from trialwright_web.studies.views.record import record
from trialwright_web.studies.views.report import report
from trialwright_web.studies.views.schedule import schedule
from trialwright_web.studies.views.sharing import sharing

urlpatterns = [
    path("", home, name="home"),
    path("record/", record, name="record"),
    path("schedule/", schedule, name="schedule"),
    path("forms/", forms, name="forms"),
    path("forms/<str:identifier>/", form, name="form"),
    path("criteria/", criteria, name="criteria"),
    path("facts/", facts, name="facts"),
    path("report/", report, name="report"),
    path("sharing/", sharing, name="sharing"),
]
