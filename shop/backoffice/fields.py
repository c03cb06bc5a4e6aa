"""Form fields that speak people's language and hand the database's to the code."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from shop.catalog.images import MAX_BYTES, ImageRejected, StoredImage, store_image
from shop.catalog.rules import VALUE_LENGTH, ValueInput
from shop.core.money import Money, exponent

_AMOUNT = re.compile(r"[0-9]{1,12}([.,][0-9]{1,6})?")
_VALUE = re.compile(r"(?P<value>.*?)(?:\s+(?P<swatch>#[0-9a-fA-F]{6}))?")


class AmountField(forms.Field):
    """An amount, typed in major units ("24.00" or "24,00") and handed over in minor units, exactly."""

    def __init__(self, *, currency: str = "EUR", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.currency = currency

    def prepare_value(self, value: Any) -> Any:
        return str(Money(value, self.currency)) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, int):
            return value
        text = (value or "").strip()
        if not text:
            return None
        if not _AMOUNT.fullmatch(text):
            raise forms.ValidationError(_("Enter an amount, such as 24.00."), code="invalid")
        try:
            return Money.parse(text.replace(",", "."), self.currency).amount_minor
        except ValueError:
            raise forms.ValidationError(
                _("Use at most %(decimals)s decimal places.") % {"decimals": exponent(self.currency)}, code="decimals"
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True


def units_field(label: str, *, most: int, initial: int | None = None, required: bool = True) -> forms.IntegerField:
    """Return the field of how many units of a line are meant, from 0 to `most`."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        min_value=0, max_value=most, initial=initial, required=required, label=label, widget=widget
    )


class DayInput(forms.DateInput):
    """A browser's own picker of a day; it reads and sends 2026-11-23, whatever the language (HTML, input type=date)."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FactsField(forms.CharField):
    """A table of facts, one "Name: value" a line, handed over as a dict."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "true"}), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{name}: {text}" for name, text in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dict):
            return value
        facts: dict[str, str] = {}
        for line in (value or "").splitlines():
            name, colon, text = (part.strip() for part in line.partition(":"))
            if line.strip() and not (name and colon and text):
                raise forms.ValidationError(
                    _("Write “%(line)s” as a name, a colon and a value.") % {"line": line.strip()[:60]}
                )
            if name:
                facts[name] = text
        return facts

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or {}) != self.to_python(data))
        except forms.ValidationError:
            return True


class ValuesField(forms.CharField):
    """The values of an option, one a line, each with a colour if it has one: "Rust #c65f43"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        values: dict[str, ValueInput] = {}
        for line in filter(None, (" ".join(line.split()) for line in (value or "").splitlines())):
            found = _VALUE.fullmatch(line)
            assert found is not None, "the pattern takes any line"
            name = found["value"]
            if not name or len(name) > VALUE_LENGTH:
                raise forms.ValidationError(
                    _("Enter one value per line, with at most %(length)s characters.") % {"length": VALUE_LENGTH}
                )
            if name in values:
                raise forms.ValidationError(_("“%(name)s” is listed twice.") % {"name": name})
            values[name] = ValueInput(name, (found["swatch"] or "").lower())
        return list(values.values())

    def validate(self, value: Any) -> None:
        if not value:
            raise forms.ValidationError(_("Enter at least one value."), code="required")

    def run_validators(self, value: Any) -> None:
        """Nothing more: `to_python` has looked at each line."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PicturesField(forms.FileField):
    """Any number of uploaded pictures, handed over stored as renditions. A bad file refuses them all, by name."""

    def __init__(self, *, multiple: bool = True, **kwargs: Any) -> None:
        attrs = {
            "accept": "image/jpeg,image/png,image/webp,image/avif,image/gif,image/heic,image/heif",
            "multiple": multiple,
        }
        super().__init__(widget=_FilesInput(attrs=attrs), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, (list, tuple)) else [data]
        return [_store_upload(file) for file in files if isinstance(file, UploadedFile)]


def _store_upload(file: UploadedFile[Any]) -> StoredImage:
    """Store an upload. Stored pictures are named by their content, so one that is not used in the end harms nobody."""
    file.seek(0)
    try:
        return store_image(source=file.read(MAX_BYTES + 1), root=settings.MEDIA_ROOT)
    except ImageRejected as error:
        raise forms.ValidationError(f"{file.name}: {error.message}") from None
