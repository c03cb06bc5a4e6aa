"""A version of the API: ninja with our body parser, our guard around every view, and a tidy OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from shop.core.door import read_json

from .document import complete
from .errors import install_handlers
from .guard import guard, refuse_unknown


class StrictParser(Parser):
    """Reads bodies at the door that GraphQL uses too."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request)


class ShopAPI(NinjaAPI):
    """One version; see the module."""

    def __init__(self, *, to_try: Callable[[], Mapping[str, str]], **values: Any) -> None:
        self._to_try = to_try  # what to show for what the examples are written with
        super().__init__(parser=StrictParser(), **values)
        install_handlers(self)
        self.add_decorator(refuse_unknown, mode="view")

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                # ninja's own pages answer every method; their names begin so.
                is_page = (pattern.name or "").startswith("openapi-")
                if pattern.name == "openapi-json":
                    pattern.callback = self._show_document
                pattern.callback = guard(pattern.callback, api=self, reads_only=is_page)
        return patterns

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the function's name, which client generators turn into a method's."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **_values: Any) -> OpenAPISchema:
        """Return the OpenAPI document, made once."""
        return self._document

    def _show_document(self, _request: HttpRequest) -> HttpResponse:
        text = self._openapi_text
        for written, shown in self._to_try().items():
            text = text.replace(orjson.dumps(written), orjson.dumps(shown))
        return HttpResponse(text, content_type="application/json", headers={"Cache-Control": "no-cache"})

    @cached_property
    def _openapi_text(self) -> bytes:
        return orjson.dumps(self._document, option=orjson.OPT_NON_STR_KEYS)

    @cached_property
    def _document(self) -> OpenAPISchema:
        document = super().get_openapi_schema()
        for path in document["paths"].values():
            for method, operation in path.items():
                complete(operation, method=method)
        return document
