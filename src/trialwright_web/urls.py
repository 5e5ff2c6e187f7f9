"""Addresses: pages under a language, artefacts under none."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, register_converter

from trialwright_web.api.routes import api
from trialwright_web.counts import ShortInt
from trialwright_web.studies.views.artefacts import artefact
from trialwright_web.studies.views.mark import mark

handler400 = "trialwright_web.studies.views.refusals.unreadable_request"
handler500 = "trialwright_web.studies.views.refusals.unanswered_request"

# Before the addresses of each application, which are read here.
register_converter(ShortInt, "count")

urlpatterns = [
    path("favicon.ico", mark),
    path("artefacts/<str:name>", artefact, name="artefact"),
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("accounts/", include("trialwright_web.accounts.urls")),
        path("members/", include("trialwright_web.accounts.member_urls")),
        path("", include("trialwright_web.capture.urls")),
        path("", include("trialwright_web.oversight.urls")),
        path("", include("trialwright_web.imports.urls")),
        path("", include("trialwright_web.api.urls")),
        path("", include("trialwright_web.studies.urls")),
    ),
]
