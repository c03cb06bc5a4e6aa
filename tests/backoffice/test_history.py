"""The history as staff read it: in words, of one object or of everything, and only for whom it is."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from shop.catalog.models import Product, Variant
from shop.core.acting import acting_as, because
from shop.core.actor import Actor
from shop.history.models import HistoryEntry
from shop.inventory.models import StockLevel
from shop.orders.models import Order
from shop.pricing.models import Price, TaxRate
from tests.factories.catalog import make_category, make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db

LIST = "/admin/history/historyentry/"
ANNA = Actor(kind="staff", user_id=71, label="anna@example.com")


@pytest.fixture
def staff(channel, manager, client):
    client.force_login(manager)
    return client


@pytest.fixture
def mug(channel) -> Product:
    return make_product("Dock mug", skus=["RUST", "LAKE"], category=make_category("Mugs"))


def history_of(thing):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_history", args=[thing.pk])


def text(page):
    """Return what a page says, without markup, spaces made one."""
    main = markup(page).split("<main", 1)[1]
    return " ".join(strip_tags(re.sub(r"</(dt|dd|h\d|li|p|time|span|del|ins)>", " ", main)).split())


def test_a_product_s_history_tells_who_why_and_what_became_what_with_its_prices_and_stock(mug, staff):
    with acting_as(ANNA), because("Sale until Sunday"):
        Price.objects.filter(variant__sku="RUST").update(amount_minor=1500, compare_at_minor=1900)
        Product.objects.filter(pk=mug.pk).update(status="draft", category=make_category("Cups"))
        StockLevel.objects.filter(variant__sku="LAKE").update(backorder_limit=3)

    told = text(staff.get(history_of(mug)))
    assert "anna@example.com Staff" in told
    assert "“Sale until Sunday”" in told
    assert "Changed Price of RUST in EUR" in told
    assert "Price was €19.00 → , now €15.00" in told
    assert "Former price was – → , now €19.00" in told
    assert "Status was Active → , now Draft" in told
    assert "Category was Mugs → , now Cups" in told
    assert "Changed Stock of LAKE at Main warehouse" in told
    assert "Backorder limit was 0 → , now 3" in told


def test_a_change_from_outside_the_shop_is_marked(mug, staff):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('shop.actor', '', true)")  # as a connection that says nothing
        cursor.execute("UPDATE catalog_product SET vendor = 'Nord' WHERE id = %s", [mug.pk])
    assert "Outside the shop No author recorded" in text(staff.get(history_of(mug)))


def test_the_history_of_what_is_gone_can_still_be_read(channel, staff):
    mug = make_product("Dock mug", skus=["RUST", "LAKE"], stock=0)
    url = history_of(mug)
    with acting_as(ANNA):
        Product.objects.get(pk=mug.pk).delete()
    told = text(staff.get(url))
    assert "History of Product Dock mug" in told
    assert "This no longer exists." in told
    assert "Deleted Variant RUST" in told
    assert "Deleted Price of RUST" in told


def test_an_order_tells_its_states_and_items(channel, staff):
    make_product("Dock mug")
    order = make_order(("MUG", 2)).order
    told = text(staff.get(history_of(order)))
    assert f"Created Order #{order.number}" in told
    assert f"Created Item MUG of order #{order.number}" in told
    assert "Guest" in told


def test_rights_are_told_by_the_names_of_roles_and_permissions(channel, shopper, staff):
    role = Group.objects.create(name="Packers")
    role.permissions.add(Permission.objects.get(codename="view_order"))
    shopper.groups.add(role)
    shopper.is_staff = True
    shopper.save()

    told = text(staff.get(history_of(role)))
    assert "Created Permission of role Packers" in told
    assert "Permission View order" in told
    told = text(staff.get(history_of(shopper)))
    assert "Created Role of shopper@example.com" in told
    assert "Group Packers" in told
    assert "Staff status was No → , now Yes" in told
    assert "password" not in told.lower()


def test_an_object_is_shown_as_it_was(mug, staff):
    before = timezone.now()
    Product.objects.filter(pk=mug.pk).update(name="Pier mug")
    told = text(staff.get(history_of(mug), {"at": before.isoformat()}))
    assert "As it was on" in told
    assert "Name Dock mug" in told.split("As it was on")[1].split("Changed")[0]
    assert "It did not exist then." in text(
        staff.get(history_of(mug), {"at": (before - timedelta(days=900)).isoformat()})
    )
    # The date field is typed in the shop's time. Both are right on the night when an hour comes twice, too.
    for minutes, said in ((-30, "It did not exist then."), (150, "Name Pier mug")):
        typed = (before + timedelta(minutes=minutes)).astimezone(ZoneInfo("Europe/Berlin")).replace(tzinfo=None)
        assert said in text(staff.get(history_of(mug), {"at": typed.isoformat()}))
    for nonsense in ("yesterday", "2026-99-99", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "\x00"):
        assert staff.get(history_of(mug), {"at": nonsense}).status_code == 200


def test_one_entry_shows_the_whole_row_right_after(mug, staff):
    Product.objects.filter(pk=mug.pk).update(name="Pier mug")
    Product.objects.filter(pk=mug.pk).update(name="Quay mug")
    entry = HistoryEntry.objects.filter(table_name="catalog_product", operation="update").order_by("pk").first()
    told = text(staff.get(f"{LIST}{entry.pk}/change/"))
    after = told.split("Values after this change")[1]
    assert "Name Pier mug" in after
    assert "Category Mugs" in after
    assert staff.get(f"{LIST}999999/change/").status_code == 404
    assert staff.get(f"{LIST}nonsense/change/").status_code == 404


def things(page):
    return [line.thing for block in page.context["blocks"] for line in block.lines]


def test_the_list_is_narrowed_by_area_person_kind_day_and_thing(mug, staff, shopper):
    with acting_as(Actor(kind="customer", user_id=shopper.pk, label=shopper.email)):
        TaxRate.objects.filter(country="AT").update(rate="0.21")
    with acting_as(ANNA):
        Variant.objects.filter(sku="RUST").update(weight_grams=400)
    today = timezone.now().astimezone(ZoneInfo("Europe/Berlin")).date()  # days are the shop's

    def found(**query):
        return things(staff.get(LIST, query))

    assert "shopper@example.com Customer" in text(staff.get(LIST, {"area": "prices"}))
    assert found(area="prices")[0] == "Tax rate AT, standard"
    assert found(who="staff") == ["Variant RUST"]
    assert found(actor=shopper.pk) == ["Tax rate AT, standard"]
    assert found(who="outside") == []
    assert found(q="lake") == ["Stock of LAKE at Main warehouse", "Price of LAKE in EUR", "Variant LAKE"]
    assert set(found(q="shopper@example")) == {"Person shopper@example.com", "Tax rate AT, standard"}
    assert "Product Dock mug" in found(q="dock mug")
    assert found(q="no such thing") == []
    assert len(found(**{"from": today})) == len(found(to=today)) == len(found()) > 10
    assert found(to=today - timedelta(days=1)) == found(**{"from": today + timedelta(days=1)}) == []
    for nonsense in (
        {"area": "x", "who": "y", "actor": "z", "from": "w", "to": "0000-00-00"},
        {"q": "\x00"},
        {"before": "x"},
    ):
        assert len(found(**nonsense)) == len(found())


def test_an_order_is_found_by_its_number(channel, staff):
    make_product("Dock mug")
    number = make_order(("MUG", 1)).order.number
    make_order(("MUG", 1))
    found = things(staff.get(LIST, {"q": f"#{number}"}))
    assert found
    assert all(str(number) in thing for thing in found)


def test_pages_lead_back_and_forth_over_every_entry_once(channel, staff):
    make_product("Dock mug")
    for index in range(120):
        Product.objects.update(name=f"Mug {index}")
    seen, url = [], LIST
    while url:
        page = staff.get(url)
        seen.append([line.entry.pk for block in page.context["blocks"] for line in block.lines])
        url = page.context["older"] and LIST + page.context["older"]
    every = list(HistoryEntry.objects.order_by("-pk").values_list("pk", flat=True))
    assert [pk for pks in seen for pk in pks] == every
    assert not staff.get(LIST).context["newer"]
    back = staff.get(LIST + page.context["newer"])
    assert [line.entry.pk for block in back.context["blocks"] for line in block.lines] == seen[-2]


def test_the_list_needs_its_own_permission_and_an_object_s_history_that_of_the_object(mug, clerk, client):
    order = make_order(("RUST", 1)).order
    client.force_login(clerk)  # sees and ships orders
    entry = HistoryEntry.objects.first()

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}{entry.pk}/change/").status_code == 403
    assert client.get(history_of(mug)).status_code == 403
    assert client.get(history_of(clerk)).status_code == 403
    assert client.get(reverse("admin:catalog_product_history", args=[10**6])).status_code == 403
    page = client.get(history_of(order))
    assert page.status_code == 200
    assert LIST not in markup(page)

    clerk.user_permissions.add(Permission.objects.get(codename="view_historyentry"))
    assert client.get(LIST).status_code == 200
    assert LIST in markup(client.get(history_of(order)))
    assert client.get(history_of(mug)).status_code == 403


def test_nobody_can_write_history_by_these_pages(mug, staff):
    entry = HistoryEntry.objects.first()
    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.get(f"{LIST}{entry.pk}/delete/").status_code == 403
    assert staff.post(f"{LIST}{entry.pk}/change/", {"reason": "mine"}).status_code == 200
    entry.refresh_from_db()
    assert entry.reason is None


def test_what_never_was_is_not_found(channel, staff):
    for key in ("999999", "nonsense", "9" * 30):
        assert staff.get(f"/admin/catalog/product/{key}/history/").status_code == 404


def test_a_page_of_many_changes_needs_a_bounded_number_of_queries(channel, staff, django_assert_max_num_queries):
    for index in range(6):
        make_product(f"Mug {index}", skus=[f"A{index}", f"B{index}"])
    with django_assert_max_num_queries(30):
        assert len(things(staff.get(LIST))) == 50


def test_markup_in_names_and_reasons_is_only_text(mug, staff):
    with acting_as(ANNA), because("<script>alert(1)</script>"):
        Product.objects.filter(pk=mug.pk).update(name="<script>alert(2)</script>mug")
    for url in (LIST, history_of(mug)):
        html = markup(staff.get(url))
        assert "<script>alert" not in html
        assert " style=" not in html


def test_a_reason_given_while_saving_cancelling_or_deleting_is_kept(mug, staff):
    order = make_order(("RUST", 1)).order
    data = {"reason": "Asked by phone", "version": Order.objects.get(pk=order.pk).version}
    assert staff.post(reverse("admin:orders_order_cancel", args=[order.pk]), data).status_code == 302
    category = make_category("Empty")
    url = reverse("admin:catalog_category_delete", args=[category.pk])
    staff.post(url, {"post": "yes", "_reason": "Never used"})
    last = {e.table_name: e for e in HistoryEntry.objects.order_by("pk")}
    assert (last["orders_order"].reason, last["orders_order"].actor_label) == ("Asked by phone", "manager@example.com")
    assert (last["catalog_category"].operation, last["catalog_category"].reason) == ("delete", "Never used")
