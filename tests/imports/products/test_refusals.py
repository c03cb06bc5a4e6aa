"""What an import refuses or cuts, and that the others are imported."""

from __future__ import annotations

import pytest
from django.utils import timezone

from shop.catalog.models import Product, Variant
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden
from shop.imports.records import PictureRecord, ProductRecord, RejectedRecord, VariantRecord
from shop.search.models import ProductDocument
from tests.imports.products.records import STORED, product, sized, tallies, variant

pytestmark = pytest.mark.usefixtures("channel")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (ProductRecord("new", None, (VariantRecord("N", 100),), line=2), "the shop has no such product, and no row has a title"),
        (ProductRecord("new", "New", (VariantRecord("N"),)), "the price is missing"),
        (ProductRecord("mug", None, (VariantRecord("N", 100),)),
         'the shop has no variant "N" of this product, and the file has no options to make one'),
    ],
)  # fmt: skip
def test_what_is_new_must_say_what_a_product_cannot_be_without(run, record, reason):
    run(product(sized("MUG-S", "S")))

    report = run(record)

    assert [refusal.reason for refusal in report.refusals] == [reason]
    assert (Product.objects.count(), Variant.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (product(name="x" * 201), "the title is longer than 200 characters"),
        (product(handle="x" * 201), "the handle is longer than 200 characters"),
        (product(description_html="x" * 200_001), "the description is longer than 200,000 characters"),
        (product(variant("x" * 256)), "the SKU is longer than 255 characters"),
        (product(sized("A", "x" * 256)), "an option's value is longer than 255 characters"),
        (product(variant(options=(("x" * 61, "S"),))), "an option's name is longer than 60 characters"),
    ],
)
def test_what_does_not_fit_is_refused_and_the_others_are_imported(run, record, reason):
    report = run(record, product(variant("OK"), handle="ok"))
    assert [refusal.reason for refusal in report.refusals] == [reason]
    assert list(Product.objects.values_list("slug", flat=True)) == ["ok"]


def test_what_is_only_told_is_cut_with_a_notice(run):
    long = "word " * 100
    report = run(
        product(
            variant(barcode="9" * 41),
            vendor=long,
            seo_title=long,
            seo_description=long,
            tags=("fine", "x" * 61),
            pictures=(PictureRecord("front.jpg", long),),
        ),
        pictures=STORED,
    )
    mug = Product.objects.get()
    assert len(mug.vendor) <= 120
    assert mug.vendor.endswith("word…")
    assert mug.tags == ["fine"]
    assert len(mug.media.get().alt) <= 200
    assert mug.variants.get().barcode == ""
    assert len(report.notices) == 6
    assert report.refusals == []


def test_a_handle_twice_is_refused_the_second_time(run):
    report = run(product(variant("A")), product(variant("B"), line=9))
    assert report.refusals == [RejectedRecord(9, "mug", "the handle was already used by an earlier product")]


def test_one_product_that_the_database_refuses_does_not_cost_the_batch(run):
    records = [product(variant(f"S{n}"), handle=f"p{n}") for n in range(5)]
    records[2] = product(variant("S2", quantity=2**40), handle="p2")
    report = run(*records)
    assert tallies(report) == (4, 0, 0, 4, 0, 0)
    assert [(refusal.handle, refusal.reason[:24]) for refusal in report.refusals] == [
        ("p2", "the database refused it:")
    ]
    assert Product.objects.count() == 4
    assert ProductDocument.objects.count() == 4


@pytest.mark.parametrize("actor", [GUEST, Actor(kind="staff", permissions=frozenset({"catalog.add_product"}))])
def test_only_who_may_change_products_may_import(run, actor):
    with pytest.raises(Forbidden):
        run(product(), by=By(actor, timezone.now()))
    assert not Product.objects.exists()
