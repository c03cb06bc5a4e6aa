"""The forms of the product page: rows of several apps, edited as one thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.fields import DayInput, FactsField, PicturesField, ValuesField
from shop.catalog.html import sanitise_html
from shop.catalog.models import Media, OptionType, Product
from shop.catalog.queries import CategoryNode, category_tree
from shop.core.slugs import make_slug
from shop.pricing.models import TaxRate


def category_choices() -> list[tuple[Any, str]]:
    """Return the tree as choices, deeper categories moved in."""
    choices: list[tuple[Any, str]] = [("", gettext("No category"))]

    def walk(nodes: Iterable[CategoryNode], depth: int) -> None:
        for node in nodes:
            choices.append((node.id, "\u2003" * depth + node.name))
            walk(node.children, depth + 1)

    walk(category_tree().roots, 0)
    return choices


class ProductForm(forms.ModelForm[Product]):
    """The product itself. The slug is made from the name when it is left empty."""

    slug = forms.CharField(
        required=False, max_length=200, label=_("Address"), help_text=_("/p/…/ Leave empty to create it from the name.")
    )
    attributes = FactsField(label=_("Facts"), help_text=_("One per line, such as “Material: Oak”. Shown as a table."))
    tax_class = forms.ChoiceField(label=_("Tax class"), initial="standard")
    new_pictures = PicturesField(
        label=_("Add pictures"),
        help_text=_("JPEG, PNG, WebP, AVIF, GIF or HEIC, up to 25 MB each. You can choose several."),
    )

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
        labels = {"seo_description": _("Description")}
        help_texts = {
            "released_on": _("Sold as a pre-order until that day, as far as stock or back-orders allow."),
            "description": _(
                "HTML: paragraphs, lists, tables, headings and links. Anything else is removed when you save."
            ),
            "tags": _("Separate with commas. “new” and “bestseller” are shown in the shop."),
            "seo_title": _("Leave empty to use the name."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "category" in self.fields:  # absent for people who may only look
            self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]
            self.fields["tax_class"].choices = tax_classes(self.instance.tax_class)  # type: ignore[attr-defined]

    def clean_description(self) -> str:
        return sanitise_html(self.cleaned_data["description"])

    def clean_slug(self) -> str:
        given: str = self.cleaned_data["slug"]
        if given:
            return given
        base = make_slug(self.data.get("name", ""))[:190] or "product"
        others = Product.objects.exclude(pk=self.instance.pk).filter(slug__startswith=base)
        taken = set(others.values_list("slug", flat=True))
        return next(slug for n in range(1, 10_000) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


def tax_classes(current: str) -> list[tuple[str, str]]:
    """Return the tax classes that have a rate somewhere, and the current one, as choices."""
    known = set(TaxRate.objects.values_list("tax_class", flat=True)) | {"standard", current}
    return [(code, code.replace("-", " ").capitalize()) for code in sorted(known)]


class OptionForm(forms.ModelForm[OptionType]):
    """An option with its values, one a line."""

    values = ValuesField(label=_("Values"), help_text=_("One per line. You can add a colour: “Rust #c65f43”."))

    class Meta:
        model = OptionType
        fields = ("name", "position")

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
