"""A delivery is scanned line by line and booked at once."""

from __future__ import annotations

import pytest

from shop.catalog.models import Variant
from shop.inventory.models import Location, StockMovement
from tests.backoffice.stock.desk import ODD, RECEIVE, hidden
from tests.factories.stock import counts, make_bundle, moves
from tests.pages import markup

pytestmark = pytest.mark.django_db


def rows_of(answer):
    return [(row.code, row.units) for row in answer.context["rows"]]


def test_a_delivery_is_scanned_line_by_line_and_booked_at_once(staff):
    Variant.objects.filter(sku="CUP").update(barcode="4006381333931")
    place, typed = Location.objects.get().pk, {"code": [], "units": []}
    for scan in ("MUG", "mug", "4006381333931", "MUG"):
        answer = staff.post(RECEIVE, {"scan": scan, "location": place, "note": "DN 17", **typed})
        typed = {"code": [code for code, _ in rows_of(answer)], "units": [units for _, units in rows_of(answer)]}
    assert rows_of(answer) == [("MUG", "3"), ("CUP", "1")]
    assert 'value="DN 17"' in markup(answer)

    data = {**typed, **hidden(answer), "location": place, "note": "DN 17", "book": "1"}
    assert [staff.post(RECEIVE, data).status_code for _ in range(2)] == [302, 302]

    assert (counts("MUG")[0], counts("CUP")[0]) == (13, 11)
    assert moves("MUG")[-1] == ("receive", 3, 0, 0)
    assert StockMovement.objects.latest("pk").note == "DN 17"


def test_a_barcode_is_that_of_the_variant_that_is_still_sold(staff):
    keys = dict(Variant.objects.filter(sku__in=["MUG", "CUP"]).values_list("sku", "pk"))
    for archived, sold in (("CUP", "MUG"), ("MUG", "CUP")):
        Variant.objects.filter(pk=keys[archived]).update(barcode="4006381333931", status="archived")
        Variant.objects.filter(pk=keys[sold]).update(barcode="4006381333931", status="active")

        assert rows_of(staff.post(RECEIVE, {"scan": "4006381333931"})) == [(sold, "1")]


def receive(client, code, units, **values):
    data = {"code": code, "units": units, "location": Location.objects.earliest("pk").pk, "book": "1"}
    return client.post(RECEIVE, {**data, **values})


@pytest.mark.parametrize("units", [odd for odd in ODD if odd])
def test_odd_units_refuse_the_whole_delivery(staff, units):
    answer = receive(staff, ["MUG", "CUP"], ["1", units])

    assert answer.status_code == 422
    assert [bool(row.error) for row in answer.context["rows"]] == [False, True]
    assert (counts("MUG")[0], counts("CUP")[0]) == (10, 10)


@pytest.mark.parametrize("code", ["NOPE", "MUG\x00", "x" * 5000, "' OR 1=1 --", "ＭＵＧ"])
def test_unknown_codes_are_named(staff, code):
    assert receive(staff, [code], ["1"]).status_code == 422
    assert "No variant has" in markup(staff.post(RECEIVE, {"scan": code})) or "\x00" in code
    assert not StockMovement.objects.filter(kind="receive").exists()


@pytest.mark.parametrize("values", [{"location": "x"}, {"location": "999"}, {"location": ""}, {"note": "n" * 201}])
def test_a_delivery_needs_a_place(staff, values):
    assert receive(staff, ["MUG"], ["1"], **values).status_code == 422
    assert counts("MUG")[0] == 10


def test_an_empty_delivery_is_refused_and_a_bundle_names_its_parts(staff):
    make_bundle("CUP", MUG=2)

    assert "Scan or enter at least one item." in markup(receive(staff, [], []))
    assert "This is a bundle. Enter its parts instead." in markup(receive(staff, ["CUP"], ["1"]))
    assert receive(staff, ["MUG"], ["0"]).status_code == 422
