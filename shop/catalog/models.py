"""What is sold: categories, products, their options and variants, and pictures. Prices and stock live above."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now, Upper
from django.utils.translation import gettext_lazy as _

from shop.core.fields import SlugField
from shop.core.folded import Folded
from shop.core.formats import format_values
from shop.core.models import BaseModel

from .rules import SKU_LENGTH, VALUE_LENGTH, product_path


class Category(BaseModel):
    """A node of the category tree. Trees are small, so they are read whole (see `queries.category_tree`)."""

    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(_("name"), max_length=80)
    slug = SlugField(verbose_name=_("slug"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    picture = models.JSONField(
        _("picture"), null=True, blank=True, help_text=_("The tile: path, width, height, widths, tint, alt.")
    )

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "slug"], nulls_distinct=False, name="category_parent_slug")
        ]

    def __str__(self) -> str:
        return self.name


class Product(BaseModel):
    """A product as shoppers see it. `tax_class` is a code of `pricing`; `description` is sanitised HTML."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ACTIVE = "active", _("Active")
        ARCHIVED = "archived", _("Archived")

    class Exemption(models.TextChoices):
        """Goods without a right of withdrawal, by the letter of Article 16 of Directive 2011/83/EU."""

        CUSTOM_MADE = "16(c)", _("Made to the buyer's specification")
        PERISHABLE = "16(d)", _("Perishes or expires quickly")
        HYGIENE = "16(e)", _("Sealed for health or hygiene, once it is opened")
        MIXED = "16(f)", _("Cannot be separated from other goods once delivered")
        MEDIA = "16(i)", _("Sealed recording or software, once it is opened")
        PRESS = "16(j)", _("Newspaper or magazine")
        DIGITAL = "16(m)", _("Digital content, once its use has begun")

    name = models.CharField(_("name"), max_length=200)
    slug = SlugField(verbose_name=_("slug"), max_length=200, unique=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("HTML; scripts, styles and pictures are removed.")
    )
    vendor = models.CharField(_("brand"), max_length=120, blank=True)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, null=True, blank=True, related_name="products"
    )
    tags = ArrayField(models.CharField(max_length=60), verbose_name=_("tags"), default=list, blank=True)
    attributes = models.JSONField(
        _("facts"), default=dict, blank=True, help_text=_('Facts shown as a table, {"Material": "Oak"}.')
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    tax_class = models.SlugField(verbose_name=_("tax class"), default="standard")
    seo_title = models.CharField(_("title for search engines"), max_length=120, blank=True)
    seo_description = models.CharField(_("description for search engines"), max_length=320, blank=True)
    released_on = models.DateField(
        _("release date"), null=True, blank=True, help_text=_("Sold as a pre-order until this day.")
    )
    withdrawal_exempt = models.CharField(
        _("no right of withdrawal"), max_length=8, choices=Exemption.choices, blank=True, db_default="",
        help_text=_("Shown to buyers before they order. Leave this empty for everything that can be returned."),
    )  # fmt: skip
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["category", "-id"], name="product_category"),
            GinIndex(OpClass(Folded("name"), "gin_trgm_ops"), name="product_name_folded"),
            GinIndex(OpClass(Folded("vendor"), "gin_trgm_ops"), name="product_vendor_folded"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return product_path(self.slug)


class OptionType(BaseModel):
    """A choice that a product offers, such as Glaze."""

    product = models.ForeignKey(Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="options")
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="option_product_name")]

    def __str__(self) -> str:
        return self.name


class OptionValue(BaseModel):
    """One value of an option, such as Rust; `swatch` is its colour for a dot beside the name."""

    option = models.ForeignKey(OptionType, verbose_name=_("option"), on_delete=models.CASCADE, related_name="values")
    value = models.CharField(_("value"), max_length=VALUE_LENGTH)
    swatch = models.CharField(
        _("swatch"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"\A#[0-9a-f]{6}\Z", _("Enter a colour such as #c65f43."))],
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("option value")
        verbose_name_plural = _("option values")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["option", "value"], name="option_value")]
        indexes = [models.Index(fields=["value", "-id"], condition=~models.Q(swatch=""), name="option_value_colour")]

    def __str__(self) -> str:
        return self.value


