"""E-mail addresses in one normal form, and names that can be seen."""

import pytest

from shop.core.contact import email_key, has_unseen, is_blank, normal_email


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ada@example.com", "ada@example.com"),
        (" Ada@Example.COM ", "Ada@example.com"),
        ("\u200bada@exa\u00admple.com\ufeff", "ada@example.com"),
        ("\u202eada\u2060@example.com", "ada@example.com"),
        ("ada@M\u00dcNCHEN.de", "ada@m\u00fcnchen.de"),
        ("ada@xn--mnchen-3ya.de", "ada@m\u00fcnchen.de"),
        ("ada@mu\u0308nchen.de", "ada@m\u00fcnchen.de"),  # not composed
        ("ada@\uff45\uff58ample\u3002com", "ada@example.com"),  # full width
        ("ada@shop.test", "ada@shop.test"),
        ("ada@localhost", "ada@localhost"),
    ],
)
def test_one_address_has_one_form(typed, normal):
    assert normal_email(typed) == normal
    assert email_key(typed.swapcase()) == normal.lower()


@pytest.mark.parametrize(
    "typed", ["", " ", "ada", "ada@", "@example.com", "ada@b", "a b@example.com", "ada@exam ple.com", "gr\u00fc\u00dfe@example.com",
              "a@b@example.com", "ada@example..com", "ada@-.com", "a" * 250 + "@example.com", "ada@" + "a." * 130 + "com", "a\x00@example.com",
              "ada@[1.2.3.4]", "\ud800@example.com", "ada@\ud800.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValueError, match=r"Enter an email address|at most"):
        normal_email(typed)
    assert email_key(typed) == typed.strip().lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "\u200b",
        "\u3164",
        "\u2800\u2800",
        "\u00ad \u2060",
        "\u115f\u1160",
        "\ufeff",
        "\u0301",
        "\ufe0f",
        "\u180e",
    ],
)
def test_nobody_sees_these(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["A", "李", "\u0646\u200c\u0645", "2", "🙂", "\u3164a", "."])
def test_these_are_seen(text):
    assert not is_blank(text)


def test_joiners_are_unseen_but_names_may_have_them():
    assert has_unseen("\u0646\u200c\u0645")
    assert not has_unseen("Ada")
