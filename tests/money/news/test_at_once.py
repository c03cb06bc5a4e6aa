"""News that come at once."""

from shop.checkout.operations import expire_orders
from shop.core.actor import By
from shop.fulfilment.operations import RefundTooHigh, refund_order
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.payments.models import Payment, PaymentTransaction
from tests.concurrency.threads import all_at_once
from tests.factories.books import assert_books_are_right, journals
from tests.factories.catalog import make_product
from tests.factories.orders import NOW, make_order
from tests.factories.shop import make_channel
from tests.money.news.charges import LATER, charge_of, pays, settle
from tests.money.timeline import ASK, PAY, euros


def test_a_refund_and_a_dispute_at_once_never_give_back_more_than_came_in(transactional_db, bank, staff_actor):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=100)
    for _ in range(6):
        placed = make_order(("MUG", 1), payment=PAY)
        charge = charge_of(bank, placed)
        charge.dispute, charge.disputed = "open", 2390

        def either(index, placed=placed):
            if index % 2:
                return settle(placed)
            return refund_order(order_id=placed.order.pk, allowance=euros(500), by=By(staff_actor, NOW))

        for result in all_at_once(6, either):
            assert not isinstance(result, Exception) or isinstance(result, RefundTooHigh)
        payment = Payment.objects.get(pk=placed.payment.pk)
        assert payment.disputed_minor == 2390
        assert payment.refunded_minor == sum(charge.refunds.values()) <= payment.captured_minor
        assert PaymentTransaction.objects.filter(payment=payment, kind="chargeback").count() == 1
    assert_books_are_right()


def test_return_webhook_and_sweep_at_once_book_one_capture_and_send_one_mail(transactional_db, bank):
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=100)
    for _ in range(6):
        placed = make_order(("MUG", 1), payment=ASK)
        pays(charge_of(bank, placed))

        def one_of_three(index, placed=placed):
            return expire_orders(now=LATER) if index % 3 == 0 else settle(placed)

        results = all_at_once(9, one_of_three)

        assert [result for result in results if isinstance(result, Exception)] == []
        order = Order.objects.get(pk=placed.order.pk)
        assert (order.status, order.payment_status) == ("placed", "paid")
        assert journals(order) == ["sale", "capture"]
        assert PaymentTransaction.objects.filter(payment=placed.payment).count() == 1
        assert MailMessage.objects.filter(dedupe_key__startswith=order.public_id).count() == 1
    assert_books_are_right()
