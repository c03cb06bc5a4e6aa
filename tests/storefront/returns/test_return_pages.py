"""Sending something back, as a shopper does it: with the order's link, without script."""

from __future__ import annotations

import re

import pytest

from shop.fulfilment.models import Return
from shop.orders.models import OrderLine
from shop.orders.queries import order_path
from tests.factories.catalog import make_product
from tests.factories.returns import approve, make_return, make_sent_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(channel):
    channel.return_address = "Returns\nHafenstraße 5\n20457 Hamburg"
    channel.save()
    make_product("Dock mug", skus=["RUST", "MOSS"], price_minor=1900, stock=10)
    return make_sent_order(("RUST", 3))


@pytest.fixture
def line(order):
    return order.lines.get()


def key_of(answer):
    return re.search(r'name="key" value="([^"]+)"', markup(answer))[1]


def ask(client, order, line, **values):
    address = f"{order_path(order)}returns/new/"
    key = key_of(client.get(address))
    return client.post(address, {"key": key, f"quantity_{line.pk}": "2", f"reason_{line.pk}": "not_liked", **values})


def test_the_order_offers_it_and_the_form_makes_a_return(client, order, line):
    assert "Return or exchange items" in markup(client.get(order_path(order)))

    answer = ask(client, order, line, comment="Too rusty")

    return_ = Return.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{order_path(order)}returns/{return_.public_id}/")
    assert (return_.comment, list(return_.lines.values_list("quantity", "reason"))) == ("Too rusty", [(2, "not_liked")])
    page = markup(client.get(answer["Location"]))
    assert "We are reviewing your request</h1>" in page
    assert "Dock mug" in page
    assert f"Return {return_}" in markup(client.get(order_path(order)))


def test_an_exchange_names_what_one_would_like(client, order, line):
    ask(client, order, line, **{f"wanted_{line.pk}": "MOSS"})
    assert Return.objects.get().kind == "exchange"


@pytest.mark.parametrize("text", ["-1", "4", "1.5", "1e9", "9223372036854775808", "true", "１", "٣", "x", " "])
def test_odd_quantities_are_refused(client, order, line, text):
    answer = ask(client, order, line, **{f"quantity_{line.pk}": text})
    assert answer.status_code == 422
    assert "<title>Error: " in markup(answer)
    assert not Return.objects.exists()
    assert OrderLine.objects.get().quantity_returning == 0


def test_a_reason_is_asked_for_what_goes_back_only(client, order, line):
    answer = ask(client, order, line, **{f"reason_{line.pk}": ""})
    assert answer.context["form"].errors == {f"reason_{line.pk}": ["Choose a reason."]}


def test_sending_the_form_twice_makes_one_return(client, order, line):
    address = f"{order_path(order)}returns/new/"
    data = {"key": key_of(client.get(address)), f"quantity_{line.pk}": "1", f"reason_{line.pk}": "other"}
    answers = [client.post(address, data)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Return.objects.count() == 1


def test_what_another_request_took_is_a_conflict(client, order, line):
    address = f"{order_path(order)}returns/new/"
    data = {"key": "k", f"quantity_{line.pk}": "2", f"reason_{line.pk}": "other"}
    page = client.get(address)
    make_return(order, 2)
    answer = client.post(address, data | {"key": key_of(page)})
    assert answer.status_code == 422  # the form itself sees that one is left
    assert Return.objects.count() == 1


def test_the_slip_and_the_parcel_and_a_change_of_mind(client, order, staff_actor):
    return_ = make_return(order, 1)
    address = f"{order_path(order)}returns/{return_.public_id}/"
    assert client.get(f"{address}slip/").status_code == 404  # nothing may be sent yet
    approve(return_, staff_actor, instructions="Bring it to any post office.")

    page = markup(client.get(address))
    assert "Bring it to any post office." in page
    slip = markup(client.get(f"{address}slip/"))
    assert "Hafenstraße 5" in slip
    assert f"Return {return_}</h1>" in slip

    wrong = client.post(f"{address}sent/", {"tracking_number": ""})
    assert (wrong.status_code, Return.objects.get().status) == (422, "approved")
    client.post(f"{address}sent/", {"tracking_number": "0034 12"})
    return_.refresh_from_db()
    assert (return_.status, return_.tracking_number) == ("in_transit", "0034 12")
    assert client.post(f"{address}sent/", {"tracking_number": "1"}).status_code == 409
    client.post(f"{address}cancel/")
    assert Return.objects.get().status == "in_transit"  # too late


def test_keeping_it_after_all(client, order):
    return_ = make_return(order, 1)
    client.post(f"{order_path(order)}returns/{return_.public_id}/cancel/")
    assert Return.objects.get().status == "cancelled"


def test_other_peoples_returns_look_like_missing_ones(client, order):
    other = make_sent_order(("MOSS", 1))
    return_ = make_return(order, 1)
    token, foreign = order_path(order).split("/")[2], order_path(other).split("/")[2]
    missing = client.get(f"/o/{foreign}/returns/ret_nope/")
    for address in (
        f"/o/{foreign}/returns/{return_.public_id}/",
        f"/o/{foreign}/returns/{return_.public_id}/slip/",
        f"/o/{token[:-1]}/returns/{return_.public_id}/",
        f"/o/{order.public_id}/returns/{return_.public_id}/",
        f"/o/null/returns/{return_.public_id}/",
        f"/o/%00/returns/{return_.public_id}/",
        f"/o/{token}/returns/%00/",
        f"/o/{token[:-1]}/returns/new/",
    ):
        answer = client.get(address)
        assert (address, answer.status_code, answer.content) == (address, 404, missing.content)
    for verb in ("sent", "cancel"):
        assert (
            client.post(f"/o/{foreign}/returns/{return_.public_id}/{verb}/", {"tracking_number": "1"}).status_code
            == 404
        )
    assert Return.objects.get().status == "requested"
