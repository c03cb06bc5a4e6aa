"""Addresses that nobody types, but that programs try."""

import re

import pytest
from django.urls import URLResolver, get_resolver, reverse

from shop.backoffice.site import site

pytestmark = pytest.mark.django_db


def patterns(resolver, before="/"):
    """Every address of the shop with its parts still named, without those of programs."""
    for each in resolver.url_patterns:
        text = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, text)
        elif re.search(r"<(str|path|\w+>)", text) and not text.startswith(("/api", "/graphql")):
            yield text


NAMED = [text for text in patterns(get_resolver()) if "^" not in text and "\\" not in text]


def test_a_nul_names_nothing_at_any_address(channel, client, manager):
    assert len(NAMED) > 20
    client.force_login(manager)
    wrong = []
    for text in NAMED:
        path = re.sub(r"<int:\w+>", "1", text)
        path = re.sub(r"<(?:\w+:)?\w+>", "a%00", path)
        for verb in ("get", "post"):
            status = getattr(client, verb)(path, headers={"sec-fetch-site": "same-origin"}).status_code
            if status != 404:
                wrong.append((path, verb, status))

    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [
        "orders/order/?status", "fulfilment/return/?status", "fulfilment/withdrawal/?status",
        "channels/contentpage/?kind", "payments/providerevent/?kind", "payments/reconciliationitem/?kind",
    ],
)  # fmt: skip
def test_a_nul_is_no_filter_of_a_staff_list(channel, client, admin_user, path):
    client.force_login(admin_user)

    assert client.get(f"/admin/{path}=%00").status_code == 404
    assert client.get(f"/admin/{path.partition('?')[0]}?q=%00").status_code == 200


def test_a_nul_is_nothing_to_search_for(channel, client):
    assert client.get("/search/?q=%00").status_code == 200


@pytest.mark.parametrize("field", ["", "a%00", "pk"])
@pytest.mark.parametrize("page", ["change", "delete"])
def test_a_field_that_does_not_exist_names_no_object_of_a_staff_page(channel, client, admin_user, page, field):
    client.force_login(admin_user)
    names = [f"{model._meta.app_label}_{model._meta.model_name}" for model in site._registry]

    for name in names:
        answer = client.get(reverse(f"admin:{name}_{page}", args=["99"]) + f"?_to_field={field}")
        assert answer.status_code in (200, 302, 400, 403, 404), name
    assert len(names) > 15
