"""Bare texts of Python: literals handed to what people read, and sentences anywhere, outside of gettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Literal

from .names import NAMES

GETTEXT = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
    "npgettext", "npgettext_lazy",
}  # fmt: skip
# What is read, wherever it is given. Of the first a single small word is a text, of the others a word with a capital.
_NAMED = {
    "default_message", "empty_label", "heading", "help_text", "index_title", "label", "noun", "search_help_text",
    "short_description", "site_header", "site_title", "title", "verbose_name", "verbose_name_plural",
    "violation_error_message",
}  # fmt: skip
_SHOWN = {
    "empty_value", "empty_value_display", "error_messages", "fields", "fieldsets", "help_texts", "labels", "message",
    "states",
}  # fmt: skip
_SHOWN_CALLS = {
    "Badge", "MethodChoice", "State", "Step", "StockWords", "ValidationError", "add_error", "chip", "error", "info",
    "success", "warning",
}  # fmt: skip
_CHOICES = {"TextChoices", "IntegerChoices", "Choices"}
# Read by programmers: the documentation of the JSON API and of GraphQL, which is English.
_DOCUMENTS = {"description", "summary", "examples", "json_schema_extra", "openapi_extra", "deprecation_reason", "tags"}
# Read by operators, programmers and machines.
_SILENT_CALLS = {
    "ArgumentTypeError", "AssertionError", "CommandError", "ConfigError", "ImproperlyConfigured", "KeyError",
    "LookupError", "NinjaAPI", "RawSQL", "RuntimeError", "ServicesError", "TypeError", "ValueError", "add_argument",
    "cast", "compile", "count_mail", "critical", "debug", "exception", "execute", "getLogger", "hash_of",
    "lock_until_commit", "log", "reverse",
}  # fmt: skip
_LOGGERS = {"log", "logger", "logging", "_log", "_logger"}

_A_WORD = re.compile(r"[A-Za-z]{2}")
_A_NUMBER_OF = re.compile(r"\d[\d,.]* [a-z]{2,}\Z")
_WORDS = re.compile(r"[A-Za-z]{3}|[A-Za-z]{2} [A-Za-z]{2}")
_A_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+(?![A-Za-z])|[A-Za-z]{2,} | [a-z]")  # InStock is a class of schema.org
_TWO_WORDS = re.compile(r"(?<![\w.#/-])[A-Za-z’']+[,.:;!?]? [(“]?[A-Za-z]+(?![\w=/-])")
_SQL = re.compile(
    r"\b(?:AND|AS|COALESCE|DELETE|FROM|GRANT|IN|INSERT|IS NOT|JOIN|ORDER BY|RESET|SELECT|SET|UNION ALL|UPDATE|WHERE)\b"
)
_HUMAN_DAY = re.compile(r"%-?[aAbBpcx]|%-[dmHI]")  # dates for people are Babel's
# How sure it is that a literal is read: it is called a text, it is given to people among codes, or nobody knows.
_Place = Literal["named", "shown", "anywhere"]


def bare_texts(source: str) -> list[tuple[int, str]]:
    """Return the line and the text of each bare text of a module."""
    finder = _Finder()
    finder.visit(ast.parse(source))
    return sorted(set(finder.found))


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []
        self._place: _Place = "anywhere"

    def _visit(self, node: ast.AST | None, place: _Place = "anywhere") -> None:
        before, self._place = self._place, place
        if node is not None:
            self.visit(node)
        self._place = before

    def _visit_named(self, value: ast.expr, name: str | None) -> None:
        if name in _NAMED:
            self._visit(value, "named" if isinstance(value, ast.Constant | ast.JoinedStr) else "shown")
        else:
            self._visit(value, "shown" if name in _SHOWN else self._place)

    def _add(self, node: ast.expr, text: str) -> None:
        outside = text.replace("{}", "")
        if self._place == "anywhere":
            words = _TWO_WORDS.search(text.replace("{}", "Xx")) or _A_NUMBER_OF.match(text)
            is_read = words and _WORDS.search(outside)
        else:
            is_read = (_A_WORD if self._place == "named" else _A_NAME).search(outside)
        if is_read and text not in NAMES and not _SQL.search(text):
            self.found.append((node.lineno, text))

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._add(node, node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self._add(node, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values))
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self._visit(part.value)
                self._add_human_days(part.format_spec)

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        owner = _name(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        if name in GETTEXT:  # ruff looks at the first argument alone, which with a context is the context
            for filled in (argument for argument in node.args if isinstance(argument, ast.JoinedStr)):
                self.found.append((node.lineno, ast.unparse(filled)))
            return
        if name in _SILENT_CALLS or owner in _LOGGERS:
            return
        self._visit(node.func)
        for argument in node.args:
            self._visit(argument, "shown" if name in _SHOWN_CALLS else "anywhere")
            self._add_human_days(argument if name == "strftime" else None)
        for keyword in node.keywords:
            if name in ("action", "display") and keyword.arg == "description":
                self._visit(keyword.value, "named")
            elif keyword.arg not in _DOCUMENTS:
                self._place_of_keyword(keyword)

    def _place_of_keyword(self, keyword: ast.keyword) -> None:
        before, self._place = self._place, "anywhere"
        self._visit_named(keyword.value, keyword.arg)
        self._place = before

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._visit_named(node.value, _name(node.targets[0]))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._visit_named(node.value, _name(node.target))

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            self._visit_named(value, str(key.value) if isinstance(key, ast.Constant) else None)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for child in (*node.decorator_list, node.args, *node.body):
            self._visit(child)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        is_choices = bool(_CHOICES & {_name(base) for base in node.bases})
        for child in (*node.decorator_list, *node.bases, *node.keywords, *node.body):
            if is_choices and isinstance(child, ast.Assign):
                self._add_choice(child)
            else:
                self._visit(child)

    def _add_choice(self, node: ast.Assign) -> None:
        """A choice that has no label is called by its Python name, which is bare as well."""
        if isinstance(node.value, ast.Tuple):
            self._visit(node.value.elts[-1], "named")
        else:
            self.found.append((node.lineno, ast.unparse(node)))

    def _skip_literals(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.Constant | ast.JoinedStr):
                self._visit(child)

    visit_Compare = visit_MatchValue = visit_Assert = _skip_literals  # noqa: N815 -- ast's names
    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self._visit(node.value, self._place)  # a text that is cut; what is looked up by is none
        if not isinstance(node.slice, ast.Constant | ast.JoinedStr):
            self._visit(node.slice)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        for child in (node.value, *node.generators):
            self._visit(child, self._place)

    def _add_human_days(self, node: ast.AST | None) -> None:
        for part in ast.walk(node) if node else ():
            if isinstance(part, ast.Constant) and _HUMAN_DAY.search(str(part.value)):
                self.found.append((part.lineno, str(part.value)))


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def translated_too_early(source: str) -> list[int]:
    """Return the lines where a text is translated while the module is read, in nobody's language: it must be lazy."""
    module = ast.parse(source)
    eager = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in GETTEXT and not alias.name.endswith(("_lazy", "_noop"))
    }
    return [node.lineno for node in _read_at_import(module) if isinstance(node, ast.Call) and _name(node.func) in eager]


def _read_at_import(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for early in (*child.decorator_list, *child.args.defaults, *filter(None, child.args.kw_defaults)):
                yield early
                yield from _read_at_import(early)
        elif not isinstance(child, ast.Lambda):
            yield from _read_at_import(child)
