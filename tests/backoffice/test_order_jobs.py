"""The daily jobs on the order's page: parcels, holds, notes, changes."""

import pytest
from django.urls import reverse

from shop.fulfilment.models import Fulfilment
from shop.orders.models import Order, OrderChange, OrderNote
from shop.pricing.models import Price
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(channel) -> Order:
    make_product("Dock mug", skus=["MUG"], price_minor=1900)
    make_product("Lake bowl", skus=["BOWL"], price_minor=2400)
    make_product("Tall vase", skus=["VASE"], price_minor=3000, stock=2)
    return make_order(("MUG", 2), ("BOWL", 1)).order


@pytest.fixture
def staff(manager, client):
    client.force_login(manager)
    return client


def url_of(order, verb):
    return reverse(f"admin:orders_order_{verb}", args=[order.pk])


def parcel_url(parcel, verb):
    return reverse(f"admin:orders_parcel_{verb}", args=[parcel.order_id, parcel.pk])


def version(order):
    return Order.objects.get(pk=order.pk).version


def page(staff, order):
    return markup(staff.get(url_of(order, "change")))


def move(staff, parcel, target):
    parcel.refresh_from_db()
    return staff.post(parcel_url(parcel, "move"), {"target": target, "version": parcel.version})


def prepare(staff, order, **data):
    return staff.post(url_of(order, "prepare"), {**pieces(order), "version": version(order), **data})


def pieces(order):
    return {f"line_{line.pk}": line.free_quantity for line in order.lines.all()}


def test_a_parcel_is_prepared_picked_packed_sent_and_delivered_by_the_buttons_of_the_page(order, staff):
    assert prepare(staff, order).status_code == 302
    parcel = Fulfilment.objects.get()
    html = page(staff, order)
    assert "Start picking</button>" in html
    assert parcel_url(parcel, "slip") in html
    assert move(staff, parcel, "picking").status_code == 302
    assert move(staff, parcel, "packed").status_code == 302
    assert parcel_url(parcel, "send") in page(staff, order)
    parcel.refresh_from_db()
    sent = staff.post(parcel_url(parcel, "send"), {"tracking_number": "JD014", "version": parcel.version})
    assert sent.status_code == 302
    assert "Mark as delivered</button>" in page(staff, order)
    assert move(staff, parcel, "delivered").status_code == 302
    order.refresh_from_db()
    assert (order.status, order.fulfilment_status) == ("closed", "delivered")


def test_a_move_that_the_table_forbids_is_told_on_the_page_with_409(order, staff):
    prepare(staff, order)
    parcel = Fulfilment.objects.get()
    answer = move(staff, parcel, "delivered")
    assert answer.status_code == 409
    assert "The status of a parcel cannot change from “planned” to “delivered”." in markup(answer)
    stale = staff.post(parcel_url(parcel, "move"), {"target": "picking", "version": "x"})
    assert stale.status_code == 412
    parcel.refresh_from_db()
    assert parcel.status == "planned"
    assert staff.get(parcel_url(parcel, "move")).status_code == 405


def test_a_lost_parcel_is_noted_and_sent_again(order, staff):
    staff.post(url_of(order, "ship"), {**pieces(order), "version": version(order)})
    parcel = Fulfilment.objects.get()
    wrong = staff.post(parcel_url(parcel, "problem"), {"what": "lost", "restock": "on", "version": parcel.version})
    assert wrong.status_code == 422
    assert staff.post(parcel_url(parcel, "problem"), {"what": "lost", "version": parcel.version}).status_code == 302
    parcel.refresh_from_db()
    assert parcel.status == "lost"
    assert parcel_url(parcel, "resend") in page(staff, order)
    assert staff.post(parcel_url(parcel, "resend"), {"version": parcel.version}).status_code == 302
    assert Fulfilment.objects.count() == 2
    assert parcel_url(parcel, "resend") not in page(staff, order)


def test_tracking_is_corrected(order, staff):
    staff.post(url_of(order, "ship"), {**pieces(order), "version": version(order)})
    parcel = Fulfilment.objects.get()
    data = {"tracking_number": "1Z", "carrier": "UPS", "version": parcel.version}
    assert staff.post(parcel_url(parcel, "tracking"), data).status_code == 302
    parcel.refresh_from_db()
    assert (parcel.carrier, parcel.tracking_number) == ("UPS", "1Z")


def test_the_packing_slip_names_units_and_place_but_no_price(order, staff):
    prepare(staff, order)
    html = markup(staff.get(parcel_url(Fulfilment.objects.get(), "slip")))
    assert "Dock mug" in html
    assert "Main warehouse" in html
    assert "Torstraße 1" in html
    assert "€" not in html


