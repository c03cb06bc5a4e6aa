"""What the shop's settings take, and in which units they are typed."""

from decimal import Decimal

import pytest
from django.urls import reverse

from shop.pricing.models import TaxRate
from shop.shipping.models import ShippingMethod, Zone
from tests.factories.forms import form_data
from tests.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(channel, manager, client):
    client.force_login(manager)
    return client


def test_the_shipping_price_is_typed_in_major_units(staff):
    url = reverse("admin:shipping_zone_change", args=[Zone.objects.get().pk])
    data = form_data(staff.get(url)) | {"methods-0-price_minor": "5.50", "methods-0-free_from_minor": ""}
    data["countries"] = "DE,AT"

    assert staff.post(url, data).status_code == 302
    method = ShippingMethod.objects.get(code="standard")
    assert (method.price_minor, method.free_from_minor) == (550, None)


def test_tax_rates_are_typed_in_per_cent(staff):
    rate = TaxRate.objects.get(country="DE", tax_class="standard")
    url = reverse("admin:pricing_taxrate_change", args=[rate.pk])

    staff.post(url, form_data(staff.get(url)) | {"percent": "18.5"})

    rate.refresh_from_db()
    assert rate.rate == Decimal("0.185")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"locale": "xx_nowhere"}, "such as en_IE"),
        ({"time_zone": "Europe/Nowhere"}, "such as Europe/Berlin"),
        ({"countries": "AT,FR"}, "Choose one of the countries"),
        ({"hero_link": "//evil.example"}, "starting with a single slash"),
        ({"hero_link": "javascript:alert(1)"}, "starting with a single slash"),
    ],
)
def test_settings_that_would_break_the_shop_are_refused(staff, channel, change, told):
    url = reverse("admin:channels_channel_change", args=[channel.pk])
    good = {
        "name": "Halden", "locale": "en_IE", "countries": "DE,AT,FR", "default_country": "DE",
        "time_zone": "Europe/Berlin",
    }  # fmt: skip
    assert staff.post(url, form_data(staff.get(url)) | good).status_code == 302

    answer = staff.post(url, form_data(staff.get(url)) | good | change)

    assert answer.status_code == 422
    assert told in markup(answer)
