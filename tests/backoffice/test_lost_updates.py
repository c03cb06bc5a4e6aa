"""Two people with the same page open: the second is told who changed what, keeps what was typed, and can put it on top."""

import re

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from shop.accounts.models import User
from shop.backoffice.site import site
from shop.catalog.models import Product, Variant
from shop.channels.models import ContentPage
from shop.shipping.models import ShippingMethod, Zone
from tests.factories.addresses import PARTS, addresses_of
from tests.factories.catalog import make_product
from tests.factories.everything import make_everything
from tests.factories.forms import form_data
from tests.pages import markup

pytestmark = pytest.mark.django_db

MODELS = sorted(site._registry, key=lambda model: model._meta.label)
# Models of which Django's own page edits nothing: they are only read, or have pages of their own with verbs that carry
# a version or a key (below).
NOT_EDITED = {
    "catalog.redirect", "fulfilment.return", "fulfilment.withdrawal", "history.historyentry",
    "inventory.stocklevel", "inventory.stockmovement", "inventory.transfer", "ledger.journal",
    "notifications.mailmessage", "orders.order", "payments.providerevent", "payments.reconciliationitem",
    "payments.statementline", "reports.scheduledcheck",
}  # fmt: skip
# Models without a text that may be anything: a field, what Bert types and what Anna types.
TYPES = {"pricing.taxrate": ("percent", "7.00", "9.00"), "search.synonym": ("words", "bb,dd", "aa,dd")}


@pytest.fixture
def anna(channel, manager, client) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def bert(channel) -> Client:
    bert = Client()
    bert.force_login(User.objects.create_superuser("bert", "bert@example.com", "correct horse battery"))
    return bert


def url_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def sent_again(page):
    """What a browser sends for a page that was shown again."""
    return form_data(page) | ({"_removes": page.context["removes"]["said"]} if page.context.get("removes") else {})


def text_field(page):
    """The name of a text of the main form that may be anything, with its value."""
    for field in page.context["adminform"].form:
        if type(field.field) is forms.CharField and not field.is_hidden and not field.field.disabled:
            return field.html_name
    raise AssertionError("no text field")


@pytest.mark.drawn
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_no_edit_page_lets_the_second_save_take_back_the_first(model, channel, shopper, anna, bert):
    make_everything()
    row = model._default_manager.order_by("pk").first()
    page = anna.get(url_of(row))
    if page.context.get("shown") is None:
        assert model._meta.label_lower in NOT_EDITED
        return
    assert model._meta.label_lower not in NOT_EDITED
    name, bb, aa = TYPES.get(model._meta.label_lower) or (text_field(page), "bb", "aa")
    others, mine = form_data(bert.get(url_of(row))), form_data(page)

    assert bert.post(url_of(row), others | {name: bb}).status_code == 302
    held = anna.post(url_of(row), mine | {name: aa})

    html = markup(held)
    assert held.status_code == 412
    assert "bert@example.com changed this while you were editing" in html.lower()
    assert "You both changed:" in html
    assert form_data(held)[name] == aa
    row.refresh_from_db()
    assert form_data(bert.get(url_of(row)))[name] == bb
    assert anna.post(url_of(row), sent_again(held)).status_code == 302
    assert form_data(bert.get(url_of(row)))[name] == aa


def test_fields_that_were_left_alone_keep_what_the_other_saved(anna, bert, channel):
    mine, others = form_data(anna.get(url_of(channel))), form_data(bert.get(url_of(channel)))
    bert.post(url_of(channel), others | {"tagline": "New tagline", "countries": "DE,AT"})

    held = anna.post(url_of(channel), mine | {"announcement": "Closed on Monday"})

    assert held.status_code == 412
    html = markup(held)
    assert "bert@example.com changed this" in html.lower()
    assert "You both changed" not in html
    assert ">New tagline<" in html  # what became what
    again = sent_again(held)
    assert (again["tagline"], again["countries"], again["announcement"]) == ("New tagline", "DE,AT", "Closed on Monday")
    channel.refresh_from_db()
    assert channel.announcement == ""
    assert anna.post(url_of(channel), again).status_code == 302
    channel.refresh_from_db()
    assert (channel.tagline, channel.countries, channel.announcement) == (
        "New tagline",
        ["DE", "AT"],
        "Closed on Monday",
    )


