"""The cart, with and without htmx."""

from __future__ import annotations

import pytest

from shop.cart.models import Cart, CartLine
from shop.catalog.models import Product
from shop.inventory.models import StockLevel
from shop.pricing.models import Price
from tests.factories.catalog import make_product
from tests.pages import markup

pytestmark = pytest.mark.django_db

HX = {"HX-Request": "true", "HX-Target": "cart"}
DRAWER = {"HX-Request": "true", "HX-Target": "cart-drawer"}


@pytest.fixture
def mug(channel):
    return make_product("Dock mug", skus=["MUG-RUST", "MUG-MOSS"], price_minor=1900, stock=5)


def add(client, sku: str = "MUG-RUST", quantity: int | str = 1, **values):
    return client.post("/cart/lines/", {"sku": sku, "quantity": quantity}, **values)


def test_adding_without_script_leads_to_the_cart_and_confirms(client, mug):
    answer = add(client, quantity=2)

    assert (answer.status_code, answer["Location"]) == (303, "/cart/?added=MUG-RUST")
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "<strong>Dock mug</strong>, Glaze: Mug-Rust, is in your cart." in markup(page)
    assert [line.quantity for line in page.context["cart"].quote.lines] == [2]
    assert page.context["cart"].quote.total.amount_minor == 3800 + 490


def test_the_guests_cookie_is_secret_and_lasts_sixty_days(client, mug):
    cookie = add(client).cookies["cart"]

    assert len(cookie.value) == 43
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (5_184_000, True, "Lax", "/")
    assert cookie["secure"] == ""
    assert not Cart.objects.filter(token_hash=cookie.value).exists(), "only a hash of the secret is stored"


def test_the_cookie_is_sent_over_https_only_where_the_shop_has_it(client, mug, settings):
    settings.HTTPS = True

    assert add(client).cookies["cart"]["secure"] is True


def test_the_cart_page_is_private_and_not_for_search_engines(client, mug):
    answer = client.get("/cart/")

    assert answer["Cache-Control"] == "private, no-cache"
    assert '<meta name="robots" content="noindex">' in markup(answer)
    assert "csrftoken" not in answer.cookies


def test_adding_with_htmx_fills_the_drawer_the_count_and_the_status(client, mug):
    answer = add(client, quantity=2, headers=DRAWER)

    html = markup(answer)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert "<!doctype" not in html
    assert "Added to your cart</h2>" in html
    assert '<span id="cart-count" class="count" hx-swap-oob="true">2<span class="vh"> items</span></span>' in html
    assert '<p hx-swap-oob="innerHTML:#status">Added to cart. Cart: 2 items, €42.90</p>' in html
    assert 'hx-target="#cart-drawer"' in html


def test_asking_for_more_than_there_is_puts_in_all_there_is_and_says_so(client, mug):
    added = add(client, quantity=50)
    assert (added.status_code, added["Location"]) == (303, f"/cart/?added={mug_sku()}&capped={mug_sku()}")
    assert "Only 5 of <strong>Dock mug</strong>" in markup(client.get(added["Location"]))
    assert CartLine.objects.get().quantity == 5

    page, fragment = add(client, quantity=1), add(client, quantity=4, headers=DRAWER)  # there are no more
    assert (page.status_code, fragment.status_code) == (409, 409)
    assert "Only 5 of Dock mug left." in markup(page)
    assert "Error: Your cart" in markup(page)
    assert "Only 5 of Dock mug left." in markup(fragment)
    assert CartLine.objects.get().quantity == 5


