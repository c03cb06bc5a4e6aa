"""The forms of the product page: rows of several apps, edited as one thing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.text import slugify

from shop.backoffice.fields import AmountField, DayInput, FactsField, PicturesField, ValuesField
from shop.catalog.html import sanitise_html
from shop.catalog.models import BundleComponent, Media, OptionType, OptionValue, Product, Variant
from shop.catalog.queries import CategoryNode, category_tree
from shop.catalog.rules import options_key
from shop.inventory.models import Location, StockLevel
from shop.inventory.queries import get_default_location
from shop.pricing.models import Price, TaxRate


def category_choices() -> list[tuple[Any, str]]:
    """Return the tree as choices, deeper categories moved in."""
    choices: list[tuple[Any, str]] = [("", "No category")]

    def walk(nodes: Iterable[CategoryNode], depth: int) -> None:
        for node in nodes:
            choices.append((node.id, "\u2003" * depth + node.name))
            walk(node.children, depth + 1)

    walk(category_tree().roots, 0)
    return choices


class ProductForm(forms.ModelForm[Product]):
    """The product itself. The slug is made from the name when it is left empty."""

    slug = forms.SlugField(
        required=False, max_length=200, label="Address", help_text="/p/…/ Left empty, it is made from the name."
    )
    attributes = FactsField(label="Facts", help_text="One a line, such as “Material: Oak”. Shown as a table.")
    tax_class = forms.ChoiceField(label="Tax class", initial="standard")
    new_pictures = PicturesField(
        label="Add pictures", help_text="JPEG, PNG, WebP, AVIF or GIF, up to 25 MB each; several at once."
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Product
        fields = (
            "name", "description", "status", "category", "vendor", "tags", "slug", "attributes", "tax_class",
            "seo_title", "seo_description", "withdrawal_exempt", "released_on",
        )  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 9}),
            "seo_description": forms.Textarea(attrs={"rows": 3}),
            "released_on": DayInput(),
        }
        labels = {
            "released_on": "Comes out on",
            "vendor": "Maker",
            "seo_title": "Title for search engines",
            "seo_description": "Description",
        }
        help_texts = {
            "released_on": "Until that day it is sold as a pre-order, as far as its stock or back-orders go.",
            "description": "HTML: paragraphs, lists, tables, headings and links. Everything else is removed on saving.",
            "tags": "Words with commas between them. “new” and “bestseller” show in the shop.",
            "seo_title": "Left empty, the name is used.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "category" in self.fields:  # absent for people who may only look
            self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]
            self.fields["tax_class"].choices = tax_classes(self.instance.tax_class)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["version"] = self.instance.updated_at.isoformat()

    def clean_description(self) -> str:
        return sanitise_html(self.cleaned_data["description"])

    def clean_slug(self) -> str:
        given: str = self.cleaned_data["slug"]
        if given:
            return given
        base = slugify(self.data.get("name", ""))[:190] or "product"
        others = Product.objects.exclude(pk=self.instance.pk).filter(slug__startswith=base)
        taken = set(others.values_list("slug", flat=True))
        return next(slug for n in range(1, 10_000) if (slug := base if n == 1 else f"{base}-{n}") not in taken)

    def clean_version(self) -> str:
        given: str = self.cleaned_data["version"]
        if self.instance.pk and given and given != self.instance.updated_at.isoformat():
            raise forms.ValidationError("Somebody else saved this product since you opened it. Reload the page first.")
        return given


def tax_classes(current: str) -> list[tuple[str, str]]:
    """Return the tax classes that have a rate somewhere, and the current one, as choices."""
    known = set(TaxRate.objects.values_list("tax_class", flat=True)) | {"standard", current}
    return [(code, code.replace("-", " ").capitalize()) for code in sorted(known)]


class OptionForm(forms.ModelForm[OptionType]):
    """An option with its values, one a line."""

    values = ValuesField(help_text="One a line; a colour may follow: “Rust #c65f43”.")

    class Meta:
        model = OptionType
        fields = ("name", "position")
        labels = {"position": "Place"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            rows = self.instance.values.all()
            self.initial["values"] = "\n".join(f"{row.value} {row.swatch}".strip() for row in rows)


class MediaForm(forms.ModelForm[Media]):
    """A stored picture: what it shows, and its place."""

    class Meta:
        model = Media
        fields = ("alt", "position")
        labels = {"alt": "What it shows", "position": "Place"}


@dataclass(slots=True)
class Shelf:
    """What the variants' rows need beyond their own table, read once for all of them."""

    currency: str
    location: Location | None
    options: list[OptionType] = field(default_factory=list)
    pictures: list[tuple[Any, str]] = field(default_factory=list)
    prices: dict[int, Price] = field(default_factory=dict)
    levels: dict[int, StockLevel] = field(default_factory=dict)
    values: dict[int, list[OptionValue]] = field(default_factory=dict)
    parts: dict[int, list[str]] = field(default_factory=dict)


