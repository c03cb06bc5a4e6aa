"""Keeping the read side up to date."""

from __future__ import annotations

from django.db import transaction

from shop.catalog.models import Product
from shop.catalog.queries import category_tree

from .models import LooseWord, ProductDocument, StaleProduct
from .queries import documents_due
from .steps import drop_unused_words, lock_words_alone, refresh_documents


def refresh_stale(*, limit: int = 500) -> int:
    """Make the documents of up to `limit` changed products anew; returns how many notes and due days were swept.

    Notes that another worker holds are left to it (SKIP LOCKED), so any number of sweeps may run at once.
    """
    with transaction.atomic(durable=True):
        notes = list(StaleProduct.objects.select_for_update(skip_locked=True).order_by("pk")[:limit])
        due = set(documents_due().values_list("pk", flat=True)[:limit])
        if notes or due:
            # The notes go first: a change that commits from now on writes a new one.
            StaleProduct.objects.filter(pk__in=[note.pk for note in notes]).delete()
            refresh_documents(product_ids={note.product_id for note in notes} | due)
    return len(notes) + len(due)


def forget_words(*, limit: int = 100) -> int:
    """Drop up to `limit` words that no product has any more from the spelling; returns how many notes were swept.

    Waits for nobody: while documents are being written it leaves the notes for the next round, because a word that is
    coming in cannot be seen yet. Locks the words of the spelling (an advisory lock, shared by writers of documents).
    """
    with transaction.atomic(durable=True):
        notes = list(LooseWord.objects.select_for_update(skip_locked=True).order_by("pk")[:limit])
        if not notes or not lock_words_alone():
            return 0
        LooseWord.objects.filter(pk__in=[note.pk for note in notes]).delete()
        drop_unused_words({note.word for note in notes})
    return len(notes)


def rebuild(*, batch_size: int = 500) -> int:
    """Make all documents anew, in batches; returns how many there are afterwards."""
    tree = category_tree()
    written = 0
    last = 0
    while True:
        with transaction.atomic(durable=True):
            ids = list(Product.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch_size])
            if not ids:
                break
            written += refresh_documents(product_ids=ids, tree=tree)
            last = ids[-1]
    with transaction.atomic(durable=True):
        ProductDocument.objects.exclude(product__status=Product.Status.ACTIVE).delete()
    return written
