"""Every query in the documentation runs as it stands there, and holds on what the demo shows."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from shop.core.actor import SYSTEM, By
from shop.demo import catalogue
from shop.demo.orders import place_past_orders
from shop.demo.specialities import stock_specialities
from shop.imports.operations import import_products
from shop.imports.starter import set_up_shop
from tests.demo.test_specialities import _ways_to_pay  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.demo.urls")]
ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def statements():
    """All SQL of all pages, statement by statement, with the page that it stands on."""
    for page in PAGES:
        for block in re.findall(r"^```sql\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL):
            bare = re.sub(r"--[^\n]*", "", block)
            yield from ((page.name, part.strip()) for part in bare.split(";") if part.strip())


@pytest.fixture
def demo():
    """The demo's catalogue, its places and its past orders; its pictures are no matter for SQL."""
    now = timezone.now()
    set_up_shop(
        name="Halden", currency="EUR", country="DE", countries=["DE", "SE", "DK", "FR", "NL", "PT"], locale="en_IE",
        shipping_minor=490, by=By(SYSTEM, timezone.now()),
    )  # fmt: skip
    import_products(records=catalogue.products(None), currency="EUR", by=By(SYSTEM, now))
    stock_specialities(now=now)
    place_past_orders(now=now)


def test_every_query_runs_and_what_must_be_zero_is(demo):
    found = list(statements())
    assert len(found) >= 5
    with connection.cursor() as cursor:
        for page, sql in found:
            cursor.execute(sql.replace("'…'", "'secret'"))
            if cursor.description is None or "information_schema" in sql:
                continue
            rows = cursor.fetchall()
            assert rows, f"{page}: {sql}"
            assert {row[-1] for row in rows} == {0}, f"{page}: {sql}"
