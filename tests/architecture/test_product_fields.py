"""A field of a product is on every surface, or is left out of it by name: who adds one and forgets a place hears of it here.

The walk is in .github/CONTRIBUTING.md, "Add a field to products".
"""

import dataclasses

import pytest

from shop.api.v1.schemas.catalog import Product as JsonProduct
from shop.backoffice.admin.product_forms import ProductForm
from shop.backoffice.admin.products import ProductAdmin
from shop.catalog.models import Product
from shop.graphql.schema import schema
from shop.imports.nexus import PRODUCT_COLUMNS
from shop.imports.nexus_file import PRODUCT_READERS
from shop.imports.records import ProductRecord
from shop.imports.steps.products import PRODUCT_FIELDS

FIELDS = {field.name for field in Product._meta.concrete_fields}
STAMPS = {"id", "created_at", "updated_at"}
# Until somebody asks for them: what only the shop's own pages and search engines read.
NOT_IN_APIS = {"attributes", "released_on", "seo_title", "seo_description", "status", "tax_class", "updated_at"}
SURFACES = {
    "form of the back office": (ProductForm.Meta.fields, STAMPS),
    "its layout": ([name for _, part in ProductAdmin.fieldsets for name in part["fields"]], STAMPS),
    "columns of the shop's own file": (PRODUCT_COLUMNS.values(), STAMPS | {"slug"}),  # the handle, as all files call it
    "cells that are read": ([*PRODUCT_READERS, "name", "status", "tax_class"], STAMPS | {"slug"}),  # these are never blank
    "record of an import": ([field.name for field in dataclasses.fields(ProductRecord)], STAMPS | {"slug", "category", "description"}),
    "what an import writes": ([name.removesuffix("_id") for name in PRODUCT_FIELDS], STAMPS | {"slug"}),
    "JSON API": (JsonProduct.model_fields, NOT_IN_APIS),
    "GraphQL": ([field.python_name for field in schema.get_type_by_name("Product").fields], NOT_IN_APIS),
}  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
def test_each_field_is_there_or_left_out_by_name(surface):
    names, left_out = SURFACES[surface]
    assert FIELDS - set(names) == left_out
