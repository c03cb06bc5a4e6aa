"""Sending, cancelling and refunding from the order's page."""

import pytest
from django.urls import reverse

from shop.fulfilment.models import Fulfilment
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.payments.models import Refund, TestRefund
from shop.payments.providers.base import RefundResult
from shop.payments.providers.test import TestProvider
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(channel) -> Order:
    make_product("Dock mug", skus=["MUG"])
    make_product("Lake bowl", skus=["BOWL"], price_minor=2400)
    return make_order(("MUG", 2), ("BOWL", 1)).order


@pytest.fixture
def staff(manager, client):
    client.force_login(manager)
    return client


def url_of(order, verb):
    return reverse(f"admin:orders_order_{verb}", args=[order.pk])


def version(order):
    return Order.objects.get(pk=order.pk).version


def test_the_ship_form_is_preticked_and_focuses_the_tracking_number(order, staff):
    form = staff.get(url_of(order, "ship")).context["form"]

    assert [field.initial for _, _, field in form.rows()] == [2, 1]
    assert 'name="tracking_number"' in str(form["tracking_number"])
    assert "autofocus" in str(form["tracking_number"])


def test_a_part_of_an_order_is_sent_and_then_the_rest(order, staff):
    mug, bowl = order.lines.all()
    data = {f"line_{mug.pk}": 1, f"line_{bowl.pk}": 0, "carrier": "DHL", "tracking_number": "0034"}

    first = staff.post(url_of(order, "ship"), data | {"version": version(order)})
    order.refresh_from_db()
    assert first.status_code == 302
    assert (order.fulfilment_status, order.status) == ("partial", "placed")

    rest = {f"line_{mug.pk}": 1, f"line_{bowl.pk}": 1, "version": version(order)}
    staff.post(url_of(order, "ship"), rest)
    order.refresh_from_db()
    assert (order.fulfilment_status, order.status) == ("fulfilled", "closed")
    assert order.events.get(message__startswith="Parcel shipped: DHL").actor_label == "manager@example.com"


def test_a_ship_form_sent_twice_sends_one_parcel(order, staff):
    mug, bowl = order.lines.all()
    data = {f"line_{mug.pk}": 1, f"line_{bowl.pk}": 0, "version": version(order)}

    answers = [staff.post(url_of(order, "ship"), data).status_code for _ in range(2)]

    assert answers == [302, 412]
    assert Fulfilment.objects.count() == 1


@pytest.mark.parametrize(("field", "value"), [("tracking_url", "javascript:alert(1)"), ("line", 3), ("line", -1)])
def test_a_wrong_ship_form_is_shown_again_with_422(order, staff, field, value):
    mug, bowl = order.lines.all()
    data = {f"line_{mug.pk}": 2, f"line_{bowl.pk}": 1, "version": version(order)}
    data[f"line_{mug.pk}" if field == "line" else field] = value

    answer = staff.post(url_of(order, "ship"), data)

    assert answer.status_code == 422
    assert "<title>Error: " in markup(answer)
    assert not Fulfilment.objects.exists()


def test_cancelling_frees_stock_and_gives_the_money_back(order, staff):
    answer = staff.post(url_of(order, "cancel"), {"reason": "Broken in the store", "version": version(order)})

    order.refresh_from_db()
    assert answer.status_code == 302
    assert (order.status, order.payment_status) == ("cancelled", "refunded")
    assert set(StockLevel.objects.values_list("allocated", flat=True)) == {0}
    assert "Cancelled: Broken in the store" in order.events.values_list("message", flat=True)


def test_what_was_sent_stays_and_the_rest_is_cancelled(order, staff):
    mug, bowl = order.lines.all()
    staff.post(url_of(order, "ship"), {f"line_{mug.pk}": 1, f"line_{bowl.pk}": 0, "version": version(order)})

    answer = staff.post(url_of(order, "cancel"), {"version": version(order)})

    order.refresh_from_db()
    assert answer.status_code == 302
    assert (order.status, order.credited_minor) == ("closed", 1900 + 2400)
    assert list(order.lines.values_list("quantity_fulfilled", "quantity_cancelled")) == [(1, 1), (0, 1)]


def test_single_units_are_cancelled(order, staff):
    mug, bowl = order.lines.all()
    data = {f"line_{mug.pk}": 1, f"line_{bowl.pk}": 0, "version": version(order)}
    assert staff.post(url_of(order, "cancel"), data).status_code == 302
    order.refresh_from_db()
    assert (order.status, order.credited_minor, Refund.objects.get().amount_minor) == ("placed", 1900, 1900)


def refund(order, staff, **data):
    """Fill in the refund form, look at what goes back, and confirm."""
    first = staff.post(url_of(order, "refund"), {"version": version(order), **data})
    assert first.status_code == 200
    form = first.context["form"]
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return first, staff.post(url_of(order, "refund"), values), values


