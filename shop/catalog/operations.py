"""Verbs on the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, QuerySet, RestrictedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.core.actor import By
from shop.core.errors import DomainError, InvalidInput, NotFound, StaleVersion

from .models import BundleComponent, Product, Redirect, Variant
from .redirects import find_new_address, is_in_use
from .rules import new_address, old_address
from .steps import SameOptions, settle_options

MAX_COMPONENTS = 20
MAX_REDIRECTS = 5000
MAX_PER_PIECE = 10_000


class NestedBundle(DomainError):
    """A bundle would be a part of a bundle."""

    code = "nested_bundle"
    title = gettext_lazy("Nested bundle")
    kind = "conflict"
    default_message = gettext_lazy("A bundle cannot be part of another bundle.")


class BundleHasStock(DomainError):
    """A variant that has stock of its own would become a bundle, and that stock could never be sold."""

    code = "bundle_has_stock"
    title = gettext_lazy("Bundle has stock")
    kind = "conflict"
    default_message = gettext_lazy(
        "A bundle has no stock of its own. First remove the stock of this variant and ship its orders."
    )


class StillNeeded(DomainError):
    """Something else refers to what would be deleted: stock that moved, orders, returns, a bundle."""

    code = "still_needed"
    title = gettext_lazy("Still needed")
    kind = "conflict"


def set_product_status(*, product_ids: Collection[int], status: Product.Status, by: By) -> int:
    """Publish, withdraw or archive products; returns how many changed. Needs the permission catalog.change_product.

    Raises: Forbidden.
    """
    by.require("catalog.change_product")
    with transaction.atomic(durable=True):
        others = Product.objects.filter(pk__in=product_ids).exclude(status=status)
        return others.update(status=status, updated_at=by.now)


def restore_product_status(*, before: Mapping[int, str], status: Product.Status | str, by: By) -> int:
    """Undo a change of status: give products {id: status before} back, as far as they still have `status`.

    Returns how many changed. Needs the permission catalog.change_product. Raises: Forbidden.
    """
    by.require("catalog.change_product")
    count = 0
    with transaction.atomic(durable=True):
        for old in Product.Status:
            ids = [pk for pk, was in before.items() if was == old]
            count += Product.objects.filter(pk__in=ids, status=status).update(status=old, updated_at=by.now)
    return count


def set_variant_status(*, variant_ids: Collection[int], status: Variant.Status, by: By) -> int:
    """Put variants on sale, take them off, or archive them; returns how many changed. Stock and orders stay.

    Locks the variants by key. Needs the permission catalog.change_product.
    Raises: Forbidden, SameOptions (an archived one comes back, and another has its options by now).
    """
    by.require("catalog.change_product")
    try:
        with transaction.atomic(durable=True):
            others = Variant.objects.filter(pk__in=variant_ids).exclude(status=status).order_by("pk")
            rows = list(others.select_for_update(of=("self",), no_key=True))
            Variant.objects.filter(pk__in=[row.pk for row in rows]).update(status=status)
            products = {row.product_id for row in rows}
            for product_id in products:
                settle_options(product_id=product_id, chosen={})
            Product.objects.filter(pk__in=products).update(updated_at=by.now)
    except IntegrityError as error:
        if "variant_options" in str(error):
            raise SameOptions from error
        raise
    return len(rows)


def delete_variant(*, variant_id: int, by: By) -> None:
    """Delete a variant that never had stock and was never ordered, with its prices and what waits for it in carts.

    Needs the permission catalog.delete_product. Raises: Forbidden, NotFound, StillNeeded: archive it instead.
    """
    by.require("catalog.delete_product")
    _delete(
        Variant.objects.filter(pk=variant_id),
        missing=_("There is no such variant."),
        needed=_("This variant had stock or was ordered, so it can only be archived."),
    )


def delete_product(*, product_id: int, by: By) -> None:
    """Delete a product of which nothing ever had stock or was ordered, with its variants, options and pictures.

    Needs the permission catalog.delete_product. Raises: Forbidden, NotFound, StillNeeded: archive it instead.
    """
    by.require("catalog.delete_product")
    _delete(
        Product.objects.filter(pk=product_id),
        missing=_("There is no such product."),
        needed=_("This product had stock or was ordered, so it can only be archived."),
    )


def _delete(rows: QuerySet[Any], *, missing: str, needed: str) -> None:
    """Delete the one row. Its references decide (PROTECT); the database's keys do so for what comes at this moment."""
    try:
        with transaction.atomic(durable=True):
            row = rows.select_for_update(of=("self",)).first()
            if row is None:
                raise NotFound(missing)
            row.delete()
    except RestrictedError as error:
        raise StillNeeded(_("This is part of a bundle. Remove it from the bundle first.")) from error
    except (ProtectedError, IntegrityError) as error:
        raise StillNeeded(needed) from error


