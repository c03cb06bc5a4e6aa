"""The page that shows the API, in a real browser: under the strict policy, without a complaint, and it works."""

import pytest

from shop.api.v1.api import api
from tests.factories.catalog import make_product

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_can_try_the_api_on_its_page(channel, new_page):
    make_product("Dock mug")
    page = new_page()
    page.goto("/api/v1/docs")

    page.click("#operations-Catalogue-list_categories .opblock-summary")
    page.click("#operations-Catalogue-list_categories .execute")

    page.wait_for_selector("#operations-Catalogue-list_categories .live-responses-table :text('200')")
    assert page.title() == "Nexus shop API"
    assert page.locator(".opblock").count() == sum(
        len(methods) for methods in api.get_openapi_schema()["paths"].values()
    )
