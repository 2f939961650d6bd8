"""Colours by meaning, in one place. `.streamlit/config.toml` gives the base, charts and maps take them from here.

Meanings, never hues: what is measured, what is planned, what is quiet, and the answers a site can give. The
categorical colours follow Okabe & Ito (2008), told apart by colour-blind readers; texts keep 4.5:1 on their ground.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CONFIG = Path(__file__).parent.parent / ".streamlit" / "config.toml"


@dataclass(frozen=True)
class Palette:
    """Colours of one theme as `#rrggbb`; `series` is for breakdowns without a meaning of their own."""

    ground: str
    text: str
    quiet_text: str
    line: str
    measured: str
    planned: str
    range_band: str
    yes: str
    no: str
    unknown: str
    gold: str
    to_air: str
    to_land_water: str
    series: tuple[str, ...]


@cache
def palette(dark: bool = False) -> Palette:
    """The palette of the light or the dark theme."""
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    base = {**theme, **theme.get("dark" if dark else "light", {})}
    accent = base["primaryColor"]
    ground, text, line = base["backgroundColor"], base["textColor"], base["borderColor"]
    series = tuple(base.get("chartCategoricalColors", theme.get("chartCategoricalColors", ())))
    if dark:
        return Palette(
            ground, text, "#A9B8BC", line, accent, "#D9A93A", "rgba(80,180,180,0.22)", "#F0875A", "#56B4E9",
            "#8FA0A5", "#D9A93A", "#9FB8CC", "#C8956C", series,
        )  # fmt: skip
    return Palette(
        ground, text, "#56666B", line, accent, "#8A6508", "rgba(11,110,110,0.16)", "#B3471D", "#0F6FA8",
        "#6B787C", "#B8860B", "#5B7C99", "#8C5A34", series,
    )  # fmt: skip
