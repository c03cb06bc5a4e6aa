"""What all lists and edit pages have in common."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst

from shop.backoffice.views.history import object_history
from shop.core.acting import because
from shop.core.errors import DomainError

_CLASH = "Somebody saved the same thing at this moment. Nothing was changed; please check and save again."


class PlainWidgets:
    """Fields without Django's pop-up links, pickers and scripts: ordinary controls that the theme styles."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the ordinary form field; long text becomes a text area."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class StaffAdmin[M: models.Model](PlainWidgets, admin.ModelAdmin[M]):
    """A list and an edit page. What the domain refuses while saving becomes a message in the form, nothing is saved."""

    heading = ""  # what people call the list and one row of it, where the model's own names are a programmer's
    noun = ""
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions_on_top = True
    delete_confirmation_max_display = 20

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Save in one transaction; when the domain or the database refuses, show the form again with the reason."""
        try:
            with because(request.POST.get("_reason", "")):
                response = super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            vars(request)["refused"] = error.message
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            vars(request)["refused"] = _CLASH
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422  # the form is shown again, because something in it is wrong
        return response

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Ask, then delete."""
        with because(request.POST.get("_reason", "")):
            return super().delete_view(request, object_id, extra_context)

    def get_form(self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; after a refusal it says why and saves nothing."""
        form = super().get_form(request, obj, change, **kwargs)
        reason: str = vars(request).get("refused", "")
        if not reason:
            return form

        class Refused(form):  # type: ignore[misc,valid-type]
            def clean(self) -> Any:
                super().clean()
                raise ValidationError(reason)

        return Refused

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Title the list by what is in it; a refused change of rows is told and changes none of them."""
        try:
            return super().changelist_view(
                request, {"title": self.names["heading"], **self.names, **(extra_context or {})}
            )
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)
        except IntegrityError:
            self.message_user(request, _CLASH, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show what the triggers recorded, whoever changed it, instead of what these pages did."""
        return object_history(request, self, object_id)

    @property
    def names(self) -> dict[str, str]:
        """What the pages call the list and one row of it."""
        heading = self.heading or capfirst(str(self.opts.verbose_name_plural))
        plural = f"{self.noun}s" if self.noun else str(self.opts.verbose_name_plural)
        return {"heading": heading, "noun": self.noun or str(self.opts.verbose_name), "plural": plural}

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        return super().render_change_form(request, {**context, **self.names}, *args, **kwargs)


class ReadOnly:
    """Rows that only the shop itself writes: nobody adds, changes or deletes them by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartOf:
    """Rows that are edited on the page of what they belong to: whoever may edit that may edit them."""

    whole: str  # "app.model"

    def _may(self, request: HttpRequest, verb: str) -> bool:
        app, name = self.whole.split(".")
        return request.user.has_perm(f"{app}.{verb}_{name}")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view") or self._may(request, "change")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change") or self._may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")
