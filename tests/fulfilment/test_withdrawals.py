"""The statutory withdrawal: declared once and effective, whoever is asleep; nobody can reject it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from shop.catalog.models import Product
from shop.core.actor import GUEST, SYSTEM, By
from shop.core.errors import Forbidden, InvalidInput, StaleVersion
from shop.core.money import Money
from shop.fulfilment import rules
from shop.fulfilment.models import Return, Withdrawal
from shop.fulfilment.operations import (
    Inspection,
    NothingToWithdraw,
    OrderUnknown,
    TooManyDeclarations,
    announce_goods,
    assign_withdrawal,
    cancel_return,
    close_settled,
    close_withdrawal,
    declare_withdrawal,
    declare_without_login,
    handle_withdrawal,
    match_withdrawals,
    move_parcel,
    prepare_parcels,
    ship_order,
)
from shop.fulfilment.queries import withdrawal_period
from shop.fulfilment.rules import WITHDRAWAL_TRANSITIONS, last_day_to_withdraw
from shop.inventory.models import StockLevel
from shop.notifications.models import MailMessage
from shop.orders.models import Order, OrderEvent, OrderLine
from shop.orders.rules import ForbiddenTransition
from shop.payments.models import CreditNote, TestCharge
from shop.reports.verify import find_breaks
from tests.concurrency.threads import all_at_once
from tests.factories.catalog import make_product
from tests.factories.orders import ADDRESS, NOW, make_order
from tests.factories.returns import make_return, make_sent_order
from tests.factories.shop import make_channel

LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
def _everything_adds_up_afterwards(request, db):
    yield
    if request.node.get_closest_marker("breaks_rules") is None:
        assert find_breaks().broken == ()


@pytest.fixture
def goods(channel):
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    make_product("Lake bowl", skus=["BOWL"], price_minor=2400, stock=10)


@pytest.fixture
def sent(goods):
    return make_sent_order(("MUG", 2))


def declare(order, units=None, **values):
    return declare_withdrawal(
        **{
            "order_id": order.pk, "name": "Ada Lovelace", "email": "ada@example.com", "units": units, "by": By(GUEST, NOW), **values,
        }
    )  # fmt: skip


def say(**values):
    said = {"name": "Ada Lovelace", "email": "ada@example.com", "order_number": "1", "goods": "", "now": NOW}
    return declare_without_login(**{**said, **values})


def handle(withdrawal, actor, refund=True, **values):
    inspections = {row.order_line_id: Inspection(received=row.awaited) for row in withdrawal.lines.all()}
    return handle_withdrawal(
        **{
            "withdrawal_id": withdrawal.pk,
            "inspections": inspections,
            "refund": refund,
            "by": By(actor, LATER),
            **values,
        }
    )


def counts(order):
    names = ("quantity_fulfilled", "quantity_cancelled", "quantity_returning", "quantity_returned")
    return [tuple(row) for row in OrderLine.objects.filter(order=order).values_list(*names)]


def states(withdrawal):
    rows = OrderEvent.objects.filter(kind__startswith="withdrawal.", data__id=withdrawal.public_id)
    return [kind.removeprefix("withdrawal.") for kind in rows.values_list("kind", flat=True)]


# ---- the period ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrived", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 16)),  # a Monday, and 14 days later a Monday
        (date(2026, 11, 6), date(2026, 11, 20)),
        (date(2026, 11, 7), date(2026, 11, 23)),  # would end on a Saturday
        (date(2026, 11, 8), date(2026, 11, 23)),  # would end on a Sunday
    ],
)
def test_the_period_ends_14_days_after_the_last_goods_and_never_at_a_weekend(arrived, last):
    assert last_day_to_withdraw([date(2026, 10, 1), arrived], country="DE") == last
    assert last_day_to_withdraw([], country="DE") is None


@pytest.mark.parametrize(
    ("arrived", "country", "last"),
    [
        (date(2026, 12, 10), "DE", date(2026, 12, 24)),  # Christmas Eve is no holiday
        (date(2026, 12, 11), "DE", date(2026, 12, 28)),  # Christmas Day, a Friday, then a weekend
        (date(2026, 12, 18), "DE", date(2027, 1, 4)),  # New Year's Day, a Friday
        (date(2027, 3, 15), "DE", date(2027, 3, 30)),  # Easter Monday
        (date(2027, 3, 12), "DE", date(2027, 3, 30)),  # Good Friday, then Easter
        (date(2027, 3, 12), "FR", date(2027, 3, 26)),  # Good Friday is none in France
        (date(2027, 6, 30), "FR", date(2027, 7, 15)),
        (date(2027, 6, 30), "DE", date(2027, 7, 14)),
        (date(2026, 10, 12), "AT", date(2026, 10, 27)),
    ],
)
def test_the_period_does_not_end_on_a_public_holiday_of_the_buyers_country(arrived, country, last):
    assert last_day_to_withdraw([arrived], country=country) == last


@pytest.mark.django_db
def test_the_holidays_of_the_period_are_those_of_where_the_order_went(goods, channel):
    ends = []
    for country in ("DE", "FR"):
        order = make_order(("MUG", 1), shipping_address=replace(ADDRESS, country=country)).order
        [parcel] = ship_order(order_id=order.pk, by=By(SYSTEM, NOW))
        at = datetime.fromisoformat("2027-06-30T09:00:00+00:00")
        move_parcel(parcel_id=parcel.pk, target="delivered", by=By(SYSTEM, at))
        ends.append(withdrawal_period(Order.objects.get(pk=order.pk), now=NOW).ends_on)
    assert ends == [date(2027, 7, 14), date(2027, 7, 15)]


def test_an_arrival_that_nobody_told_is_taken_as_late():
    def estimated_arrival(**days):
        return rules.estimated_arrival(countries=["DE", "AT"], **days)

    ordered, shipped = date(2026, 11, 2), date(2026, 11, 10)
    assert estimated_arrival(shipped_on=shipped, ordered_on=ordered, promised_until=date(2026, 11, 9)) == date(
        2026, 11, 17
    )
    assert estimated_arrival(shipped_on=shipped, ordered_on=ordered, promised_until=date(2026, 11, 3)) == date(
        2026, 11, 15
    )
    assert estimated_arrival(shipped_on=ordered, ordered_on=ordered, promised_until=date(2026, 11, 20)) == date(
        2026, 11, 20
    )
    assert estimated_arrival(shipped_on=shipped, ordered_on=ordered, promised_until=None) == date(2026, 11, 24)
    before_christmas = {"ordered_on": date(2026, 12, 1), "promised_until": date(2026, 12, 7)}  # four working days
    assert estimated_arrival(shipped_on=date(2026, 12, 23), **before_christmas) == date(2026, 12, 30)


@pytest.mark.django_db
def test_the_period_of_an_order_ends_with_the_day_of_the_shop(goods, channel):
    order = make_order(("MUG", 1)).order
    before = withdrawal_period(order, now=NOW + timedelta(days=300))
    assert (before.ends_on, before.is_open) == (None, True)

    [parcel] = ship_order(order_id=order.pk, by=By(SYSTEM, NOW))
    at_night = datetime.fromisoformat("2026-11-24T23:30:00+00:00")  # the 25th in Berlin
    move_parcel(parcel_id=parcel.pk, target="delivered", by=By(SYSTEM, at_night))
    order = Order.objects.get()
    last = withdrawal_period(order, now=datetime.fromisoformat("2026-12-09T22:59:59+00:00"))
    assert (last.ends_on, last.is_open) == (date(2026, 12, 9), True)
    assert not withdrawal_period(order, now=datetime.fromisoformat("2026-12-09T23:00:00+00:00")).is_open


# ---- before anything was sent ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_before_sending_it_is_a_cancellation_with_all_money_back_at_once(goods):
    order = make_order(("MUG", 2), shipping_method="express").order
    withdrawal = declare(order)

    order.refresh_from_db()
    assert (withdrawal.status, withdrawal.refund_minor, order.status) == ("refunded", 5000, "cancelled")
    assert (order.payment_status, TestCharge.objects.get().refunded_minor) == ("refunded", 5000)
    assert StockLevel.objects.get(variant__sku="MUG").allocated == 0
    assert CreditNote.objects.get().kind == "withdrawal"
    assert states(withdrawal) == ["declared", "acknowledged", "refunded"]
    assert close_settled(now=NOW) == 1
    assert Withdrawal.objects.get().status == "closed"


@pytest.mark.django_db
def test_what_lies_in_a_parcel_is_taken_out_again(goods, staff_actor):
    order = make_order(("MUG", 2)).order
    prepare_parcels(order_id=order.pk, by=By(staff_actor, NOW), is_packed=True)
    assert declare(order).status == "refunded"
    assert counts(order) == [(0, 2, 0, 0)]
    assert order.fulfilments.get().status == "cancelled"


@pytest.mark.django_db
def test_a_part_that_was_not_sent_leaves_the_rest_and_its_delivery(goods):
    order = make_order(("MUG", 2), ("BOWL", 1)).order
    mug = order.lines.get(sku="MUG")
    withdrawal = declare(order, {mug.pk: 1})
    order.refresh_from_db()
    assert (withdrawal.status, withdrawal.refund_minor) == ("refunded", 1900)
    assert (order.status, counts(order)) == ("placed", [(0, 1, 0, 0), (0, 0, 0, 0)])


@pytest.mark.django_db
def test_of_a_line_that_is_partly_sent_the_rest_goes_first(goods, staff_actor):
    order = make_order(("MUG", 3)).order
    line = order.lines.get()
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={line.pk: 1})
    withdrawal = declare(order)
    assert counts(order) == [(1, 2, 1, 0)]
    assert (withdrawal.status, withdrawal.refund_minor) == ("acknowledged", 3800)

    done = handle(withdrawal, staff_actor)
    assert (done.status, done.refund_minor) == ("refunded", 3 * 1900 + 490)
    assert Order.objects.get().payment_status == "refunded"


# ---- after sending ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_whole_order_comes_back_and_delivery_is_paid_back_too(sent, staff_actor):
    withdrawal = declare(sent)
    assert (withdrawal.status, withdrawal.refund_due_on) == ("acknowledged", date(2026, 12, 7))
    assert counts(sent) == [(2, 0, 2, 0)]

    done = handle(withdrawal, staff_actor)

    sent.refresh_from_db()
    assert (done.status, done.refund_minor) == ("refunded", 3800 + 490)
    assert (sent.fulfilment_status, sent.payment_status, counts(sent)) == ("returned", "refunded", [(2, 0, 0, 2)])
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 10
    assert states(withdrawal) == ["declared", "acknowledged", "goods_back", "refunded"]
    assert close_settled(now=LATER) == 1


@pytest.mark.django_db
def test_a_part_that_comes_back_leaves_delivery_paid(sent, staff_actor):
    line = sent.lines.get()
    done = handle(declare(sent, {line.pk: 1}), staff_actor)
    assert done.refund_minor == 1900
    rest = handle(declare(sent, {line.pk: 1}), staff_actor)
    assert rest.refund_minor == 1900 + 490  # now nothing is left with the buyer


@pytest.mark.django_db
def test_a_forged_declaration_that_was_closed_neither_keeps_delivery_nor_gives_it_back(sent, staff_actor):
    forged = say(order_number=str(sent.number), email=sent.email)
    match_withdrawals(now=NOW)
    assert forged.lines.get().quantity_claimed == 2
    close_withdrawal(withdrawal_id=forged.pk, note="It was somebody else.", by=By(staff_actor, NOW))

    line = sent.lines.get()
    assert handle(declare(sent, {line.pk: 1}), staff_actor).refund_minor == 1900
    assert handle(declare(sent, {line.pk: 1}), staff_actor).refund_minor == 1900 + 490


@pytest.mark.django_db
def test_of_a_dearer_delivery_only_the_cheapest_is_paid_back(goods, staff_actor):
    order = make_sent_order(("MUG", 2), shipping_method="express")
    assert handle(declare(order), staff_actor).refund_minor == 3800 + 490


@pytest.mark.django_db
def test_the_refund_may_come_before_the_goods_and_they_are_booked_later(sent, staff_actor):
    withdrawal = declare(sent)
    announce_goods(withdrawal_id=withdrawal.pk, tracking_number="0034", by=By(GUEST, LATER))
    line = sent.lines.get()
    done = handle(withdrawal, staff_actor, inspections={})
    assert (done.status, done.refund_minor, counts(sent)) == ("refunded", 4290, [(2, 0, 2, 0)])
    assert close_settled(now=LATER) == 0

    handle(withdrawal, staff_actor, refund=False, inspections={line.pk: Inspection(received=2)})
    assert counts(sent) == [(2, 0, 0, 2)]
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 10
    assert close_settled(now=LATER) == 1
    assert states(withdrawal) == ["declared", "acknowledged", "proof_of_sending", "refunded", "closed"]


@pytest.mark.django_db
def test_lost_value_is_deducted_and_damaged_goods_stay_out_of_stock(sent, staff_actor):
    withdrawal, line = declare(sent), sent.lines.get()
    inspections = {line.pk: Inspection(2, "damaged", restock=False, deduction=Money(1000, "EUR"))}
    done = handle(withdrawal, staff_actor, inspections=inspections)
    assert done.refund_minor == 4290 - 1000
    assert StockLevel.objects.get(variant__sku="MUG").on_hand == 8
    assert "€10.00" in MailMessage.objects.get(dedupe_key__contains=":settled").text


@pytest.mark.django_db
def test_lost_value_is_kept_of_the_goods_that_lost_it_and_no_more_than_they_are_worth(goods, staff_actor):
    order = make_sent_order(("MUG", 1), ("BOWL", 1))
    withdrawal, mug, bowl = declare(order), order.lines.get(sku="MUG"), order.lines.get(sku="BOWL")
    for lost in (2401, -1):
        inspections = {mug.pk: Inspection(1), bowl.pk: Inspection(1, deduction=Money(lost, "EUR"))}
        with pytest.raises(InvalidInput) as refused:
            handle(withdrawal, staff_actor, inspections=inspections)
        assert list(refused.value.fields) == [f"deduction_{bowl.pk}"]

    inspections = {mug.pk: Inspection(1), bowl.pk: Inspection(1, deduction=Money(1000, "EUR"))}
    assert handle(withdrawal, staff_actor, inspections=inspections).refund_minor == 1900 + 1400 + 490
    assert list(order.lines.values_list("sku", "credited_minor")) == [("MUG", 1900), ("BOWL", 1400)]


@pytest.mark.django_db
def test_nothing_is_kept_of_what_was_paid_back_before(goods, staff_actor):
    order = make_order(("MUG", 1), ("BOWL", 1)).order
    mug, bowl = order.lines.get(sku="MUG"), order.lines.get(sku="BOWL")
    ship_order(order_id=order.pk, by=By(staff_actor, NOW), quantities={mug.pk: 1})
    withdrawal = declare(order)
    assert withdrawal.refund_minor == 2400  # the bowl was not sent
    inspections = {mug.pk: Inspection(1), bowl.pk: Inspection(deduction=Money(500, "EUR"))}
    with pytest.raises(InvalidInput) as refused:
        handle(withdrawal, staff_actor, inspections=inspections)
    assert list(refused.value.fields) == [f"deduction_{bowl.pk}"]
    handle(withdrawal, staff_actor, inspections={bowl.pk: Inspection(deduction=Money(500, "EUR"))}, refund=False)
    inspections[bowl.pk] = Inspection(deduction=Money(0, "EUR"))
    assert handle(withdrawal, staff_actor, inspections=inspections).refund_minor == 2400 + 1900 + 490


# ---- exemptions ------------------------------------------------------------------------------------------------------


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


# ---- without login ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_stranger_to_the_shop_declares_and_gets_a_receipt_at_once(goods):
    withdrawal = say(order_number="#4711", goods="The blue one")
    mail = MailMessage.objects.get()
    assert (withdrawal.status, withdrawal.order_id, mail.recipient) == ("acknowledged", None, "ada@example.com")
    assert "We received this declaration on 23 November 2026 at 10:00:00 (Europe/Berlin)." in mail.text
    assert "I hereby withdraw from my contract: order 4711.\nThe blue one\nAda Lovelace, ada@example.com" in mail.text


@pytest.mark.django_db
def test_number_and_mail_find_the_order_and_staff_have_the_last_look(goods, staff_actor):
    order = make_order(("MUG", 2)).order
    withdrawal = say(order_number=str(order.number), email="ADA@example.com")
    assert match_withdrawals(now=NOW) == 1
    assert match_withdrawals(now=NOW) == 0

    withdrawal.refresh_from_db()
    order.refresh_from_db()
    assert (withdrawal.order, withdrawal.is_proven, withdrawal.status, order.status) == (
        order,
        False,
        "acknowledged",
        "on_hold",
    )
    assert counts(order) == [(0, 0, 0, 0)]  # anybody may have typed this: nothing is cancelled yet
    assert not CreditNote.objects.exists()

    done = handle(withdrawal, staff_actor)
    order.refresh_from_db()
    assert (done.status, done.refund_minor, order.status) == ("refunded", 4290, "cancelled")


@pytest.mark.django_db
def test_another_mail_or_number_finds_nothing_and_staff_match_by_hand(goods, staff_actor):
    order = make_sent_order(("MUG", 2))
    withdrawal = say(order_number=str(order.number), email="eve@example.com")
    say(order_number="999999")
    assert match_withdrawals(now=NOW) == 0
    with pytest.raises(OrderUnknown):
        handle_withdrawal(withdrawal_id=withdrawal.pk, inspections={}, refund=True, by=By(staff_actor, NOW))
    with pytest.raises(InvalidInput):
        assign_withdrawal(withdrawal_id=withdrawal.pk, order_number="x", by=By(staff_actor, NOW))
    assign_withdrawal(withdrawal_id=withdrawal.pk, order_number=f"#{order.number}", by=By(staff_actor, NOW))
    with pytest.raises(ForbiddenTransition):
        assign_withdrawal(withdrawal_id=withdrawal.pk, order_number=str(order.number), by=By(staff_actor, NOW))
    assert counts(order) == [(2, 0, 2, 0)]


@pytest.mark.django_db
def test_goods_named_in_words_are_chosen_by_staff(sent, staff_actor):
    withdrawal = say(order_number=str(sent.number), goods="one of the mugs")
    match_withdrawals(now=NOW)
    line = sent.lines.get()
    with pytest.raises(InvalidInput):
        handle(withdrawal, staff_actor, inspections={})
    with pytest.raises(InvalidInput):
        handle(withdrawal, staff_actor, inspections={line.pk: Inspection(withdrawn=3)})
    done = handle(withdrawal, staff_actor, inspections={line.pk: Inspection(withdrawn=1, received=1)})
    assert (done.status, done.refund_minor, counts(sent)) == ("refunded", 1900, [(2, 0, 0, 1)])


@pytest.mark.django_db
def test_the_same_declaration_twice_is_one_and_a_mailbox_is_not_flooded(goods):
    assert say() == say()
    for number in range(2, 6):
        say(order_number=str(number))
    with pytest.raises(TooManyDeclarations):
        say(order_number="6")
    assert MailMessage.objects.count() == 5
    assert say(order_number="6", now=NOW + timedelta(hours=2)).order_number == "6"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [{"name": ""}, {"name": "x" * 121}, {"email": "ada"}, {"order_number": " "}, {"order_number": "9" * 41},
     {"goods": "x" * 1001}, {"name": "a\x00b"}, {"goods": "\x00"}],
)  # fmt: skip
def test_odd_declarations_are_refused(goods, values):
    with pytest.raises(InvalidInput):
        say(**values)
    assert not Withdrawal.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["٣", "1e3", "-1", "9" * 40, "x"])
def test_odd_numbers_are_kept_as_typed_and_find_nothing(goods, number):
    say(order_number=number)
    assert match_withdrawals(now=NOW) == 0


# ---- what it may not do ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("count", [-1, 0, 3, 10**9, 2**63])
def test_odd_quantities_are_refused(sent, count):
    with pytest.raises((InvalidInput, NothingToWithdraw)):
        declare(sent, {sent.lines.get().pk: count})
    assert counts(sent) == [(2, 0, 0, 0)]


@pytest.mark.django_db
def test_nothing_is_withdrawn_from_twice(sent):
    declare(sent)
    with pytest.raises(NothingToWithdraw):
        declare(sent)


@pytest.mark.django_db
def test_a_return_that_was_not_sent_gives_way(sent):
    return_ = make_return(sent, 2)
    declare(sent)
    assert Return.objects.get(pk=return_.pk).status == "cancelled"
    assert counts(sent) == [(2, 0, 2, 0)]


@pytest.mark.django_db
def test_without_login_a_return_gives_way_only_to_what_covers_its_goods(sent, staff_actor):
    """Whoever knows number and e-mail address may have typed it: the buyer must not lose the return for nothing."""
    return_ = make_return(sent, 2)
    withdrawal = say(order_number=str(sent.number), goods="one of the mugs")
    assert match_withdrawals(now=NOW) == 1
    assert (Return.objects.get().status, counts(sent)) == ("requested", [(2, 0, 2, 0)])
    line = sent.lines.get()
    with pytest.raises(InvalidInput):  # staff end the return first
        handle(withdrawal, staff_actor, inspections={line.pk: Inspection(withdrawn=1)})
    cancel_return(return_id=return_.pk, by=By(staff_actor, NOW))
    assert (
        handle(withdrawal, staff_actor, inspections={line.pk: Inspection(withdrawn=1, received=1)}).refund_minor == 1900
    )

    other = make_return(sent, 1)
    say(order_number=str(sent.number))  # all goods, those of the return too
    assert match_withdrawals(now=NOW) == 1
    assert (Return.objects.get(pk=other.pk).status, counts(sent)) == ("cancelled", [(2, 0, 1, 1)])


@pytest.mark.django_db
def test_staff_cannot_reject_and_close_only_what_fits_nothing_or_is_paid(sent, staff_actor):
    withdrawal, stray = declare(sent), say(order_number="999999")
    with pytest.raises(ForbiddenTransition):
        close_withdrawal(withdrawal_id=withdrawal.pk, note="No", by=By(staff_actor, NOW))
    with pytest.raises(InvalidInput):
        close_withdrawal(withdrawal_id=stray.pk, note=" ", by=By(staff_actor, NOW))
    close_withdrawal(withdrawal_id=stray.pk, note="No such order.", by=By(staff_actor, NOW))
    stray.refresh_from_db()
    assert stray.status == "closed"

    handle(withdrawal, staff_actor, inspections={})
    close_withdrawal(withdrawal_id=withdrawal.pk, note="Never arrived.", by=By(staff_actor, NOW))
    assert counts(sent) == [(2, 0, 0, 0)]


@pytest.mark.django_db
def test_staff_close_what_somebody_else_declared_and_the_order_goes_on(goods, staff_actor):
    order = make_order(("MUG", 2)).order
    forged = say(order_number=str(order.number))
    assert match_withdrawals(now=NOW) == 1
    order.refresh_from_db()
    assert order.status == "on_hold"

    close_withdrawal(withdrawal_id=forged.pk, note="The buyer called: it was not her.", by=By(staff_actor, NOW))

    forged.refresh_from_db()
    order.refresh_from_db()
    assert (forged.status, order.status, counts(order)) == ("closed", "placed", [(0, 0, 0, 0)])


@pytest.mark.django_db
def test_what_staff_have_acted_on_is_not_forged(sent, staff_actor):
    withdrawal = say(order_number=str(sent.number))
    assert match_withdrawals(now=NOW) == 1
    handle(withdrawal, staff_actor, inspections={sent.lines.get().pk: Inspection(received=1)}, refund=False)
    with pytest.raises(ForbiddenTransition):
        close_withdrawal(withdrawal_id=withdrawal.pk, note="No", by=By(staff_actor, NOW))


@pytest.mark.django_db
def test_only_staff_with_the_right_act_on_it(sent, staff_actor):
    withdrawal = declare(sent)
    with pytest.raises(Forbidden):
        handle(withdrawal, GUEST)
    with pytest.raises(Forbidden):
        close_withdrawal(withdrawal_id=withdrawal.pk, note="x", by=By(GUEST, NOW))
    with pytest.raises(Forbidden):
        assign_withdrawal(withdrawal_id=withdrawal.pk, order_number="1", by=By(GUEST, NOW))
    with pytest.raises(StaleVersion):
        handle(withdrawal, staff_actor, version=withdrawal.version - 1)


ACTIONS = {
    "announce": (
        {"acknowledged"},
        lambda withdrawal, actor: announce_goods(withdrawal_id=withdrawal.pk, tracking_number="1", by=By(actor, NOW)),
    ),
    "refund": ({"acknowledged", "proof_of_sending", "goods_back"}, handle),
    "close": (
        {"refunded"},
        lambda withdrawal, actor: close_withdrawal(withdrawal_id=withdrawal.pk, note="x", by=By(actor, NOW)),
    ),
}


@pytest.mark.drawn
@pytest.mark.django_db
@pytest.mark.breaks_rules
@pytest.mark.parametrize("state", [state for state in WITHDRAWAL_TRANSITIONS if state != "declared"])
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_in_every_state(sent, staff_actor, state, action):
    withdrawal = declare(sent)
    Withdrawal.objects.filter(pk=withdrawal.pk).update(status=state)
    allowed, act = ACTIONS[action]
    before = (Withdrawal.objects.values().get(), counts(sent), OrderEvent.objects.count(), MailMessage.objects.count())
    if state in allowed:
        assert act(withdrawal, staff_actor).status != state
        return
    with pytest.raises(ForbiddenTransition):
        act(withdrawal, staff_actor)
    after = (Withdrawal.objects.values().get(), counts(sent), OrderEvent.objects.count(), MailMessage.objects.count())
    assert after == before
    assert not CreditNote.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_parallel_declarations_withdraw_and_refund_once():
    make_channel()
    make_product(skus=["MUG"], price_minor=1900, stock=10)
    order = make_order(("MUG", 2)).order

    def ask(_index):
        try:
            return declare(order)
        except NothingToWithdraw:
            return None

    assert [type(each) for each in all_at_once(8, ask) if each is not None] == [Withdrawal]
    assert TestCharge.objects.get().refunded_minor == 4290
    assert StockLevel.objects.get().allocated == 0
