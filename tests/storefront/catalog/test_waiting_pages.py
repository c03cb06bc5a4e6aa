"""Asking to be told when something is back, and changing one's mind."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from shop.inventory.models import BackInStockRequest
from shop.inventory.operations import notify_back_in_stock
from shop.inventory.queries import waiting_path
from shop.notifications.models import MailMessage
from tests.factories.catalog import make_product
from tests.factories.stock import set_level
from tests.pages import markup

pytestmark = pytest.mark.django_db
FORM = "/back-in-stock/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def mug(channel):
    return make_product("Dock mug", skus=["MUG", "CUP"], stock=0)


def ask(client, email="ada@example.com", sku="MUG", **headers):
    return client.post(FORM, {"sku": sku, "email": email}, headers=headers)


def test_a_guest_is_noted_and_reads_so(client):
    answer = ask(client)

    assert (answer.status_code, answer["Location"]) == (303, "/back-in-stock/?sku=MUG&sent=1")
    assert "We will email you once when it is back in stock" in markup(client.get(answer["Location"]))
    row = BackInStockRequest.objects.get()
    assert (row.email, row.variant.sku, row.locale) == ("ada@example.com", "MUG", "en_IE")


def test_the_answer_is_the_same_for_who_waits_already(client):
    first, again = ask(client), ask(client)
    fragment, once_more = ask(client, "eve@example.com", **HTMX), ask(client, "eve@example.com", **HTMX)

    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert fragment.content == once_more.content
    assert "<html" not in markup(fragment)
    assert BackInStockRequest.objects.count() == 2


def test_the_form_stands_on_the_cached_page_and_knows_a_customer(client, shopper):
    html = markup(client.get("/p/dock-mug/"))
    assert 'action="/back-in-stock/"' in html
    assert client.get("/-/back-in-stock/").status_code == 204

    client.force_login(shopper)

    field = client.get("/-/back-in-stock/")
    assert 'value="shopper@example.com"' in markup(field)
    assert field["Cache-Control"] == "private, no-store"
    assert markup(client.get("/p/dock-mug/")) == html
    assert 'value="shopper@example.com"' in markup(client.get(f"{FORM}?sku=MUG"))


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "ada@example.com\r\nBcc: eve@example.com", f"{'a' * 250}@example.com", "a\x00@b.de"]
)
def test_odd_addresses_are_refused_beside_the_field(client, email):
    answer = ask(client, email)

    assert answer.status_code == 422
    assert answer.context["form"].errors["email"]
    assert not BackInStockRequest.objects.exists()


@pytest.mark.parametrize("sku", ["", "NOPE", "MUG\x00", "m" * 5000])
def test_what_is_not_sold_is_not_found(client, sku):
    assert ask(client, sku=sku).status_code == 404
    assert client.get(FORM, {"sku": sku}).status_code == 404


def test_what_can_be_ordered_needs_no_waiting(client):
    set_level("MUG", on_hand=1)

    answer = ask(client)

    assert answer.status_code == 409
    assert "This can be ordered now." in markup(answer)


def test_the_sixth_time_within_the_hour_is_too_much(client):
    for _ in range(5):
        ask(client)

    page, fragment = ask(client), ask(client, **HTMX)

    assert (page.status_code, fragment.status_code) == (429, 409)
    assert "You have already asked for this several times. Please try again later." in markup(page)
    assert "You have already asked for this several times. Please try again later." in markup(fragment)


def test_other_sites_cannot_ask_for_somebody(client):
    assert ask(client, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not BackInStockRequest.objects.exists()


def link(email="ada@example.com", sku="MUG"):
    return waiting_path(request_id=BackInStockRequest.objects.get(email=email, variant__sku=sku).pk)


def test_the_page_of_the_link_shows_all_that_the_mailbox_waits_for(client):
    ask(client)
    ask(client, "ADA@example.com", sku="CUP")
    ask(client, "eve@example.com")

    page = client.get(link())

    assert [row.variant.sku for row, _ in page.context["waits"]] == ["MUG", "CUP"]
    assert page["Cache-Control"] == "private, no-cache"
    assert '<meta name="robots" content="noindex">' in markup(page)


def test_one_may_stop_waiting_for_one_or_the_other(client):
    ask(client)
    ask(client, sku="CUP")
    page = client.get(link())
    own, other = [which for _, which in page.context["waits"]]

    answer = client.post(link(), {"which": other})

    assert (answer.status_code, answer["Location"]) == (303, f"/back-in-stock/{own}/?stopped=1")
    assert "We will not email you about this" in markup(client.get(answer["Location"]))
    assert [row.variant.sku for row in BackInStockRequest.objects.all()] == ["MUG"]


def test_a_mail_program_unsubscribes_with_one_post_and_no_redirect(client):
    ask(client)
    set_level("MUG", on_hand=1)
    notify_back_in_stock(now=timezone.now())
    mail = MailMessage.objects.get()
    path = mail.unsubscribe_url.removeprefix("http://testserver")
    strict = Client(enforce_csrf_checks=True)

    answers = [strict.post(path, {"List-Unsubscribe": "One-Click"}, headers={"Origin": "null"}) for _ in range(2)]

    assert [(answer.status_code, answer["Content-Type"]) for answer in answers] == [
        (200, "text/plain; charset=utf-8")
    ] * 2
    assert not BackInStockRequest.objects.exists()
    assert "You have no alerts" in markup(client.get(path))


def test_every_link_of_the_mail_leads_somewhere(client):
    ask(client)
    set_level("MUG", on_hand=1)
    notify_back_in_stock(now=timezone.now())

    links = re.findall(r"http://testserver(/\S*)", MailMessage.objects.get().text)

    assert len(links) == 3
    assert [client.get(link).status_code for link in links] == [200, 200, 200]


@pytest.mark.parametrize("token", ["1", "1:forged", "%00", "x" * 3000])
def test_forged_links_find_nothing(client, token):
    ask(client)
    assert client.get(f"/back-in-stock/{token}/").status_code == 404
    assert client.post(f"/back-in-stock/{token}/").status_code == 404
    assert client.post(link(), {"which": token}).status_code == 404
    assert BackInStockRequest.objects.count() == 1
