"""What every table of the shop shares, and the record that makes retries safe."""

from __future__ import annotations

from django.db import models


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
    """Binds a client's Idempotency-Key to the one thing it made (draft-ietf-httpapi-idempotency-key-header).

    Written in the same transaction as its result, so there is no state "in between": a second request with the
    key waits on the unique constraint and then reads the result. Kept at least 24 hours.
    """

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    result = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="core_idempotency_owner_key")]
        indexes = [models.Index(fields=["created_at"], name="core_idempotency_created")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"
