"""Rows of several tables by one statement."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shop.catalog.models import Product, Variant
from shop.core.models import AttemptCount
from shop.core.sql import draw_keys, insert_together
from shop.inventory.models import Location
from shop.notifications.models import MailMessage
from tests.factories.orders import NOW

pytestmark = pytest.mark.django_db


def test_rows_that_refer_to_each_other_are_inserted_by_two_statements():
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        keys = draw_keys({Product: 1, Variant: 2, Location: 0})
        product = Product(pk=keys[Product][0], name="Mug", slug="mug", status="active")
        variants = [
            Variant(pk=key, product=product, sku=f"MUG-{n}", options_key=str(n)) for n, key in enumerate(keys[Variant])
        ]
        insert_together([product], variants, [Location(code="a", name="A"), Location(code="b", name="B")], [])

    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 2
    assert keys[Location] == []
    assert list(Variant.objects.values_list("pk", "product_id", "sku").order_by("sku")) == [
        (keys[Variant][0], product.pk, "MUG-0"),
        (keys[Variant][1], product.pk, "MUG-1"),
    ]
    assert list(Location.objects.values_list("code", flat=True).order_by("code")) == ["a", "b"]


def test_a_stored_row_is_known_to_be_stored():
    with transaction.atomic():
        place = Location(pk=draw_keys({Location: 1})[Location][0], code="a", name="A")
        insert_together([place])
    place.name = "B"
    place.save()

    assert list(Location.objects.values_list("name", flat=True)) == ["B"]


def test_nothing_is_inserted_when_one_row_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_together([Location(code="a", name="A")], [Location(code="b", name="B"), Location(code="b", name="C")])

    assert not Location.objects.exists()


def test_the_database_fills_its_own_defaults():
    with transaction.atomic():
        insert_together([Location(code="a", name="A")])

    assert Location.objects.get().priority == 0


def test_drawn_keys_are_never_drawn_again():
    first, second = draw_keys({Location: 3})[Location], draw_keys({Location: 2})[Location]

    assert len({*first, *second}) == 5


@pytest.mark.parametrize("name", ["O'Brien \\' \\x41", "100 % %s %(a)s", "ß ☃ \U0001f600", "a\nb\tc", "$$;--/*"])
def test_any_text_is_stored_as_it_is(name):
    with transaction.atomic():
        insert_together([Location(code="a", name=name)])

    assert Location.objects.get().name == name


def test_values_that_are_more_than_text_are_stored_by_their_fields():
    with transaction.atomic():
        insert_together([Product(name="Mug", slug="mug", status=Product.Status.ACTIVE, released_on=date(2026, 12, 24))])
        insert_together([AttemptCount(key="k", window_began=NOW)], [MailMessage(
            dedupe_key="a", message_id="<a@b>", recipient="a@b.example", compose={"kind": "it's"}, created_at=NOW, next_try_at=NOW,
        )])  # fmt: skip

    stored = Product.objects.get()
    assert (stored.status, stored.released_on) == ("active", date(2026, 12, 24))
    assert AttemptCount.objects.get().window_began == NOW
    assert MailMessage.objects.get().compose == {"kind": "it's"}
