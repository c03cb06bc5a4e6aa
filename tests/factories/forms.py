"""What a browser sends back for a page of Django's admin as it was shown."""

from __future__ import annotations

from typing import Any


def form_data(page: Any) -> dict[str, Any]:
    """Return the fields of an edit or add page with what they hold, files and ticks to remove left out."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {"_shown": page.context.get("shown")}
    for form in forms:
        for field in form:
            value = field.value()
            if field.field.show_hidden_initial:
                data[field.html_initial_name] = value
            if value is False or field.field.disabled or field.name in ("new_pictures", "new_picture", "DELETE"):
                continue
            data[field.html_name] = "on" if value is True else field.field.widget.format_value(value)
    return {name: value for name, value in data.items() if value is not None}
