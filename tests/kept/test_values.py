"""What every page needs is read once by a process, until what it is made of changes."""

from __future__ import annotations

import time

import pytest
from django.db import transaction

from shop.catalog.models import Category
from shop.channels.models import Channel, ContentPage
from shop.channels.queries import kept_channel
from shop.core import kept
from shop.core.changes import Changes
from shop.core.models import Change
from shop.storefront.context import Site
from tests.factories.catalog import make_category
from tests.kept.front import FOREVER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hear(channel, monkeypatch):
    """Make this process one that follows changes; returns how it hears of what has changed."""
    following = Changes()
    monkeypatch.setattr(kept, "changes", following)
    monkeypatch.setattr(kept, "_values", kept.Kept(1000, following=following))

    def hear():
        tags = frozenset(tag for tags in Change.objects.values_list("tags", flat=True) for tag in tags)
        Change.objects.all().delete()
        following.note(tags, asked_at=time.monotonic() + FOREVER)

    hear()
    return hear


def test_a_second_request_asks_for_nothing(hear, django_assert_num_queries):
    make_category("Mugs")
    hear()
    site = Site()
    first = (site.channel, site.tree, site.pages, site.frame)

    with django_assert_num_queries(0):
        again = Site()
        assert all(
            one is other
            for one, other in zip(first, (again.channel, again.tree, again.pages, again.frame), strict=True)
        )


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda: Channel.objects.update(name="Quay"), "Quay"),
        (lambda: make_category("Bowls"), "Bowls"),
        (lambda: Category.objects.update(name="Cups"), "Cups"),
        (lambda: Category.objects.update(slug="cups"), "/c/cups/"),
        (lambda: ContentPage.objects.create(kind="legal", slug="terms", title="Our terms", body="Text"), "Our terms"),
    ],
)
def test_header_and_footer_follow_what_they_show(hear, change, shown):
    def frame():
        site = Site()
        return site.frame.header(query="", category_ids=[]) + site.frame.footer

    make_category("Mugs")
    hear()
    assert shown not in frame()
    change()
    assert shown not in frame()  # not told yet: it is what a process knows
    hear()

    assert shown in frame()


def test_a_transaction_reads_for_itself(hear):
    kept_channel()
    Channel.objects.update(currency="USD")

    assert kept_channel().currency == "EUR"
    with transaction.atomic():
        assert kept_channel().currency == "USD"
    hear()
    assert kept_channel().currency == "USD"
