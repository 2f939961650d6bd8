"""Targets in words: what was promised, where it stands beside the planned path, and how the baseline changed.

Rows in, texts and frames out; the arithmetic is in methods/path.py. It gives no verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from nap import indicator
from nap.cards import records
from nap.indicator import Indicator
from nap.methods.path import Path, Standing, standing
from nap.words import Words


@dataclass(frozen=True)
class Target:
    """One row of table target with its indicator, planned path, observations (frame) and standing."""

    row: dict
    indicator: Indicator
    path: Path
    frame: pd.DataFrame
    standing: Standing

    @property
    def code(self) -> str:
        return self.row["target_code"]

    @property
    def is_current(self) -> bool:
        return bool(self.row["is_current"])

    def title(self, words: Words) -> str:
        """Its own title, else indicator, breakdown and place; never empty."""
        own = words.text(self.row, "title")
        if own != "–":
            return own
        parts = [words.t(self.indicator.title)]
        if self.row["series"]:
            parts.append(words.t(self.indicator.series_label(self.row["series"])))
        if self.row["level"]:
            parts.append(self.row["place_name"] or self.row["place_code"])
        return ", ".join(parts)

    def value(self, words: Words, value) -> str:
        """A value in the indicator's unit."""
        return words.quantity(value, self.indicator.unit)

    def sentence(self, words: Words) -> str:
        """From baseline to target, the latest observation, and what the path asked for."""
        t, row, at = words.t, self.row, self.standing
        promised = t(
            "From {baseline} in {baseline_year} to {target} in {target_year}.",
            baseline=self.value(words, row["baseline_value"]), baseline_year=row["baseline_year"],
            target=self.value(words, row["target_value"]), target_year=row["target_year"],
        )  # fmt: skip
        if at.year is None:
            return f"{promised} {t('Nothing has been observed since the baseline.')}"
        now = t(
            "In {year} it stood at {value}; the path asked for {planned}.",
            year=at.year, value=self.value(words, at.value), planned=self.value(words, at.planned),
        )  # fmt: skip
        return f"{promised} {now} {self.share(words)}".strip()

    def share(self, words: Words) -> str:
        """How much of the planned change has come, in words."""
        at = self.standing
        if at.ratio is None:
            return ""
        if at.ratio < 0:
            return words.t("It has moved away from the target since the baseline.")
        return words.t("That is {share} of the change planned by then.", share=words.percent(100 * at.ratio, 0))


def read(targets: pd.DataFrame, milestones: pd.DataFrame, observations: pd.DataFrame) -> list[Target]:
    """Every target with all that is known of it; one whose indicator does not exist is left out."""
    found = []
    for row in records(targets):
        if row["indicator"] not in indicator.indicators():
            continue
        own = milestones[milestones["target_code"] == row["target_code"]]
        path = Path.of(row, list(zip(own["year"], own["value"], strict=True)))
        frame = observations[observations["target_code"] == row["target_code"]].drop(columns="target_code")
        found.append(
            Target(
                row,
                indicator.get(row["indicator"]),
                path,
                frame,
                standing(path, records(frame.dropna(subset="value"))),
            )
        )
    return found


def sentence(current: Sequence[Target], words: Words) -> str:
    """How many targets are at or beyond their path, behind it, or without an observation; with no verdict."""
    seen = [each for each in current if each.standing.gap is not None]
    reached = sum(each.standing.gap >= 0 for each in seen)
    return words.plural(
        "**{count} target**: at or beyond its planned path {reached}, behind it {behind}, not observed since the"
        " baseline {unseen}.",
        "**{count} targets**: **{reached}** at or beyond their planned path, **{behind}** behind it, **{unseen}** not"
        " observed since the baseline.",
        len(current), reached=words.number(reached), behind=words.number(len(seen) - reached),
        unseen=words.number(len(current) - len(seen)),
    )  # fmt: skip


def overview(current: Sequence[Target], words: Words) -> tuple[list[str], list[list[str]], list[int]]:
    """Headings, rows and numeric columns of the table of all targets."""
    t = words.t
    headings = [
        t("Target"),
        t("Place"),
        t("Baseline"),
        t("Promised"),
        t("Latest"),
        t("Planned by then"),
        t("Share of planned change"),
    ]
    rows = []
    for each in current:
        row, at = each.row, each.standing
        latest = "–"
        if at.year is not None:
            latest = t("{value} ({year})", value=each.value(words, at.value), year=at.year)
            if at.low is not None and at.high is not None:
                latest += " · " + t("range {low} to {high}", low=words.number(at.low), high=words.number(at.high))
        rows.append([
            each.title(words), row["place_name"] or row["place_code"],
            t("{value} ({year})", value=each.value(words, row["baseline_value"]), year=row["baseline_year"]),
            t("{value} ({year})", value=each.value(words, row["target_value"]), year=row["target_year"]),
            latest, each.value(words, at.planned), words.percent(at.ratio * 100, 0) if at.ratio is not None else "–",
        ])  # fmt: skip
    return headings, rows, [2, 3, 5, 6]


def history(target: Target, targets: Sequence[Target]) -> list[Target]:
    """The versions of a target, newest first, as far as `supersedes` leads back."""
    by_code, found = {each.code: each for each in targets}, [target]
    while (before := found[-1].row["supersedes"]) in by_code and by_code[before] not in found:
        found.append(by_code[before])
    return found


def history_table(versions: Sequence[Target], words: Words) -> tuple[list[str], list[list[str]], list[int]]:
    """Headings, rows and numeric columns of the versions of one target, with the reason of each change."""
    t = words.t
    headings = [t("Version"), t("Valid from"), t("Baseline"), t("Promised"), t("Method series"), t("Reason")]
    rows = [
        [
            str(each.row["version"]), words.date(each.row["valid_from"]),
            t("{value} ({year})", value=each.value(words, each.row["baseline_value"]), year=each.row["baseline_year"]),
            t("{value} ({year})", value=each.value(words, each.row["target_value"]), year=each.row["target_year"]),
            each.row["method_series"] or "–", words.text(each.row, "reason"),
        ]
        for each in versions
    ]  # fmt: skip
    return headings, rows, [2, 3]
