"""Reaching the buyer: a mistyped address is corrected, what waits goes there, and what was sent goes out once more."""

import pytest
from django.utils import timezone

from shop.channels.models import Channel
from shop.core.actor import GUEST, Actor, By
from shop.core.errors import Forbidden, InvalidInput, NotFound, StaleVersion
from shop.notifications.delivery import deliver_due
from shop.notifications.models import MailMessage
from shop.notifications.steps import MailWaiting
from shop.orders.models import Order, OrderAddress
from shop.orders.operations import edit_contact, send_mail_again
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db

CLERK = Actor(
    kind="staff", label="clerk@example.com",
    permissions=frozenset({"orders.edit_order", "notifications.change_mailmessage"}),
)  # fmt: skip
NEW = "ada.lovelace@example.com"


@pytest.fixture
def order(channel) -> Order:
    make_product("Dock mug", skus=["MUG"])
    made = make_order(("MUG", 1), now=timezone.now()).order
    made.refresh_from_db()
    return made


def correct(order, **values):
    return edit_contact(**{"order_id": order.pk, "email": NEW, "phone": "", "by": By(CLERK, timezone.now()), **values})


def again(order, message, actor=CLERK):
    return send_mail_again(order_id=order.pk, message_id=message.pk, by=By(actor, timezone.now()))


def events(order):
    return list(order.events.filter(kind__endswith="corrected").values_list("message", "data", "actor_label"))


def test_the_address_and_the_phone_are_corrected_with_what_they_were(order):
    correct(order, phone=" 030  1234 ", version=order.version)

    order.refresh_from_db()
    assert order.email == NEW
    assert OrderAddress.objects.get(order=order).phone == "030 1234"
    assert events(order) == [
        ("Phone number changed to 030 1234", {"before": "", "after": "030 1234"}, "clerk@example.com"),
        (f"Email address changed to {NEW}", {"before": "ada@example.com", "after": NEW}, "clerk@example.com"),
    ]


def test_what_is_the_same_is_no_correction(order):
    version = order.version
    correct(order, email="ada@example.com")

    order.refresh_from_db()
    assert (events(order), order.version) == ([], version)


def test_what_was_not_sent_goes_to_the_new_address_and_what_was_given_up_is_tried_anew(order):
    now = timezone.now()
    MailMessage.objects.update(parked_at=now, tries=12, failing_since=now, last_error="550 no such user")
    other = make_order(("MUG", 1), now=timezone.now()).order

    correct(order)

    own, others = (MailMessage.objects.get(dedupe_key=f"{each.public_id}:placed") for each in (order, other))
    assert (own.recipient, own.parked_at, own.tries, own.failing_since, own.last_error) == (NEW, None, 0, None, "")
    assert others.recipient == "ada@example.com"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"email": "ada"}, "email"), ({"email": f"{'a' * 250}@example.com"}, "email"), ({"phone": "1" * 33}, "phone")],
)
def test_a_wrong_address_or_phone_changes_nothing(order, values, field):
    with pytest.raises(InvalidInput) as refused:
        correct(order, **values)

    assert list(refused.value.fields) == [field]
    order.refresh_from_db()
    assert order.email == "ada@example.com"


def test_who_may_not_and_who_saw_an_older_order_change_nothing(order):
    with pytest.raises(Forbidden):
        correct(order, by=By(GUEST, timezone.now()))
    with pytest.raises(StaleVersion):
        correct(order, version=order.version - 1)
    with pytest.raises(Forbidden):
        again(order, MailMessage.objects.get(), actor=GUEST)


def test_a_sent_mail_goes_out_once_more_to_the_address_of_now_and_twice_at_once_only_once(order, mailoutbox):
    deliver_due()
    first = MailMessage.objects.get()
    correct(order)

    again(order, first)
    with pytest.raises(MailWaiting):
        again(order, first)
    deliver_due()
    again(order, first)
    deliver_due()

    assert [mail.to for mail in mailoutbox] == [["ada@example.com"], [NEW], [NEW]]
    assert len({mail.subject for mail in mailoutbox}) == len({mail.body for mail in mailoutbox}) == 1
    keys = MailMessage.objects.order_by("pk").values_list("dedupe_key", flat=True)
    assert list(keys) == [first.dedupe_key, f"{first.dedupe_key}#1", f"{first.dedupe_key}#2"]
    assert len({mail.extra_headers["Message-ID"] for mail in mailoutbox}) == 3
    told = order.events.filter(kind="order.mail_sent_again").values_list("message", flat=True)
    assert list(told) == [f"Email sent again to {NEW}"] * 2


def test_a_mail_that_was_given_up_is_tried_anew_instead_of_copied(order):
    MailMessage.objects.update(parked_at=timezone.now(), tries=12)

    again(order, MailMessage.objects.get())

    mail = MailMessage.objects.get()
    assert (mail.parked_at, mail.tries, mail.sent_at) == (None, 0, None)


def test_a_mail_that_still_waits_is_left_alone(order):
    with pytest.raises(MailWaiting):
        again(order, MailMessage.objects.get())
    assert MailMessage.objects.count() == 1


def test_mail_about_something_else_is_not_to_be_had(order):
    other = make_order(("MUG", 1), now=timezone.now()).order
    deliver_due()

    with pytest.raises(NotFound):
        again(order, MailMessage.objects.get(dedupe_key=f"{other.public_id}:placed"))


def test_answers_go_to_the_support_address_where_there_is_one(order, mailoutbox):
    Channel.objects.update(support_email="help@example.com")
    deliver_due()
    make_order(("MUG", 1), now=timezone.now())
    Channel.objects.update(support_email="")
    deliver_due()

    assert [mail.reply_to for mail in mailoutbox] == [["help@example.com"], []]


@pytest.fixture
def staff(manager, client):
    client.force_login(manager)
    return client


def test_the_order_page_shows_its_mails_and_sends_one_again(order, staff):
    page, url = f"/admin/orders/order/{order.pk}/change/", f"/admin/orders/order/{order.pk}/mails/"
    mail = MailMessage.objects.get()
    assert "Send again" not in markup(staff.get(page))
    deliver_due()
    mail.refresh_from_db()

    html = markup(staff.get(page))
    assert (mail.subject in html, "Resend" in html, "Thank you for your order" in html) == (True, True, True)
    first, second = (staff.post(f"{url}{mail.pk}/again/") for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "still waiting to be sent" in markup(second)
    assert MailMessage.objects.count() == 2


def test_who_may_not_see_mail_reads_none_of_it(order, clerk, client):
    deliver_due()
    client.force_login(clerk)

    html = markup(client.get(f"/admin/orders/order/{order.pk}/change/"))

    assert 'id="mails"' not in html
    assert client.post(f"/admin/orders/order/{order.pk}/mails/{MailMessage.objects.get().pk}/again/").status_code == 403
    assert client.get(f"/admin/orders/order/{order.pk}/contact/").status_code == 403


def test_the_address_is_corrected_on_its_page(order, staff):
    url = f"/admin/orders/order/{order.pk}/contact/"
    form = staff.get(url).context["form"]
    data = {"version": form["version"].value(), "email": NEW, "phone": "030 1"}

    assert (form["email"].value(), form["phone"].value()) == ("ada@example.com", "")
    assert [staff.post(url, data).status_code for _ in range(2)] == [302, 412]
    assert Order.objects.get().email == NEW
