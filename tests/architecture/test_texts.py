"""Every text that a person reads goes through gettext, so that a shop can be translated."""

from __future__ import annotations

import pytest

from tests.bare_texts import NO_TEXTS, find_bare_texts, python, scripts, sources, templates


def test_no_text_is_bare():
    found = list(find_bare_texts())

    assert [f"{file}:{line}: {text}" for file, line, text in found if text not in NO_TEXTS.get(file, ())] == []
    used = {file: {text for other, _, text in found if other == file} & texts for file, texts in NO_TEXTS.items()}
    assert used == NO_TEXTS


def test_no_text_is_translated_while_a_module_is_read():
    early = {name: python.translated_too_early(source) for name, source in sources("shop", "*.py")}

    assert {name: lines for name, lines in early.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("<h1>{% translate 'Cart' %}</h1>", []),
        ("<h1>\n  Cart\n</h1>", [(2, "Cart")]),
        ("<p>{% blocktranslate trimmed %}You have <b>{{ n }}</b> items.{% endblocktranslate %}</p>", []),
        ("<p>{{ n }} × {{ sku }} (SKU, kg) &nbsp;·&nbsp;</p>", []),
        ("<p>{# A remark #}{% comment %}More{% endcomment %}<!-- and more --></p>", []),
        ('<a {% if x %}class="one"{% endif %} aria-label="Remove {{ x }}" data-x="Some words">×</a>', [(1, "aria-label=Remove")]),
        ('<input type="submit" value="Pay"><input name="q" value="Pay">', [(1, "value=Pay")]),
        ('<meta name="description" content="All mugs"><meta name="robots" content="noindex">', [(1, "content=All mugs")]),
        ("<script>let words = 'Two words'</script><code>pip install</code>", []),
        ("{{ n }}{{ n|pluralize }}", [(1, "|pluralize")]),
        ("{{ at|date:'c' }} {{ at|date:'j F' }} {{ at|day:locale }}", [(1, "|date:'j F'")]),
        ("{{ name|default:'Nobody' }}{{ name|default:'–' }}{{ name|default:_('Nobody') }}", [(1, "|default:'Nobody'")]),
        ('{% include "a/b.html" with label="Pay now" %}', [(1, '"Pay now"')]),
        ('{% include "a/b.html" with label=_("Pay now") icon="card" %}', []),
        ('{% if label == "Sent" %}{% endif %}{% if code == "sent" %}{% endif %}', [(1, '"Sent"')]),
    ],
)  # fmt: skip
def test_bare_texts_of_templates_are_found(source, bare):
    assert templates.bare_texts(source) == bare


def test_bare_texts_of_mails_are_found():
    mail = "{% translate 'Hello' %}\n{{ order }} is here:\n{{ url }}withdraw/\n"

    assert templates.bare_texts_of_mail(mail) == [(2, "is here:")]


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ('"""A docstring."""\nx = _("A text of it")', []),
        ('pgettext("verb", f"Order {count}")', ["f'Order {count}'"]),
        ('raise OutOfStock("It is sold out.")', ["It is sold out."]),
        ('raise ValueError("It is a bug.")', []),
        ('failure = f"It is down: {error}"[:300]', ["It is down: {}"]),
        ('raise InvalidInput(fields={"name": "Taken"})', ["Taken"]),
        ('f"{count} products"', ["{} products"]),
        ('f"{one} {two}"', []),
        ('f"{name} (as it is)"', ["{} (as it is)"]),
        ('forms.CharField(label="email", widget="text")', ["email"]),
        ('forms.CharField(label="Email")', ["Email"]),
        ('class A:\n    title = "orders, all"\n    states = (("to_send", "Open"),)', ["orders, all", "Open"]),
        ('class A(TextChoices):\n    ONE = "one", "First"\n    TWO = "two", _("Second")\n    BIG = "b"', ["First", "BIG = 'b'"]),
        ('class A(TextChoices):\n    """Says what it is."""', []),
        ('messages.success(request, "Saved.")', ["Saved."]),
        ('logger.warning("it was not sent")', []),
        ('@admin.display(description="Total", ordering="total_minor")\ndef total(self): ...', ["Total"]),
        ('@admin.action(description="Publish")\ndef publish(self): ...', ["Publish"]),
        ('WITHIN = [("1", "1 day")]', ["1 day"]),
        ('Field(description="What it costs in all.")', []),
        ('cursor.execute("SELECT one FROM two")', []),
        ('if status == "a text that is compared": ...', []),
        ('f"{day:%-d %B}"', ["%-d %B"]),
        ('day.strftime("%Y-%m-%d")', []),
    ],
)  # fmt: skip
def test_bare_texts_of_python_are_found(source, bare):
    assert [text for _, text in python.bare_texts(source)] == bare


def test_a_text_of_a_module_is_lazy():
    source = (
        "from django.utils.translation import gettext as _, gettext_lazy\n"
        'ONE = _("One")\n'
        'TWO = gettext_lazy("Two")\n'
        'def three(word=_("Three")):\n'
        '    return _("Four")\n'
        'FIVE = {"five": lambda: _("Five")}\n'
    )

    assert python.translated_too_early(source) == [2, 4]


def test_bare_texts_of_scripts_are_found():
    source = (
        '"use strict"; // Remarks are no texts.\n'
        "button.textContent = `${count} selected`;\n"
        'note.append(field.dataset.words, "px");\n'
        'const text = "One thing needs attention";\n'
        'if (event.key === "Escape") $(".menu a[open]").hidden = true;\n'
        "name.textContent = form.dataset.saved;\n"
    )

    assert scripts.bare_texts(source) == [
        (2, "`${count} selected`"), (3, '"px"'), (4, '"One thing needs attention"'),
    ]  # fmt: skip
