"""Foreign keys point down the list of apps, which the import contracts cannot see (they are strings)."""

import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]


def _layers() -> dict[str, int]:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = config["contracts"][0]["layers"]
    return {name.strip(): level for level, row in enumerate(layers) for name in row.split("|")}


def test_every_relation_points_to_a_lower_app_or_stays_at_home():
    level = _layers()
    wrong = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_models()
        if model.__module__.startswith("shop.")
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model.__module__.startswith("shop.")
        for here, there in [(model._meta.app_label, field.related_model._meta.app_label)]
        if here != there and level[here] >= level[there]
    ]
    assert wrong == []


def test_every_app_is_in_the_contract():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("shop.")}
    assert ours - set(_layers()) == set()
