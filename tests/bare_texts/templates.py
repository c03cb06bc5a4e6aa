"""Bare texts of templates: what stands outside of `translate` and `blocktranslate`."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

from .names import NAMES

_READ = {
    "alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "hx-confirm", "label",
    "placeholder", "title",
}  # fmt: skip
_BUTTONS = {"submit", "button", "reset"}
_DESCRIBES = {"description", "application-name", "author"}  # names of `meta` whose content is read
_MACHINES = re.compile(r"(?:c|U|Y|Y-m|Y-m-d|H:i|Y-m-d\\TH:i(?::s)?)\Z")  # formats of dates that no person reads
_ARGUMENT = re.compile(r"""\|\s*(\w+)(?::\s*(?:_\()?("[^"]*"|'[^']*'))?""")
_QUOTED = re.compile(r"""(_\(\s*)?("[^"]*"|'[^']*')""")
_NO_TEXT_IN = {
    "block", "endblock", "endpartialdef", "extends", "load", "partial", "partialdef", "static", "trans", "translate",
    "url",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")
_ATTRIBUTE = re.compile(r"""[\w:-]+=(?:"[^"]*"|'[^']*')""")  # of a template that is included inside of a tag
_ADDRESS = re.compile(r"\S*[/@]\S*|\w+\.\w+\S*")


def bare_texts(source: str) -> list[tuple[int, str]]:
    """Return the line and the text of each bare text of an HTML template."""
    plain, found = _without_tags(source)
    page = _Page()
    page.feed(plain)
    page.close()
    return sorted(found + page.found)


def bare_texts_of_mail(source: str) -> list[tuple[int, str]]:
    """Return the same of a template without markup."""
    plain, found = _without_tags(source)
    lines = plain.splitlines()
    return sorted(found + [(number, line.strip()) for number, line in enumerate(lines, 1) if _has_words(line)])


def _has_words(text: str) -> bool:
    return any(word not in NAMES for word in _WORD.findall(_ADDRESS.sub(" ", _ATTRIBUTE.sub(" ", text))))


def _without_tags(source: str) -> tuple[str, list[tuple[int, str]]]:
    """Return the template with nothing but line breaks for its tags, and what is bare inside of them."""
    kept, found, inside = [], [], ""
    for token in Lexer(source).tokenize():
        line = token.lineno or 0
        text = "\n" * token.contents.count("\n")
        if token.token_type is TokenType.BLOCK:
            name = token.contents.split()[0]
            if inside:
                inside = "" if name == inside else inside
            elif name in ("blocktranslate", "blocktrans", "comment"):
                inside = f"end{name}"
            elif token.contents in ("block bodyclass", "block body_class"):
                inside = "endblock"
            found += [(line, each) for each in _bare_in_tag(token, name)]
        elif token.token_type is TokenType.VAR:
            found += [(line, each) for each in _bare_in_filters(token.contents)]
        elif token.token_type is TokenType.TEXT and not inside:
            text = token.contents
        kept.append(text)
    return "".join(kept), found


def _bare_in_tag(token: Token, name: str) -> list[str]:
    """Words handed to a tag, such as `{% include … with label="Pay" %}`, or compared with what is translated."""
    contents = token.contents.partition(" with ")[2] if name in ("include", "blocktranslate") else token.contents
    quoted = [] if name in _NO_TEXT_IN else _QUOTED.findall(contents)
    return [text for marked, text in quoted if not marked and _looks_read(text[1:-1])] + _bare_in_filters(
        token.contents
    )


def _looks_read(text: str) -> bool:
    """Whether a quoted text is for people: codes and class names begin with a small letter."""
    return re.match(r"[A-Z][a-z]", text) is not None and _has_words(text)


def _bare_in_filters(contents: str) -> list[str]:
    found = []
    for name, argument in _ARGUMENT.findall(contents):
        text = argument[1:-1]
        dated = name in ("date", "time") and argument and not _MACHINES.match(text)
        shown = name in ("default", "default_if_none", "yesno", "add") and _looks_read(text)
        if name == "pluralize" or dated or (shown and f"_({argument}" not in contents):
            found.append(f"|{name}" + (f":{argument}" if argument else ""))
    return found


class _Page(HTMLParser):
    """Reads what is left of a template as a browser would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._silent = self._silent or (tag if tag in ("script", "style", "code", "svg") else "")
        for name, value in given.items():
            if _is_read(tag, name, given) and _has_words(value):
                self.found.append((self.getpos()[0], f"{name}={value.strip()}"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        silent = self._silent
        self.handle_starttag(tag, attrs)
        self._silent = silent

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""

    def handle_data(self, data: str) -> None:
        if not self._silent and _has_words(data):
            before = len(data) - len(data.lstrip())
            self.found.append((self.getpos()[0] + data[:before].count("\n"), " ".join(data.split())))


def _is_read(tag: str, name: str, given: dict[str, str]) -> bool:
    if tag == "meta" and name == "content":
        described = given.get("name", given.get("property", ""))
        return described in _DESCRIBES or described.endswith((":title", ":description", ":site_name", ":alt"))
    if name == "value":
        return tag == "input" and given.get("type") in _BUTTONS
    return name in _READ
