"""The locale for looking changes what people read in a text, and nothing that programs read."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

_FILE = Path(__file__).resolve().parents[2] / ".ci" / "pseudo_locale" / "pseudo.py"


@pytest.fixture
def pseudo():
    spec = importlib.util.spec_from_file_location("pseudo", _FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pseudo


def test_a_text_has_marks_accents_and_is_longer_by_two_fifths(pseudo):
    assert pseudo("Add to cart") == "⟦Àdd ţö çàŕţ~~~~⟧"
    assert pseudo("Twelve words in one row, which is long") == "⟦Ţwéļvé wöŕdš îñ öñé ŕöw, whîçh îš ļöñğ~~~~~~ ~~~~~~ ~⟧"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("%(sku)s is sold out.", "%(sku)s"),
        ("%(percent)d %% less", "%(percent)d"),
        ("%(percent)d %% less", "%%"),
        ("Only {count} left", "{count}"),
        ('See <a href="{{ url }}" class="link">your order</a>.', '<a href="{{ url }}" class="link">'),
        ("Terms&nbsp;&amp; more", "&nbsp;&amp;"),
        ("%(value).2f and %s", "%(value).2f"),
    ],
)
def test_values_tags_and_entities_stay(pseudo, text, kept):
    assert kept in pseudo(text)


@pytest.mark.parametrize("text", ["", "–", "%(amount)s", "<br>", "2026"])
def test_what_has_no_words_stays_as_it_is(pseudo, text):
    assert pseudo(text) == text


def test_every_way_to_translate_is_pseudo_in_a_python_that_has_the_folder_on_its_path():
    asked = (
        "from django.conf import settings; settings.configure(USE_I18N=True)\n"
        "from django.utils.translation import gettext, gettext_lazy, ngettext, npgettext, pgettext\n"
        "print(gettext('One'), gettext_lazy('One'), pgettext('verb', 'One'), ngettext('One', 'Two', 2), "
        "npgettext('verb', 'One', 'Two', 1))"
    )
    environment = os.environ | {"PYTHONPATH": str(_FILE.parent), "PYTHONIOENCODING": "utf-8"}

    said = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["⟦Öñé~⟧", "⟦Öñé~⟧", "⟦Öñé~⟧", "⟦Ţwö~⟧", "⟦Öñé~⟧"]
