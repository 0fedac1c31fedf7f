"""The design tokens of `resources/theme/tokens.json`: colours by theme, sizes of type, heights, radii."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from agent_app.paths import resource


@dataclass(frozen=True, slots=True)
class Tokens:
    """`colors` by theme and name as `#RRGGBB`; the others in logical pixels at a text size of 100 %."""

    colors: Mapping[str, Mapping[str, str]]
    type_px: Mapping[str, int]
    weight: Mapping[str, int]
    radius_px: Mapping[str, int]
    height_px: Mapping[str, int]
    sidebar_px: Mapping[str, int]
    breakpoint_px: Mapping[str, int]


@cache
def tokens() -> Tokens:
    """The shipped tokens, read once."""
    found: dict[str, Any] = json.loads(resource("theme", "tokens.json").read_text(encoding="utf-8"))
    return Tokens(
        colors=found["color"],
        type_px=found["type_px"],
        weight=found["weight"],
        radius_px=found["radius_px"],
        height_px=found["height_px"],
        sidebar_px=found["sidebar_px"],
        breakpoint_px=found["breakpoint_px"],
    )
