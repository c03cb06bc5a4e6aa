"""A product of very many variants is edited a page at a time."""

import pytest

from shop.catalog.models import Media, OptionType, OptionValue, Product, Variant
from shop.pricing.models import Price
from tests.backoffice.product_page.form import url_of, variant_forms
from tests.factories.forms import form_data
from tests.pages import markup

pytestmark = pytest.mark.django_db


def big_product(count):
    product = Product.objects.create(name="Poster", slug="poster", status="active")
    axis = OptionType.objects.create(product=product, name="Motif")
    values = OptionValue.objects.bulk_create(
        OptionValue(option=axis, value=f"Motif {n}", position=n) for n in range(count)
    )
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"POSTER-{n:04}", options_key=str(value.pk), position=n)
        for n, value in enumerate(values)
    )
    link = Variant.option_values.through
    link.objects.bulk_create(
        link(variant_id=variant.pk, optionvalue_id=value.pk) for variant, value in zip(variants, values, strict=True)
    )
    Price.objects.bulk_create(Price(variant=variant, currency="EUR", amount_minor=1000) for variant in variants)
    return product


def test_a_product_of_2000_variants_opens_a_page_at_a_time_and_saves(staff, channel, django_assert_max_num_queries):
    product = big_product(2000)

    with django_assert_max_num_queries(60):
        page = staff.get(url_of(product) + "?variants=50")
    assert [form.instance.sku for form in variant_forms(page)] == [f"POSTER-{n:04}" for n in range(1960, 2000)]
    data = form_data(page) | {"name": "Poster"}
    with django_assert_max_num_queries(70):  # for forty rows
        answer = staff.post(url_of(product) + "?variants=50", data | {"variants-39-price": "12.50", "_variants": "49"})

    assert answer.status_code == 302
    assert answer.url == url_of(product) + "?variants=49#variants"
    assert Price.objects.get(variant__sku="POSTER-1999").amount_minor == 1250
    assert Price.objects.filter(amount_minor=1000).count() == 1999
    found = staff.get(url_of(product) + "?find=motif+1234")
    assert [form.instance.sku for form in variant_forms(found)] == ["POSTER-1234"]
    too_many = form_data(staff.get(url_of(product))) | {"variants-TOTAL_FORMS": "41", "variants-40-sku": "NEW"}
    assert "at most 2,000 variants" in markup(staff.post(url_of(product), too_many))


def test_the_fullest_page_stays_below_the_limit_of_fields(staff, channel, settings):
    product = big_product(100)
    for name in ("Size", "Paper"):
        axis = OptionType.objects.create(product=product, name=name)
        OptionValue.objects.create(option=axis, value="A")
    Media.objects.bulk_create(
        Media(product=product, path=f"p/{n}", width=1, height=1, widths=[320], position=n) for n in range(500)
    )

    sent = form_data(staff.get(url_of(product)))

    of_a_new_row = len([name for name in sent if name.startswith("variants-0-")])
    assert len(sent) + 20 * of_a_new_row < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
