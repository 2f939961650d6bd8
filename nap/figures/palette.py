"""Colours by meaning, in one place. `.streamlit/config.toml` gives the base, charts and maps take them from here.

Meanings, never hues: what is measured, what is planned, what is quiet, the answers a site can give, the states of an
activity, and the verdicts on a target (methods/status.py), which always come with their icon and word. Neighbours in
`series` differ in lightness too, for colour-blind readers; texts keep 4.5:1 on their ground.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


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
    verdicts: Mapping[str, str]

    def colour(self, name: str) -> str:
        """The colour of a verdict by its code, or of another meaning by its name here."""
        return self.verdicts[name] if name in self.verdicts else getattr(self, name)

    @property
    def states(self) -> dict[str, str]:
        """Colours of the states of an activity."""
        return {
            "completed": self.measured,
            "ongoing": self.no,
            "delayed": self.yes,
            "not_started": self.gold,
            "not_due": self.line,
            "cancelled": self.unknown,
        }


# From blue through ochre to red, so that red-green blind readers see a scale; grey and purple stand outside it.
_VERDICTS_LIGHT = {
    "achieved": "#0B4F8A",
    "on_track": "#0F6FA8",
    "some_progress": "#7A5A00",
    "insufficient": "#A8480F",
    "wrong_direction": "#A3122F",
    "cannot_tell": "#6A4C93",
    "not_yet_due": "#4A5A60",
    "no_data": "#5F6C70",
}
_VERDICTS_DARK = {
    "achieved": "#8CC8FF",
    "on_track": "#56B4E9",
    "some_progress": "#E0B040",
    "insufficient": "#F0875A",
    "wrong_direction": "#FF8A9B",
    "cannot_tell": "#C3A6F0",
    "not_yet_due": "#B9C6CA",
    "no_data": "#98A8AC",
}


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
            ground,
            text,
            "#A9B8BC",
            line,
            accent,
            "#D9A93A",
            "rgba(80,180,180,0.22)",
            "#F0875A",
            "#56B4E9",
            "#8FA0A5",
            "#D9A93A",
            "#9FB8CC",
            "#C8956C",
            series,
            _VERDICTS_DARK,
        )
    return Palette(
        ground,
        text,
        "#56666B",
        line,
        accent,
        "#8A6508",
        "rgba(11,110,110,0.16)",
        "#B3471D",
        "#0F6FA8",
        "#6B787C",
        "#B8860B",
        "#5B7C99",
        "#8C5A34",
        series,
        _VERDICTS_LIGHT,
    )


def faded(colour: str, ground: str, share: float) -> str:
    """A colour `#rrggbb` mixed with the ground: 0 leaves it as it is, 1 is the ground."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(ground[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex()
