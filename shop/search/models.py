"""The read side of the catalogue: one prepared row per product, so that a listing is one index scan.

Documents are derived and can be rebuilt at any time (`search.operations.rebuild`). They are for lists and search;
a price or stock that is charged or sold is always read from its own table.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.core.fields import CurrencyField, LanguageField, MinorField
from shop.core.models import BaseModel


class ProductDocument(BaseModel):
    """A published product as lists need it.

    `category_ids` holds its category and all categories above it. `facets` are "name=value" pairs in lower case of
    options and attributes. `data` is the neutral snapshot (see `search.documents`). Amounts are minor units, the
    lowest over all variants. `title`, `keywords` and `body` are folded (`search.words.searchable`); `sort_key` orders
    by name in the shop's language (`core.collation`).
    """

    product = models.OneToOneField(Product, on_delete=models.CASCADE, primary_key=True, related_name="document")
    category_ids = ArrayField(models.BigIntegerField(), default=list)
    facets = ArrayField(models.CharField(max_length=200), default=list)
    currency = CurrencyField()
    price_minor = MinorField()
    on_sale = models.BooleanField()
    in_stock = models.BooleanField()
    is_bestseller = models.BooleanField()
    created_at = models.DateTimeField()
    name = models.CharField(max_length=200)
    language = LanguageField(db_default="english")
    sort_key = models.TextField(db_collation="C", db_default="")
    title = models.TextField(db_default="")
    keywords = models.TextField(help_text=_("Vendor, category, tags, SKUs and options: found after the name."))
    body = models.TextField(help_text=_("The description without markup."))
    data = models.JSONField()
    changes_on = models.DateField(null=True, help_text=_("When it must be made anew because a promised day has come."))
    vector = models.GeneratedField(
        # Stemmed by the language; names and keywords also as they are, for what its stemmer takes for noise.
        expression=SearchVector("title", weight="A", config=models.F("language"))
        + SearchVector("title", weight="A", config="simple")
        + SearchVector("keywords", weight="B", config=models.F("language"))
        + SearchVector("keywords", weight="B", config="simple")
        + SearchVector("body", weight="C", config=models.F("language")),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            GinIndex(fields=["category_ids"], name="document_categories"),
            GinIndex(fields=["facets"], name="document_facets"),
            GinIndex(fields=["vector"], name="document_vector"),
            models.Index(fields=["price_minor", "product"], name="document_price"),
            models.Index(fields=["sort_key", "product"], name="document_name"),
            models.Index(fields=["-product"], name="document_newest"),
            models.Index(fields=["-product"], condition=models.Q(on_sale=True), name="document_on_sale"),
            models.Index(fields=["-in_stock", "-is_bestseller", "-product"], name="document_bestselling"),
            models.Index(fields=["changes_on"], condition=models.Q(changes_on__isnull=False), name="document_changes"),
        ]

    def __str__(self) -> str:
        return self.name


class ListedProduct(BaseModel):
    """A product in a list: that of all products (`list_id` 0), its category, or one above. Written by triggers.

    A list is read in each of its orders by an index, which also has the columns that narrow it. `facet_bits` has a bit
    for each facet's class (`search_facet_bits`): where one is missing, so is the facet.
    """

    pk = models.CompositePrimaryKey("list_id", "product_id")
    list_id = models.BigIntegerField()
    product_id = models.BigIntegerField()
    in_stock = models.BooleanField()
    is_bestseller = models.BooleanField()
    on_sale = models.BooleanField()
    price_minor = models.BigIntegerField()
    sort_key = models.TextField(db_collation="C")
    facet_bits = models.BigIntegerField()
    facets = ArrayField(models.CharField(max_length=200))

    class Meta:
        indexes = [
            models.Index(
                fields=["list_id", "-in_stock", "-is_bestseller", "-product_id"],
                include=["price_minor", "on_sale", "facet_bits"],
                name="listed_bestselling",
            ),
            models.Index(
                fields=["list_id", "price_minor", "product_id"],
                include=["in_stock", "is_bestseller", "on_sale", "facet_bits"],
                name="listed_price",
            ),
            models.Index(
                fields=["list_id", "sort_key", "product_id"],
                include=["price_minor", "in_stock", "on_sale", "facet_bits"],
                name="listed_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.list_id}"


class WordKey(BaseModel):
    """A word of the catalogue under one of its `spelling.keys_of`, to find what a misspelt word meant.

    Words go when their last product goes (`LooseWord`).
    """

    pk = models.CompositePrimaryKey("key", "word")
    key = models.CharField(max_length=40)
    word = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.word


class LooseWord(BaseModel):
    """A note that a word left a document, and perhaps the catalogue. Written by a trigger, swept away by the worker."""

    id = models.BigAutoField(primary_key=True)
    word = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.word


class Synonym(BaseModel):
    """Words that mean the same to shoppers: who asks for one finds the others. Kept by staff."""

    words = ArrayField(
        models.CharField(max_length=60),
        verbose_name=_("words"),
        help_text=_("Words or short phrases separated by commas, for example: sofa, couch."),
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["id"]

    def __str__(self) -> str:
        return ", ".join(self.words)


class StaleProduct(BaseModel):
    """A note that a product's document must be made anew, written by database triggers and swept away in order.

    Append-only (no unique product), so that writers never wait for one another.
    """

    id = models.BigAutoField(primary_key=True)
    product_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["product_id"], name="stale_product")]

    def __str__(self) -> str:
        return str(self.product_id)
