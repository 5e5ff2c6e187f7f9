"""The page of tokens, below the language; the routes for programs stand below none."""

from __future__ import annotations

from django.urls import path

from trialwright_web.api.views.tokens import tokens

urlpatterns = [path("tokens/", tokens, name="tokens")]
