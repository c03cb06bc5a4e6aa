"""A shop with at least one row of everything that staff see; its texts try to be markup."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.utils import timezone

from shop.catalog.models import Redirect, Variant
from shop.channels.models import ContentPage
from shop.fulfilment.operations import declare_without_login
from shop.inventory.models import Location, Transfer
from shop.orders.models import Order
from shop.payments.models import ProviderEvent, ReconciliationItem, StatementLine
from shop.reports.operations import verify_shop
from shop.search.models import Synonym
from tests.factories.catalog import make_category, make_product
from tests.factories.orders import make_order
from tests.factories.returns import make_return, make_sent_order


def make_everything() -> Order:
    """Fill a shop that has a channel and a customer; returns an order that is to be sent."""
    mugs = make_category("Mugs")
    make_product("Dock mug", skus=["MUG-A", "MUG-B"], category=mugs, vendor="<script>alert(1)</script>")
    ContentPage.objects.create(kind="legal", slug="terms", title="Terms", body="Text")
    Group.objects.create(name="Packing")
    Redirect.objects.create(path="/old.html", target="/c/mugs/")
    Synonym.objects.create(words=["mug", "cup"])
    verify_shop(now=timezone.now())
    _payment_rows()
    _transfer()
    sent = make_sent_order(("MUG-A", 1), now=timezone.now())
    make_return(sent, 1, comment="<script>alert(1)</script>")
    declare_without_login(
        name="<script>alert(1)</script>", email="ada@example.com", order_number="1", goods="", now=timezone.now()
    )
    return make_order(("MUG-A", 1)).order


def _transfer() -> None:
    main, shop = Location.objects.get(), Location.objects.create(code="shop", name="Shop", priority=1)
    transfer = Transfer.objects.create(
        source=main, target=shop, sent_at=timezone.now(), note="<script>alert(1)</script>"
    )
    transfer.lines.create(variant=Variant.objects.first(), sku="MUG-A", quantity=3)


def _payment_rows() -> None:
    now = timezone.now()
    StatementLine.objects.create(
        fingerprint="x",
        booked_on=now,
        amount_minor=1,
        currency="EUR",
        payer="<script>alert(1)</script>",
        imported_at=now,
    )
    ReconciliationItem.objects.create(provider="stripe", reference="pi_1", kind="unknown", detail="x", found_at=now)
    ProviderEvent.objects.create(
        provider="stripe", event_id="evt_1", kind="x", payload={}, next_try_at=now, received_at=now
    )
