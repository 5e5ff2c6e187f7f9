"""The tokens of programs. Written by actions only, each with its line in the journal."""

from __future__ import annotations

from django.db import models


class ApiToken(models.Model):
    """A program that acts for a user in one role until a moment. The token itself is not kept."""

    pk = models.CompositePrimaryKey("study", "name")
    study = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    user = models.CharField(max_length=150)
    role = models.CharField(max_length=64)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.CharField(max_length=32)
    made_by = models.CharField(max_length=150)
    ended_at = models.CharField(max_length=32, null=True)

    class Meta:
        db_table = "api_token"
