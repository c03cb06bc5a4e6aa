"""Orders that staff write for somebody: a draft first."""

import pytest

from shop.accounts.rules import AddressInput
from shop.checkout.operations import UnknownProduct
from shop.core.errors import InvalidInput, NotFound, StaleVersion
from shop.ledger.queries import balances_of
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderEvent, OrderLine
from shop.orders.queries import get_order_by_token, list_orders_for, order_token
from shop.pricing.models import Price
from tests.checkout.drafts.looking import stock


@pytest.mark.django_db
def test_a_draft_is_priced_as_the_shop_would_and_holds_nothing(products, save):
    draft = save(("MUG", 2), ("BOWL", 1), ("MUG", 1), shipping_method="express")
    assert (draft.status, draft.payment_status, draft.subtotal_minor, draft.shipping_minor, draft.total_minor) == (
        "draft", "unpaid", 6700, 1200, 7900
    )  # fmt: skip
    assert list(draft.lines.values_list("sku", "quantity", "unit_minor")) == [("MUG", 3, 1900), ("BOWL", 1, 1000)]
    assert stock() == ({"MUG": 0, "BOWL": 0}, {"MUG": 0, "BOWL": 0})
    assert not MailMessage.objects.exists()
    assert balances_of(order_id=draft.pk) == {}
    with pytest.raises(NotFound):  # nobody but staff sees it
        get_order_by_token(token=order_token(draft))


@pytest.mark.django_db
def test_a_draft_of_a_customer_is_theirs_once_it_is_sent(products, save, send, shopper):
    draft = save(user_id=shopper.pk)
    assert list(list_orders_for(user_id=shopper.pk)) == []
    send(draft)
    assert list(list_orders_for(user_id=shopper.pk)) == [draft]


@pytest.mark.django_db
def test_saving_again_replaces_everything_at_todays_prices(products, save):
    draft = save(("MUG", 2))
    Price.objects.filter(variant__sku="MUG").update(amount_minor=2000)
    again = save(("MUG", 1), ("BOWL", 1), order_id=draft.pk, email="b@example.com", version=draft.version)
    assert (again.pk, again.email, again.subtotal_minor) == (draft.pk, "b@example.com", 3000)
    assert OrderLine.objects.count() == 2
    with pytest.raises(StaleVersion):
        save(order_id=draft.pk, version=draft.version)
    assert list(OrderEvent.objects.values_list("kind", flat=True)) == ["order.drafted"]


@pytest.mark.django_db
def test_the_address_may_follow_later_but_a_draft_without_it_is_not_sent(products, save, send):
    draft = save(shipping_address=AddressInput("", "", "", "", "AT"))
    assert draft.total_minor == 4290
    with pytest.raises(InvalidInput) as error:
        send(draft)
    assert set(error.value.fields) == {"full_name", "line1", "city", "postcode"}
    assert Order.objects.get().status == "draft"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"shipping_address": AddressInput("Ada", "", "Berlin", "10119", "DE")}, "line1"),
        ({"shipping_address": AddressInput("", "", "", "", "US")}, "country"),
    ],
)
def test_refuses_what_is_wrong(products, save, values, field):
    with pytest.raises(InvalidInput) as error:
        save(**values)
    assert set(error.value.fields) == {field}
    with pytest.raises(UnknownProduct):
        save(("NONE", 1))
    with pytest.raises(InvalidInput):
        save(("MUG", 0))
    assert not Order.objects.exists()
