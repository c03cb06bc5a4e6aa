"""The list of stock finds what runs low, is sold out or owed; counts are edited in it."""

from __future__ import annotations

import pytest

from shop.inventory.models import StockLevel
from tests.backoffice.stock.desk import LIST
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.stock import make_bundle, set_level
from tests.pages import markup

pytestmark = pytest.mark.django_db


def listed(client, query):
    return [row.variant.sku for row in client.get(f"{LIST}?{query}").context["cl"].result_list]


def test_the_list_finds_what_runs_low_is_sold_out_or_owed(staff):
    make_product("Set", skus=["SET"], stock=0)
    make_bundle("SET", MUG=1)
    set_level("MUG", on_hand=0)
    set_level("CUP", on_hand=6, low_stock_at=6, backorder_limit=9)

    assert listed(staff, "stock=out") == ["MUG"]  # a bundle has no stock that could be sold out
    assert listed(staff, "stock=low") == ["CUP"]
    assert listed(staff, "stock=owed") == []
    make_order(("CUP", 8))
    assert listed(staff, "stock=owed") == ["CUP"]
    assert "2 of 9" in markup(staff.get(f"{LIST}?stock=owed"))
    assert listed(staff, "q=cup") == ["CUP"]


def test_the_start_page_counts_what_the_list_shows(staff):
    set_level("MUG", on_hand=0)
    set_level("CUP", on_hand=3)

    html = markup(staff.get("/admin/"))

    assert "1 variant low in stock" in html
    assert "1 variant sold out" in html


def test_the_stock_list_books_differences(staff):
    page = staff.get(LIST)
    formset = page.context["cl"].formset
    data = {"_save": "1"}
    for form in [formset.management_form, *formset.forms]:
        for field in form:
            data[field.html_name] = field.value()
            if field.field.show_hidden_initial:
                data[field.html_initial_name] = field.value()
    row = next(form for form in formset.forms if form.instance.variant.sku == "MUG")
    set_level("MUG", on_hand=7)  # three were sent meanwhile

    answer = staff.post(LIST, data | {row["on_hand"].html_name: "15"})

    assert answer.status_code == 302
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 12
    assert StockLevel.objects.get(variant__sku="CUP").on_hand == 10
