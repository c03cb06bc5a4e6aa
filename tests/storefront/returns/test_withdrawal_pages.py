"""Withdrawing as the directive wants it: a statement, "Confirm withdrawal", a receipt at once. Guests too."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shop.fulfilment.models import Withdrawal
from shop.fulfilment.operations import match_withdrawals
from shop.fulfilment.queries import withdrawal_path
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.orders.queries import order_path
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.factories.returns import make_sent_order
from tests.pages import markup

pytestmark = pytest.mark.django_db
SAID = {"name": "Ada Lovelace", "order_number": "1042", "email": "ada@example.com", "goods": ""}
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture
def order(channel):
    make_product("Dock mug", skus=["MUG"], price_minor=1900, stock=10)
    order = make_order(("MUG", 2), now=timezone.now()).order
    MailMessage.objects.all().delete()
    return order


def confirm(client, address, data):
    """Send the statement, then press the one button of the second page."""
    page = client.post(address, data)
    assert page.status_code == 200
    hidden = dict(HIDDEN.findall(markup(page)))
    return client.post(address, hidden | {"confirm": "yes"})


@pytest.mark.breaks_rules
def test_the_function_is_named_as_the_law_says_on_every_page_and_on_the_order(client, order):
    assert "Withdraw from contract here</a>" in markup(client.get("/"))
    page = markup(client.get(order_path(order)))
    assert f'href="{order_path(order)}withdraw/">Withdraw from contract here</a>' in page
    second = markup(client.post("/withdraw/", SAID))
    assert '<button class="btn btn-primary btn-wide" name="confirm" value="yes">Confirm withdrawal</button>' in second


@pytest.mark.breaks_rules
def test_a_guest_withdraws_in_two_steps_and_the_receipt_is_mailed_at_once(client, order):
    answer = confirm(client, "/withdraw/", SAID)
    assert (answer.status_code, answer["Location"]) == (303, "/withdraw/done/")
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.status, withdrawal.name, withdrawal.order_number) == ("acknowledged", "Ada Lovelace", "1042")
    mail = MailMessage.objects.get()
    assert (mail.recipient, mail.subject) == ("ada@example.com", "#1042 We've received your withdrawal")
    assert withdrawal_path(withdrawal) in mail.text
    assert withdrawal.statement in mail.text
    assert "receipt with your statement" in markup(client.get("/withdraw/done/"))


@pytest.mark.breaks_rules
def test_the_first_step_declares_nothing(client, order):
    client.post("/withdraw/", SAID)
    assert not Withdrawal.objects.exists()


@pytest.mark.breaks_rules
def test_the_answer_tells_nobody_which_orders_exist(client, order):
    right = confirm(client, "/withdraw/", SAID | {"order_number": str(order.number)})
    wrong = confirm(client, "/withdraw/", SAID | {"order_number": "999999"})
    assert (right.status_code, right.content, right["Location"]) == (
        wrong.status_code,
        wrong.content,
        wrong["Location"],
    )
    assert MailMessage.objects.count() == 2
    assert match_withdrawals(now=timezone.now()) == 1  # only then anybody looks
    assert Order.objects.get().status == "on_hold"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": ""}, "name"), ({"order_number": ""}, "order_number"), ({"email": "ada"}, "email"),
     ({"goods": "see https://evil.example"}, "goods"), ({"name": "www.evil.example"}, "name")],
)  # fmt: skip
@pytest.mark.breaks_rules
def test_what_is_wrong_is_named_and_kept(client, order, values, field):
    data = SAID | values
    page = client.post("/withdraw/", data | {"confirm": "yes"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {field}
    assert "<title>Error: Withdraw" in markup(page)
    assert not Withdrawal.objects.exists()


@pytest.mark.breaks_rules
def test_a_mailbox_is_not_flooded(client, order):
    codes = [
        client.post("/withdraw/", SAID | {"order_number": str(n), "confirm": "yes"}).status_code for n in range(1, 9)
    ]
    assert codes == [303] * 5 + [429] * 3
    assert MailMessage.objects.count() == 5


@pytest.mark.breaks_rules
def test_with_the_link_everything_is_filled_in(client, order):
    address = f"{order_path(order)}withdraw/"
    page = client.get(address)
    html, line = markup(page), order.lines.get()
    assert 'value="Ada Lovelace"' in html
    assert 'value="ada@example.com"' in html
    key = re.search(r'name="key" value="([^"]+)"', html)[1]
    data = {"key": key, "name": "Ada Lovelace", "email": "ada@example.com", f"quantity_{line.pk}": "1"}

    answer = confirm(client, address, data)

    withdrawal = Withdrawal.objects.get()
    assert answer["Location"] == withdrawal_path(withdrawal)
    assert (withdrawal.is_proven, withdrawal.status, withdrawal.refund_minor) == (True, "refunded", 1900)
    text = markup(client.get(answer["Location"]))
    assert "1 × Dock mug (MUG)" in text
    assert "Your refund" in text
    assert confirm(client, address, data)["Location"] == answer["Location"]  # the same key
    assert Withdrawal.objects.count() == 1


@pytest.mark.parametrize("text", ["-1", "3", "1.5", "1e9", "9223372036854775808", "true", "１", "0", ""])
@pytest.mark.breaks_rules
def test_odd_quantities_are_refused(client, order, text):
    line = order.lines.get()
    data = {"key": "k", "name": "Ada", "email": "ada@example.com", f"quantity_{line.pk}": text, "confirm": "yes"}
    assert client.post(f"{order_path(order)}withdraw/", data).status_code == 422
    assert not Withdrawal.objects.exists()


@pytest.mark.breaks_rules
def test_the_proof_of_sending_is_noted(client, order):
    sent = make_sent_order(("MUG", 1), now=timezone.now())
    line = sent.lines.get()
    data = {"key": "k", "name": "Ada", "email": "ada@example.com", f"quantity_{line.pk}": "1"}
    address = confirm(client, f"{order_path(sent)}withdraw/", data)["Location"]
    assert "Print the return slip" in markup(client.get(address))
    assert "Dock mug" in markup(client.get(f"{address}slip/"))
    assert client.post(f"{address}sent/", {"tracking_number": ""}).status_code == 422
    client.post(f"{address}sent/", {"tracking_number": "0034"})
    assert Withdrawal.objects.get().status == "proof_of_sending"
    assert client.post(f"{address}sent/", {"tracking_number": "0034"}).status_code == 409


@pytest.mark.breaks_rules
def test_the_button_is_there_while_the_period_runs_and_not_longer(client, order):
    sent = make_sent_order(("MUG", 1), now=timezone.now() - timedelta(days=90))
    page = markup(client.get(order_path(sent)))
    assert f'href="{order_path(sent)}withdraw/"' not in page
    assert "The withdrawal period ended on" in markup(client.get(f"{order_path(sent)}withdraw/"))


@pytest.mark.breaks_rules
def test_odd_links_are_missing_pages(client, order):
    confirm(client, "/withdraw/", SAID)
    token = withdrawal_path(Withdrawal.objects.get()).split("/")[2]
    missing = client.get("/withdraw/nope/")
    for odd in (token[:-1], token.split(":")[0], "null", "%00", order_path(order).split("/")[2]):
        answer = client.get(f"/withdraw/{odd}/")
        assert (odd, answer.status_code, answer.content) == (odd, 404, missing.content)
        assert client.post(f"/withdraw/{odd}/sent/", {"tracking_number": "1"}).status_code == 404