def test_a_third_save_in_between_is_told_too(anna, bert, channel):
    mine, others = form_data(anna.get(url_of(channel))), form_data(bert.get(url_of(channel)))
    bert.post(url_of(channel), others | {"tagline": "One"})
    held = anna.post(url_of(channel), mine | {"tagline": "Mine"})
    bert.post(url_of(channel), form_data(bert.get(url_of(channel))) | {"tagline": "Two"})

    once_more = anna.post(url_of(channel), sent_again(held))

    assert once_more.status_code == 412
    channel.refresh_from_db()
    assert channel.tagline == "Two"


def test_the_same_form_twice_is_in_nobodys_way_and_ones_own_window_is_named(anna, channel):
    mine = form_data(anna.get(url_of(channel))) | {"tagline": "Mine"}

    assert [anna.post(url_of(channel), mine).status_code for _ in range(2)] == [302, 302]
    held = anna.post(url_of(channel), mine | {"tagline": "Other"})
    assert "You changed this in another window" in markup(held)


@pytest.mark.parametrize("said", [None, "", "x", "[]", "{}", '{"newest":"x","values":{}}', "[" * 10_000, "null"])
def test_a_page_that_does_not_say_what_it_showed_saves_nothing(anna, channel, said):
    data = form_data(anna.get(url_of(channel))) | {"tagline": "Mine"}
    data.pop("_shown")

    held = anna.post(url_of(channel), data if said is None else data | {"_shown": said})

    assert held.status_code == 412
    channel.refresh_from_db()
    assert channel.tagline != "Mine"
    assert form_data(held)["tagline"] == "Mine"
    assert anna.post(url_of(channel), sent_again(held)).status_code == 302


def test_rows_that_belong_to_it_are_compared_too(anna, bert, channel):
    zone = Zone.objects.get()
    mine, others = form_data(anna.get(url_of(zone))), form_data(bert.get(url_of(zone)))
    bert.post(url_of(zone), others | {"methods-0-price_minor": "7.77"})

    held = anna.post(url_of(zone), mine | {"methods-0-price_minor": "5.55", "methods-1-name": "Faster"})

    assert held.status_code == 412
    assert "You both changed: Price of " in markup(held)
    assert ShippingMethod.objects.order_by("position", "pk").first().price_minor == 777
    assert anna.post(url_of(zone), sent_again(held)).status_code == 302
    methods = list(ShippingMethod.objects.order_by("position", "pk"))
    assert (methods[0].price_minor, methods[1].name) == (555, "Faster")


def test_rows_that_are_gone_leave_the_form_and_the_rest_is_kept(anna, bert, channel):
    zone = Zone.objects.get()
    first, second = ShippingMethod.objects.order_by("position", "pk")
    mine = form_data(anna.get(url_of(zone)))
    first.delete()

    held = anna.post(url_of(zone), mine | {"methods-1-name": "Faster"})

    assert held.status_code == 412
    again = sent_again(held)
    assert (int(again["methods-INITIAL_FORMS"]), again["methods-0-id"], again["methods-0-name"]) == (
        1,
        str(second.pk),
        "Faster",
    )
    assert anna.post(url_of(zone), again).status_code == 302
    assert list(ShippingMethod.objects.values_list("name", flat=True)) == ["Faster"]


def test_removing_a_row_asks_first_and_names_it(anna, channel):
    zone = Zone.objects.get()
    name = ShippingMethod.objects.order_by("position", "pk").first().name
    data = form_data(anna.get(url_of(zone))) | {"methods-0-DELETE": "on"}

    asked = anna.post(url_of(zone), data)

    assert asked.status_code == 422
    assert "Saving permanently removes" in markup(asked)
    assert name in markup(asked)
    assert ShippingMethod.objects.count() == 2
    assert anna.post(url_of(zone), sent_again(asked) | {"methods-0-DELETE": "on"}).status_code == 302
    assert ShippingMethod.objects.count() == 1


