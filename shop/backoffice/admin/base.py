"""What all lists and edit pages have in common."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import User
from shop.backoffice.cells import reader_locale
from shop.backoffice.paging import BoundedPaginator
from shop.backoffice.shown import Forms, changes_since, look_for_changes, name_removed, token_of
from shop.backoffice.views.history import object_history
from shop.core.acting import because
from shop.core.errors import DomainError
from shop.core.formats import format_list
from shop.core.forms import check_visible
from shop.core.relations import keepers_of

_CLASH = _("Someone saved the same thing at the same moment. Nothing was changed. Check and save again.")


class _Held(Exception):
    """A sent page is shown again before anything of it is judged or saved, with `context` and this status."""

    def __init__(self, reason: str, data: QueryDict, context: dict[str, Any], status: int) -> None:
        self.reason, self.data, self.context, self.status = reason, data, context, status
        super().__init__(reason)


class PlainWidgets:
    """Fields without Django's pop-up links, pickers and scripts: ordinary controls that the theme styles."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the ordinary form field; long text becomes a text area."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if isinstance(db_field, models.CharField) and field is not None and hasattr(field, "validators"):
            field.validators.append(check_visible)
        return field


class StaffAdmin[M: models.Model](PlainWidgets, admin.ModelAdmin[M]):
    """A list and an edit page. What the domain refuses while saving becomes a message in the form, nothing is saved."""

    # What people call the list, one row of it and several, where the model's own names are a programmer's.
    heading: str | Promise = ""
    noun: str | Promise = ""
    plural: str | Promise = ""
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions_on_top = True
    delete_confirmation_max_display = 20

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Search the fields without case and accents."""
        return [f"{name}__holds" for name in self.search_fields]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Save in one transaction; when the domain or the database refuses, show the form again with the reason."""
        try:
            with because(request.POST.get("_reason", "")):
                response = super().changeform_view(request, object_id, form_url, extra_context)
        except _Held as held:
            vars(request)["refused"] = held.reason
            request.POST = held.data  # type: ignore[assignment]  # shown again with other words in it
            response = super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **held.context})
            response.status_code = held.status
            return response
        except DomainError as error:
            vars(request)["refused"] = error.message
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            vars(request)["refused"] = _CLASH
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422  # the form is shown again, because something in it is wrong
        return response

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """Return the row; for saving, once whoever saves it at this moment is done. Raises: Http404 for no key.

        Django would read " 5" as 5, and show its own page where `urls.py` has one of ours.
        """
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            raise Http404
        if request.method == "POST" and connection.in_atomic_block:
            rows = self.model._base_manager.select_for_update(of=("self",), no_key=True)
            rows.filter(pk=object_id).values_list("pk").first()
        return super().get_object(request, object_id, from_field or None)  # `?_to_field=` names none

    def _create_formsets(self, request: HttpRequest, obj: M, change: bool) -> Any:
        """Before anything sent is judged: hold it where somebody saved meanwhile, or where it would remove rows."""
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]  # not in the stubs
        form = vars(request).get("main_form")
        if change and form is not None and form.is_bound and not vars(request).get("refused"):
            self._hold(request, obj, (form, formsets))
        return formsets, inlines

    def _hold(self, request: HttpRequest, obj: M, page: Forms) -> None:
        """Raises: _Held."""
        data = request.POST
        if (meanwhile := look_for_changes(data, page)) is not None:
            table = self.model._meta.db_table
            blocks = changes_since(meanwhile.newest, table=table, row_id=obj.pk, request=request)
            own = isinstance(request.user, User) and {block.actor_user_id for block in blocks} == {request.user.pk}
            names = format_list(list(dict.fromkeys(block.who for block in blocks)), reader_locale()) or gettext(
                "Someone"
            )
            context = {
                "blocks": blocks,
                "who": names,
                "is_own": own,
                "both": meanwhile.both,
                "is_unknown": not meanwhile.is_known,
                "has_files": bool(request.FILES),
            }
            raise _Held(gettext("Nothing is saved yet."), meanwhile.data, {"meanwhile": context}, 412)
        removed = name_removed(data, page)
        if removed and data.get("_removes") != repr(removed):
            context = {"names": removed, "said": repr(removed)}
            raise _Held(gettext("Nothing is removed yet."), data, {"removes": context}, 422)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Ask, then delete."""
        with because(request.POST.get("_reason", "")):
            return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return what goes with the rows, or some of what keeps them: never all of it, which may be a million rows."""
        kept: list[str] = []
        for model, way in keepers_of(self.model):
            room = self.delete_confirmation_max_display - len(kept)
            rows = model._base_manager.filter(**{f"{way}__in": objs}).order_by()[:room]
            kept += [f"{capfirst(str(model._meta.verbose_name))}: {row}" for row in rows]
        if kept:
            return [str(row) for row in objs], {}, set(), kept
        return super().get_deleted_objects(objs, request)

    def get_form(self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form; after a refusal it says why and saves nothing."""
        form = super().get_form(request, obj, change, **kwargs)
        reason: str = vars(request).get("refused", "")

        class Known(form):  # type: ignore[misc,valid-type]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                vars(request)["main_form"] = self  # Django hands only the formsets on

            def clean(self) -> Any:
                cleaned = super().clean()
                if reason:
                    raise ValidationError(reason)
                return cleaned

        return Known

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Title the list by what is in it; a refused change of rows is told and changes none of them.

        "All that match" needs no row to be ticked. A filter with a NUL, which the database has in no text, is 404.
        """
        if any("\x00" in value for name, value in request.GET.items() if name != SEARCH_VAR):
            raise Http404
        if request.method == "POST" and request.POST.get("select_across") == "1":
            data = request.POST.copy()
            data.setlist(ACTION_CHECKBOX_NAME, data.getlist(ACTION_CHECKBOX_NAME) or ["0"])
            request.POST = data  # type: ignore[assignment]
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
        plural = str(self.opts.verbose_name_plural)
        return {
            "heading": str(self.heading or capfirst(plural)),
            "noun": str(self.noun or self.opts.verbose_name),
            "plural": str(self.plural or plural),
        }

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        original = context.get("original")
        if original is not None and "adminform" in context and self.has_change_permission(request, original):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context = {**context, "shown": token_of((context["adminform"].form, formsets))}
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
