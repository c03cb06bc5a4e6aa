"""A version of the API: ninja with our body parser, our guard around every view, and a tidy OpenAPI document."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import orjson
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from .errors import Refusal, install_handlers
from .guard import guard

PROBLEM = "application/problem+json"


class StrictParser(Parser):
    """Reads JSON as RFC 8259 has it: no NaN, no lone surrogates, at most 1,024 levels deep."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type not in ("", "application/json"):
            raise Refusal("unsupported_media_type")
        return orjson.loads(request.body)


class ShopAPI(NinjaAPI):
    """One version; see the module."""

    def __init__(self, **values: Any) -> None:
        super().__init__(parser=StrictParser(), **values)
        install_handlers(self)

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = guard(pattern.callback, api=self)
        return patterns

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the function's name, which client generators turn into a method's."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **_values: Any) -> OpenAPISchema:
        """Return the OpenAPI document, made once."""
        return self._document

    @cached_property
    def _document(self) -> OpenAPISchema:
        document = super().get_openapi_schema()
        for path in document["paths"].values():
            for operation in path.values():
                _mark_problems(operation["responses"])
        return document


def _mark_problems(responses: dict[Any, dict[str, Any]]) -> None:
    """ninja knows one media type for all answers; refusals have their own."""
    for status, details in responses.items():
        if int(status) >= 400 and "content" in details:
            details["content"] = {PROBLEM: next(iter(details["content"].values()))}
