"""Verbs on the catalogue."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from shop.core.actor import Actor

from .models import Product


def set_product_status(*, product_ids: Collection[int], status: Product.Status, actor: Actor, now: datetime) -> int:
    """Publish, withdraw or archive products; returns how many changed. Needs the permission catalog.change_product.

    Raises: Forbidden.
    """
    actor.require("catalog.change_product")
    with transaction.atomic(durable=True):
        others = Product.objects.filter(pk__in=product_ids).exclude(status=status)
        return others.update(status=status, updated_at=now)
