"""Writes of the read side, inside somebody else's transaction."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import F
from django.utils import timezone

from shop.catalog.queries import CategoryTree, category_tree, products_with_details
from shop.channels.queries import get_default_channel
from shop.core.sql import share_lock_until_commit, try_lock_until_commit
from shop.inventory.queries import availability_of

from .documents import build_document
from .models import ProductDocument, WordKey
from .spelling import keys_of, may_be_misspelt
from .sql import words_of_no_product

_FIELDS = [field.name for field in ProductDocument._meta.concrete_fields if field.name not in ("product", "vector")]


def refresh_documents(*, product_ids: Collection[int], tree: CategoryTree | None = None) -> int:
    """Make the documents of these products anew, and drop those of products that are no longer sold.

    Returns the number of documents written. Must run in a transaction.
    """
    assert connection.in_atomic_block, "refresh_documents writes inside the caller's transaction"
    tree = tree or category_tree()
    channel = get_default_channel()
    products = list(products_with_details().filter(pk__in=product_ids).order_by("pk"))
    today = channel.day_of(timezone.now())
    keys = {product.pk: [variant.pk for variant in product.variants.all()] for product in products}
    stock = availability_of(variant_ids=[key for each in keys.values() for key in each], today=today)
    made = (
        build_document(
            product,
            tree=tree,
            currency=channel.currency,
            locale=channel.locale,
            stock={key: stock[key] for key in keys[product.pk]},
            today=today,
        )
        for product in products
    )
    documents = [document for document in made if document]
    keep = {document.pk for document in documents}
    ProductDocument.objects.filter(pk__in=set(product_ids) - keep).delete()
    ProductDocument.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["product"], update_fields=_FIELDS, batch_size=500
    )
    _remember_words({word for document in documents for word in (document.title + " " + document.keywords).split()})
    return len(documents)


def lock_words_alone() -> bool:
    """Keep all others from writing words until the transaction ends; False where somebody writes some now."""
    return try_lock_until_commit("search_words")


def drop_unused_words(words: Collection[str]) -> None:
    """Drop those of the words from the spelling that no product has in its name or keywords. Needs the lock."""
    plain = sorted(word for word in words if may_be_misspelt(word))
    unused = words_of_no_product(plain)
    keys = {key for word in unused for key in keys_of(word)}
    WordKey.objects.filter(key__in=keys, word__in=unused).delete()


def _remember_words(words: set[str]) -> None:
    """Keep new words for the spelling, in the order of their keys, so that two writers never wait in a circle."""
    share_lock_until_commit("search_words")  # no word is dropped between here and the commit
    words = {word for word in words if may_be_misspelt(word)}
    known = set(WordKey.objects.filter(key__in=words, word=F("key")).values_list("word", flat=True))
    rows = sorted((key, word) for word in words - known for key in keys_of(word))
    WordKey.objects.bulk_create((WordKey(key=key, word=word) for key, word in rows), ignore_conflicts=True)
