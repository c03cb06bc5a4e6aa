"""Words that mean the same to shoppers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shop.backoffice.site import site
from shop.core.folding import fold, words_of
from shop.search.models import Synonym

from .base import StaffAdmin


class SynonymForm(forms.ModelForm[Synonym]):
    """Two words at least; each a word or a short phrase."""

    words = SimpleArrayField(
        forms.CharField(max_length=60),
        max_length=20,
        label=_("Synonyms"),
        help_text=_("Separate with commas, for example sofa, couch, settee. Plurals ending in -s are found too."),
    )

    class Meta:
        model = Synonym
        fields = ("words",)

    def clean_words(self) -> list[str]:
        """Refuse what search could never find."""
        words = list(dict.fromkeys(" ".join(word.split()) for word in self.cleaned_data["words"] if word.strip()))
        if len({tuple(words_of(fold(word))) for word in words}) < 2:
            raise forms.ValidationError(gettext("Enter at least two different words."))
        if any(not 1 <= len(words_of(fold(word))) <= 3 for word in words):
            raise forms.ValidationError(gettext("Each can have up to three words of letters and digits."))
        return words


@admin.register(Synonym, site=site)
class SynonymAdmin(StaffAdmin[Synonym]):
    heading, noun, plural = _("Synonyms"), _("group of synonyms"), _("groups of synonyms")
    form = SynonymForm
    list_display = ("words_",)
    search_fields = ("words",)
    actions = ("delete_selected",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Synonym], search_term: str
    ) -> tuple[QuerySet[Synonym], bool]:
        """Look through all of them, as every search of a shopper does."""
        text = fold(search_term.strip())
        return queryset.filter(pk__in=[row.pk for row in queryset if text in fold(", ".join(row.words))]), False

    @admin.display(description=_("Synonyms"))
    def words_(self, row: Synonym) -> Any:
        return ", ".join(row.words)
