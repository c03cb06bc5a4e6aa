"""The start page, the lists and the search: right rows, and queries that do not grow with them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.backoffice.chart import HEIGHT, revenue_chart
from shop.catalog.models import Media
from shop.core.money import Money
from shop.notifications.models import MailMessage
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from tests.factories.catalog import make_category, make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db

ORDERS = "/admin/orders/order/"


@pytest.fixture
def staff(channel, manager, client):
    client.force_login(manager)
    return client


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def numbers(client, query):
    return sorted(order.number for order in client.get(f"{ORDERS}?{query}").context["cl"].result_list)


def test_the_order_list_asks_the_same_number_of_queries_for_1_and_100_orders(staff):
    make_product(skus=["MUG"], stock=1000)
    make_order(("MUG", 1))
    few = queries_of(staff, ORDERS)

    for _ in range(99):
        make_order(("MUG", 1))

    assert queries_of(staff, ORDERS) == few
    assert few <= 12


def test_the_product_and_stock_lists_ask_the_same_number_of_queries_for_1_and_50_products(staff):
    lists = [reverse("admin:catalog_product_changelist"), reverse("admin:inventory_stocklevel_changelist")]

    def make(number):
        product = make_product(f"Mug {number}", skus=[f"A{number}", f"B{number}"], category=mugs)
        Media.objects.create(product=product, path="p/00/0", width=640, height=800, widths=[320, 640])

    mugs = make_category("Mugs")
    make(0)
    few = [queries_of(staff, url) for url in lists]
    for number in range(1, 25):
        make(number)

    assert [queries_of(staff, url) for url in lists] == few
    assert max(few) <= 16


def test_the_product_page_asks_the_same_number_of_queries_for_1_and_30_variants(staff):
    small = make_product("Small", skus=["S1", "S2"])
    large = make_product("Large", skus=[f"L{n}" for n in range(30)])

    queries_of(staff, reverse("admin:catalog_product_change", args=[small.pk]))  # content types are kept from now on
    few = queries_of(staff, reverse("admin:catalog_product_change", args=[small.pk]))

    assert queries_of(staff, reverse("admin:catalog_product_change", args=[large.pk])) == few
    assert few <= 40


def test_the_start_page_asks_a_bounded_number_of_queries_and_links_what_waits(staff, django_assert_max_num_queries):
    make_product("Mug", skus=["MUG"], stock=6)
    make_product("Bowl", skus=["BOWL"], stock=0)
    make_order(("MUG", 2), now=timezone.now())
    make_order(("MUG", 1), now=timezone.now(), payment=_challenge())
    MailMessage.objects.update(parked_at=timezone.now())

    with django_assert_max_num_queries(27):
        page = staff.get("/admin/")

    waiting = {task.label: task.url for task in page.context["tasks"]}
    assert set(waiting) == {
        "1 order to ship", "1 order awaiting payment", "1 variant low in stock", "1 variant sold out",
        "1 email not sent",
    }  # fmt: skip
    for url in waiting.values():
        assert len(staff.get(url).context["cl"].result_list) == 1
    sales, orders, average = page.context["figures"]
    assert (sales.today, orders.today, average.today) == (Money(4290, "EUR"), 1, Money(4290, "EUR"))
    assert markup(page).count("<rect ") == 30
    assert "<caption" in markup(page)


def _challenge():
    from shop.checkout.inputs import PaymentChoice

    return PaymentChoice("test", "challenge")


def test_the_start_page_works_on_a_shop_that_is_not_set_up(manager, client):
    client.force_login(manager)

    assert client.get("/admin/").status_code == 200


def test_bars_fill_the_chart_up_to_a_round_number_and_empty_days_stay_visible(now):
    days = [(now, 0, 0), (now, 2, 4200), (now, 1, 2100)]

    chart = revenue_chart(days, currency="EUR")

    assert [bar.height for bar in chart.bars] == [2.0, HEIGHT * 4200 / 5000, HEIGHT * 2100 / 5000]
    assert (chart.top, chart.middle, chart.total, chart.orders) == (
        Money(5000, "EUR"),
        Money(2500, "EUR"),
        Money(6300, "EUR"),
        3,
    )
    assert [bar.is_today for bar in chart.bars] == [False, False, True]


def test_orders_are_found_by_number_e_mail_name_and_sku(staff):
    make_product("Mug", skus=["MUG"])
    make_product("Bowl", skus=["BOWL"])
    one = make_order(("MUG", 1), email="grace@example.com").order
    two = make_order(("BOWL", 1)).order
    two.addresses.update(full_name="Émilie du Châtelet")

    assert numbers(staff, f"q=%23{one.number}") == [one.number]
    assert numbers(staff, f"q={two.number}") == [two.number]
    assert numbers(staff, "q=GRACE") == [one.number]
    assert numbers(staff, "q=Châtelet") == [two.number]
    assert numbers(staff, "q=bowl") == [two.number]
    assert numbers(staff, "q=nobody") == []


@pytest.mark.breaks_rules
def test_the_tabs_of_orders_hold_what_they_say(staff):
    make_product("Mug", skus=["MUG"])
    now = timezone.now()  # the list's tabs by date go by the clock
    to_send = make_order(("MUG", 1), now=now - timedelta(days=363)).order
    pending = make_order(("MUG", 1), payment=_challenge(), now=now).order
    ended = make_order(("MUG", 1), now=now - timedelta(days=366)).order
    Order.objects.filter(pk=ended.pk).update(status="cancelled")
    Refund.objects.create(
        payment=Payment.objects.get(order=ended), public_id="r", amount_minor=1, currency="EUR", status="failed",
        created_at=now, updated_at=now,
    )  # fmt: skip

    assert numbers(staff, "work=to_send") == [to_send.number]
    assert numbers(staff, "work=awaiting_payment") == [pending.number]
    assert numbers(staff, "work=failed_refunds") == numbers(staff, "work=ended") == [ended.number]
    assert numbers(staff, "payment=paid") == sorted([to_send.number, ended.number])
    assert numbers(staff, "payment=paid&since=365") == [to_send.number]
    assert numbers(staff, "since=1") == [pending.number]
    assert numbers(staff, "customer=1") == []
    assert numbers(staff, "customer=nonsense") == sorted([to_send.number, pending.number, ended.number])


def test_products_are_filtered_by_category_with_those_below_and_by_stock(staff):
    table = make_category("Table")
    mugs = make_category("Mugs", parent=table)
    make_product("Mug", skus=["MUG"], category=mugs, stock=3)
    make_product("Bowl", skus=["BOWL"], category=table, stock=0)
    make_product("Card", skus=["CARD"], stock=None)

    def names(query):
        rows = staff.get(f"/admin/catalog/product/?{query}").context["cl"].result_list
        return sorted(product.name for product in rows)

    assert names(f"category={table.pk}") == ["Bowl", "Mug"]
    assert names(f"category={mugs.pk}") == ["Mug"]
    assert names("stock=low") == ["Mug"]
    assert names("stock=out") == ["Bowl"]
    assert names("q=car") == names("q=CARD") == ["Card"]


def test_the_search_leads_straight_to_an_order_by_its_number(staff):
    make_product("Mug", skus=["MUG"])
    order = make_order(("MUG", 1)).order

    answer = staff.get(f"/admin/search/?q=%23{order.number}")

    assert answer["Location"] == reverse("admin:orders_order_change", args=[order.pk])


def test_the_search_finds_orders_products_and_customers(staff, shopper):
    make_product("Shopper bag", skus=["BAG"])
    make_order(("BAG", 1), email="shopper@example.com")

    found = staff.get("/admin/search/?q=shopper").context["results"]

    assert [len(found.orders), len(found.products), len(found.customers)] == [1, 1, 1]
    assert staff.get("/admin/search/?q=").status_code == 200
    assert staff.get("/admin/search/?q=%00%27%22%3Cscript%3E").status_code == 200


def test_mail_that_was_given_up_is_sent_again_and_other_mail_is_not(staff):
    make_product("Mug", skus=["MUG"])
    make_order(("MUG", 1))
    mail = MailMessage.objects.get()
    url = reverse("admin:notifications_mailmessage_send_again", args=[mail.pk])

    staff.post(url)
    assert MailMessage.objects.get().next_try_at == mail.next_try_at

    MailMessage.objects.update(parked_at=timezone.now(), tries=12, next_try_at=timezone.now() + timedelta(days=1))
    assert staff.get(url).status_code == 405
    staff.post(url)
    mail = MailMessage.objects.get()
    assert (mail.parked_at, mail.tries) == (None, 0)
    assert mail.next_try_at <= timezone.now()


def test_every_page_carries_the_strict_policy_and_is_not_kept(staff):
    answer = staff.get("/admin/")

    policy = answer["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "no-store" in answer["Cache-Control"]
