"""A variant that is made of others."""

from __future__ import annotations

import re

import pytest

from shop.catalog.models import BundleComponent, Product
from shop.inventory.models import StockLevel
from tests.backoffice.stock.desk import ODD, bundle_url, level
from tests.factories.catalog import make_product
from tests.factories.stock import make_bundle
from tests.pages import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def bowl(channel):
    return make_product("Bowl", skus=["BOWL"], stock=7)


def test_a_variant_is_made_of_others_and_says_how_many_can_be_made(staff, bowl):
    parts = {"code": ["MUG", "BOWL"], "units": ["2", "1"], "book": "1"}
    refused = staff.post(bundle_url(), parts)
    assert (refused.status_code, "has no stock of its own" in markup(refused)) == (409, True)
    StockLevel.objects.filter(variant__sku="CUP").update(on_hand=0)
    assert staff.post(bundle_url(), parts).status_code == 302

    html = markup(staff.get(bundle_url()))

    assert "5 available" in html
    assert "7 available" in html
    product = markup(staff.get(f"/admin/catalog/product/{Product.objects.get(name='Dock mug').pk}/change/"))
    assert "2 × MUG, 1 × BOWL" in product
    version = re.search(r'name="version" value="([^"]+)"', html)[1]
    staff.post(bundle_url(), {"code": ["MUG"], "units": ["0"], "book": "1", "version": version})
    assert not BundleComponent.objects.exists()


@pytest.mark.parametrize(
    ("code", "units", "status"),
    [
        (["CUP"], ["1"], 422),  # itself
        (["NOPE"], ["1"], 422),
        (["MUG"], ["10001"], 422),
        *[(["MUG"], [odd], 422) for odd in ODD[1:]],
    ],
)
def test_odd_parts_are_refused(staff, code, units, status):
    assert staff.post(bundle_url(), {"code": code, "units": units, "book": "1"}).status_code == status
    assert not BundleComponent.objects.exists()


def test_a_bundle_is_no_part_of_another(staff, bowl):
    make_bundle("BOWL", MUG=1)

    answer = staff.post(bundle_url(), {"code": ["BOWL"], "units": ["1"], "book": "1"})

    assert answer.status_code == 409
    assert "A bundle cannot be part of another bundle." in markup(answer)


def test_a_variant_of_another_product_is_not_found(staff, bowl):
    assert staff.get(f"/admin/catalog/product/{bowl.pk}/bundle/{level().variant_id}/").status_code == 404


def test_a_release_day_makes_it_a_pre_order(staff, bowl):
    page = markup(staff.get(f"/admin/catalog/product/{bowl.pk}/change/"))
    assert 'type="date" name="released_on"' in page
