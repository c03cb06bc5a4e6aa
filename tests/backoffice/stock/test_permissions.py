"""Who may see and book stock."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from shop.accounts.models import User
from shop.inventory.models import Location, Transfer
from tests.backoffice.stock.desk import LIST, NEW_TRANSFER, RECEIVE, bundle_url, level, page_of
from tests.factories.orders import NOW
from tests.factories.stock import counts
from tests.pages import markup

pytestmark = pytest.mark.django_db


def person(*rights):
    user = User.objects.create_user("desk", "desk@example.com", "correct horse battery", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


@pytest.fixture
def pages(mug, shop_location):
    transfer = Transfer.objects.create(source=Location.objects.get(code="main"), target=shop_location, sent_at=NOW)
    transfer.lines.create(variant=level().variant, sku="MUG", quantity=1)
    return {
        "list": LIST, "level": page_of(), "receive": RECEIVE, "movements": "/admin/inventory/stockmovement/",
        "transfers": "/admin/inventory/transfer/", "new": NEW_TRANSFER,
        "transfer": f"/admin/inventory/transfer/{transfer.pk}/change/", "bundle": bundle_url(),
    }  # fmt: skip


def test_the_clerk_sees_and_books_nothing(pages, clerk, client):
    client.force_login(clerk)

    assert {name: client.get(url).status_code for name, url in pages.items()} == dict.fromkeys(pages, 403)
    posts = {name: client.post(url, {"book": "1", "receive": "1"}).status_code for name, url in pages.items()}
    assert posts == dict.fromkeys(pages, 403)


def test_who_may_look_may_not_book(pages, client):
    client.force_login(person("view_stocklevel", "view_stockmovement", "view_transfer", "view_product"))

    seen = {name: client.get(url).status_code for name, url in pages.items()}
    booked = {
        name: client.post(pages[name], {"what": "receive", "units": "1", "receive": "1", "book": "1"}).status_code
        for name in ("level", "receive", "new", "transfer", "bundle")
    }

    refused = {name for name, status in seen.items() if status == 403}
    assert refused == {"receive", "new"}
    assert set(booked.values()) == {403}
    html = markup(client.get(pages["level"]))
    assert 'name="units"' not in html
    assert 'name="safety"' not in html
    assert counts("MUG")[0] == 10
