"""POST /api/v1/orders/."""

import pytest

from shop.api.v1.schemas.orders import Order as Shown
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from tests.api.conftest import ADDRESS, places
from tests.factories.catalog import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mug(channel):
    """Ten mugs at €19.00."""
    return make_product("Dock mug", skus=["MUG", "MUG-L"], stock=10)


def test_a_guest_orders_and_pays(api, new_order):
    response = api.post("orders/", new_order(("MUG", 2)))

    order = Order.objects.get()
    assert response.status_code == 201
    body = response.json()
    shipping_method = body.pop("shipping_method")
    created = body.pop("created_at")
    status_url = body.pop("status_url")
    assert body == {
        "id": order.public_id,
        "number": str(order.number),
        "status": "placed",
        "payment_status": "paid",
        "awaits_confirmation": False,
        "fulfilment_status": "unfulfilled",
        "currency": "EUR",
        "subtotal": {"amount": "38.00", "currency": "EUR"},
        "shipping": {"amount": "4.90", "currency": "EUR"},
        "tax": {"amount": "6.85", "currency": "EUR"},
        "total": {"amount": "42.90", "currency": "EUR"},
        "credited": {"amount": "0.00", "currency": "EUR"},
        "due": {"amount": "0.00", "currency": "EUR"},
        "email": "ada@example.com",
        "lines": [
            {
                "sku": "MUG",
                "name": "Dock mug",
                "quantity": 2,
                "quantity_cancelled": 0,
                "quantity_fulfilled": 0,
                "quantity_returned": 0,
                "price": {"amount": "19.00", "currency": "EUR"},
                "total": {"amount": "38.00", "currency": "EUR"},
                "options": {"Glaze": "Mug"},
                "components": [],
            }
        ],
        "fulfilments": [],
        "pay_url": None,
        "bank_transfer": None,
        "can_withdraw": True,
        "withdraw_until": None,
        "shipping_address": {"company": "", "line2": "", "region": "", "phone": "", **ADDRESS},
        "payment": {"provider": "test", "status": "captured", "redirect_url": None},
    }
    assert shipping_method["code"] == "standard"
    assert created.endswith("Z")
    assert status_url.startswith(f"http://testserver/o/{order.public_id}:")
    assert order.user_id is None
    assert "Location" not in response.headers
    assert response["Cache-Control"] == "no-store"
    Shown.model_validate_json(response.content)


def test_the_status_address_opens_the_order(api, new_order):
    body = api.post("orders/", new_order()).json()

    assert api.client.get(body["status_url"]).status_code == 200


def test_a_customer_orders_with_the_address_of_the_account(customer, shopper, new_order):
    response = customer.post("orders/", new_order(email=None))

    order = Order.objects.get()
    assert (order.user_id, order.email) == (shopper.pk, "shopper@example.com")
    assert response["Location"] == f"/api/v1/orders/{order.public_id}/"
    assert customer.get(response["Location"]).json() == response.json()


def test_a_customer_may_have_the_mail_sent_elsewhere(customer, shopper, new_order):
    body = customer.post("orders/", new_order(email="office@example.com")).json()

    assert body["email"] == "office@example.com"
    assert Order.objects.get().user_id == shopper.pk


def test_staff_order_as_customers(manager, new_order):
    from tests.api.conftest import Api

    Api(manager).post("orders/", new_order())

    assert Order.objects.get().user_id == manager.pk


def test_a_token_that_is_over_is_refused_instead_of_ordering_as_a_guest(api, new_order):
    response = api.post("orders/", new_order(), Authorization="Bearer nonsense")

    assert response.status_code == 401
    assert Order.objects.count() == 0


def test_the_same_sku_twice_is_one_line(api, new_order):
    body = api.post("orders/", new_order(("MUG", 1), ("MUG-L", 1), ("MUG", 2))).json()

    assert [(line["sku"], line["quantity"]) for line in body["lines"]] == [("MUG", 3), ("MUG-L", 1)]


def test_the_delivery_may_be_chosen(api, new_order):
    body = api.post("orders/", new_order(shipping_method="express")).json()

    assert (body["shipping_method"]["code"], body["shipping"]["amount"]) == ("express", "12.00")


def test_null_is_the_same_as_leaving_an_optional_field_out(api, new_order):
    address = ADDRESS | {"line2": None, "region": None, "company": None, "phone": None}
    payment = {"provider": "test", "method": None}

    response = api.post("orders/", new_order(shipping_address=address, payment=payment) | {"shipping_method": None})

    assert response.status_code == 201


def test_a_payment_that_the_bank_wants_confirmed_names_the_address_to_go_to(api, new_order):
    response = api.post("orders/", new_order(payment={"provider": "test", "method": "challenge"}))

    body = response.json()
    assert response.status_code == 201
    assert (body["status"], body["payment_status"], body["payment"]["status"]) == (
        "pending",
        "unpaid",
        "requires_action",
    )
    assert body["payment"]["redirect_url"].startswith("http://testserver/pay/test/pay_")


def test_a_declined_payment_is_402_and_frees_the_stock(api, new_order):
    response = api.post("orders/", new_order(payment={"provider": "test", "method": "decline"}))

    assert (response.status_code, response.json()["code"]) == (402, "payment_declined")
    assert StockLevel.objects.get(variant__sku="MUG").allocated == 0
    assert Order.objects.get().status == "cancelled"


