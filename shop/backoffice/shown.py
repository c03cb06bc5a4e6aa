"""What an edit page showed, so that whoever saves second is told what happened meanwhile and loses nothing.

Every edit page carries a digest of each value that it showed. When it is saved, each is compared with what is stored
by then (the row is locked). Where something differs, nothing is saved: the page comes again with what was typed, with
what is stored by now in the fields that were left alone, and says who changed what. Saving that page puts it on top.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseModelFormSet
from django.http import HttpRequest, QueryDict

from shop.history.models import HistoryEntry
from shop.history.queries import list_family_entries, newest_entry
from shop.history.tables import TRACKED

from .changes import Block, tell

SHOWN = "_shown"  # the hidden field
MOST_CHANGES = 40

type Forms = tuple[forms.BaseForm, Sequence[BaseModelFormSet[Any, Any]]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page showed: {field: digest}, and the newest entry of the history by then."""

    values: dict[str, str]
    newest: int


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody changed while a page was open. `data` is the form to show again, `both` names fields of both.

    It is not known where the page did not say what it had shown.
    """

    data: QueryDict
    both: list[str]
    newest: int
    is_known: bool = True


def token_of(page: Forms) -> str:
    """Return what the hidden field says of a page that is about to be shown."""
    return json.dumps({"newest": newest_entry(), "values": _state(page)}, separators=(",", ":"))


def read_token(text: str) -> Shown | None:
    """Return what a hidden field said, or None for what was never one."""
    try:
        said = json.loads(text)
        values, newest = said["values"], said["newest"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(values, dict) or type(newest) is not int or not 0 <= newest < 2**63:
        return None
    return Shown({str(name): str(digest) for name, digest in values.items()}, newest)


def look_for_changes(data: QueryDict, page: Forms) -> Meanwhile | None:
    """Compare what a sent page had shown with what is stored now; None where it is the same.

    Who sends a value that is stored by now anyway (the same form twice) is in nobody's way. A page that does not say
    what it showed is shown again, once.
    """
    shown = read_token(data.get(SHOWN, ""))
    if shown is None:
        return Meanwhile(data, [], newest_entry(), is_known=False)
    now = _state(page)
    changed = {name for name, digest in shown.values.items() if now.get(name) != digest}
    typed = {name: (field, _typed(field)) for name, field in _fields(page) if name in changed}
    rows = {name for name in changed if name not in typed}  # rows came or went
    if not rows and all(value == now[name] for name, (_, value) in typed.items()):
        return None
    merged, both = data.copy(), []
    for name, (field, value) in typed.items():
        if value == shown.values[name]:
            _put(merged, field)
        elif value != now[name]:
            both.append(_label(field))
    for formset, lost in _lost_rows(page):
        _drop(merged, formset, lost)
    return Meanwhile(merged, both, shown.newest)


def name_removed(data: QueryDict, page: Forms) -> list[str]:
    """Return the stored rows that a sent page would remove, by name."""
    return [
        f"{row.instance._meta.verbose_name} “{row.instance}”"
        for formset in page[1]
        for row in formset.initial_forms
        if row.instance.pk is not None and DELETION_FIELD_NAME in row.fields
        if data.get(f"{row.prefix}-{DELETION_FIELD_NAME}")
    ]


def changes_since(newest: int, *, table: str, row_id: int, request: HttpRequest) -> list[Block]:
    """Return what happened to a row and to what belongs to it after an entry of the history, in words."""
    if table not in TRACKED:
        return []
    entries = list_family_entries(table=table, row_id=row_id, limit=MOST_CHANGES)
    since: list[HistoryEntry] = [entry for entry in entries if entry.pk > newest]
    return tell(since, request=request)


def _state(page: Forms) -> dict[str, str]:
    state = {name: _value_digest(_canonical(field.field, field.initial)) for name, field in _fields(page)}
    for formset in page[1]:
        if not hasattr(formset, "grid"):  # of what is shown a page at a time, others may come and go
            state[str(formset.prefix)] = _value_digest(sorted(row.pk for row in formset.get_queryset()))
    return state


def _fields(page: Forms) -> Iterator[tuple[str, BoundField]]:
    """Yield every value that the page shows for editing, by a name that does not depend on its place."""
    form, formsets = page
    yield from ((field.name, field) for field in _edited(form))
    for formset in formsets:
        for row in formset.initial_forms:
            if row.instance.pk is not None:
                yield from ((f"{formset.prefix}.{row.instance.pk}.{field.name}", field) for field in _edited(row))


def _edited(form: forms.BaseForm) -> Iterable[BoundField]:
    """Leave out files, ticks to remove, and counts that are booked as differences from what was shown."""
    left_out = (DELETION_FIELD_NAME, *getattr(form, "booked_as_differences", ()))
    for field in form:
        is_none = field.field.disabled or field.is_hidden or isinstance(field.field, forms.FileField)
        if not is_none and field.name not in left_out:
            yield field


def _typed(field: BoundField) -> str:
    return _value_digest(_canonical(field.field, field.data))


def _canonical(field: forms.Field, value: Any) -> Any:
    """Return a value in one form, whether it comes from the database or from a browser."""
    value = field.prepare_value(value)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return sorted(str(each) for each in value or ())
    if isinstance(field, forms.ModelChoiceField):
        return "" if value is None else str(value)
    try:
        value = field.to_python(value)
    except forms.ValidationError:
        return ("wrong", str(value))
    return value.normalize() if isinstance(value, Decimal) else value


def _value_digest(value: Any) -> str:
    text = repr(value if value not in ("", [], {}) else None).replace("\\r\\n", "\\n")
    return sha256(text.encode(errors="replace")).hexdigest()[:12]


def _put(data: QueryDict, field: BoundField) -> None:
    """Put what is stored into sent data, as a browser would send it."""
    value, widget = field.field.prepare_value(field.initial), field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        data.pop(field.html_name, None)
        if value:
            data[field.html_name] = "on"
        return
    sent = widget.format_value(value)
    data.setlist(field.html_name, [str(each) for each in sent] if isinstance(sent, (list, tuple)) else [sent or ""])


def _lost_rows(page: Forms) -> list[tuple[BaseModelFormSet[Any, Any], list[forms.BaseForm]]]:
    lost = ((formset, [row for row in formset.initial_forms if row.instance.pk is None]) for formset in page[1])
    return [(formset, rows) for formset, rows in lost if rows]


def _drop(data: QueryDict, formset: BaseModelFormSet[Any, Any], lost: list[forms.BaseForm]) -> None:
    """Take rows that are not stored any more out of sent data; those behind move up."""
    left = [form for form in formset.forms if form not in lost]
    sent: dict[str, list[str]] = {}
    for place, form in enumerate(left):
        for begin in ("", "initial-"):
            old, new = f"{begin}{form.prefix}-", f"{begin}{formset.prefix}-{place}-"
            sent |= {new + name[len(old) :]: data.getlist(name) for name in data if name.startswith(old)}
    for form in formset.forms:
        for name in [name for name in data if name.startswith((f"{form.prefix}-", f"initial-{form.prefix}-"))]:
            del data[name]
    for name, values in sent.items():
        data.setlist(name, values)
    data[f"{formset.prefix}-TOTAL_FORMS"] = str(len(left))
    data[f"{formset.prefix}-INITIAL_FORMS"] = str(formset.initial_form_count() - len(lost))


def _label(field: BoundField) -> str:
    row = getattr(field.form, "instance", None)
    is_row = field.form.prefix is not None and row is not None and row.pk is not None
    return f"{field.label} of {row}" if is_row else str(field.label)