def test_sales_are_no_change_and_prices_are(anna, bert, channel):
    mug = make_product("Mug", skus=["MUG"])
    mine = form_data(anna.get(url_of(mug)))
    variant = Variant.objects.get()
    variant.stock_levels.update(on_hand=3)
    assert anna.post(url_of(mug), mine | {"name": "Dock mug"}).status_code == 302

    mine = form_data(anna.get(url_of(mug)))
    variant.prices.update(amount_minor=2500)
    held = anna.post(url_of(mug), mine | {"name": "Cup"})
    assert held.status_code == 412
    assert form_data(held)["variants-0-price"] == "25.00"
    assert Product.objects.get().name == "Dock mug"


def test_markup_of_others_is_only_text(anna, channel):
    page = ContentPage.objects.create(kind="info", slug="x", title="About", body="Text")
    mine = form_data(anna.get(url_of(page)))
    ContentPage.objects.filter(pk=page.pk).update(title="<script>alert(1)</script>")

    assert "<script>alert" not in markup(anna.post(url_of(page), mine | {"title": "y"}))


FORM = re.compile(r'<form[^>]*method="post"[^>]*>(.*?)</form>', re.DOTALL)
TYPED = re.compile(r'<(?:textarea|select|input(?![^>]*type="(?:hidden|submit|search)"))[^>]*name="(\w[\w-]*)"')
GUARD = re.compile(r'name="(?:[\w]+-)?(?:_shown|version|key|seen|confirmed)"')
# Forms that ask for something and change nothing that another person could have changed meanwhile.
NO_EDIT = {
    "_reason": "a reason for deleting, said on a page that asks",
    "text": "a note, which is added",
    "file": "a bank statement, whose lines are known by what they say",
    "order": "the order of a statement line, which is booked once",
    "reason": "why a statement line is put aside, once",
    "action": "a bulk action, which asks first and says what it changes",
    "_selected_action": "a bulk action, which asks first and says what it changes",
    "select_across": "a bulk action, which asks first and says what it changes",
}


@pytest.mark.drawn
@pytest.mark.parametrize("part", PARTS)
def test_every_form_of_the_staff_pages_knows_what_it_was_filled_in_from(part, channel, shopper, anna):
    order = make_everything()
    unguarded = []
    for name, path in addresses_of(part, order):
        page = anna.get(path)
        if page.status_code != 200 or name.endswith("_add") or "html" not in page["Content-Type"]:
            continue  # what is added takes nothing back
        for form in FORM.findall(markup(page)):
            typed = {field for field in TYPED.findall(form) if field not in NO_EDIT}
            typed -= {field for field in typed if name == "inventory_transfer_change" and field.startswith("line_")}
            # A stock list sends the count that it showed beside each count, and books the difference.
            typed -= {field for field in typed if f'name="initial-{field}"' in form}
            if typed and not GUARD.search(form):
                unguarded.append((name, sorted(typed)))
    assert unguarded == []


def test_the_parts_of_a_bundle_are_not_taken_back_unknowingly(anna, bert, channel):
    for sku in ("MUG", "BOWL", "SET"):
        make_product(sku.title(), skus=[sku], stock=None)
    bundle = Variant.objects.get(sku="SET")
    url = reverse("admin:catalog_bundle", args=[bundle.product_id, bundle.pk])
    shown = re.search(r'name="version" value="([^"]*)"', markup(anna.get(url)))
    assert shown is None or shown[1] == ""
    assert bert.post(url, {"code": ["MUG"], "units": ["2"], "book": "1", "version": ""}).status_code == 302

    held = anna.post(url, {"code": ["BOWL"], "units": ["3"], "book": "1", "version": ""})

    html = markup(held)
    assert held.status_code == 412
    assert "bert@example.com changed this while you were editing: it now contains 2 × MUG." in html
    assert 'value="BOWL"' in html
    version = re.search(r'name="version" value="([^"]+)"', html)[1]
    assert version == f"{Variant.objects.get(sku='MUG').pk}=2"
    assert anna.post(url, {"code": ["BOWL"], "units": ["3"], "book": "1", "version": version}).status_code == 302
    assert list(bundle.components.values_list("component__sku", "quantity")) == [("BOWL", 3)]
    assert anna.post(url, {"code": ["MUG"], "units": ["1"], "book": "1", "version": "x"}).status_code == 412
