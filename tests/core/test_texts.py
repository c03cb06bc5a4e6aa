"""A text that was translated before is not looked up again, and no language hears what another said."""

from django.utils import translation
from django.utils.translation import trans_real

from shop.core import texts


def test_a_language_remembers_what_it_said_and_others_do_not():
    texts.install()  # once more, which changes nothing
    spoken = {}
    for language in ("de", "fr", "de"):
        with translation.override(language):
            spoken.setdefault(language, []).append(translation.gettext("Monday"))
    assert spoken == {"de": ["Montag", "Montag"], "fr": ["lundi"]}
    assert trans_real.translation("de").said["Monday"] == "Montag"

    trans_real.translation("de").said["Monday"] = "known"
    with translation.override("de"):
        assert translation.gettext("Monday") == "known"
    trans_real.translation("de").said.clear()


def test_it_remembers_no_more_than_so_many(monkeypatch):
    monkeypatch.setattr(texts, "MOST", 1)
    with translation.override("nl"):
        assert [translation.gettext(day) for day in ("Monday", "Tuesday", "Tuesday")] == [
            "maandag",
            "dinsdag",
            "dinsdag",
        ]
    assert len(trans_real.translation("nl").said) == 1
    trans_real.translation("nl").said.clear()
