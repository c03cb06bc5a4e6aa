"""What the mails about orders say, in both parts."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils.translation import get_language

from shop.accounts.rules import AddressInput
from shop.core.actor import GUEST, By
from shop.core.money import Money
from shop.fulfilment.operations import (
    Inspection,
    cancel_order,
    declare_withdrawal,
    handle_withdrawal,
    refund_order,
    ship_order,
)
from shop.notifications.composing import write_out
from shop.notifications.models import MailMessage
from shop.notifications.rendering import render
from shop.orders.emails import order_context
from shop.orders.operations import LINK_MINUTES, mail_order_link
from shop.orders.queries import order_path
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.returns import approve, make_return, receive, settlement

pytestmark = pytest.mark.django_db

AMOUNT = re.compile(r"€[\d.,]+\d")
LINK = re.compile(r"https?://\S+")
HREF = re.compile(r"href=\"([^\"]+)\"")
DATE = re.compile(r"\d{1,2} (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)\w*(?: \d{4})?")


@pytest.fixture
def order(channel):
    make_product("Dock mug", skus=["MUG-RUST", "MUG-MOSS"], price_minor=1900)
    address = AddressInput("Zoë O'Brien & Co", "Torstraße 1", "Berlin", "10119", "DE", line2="Hinterhof")
    return make_order(("MUG-RUST", 2), shipping_address=address).order


def visible(html: str) -> str:
    body = html.partition("<body>")[2]
    return unescape(re.sub(r"<[^>]+>", " ", body))


def facts(pattern: re.Pattern[str], text: str) -> set[str]:
    return set(pattern.findall(text))


def assert_same_facts(message: MailMessage) -> None:
    html = visible(message.html)
    assert facts(AMOUNT, message.text) == facts(AMOUNT, html)
    assert facts(DATE, message.text) == facts(DATE, html)
    targets = {unescape(target) for target in HREF.findall(message.html)}
    mails = {target.removeprefix("mailto:") for target in targets if target.startswith("mailto:")}
    assert facts(LINK, message.text) == {target for target in targets if target.startswith("http")}
    assert all(mail in message.text for mail in mails)


def assert_well_made(message: MailMessage) -> None:
    assert len(message.subject) <= 45
    assert len(message.html.encode()) < 60_000
    assert "{{" not in message.text + message.html
    assert "{%" not in message.text + message.html
    assert "None" not in message.text
    assert "\n\n\n" not in message.text
    assert 'name="color-scheme" content="light dark"' in message.html
    assert "<script" not in message.html


def only(dedupe: str) -> MailMessage:
    message = MailMessage.objects.get(dedupe_key__contains=f":{dedupe}")
    write_out(message)
    assert_same_facts(message)
    assert_well_made(message)
    return message


def test_the_confirmation_holds_lines_totals_tax_address_arrival_and_the_signed_link(order):
    message = only("placed")

    assert message.recipient == "ada@example.com"
    assert message.subject == f"#{order.number} Thank you for your order"
    assert f"http://testserver{order_path(order)}" in message.text
    assert "2 × Dock mug (Glaze: Mug-Rust)\n   €19.00 each: €38.00\n" in message.text
    assert "Subtotal: €38.00\nDelivery (Standard): €4.90\nTotal: €42.90\nVAT included: €6.85\n" in message.text
    assert "Zoë O'Brien & Co\nTorstraße 1\nHinterhof\n10119 Berlin\nGermany\n" in message.text
    assert "Estimated delivery: Wed 25\u2009–\u2009Fri 27 Nov." in message.text
    assert f"Your order #{order.number} of 23 November 2026 is confirmed and paid." in message.text
    assert "Zoë O&#x27;Brien &amp; Co" in message.html


@pytest.mark.parametrize(
    ("locale", "language", "day"), [("de_DE", "de", "23. November 2026"), ("tlh", "en-gb", "23 November 2026")]
)
def test_a_mail_is_written_in_the_language_of_its_order_or_in_english(settings, order, locale, language, day):
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    order.locale = locale

    _, text, html = render("orders/link", order_context(order))

    assert f'<html lang="{language}">' in html
    assert f" of {day}." in text
    assert get_language() == "en-gb"


def test_the_parcel_mail_names_carrier_number_link_and_content(order, staff_actor, now):
    ship_order(
        order_id=order.pk,
        by=By(staff_actor, now),
        carrier="DHL",
        tracking_number="JJD0099",
        tracking_url="https://track.example/JJD0099?lang=en&x=1",
    )

    message = only("shipped")
    assert message.subject == f"#{order.number} Your parcel is on its way"
    assert "Shipped on 23 November 2026 with DHL.\nTracking number: JJD0099." in message.text
    assert "Track your parcel:\nhttps://track.example/JJD0099?lang=en&x=1\n" in message.text
    assert "In this parcel\n2 × Dock mug (Glaze: Mug-Rust)\n" in message.text
    assert "The rest of your order" not in message.text


def test_a_partial_parcel_says_that_more_follows(order, staff_actor, now):
    line = order.lines.get()
    ship_order(order_id=order.pk, by=By(staff_actor, now), quantities={line.pk: 1})

    message = only("shipped")
    assert message.subject == f"#{order.number} Part of your order is on its way"
    assert "1 × Dock mug" in message.text
    assert "The rest of your order will follow." in message.text


def test_the_cancellation_says_what_goes_back(order, staff_actor, now):
    cancel_order(order_id=order.pk, by=By(staff_actor, now), reason="Sold out")

    message = only("cancelled")
    assert message.subject == f"#{order.number} Your order has been cancelled"
    assert "Reason: Sold out" in message.text
    assert "We're refunding €42.90 to your original payment method." in message.text


def test_the_refund_mail_names_the_amount_in_its_subject(order, staff_actor, now):
    refund_order(order_id=order.pk, allowance=Money(1250, "EUR"), reason="", by=By(staff_actor, now))

    message = only("refunded")
    assert message.subject == f"#{order.number} Your refund of €12.50"
    assert "We're refunding €12.50 to your original payment method." in message.text


def test_the_link_is_mailed_when_number_and_address_belong_together_and_once_in_ten_minutes(order, now):
    for number in (f"#{order.number}", f" {order.number} "):
        mail_order_link(number=number, email="ADA@example.com", now=now)

    message = only("link")
    assert message.recipient == "ada@example.com"
    assert f"\nhttp://testserver{order_path(order)}\n" in message.text


def test_after_ten_minutes_the_link_is_mailed_again_and_others_are_mailed_theirs(order, now):
    other = make_order(("MUG-MOSS", 1), email="ada@example.com").order
    for each, minutes in ((order, 0), (other, 0), (order, LINK_MINUTES)):
        mail_order_link(number=str(each.number), email="ada@example.com", now=now + timedelta(minutes=minutes))
    mails = MailMessage.objects.filter(dedupe_key__contains=":link:").order_by("pk")
    assert [order_path(each) in mail.text for each, mail in zip((order, other, order), mails, strict=True)] == [
        True
    ] * 3


@pytest.mark.parametrize(("number", "email"), [("0", "ada@example.com"), ("x", "ada@example.com"), ("9" * 40, "a@b.c")])
def test_a_wrong_number_mails_nothing(order, now, number, email):
    mail_order_link(number=number, email=email, now=now)
    mail_order_link(number=str(order.number), email="eve@example.com", now=now)

    assert not MailMessage.objects.filter(dedupe_key__contains=":link").exists()


def test_the_function_to_withdraw_is_in_the_mails_that_one_keeps(order, staff_actor, now):
    ship_order(order_id=order.pk, by=By(staff_actor, now))
    for name in ("placed", "shipped"):
        assert f"Withdraw from contract here:\nhttp://testserver{order_path(order)}withdraw/\n" in only(name).text


def test_the_mails_of_a_return_say_the_same_in_both_parts(order, staff_actor, now):
    ship_order(order_id=order.pk, by=By(staff_actor, now))
    return_ = approve(make_return(order, 1), staff_actor, instructions="Bring it to\nany post office.")
    receive(return_, staff_actor, settlement=settlement(deduction=400))

    assert only("return_requested").subject == f"#{order.number} We've received your return request"
    approved = only("return_approved")
    assert "1 × Dock mug (Glaze: Mug-Rust)" in approved.text
    assert "Bring it to\nany post office." in approved.text
    settled = only("return_settled")
    assert "We're refunding €15.00 to your original payment method." in settled.text
    assert "We've deducted €4.00 for return shipping." in settled.text


def test_the_mails_of_an_exchange_name_the_new_order_or_the_difference(order, staff_actor, now):
    make_product("Lake bowl", skus=["BOWL"], price_minor=2400)
    ship_order(order_id=order.pk, by=By(staff_actor, now))
    equal = approve(make_return(order, 1, wanted="MUG-MOSS"), staff_actor)
    receive(equal, staff_actor)
    dearer = approve(make_return(order, 1, wanted="BOWL"), staff_actor)

    assert f"reserved for you as order #{equal.replacement.number}." in only(f"return_approved:{equal.pk}").text
    assert "Your new items will be on their way soon" in only(f"return_settled:{equal.pk}").text
    text = only(f"return_approved:{dearer.pk}").text
    assert "Your new items cost €5.00 more. Please pay the difference by 7 December 2026." in text
    assert order_path(dearer.replacement) in text


def test_the_mails_of_a_withdrawal_say_the_same_in_both_parts(order, staff_actor, now):
    ship_order(order_id=order.pk, by=By(staff_actor, now))
    withdrawal = declare_withdrawal(
        order_id=order.pk, name="Zoë O'Brien & Co", email="zoe@example.com", units=None, by=By(GUEST, now)
    )
    line = order.lines.get()
    exempt = {line.pk: Inspection(exemption="16(c)", exemption_note="Engraved.")}
    handle_withdrawal(withdrawal_id=withdrawal.pk, inspections=exempt, refund=True, by=By(staff_actor, now))

    receipt = only("receipt")
    assert (receipt.recipient, receipt.subject) == (
        "zoe@example.com",
        f"#{order.number} We've received your withdrawal",
    )
    assert withdrawal.statement in receipt.text
    assert "Article 16(c)). Engraved." in only("settled").text