def test_holding_stops_everything_until_it_is_released(order, staff):
    assert staff.post(url_of(order, "hold"), {"reason": "", "version": version(order)}).status_code == 422
    data = {"reason": "Fraud check", "version": version(order)}
    assert staff.post(url_of(order, "hold"), data).status_code == 302
    html = page(staff, order)
    assert "On hold: Fraud check" in html
    assert "Ship parcel" not in html
    refused = staff.post(url_of(order, "ship"), {**pieces(order), "version": version(order)})
    assert refused.status_code == 409
    assert staff.post(url_of(order, "release")).status_code == 302
    assert staff.post(url_of(order, "release")).status_code == 409
    assert "Ship parcel" in page(staff, order)


def test_notes_stand_in_the_timeline_and_are_inert(order, staff, client):
    assert staff.post(url_of(order, "note"), {"text": "Rang twice.\r\n<b>Nobody</b> there."}).status_code == 302
    html = page(staff, order)
    assert "Rang twice.<br>&lt;b&gt;Nobody&lt;/b&gt; there." in html
    assert OrderNote.objects.get().author_label == "manager@example.com"
    for text in ("", "   ", "x" * 2001):
        assert staff.post(url_of(order, "note"), {"text": text}).status_code == 422
    assert OrderNote.objects.count() == 1


def edit(staff, order, *, button="preview", **values):
    form = staff.get(url_of(order, "edit")).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return staff.post(url_of(order, "edit"), {**data, button: "1", **values})


def test_a_change_is_shown_first_and_then_done(order, staff):
    mug, _ = order.lines.all()
    shown = edit(staff, order, **{f"line_{mug.pk}": 1, "sku": ["VASE"], "quantity": ["1"]})
    html = markup(shown)
    assert shown.status_code == 200
    assert "Update order and request €11.00</button>" in html
    assert not OrderChange.objects.exists()

    done = edit(staff, order, button="apply", seen="1100", **{f"line_{mug.pk}": 1, "sku": ["VASE"], "quantity": ["1"]})

    assert done.status_code == 302
    change = OrderChange.objects.get()
    assert (change.status, change.difference_minor) == ("awaiting_payment", 1100)
    html = page(staff, order)
    assert "An order change is awaiting payment of €11.00" in html
    withdraw = reverse("admin:orders_change_withdraw", args=[order.pk, change.pk])
    assert staff.post(withdraw).status_code == 302
    assert staff.post(withdraw).status_code == 409
    change.refresh_from_db()
    assert change.status == "withdrawn"


def test_a_price_that_moved_since_the_preview_is_refused_and_shown(order, staff):
    Price.objects.filter(variant__sku="VASE").update(amount_minor=3100)
    answer = edit(staff, order, button="apply", seen="3000", sku=["VASE"], quantity=["1"])
    assert answer.status_code == 409
    assert "The difference has changed. Please check it again." in markup(answer)
    assert not OrderChange.objects.exists()


@pytest.mark.parametrize(
    ("values", "status", "text"),
    [
        ({"sku": ["NOPE"], "quantity": ["1"]}, 422, "NOPE is not available."),
        ({"sku": ["VASE"], "quantity": ["-1"]}, 422, "Enter a number from 1 to 100,000."),
        ({"sku": ["VASE"], "quantity": ["3"]}, 409, "only 2 of vase left"),
        ({}, 422, "You have not changed anything."),
        ({"postcode": ""}, 422, "Enter the postcode."),
        ({"shipping_method": "moon"}, 422, "Select a valid choice"),
        ({"version": "1"}, 412, "Reload and start again"),
    ],
)
def test_a_refused_change_is_told_in_place(order, staff, values, status, text):
    answer = edit(staff, order, **values)
    assert answer.status_code == status
    assert text.lower() in markup(answer).lower()
    assert not OrderChange.objects.exists()


def test_products_are_found_and_added_to_the_form_without_losing_what_was_typed(order, staff):
    mug, _ = order.lines.all()
    found = edit(staff, order, button="look", find="vase", **{f"line_{mug.pk}": 1, "note": "Asked by phone"})
    html = markup(found)
    assert 'name="add" value="VASE"' in html
    assert "2 available" in html
    added = edit(staff, order, button="add", add="VASE", find="vase", **{f"line_{mug.pk}": 1, "note": "Asked by phone"})
    form = added.context["form"]
    assert (str(form[f"line_{mug.pk}"].value()), form["note"].value()) == ("1", "Asked by phone")
    assert [(row.sku, row.quantity) for row in added.context["added"].rows] == [("VASE", "1")]


@pytest.mark.parametrize("verb", ["ship", "prepare", "cancel", "refund", "edit", "hold"])
def test_every_form_is_there_and_refused_to_who_may_only_look(order, staff, verb, client, clerk):
    assert staff.get(url_of(order, verb)).status_code == 200
    clerk.user_permissions.remove(*clerk.user_permissions.filter(codename="ship_order"))
    client.force_login(clerk)
    assert client.get(url_of(order, verb)).status_code == 403
    for click in ("release", "note", "link"):
        assert client.post(url_of(order, click)).status_code == 403
