"""What every table of the shop shares, and the record that makes retries safe."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .fields import TransactionIdField


class Manager[M: models.Model](models.Manager[M]):
    """The default manager: a forward relation that was not joined is fetched once for all rows, not row by row."""

    def get_queryset(self) -> models.QuerySet[M]:
        return super().get_queryset().fetch_mode(models.FETCH_PEERS)


class BaseModel(models.Model):
    """Abstract base of all tables."""

    objects = Manager()

    class Meta:
        abstract = True


class IdempotencyRecord(BaseModel):
    """Binds a client's Idempotency-Key to the one thing it made, and keeps the answer (core.idempotency).

    Committed together with its `result`, so there is no key without its effect. `running` is a request that has not
    answered yet: it has the key to itself until `lease_until`. Kept at least 24 hours.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    result = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices, db_default=State.DONE)
    holder = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(null=True)
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="core_idempotency_owner_key")]
        indexes = [models.Index(fields=["created_at"], name="core_idempotency_created")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


class AttemptCount(BaseModel):
    """How often somebody did the same thing lately; changed by one atomic upsert (core.limits).

    Keys are hashes. A window begins with its first attempt; rows are of no use after it.
    """

    key = models.CharField(max_length=64, unique=True)
    attempts = models.PositiveIntegerField(default=0)
    window_began = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["window_began"], name="core_attempt_window")]

    def __str__(self) -> str:
        return f"{self.attempts} since {self.window_began}"


class KnownClient(BaseModel):
    """An account has succeeded from a client before: its failures are its own, and those of strangers do not stop it.

    Keys are hashes of account and client (core.limits); rows are of no use after REMEMBERED.
    """

    key = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="core_knownclient_seen")]

    def __str__(self) -> str:
        return f"seen {self.seen_at}"


class Change(BaseModel):
    """What a transaction changed of what somebody may see, by the tags of `core.shown`.

    Written by triggers alone, read by every web process within a second of the commit (core.changes), then forgotten.
    Append-only, so that writers never wait for one another. Transactions before `all_ended_before` had ended when the
    row was written.
    """

    id = models.BigAutoField(primary_key=True)
    tags = ArrayField(models.TextField())
    made_in = TransactionIdField(db_default=Func(function="pg_current_xact_id"))
    all_ended_before = TransactionIdField(
        db_default=Func(Func(function="pg_current_snapshot"), function="pg_snapshot_xmin")
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["made_in"], name="core_change_made_in")]

    def __str__(self) -> str:
        return " ".join(self.tags)
