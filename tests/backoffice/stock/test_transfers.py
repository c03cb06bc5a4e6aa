"""Units on their way from one location to another."""

from __future__ import annotations

import pytest

from shop.inventory.models import Location, Transfer
from tests.backoffice.stock.desk import NEW_TRANSFER, ODD, send
from tests.factories.stock import counts
from tests.pages import markup

pytestmark = pytest.mark.django_db


def test_goods_are_sent_received_in_part_and_the_rest_is_lost(staff, shop_location):
    key = {"key": "one"}
    assert [send(staff, shop_location, **key).status_code for _ in range(2)] == [302, 302]
    transfer = Transfer.objects.get()
    url = f"/admin/inventory/transfer/{transfer.pk}/change/"
    line = transfer.lines.get()
    assert counts("MUG")[0] == 6

    assert staff.post(url, {"receive": "1", f"line_{line.pk}": "5"}).status_code == 422
    assert staff.post(url, {"receive": "1", f"line_{line.pk}": "3"}).status_code == 302
    again = staff.post(url, {"receive": "1", f"line_{line.pk}": "3"})

    assert again.status_code == 409
    assert counts("MUG")[0] == 9
    html = markup(staff.get(url))
    assert "3 of 4" in html
    assert 'name="receive"' not in html


def test_a_transfer_is_brought_back(staff, shop_location):
    send(staff, shop_location)
    url = f"/admin/inventory/transfer/{Transfer.objects.get().pk}/change/"

    assert staff.post(url, {"cancel": "1"}).status_code == 302

    assert counts("MUG")[0] == 10
    assert Transfer.objects.get().status == "cancelled"
    assert staff.post(url, {"cancel": "1"}).status_code == 409


def test_a_transfer_needs_two_places_and_enough_goods(staff, shop_location):
    main = Location.objects.get(code="main")

    assert send(staff, main).status_code == 422
    assert send(staff, shop_location, units=["11"]).status_code == 409
    for units in ODD[1:]:
        assert send(staff, shop_location, units=[units]).status_code == 422
    assert not Transfer.objects.exists()


def test_with_one_location_the_page_says_so(staff):
    assert "needs two locations" in markup(staff.get(NEW_TRANSFER))
