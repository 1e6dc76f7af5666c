"""Every language says the same things."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path("custom_components/wattribute/translations")


def _keys(value: Any, prefix: str = "") -> set[str]:
    if not isinstance(value, dict):
        return {prefix}
    return {key for name, inner in value.items() for key in _keys(inner, f"{prefix}/{name}")}


@pytest.mark.parametrize("language", [path.stem for path in FOLDER.glob("*.json") if path.stem != "en"])
def test_has_all_texts_of_english(language: str) -> None:
    english, other = (json.loads((FOLDER / f"{name}.json").read_text()) for name in ("en", language))
    assert _keys(other) == _keys(english)
