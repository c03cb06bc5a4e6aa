"""The same search at every door: pages, JSON and GraphQL find the same, in the same order, with the same forgiveness."""

from __future__ import annotations

import json
import re

import pytest

from shop.catalog.models import Media, OptionValue, Variant
from shop.channels.models import Channel, ContentPage
from shop.search.models import Synonym
from shop.search.operations import refresh_stale
from tests.factories.catalog import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(channel):
    kitchen = make_category("Kitchen")
    make_product("Secador elétrico", skus=["SEC-220"], category=kitchen, price_minor=3000, tags=["bestseller"])
    make_product("Fogão eléctrico", skus=["FOG-90"], category=kitchen, price_minor=2000)
    make_product("Linen towel 50 × 90 cm", skus=["TOW-50-90"], price_minor=1000)
    make_product("Linen towel 70 x 140", skus=["TOW-70"], price_minor=1500)
    make_product("Green sofa", skus=["SOFA"], price_minor=90000)
    make_product("Brass lamp", skus=["LAMP"], price_minor=5000, vendor="On")
    make_product("Wall mirror", skus=["MIRROR"], price_minor=4000)


def on_pages(client, text, sort):
    html = client.get("/search/", {"q": text} | ({"sort": sort} if sort else {})).content.decode()
    return [name.replace("&#x27;", "'") for name in re.findall(r'<h3><a href="[^"]+">([^<]+)</a></h3>', html)]


def by_json(client, text, sort):
    asked = {"q": text} | ({"sort": sort} if sort else {})
    return [row["name"] for row in client.get("/api/v1/products/", asked).json()["results"]]


def by_graphql(client, text, sort):
    names = {
        "relevance": "RELEVANCE",
        "bestselling": "BESTSELLING",
        "newest": "NEWEST",
        "price": "PRICE",
        "-price": "PRICE_DESC",
        "name": "NAME",
    }
    query = "query($q: String, $s: ProductSort) { products(filter: {search: $q}, sort: $s) { nodes { name } } }"
    body = json.dumps({"query": query, "variables": {"q": text, "s": names.get(sort)}})
    answer = client.post("/graphql/", body, content_type="application/json").json()
    return [node["name"] for node in answer["data"]["products"]["nodes"]]


LINEN = ["Linen towel 70 x 140", "Linen towel 50 × 90 cm"]
FOUND = {
    "eletrico": {"Secador elétrico"}, "ELÉTRICO": {"Secador elétrico"}, "electrico": {"Fogão eléctrico"}, "fogao": {"Fogão eléctrico"},
    "50x90": {LINEN[1]}, "50 x 90 cm": {LINEN[1]}, "towel 50×90": {LINEN[1]}, "70x140": {LINEN[0]},
    "lapm": {"Brass lamp"}, "mirorr": {"Wall mirror"}, "secadr eletirco": {"Secador elétrico"}, "linen": set(LINEN),
    "tow-50": {LINEN[1]}, "fog90": {"Fogão eléctrico"}, "lamp zebra": {"Brass lamp"}, "lapm zebra": {"Brass lamp"},
    "on": {"Brass lamp"}, "zebra": set(), "lamp -brass": set(),
}  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
def test_every_door_finds_the_same(client, text):
    assert [set(door(client, text, "relevance")) for door in (on_pages, by_json, by_graphql)] in (
        [FOUND[text]] * 3,
        [set(), FOUND[text], FOUND[text]],  # pages lead from an article number straight to its product
    )


def test_a_search_without_an_order_is_by_relevance_at_every_door(client):
    make_product("Side table", skus=["TABLE"], description="<p>It stands beside a lamp.</p>")
    best = ["Brass lamp", "Side table"]

    assert by_json(client, "lamp", "newest") == best[::-1]
    assert [door(client, "lamp", None) for door in (on_pages, by_json, by_graphql)] == [best] * 3
    assert by_json(client, "", None) == by_graphql(client, "", None) == by_json(client, "", "newest")


@pytest.mark.parametrize("sort", ["relevance", "bestselling", "newest", "price", "-price", "name"])
def test_every_door_sorts_the_same(client, sort):
    found = [door(client, "linen or lamp or eletrico", sort) for door in (on_pages, by_json, by_graphql)]
    assert (found[0] == found[1] == found[2], len(found[0])) == (True, 4)


def test_what_has_only_some_of_the_words_is_told_and_what_has_more_comes_first(client):
    html = client.get("/search/?q=linen+towel+zebra").content.decode()
    assert "No product matches all of these words; these match some of them." in html
    assert set(on_pages(client, "linen towel zebra", "relevance")) == set(LINEN)
    assert on_pages(client, "brass linen towel", "relevance")[-1] == "Brass lamp"
    assert "Showing results for <em>brass lamp</em>" in client.get("/search/?q=bras+lapm").content.decode()


def told_by_json(client, text):
    answer = client.get("/api/v1/products/", {"q": text}).json()
    return answer["search_corrected"], answer["search_relaxed"]


def told_by_graphql(client, text):
    query = "query($q: String) { products(filter: {search: $q}) { searchCorrected searchRelaxed } }"
    body = json.dumps({"query": query, "variables": {"q": text}})
    answer = client.post("/graphql/", body, content_type="application/json").json()["data"]["products"]
    return answer["searchCorrected"], answer["searchRelaxed"]


