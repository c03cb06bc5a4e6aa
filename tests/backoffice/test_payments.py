"""Money that came in by bank, differences and webhooks, as staff see them."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shop.checkout.inputs import PaymentChoice
from shop.config.env import BankAccount
from shop.orders.models import Order
from shop.payments.models import ProviderEvent, ReconciliationItem, StatementLine
from shop.payments.statements import creditor_reference
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db
LINES = "/admin/payments/statementline/"


@pytest.fixture
def waiting(settings, channel):
    """An order of €23.90 that waits for its transfer."""
    settings.PAYMENT_PROVIDERS = ["bank_transfer"]
    settings.BANK_ACCOUNT = BankAccount("Halden GmbH", "DE89370400440532013000", "", "", 7, 14)
    make_product(skus=["MUG"], price_minor=1900, stock=9)
    return make_order(("MUG", 1), payment=PaymentChoice("bank_transfer"), now=timezone.now()).order


@pytest.fixture
def desk(client, manager, channel):
    client.force_login(manager)
    return client


def upload(desk, *purposes):
    rows = [f"23.11.2026;23,90;Ada;{purpose}" for purpose in purposes]
    text = "\n".join(["Buchungstag;Betrag;Auftraggeber;Verwendungszweck", *rows])
    return desk.post(f"{LINES}import/", {"file": SimpleUploadedFile("x.csv", text.encode())}, follow=True)


def test_a_statement_is_imported_and_tells_what_became_of_it(desk, waiting):
    page = markup(upload(desk, creditor_reference(waiting.number), "for the mug"))
    assert "2 new lines: 1 assigned, 1 to assign. 0 were already imported." in page
    assert f">#{waiting.number}</a>" in page
    waiting.refresh_from_db()
    assert waiting.status == "placed"


def test_a_line_is_booked_on_an_order_by_hand(desk, waiting):
    upload(desk, "for the mug")
    line = StatementLine.objects.get()
    address = f"{LINES}{line.pk}/assign/"
    assert "for the mug" in markup(desk.get(address))
    assert desk.post(address, {"order": "999"}).status_code == 422
    assert "assigned to order" in markup(desk.post(address, {"order": waiting.number}, follow=True))
    assert Order.objects.get().status == "placed"
    again = desk.post(address, {"order": waiting.number})
    assert (again.status_code, "already been processed" in markup(again)) == (409, True)


def test_a_line_is_put_aside(desk, waiting):
    upload(desk, "a donation")
    line = StatementLine.objects.get()
    desk.post(f"{LINES}{line.pk}/ignore/", {"reason": "donation"})
    line.refresh_from_db()
    assert (line.state, line.note) == ("ignored", "donation")


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00"])
def test_a_file_that_is_no_statement_is_told_at_its_field(desk, channel, data):
    page = desk.post(f"{LINES}import/", {"file": SimpleUploadedFile("x.csv", data)})
    assert page.status_code == 422
    assert "error-summary" in markup(page)


def test_who_may_not_book_money_may_only_look(client, clerk, waiting):
    clerk.user_permissions.add(Permission.objects.get(codename="view_statementline"))
    client.force_login(clerk)
    assert client.get(LINES).status_code == 200
    assert "Import a statement" not in markup(client.get(LINES))
    for address in ("import/", "1/assign/", "1/ignore/"):
        assert client.post(LINES + address).status_code == 403


def test_a_difference_is_dealt_with_once(desk, clerk):
    item = ReconciliationItem.objects.create(
        provider="stripe", reference="pi_1", kind="unknown", detail="23.90 EUR was paid", found_at=timezone.now()
    )
    address = f"/admin/payments/reconciliationitem/{item.pk}/"
    assert "Mark as resolved</button>" in markup(desk.get(f"{address}change/"))
    desk.post(f"{address}resolve/")
    item.refresh_from_db()
    assert item.resolved_at is not None
    assert "This is already resolved" in markup(desk.post(f"{address}resolve/", follow=True))
    desk.force_login(clerk)
    assert desk.post(f"{address}resolve/").status_code == 403


def test_a_message_that_was_given_up_is_tried_again(desk):
    now = timezone.now()
    event = ProviderEvent.objects.create(
        provider="stripe", event_id="evt_1", kind="x", payload={}, outcome="parked", tries=12, next_try_at=now, received_at=now
    )  # fmt: skip
    address = f"/admin/payments/providerevent/{event.pk}/"
    assert "Try again</button>" in markup(desk.get(f"{address}change/"))
    assert "processing this event again" in markup(desk.post(f"{address}retry/", follow=True))
    event.refresh_from_db()
    assert (event.outcome, event.tries) == ("waiting", 0)
    assert "This event has not failed" in markup(desk.post(f"{address}retry/", follow=True))