def test_a_line_set_to_more_than_there_is_holds_all_there_is(client, mug):
    add(client, quantity=1)
    line = CartLine.objects.get()
    url = f"/cart/lines/{line.pk}/"

    fragment = client.post(url, {"quantity": "50"}, headers={"HX-Request": "true", "HX-Target": "cart"})
    assert fragment.status_code == 200
    assert CartLine.objects.get().quantity == 5
    assert "are left, and all of them are in your cart." in markup(fragment)
    assert '#status">Only 5 of Dock mug left. Cart: 5 items' in markup(fragment)

    CartLine.objects.update(quantity=9)  # from before the others were sold
    assert client.post(url, {"quantity": "7"})["Location"] == f"/cart/?capped={mug_sku()}"
    assert CartLine.objects.get().quantity == 5
    StockLevel.objects.update(on_hand=0)
    assert client.post(url, {"quantity": "3"}).status_code == 303
    assert CartLine.objects.get().quantity == 3
    assert client.post(url, {"quantity": "4"}).status_code == 409
    assert CartLine.objects.get().quantity == 3


def mug_sku():
    return CartLine.objects.get().variant.sku


@pytest.mark.parametrize("quantity", ["0", "-1", "100", "x", "", "1e3", "٣", "9" * 30])
def test_a_quantity_that_is_none_is_refused(client, mug, quantity):
    answer = add(client, quantity=quantity)

    assert answer.status_code == 422
    assert "Enter a number from 1 to 99." in markup(answer)
    assert not CartLine.objects.exists()


@pytest.mark.parametrize("sku", ["", "NOPE", "MUG\x00RUST"])
def test_a_product_that_is_not_there_is_a_conflict_and_not_a_missing_page(client, mug, sku):
    answer = add(client, sku)

    assert answer.status_code == 409
    assert "This product is no longer available." in markup(answer)


def test_a_quantity_is_changed_in_place(client, mug):
    add(client)
    line = CartLine.objects.get()

    answer = client.post(f"/cart/lines/{line.pk}/", {"quantity": "3"}, headers=HX)

    assert answer.status_code == 200
    assert markup(answer).strip().startswith('<div id="cart">')
    assert "Cart: 3 items, €61.90" in markup(answer)
    assert CartLine.objects.get().quantity == 3
    plain = client.post(f"/cart/lines/{line.pk}/", {"quantity": "2"})
    assert (plain.status_code, plain["Location"]) == (303, "/cart/")
    assert CartLine.objects.get().quantity == 2


def test_removing_offers_undo_and_gives_the_focus_to_the_next_line(client, mug):
    add(client, "MUG-RUST", 2)
    add(client, "MUG-MOSS")
    first, second = CartLine.objects.order_by("pk")

    answer = client.post(f"/cart/lines/{first.pk}/", {"quantity": "2", "remove": "1"}, headers=HX)

    html = markup(answer)
    assert "<strong>Dock mug</strong> has been removed." in html
    assert '<input type="hidden" name="sku" value="MUG-RUST"><input type="hidden" name="quantity" value="2">' in html
    assert html.count("data-focus") == 1
    assert '<a href="/p/dock-mug/?v=MUG-MOSS" data-focus>' in html
    assert list(CartLine.objects.values_list("pk", flat=True)) == [second.pk]
    undone = add(client, "MUG-RUST", 2, headers=HX)
    assert "Added to cart. Cart: 3 items" in markup(undone)


def test_removing_the_last_line_gives_the_focus_to_the_heading(client, mug):
    add(client)

    answer = client.post(f"/cart/lines/{CartLine.objects.get().pk}/", {"quantity": "0"}, headers=HX)

    assert '<h1 tabindex="-1" data-focus>Your cart</h1>' in markup(answer)
    assert "Your cart is empty</p>" in markup(answer)
    assert 'hx-swap-oob="true"></span>' in markup(answer), "the count disappears"


def test_removing_without_script_offers_undo_as_well(client, mug):
    add(client, quantity=3)

    answer = client.post(f"/cart/lines/{CartLine.objects.get().pk}/", {"quantity": "3", "remove": "1"})

    assert (answer.status_code, answer["Location"]) == (303, "/cart/?removed=MUG-RUST&quantity=3")
    page = client.get(answer["Location"])
    assert "<strong>Dock mug</strong> has been removed." in markup(page)
    assert '<input type="hidden" name="quantity" value="3">' in markup(page)


