"""Every refusal has a code of its own, a kind that has a status, and a sentence."""

import importlib
import pkgutil

import shop
from shop.core.errors import HTTP_STATUS, all_error_types


def _import_everything() -> None:
    for module in pkgutil.walk_packages(shop.__path__, "shop."):
        if "migrations" not in module.name and not module.name.startswith(("shop.demo", "shop.config")):
            importlib.import_module(module.name)


def test_codes_are_unique_and_kinds_have_a_status():
    _import_everything()
    types = all_error_types()
    assert len({error.code for error in types}) == len(types)
    assert {error.kind for error in types} <= set(HTTP_STATUS)
    assert [error.__name__ for error in types if not error.__doc__] == []
    assert [error.__name__ for error in types if "code" in vars(error) and "title" not in vars(error)] == []
