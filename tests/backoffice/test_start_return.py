"""Staff take down returns, exchanges and withdrawals of buyers who phone or write."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from shop.catalog.models import Variant
from shop.channels.queries import get_default_channel
from shop.core.actor import Actor, By
from shop.core.errors import Forbidden, InvalidInput
from shop.fulfilment.models import Return, Withdrawal
from shop.fulfilment.operations import (
    ReturnItem,
    assign_withdrawal,
    declare_withdrawal,
    declare_without_login,
    move_parcel,
    request_return,
)
from shop.notifications.models import MailMessage
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.returns import make_sent_order
from tests.pages import markup

pytestmark = pytest.mark.django_db
CLERK = Actor(kind="staff", label="clerk@example.com", permissions=frozenset({"orders.view_order"}))
HELPER = Actor(kind="staff", label="helper@example.com", permissions=frozenset({"fulfilment.handle_return"}))


@pytest.fixture
def now():
    return timezone.now()


def day_of(moment):
    """The day in the shop's time zone."""
    return get_default_channel().day_of(moment)


@pytest.fixture
def sent(channel, now):
    make_product("Dock mug", skus=["RUST", "SAND"], stock=10)
    order = make_sent_order(("RUST", 2), now=now - timedelta(days=30))
    parcel = order.fulfilments.get()
    move_parcel(parcel_id=parcel.pk, target="delivered", by=By(HELPER_WHO_SHIPS, now - timedelta(days=20)))
    order.refresh_from_db()
    return order


HELPER_WHO_SHIPS = Actor(kind="staff", label="ship@example.com", permissions=frozenset({"orders.ship_order"}))


@pytest.fixture
def staff(manager, client):
    client.force_login(manager)
    return client


def page_of(order, verb):
    return f"/admin/orders/order/{order.pk}/{verb}/"


def filled(staff, url):
    """The form as a browser sends it when it opens: a choice without a value sends its first."""
    form = staff.get(url).context["form"]
    first = {name: field.choices[0][0] for name, field in form.fields.items() if hasattr(field, "choices")}
    return first | {name: value for name in form.fields if (value := form[name].value()) is not None}


def test_a_return_is_noted_and_leads_to_its_page(sent, staff):
    url, line = page_of(sent, "return"), sent.lines.get()
    assert url in markup(staff.get(page_of(sent, "change")))

    data = filled(staff, url) | {f"quantity_{line.pk}": 1, f"reason_{line.pk}": "faulty", "comment": "By phone"}
    first, second = (staff.post(url, data) for _ in range(2))

    return_ = Return.objects.get()
    assert (first.status_code, first["Location"]) == (302, f"/admin/fulfilment/return/{return_.pk}/change/")
    assert second.status_code == 412
    assert (return_.kind, return_.status, return_.comment, return_.lines.get().quantity) == (
        "return",
        "requested",
        "By phone",
        1,
    )
    assert sent.events.get(kind="return.requested").actor_label == "manager@example.com"


def test_an_exchange_is_noted_with_what_is_wanted(sent, staff):
    url, line = page_of(sent, "return"), sent.lines.get()

    data = filled(staff, url) | {
        f"quantity_{line.pk}": 2,
        f"reason_{line.pk}": "not_liked",
        f"wanted_{line.pk}": "SAND",
    }
    assert staff.post(url, data).status_code == 302

    return_ = Return.objects.get()
    assert (return_.kind, return_.lines.get().wanted) == ("exchange", Variant.objects.get(sku="SAND"))


@pytest.mark.parametrize("verb", ["return", "withdrawal"])
def test_without_units_nothing_is_noted(sent, staff, verb):
    url, line = page_of(sent, verb), sent.lines.get()

    answer = staff.post(url, filled(staff, url) | {f"quantity_{line.pk}": ""})

    assert (answer.status_code, Return.objects.count(), Withdrawal.objects.count()) == (422, 0, 0)
    assert "Enter a quantity for at least one item" in markup(answer)


