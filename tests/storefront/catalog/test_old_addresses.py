"""An address that was ever a product's or a category's leads to where it is now, at whatever door it was changed."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.utils import timezone

from shop.catalog.models import Category, Product, Redirect
from shop.catalog.operations import add_redirects
from shop.catalog.redirects import find_new_address
from shop.core.actor import Actor, By
from shop.core.errors import Forbidden, InvalidInput
from shop.history.models import HistoryEntry
from tests.factories.catalog import make_category, make_product
from tests.pages import markup

pytestmark = pytest.mark.django_db

KEEPER = Actor(kind="staff", permissions=frozenset({"catalog.add_redirect"}))


@pytest.fixture
def mug(channel):
    table = make_category("Table")
    return make_product("Dock mug", skus=["MUG"], category=make_category("Cups", parent=table))


def rename(product, slug):
    Product.objects.filter(pk=product.pk).update(slug=slug)


def leads(client, url):
    answer = client.get(url)
    return answer.status_code, answer.headers.get("Location", "")


def test_a_renamed_product_is_found_by_each_of_its_names_in_one_step(client, mug):
    for slug in ("port-mug", "sea-mug", "bay-mug"):
        rename(mug, slug)
    for old in ("dock-mug", "port-mug", "sea-mug"):
        assert leads(client, f"/p/{old}/?v=MUG&utm=x") == (301, "/p/bay-mug/?v=MUG&utm=x")
    assert leads(client, "/p/bay-mug/")[0] == 200
    assert leads(client, "/p/never/") == (404, "")


def test_a_product_that_takes_its_old_name_again_makes_no_circle(client, mug):
    rename(mug, "port-mug")
    rename(mug, "dock-mug")
    assert leads(client, "/p/dock-mug/")[0] == 200
    assert leads(client, "/p/port-mug/") == (301, "/p/dock-mug/")
    assert list(Redirect.objects.values_list("path", flat=True)) == ["/p/port-mug/"]


def test_two_products_that_swap_names_are_each_found(client, mug):
    cup = make_product("Cup", skus=["CUP"])
    rename(mug, "aside")
    rename(cup, "dock-mug")
    rename(mug, "cup")
    assert leads(client, "/p/dock-mug/")[0] == leads(client, "/p/cup/")[0] == 200
    assert leads(client, "/p/aside/") == (301, "/p/cup/")


def test_a_new_product_at_an_old_address_wins_and_keeps_it(client, mug):
    rename(mug, "port-mug")
    new = make_product("Dock mug two", skus=["NEW"], slug="dock-mug")
    answer = client.get("/p/dock-mug/")
    assert (answer.status_code, "Dock mug two" in markup(answer)) == (200, True)
    rename(new, "newest-mug")
    assert leads(client, "/p/dock-mug/") == (301, "/p/newest-mug/")


def test_an_old_name_shows_no_draft_and_ends_with_the_product(client, mug):
    rename(mug, "port-mug")
    Product.objects.update(status="draft")
    assert leads(client, "/p/dock-mug/") == (404, "")
    Product.objects.update(status="archived")
    assert leads(client, "/p/dock-mug/") == (301, "/p/port-mug/")
    bare = Product.objects.create(name="Bare", slug="bare", status="archived")
    rename(bare, "barer")
    assert leads(client, "/p/bare/") == (301, "/p/barer/")
    bare.delete()
    assert leads(client, "/p/bare/") == (404, "")


def test_raw_sql_is_a_door_too(client, mug):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_product SET slug = 'port-mug'")
    assert leads(client, "/p/dock-mug/") == (301, "/p/port-mug/")


def test_a_moved_category_takes_everything_below_it_along(client, mug):
    table, cups = Category.objects.get(slug="table"), Category.objects.get(slug="cups")
    home = make_category("Home")
    Category.objects.filter(pk=table.pk).update(parent=home, slug="dining")
    assert leads(client, "/c/table/?sort=name") == (301, "/c/home/dining/?sort=name")
    assert leads(client, "/c/table/cups/") == (301, "/c/home/dining/cups/")
    Category.objects.filter(pk=cups.pk).update(slug="mugs")
    assert leads(client, "/c/table/cups/") == (301, "/c/home/dining/mugs/")
    assert leads(client, "/c/home/dining/cups/") == (301, "/c/home/dining/mugs/")
    Category.objects.filter(pk=home.pk).update(slug="house")
    for old in ("table/cups", "home/dining/cups", "home/dining/mugs"):
        assert leads(client, f"/c/{old}/") == (301, "/c/house/dining/mugs/"), old
    assert leads(client, "/c/table/never/") == (404, "")


def test_the_api_takes_an_old_path_of_a_category(client, mug):
    Category.objects.filter(slug="table").update(slug="dining")
    for path in ("table", "table/cups", "dining/cups"):
        found = client.get(f"/api/v1/products/?category={path}").json()["results"]
        assert [row["name"] for row in found] == ["Dock mug"], path
    assert client.get("/api/v1/products/?category=never").status_code == 422


def test_staff_add_addresses_and_chains_are_followed_to_the_end(client, mug):
    rows = [("https://old.example/mugs.html?id=1", "/p/dock-mug/"), ("/a", "/b"), ("/b", "/c/table/")]
    assert add_redirects(rows=rows, by=By(KEEPER, timezone.now())) == 3
    rename(mug, "port-mug")
    assert leads(client, "/mugs.html") == (301, "/p/port-mug/")
    assert leads(client, "/a") == (301, "/c/table/")
    assert client.post("/a").status_code in (403, 404)


@pytest.mark.parametrize(
    ("old", "new"),
    [("/x", "//evil.example/"), ("/x", "https://evil.example/"), ("/x", "/\\evil"), ("/x", "javascript:alert(1)"), ("/x", "x"),
     ("x", "/c/table/"), ("/", "/c/table/"), ("/admin/x", "/c/table/"), ("/p/dock-mug/", "/c/table/"), ("/c/table/", "/p/dock-mug/"),
     ("/x", "/x"), ("/x", ""), ("", ""), ("/x\x00", "/c/table/"), ("/x", "/c/" + "a" * 500)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(mug, old, new):
    with pytest.raises(InvalidInput):
        add_redirects(rows=[("/fine", "/c/table/"), (old, new)], by=By(KEEPER, timezone.now()))
    assert not Redirect.objects.exists()


def test_circles_are_refused(mug):
    add_redirects(rows=[("/a", "/b")], by=By(KEEPER, timezone.now()))
    with pytest.raises(InvalidInput):
        add_redirects(rows=[("/b", "/c"), ("/c", "/a")], by=By(KEEPER, timezone.now()))
    assert find_new_address(path="/a") == "/b"


def test_only_who_may_adds_them(mug):
    with pytest.raises(Forbidden):
        add_redirects(rows=[("/a", "/b")], by=By(Actor(kind="staff"), timezone.now()))


def test_staff_add_one_or_a_file_in_the_back_office(client, manager, mug):
    client.force_login(manager)
    url = "/admin/catalog/redirect/add/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"path": "/old.html", "target": "/c/table/"})["Location"] == "/admin/catalog/redirect/"
    file = io.BytesIO("from;to\n/één.html;/p/dock-mug/\n/two.html;/c/table/\n".encode("utf-8-sig"))
    file.name = "old.csv"
    assert client.post(url, {"file": file})["Location"] == "/admin/catalog/redirect/"
    rename(mug, "port-mug")
    assert leads(client, "/%C3%A9%C3%A9n.html") == (301, "/p/port-mug/")
    file = io.BytesIO(b"from,to\r/three.html,/c/table/\r")  # as an old Mac ends lines
    file.name = "old.csv"
    assert client.post(url, {"file": file})["Location"] == "/admin/catalog/redirect/"
    assert leads(client, "/three.html") == (301, "/c/table/")
    html = markup(client.get("/admin/catalog/redirect/"))
    assert all(path in html for path in ("/old.html", "/two.html", "/p/dock-mug/"))

    file = io.BytesIO(b"/four.html,/" + b"x" * 200_000)
    file.name = "old.csv"
    answer = client.post(url, {"file": file})
    assert answer.status_code == 422
    assert "row 1: " in markup(answer)
    file = io.BytesIO(b"/f\xfcnf.html,/c/table/")
    file.name = "old.csv"
    assert "Save the file as UTF-8." in markup(client.post(url, {"file": file}))

    answer = client.post(url, {"path": "/old.html", "target": "//evil"})
    assert answer.status_code == 422
    assert "begins with /" in markup(answer)
    assert Redirect.objects.get(path="/old.html").target == "/c/table/"


def test_staff_see_what_a_category_was_called(client, mug, manager):
    client.force_login(manager)
    cups = Category.objects.get(slug="cups")
    page = f"/admin/catalog/category/{cups.pk}/change/"
    assert "/c/table/cups/" not in markup(client.get(page))
    Category.objects.filter(pk=cups.pk).update(slug="mugs")
    Category.objects.filter(pk=cups.pk).update(parent=None)
    html = markup(client.get(page))
    assert ("/c/table/cups/" in html, "/c/table/mugs/" in html, "Redirects" in html) == (True, True, True)
    assert "/c/table/cups/" not in markup(client.get(f"/admin/catalog/category/{cups.parent_id}/change/"))
    assert client.get("/admin/catalog/category/add/").status_code == 200


def test_the_history_tells_who_added_and_removed_an_old_address(client, mug, manager):
    client.force_login(manager)
    client.post("/admin/catalog/redirect/add/", {"path": "/old.html", "target": "/c/table/"})
    row = Redirect.objects.get(path="/old.html")
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post("/admin/catalog/redirect/", data)
    assert not Redirect.objects.exists()
    entries = HistoryEntry.objects.filter(table_name="catalog_redirect", row_id=row.pk).order_by("pk")
    assert list(entries.values_list("actor_user_id", "operation")) == [(manager.pk, "insert"), (manager.pk, "delete")]
    assert "/old.html" in markup(client.get("/admin/history/historyentry/?q=manager"))


def test_what_is_below_a_category_is_found_when_another_one_has_its_name_by_now(client, channel):
    table, garden = make_category("Table"), make_category("Garden")
    cups = make_category("Cups", parent=table)
    make_category("Saucers", parent=cups)
    Category.objects.filter(pk=table.pk).update(slug="dining")
    Category.objects.filter(pk=garden.pk).update(slug="table")
    assert leads(client, "/c/table/")[0] == 200
    assert leads(client, "/c/table/cups/") == (301, "/c/dining/cups/")
    assert leads(client, "/c/table/cups/saucers/") == (301, "/c/dining/cups/saucers/")
    make_category("Cups", parent=garden)
    assert leads(client, "/c/table/cups/")[0] == 200
    assert leads(client, "/c/table/cups/saucers/") == (301, "/c/dining/cups/saucers/")
    assert leads(client, "/c/table/cups/plates/") == (404, "")


def test_what_was_moved_out_of_a_category_is_found_when_that_is_deleted(client, channel, manager):
    old = make_category("Küche")
    cups = make_category("Cups", parent=old)
    make_category("Saucers", parent=cups)
    Category.objects.filter(pk=cups.pk).update(parent=None)
    client.force_login(manager)
    assert client.post(f"/admin/catalog/category/{old.pk}/delete/", {"post": "yes"}).status_code == 302
    assert leads(client, "/c/küche/")[0] == 404
    assert leads(client, "/c/küche/cups/") == (301, "/c/cups/")
    assert leads(client, "/c/küche/cups/saucers/?page=2") == (301, "/c/cups/saucers/?page=2")
    assert leads(client, "/c/küche/cups/plates/") == (404, "")
    Category.objects.filter(pk=cups.pk).update(slug="mugs")
    assert leads(client, "/c/küche/cups/saucers/") == (301, "/c/mugs/saucers/")


def test_what_is_below_an_address_that_staff_redirect_goes_with_it(client, channel):
    make_category("Saucers", parent=make_category("Cups"))
    add_redirects(rows=[("/c/crockery/", "/c/cups/")], by=By(KEEPER, timezone.now()))
    assert leads(client, "/c/crockery/saucers/") == (301, "/c/cups/saucers/")
    assert leads(client, "/c/crockery/plates/") == (404, "")
