"""Who may see what: anonymous people log in first, customers are turned away, limited staff see their part."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from shop.accounts.models import User
from shop.backoffice.permissions import actor_of
from shop.orders.models import Order
from tests.factories.catalog import make_product
from tests.factories.forms import form_data
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(channel) -> Order:
    make_product(skus=["MUG"])
    return make_order(("MUG", 2)).order


def pages_of(order):
    yield "/admin/"
    yield "/admin/search/?q=x"
    yield reverse("admin:orders_order_changelist")
    yield reverse("admin:orders_order_change", args=[order.pk])
    yield reverse("admin:orders_order_add")
    for verb in ("ship", "cancel", "refund"):
        yield reverse(f"admin:orders_order_{verb}", args=[order.pk])
    yield reverse("admin:catalog_product_changelist")
    yield reverse("admin:accounts_user_changelist")


def test_anonymous_people_are_sent_to_the_account_login_and_come_back(order, client):
    for url in pages_of(order):
        answer = client.get(url, follow=True)
        assert answer.redirect_chain[0][0].startswith("/admin/login/?next=")
        assert answer.redirect_chain[-1][0].startswith("/account/login/?next=%2Fadmin%2F")


def test_customers_are_refused_everywhere(order, shopper, client):
    client.force_login(shopper)
    for url in pages_of(order):
        assert client.get(url, follow=True).status_code == 403


def test_the_clerk_sees_orders_and_sends_them_but_touches_no_money_and_no_catalogue(order, clerk, client):
    client.force_login(clerk)

    home = markup(client.get("/admin/"))
    page = markup(client.get(reverse("admin:orders_order_change", args=[order.pk])))

    assert reverse("admin:orders_order_changelist") in home
    assert "/admin/catalog/" not in home
    assert "/admin/accounts/" not in home
    assert reverse("admin:orders_order_ship", args=[order.pk]) in page
    assert reverse("admin:orders_order_refund", args=[order.pk]) not in page
    assert reverse("admin:orders_order_cancel", args=[order.pk]) not in page
    for verb in ("refund", "cancel"):
        url = reverse(f"admin:orders_order_{verb}", args=[order.pk])
        assert client.get(url).status_code == 403
        assert client.post(url, {"amount": "1.00", "version": order.version}).status_code == 403
    for name in ("catalog_product", "accounts_user", "inventory_stocklevel", "channels_channel", "auth_group"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403
    assert client.get(reverse("admin:orders_order_add")).status_code == 403
    assert client.get("/admin/search/?q=dock").context["results"].products == []
    order.refresh_from_db()
    assert (order.status, order.payment_status) == ("placed", "paid")


def test_nothing_of_an_order_can_be_edited_or_deleted_through_django_itself(order, manager, client):
    client.force_login(manager)
    url = reverse("admin:orders_order_change", args=[order.pk])

    client.post(url, {"status": "closed", "total_minor": "1", "_save": "1"})
    delete = client.post(reverse("admin:orders_order_delete", args=[order.pk]), {"post": "yes"})

    order.refresh_from_db()
    assert delete.status_code == 403
    assert (order.status, order.total_minor) == ("placed", 4290)


def test_actions_take_posts_with_a_token_only(order, manager):
    from django.test import Client

    careful = Client(enforce_csrf_checks=True)
    careful.force_login(manager)
    url = reverse("admin:orders_order_cancel", args=[order.pk])

    assert careful.post(url, {"version": order.version}).status_code == 409  # the form comes back with a fresh token
    assert careful.post(url, {"version": order.version}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert careful.put(url).status_code == 409
    order.refresh_from_db()
    assert order.status == "placed"


def test_staff_without_all_rights_cannot_raise_themselves_or_take_over_a_colleague(channel, manager, clerk, client):
    clerk.user_permissions.add(*Permission.objects.filter(codename__in=["view_user", "change_user"]))
    client.force_login(clerk)

    own = client.post(reverse("admin:accounts_user_change", args=[clerk.pk]), {"is_superuser": "on", "is_active": "on"})
    boss = client.post(reverse("admin:accounts_user_change", args=[manager.pk]), {"is_active": ""})
    roles = client.get(reverse("admin:auth_group_changelist"))

    assert (own.status_code, boss.status_code, roles.status_code) == (403, 403, 403)
    assert not User.objects.get(pk=clerk.pk).is_superuser
    assert User.objects.get(pk=manager.pk).is_active


def test_staff_who_may_change_customers_cannot_make_them_staff(channel, shopper, clerk, client):
    clerk.user_permissions.add(*Permission.objects.filter(codename__in=["view_user", "change_user"]))
    client.force_login(clerk)

    data = {"first_name": "Ada", "is_active": "on", "is_staff": "on", "is_superuser": "on", "email": "x@example.com"}
    url = reverse("admin:accounts_user_change", args=[shopper.pk])
    client.post(url, form_data(client.get(url)) | data)

    shopper.refresh_from_db()
    assert (shopper.first_name, shopper.is_staff, shopper.is_superuser) == ("Ada", False, False)
    assert shopper.email == "shopper@example.com"


def test_no_page_shows_a_password_hash(manager, shopper, client):
    client.force_login(manager)

    html = markup(client.get(reverse("admin:accounts_user_change", args=[shopper.pk])))

    assert shopper.password not in html
    assert "password" not in html.replace("password_change", "").replace("Change password", "").lower()


def test_the_actor_carries_the_permissions_of_staff_and_nothing_for_others(clerk, shopper):
    assert actor_of(clerk).permissions == {"orders.view_order", "orders.ship_order"}
    assert (actor_of(clerk).kind, actor_of(clerk).label) == ("staff", "clerk@example.com")
    assert actor_of(shopper).kind == "guest"
    assert actor_of(shopper).permissions == frozenset()


def test_staff_read_times_and_days_as_the_shop_has_them(order, manager, client):
    client.force_login(manager)
    Order.objects.filter(pk=order.pk).update(created_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC))
    url = reverse("admin:orders_order_changelist")

    assert "<small>00:30</small>" in markup(client.get(url))
    type(order.channel).objects.update(time_zone="UTC")
    assert "<small>22:30</small>" in markup(client.get(url))
    assert timezone.get_current_timezone_name() == "UTC"
