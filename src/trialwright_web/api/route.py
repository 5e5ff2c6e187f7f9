"""What every route below /api/v1/ needs: who asks, of which study, and how it is refused."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from trialwright.definition import Definition
from trialwright_web.api.schemas import Refusal
from trialwright_web.capture.actions.tokens import actor_of_token
from trialwright_web.capture.actor import Actor
from trialwright_web.studies.loaded import loaded_study

RATE = "300/m"
"""So many requests a minute a token; a program that sends more waits."""
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429, 503), Refusal)


class Token(HttpBearer):
    """A token in the header: Authorization: Bearer tw_..."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Who acts, or None for a token that is unknown, ended or too old."""
        return actor_of_token(loaded_study().definition.study.id, token)


class TokenThrottle(AuthRateThrottle):
    """Counts by user and role, which is what a token stands for."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """One counter a token's user and role."""
        actor: Actor = request.auth  # type: ignore[attr-defined]
        return f"api/{actor.user}/{'+'.join(sorted(actor.roles))}"


def token_router() -> Router:
    """A router whose routes answer only to a token."""
    return Router(auth=Token(), throttle=[TokenThrottle(RATE)])


def actor(request: HttpRequest) -> Actor:
    """Who acts."""
    found: Actor = request.auth  # type: ignore[attr-defined]
    return found


def definition() -> Definition:
    """The version of the study that is in force."""
    return loaded_study().definition


def study() -> str:
    """The identifier of the study."""
    return definition().study.id