@pytest.mark.parametrize(
    ("text", "told"),
    [("lamp", (None, False)), ("lapm", ("lamp", False)), ("lamp zebra", (None, True)), ("bras lapm", ("brass lamp", False)),
     ("lapm zebra", ("lamp zebra", True)), ("zebra", (None, False)), ("zebra giraffe", (None, False)), ("", (None, False))],
)  # fmt: skip
def test_both_programs_and_people_are_told_how_the_words_were_read(client, text, told):
    assert told_by_json(client, text) == told_by_graphql(client, text) == told
    html = client.get("/search/", {"q": text}).content.decode()
    assert ('id="read-as"' in html, f"results for <em>{told[0]}</em>" in html) == (
        told != (None, False),
        told[0] is not None,
    )


def test_the_next_page_is_read_as_the_first_was(client):
    first = client.get("/api/v1/products/?q=linnen&limit=1").json()
    second = client.get(first["next"].removeprefix("http://testserver")).json()
    assert [first["search_corrected"], second["search_corrected"]] == ["linen", "linen"]


@pytest.mark.parametrize("letters", [200, 201])
def test_a_text_has_the_same_bound_at_every_door(client, letters):
    text = ("lamp " * 50)[:letters].strip() + ("." if letters == 201 else "")
    text = text.ljust(letters, ".")
    body = json.dumps(
        {"query": "query($q: String) { products(filter: {search: $q}) { nodes { name } } }", "variables": {"q": text}}
    )
    by_program = client.post("/graphql/", body, content_type="application/json").json()
    assert client.get("/api/v1/products/", {"q": text}).status_code == (200 if letters == 200 else 422)
    assert ("errors" in by_program) == (letters == 201)
    assert client.get("/search/", {"q": text}).status_code == 200


def test_a_filter_that_leaves_nothing_changes_nothing_about_the_words(client):
    assert by_json(client, "linen&max_price=1", "price") == by_json(client, "zebra", "price")
    answer = client.get("/api/v1/products/?q=linen+towel&max_price=1.00").json()
    assert answer["results"] == []


@pytest.mark.parametrize("sort", ["relevance", "bestselling", "name"])
def test_pages_by_cursor_hold_everything_once(client, sort):
    url, seen = f"/api/v1/products/?q=linen+or+lamp+or+eletrico&limit=1&sort={sort}", []
    while url:
        page = client.get(url.removeprefix("http://testserver")).json()
        seen += [row["name"] for row in page["results"]]
        url = page["next"]
    assert seen == by_json(client, "linen or lamp or eletrico", sort)


def test_synonyms_that_staff_keep_are_found_at_once(client, manager):
    client.force_login(manager)
    assert by_json(client, "couch", "relevance") == []
    client.post("/admin/search/synonym/add/", {"words": "sofa, Couch, settee"})
    assert Synonym.objects.get().words == ["sofa", "Couch", "settee"]
    for text in ("couch", "couches", "green settee"):
        assert by_json(client, text, "relevance") == (["Green sofa"] if text != "couches" else []), text
    assert client.post("/admin/search/synonym/add/", {"words": "sofa"}).status_code == 422


def test_a_barcode_leads_straight_to_its_variant(client):
    Variant.objects.filter(sku="LAMP").update(barcode="0614141999996")
    for code in ("0614141999996", "614141999996", "00614141999996", "614141 999996"):
        assert client.get("/search/", {"q": code})["Location"] == "/p/brass-lamp/?v=LAMP", code
    refresh_stale()
    assert by_json(client, "614141999996", "relevance") == ["Brass lamp"]


def test_categories_and_pages_are_among_the_results(client):
    ContentPage.objects.create(kind="help", slug="delivery", title="Delivery and costs", body="We send *parcels*.")
    html = client.get("/search/?q=kitch").content.decode()
    assert '<a class="chip" href="/c/kitchen/">Kitchen</a>' in html
    assert 'href="/help/delivery/">Delivery and costs' in client.get("/search/?q=costs").content.decode()
    suggested = client.get("/search/suggest/?q=deliv", headers={"HX-Request": "true"}).content.decode()
    assert 'id="suggest-t1"' in suggested


def test_names_sort_by_the_language_of_the_shop_and_change_with_it(client):
    for name in ("Zebra", "Ärm", "Öl", "Apfel", "Lampe 10", "Lampe 9"):
        make_product(name, skus=[name.upper().replace(" ", "")])
    german = ["Apfel", "Ärm", "Brass lamp"]
    assert [row["name"] for row in client.get("/api/v1/products/?sort=name").json()["results"]][:3] == german
    Channel.objects.update(locale="sv_SE")
    refresh_stale()
    names = [row["name"] for row in client.get("/api/v1/products/?sort=name").json()["results"]]
    assert names[-3:] == ["Zebra", "Ärm", "Öl"]
    assert names.index("Lampe 9") + 1 == names.index("Lampe 10")


def test_a_chosen_colour_shows_its_picture_links_to_its_variant_and_has_a_swatch(client):
    cup = make_product("Cup", skus=["CUP-RED", "CUP-BLUE"], option="Colour")
    OptionValue.objects.filter(value="Cup-Blue").update(swatch="#0000ff")
    for number, name in enumerate(("red", "blue")):
        media = Media.objects.create(product=cup, path=f"m/{name}", width=10, height=10, widths=[640], position=number)
        Variant.objects.filter(sku=f"CUP-{name.upper()}").update(media=media)
    refresh_stale()
    plain = client.get("/c/").content.decode()
    assert '<h3><a href="/p/cup/">Cup</a></h3>' in plain
    chosen = client.get("/c/?f.colour=Cup-Blue").content.decode()
    assert '<h3><a href="/p/cup/?v=CUP-BLUE">Cup</a></h3>' in chosen
    assert "m/blue/640.jpg" in chosen
    assert "m/red/640.jpg" not in chosen
    assert re.search(r'value="Cup-Blue" checked><svg class="swatch', chosen) or "#0000ff" in chosen
