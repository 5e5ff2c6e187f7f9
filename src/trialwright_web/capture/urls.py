"""Pages of data capture, below the language."""

from __future__ import annotations

from django.urls import include, path

from trialwright_web.capture.views.consents import consents
from trialwright_web.capture.views.eligibility import eligibility
from trialwright_web.capture.views.form_entry import form_entry
from trialwright_web.capture.views.form_steps import form_mark, form_sign
from trialwright_web.capture.views.participants import (
    participant,
    participant_add,
    participants,
)
from trialwright_web.capture.views.queries import queries, query_ask, query_step
from trialwright_web.capture.views.study import permissions, work
from trialwright_web.capture.views.unblind import unblind

_form = [
    path("", form_entry, name="form-entry"),
    path("mark/", form_mark, name="form-mark"),
    path("sign/", form_sign, name="form-sign"),
    path("ask/", query_ask, name="query-ask"),
]
_participant = [
    path("", participant, name="participant"),
    path("eligibility/", eligibility, name="eligibility"),
    path("queries/<count:query>/", query_step, name="query-step"),
    path("<str:visit>/<str:form>/<count:repeat>/", include(_form)),
]

urlpatterns = [
    path("my-work/", work, name="work"),
    path("permissions/", permissions, name="permissions"),
    path("unblind/", unblind, name="unblind"),
    path("queries/", queries, name="queries"),
    path("consents/", consents, name="consents"),
    path("participants/", participants, name="participants"),
    path("participants/add/", participant_add, name="participant-add"),
    path("participants/<str:number>/", include(_participant)),
]
