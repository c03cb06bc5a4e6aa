"""Every movement of stock can be read and narrowed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.inventory.models import StockMovement
from tests.backoffice.stock.desk import level, send
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


def test_movements_name_order_and_person_and_can_be_narrowed(staff, shop_location):
    order = make_order(("MUG", 2)).order
    send(staff, shop_location, code=["CUP"])

    def kinds(query=""):
        answer = staff.get(f"/admin/inventory/stockmovement/{query}")
        return [(told.row.kind, told.row.level.variant.sku) for told in answer.context["movements"]]

    assert kinds()[:2] == [("transfer_out", "CUP"), ("allocate", "MUG")]
    assert kinds("?kind=transfer_out") == [("transfer_out", "CUP")]
    assert {sku for _, sku in kinds(f"?q=%23{order.number}")} == {"MUG"}
    assert {sku for _, sku in kinds("?q=cup")} == {"CUP"}
    assert {sku for _, sku in kinds(f"?level={level('CUP').pk}")} == {"CUP"}
    assert kinds(f"?location={shop_location.pk}") == []
    assert kinds("?kind=nonsense&location=x&level=x&before=x&q=%00")[0] == kinds()[0]
    html = markup(staff.get("/admin/inventory/stockmovement/"))
    assert f'<a href="{reverse("admin:orders_order_change", args=[order.pk])}">Order {order}</a>' in html
    assert "manager@example.com" in html


def test_movements_cost_the_same_however_many_and_turn_pages_by_key(staff):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = staff.get("/admin/inventory/stockmovement/")
        return len(queries), page

    few, _ = cost()
    for _ in range(60):
        book_direct()
    many, page = cost()

    assert many == few
    assert len(page.context["movements"]) == 50
    older = staff.get(f"/admin/inventory/stockmovement/{page.context['older']}")
    assert older.context["movements"][0].row.pk < page.context["movements"][-1].row.pk


def book_direct():
    StockMovement.objects.create(level=level(), kind="receive", on_hand=1, actor_kind="system", actor_label="Nexus")
