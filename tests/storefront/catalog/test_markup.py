"""Parts of pages that are made once, and the small pieces that are written directly."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from shop.storefront import markup
from shop.storefront.markup import once, picture, swatch
from shop.storefront.presenters import picture_of

SORTS = (("", "Newest", True), ("price", "<b>Price</b>", False))
TEMPLATE = "storefront/fragments/sorts.html"


def test_a_part_is_made_once_for_its_values():
    assert once(TEMPLATE, sorts=SORTS) is once(TEMPLATE, sorts=tuple(SORTS))
    assert once(TEMPLATE, sorts=SORTS) != once(TEMPLATE, sorts=SORTS[:1])


def test_a_part_is_made_for_each_language(monkeypatch):
    monkeypatch.setattr(markup, "render_to_string", lambda *_: translation.get_language())
    markup._made.cache_clear()
    with translation.override("de"):
        assert once(TEMPLATE, sorts=()) == "de"
    with translation.override("en"):
        assert once(TEMPLATE, sorts=()) == "en"
    markup._made.cache_clear()


def test_what_is_safe_is_not_taken_for_what_is_not():
    name = "storefront/fragments/fixed_filters.html"
    rest = {"sign": "€", "highest": "", "in_stock": False, "on_sale": False}

    assert 'value="<i>"' in once(name, lowest=mark_safe("<i>"), **rest)
    assert 'value="&lt;i&gt;"' in once(name, lowest="<i>", **rest)


def test_refuses_what_may_change():
    with pytest.raises(TypeError):
        once(TEMPLATE, sorts=list(SORTS))


def test_while_templates_are_written_nothing_is_kept(settings):
    settings.DEBUG = True

    assert once(TEMPLATE, sorts=SORTS) is not once(TEMPLATE, sorts=SORTS)


def test_a_picture_escapes_what_staff_wrote():
    image = {"path": 'p/"x', "alt": '"><script>', "width": 1, "height": 2, "widths": [320], "tint": 5}
    html = picture(picture_of(image), sizes="40px")

    assert 'alt="&quot;&gt;&lt;script&gt;"' in html
    assert "/media/p/&quot;x/320.jpg" in html
    assert "&quot;&gt;" not in swatch("#123456")
    assert 'fill="&quot;&gt;"' in swatch('">')


def test_a_picture_beside_its_text_is_silent_and_the_first_one_is_eager():
    image = {"path": "p/x", "alt": "A mug", "width": 1, "height": 2, "widths": [320], "tint": 5}

    assert 'alt=""' in picture(picture_of(image), decorative=True)
    assert 'alt="A mug" fetchpriority="high"' in picture(picture_of(image), eager=True)
    assert '<span class="tile contain"><svg' in picture(None, classes="contain")


def test_refuses_a_row_although_it_has_a_hash(channel):
    with pytest.raises(TypeError):
        once(TEMPLATE, sorts=(channel,))
    with pytest.raises(TypeError):
        once(TEMPLATE, sorts=(("", gettext_lazy("Newest"), True),))
