"""The users of a site."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who can sign in. Their user name stands in the journal and never changes."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(max_length=150)

    REQUIRED_FIELDS = ["email", "full_name"]

    class Meta:
        db_table = "user_account"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """The name as the person writes it; family names come first in Chinese."""
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """As the full name: a name is not taken apart."""
        return self.get_full_name()


class Invitation(models.Model):
    """A link that lets one person set a password, once, until it expires.

    Only the hash of the link's token is kept: whoever reads the database cannot use it.
    """

    token_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    removes_second_factor = models.BooleanField(default=False)

    class Meta:
        db_table = "user_invitation"