def add_redirects(*, rows: Sequence[tuple[str, str]], by: By) -> int:
    """Redirect addresses, (old, new) each; one that is there already is changed. Returns how many.

    All or none. Needs the permission catalog.add_redirect. Raises: Forbidden, InvalidInput (`fields` by "row 1" …).
    """
    by.require("catalog.add_redirect")
    wrong: dict[str, str] = {}
    wanted: dict[str, str] = {}
    for number, (old, new) in enumerate(rows[: MAX_REDIRECTS + 1], 1):
        try:
            path, target = old_address(old), new_address(new)
        except ValueError as error:
            wrong[f"row {number}"] = str(error)
            continue
        wanted[path] = target
        if is_in_use(path=path):
            wrong[f"row {number}"] = _("%(path)s is in use, so it cannot be redirected.") % {"path": path}
    if len(rows) > MAX_REDIRECTS:
        wrong["file"] = _("Add at most %(count)d redirects at once.") % {"count": MAX_REDIRECTS}
    if wrong:
        raise InvalidInput(fields=wrong)
    with transaction.atomic(durable=True):
        Redirect.objects.bulk_create(
            (Redirect(path=path, target=target) for path, target in sorted(wanted.items())),
            update_conflicts=True,
            unique_fields=["path"],
            update_fields=["target", "product"],
        )
        circles = [path for path in wanted if find_new_address(path=path) is None]
        if circles:
            raise InvalidInput(fields=dict.fromkeys(circles[:20], _("This redirect leads in a circle or nowhere.")))
    return len(wanted)


def set_bundle(
    *, variant_id: int, components: Mapping[int, int], by: By, seen: Mapping[int, int] | None = None
) -> None:
    """Let a variant be made of {variant id: units of it per piece}; of nothing, and it is a plain variant again.

    `seen` is what it was made of when somebody looked.

    A bundle sells what its parts have in stock, and has none of its own. Orders keep the parts as they were. Locks
    the variants by key, then the bundle's stock levels (a trigger). Needs the permission catalog.change_product.
    Raises: Forbidden, NotFound, InvalidInput, StaleVersion, NestedBundle, BundleHasStock.
    """
    by.require("catalog.change_product")
    if variant_id in components or len(components) > MAX_COMPONENTS:
        text = _("Choose at most %(count)d other variants.") % {"count": MAX_COMPONENTS}
        raise InvalidInput(fields={"components": text})
    if not all(1 <= quantity <= MAX_PER_PIECE for quantity in components.values()):
        text = _("Enter a quantity from 1 to %(highest)s for each part.") % {"highest": f"{MAX_PER_PIECE:,}"}
        raise InvalidInput(fields={"components": text})
    keys = {variant_id, *components}
    with transaction.atomic(durable=True):
        rows = Variant.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",), no_key=True)
        if {variant.pk for variant in rows} != keys:
            raise NotFound(_("There is no such variant."))
        parts = BundleComponent.objects.filter(bundle=variant_id).values_list("component_id", "quantity")
        if seen is not None and dict(parts) != dict(seen):
            raise StaleVersion
        nested = BundleComponent.objects.filter(bundle__in=components)
        if nested.exists() or (components and BundleComponent.objects.filter(component=variant_id).exists()):
            raise NestedBundle
        BundleComponent.objects.filter(bundle=variant_id).exclude(component__in=components).delete()
        _write_parts(variant_id, components)


def _write_parts(bundle_id: int, components: Mapping[int, int]) -> None:
    try:
        BundleComponent.objects.bulk_create(
            (
                BundleComponent(bundle_id=bundle_id, component_id=key, quantity=quantity)
                for key, quantity in components.items()
            ),
            update_conflicts=True,
            unique_fields=["bundle", "component"],
            update_fields=["quantity"],
        )
    except IntegrityError as error:
        if "bundle_has_no_stock" in str(error):  # inventory lies above: its trigger knows
            raise BundleHasStock from error
        raise
