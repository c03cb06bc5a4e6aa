"""Categories: a small tree, edited as a list that is moved in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.cells import hidden_text, thumb
from shop.backoffice.fields import PicturesField
from shop.backoffice.site import site
from shop.catalog.models import Category, OldCategoryName
from shop.catalog.queries import category_tree
from shop.catalog.redirects import keep_addresses_below
from shop.core.slugs import make_slug
from shop.search.operations import refresh_stale

from .base import StaffAdmin
from .product_forms import category_choices

_OLD_NAMES = 50


class CategoryForm(forms.ModelForm[Category]):
    """A category; its tile's picture is uploaded here."""

    slug = forms.CharField(
        required=False, max_length=80, label=_("Address"), help_text=_("Leave empty to create it from the name.")
    )
    new_picture = PicturesField(multiple=False, label=_("Picture"), help_text=_("Shown on the home page."))

    class Meta:
        model = Category
        fields = ("name", "slug", "parent", "description", "position")
        help_texts = {"position": _("Lower numbers come first.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].choices = [("", gettext("None (top-level category)")), *category_choices()[1:]]  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or make_slug(self.data.get("name", ""))[:80] or "category"

    def clean_parent(self) -> Category | None:
        parent: Category | None = self.cleaned_data["parent"]
        node = category_tree().by_id.get(parent.pk) if parent else None
        if node and self.instance.pk in [each.id for each in node.trail]:
            raise forms.ValidationError(gettext("A category cannot be inside itself."))
        return parent

    def save(self, commit: bool = True) -> Category:
        if self.cleaned_data["new_picture"]:
            self.instance.picture = {**asdict(self.cleaned_data["new_picture"][0]), "alt": ""}
        return super().save(commit)


class CategoryList(ChangeList):
    """The list in the order of the tree; each row knows its place."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        nodes = {node.id: (index, node) for index, node in enumerate(category_tree().by_path.values())}
        rows: list[Any] = list(self.result_list)
        for row in rows:
            row.place, row.node = nodes.get(row.pk, (len(nodes), None))
        self.result_list = sorted(rows, key=lambda row: row.place)


@admin.register(Category, site=site)
class CategoryAdmin(StaffAdmin[Category]):
    form = CategoryForm
    list_display = ("tile", "indented", "path", "products")
    list_display_links = ("indented",)
    list_per_page = 500
    sortable_by = ()
    actions = None
    fieldsets = (
        (None, {"fields": ("name", "description", "new_picture")}),
        (_("Position in the shop"), {"fields": ("parent", "slug", "position", "old_addresses"), "classes": ("side",)}),
    )
    readonly_fields = ("old_addresses",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(count=Count("products"))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CategoryList

    @admin.display(description=hidden_text(_("Picture")))
    def tile(self, category: Category) -> SafeString:
        return thumb(category.picture or None)

    @admin.display(description=_("Category"))
    def indented(self, category: Any) -> SafeString:
        depth = len(category.node.trail) - 1 if category.node else 0
        return format_html('<span class="depth-{}">{}</span>', min(depth, 4), category.name)

    @admin.display(description=_("Address"))
    def path(self, category: Any) -> str:
        return category.node.url if category.node else ""

    @admin.display(description=_("Products"))
    def products(self, category: Any) -> int:
        return int(category.count)

    @admin.display(description=_("Redirects"))
    def old_addresses(self, category: Category) -> SafeString | str:
        """What leads here because it was called so or lay elsewhere, newest first."""
        tree = category_tree()
        names = OldCategoryName.objects.filter(category=category.pk).order_by("-pk")[:_OLD_NAMES] if category.pk else []
        paths = [f"{tree.by_id[name.parent_id].url if name.parent_id else '/c/'}{name.slug}/" for name in names]
        return format_html_join("", "{}<br>", ((path,) for path in paths)) or gettext("None")

    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        """Delete it; what was once below it is found all the same."""
        keep_addresses_below(category_id=obj.pk)
        super().delete_model(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        transaction.on_commit(refresh_stale, robust=True)
