"""One's own account: name, roles, password and second factor."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.views import IndexView

from trialwright_web.accounts.second_factor import has_second_factor, needs_second_factor
from trialwright_web.capture.gate import actor_of
from trialwright_web.studies.loaded import loaded_study


class Overview(IndexView):  # type: ignore[misc]
    """What the person has set up, and whether a second factor is still asked for."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Roles, and `due` where the person gets no further without a second factor."""
        roles = actor_of(self.request).roles
        needed = needs_second_factor(loaded_study().definition.study.id, roles)
        return super().get_context_data(
            roles=sorted(roles),
            needed=needed,
            due=needed and not has_second_factor(self.request.user),
            **named,
        )


overview = Overview.as_view()
