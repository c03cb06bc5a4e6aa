"""Filling in the checkout and pressing its button."""

from __future__ import annotations

from tests.factories.checkout import shown

HX = {"HX-Request": "true", "HX-Target": "checkout"}
TYPED = {
    "email": "grace@example.com",
    "full_name": "Grace Hopper",
    "country": "DE",
    "line1": "Torstraße 1",
    "postcode": "10119",
    "city": "Berlin",
    "shipping_method": "standard",
    "payment": "test:success",
}


def order(buyer, *, headers=None, **changed):
    values = {**TYPED, **shown(buyer.get("/checkout/")), **changed}
    return buyer.post("/checkout/", {name: value for name, value in values.items() if value}, headers=headers or {})


def errors(answer) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in answer.context["form"].errors.items()}
