"""Goods that the law exempts, and what staff must show for it."""

from datetime import timedelta

import pytest

from shop.catalog.models import Product
from shop.core.actor import GUEST, By
from shop.core.errors import InvalidInput
from shop.fulfilment.operations import Inspection
from shop.notifications.models import MailMessage
from shop.payments.models import CreditNote
from tests.factories.orders import NOW, make_order
from tests.fulfilment.withdrawals.declaring import counts, declare, handle


@pytest.mark.django_db
def test_exempt_goods_that_were_not_sent_wait_for_staff(goods, staff_actor):
    Product.objects.filter(name="Lake bowl").update(withdrawal_exempt="16(c)")
    order = make_order(("MUG", 1), ("BOWL", 1)).order
    bowl = order.lines.get(sku="BOWL")
    assert bowl.withdrawal_exempt == "16(c)"

    withdrawal = declare(order)
    order.refresh_from_db()
    assert (withdrawal.status, withdrawal.refund_minor, order.status) == ("acknowledged", 1900, "on_hold")
    assert counts(order) == [(0, 1, 0, 0), (0, 0, 0, 0)]

    exempt = {bowl.pk: Inspection(exemption="16(c)", exemption_note="Engraved with her name.")}
    done = handle(withdrawal, staff_actor, inspections=exempt)
    order.refresh_from_db()
    assert (done.status, done.refund_minor, order.status) == ("refunded", 1900, "placed")
    row = done.lines.get(order_line=bowl)
    assert (row.exemption, row.exemption_by) == ("16(c)", "manager@example.com")
    mail = MailMessage.objects.get(dedupe_key__contains=":settled").text
    assert "Article 16(c)" in mail
    assert "Engraved with her name." in mail


@pytest.mark.django_db
def test_where_everything_is_exempt_it_is_closed_and_the_buyer_keeps_the_goods(sent, staff_actor):
    withdrawal, line = declare(sent), sent.lines.get()
    exempt = {line.pk: Inspection(exemption="16(e)", exemption_note="The seal is broken.")}
    done = handle(withdrawal, staff_actor, inspections=exempt)
    assert (done.status, done.refund_minor, counts(sent)) == ("closed", 0, [(2, 0, 0, 0)])
    assert not CreditNote.objects.exists()


@pytest.mark.django_db
def test_an_exemption_needs_a_ground_and_what_proves_it(sent, staff_actor):
    withdrawal, line = declare(sent), sent.lines.get()
    for inspections in (
        Inspection(exemption="because", exemption_note="x"),
        Inspection(exemption="16(c)"),
        Inspection(exemption="9(1)", exemption_note="Too late"),
        Inspection(received=1, exemption="16(c)", exemption_note="x"),
    ):
        with pytest.raises(InvalidInput):
            handle(withdrawal, staff_actor, inspections={line.pk: inspections})
    assert withdrawal.lines.get().exemption == ""


@pytest.mark.django_db
def test_after_the_period_staff_may_say_so(sent, staff_actor):
    late = NOW + timedelta(days=60)
    withdrawal, line = declare(sent, by=By(GUEST, late)), sent.lines.get()
    assert withdrawal.period_ended_on is not None
    done = handle(
        withdrawal, staff_actor, inspections={line.pk: Inspection(exemption="9(1)", exemption_note="Sixty days.")}
    )
    assert done.status == "closed"
