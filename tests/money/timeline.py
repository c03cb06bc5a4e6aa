"""What an operation writes into an order's timeline, and which mails it queues."""

from __future__ import annotations

import re

from shop.checkout.inputs import PaymentChoice
from shop.core.actor import GUEST, SYSTEM, By
from shop.core.money import Money
from shop.notifications.models import MailMessage
from shop.orders.models import OrderEvent
from tests.factories.orders import NOW

BUYER, STAFF = By(GUEST, NOW), By(SYSTEM, NOW)  # the system may do what staff may; rights are asked for in test_rights
PAY, HOLD, ASK = (PaymentChoice("bank", how) for how in ("pay", "hold", "ask"))
TRANSFER, INVOICE = PaymentChoice("bank_transfer"), PaymentChoice("invoice")


def euros(minor):
    return Money(minor, "EUR")


def newest(model):
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def does(operation, events, mails, **values):
    """Call an operation and compare the kinds of events and of mails that it wrote, each in their order."""
    seen, queued = newest(OrderEvent), newest(MailMessage)
    result = operation(**values)
    kinds = list(OrderEvent.objects.filter(pk__gt=seen).order_by("pk").values_list("kind", flat=True))
    keys = MailMessage.objects.filter(pk__gt=queued).order_by("pk").values_list("dedupe_key", flat=True)
    names = [re.search(r"(?:^|:)([a-z_-]*[a-z])(?=[:#]|$)", key)[1] for key in keys]
    assert (" ".join(kinds), " ".join(names)) == (events, mails)
    return result
