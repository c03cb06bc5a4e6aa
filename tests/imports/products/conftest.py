"""Records are imported into the shop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shop.core.actor import SYSTEM, By
from shop.imports.operations import ImportReport, import_products
from shop.imports.records import ProductRecord


@pytest.fixture
def run(now):
    def run_import(*records: ProductRecord, **values: object) -> ImportReport:
        values = {"currency": "EUR", "by": By(SYSTEM, now + timedelta(days=400)), **values}
        return import_products(records=records, **values)

    return run_import