def test_a_refund_says_first_what_goes_back_and_is_then_booked_and_carried_out(order, staff):
    mug, _ = order.lines.all()
    first, answer, _ = refund(
        order, staff, **{f"line_{mug.pk}": 1, "shipping": "", "allowance": "5,00", "reason": "A chip"}
    )
    assert "Refund €24.00</button>" in markup(first)
    assert answer.status_code == 302
    order.refresh_from_db()
    given = Refund.objects.get()
    assert (given.amount_minor, given.status, given.reason) == (2400, "succeeded", "A chip")
    assert (order.payment_status, order.credited_minor) == ("partially_refunded", 2400)


def test_a_refund_form_sent_twice_refunds_once(order, staff):
    _, answer, values = refund(order, staff, allowance="10.00")
    again = staff.post(url_of(order, "refund"), values)
    assert (answer.status_code, again.status_code) == (302, 412)
    assert Refund.objects.count() == TestRefund.objects.count() == 1


@pytest.mark.parametrize("amount", ["-5", "NaN", "Infinity", "1e3", "1.234", "five", "９"])
def test_a_wrong_amount_is_refused_in_place_and_nothing_is_booked(order, staff, amount):
    answer = staff.post(url_of(order, "refund"), {"allowance": amount, "version": version(order)})

    assert answer.status_code == 422
    assert not Refund.objects.exists()


def test_too_much_is_refused_before_anything_is_shown_to_confirm(order, staff):
    answer = staff.post(url_of(order, "refund"), {"version": version(order), "allowance": "62.01"})

    assert answer.status_code == 409
    assert "more than the value that is left" in markup(answer)
    assert not Refund.objects.exists()


@pytest.mark.parametrize("data", [{"allowance": "0"}, {}])
def test_nothing_is_refused_at_once(order, staff, data):
    answer = staff.post(url_of(order, "refund"), {"version": version(order), **data})

    assert answer.status_code == 422
    assert "Nothing was paid beyond what is owed." in markup(answer)
    assert not Refund.objects.exists()


@pytest.mark.parametrize("broken", ["", "yesterday", "2020-01-01"])
def test_a_refund_without_a_true_version_is_refused(order, staff, broken):
    data = {"allowance": "10.00", "seen": "1000", "version": broken}
    answer = staff.post(url_of(order, "refund"), data)

    assert answer.status_code in (409, 422)
    assert not Refund.objects.exists()


def test_a_failed_refund_is_shown_and_can_be_repeated(order, staff, monkeypatch):
    def down(*_args, **_values):
        return RefundResult("failed", failure="The bank did not answer.")

    with monkeypatch.context() as patch:
        patch.setattr(TestProvider, "refund", down)
        refund(order, staff, allowance="10.00")
    given = Refund.objects.get()
    page = markup(staff.get(url_of(order, "change")))
    retry = reverse("admin:orders_order_retry_refund", args=[order.pk, given.pk])
    assert retry in page
    assert staff.get(retry).status_code == 405

    staff.post(retry)

    assert Refund.objects.get().status == "succeeded"
    assert TestRefund.objects.count() == 1


def test_a_refund_of_another_order_is_not_repeated_here(order, staff):
    refund(order, staff, allowance="10.00")
    other = make_order(("MUG", 1), email="b@example.com").order
    retry = reverse("admin:orders_order_retry_refund", args=[other.pk, Refund.objects.get().pk])

    assert staff.post(retry).status_code == 404


def test_the_page_offers_one_next_action(order, staff):
    page = staff.get(url_of(order, "change")).context
    assert (page["next_action"].label, [a.label for a in page["other_actions"]]) == (
        "Ship parcel",
        ["Prepare parcel", "Refund", "Edit", "Hold", "Cancel"],
    )

    staff.post(url_of(order, "cancel"), {"version": version(order)})
    page = staff.get(url_of(order, "change")).context
    assert page["next_action"] is None
    assert page["other_actions"] == []
    assert str(page["money"].due) == "0.00"


def test_names_with_markup_are_inert(order, staff):
    order.addresses.update(full_name="<script>alert(1)</script>", company='"><img src=x onerror=alert(1)>')
    order.lines.update(name="<b>Mug</b>")

    html = markup(staff.get(url_of(order, "change")))

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "<b>Mug" not in html


def test_an_order_that_does_not_exist_is_404(staff, channel):
    for verb in ("change", "ship"):
        assert staff.get(reverse(f"admin:orders_order_{verb}", args=[999])).status_code == 404
    assert staff.get("/admin/orders/order/99999999999999999999999/change/").status_code == 404