def test_nobody_changes_the_line_of_somebody_else(client, mug):
    add(client)
    line = CartLine.objects.get()
    stranger = type(client)()
    add(stranger, "MUG-MOSS")

    answer = stranger.post(f"/cart/lines/{line.pk}/", {"quantity": "0"})

    assert answer.status_code == 409
    assert "This is no longer in your cart." in markup(answer)
    assert CartLine.objects.filter(pk=line.pk).exists()


def test_what_has_become_short_or_is_no_longer_sold_is_marked_and_stops_the_checkout(client, mug):
    make_product("Old bowl", skus=["BOWL"])
    add(client, quantity=3)
    add(client, "BOWL")
    StockLevel.objects.filter(variant__sku="MUG-RUST").update(on_hand=1)
    Product.objects.filter(name="Old bowl").update(status="archived")

    page = client.get("/cart/")

    assert "Only 1 left" in markup(page)
    assert "No longer available" in markup(page)
    assert "Go to checkout" not in markup(page)
    assert page.context["cart"].can_order is False
    unsold = CartLine.objects.get(variant__sku="BOWL")
    client.post(f"/cart/lines/{unsold.pk}/", {"remove": "1"})
    assert [line.sku for line in client.get("/cart/").context["cart"].quote.lines] == ["MUG-RUST"]


def test_the_price_is_always_the_present_one(client, mug):
    add(client)
    Price.objects.update(amount_minor=2500)

    assert client.get("/cart/").context["cart"].quote.subtotal.amount_minor == 2500


def test_tax_is_that_of_the_chosen_country_and_an_unknown_one_is_ignored(client, mug):
    add(client)

    germany, france, nowhere = (client.get(f"/cart/?country={code}").context["cart"] for code in ("DE", "FR", "XX"))

    assert (germany.quote.tax.amount_minor, france.quote.tax.amount_minor) == (303 + 78, 317 + 82)
    assert nowhere.country == "DE"


def test_how_much_is_missing_until_delivery_is_free(client, mug):
    add(client)

    assert "Spend €41.00 more for free delivery." in markup(client.get("/cart/"))


def test_the_drawer_opened_directly_is_the_cart(client, mug):
    add(client)

    assert client.get("/-/cart/")["Location"] == "/cart/"
    fragment = client.get("/-/cart/", headers=DRAWER)
    assert "Your cart</h2>" in markup(fragment)
    assert fragment["Cache-Control"] == "private, no-store"


def test_the_island_tells_the_count_and_who_is_logged_in(client, mug, shopper):
    first = client.get("/-/me/", headers={"HX-Request": "true"})
    assert 'id="cart-count" class="count" hx-swap-oob="true"></span>' in markup(first)
    assert "(logged in)" not in markup(first)
    assert first.cookies == {}
    assert first["Cache-Control"] == "private, no-store"
    assert client.get("/-/me/")["Location"] == "/cart/"

    add(client, quantity=2)
    client.force_login(shopper)
    add(client, quantity=3)
    later = client.get("/-/me/", headers={"HX-Request": "true"})
    assert ">3<span" in markup(later)
    assert "(logged in)" in markup(later)


def test_a_first_visitor_costs_no_query(client, mug, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/-/me/", headers={"HX-Request": "true"})


def test_only_who_has_a_cart_or_a_session_is_known(client, mug, shopper):
    assert client.get("/cart/").cookies == {}

    marked = add(client).cookies["known"]
    assert (marked.value, marked["max-age"], marked["httponly"]) == ("1", 60 * 24 * 3600, "")
    client.cookies.pop("known")
    assert "known" not in client.get("/p/dock-mug/").cookies  # for everybody
    assert client.get("/cart/").cookies["known"].value == "1"  # a cart from before there was a mark
    assert client.get("/cart/").cookies == {}

    client.cookies.clear()
    client.force_login(shopper)
    assert client.get("/account/").cookies["known"].value == "1"
    assert client.post("/account/logout/").cookies["known"].value == ""
    assert "known" not in client.cookies or client.cookies["known"].value == ""
