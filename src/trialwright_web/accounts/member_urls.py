"""Addresses of administration, below the language."""

from __future__ import annotations

from django.urls import path

from trialwright_web.accounts.views.members import (
    member_end,
    member_invite,
    member_renew,
    members,
)

urlpatterns = [
    path("", members, name="members"),
    path("invite/", member_invite, name="member-invite"),
    path("<str:user>/renew/", member_renew, name="member-renew"),
    path("<str:user>/end/", member_end, name="member-end"),
]
