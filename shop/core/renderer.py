"""How form fields are written: plain ones without a template, because a page of 40 variants has 600 of them.

The output is that of Django's templates, byte for byte. What they do beyond it (groups of choices, labels that are not
text, widgets with templates of their own) is left to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape

_WIDGETS = "django/forms/widgets/"
_INPUTS = frozenset(
    f"{_WIDGETS}{name}.html"
    for name in ("input", "text", "number", "hidden", "email", "url", "tel", "search", "color", "date", "checkbox")
)
_SELECT = f"{_WIDGETS}select.html"
_OPTION = f"{_WIDGETS}select_option.html"


class PlainRenderer(DjangoTemplates):
    """Writes inputs and selects directly, and everything else by its template."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Return a field as HTML."""
        if template_name in _INPUTS:
            return _input(context["widget"])
        if template_name == _SELECT and _is_plain(context["widget"]):
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_escaped(widget["value"])}"'
    kind, name = _escaped(widget["type"]), _escaped(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(widget["attrs"])}>'


def _select(widget: Mapping[str, Any]) -> str:
    options = "".join(f"\n  {_option(option)}\n" for _, choices, _ in widget["optgroups"] for option in choices)
    return f'<select name="{_escaped(widget["name"])}"{_attributes(widget["attrs"])}>{options}\n</select>'


def _option(option: Mapping[str, Any]) -> str:
    label = conditional_escape(option["label"])
    return f'<option value="{_escaped(option["value"])}"{_attributes(option["attrs"])}>{label}</option>'


def _is_plain(widget: Mapping[str, Any]) -> bool:
    return all(
        not name and all(option["template_name"] == _OPTION and isinstance(option["label"], str) for option in choices)
        for name, choices, _ in widget["optgroups"]
    )


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {_escaped(name)}" + ("" if value is True else f'="{_escaped(value)}"')
        for name, value in attributes.items()
        if value is not False
    )


def _escaped(value: Any) -> str:
    return conditional_escape(str(value) if not hasattr(value, "__html__") else value)