def test_a_withdrawal_is_preset_with_everything_and_its_receipt_is_mailed(sent, staff):
    url, line = page_of(sent, "withdrawal"), sent.lines.get()
    data = filled(staff, url)
    assert (data[f"quantity_{line.pk}"], data["name"], data["email"]) == (2, "Ada Lovelace", "ada@example.com")

    first, second = (staff.post(url, data) for _ in range(2))

    withdrawal = Withdrawal.objects.get()
    assert (first.status_code, first["Location"]) == (302, f"/admin/fulfilment/withdrawal/{withdrawal.pk}/change/")
    assert second.status_code == 422  # nothing is left to withdraw from
    assert MailMessage.objects.filter(dedupe_key=f"{withdrawal.public_id}:receipt").exists()
    assert withdrawal.period_ended_on is not None


def test_a_letter_that_was_sent_off_in_time_is_in_time(sent, staff, now):
    url = page_of(sent, "withdrawal")
    day = day_of(now - timedelta(days=10))

    assert staff.post(url, filled(staff, url) | {"declared_on": day.isoformat()}).status_code == 302

    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.period_ended_on, day_of(withdrawal.declared_at)) == (None, day)


@pytest.mark.parametrize("days", [2, -31])
def test_a_day_to_come_and_one_before_the_order_are_refused(sent, staff, days, now):
    url = page_of(sent, "withdrawal")
    day = day_of(now + timedelta(days=days))

    answer = staff.post(url, filled(staff, url) | {"declared_on": day.isoformat()})

    assert (answer.status_code, Withdrawal.objects.count()) == (422, 0)
    assert list(answer.context["form"].errors) == ["declared_on"]


def test_a_declaration_in_time_stays_in_time_when_its_order_is_found_later(sent, now):
    withdrawal = declare_without_login(
        name="Ada", email="other@example.com", order_number=str(sent.number), goods="", now=now - timedelta(days=10)
    )

    done = assign_withdrawal(withdrawal_id=withdrawal.pk, order_number=str(sent.number), by=By(HELPER, now))

    assert done.period_ended_on is None


def test_a_buyer_cannot_date_a_declaration_back(sent, now):
    guest = Actor(kind="guest", label="Guest")

    withdrawal = declare_withdrawal(
        order_id=sent.pk, name="Ada", email="ada@example.com", units=None, by=By(guest, now),
        declared_at=now - timedelta(days=10),
    )  # fmt: skip

    assert withdrawal.declared_at == now
    assert withdrawal.period_ended_on is not None


def test_staff_without_the_right_note_neither(sent, clerk, client, now):
    line = sent.lines.get()
    with pytest.raises(Forbidden):
        request_return(order_id=sent.pk, items=[ReturnItem(line.pk, 1, "faulty")], comment="", by=By(CLERK, now))
    with pytest.raises(Forbidden):
        declare_withdrawal(order_id=sent.pk, name="A", email="a@example.com", units=None, by=By(CLERK, now))
    client.force_login(clerk)
    assert [client.get(page_of(sent, verb)).status_code for verb in ("return", "withdrawal")] == [403, 403]
    assert page_of(sent, "return") not in markup(client.get(page_of(sent, "change")))


def test_who_may_handle_but_not_list_returns_comes_back_to_the_order(sent, clerk, client):
    clerk.user_permissions.add(*Permission.objects.filter(codename="handle_return"))
    client.force_login(clerk)
    url, line = page_of(sent, "return"), sent.lines.get()

    answer = client.post(url, filled(client, url) | {f"quantity_{line.pk}": 1})

    assert answer["Location"] == page_of(sent, "change")


def test_an_order_of_which_nothing_can_come_back_offers_neither(channel, staff, now):
    make_product("Dock mug", skus=["RUST"], stock=10)
    order = make_order(("RUST", 1), now=now).order

    html = markup(staff.get(page_of(order, "change")))
    assert page_of(order, "return") not in html
    assert page_of(order, "withdrawal") in html
    assert "There is nothing to return" in markup(staff.get(page_of(order, "return")))


def test_the_operation_names_the_day_that_is_wrong(sent, now):
    with pytest.raises(InvalidInput) as refused:
        declare_withdrawal(
            order_id=sent.pk, name="Ada", email="ada@example.com", units=None, by=By(HELPER, now),
            declared_at=now + timedelta(days=1),
        )  # fmt: skip
    assert refused.value.fields == {"declared_on": "This day is in the future."}
