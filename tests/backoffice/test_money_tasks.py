"""What the start page says about money that waits, to whom, and where it leads."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.checkout.operations import PaymentDeclined
from shop.orders.models import OrderEvent
from shop.payments.models import Payment, ProviderEvent, Refund, StatementLine
from shop.payments.queries import DECLINE_LIMIT, tried_out
from tests.factories.catalog import make_product
from tests.factories.orders import make_order

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_rules]  # the states are forced, to have all of them at once


@pytest.fixture
def waiting(channel):
    """One of each: a flagged payment, a dispute, a hold that ends soon (flagged too), one that does not, and so on."""
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=20)
    now = timezone.now()
    review, disputed, ending, held, back = (make_order(("MUG", 1), now=now).payment.pk for _ in range(5))
    Payment.objects.filter(pk=review).update(review="Expected 23.90, got 23.89")
    Payment.objects.filter(pk=disputed).update(status="disputed")
    Payment.objects.filter(pk=ending).update(
        status="authorised", expires_at=now + timedelta(hours=35), review="The authorisation ends"
    )
    Payment.objects.filter(pk=held).update(status="authorised", expires_at=now + timedelta(hours=37))
    Payment.objects.filter(pk=back).update(provider="bank_transfer")
    Refund.objects.create(
        payment_id=back,
        public_id="ref_1",
        amount_minor=100,
        currency="EUR",
        status="sent",
        created_at=now,
        updated_at=now,
    )
    for number in range(2):
        StatementLine.objects.create(
            fingerprint=str(number), booked_on=now, amount_minor=1, currency="EUR", imported_at=now
        )
    ProviderEvent.objects.create(
        provider="stripe", event_id="evt", kind="x", payload={}, outcome="parked", next_try_at=now, received_at=now
    )


def tasks(client):
    return {task.label: task.url for task in client.get("/admin/").context["tasks"]}


def test_money_that_waits_is_counted_once_and_leads_to_its_rows(client, manager, waiting):
    client.force_login(manager)
    found = tasks(client)
    wanted = {
        "1 payment to review": 1, "1 open dispute": 1, "1 authorisation about to expire": 1, "1 refund to transfer": 1,
        "2 bank transfers to assign": 2, "1 failed webhook event": 1,
    }  # fmt: skip
    assert wanted.keys() <= found.keys()
    for label, rows in wanted.items():
        assert (label, len(client.get(found[label]).context["cl"].result_list)) == (label, rows)


@pytest.mark.parametrize(
    ("rights", "labels"),
    [
        ((), set()),
        (("mark_paid",), {"1 payment to review", "1 open dispute", "1 refund to transfer"}),
        (("capture_payment",), {"1 authorisation about to expire"}),
        (("view_statementline",), {"2 bank transfers to assign"}),
        (("view_providerevent",), {"1 failed webhook event"}),
    ],
)
def test_each_person_is_told_what_they_may_do(client, clerk, waiting, rights, labels, django_assert_max_num_queries):
    clerk.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    client.force_login(clerk)
    with django_assert_max_num_queries(24):
        assert set(tasks(client)) - {"5 orders to ship"} == labels


def test_somebody_who_tries_out_cards_is_told_for_a_day(client, manager, channel):
    make_product(skus=["MUG"], stock=20)

    def decline(email):
        with pytest.raises(PaymentDeclined):
            make_order(("MUG", 1), payment=PaymentChoice("test", "decline"), email=email, now=timezone.now())

    for _ in range(DECLINE_LIMIT):
        decline("thief@example.com")
    decline("unlucky@example.com")

    client.force_login(manager)
    found = tasks(client)
    assert [row.email for row in client.get(found["1 suspected case of card testing"]).context["cl"].result_list] == [
        "thief@example.com"
    ]
    tomorrow = timezone.now() + timedelta(hours=25)
    assert not OrderEvent.objects.filter(tried_out(now=tomorrow)).exists()
