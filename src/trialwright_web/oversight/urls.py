"""Pages of oversight, below the language."""

from __future__ import annotations

from django.urls import path

from trialwright_web.oversight.views.amendments import amendments
from trialwright_web.oversight.views.dashboard import dashboard, dashboard_list
from trialwright_web.oversight.views.data_review import data_review
from trialwright_web.oversight.views.journal import (
    journal,
    journal_export,
    journal_of_user,
    journal_verify,
)
from trialwright_web.oversight.views.lock import lock
from trialwright_web.oversight.views.verification import form_compare, verification

urlpatterns = [
    path("review/", data_review, name="data-review"),
    path("verification/", verification, name="verification"),
    path(
        "participants/<str:number>/<str:visit>/<str:form>/<count:repeat>/compare/",
        form_compare,
        name="form-compare",
    ),
    path("amendments/", amendments, name="amendments"),
    path("dashboard/", dashboard, name="dashboard"),
    path("dashboard/<slug:name>/", dashboard_list, name="dashboard-list"),
    path("lock/", lock, name="lock"),
    path("journal/", journal, name="journal-configuration"),
    path("journal/export/", journal_export, name="journal-export"),
    path("journal/user/<str:user>/", journal_of_user, name="journal-of-user"),
    path("participants/<str:number>/journal/", journal, name="journal"),
    path("participants/<str:number>/journal/verify/", journal_verify, name="journal-verify"),
]