def read_shelf(product: Product, *, currency: str) -> Shelf:
    """Read options, prices, stock, parts and pictures of a product's variants: seven queries for any number."""
    try:
        shelf = Shelf(currency, get_default_location())
    except Location.DoesNotExist:
        shelf = Shelf(currency, None)
    shelf.pictures = [("", "First picture")]
    if product.pk:
        shelf.options = list(product.options.prefetch_related("values"))
        shelf.pictures += [
            (media.pk, f"{n}: {media.alt}"[:60].rstrip(": ")) for n, media in enumerate(product.media.all(), start=1)
        ]
        prices = Price.objects.filter(variant__product=product, currency=currency)
        shelf.prices = {price.variant_id: price for price in prices}
        levels = StockLevel.objects.filter(variant__product=product, location=shelf.location)
        shelf.levels = {level.variant_id: level for level in levels}
        for variant in product.variants.prefetch_related("option_values"):
            shelf.values[variant.pk] = list(variant.option_values.all())
        made_of = BundleComponent.objects.filter(bundle__product=product).order_by("pk")
        for key, quantity, sku in made_of.values_list("bundle_id", "quantity", "component__sku"):
            shelf.parts.setdefault(key, []).append(f"{quantity} × {sku}")
    return shelf


class VariantForm(forms.ModelForm[Variant]):
    """A variant with its options, price and stock. `shelf` is None where Django only wants to know the fields."""

    price = AmountField(required=False, help_text="With tax. Without a price it is not sold.")
    compare_at = AmountField(required=False, label="Former price", help_text="Shown struck through.")
    on_hand = forms.IntegerField(min_value=0, max_value=1_000_000, required=False, show_hidden_initial=True)
    weight_grams = forms.IntegerField(min_value=0, max_value=10_000_000, required=False, label="Weight in grams")
    position = forms.IntegerField(min_value=0, max_value=32_000, required=False, label="Place")

    class Meta:
        model = Variant
        fields = ("sku", "barcode", "weight_grams", "media", "track_stock", "position")
        labels = {"track_stock": "Count the stock"}

    def __init__(self, *args: Any, shelf: Shelf | None = None, read_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shelf is None:
            return
        self.shelf = shelf
        self.fields["media"].choices = shelf.pictures  # type: ignore[attr-defined]
        for name in ("price", "compare_at"):
            self.fields[name].currency = shelf.currency  # type: ignore[attr-defined]
        price, level = shelf.prices.get(self.instance.pk), shelf.levels.get(self.instance.pk)
        if price is not None:
            self.initial["price"], self.initial["compare_at"] = price.amount_minor, price.compare_at_minor
        self.allocated = level.promised if level else 0
        self.parts = ", ".join(shelf.parts.get(self.instance.pk, []))
        if self.parts:  # a bundle has no stock of its own
            self.fields["on_hand"].disabled = True
            self.initial["on_hand"] = None
        self.initial["on_hand"] = level.on_hand if level else 0
        has = {value.option_id: value.pk for value in shelf.values.get(self.instance.pk, [])}
        for option in shelf.options:
            choices = [(value.pk, value.value) for value in option.values.all()]
            self.fields[f"option_{option.pk}"] = forms.TypedChoiceField(
                label=option.name, choices=[("", "Choose"), *choices], coerce=int, initial=has.get(option.pk)
            )
        for each in self.fields.values():
            each.disabled = each.disabled or read_only

    @property
    def option_names(self) -> list[str]:
        return [name for name in self.fields if name.startswith("option_")]

    def chosen_values(self) -> list[int]:
        """The ids of the option values that were chosen."""
        return [value for name in self.option_names if (value := self.cleaned_data.get(name))]

    def stock_change(self) -> int:
        """By how much the count was changed from what the page showed; sales in between do not matter."""
        if "on_hand" not in self.changed_data or self.cleaned_data.get("on_hand") is None:
            return 0
        shown = self.data.get(self.add_initial_prefix("on_hand"), "")
        base = int(shown) if shown.isascii() and shown.isdigit() else self.initial["on_hand"]
        return int(self.cleaned_data["on_hand"]) - base

    def clean_weight_grams(self) -> int:
        return self.cleaned_data["weight_grams"] or 0

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        price, before = cleaned.get("price"), cleaned.get("compare_at")
        if before is not None and (price is None or before <= price):
            self.add_error("compare_at", "The former price must be above the price.")
        on_hand = cleaned.get("on_hand")
        if on_hand is not None and "on_hand" in self.changed_data and on_hand < self.allocated:
            self.add_error("on_hand", f"Orders hold {self.allocated} of them.")
        return cleaned


class VariantFormSet(BaseInlineFormSet[Variant, Product, VariantForm]):
    """All variants of a product; no two may have the same options."""

    currency = "EUR"
    read_only = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shelf = read_shelf(self.instance, currency=self.currency)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "shelf": self.shelf, "read_only": self.read_only}

    def clean(self) -> None:
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            if form in self.deleted_forms or not (form.instance.pk or form.has_changed()) or form.errors:
                continue
            key = options_key(form.chosen_values())
            if key in seen:
                names = form.option_names
                text = (
                    "Another variant has these options." if names else "Add an option first: it tells variants apart."
                )
                form.add_error(names[0] if names else "sku", text)
            seen.add(key)
