"""Stock at the desk: receiving, counting, settings, transfers, bundles, and reading every movement."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.accounts.models import User
from shop.catalog.models import BundleComponent, Product, Variant
from shop.inventory.models import BackInStockRequest, Location, StockLevel, StockMovement, Transfer
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.stock import assert_stock_adds_up, counts, make_bundle, moves, set_level
from tests.pages import markup

pytestmark = pytest.mark.django_db

LIST = "/admin/inventory/stocklevel/"
RECEIVE = f"{LIST}receive/"
NEW_TRANSFER = "/admin/inventory/transfer/add/"
ODD = ["", "-1", "1.5", "1000001", "9" * 30, "1e3", "NaN", "true", "null"]


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG", "CUP"], stock=10)


@pytest.fixture
def shop_location(channel):
    return Location.objects.create(code="shop", name="Shop", priority=1)


@pytest.fixture
def staff(mug, manager, client):
    client.force_login(manager)
    yield client
    assert_stock_adds_up()


def level(sku="MUG"):
    return StockLevel.objects.get(variant__sku=sku)


def page_of(sku="MUG"):
    return f"{LIST}{level(sku).pk}/change/"


def hidden(answer):
    """The hidden fields of a page, as a browser sends them back."""
    html = markup(answer)
    return dict(re.findall(r'<input type="hidden" name="(key|shown|version)" value="([^"]*)"', html))


def book(client, what, units, *, sku="MUG", note="", **values):
    fields = hidden(client.get(page_of(sku)))
    return client.post(page_of(sku), {**fields, "what": what, "units": units, "note": note, **values})


# ---- a level's page -----------------------------------------------------------------------------------------------


def test_what_arrives_is_counted_or_breaks_is_booked_with_its_reason(staff):
    assert book(staff, "receive", "5", note="DN 17").status_code == 302
    assert book(staff, "adjust", "12").status_code == 302
    assert book(staff, "damage", "2", note="Fell").status_code == 302

    assert moves("MUG")[1:] == [("receive", 5, 0, 0), ("adjust", -3, 0, 0), ("damage", -2, 0, 0)]
    rows = StockMovement.objects.filter(level=level()).order_by("-pk")
    assert [(row.note, row.actor_label) for row in rows[:3]] == [
        ("Fell", "manager@example.com"), ("", "manager@example.com"), ("DN 17", "manager@example.com"),
    ]  # fmt: skip
    html = markup(staff.get(page_of()))
    assert "Damaged or lost" in html
    assert "DN 17" in html


def test_a_form_sent_twice_books_once(staff):
    fields = hidden(staff.get(page_of())) | {"what": "receive", "units": "5", "note": ""}

    answers = [staff.post(page_of(), fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert counts("MUG")[0] == 15
    assert staff.post(page_of(), fields | {"units": "6"}).status_code == 422
    assert counts("MUG")[0] == 15


def test_sales_since_the_page_was_opened_stay_sold(staff):
    fields = hidden(staff.get(page_of()))
    set_level("MUG", on_hand=7)  # three were sent meanwhile

    staff.post(page_of(), {**fields, "what": "adjust", "units": "9"})

    assert counts("MUG")[0] == 6


def test_a_count_that_is_as_expected_moves_nothing(staff):
    assert book(staff, "adjust", "10").status_code == 302
    assert len(moves("MUG")) == 1


def test_what_orders_hold_cannot_be_booked_out(staff):
    make_order(("MUG", 4))

    answer = book(staff, "damage", "7")

    assert answer.status_code == 409
    assert "Nothing was changed" in markup(answer)
    assert counts("MUG") == (10, 4, 0)


@pytest.mark.drawn
@pytest.mark.parametrize("units", ODD)
@pytest.mark.parametrize("what", ["receive", "adjust", "damage"])
def test_odd_numbers_are_refused(staff, what, units):
    assert book(staff, what, units).status_code == 422
    assert counts("MUG")[0] == 10


@pytest.mark.parametrize("fields", [{"what": "steal"}, {"shown": "x"}, {"shown": ""}, {"key": ""}, {"note": "n" * 201}])
def test_odd_fields_are_refused(staff, fields):
    assert book(staff, fields.pop("what", "receive"), "1", **fields).status_code == 422
    assert counts("MUG")[0] == 10


def settings(client, **values):
    fields = {"safety": "1", "backorder_limit": "5", "expected_on": "2026-12-10", "low_stock_at": "3", "settings": "1"}
    return client.post(page_of(), {**fields, **hidden(client.get(page_of())), **values})


def test_settings_are_saved_and_a_later_version_is_kept(staff):
    assert settings(staff).status_code == 302
    row = level()
    assert (row.safety, row.backorder_limit, row.expected_on, row.low_stock_at) == (1, 5, date(2026, 12, 10), 3)

    answer = settings(staff, safety="9", version=str(row.version - 1))

    assert answer.status_code == 412
    assert "Reload and start again" in markup(answer)
    assert level().safety == 1
    assert settings(staff, expected_on="", low_stock_at="").status_code == 302
    assert (level().expected_on, level().low_stock_at) == (None, None)


@pytest.mark.drawn
@pytest.mark.parametrize("name", ["safety", "backorder_limit", "low_stock_at"])
@pytest.mark.parametrize("value", [odd for odd in ODD if odd])
def test_odd_settings_are_refused(staff, name, value):
    before = level().version
    assert settings(staff, **{name: value}).status_code == 422
    assert level().version == before


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "99999-01-01", "0000-00-00"])
def test_odd_days_are_refused(staff, day):
    assert settings(staff, expected_on=day).status_code == 422


def test_the_back_order_limit_cannot_fall_below_what_is_sold(staff):
    set_level("MUG", on_hand=0, backorder_limit=5)
    make_order(("MUG", 4))

    assert settings(staff, backorder_limit="3").status_code == 409
    assert settings(staff, backorder_limit="4").status_code == 302


def test_the_page_tells_who_waits_and_what_is_elsewhere(staff, shop_location):
    url, variant = page_of(), level().variant
    StockLevel.objects.create(variant=variant, location=shop_location, on_hand=3)
    BackInStockRequest.objects.create(variant=variant, email="a@example.com", locale="en", created_at=NOW)

    html = markup(staff.get(url))

    assert "On the waiting list" in html
    assert "3 on hand" in html


@pytest.mark.parametrize("key", ["0", "999999", "x", "1" * 30])
def test_a_level_that_is_not_there_is_not_found(staff, key):
    assert staff.get(f"{LIST}{key}/change/").status_code == 404


# ---- the list -----------------------------------------------------------------------------------------------------


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


# ---- receiving ------------------------------------------------------------------------------------------------------


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


# ---- transfers ------------------------------------------------------------------------------------------------------


def send(client, target, code=("MUG",), units=("4",), **values):
    source = Location.objects.get(code="main").pk
    data = {"code": list(code), "units": list(units), "source": source, "target": target.pk, "book": "1", **values}
    return client.post(NEW_TRANSFER, data)


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


# ---- movements ------------------------------------------------------------------------------------------------------


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


# ---- bundles ----------------------------------------------------------------------------------------------------------


def bundle_url(sku="CUP"):
    variant = Variant.objects.get(sku=sku)
    return f"/admin/catalog/product/{variant.product_id}/bundle/{variant.pk}/"


@pytest.fixture
def bowl(channel):
    return make_product("Bowl", skus=["BOWL"], stock=7)


def test_a_variant_is_made_of_others_and_says_how_many_can_be_made(staff, bowl):
    parts = {"code": ["MUG", "BOWL"], "units": ["2", "1"], "book": "1"}
    refused = staff.post(bundle_url(), parts)
    assert (refused.status_code, "has no stock of its own" in markup(refused)) == (409, True)
    StockLevel.objects.filter(variant__sku="CUP").update(on_hand=0)
    assert staff.post(bundle_url(), parts).status_code == 302

    html = markup(staff.get(bundle_url()))

    assert "5 available" in html
    assert "7 available" in html
    product = markup(staff.get(f"/admin/catalog/product/{Product.objects.get(name='Dock mug').pk}/change/"))
    assert "2 × MUG, 1 × BOWL" in product
    version = re.search(r'name="version" value="([^"]+)"', html)[1]
    staff.post(bundle_url(), {"code": ["MUG"], "units": ["0"], "book": "1", "version": version})
    assert not BundleComponent.objects.exists()


@pytest.mark.parametrize(
    ("code", "units", "status"),
    [
        (["CUP"], ["1"], 422),  # itself
        (["NOPE"], ["1"], 422),
        (["MUG"], ["10001"], 422),
        *[(["MUG"], [odd], 422) for odd in ODD[1:]],
    ],
)
def test_odd_parts_are_refused(staff, code, units, status):
    assert staff.post(bundle_url(), {"code": code, "units": units, "book": "1"}).status_code == status
    assert not BundleComponent.objects.exists()


def test_a_bundle_is_no_part_of_another(staff, bowl):
    make_bundle("BOWL", MUG=1)

    answer = staff.post(bundle_url(), {"code": ["BOWL"], "units": ["1"], "book": "1"})

    assert answer.status_code == 409
    assert "A bundle cannot be part of another bundle." in markup(answer)


def test_a_variant_of_another_product_is_not_found(staff, bowl):
    assert staff.get(f"/admin/catalog/product/{bowl.pk}/bundle/{level().variant_id}/").status_code == 404


def test_a_release_day_makes_it_a_pre_order(staff, bowl):
    page = markup(staff.get(f"/admin/catalog/product/{bowl.pk}/change/"))
    assert 'type="date" name="released_on"' in page


# ---- rights -----------------------------------------------------------------------------------------------------------


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