def test_too_few_left_is_409_and_says_of_what(api, new_order):
    StockLevel.objects.filter(variant__sku="MUG-L").update(on_hand=0)

    response = api.post("orders/", new_order(("MUG", 11), ("MUG-L", 1)))

    assert (response.status_code, response.json()["code"]) == (409, "out_of_stock")
    assert response.json()["shortages"] == [
        {"sku": "MUG", "requested": 11, "available": 10},
        {"sku": "MUG-L", "requested": 1, "available": 0},
    ]
    assert Order.objects.count() == 0


def address(**values):
    return {"shipping_address": ADDRESS | values}


@pytest.mark.parametrize(
    ("values", "code", "place"),
    [
        ({"email": None}, "invalid_input", "/email"),
        ({"email": "nobody"}, "invalid_input", "/email"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "invalid_input", "/email"),
        ({"lines": []}, "invalid_input", "/lines"),
        ({"lines": None}, "invalid_input", "/lines"),
        ({"lines": [{"sku": "MUG", "quantity": 1}] * 51}, "invalid_input", "/lines"),
        ({"lines": {"sku": "MUG"}}, "invalid_input", "/lines"),
        ({"lines": ["MUG"]}, "invalid_input", "/lines/0"),
        ({"lines": [{"sku": "MUG"}]}, "invalid_input", "/lines/0/quantity"),
        ({"lines": [{"sku": "", "quantity": 1}]}, "invalid_input", "/lines/0/sku"),
        ({"lines": [{"sku": "MUG\u0000", "quantity": 1}]}, "invalid_input", "/lines/0/sku"),
        ({"lines": [{"sku": 7, "quantity": 1}]}, "invalid_input", "/lines/0/sku"),
        ({"lines": [{"sku": "NO", "quantity": 1}]}, "unknown_product", "/lines/0/sku"),
        ({"lines": [{"sku": "MUG", "quantity": 60}] * 2}, "invalid_input", "/lines/1/quantity"),
        ({"lines": [{"sku": "MUG", "quantity": 1, "price": "0.01"}]}, "invalid_input", "/lines/0/price"),
        ({"total": "0.01"}, "invalid_input", "/total"),
        ({"discount": 100}, "invalid_input", "/discount"),
        ({"shipping": "0"}, "invalid_input", "/shipping"),
        ({"tax_exempt": True}, "invalid_input", "/tax_exempt"),
        ({"user_id": 1}, "invalid_input", "/user_id"),
        ({"status": "paid"}, "invalid_input", "/status"),
        ({"address_id": 1}, "invalid_input", "/address_id"),
        ({"shipping_address": None}, "invalid_input", "/shipping_address"),
        (address(country="US"), "invalid_input", "/shipping_address/country"),
        (address(country="Germany"), "invalid_input", "/shipping_address/country"),
        (address(full_name="  "), "invalid_input", "/shipping_address/full_name"),
        (address(city=""), "invalid_input", "/shipping_address/city"),
        (address(line1="x" * 161), "invalid_input", "/shipping_address/line1"),
        (address(line2="a\u0000b"), "invalid_input", "/shipping_address/line2"),
        (address(planet="Mars"), "invalid_input", "/shipping_address/planet"),
        ({"shipping_method": "pigeon"}, "shipping_unavailable", "/shipping_method"),
        ({"payment": {"provider": "bank"}}, "payment_unavailable", "/payment/provider"),
        ({"payment": {"provider": "test", "method": "magic"}}, "invalid_input", "/payment/method"),
        ({"payment": {"provider": "test", "amount": "0"}}, "invalid_input", "/payment/amount"),
        ({"payment": None}, "invalid_input", "/payment"),
        ({"a/b~c": 1}, "invalid_input", "/a~1b~0c"),
    ],
)
def test_names_what_is_wrong_and_orders_nothing(api, new_order, values, code, place):
    response = api.post("orders/", new_order(**values))

    assert (response.status_code, response.json()["code"]) == (422, code)
    assert places(response) == {place}
    assert Order.objects.count() == 0


NUMBERS = ["-1", "0", "1.5", "1.0", "1e9", "1e3", "2147483648", "9223372036854775808", "100"]
OTHERS = ['"1"', '"1e3"', "true", "null", '["1"]', "{}", '"２"', '""']


@pytest.mark.parametrize("quantity", [*NUMBERS, *OTHERS])
def test_odd_quantities_are_refused(api, new_order, quantity):
    body = '{"email": "ada@example.com", "lines": [{"sku": "MUG", "quantity": %s}], "payment": {"provider": "test"},'
    text = (body % quantity) + '"shipping_address": {"full_name": "A", "line1": "L", "city": "B", "postcode": "1",'

    response = api.post("orders/", text + '"country": "DE"}}')

    assert response.status_code == 422
    assert places(response) == {"/lines/0/quantity"}
    assert Order.objects.count() == 0


@pytest.mark.parametrize("quantity", ["NaN", "Infinity", "-Infinity", "01", "+1", "0x1"])
def test_what_is_no_json_number_is_400(api, quantity):
    response = api.post("orders/", '{"lines": [{"sku": "MUG", "quantity": %s}]}' % quantity)

    assert (response.status_code, response.json()["code"]) == (400, "malformed_json")


@pytest.mark.parametrize("lines", [1, 20])
def test_the_queries_of_an_order_hardly_grow_with_its_lines(
    api, channel, new_order, django_assert_max_num_queries, lines
):
    make_product("Bowl", skus=[f"B{number}" for number in range(20)])

    with django_assert_max_num_queries(70 + lines):  # each line books its own stock
        response = api.post("orders/", new_order(*[(f"B{number}", 1) for number in range(lines)]))

    assert response.status_code == 201
