"""The node's own tables: never synced, not part of the log, gone with the device."""

from __future__ import annotations

from typing import Any

from django.db import models


class Draft(models.Model):
    """A half-filled form of one colleague, as typed on one page, kept until it is saved or dropped."""

    staff: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    key: models.CharField[str, str] = models.CharField(max_length=200)
    page: models.CharField[str, str] = models.CharField(max_length=16, default="")
    begun_at: models.BigIntegerField[int, int] = models.BigIntegerField(default=0)
    is_sealed: models.BooleanField[bool, bool] = models.BooleanField()
    content: models.BinaryField[bytes, bytes] = models.BinaryField()
    kept_at: models.BigIntegerField[int, int] = models.BigIntegerField()

    class Meta:
        db_table = "node_draft"
        constraints = [
            models.UniqueConstraint(fields=["staff", "key", "page"], name="one_draft_per_staff_key_and_page")
        ]
        indexes = [models.Index(fields=["kept_at"], name="node_draft_age")]


class Reading(models.Model):
    """That a colleague opened a chart at a minute, kept until it is an entry of the log."""

    staff: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    person: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    minute: models.BigIntegerField[int, int] = models.BigIntegerField()

    class Meta:
        db_table = "node_reading"
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "person", "minute"], name="one_reading_per_staff_person_and_minute"
            )
        ]


class Print(models.Model):
    """A colleague made a sheet ready to print in this minute; kept until it is an entry of the log.

    `person` is empty for a sheet about a whole day.
    """

    staff: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    what: models.CharField[str, str] = models.CharField(max_length=64)
    person: models.BinaryField[bytes, bytes] = models.BinaryField(max_length=16)
    minute: models.BigIntegerField[int, int] = models.BigIntegerField()

    class Meta:
        db_table = "node_print"
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "what", "person", "minute"], name="one_print_per_staff_sheet_and_minute"
            )
        ]


class Spent(models.Model):
    """The token of a page that was signed or saved, and what it was answered with."""

    token: models.CharField[str, str] = models.CharField(max_length=16, primary_key=True)
    answer: models.CharField[str, str] = models.CharField(max_length=300)
    at: models.BigIntegerField[int, int] = models.BigIntegerField()

    class Meta:
        db_table = "node_spent"
        indexes = [models.Index(fields=["at"], name="node_spent_age")]


class Setting(models.Model):
    """One fact about this device that is not in the log: the clock's maximum, when a peer was last met."""

    name: models.CharField[str, str] = models.CharField(max_length=100, primary_key=True)
    value: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        db_table = "node_setting"
