"""Customers and staff: who they are and where parcels go. Passwords are never shown, nor set for somebody else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.backoffice.cells import chip, reader_locale
from shop.backoffice.filters import TabFilter
from shop.backoffice.search import matching_users
from shop.backoffice.site import site
from shop.backoffice.wording import permission_label
from shop.core.formats import format_date, format_datetime
from shop.orders.models import Order

from .base import StaffAdmin

_ACCESS = {
    "is_active": (_("Can log in"), _("If not ticked, the account is blocked.")),
    "is_staff": (_("Staff"), _("Can use these pages as far as their roles allow.")),
    "is_superuser": (_("Has all permissions"), _("Can also give permissions to others.")),
    "groups": (_("Roles"), _("What this person can see and do.")),
}


class PeopleTabs(TabFilter):
    title = _("people")
    parameter_name = "who"
    states = (("customers", _("Customers")), ("staff", _("Staff")), ("blocked", _("Blocked")))

    def narrow(self, rows: QuerySet[User], value: str) -> QuerySet[User]:
        match value:
            case "staff":
                return rows.filter(is_staff=True)
            case "blocked":
                return rows.filter(is_active=False)
            case _:
                return rows.filter(is_staff=False)


@admin.register(User, site=site)
class UserAdmin(StaffAdmin[User]):
    """Everybody may change their own password and email on the account pages; here they are only read.

    Only superusers give or take permissions, and only they edit people of the staff, so that nobody can rise by it.
    """

    heading, noun, plural = _("Customers"), _("customer"), _("customers")
    list_display = ("email", "full_name", "orders", "kind", "since")
    list_filter = (PeopleTabs,)
    search_fields = ("email",)
    search_help_text = _("Email or name")
    ordering = ("-pk",)
    actions = None
    readonly_fields = ("email", "orders", "addresses", "since", "last_seen")
    fieldsets = (
        (_("Person"), {"fields": ("email", ("first_name", "last_name"))}),
        (_("Addresses"), {"fields": ("addresses",)}),
        (_("Summary"), {"fields": ("orders", "since", "last_seen"), "classes": ("side",)}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser", "groups"), "classes": ("side",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return people with how many orders they placed, counted for one page: nobody may sort by it."""
        placed = Order.objects.filter(user=OuterRef("pk")).exclude(placed_at=None).order_by().values("user")
        return super().get_queryset(request).annotate(bought=Subquery(placed.annotate(n=Count("pk")).values("n")))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        text = search_term.strip()
        return (queryset.filter(matching_users(text)) if text else queryset), False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        rights = () if _is_superuser(request) else ("is_staff", "is_superuser", "groups")
        return (*self.readonly_fields, *rights)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in _ACCESS:
            field.label, field.help_text = _ACCESS[db_field.name]
        return field

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody makes accounts for others: people sign up themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not (obj.is_staff or obj.is_superuser) or _is_superuser(request))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.display(description=_("Name"), ordering="first_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name() or "–"

    @admin.display(description=_("Orders"))
    def orders(self, user: Any) -> SafeString | str:
        if not user.bought:
            return "0"
        url = f"{reverse('admin:orders_order_changelist')}?customer={user.pk}"
        hidden = format_html('<span class="vh">{}</span>', gettext(" orders of %(email)s") % {"email": user.email})
        return format_html('<a href="{}">{}{}</a>', url, user.bought, hidden)

    @admin.display(description=_("Access"))
    def kind(self, user: User) -> SafeString:
        if not user.is_active:
            return chip(gettext("Blocked"), "bad")
        return chip(gettext("Staff"), "ok") if user.is_staff else chip(gettext("Customer"))

    @admin.display(description=_("Since"), ordering="created_at")
    def since(self, user: User) -> str:
        return format_date(user.created_at, reader_locale(), "medium")

    @admin.display(description=_("Last login"))
    def last_seen(self, user: User) -> str:
        return format_datetime(user.last_login, reader_locale()) if user.last_login else gettext("Never")

    @admin.display(description=_("Address book"))
    def addresses(self, user: User) -> SafeString | str:
        addresses = [
            (format_html_join(SafeString("<br>"), "{}", ((line,) for line in (*a.lines, a.country))),)
            for a in user.addresses.all()
        ]
        return format_html_join("", "<address>{}</address>", addresses) or gettext("None yet.")


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser


class RoleForm(forms.ModelForm[Group]):
    """A role: its name and what it allows, as ticks."""

    permissions = forms.ModelMultipleChoiceField(
        Permission.objects.none(), widget=forms.CheckboxSelectMultiple, required=False, label=_("Permissions")
    )

    class Meta:
        model = Group
        fields = ("name", "permissions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "permissions" in self.fields:
            field: Any = self.fields["permissions"]
            field.queryset = _useful_permissions()
            field.choices = _grouped(field.queryset)


_USELESS = (  # what nobody can do by hand, whatever their rights
    "change_order", "delete_order", "add_user", "delete_user", "add_stocklevel", "delete_stocklevel", "add_channel",
    "delete_channel", "add_mailmessage", "delete_mailmessage",
)  # fmt: skip

# Rights over what has no list of its own; they stand among those over orders.
_ALSO = ("add_ordernote", "capture_payment", "mark_paid")


def _staff_admins() -> list[tuple[Any, Any]]:
    return [(model, model_admin) for model, model_admin in site._registry.items() if model is not Group]


def _useful_permissions() -> QuerySet[Permission]:
    """Return the permissions of what the staff pages show: others would do nothing."""
    wanted = Q(codename__in=_ALSO)
    for model, _admin in _staff_admins():
        wanted |= Q(content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name)
    useful = Permission.objects.filter(wanted).exclude(codename__in=_USELESS)
    return useful.select_related("content_type").order_by("content_type", "-codename")


def _grouped(permissions: QuerySet[Permission]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the permissions as choices under the name of what they are about."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for permission in permissions:
        model = Order if permission.codename in _ALSO else permission.content_type.model_class()
        heading = next((admin.names["heading"] for kind, admin in _staff_admins() if kind is model), gettext("Other"))
        groups.setdefault(heading, []).append((permission.pk, permission_label(permission)))
    return sorted(groups.items())


@admin.register(Group, site=site)
class RoleAdmin(StaffAdmin[Group]):
    """Roles: only superusers shape them, because a role could allow more than its author may do."""

    heading, noun, plural = _("Staff roles"), _("role"), _("roles")
    form = RoleForm
    list_display = ("name", "members")
    actions = None
    fieldsets = ((None, {"fields": ("name", "permissions")}),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(count=Count("user"))

    @admin.display(description=_("Members"))
    def members(self, role: Any) -> int:
        return int(role.count)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return _is_superuser(request)
