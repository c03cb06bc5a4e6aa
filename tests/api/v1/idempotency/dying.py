"""Processes that die."""

from datetime import timedelta

from django.db.models.functions import Now

from shop.core.models import IdempotencyRecord

KEY = "0d9c2a4e-7b1f-4c57-9a52-3f0f5a0c1d11"


class Killed(BaseException):
    """The process dies: no handler runs."""


def kill(*_args, **_values):
    raise Killed


def end_leases():
    IdempotencyRecord.objects.update(lease_until=Now() - timedelta(milliseconds=1))
