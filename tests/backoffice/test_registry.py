"""Every list, add page and edit page that is registered answers, with a bounded number of queries."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from shop.backoffice.site import site
from shop.catalog.models import Variant
from shop.channels.models import ContentPage
from shop.fulfilment.operations import declare_without_login
from shop.inventory.models import Location, Transfer
from shop.payments.models import ProviderEvent, ReconciliationItem, StatementLine
from shop.reports.operations import verify_shop
from tests.factories.catalog import make_category, make_product
from tests.factories.orders import make_order
from tests.factories.returns import make_return, make_sent_order

pytestmark = pytest.mark.django_db

MAX_QUERIES = 40  # the history names rows of every table that it follows
MODELS = sorted(site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def full_shop(channel, shopper):
    """At least one row of everything that staff see."""
    mugs = make_category("Mugs")
    make_product("Dock mug", skus=["MUG-A", "MUG-B"], category=mugs, vendor="<script>alert(1)</script>")
    ContentPage.objects.create(kind="legal", slug="terms", title="Terms", body="Text")
    Group.objects.create(name="Packing")
    verify_shop(now=timezone.now())
    _payment_rows()
    _transfer()
    sent = make_sent_order(("MUG-A", 1), now=timezone.now())
    make_return(sent, 1, comment="<script>alert(1)</script>")
    declare_without_login(
        name="<script>alert(1)</script>", email="ada@example.com", order_number="1", goods="", now=timezone.now()
    )
    return make_order(("MUG-A", 1)).order


def _transfer():
    main, shop = Location.objects.get(), Location.objects.create(code="shop", name="Shop", priority=1)
    transfer = Transfer.objects.create(
        source=main, target=shop, sent_at=timezone.now(), note="<script>alert(1)</script>"
    )
    transfer.lines.create(variant=Variant.objects.first(), sku="MUG-A", quantity=3)


def _payment_rows():
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


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_list_and_edit_page_answer_with_bounded_queries(
    model, full_shop, manager, client, django_assert_max_num_queries
):
    client.force_login(manager)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.order_by("pk").first()
    assert row is not None, "the fixture lacks a row of this model"

    with django_assert_max_num_queries(MAX_QUERIES):
        lists = client.get(reverse(f"{name}_changelist"), follow=True)
    with django_assert_max_num_queries(MAX_QUERIES):
        edit = client.get(reverse(f"{name}_change", args=[row.pk]))

    assert (lists.status_code, edit.status_code) == (200, 200)
    for page in (lists, edit):
        html = page.content.decode()
        assert "<script>alert" not in html
        assert " style=" not in html
        assert " onclick=" not in html
        assert html.count("<h1") == 1


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_the_add_page_answers_where_adding_is_allowed(model, full_shop, manager, client):
    client.force_login(manager)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")

    status = client.get(url).status_code

    read_only = {
        "historyentry", "user", "stocklevel", "channel", "mailmessage", "statementline", "reconciliationitem",
        "providerevent", "scheduledcheck", "return", "withdrawal", "stockmovement", "journal",
    }  # fmt: skip
    assert status == (403 if model._meta.model_name in read_only else 200)
