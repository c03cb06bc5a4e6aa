"""A new shop: no page fails before it is set up, and the start page says what is missing until it can sell."""

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from shop.backoffice.checks import check_ready_to_sell
from shop.backoffice.site import site
from shop.catalog.models import Media, Product
from shop.channels.models import Channel, ContentPage
from shop.pricing.models import TaxRate
from shop.reports.readiness import LEGAL_PAGES, steps_to_sell
from shop.shipping.models import ShippingMethod
from tests.factories.catalog import make_product
from tests.factories.orders import make_order
from tests.pages import markup

pytestmark = pytest.mark.django_db
MODELS = sorted(site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def staff(manager, client):
    client.force_login(manager)
    return client


def missing(channel):
    return {step.code: step.missing for step in steps_to_sell(channel) if step.missing}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_before_the_shop_is_set_up_every_page_leads_to_where_it_is(staff, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    for page in ("changelist", "add"):
        answer = staff.get(reverse(f"{name}_{page}"))
        assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_the_start_page_of_a_new_shop_asks_for_what_it_cannot_begin_without(staff):
    form = staff.get("/admin/").context["set_up_form"]
    data = {name: form[name].value() for name in form.fields} | {"name": "Mugs & more"}

    answer = staff.post("/admin/channels/channel/setup/", data)

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    channel = Channel.objects.get()
    assert (channel.name, channel.currency, channel.default_country, channel.opened_at) == (
        "Mugs & more", "EUR", "DE", None,
    )  # fmt: skip
    assert ShippingMethod.objects.get().price_minor == 490
    assert staff.post("/admin/channels/channel/setup/", data).status_code == 409
    assert Channel.objects.count() == 1


@pytest.mark.parametrize(
    ("currency", "typed", "minor"), [("JPY", "500", 500), ("KWD", "1.250", 1250), ("gbp", "3.9", 390)]
)
def test_the_flat_rate_has_the_decimals_of_its_currency(staff, currency, typed, minor):
    form = staff.get("/admin/").context["set_up_form"]
    data = {name: form[name].value() for name in form.fields} | {"name": "Mugs"}

    assert staff.post("/admin/channels/channel/setup/", data | {"currency": "JPY"}).status_code == 422  # 4.90 yen
    staff.post("/admin/channels/channel/setup/", data | {"currency": currency, "shipping_minor": typed})

    method = ShippingMethod.objects.get()
    assert (method.currency, method.price_minor) == (currency.upper(), minor)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("currency", "EURO"), ("currency", "ZZZ"), ("country", "US"), ("countries", "Germany"),
     ("locale", "xx_QQ"), ("shipping_minor", "free")],
)  # fmt: skip
def test_wrong_values_are_named_and_nothing_is_set_up(staff, field, value):
    form = staff.get("/admin/").context["set_up_form"]
    data = {name: form[name].value() for name in form.fields} | {"name": "Mugs", field: value}

    answer = staff.post("/admin/channels/channel/setup/", data)

    assert answer.status_code == 422
    assert list(answer.context["set_up_form"].errors) == [field]
    assert Channel.objects.count() == 0


def test_who_may_not_set_up_shops_is_told_who_does(clerk, client):
    client.force_login(clerk)
    assert "not set up yet" in markup(client.get("/admin/"))
    form = {
        "name": "X",
        "currency": "EUR",
        "country": "DE",
        "countries": "DE",
        "locale": "en_IE",
        "shipping_minor": "1",
    }
    assert client.post("/admin/channels/channel/setup/", form).status_code == 403


@override_settings(PAYMENT_PROVIDERS=[])
def test_everything_that_is_missing_is_named_with_its_page(staff, db):
    call_command("setup_shop", name="New", verbosity=0)
    TaxRate.objects.filter(country="FR").delete()
    ShippingMethod.objects.all().delete()

    page = staff.get("/admin/")

    assert "all caught up" not in markup(page)
    todos = {todo.step.code: (todo.step.missing, todo.url) for todo in page.context["todos"]}
    assert {code: text for code, (text, _) in todos.items()} == {
        "payments": "No payment method is available. Set PAYMENT_PROVIDERS.",
        "delivery": "There is no delivery method for AT, BE, BG, CY, CZ and 22 more.",
        "tax": "There is no standard tax rate for FR.",
        "legal": "Not published: Terms, Right of withdrawal, Privacy, Imprint.",
        "sender": "The shop has no support email address, so replies to its emails would be lost.",
        "product": "There is no active product with a price.",
        "pictures": "There are no pictures yet.",
        "order": "There are no orders yet. Place a test order.",
    }
    for _, url in todos.values():
        assert staff.get(url.split("#")[0]).status_code == 200
    form = staff.get(todos["legal"][1]).context["adminform"].form
    assert [form[name].value() for name in ("kind", "slug", "title")] == ["legal", "terms", "Terms"]


@override_settings(
    PAYMENT_PROVIDERS=["invoice", "test"],
    MAILERS={"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend"}},
)
def test_a_step_is_done_when_it_is_there_and_the_list_goes_when_the_shop_is_open(staff, channel):
    Channel.objects.update(opened_at=None)
    assert set(missing(channel)) == {"legal", "product", "pictures", "order"}

    for slug, title in LEGAL_PAGES.items():
        ContentPage.objects.create(kind="legal", slug=slug, title=title, body="Text")
    assert set(missing(channel)) == {"product", "pictures", "order"}
    product = make_product("Mug", skus=["MUG"])
    assert missing(channel)["pictures"] == "1 product has no picture."
    Media.objects.create(product=product, path="p/00/0", width=640, height=800, widths=[320, 640])
    assert set(missing(channel)) == {"order"}
    make_order(("MUG", 1), now=timezone.now())
    assert missing(channel) == {}

    page = markup(staff.get("/admin/"))
    assert "Everything is ready." in page
    staff.post("/admin/channels/channel/open/")
    assert "opening" not in markup(staff.get("/admin/"))


def test_a_draft_or_a_product_without_price_is_no_first_product(channel):
    product = make_product("Mug", skus=["MUG"])
    Product.objects.update(status="draft")
    assert "product" in missing(channel)
    Product.objects.update(status="active")
    product.variants.get().prices.all().delete()
    assert "product" in missing(channel)


def test_an_open_shop_that_lacks_something_still_says_so(staff, channel):
    html = markup(staff.get("/admin/"))
    assert "Still missing" in html
    assert "Open the shop" not in html


def test_the_check_names_what_is_missing_as_information(channel):
    told = [(message.id, message.msg, message.level) for message in check_ready_to_sell()]
    assert ("shop.I002", "Legal pages: Not published: Terms, Right of withdrawal, Privacy, Imprint.", 20) in told
    assert {level for _, _, level in told} == {20}
    Channel.objects.update(opened_at=None)
    assert [message.id for message in check_ready_to_sell()][-1] == "shop.I003"
    Channel.objects.all().update(is_default=False)
    assert [message.id for message in check_ready_to_sell()] == ["shop.I001"]