class Media(BaseModel):
    """A picture of a product, stored as renditions (`shop.catalog.images`). `tint` is the class of its ground, 0–23."""

    product = models.ForeignKey(Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="media")
    path = models.CharField(_("path"), max_length=60)
    alt = models.CharField(_("alt text"), max_length=200, blank=True)
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    widths = ArrayField(models.PositiveIntegerField(), verbose_name=_("widths"))
    tint = models.PositiveSmallIntegerField(_("tint"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("picture")
        constraints = [models.UniqueConstraint(fields=["product", "path"], name="media_product_path")]

    def __str__(self) -> str:
        return self.alt or self.path


class Variant(BaseModel):
    """What is put into a cart. `options_key` is the sorted ids of its option values, so no combination exists twice.

    Only what is active is sold (`catalog.queries.sold_variants`). What had stock or was ordered once is never deleted:
    rows of it refer here (PROTECT, and the database's own keys), so it is archived, and then its options are free.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        HIDDEN = "hidden", _("Hidden")
        ARCHIVED = "archived", _("Archived")

    product = models.ForeignKey(Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(_("SKU"), max_length=SKU_LENGTH, unique=True)
    source_sku = models.CharField(
        _("source SKU"),
        max_length=SKU_LENGTH,
        blank=True,
        db_default="",
        help_text=_("The SKU in the shop it was imported from, if different."),
    )
    barcode = models.CharField(_("barcode (GTIN)"), max_length=40, blank=True)
    option_values = models.ManyToManyField(
        OptionValue, verbose_name=_("option values"), related_name="variants", blank=True
    )
    options_key = models.CharField(_("combination"), max_length=80, blank=True, editable=False)
    media = models.ForeignKey(
        Media, on_delete=models.SET_NULL, null=True, blank=True, related_name="variants", verbose_name=_("picture")
    )
    weight_grams = models.PositiveIntegerField(_("weight in grams"), default=0)
    track_stock = models.BooleanField(
        _("track stock"), default=True, help_text=_("Off: always available, stock is not counted.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE, db_default=Status.ACTIVE,
        help_text=_("Hidden: not sold for now. Archived: no longer sold."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "options_key"], condition=~models.Q(status="archived"), name="variant_options"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "hidden", "archived"]), name="variant_status"
            ),
        ]
        indexes = [
            models.Index(fields=["source_sku"], condition=~models.Q(source_sku=""), name="variant_source_sku"),
            models.Index(OpClass(Upper("sku"), "text_pattern_ops"), name="variant_sku_ci"),
            models.Index(fields=["barcode"], opclasses=["varchar_pattern_ops"], name="variant_barcode"),
        ]

    def __str__(self) -> str:
        return self.sku

    def label(self, locale: str) -> str:
        """Return the chosen values in words: "Rust, Large". Reads `option_values`, which lists prefetch."""
        return format_values([value.value for value in self.option_values.all()], locale)

    @property
    def is_sold(self) -> bool:
        """Whether the shop offers it: it and its product are active. Reads the product."""
        return self.status == self.Status.ACTIVE and self.product.status == Product.Status.ACTIVE


class BundleComponent(BaseModel):
    """A part of a variant that is made of others: the bundle has no stock of its own, its parts are sold with it.

    A part is never a bundle itself (`catalog.operations.set_bundle`). A variant that is a part cannot be deleted alone.
    """

    bundle = models.ForeignKey(Variant, verbose_name=_("bundle"), on_delete=models.CASCADE, related_name="components")
    component = models.ForeignKey(
        Variant, verbose_name=_("component"), on_delete=models.RESTRICT, related_name="bundles"
    )
    quantity = models.PositiveIntegerField(_("quantity"), default=1)

    class Meta:
        verbose_name = _("bundle component")
        verbose_name_plural = _("bundle components")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "component"], name="bundle_component"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="bundle_component_quantity"),
            models.CheckConstraint(
                condition=~models.Q(bundle=models.F("component")), name="bundle_is_not_its_own_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.component_id} in {self.bundle_id}"


class OldCategoryName(BaseModel):
    """What a category was called below which other one, kept by a trigger: an old path is read name by name."""

    parent = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, related_name="+")
    slug = SlugField(max_length=80)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="old_names")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parent", "slug"], nulls_distinct=False, name="old_category_name")
        ]

    def __str__(self) -> str:
        return self.slug


class Redirect(BaseModel):
    """An address that is none any more, and what to show instead: a product, or an address of this shop.

    A renamed product leaves its own by a database trigger, at whatever door; staff add others. An address that
    something has now is never redirected.
    """

    path = models.CharField(
        _("redirect from"), max_length=400, unique=True,
        help_text=_("For example /old-mugs.html, without what follows a question mark."),
    )  # fmt: skip
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="old_addresses",
    )
    target = models.CharField(
        _("redirect to"), max_length=400, blank=True, help_text=_("An address of this shop, such as /c/table/.")
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(product__isnull=False, target="") | (models.Q(product=None) & ~models.Q(target="")),
                name="redirect_has_one_target",
            )
        ]

    def __str__(self) -> str:
        return self.path
