"""What a text means in this catalogue: every word, or another spelling, or some of the words."""

from __future__ import annotations

from dataclasses import replace

from shop.channels.queries import shop_locale
from shop.core.kept import kept_value
from shop.core.shown import shows

from .models import Synonym, WordKey
from .rules import ListingFilter, TextQuery, language_of
from .spelling import best_match, keys_of, may_be_misspelt
from .sql import newest_id, text_ids
from .words import Asked, Synonyms, all_of, any_of, as_typed, asked_for, beginning_of, read_synonyms, spelled

NOTHING = "'~'"  # no word is written like this
_CANDIDATES = 1000  # forms in common with a misspelt word; a real one has a few dozen


def understand(where: ListingFilter, *, locale: str = "") -> ListingFilter:
    """Return the filter with its text understood, in the language of `locale` or else the shop's; without one as it is.

    A text of which nothing has all words is tried in another spelling, then for some of its words. What else the
    listing is narrowed by plays no part in it. Up to six queries, each by an index; three when the text is right,
    and two of these are kept by the query cache.
    """
    if not where.text or where.understood:
        return where
    language = language_of(locale) if locale else shop_language()
    asked = asked_for(where.text, _synonyms())
    if not asked:
        return replace(where, understood=TextQuery(NOTHING, language))
    newest = newest_id()
    found = _looked_up(newest, TextQuery(all_of(asked), language))
    better = {} if found.found else _corrections(asked)
    if better:
        asked = spelled(asked, better)
        found = _looked_up(newest, TextQuery(all_of(asked), language, corrected=as_typed(asked)))
    if not found.found and sum(len(way) for way in asked) > 1:
        found = _looked_up(newest, TextQuery(any_of(asked), language, corrected=found.corrected, is_relaxed=True))
    if not found.found:  # what did not help is not told
        found = replace(found, corrected="", is_relaxed=False)
    return replace(where, understood=found)


def understand_beginning(text: str) -> TextQuery:
    """Return how a text that is still being typed is understood: its words unfinished, else as a search has them."""
    language = shop_language()
    if not asked_for(text):
        return TextQuery(NOTHING, language)
    newest = newest_id()
    unfinished = _looked_up(newest, TextQuery(beginning_of(text), language))
    if unfinished.found:
        return unfinished
    asked = asked_for(text, _synonyms())
    found = _looked_up(newest, TextQuery(all_of(asked), language))
    better = {} if found.found else _corrections(asked)
    return _looked_up(newest, TextQuery(all_of(spelled(asked, better)), language)) if better else found


def shop_language() -> str:
    """Return PostgreSQL's name of the shop's language."""
    shows("channel")
    return language_of(kept_value("locale", {"channel"}, shop_locale))


def _synonyms() -> Synonyms:
    shows("synonyms")
    return kept_value("synonyms", {"synonyms"}, lambda: read_synonyms(Synonym.objects.values_list("words", flat=True)))


def _looked_up(newest: int, query: TextQuery) -> TextQuery:
    return replace(query, found=text_ids(query.query, query.language, newest=newest))


def _corrections(asked: Asked) -> dict[str, str]:
    """Return {misspelt word: known word}: one query by the key of `WordKey`."""
    words = {term.words[0] for way in asked for term in way if term.is_plain and not term.others}
    keys = {word: keys_of(word) for word in words if may_be_misspelt(word)}
    if not keys:
        return {}
    wanted = sorted(set().union(*keys.values()))
    rows = WordKey.objects.filter(key__in=wanted).values_list("key", "word")[:_CANDIDATES]
    near: dict[str, set[str]] = {}
    for key, word in rows:
        near.setdefault(key, set()).add(word)
    found = {}
    for word, forms in keys.items():
        candidates = set().union(*(near.get(form, set()) for form in forms))
        best = None if word in candidates else best_match(word, candidates)
        if best:
            found[word] = best
    return found
