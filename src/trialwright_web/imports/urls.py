"""The page of imports, below the language."""

from __future__ import annotations

from django.urls import path

from trialwright_web.imports.views.imports import imports

urlpatterns = [path("imports/", imports, name="imports")]
