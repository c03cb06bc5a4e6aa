"""Which addresses may be redirected, and where to."""

import pytest

from shop.catalog.rules import MAX_ADDRESS, new_address, old_address, storable

LONGEST = "/" + "a" * (MAX_ADDRESS - 1)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/old-mugs.html", "/old-mugs.html"),
        ("  https://shop.example/old%20mugs?page=2#top ", "/old mugs"),
        ("/administration", "/administration"),
        ("/products/", "/products/"),
        (LONGEST, LONGEST),
    ],
)
def test_an_old_address_is_kept_as_requests_name_it(text, path):
    assert old_address(text) == path


@pytest.mark.parametrize("text", ["", "/", "old.html", "https://shop.example/", "/a%0Ab", "/%00", f"{LONGEST}a"])
def test_what_is_no_path_is_no_old_address(text):
    with pytest.raises(ValueError, match="Enter an address of this shop"):
        old_address(text)


@pytest.mark.parametrize(
    "text",
    ["/admin/x", "/api/v1/", "/graphql/", "/graphql", "/callbacks/x", "/static/x.css", "/media/x.jpg", "/-/health",
     "/checkout/", "/cart/", "/account/login/", "https://shop.example/admin/"],
)  # fmt: skip
def test_the_shops_own_addresses_are_not_given_away(text):
    with pytest.raises(ValueError, match="used by the shop itself"):
        old_address(text)


@pytest.mark.parametrize("text", ["/", "/c/table/", " /p/mug/?v=MUG#top ", LONGEST])
def test_a_new_address_is_one_of_this_shop(text):
    assert new_address(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c/table",
        "https://shop.example/c/",
        "//evil.example/",
        "/\\evil.example",
        "/a\\b",
        "/a b",
        "/a\tb",
        f"{LONGEST}a",
    ],
)
def test_nobody_is_sent_away_from_the_shop(text):
    with pytest.raises(ValueError, match="begins with /"):
        new_address(text)


def test_a_text_that_the_database_cannot_keep_is_nobodys_sku():
    assert storable(["MUG", "A\x00", "", "Tasse à café"]) == ["MUG", "", "Tasse à café"]
