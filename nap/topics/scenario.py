"""What it would take: the levers a reader may move, what they would bring, and the tables behind it.

The arithmetic is methods/scenario.py.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from nap.figures import scenario as charts
from nap.language.texts import N, Words
from nap.methods.path import Path
from nap.methods.scenario import PARTS, Levers, Quantity, Result, Start, apply, run
from nap.methods.units import KG_PER_T
from nap.pack import contract
from nap.topics import mercury, verdicts
from nap.topics.ask import Ask, Percent
from nap.topics.blocks import Block, Cells, Figure, Lead, Missing, Notice, Numbers, Pairs, Remark, Section, Table
from nap.topics.rows import Rows
from nap.topics.verdicts import Target

QUESTION = N("What would it take to reach the target?")
SCALED = 0.01  # from this distance between stated and computed use on, the page says that ratios were scaled


@dataclass(frozen=True)
class Lever:
    """One slider, in whole percent; `field` is that of methods.scenario.Levers."""

    field: str
    label: str
    about: str
    low: int = 0
    high: int = 100
    default: int = 0


LEVERS = {  # code in the link -> slider
    "whole_ore": Lever(
        "whole_ore_share",
        N("Whole ore amalgamation ended"),
        N("Share of the gold of whole ore amalgamation that moves to concentrate amalgamation."),
    ),
    "retort": Lever(
        "retort_share",
        N("Open burning moved into retorts"),
        N("Share of the amalgam burned openly today that would be burned in retorts or hoods that capture mercury."),
    ),
    "efficiency": Lever(
        "efficiency_share",
        N("Retorts capture at least"),
        N("Least share of the mercury that every retort reached would capture for reuse; it begins at today’s."),
    ),
    "free": Lever(
        "free_share",
        N("Gold made mercury-free"),
        N("Share of the gold now won with mercury that would be won without."),
    ),
    "reach": Lever(
        "reach_share",
        N("Gold reached (formalization)"),
        N(
            "Share of the gold that the four changes reach, such as that of formal miners. It changes nothing by "
            "itself; it bounds the others."
        ),
        default=100,
    ),
    "growth": Lever(
        "growth_share",
        N("Growth of gold production"),
        N("An assumption, not a measure: how much more gold is won in the target year than today, everywhere alike."),
        low=-50,
    ),
}
# One scenario to begin with; its numbers are an illustration and recommend nothing.
EXAMPLE = {"whole_ore": 100, "retort": 50, "efficiency": 90, "free": 30, "reach": 80, "growth": 0}
MOST = {"whole_ore": 100, "retort": 100, "efficiency": 100, "free": 100, "reach": 100, "growth": 0}
F7 = N(
    "Mercury used = gold × (lost with tailings + in the amalgam × (1 − captured)), per kg of gold; captured = share of"
    " the amalgam in retorts × what they capture. Gold is today’s × (1 + growth): what is not reached stays as it is;"
    " of the rest a share becomes mercury-free, and of what whole ore amalgamation is left a share moves. Means over"
    " places are weighted so that each line is exact."
)
RANGES = N(
    "Ranges of estimates are as published; that of the scenario is drawn 20,000 times, with the errors of gold and of"
    " ratios that today’s estimates state. How far the changes succeed is taken as told."
)
PART_NAMES = {
    "not_reached": N("As today"),
    "reached": N("Reached"),
    "moved": N("Moved to concentrate amalgamation"),
    "freed": N("Made mercury-free"),
}


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """What would it take to reach the target?"""
    yield Missing("no-use", tables=("mercury_use",))
    if data.lacks("mercury_use"):
        return
    methods = mercury.series_choices(data.rows("mercury_series"), words)
    series = ask.choice("method", words.t("Method series"), methods)
    rows = data.rows("scenario_estimates", method_series=series)
    why = no_scenario_sentence(rows, data.place_name(), words)
    if why or series is None:  # of no series there are no estimates, and the sentence says so
        yield Notice("no-scenario", why)
    else:
        yield from scenario_blocks(series, rows, ask, data, words)


def scenario_blocks(series: str, rows: pd.DataFrame, ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """Sentence and levers, where they lead, each alone, the three fates, places, and the formula with its numbers."""
    t, year = words.t, int(rows["year"].max())
    start, names = Start.of(rows), dict(zip(rows["place_code"], rows["place_name"], strict=True))
    goal = aim(verdicts.read(data.rows("verdicts"), data.year_to), series)
    sliders = percents(start, words)
    settings = {each.name: ask.percent(each) for each in sliders}
    changed = levers(settings)
    is_changed = settings != defaults(start)
    result = run(start, changed, goal.target_kg, alone=changed if is_changed else levers(MOST))
    yield Lead("scenario-sentence", scenario_sentence(result, goal, data.place_name(), year, is_changed, words))
    ask.percents(sliders)
    ask.buttons({t("Try an example"): EXAMPLE, t("Back to today"): dict.fromkeys(LEVERS)})
    for number, remark in enumerate(remarks(start, changed, data.facts("formal_miners_pct"), words), 1):
        yield Remark(f"remark-{number}", remark)
    if goal.year:
        ends = end_rows(result, year, goal.year)
        yield path_figure(total_rows(data.facts("hg_use_t"), series), ends, goal, words)
    yield alone_figure(result, is_changed, words)

    def fates() -> Iterator[Block]:
        yield Table("fates-table", *fate_table(result, year, goal, words), tables=("mercury_use",))

    yield Section("fates", t("Used, to air, to land and water"), fates)
    places = place_rows(start, result, names)
    if len(places) > 1:

        def by_place() -> Iterator[Block]:
            yield Table("places-table", *place_table(places, year, goal, words), tables=("mercury_use",))

        yield Section("places", t("By place"), by_place)
    yield Numbers("scenario", scenario_rows(settings, result, goal, places, words), headings(words))
    yield Section("formula", "", lambda: formula_blocks(start, result, names, ask, words))


def path_figure(observed: pd.DataFrame, ends: pd.DataFrame, goal: "Aim", words: Words) -> Figure:
    """What was observed, the planned path, and where the changes would lead. ends: of end_rows."""
    return Figure(
        "path",
        charts.scenario_path,
        observed,
        (goal.path, ends, "t"),
        title=words.t("Where the changes would lead"),
        name="scenario-path",
        unit="t",
        tables=("mercury_use",),
        note=words.t(RANGES),
        indicators=("hg_use_t",),
    )


def alone_figure(result: Result, is_changed: bool, words: Words) -> Figure:
    """What each change would do by itself, as it is set, or carried out in full where nothing is set."""
    t = words.t
    return Figure(
        "alone",
        charts.tornado,
        alone_rows(result, words),
        ("t",),
        title=t("Each change alone") if is_changed else t("Each change alone, carried out in full"),
        name="scenario-alone",
        empty=t("None of these changes does anything by itself."),
        labels={"label": t("Lever")},
        unit="t",
        tables=("mercury_use",),
        note=t(RANGES),
    )


def formula_blocks(start: Start, result: Result, names: Mapping[str, str], ask: Ask, words: Words) -> Iterator[Block]:
    """On request, the formula with its numbers, and every step to take away."""
    if ask.toggle("scenario", words.t("Show the formula with its numbers")):
        yield Pairs("formula-lines", formula_pairs(start, result, words), words.t(F7))
        yield Numbers("scenario-steps", step_rows(start, result, names, words), headings(words))


# --- the levers ------------------------------------------------------------------------------------------------------


def percents(start: Start, words: Words) -> list[Percent]:
    """The sliders, kept in the link under their codes in whole percents."""
    first = defaults(start)
    return [
        Percent(code, words.t(it.label), it.low, it.high, first[code], help=words.t(it.about))
        for code, it in LEVERS.items()
    ]


def headings(words: Words) -> dict[str, str]:
    """Column -> heading in the reader's language, for the rows to take away."""
    return {name: words.t(text) for name, text in HEADINGS.items()}


def defaults(start: Start) -> dict[str, int]:
    """The setting of each lever that changes nothing; retorts capture what the least of them captures today."""
    known = start.efficiency[start.is_fate_known & (start.amalgam > 0)]
    least = math.floor(100 * float(known.min()) + 1e-9) if len(known) else 0
    return {code: least if code == "efficiency" else lever.default for code, lever in LEVERS.items()}


def levers(settings: Mapping[str, int]) -> Levers:
    """Whole percents of the sliders as shares."""
    return Levers(**{LEVERS[code].field: percent / 100 for code, percent in settings.items()})


def no_scenario_sentence(rows: pd.DataFrame, place: str, words: Words) -> str:
    """Why no scenario can be computed from these estimates, and what to do; empty where it can."""
    t = words.t
    if rows.empty:
        what = t("No estimate of mercury use is recorded for {place} or a place in it in these years.", place=place)
        return f"{what} {t('Choose a larger place, another method series or more years.')}"
    unknown = rows.loc[rows["use_kg"].isna(), "estimate_code"]
    if len(unknown):
        what = t(
            "Estimate {code} tells neither the mercury used nor gold and ratios, so no total can be told.",
            code=unknown.iloc[0],
        )
        return f"{what} {t('Complete it, or choose another place, method series or years.')}"
    return ""


# --- the target ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Aim:
    """What the use is held against: the place's own target in this series, and the year looked at.

    path is None where there is no such target; year then is that of a larger place's target, or None.
    other_series: of an own target that is measured in another series. is_refused: an own target is set, but may not be
    compared.
    """

    path: Path | None = None
    year: int | None = None
    other_series: str | None = None
    is_refused: bool = False

    @property
    def target(self) -> float | None:
        """The value promised, in t a year."""
        return self.path.points[-1][1] if self.path else None

    @property
    def target_kg(self) -> float | None:
        return None if self.target is None else KG_PER_T * self.target


def aim(found: Sequence[Target], series: str) -> Aim:
    """The target for all mercury used that may be compared with this series.

    found: every target as verdicts.py reads it for the place.
    """
    uses = [
        each for each in found if each.is_current and each.indicator.id == "hg_use_t" and each.row["series"] is None
    ]
    uses.sort(key=lambda each: (-each.row["version"], each.row["target_year"], each.code))
    set_here = [each for each in uses if each.row["relation"] == "own"]
    own = [each for each in set_here if each.is_comparable]
    for each in own:
        if each.row["method_series"] in (None, series):
            return Aim(each.path, each.row["target_year"])
    larger = [each for each in uses if each.is_comparable and each.row["relation"] == "above"]
    return Aim(
        year=next((each.row["target_year"] for each in (*own, *larger)), None),
        other_series=own[0].row["method_series"] if own else None,
        is_refused=bool(set_here) and not own,
    )


# --- sentences -------------------------------------------------------------------------------------------------------


def scenario_sentence(result: Result, goal: Aim, place: str, first_year: int, is_changed: bool, words: Words) -> str:
    """What the changes would bring, how sure that is, and whether it meets the target."""
    t, use = words.t, result.later["use"]
    said = {
        "place": place,
        "first": first_year,
        "today": tonnes(result.today["use"].value, words),
        "value": tonnes(use.value, words),
        "year": goal.year,
    }
    if is_changed and goal.year:
        now = t(
            "These changes would bring mercury use in {place} from {today} ({first}) to **{value}** in {year}.", **said
        )
    elif is_changed:
        now = t(
            "These changes would bring mercury use in {place} from {today} ({first}) to **{value}** a year.", **said
        )
    elif goal.year:
        now = t(
            "With the practices and gold of {first}, mercury use in {place} would be **{value}** in {year}.", **said
        )
    else:
        now = t("With the practices and gold of {first}, mercury use in {place} is **{value}** a year.", **said)
    spread = t("Uncertainty not stated.")
    if not math.isnan(use.low):
        spread = t("95\u00a0% between {low} and {high}.", low=number(use.low, words), high=tonnes(use.high, words))
    return f"{now} {spread} {_target_sentence(result, goal, place, words)}"


def _target_sentence(result: Result, goal: Aim, place: str, words: Words) -> str:
    t, p = words.t, result.probability_met
    if goal.target is None or goal.target_kg is None:
        if goal.other_series:
            series = mercury.series_name(goal.other_series)
            return t("The target is measured in the series “{series}”; choose it to compare.", series=series)
        if goal.is_refused:
            return t(
                "The target for mercury use of {place} cannot be compared; “Reduction targets” shows why.", place=place
            )
        return t("No target for mercury use is set for {place}.", place=place)
    target = words.quantity(goal.target, "t")
    if p is None:
        if result.later["use"].value <= goal.target_kg:
            return t("The target is {target}: met by the central value.", target=target)
        return t("The target is {target}: not met by the central value.", target=target)
    if p < 0.005:
        return t(
            "The target is {target}: met with a probability below **{p}**.", target=target, p=words.number(0.01, 2)
        )
    if p > 0.995:
        return t(
            "The target is {target}: met with a probability above **{p}**.", target=target, p=words.number(0.99, 2)
        )
    return t("The target is {target}: met with probability **{p}**.", target=target, p=words.number(p, 2))


def remarks(start: Start, settings: Levers, formal: pd.DataFrame, words: Words) -> list[str]:
    """What a reader must know of the figures used: what formalization does, references not verified, ratios scaled.

    formal: year and value of the share of organised miners under a valid licence, in %; may be empty.
    """
    t = words.t
    found = [_formalization_sentence(start, settings, formal, words)]
    gone = (start.practice == "whole_ore") & (start.use_kg > 0) & start.is_other_reference
    if settings.whole_ore_share and gone.any():
        found.append(
            words.plural(
                "Unverified: {count} place has no estimate of concentrate amalgamation; gold that moves there takes"
                " {lost} kg lost with tailings and {amalgam} kg in amalgam per kg of gold, from the reference table.",
                "Unverified: {count} places have no estimate of concentrate amalgamation; gold that moves there takes"
                " {lost} kg lost with tailings and {amalgam} kg in amalgam per kg of gold, from the reference table.",
                len(set(start.place[gone])),
                lost=words.number(start.other_lost[gone][0]),
                amalgam=words.number(start.other_amalgam[gone][0]),
            )
        )
    if settings.retort_share and start.is_efficiency_reference.any():
        share = 100 * start.efficiency[start.is_efficiency_reference][0]
        found.append(
            t(
                "Unverified: where no retort is in use today, new ones are taken to capture {share}, from the reference"
                " table, unless more is asked for.",
                share=words.percent(share, 0),
            )
        )
    if not start.is_fate_known.all():
        found.append(
            t(
                "{use} of today’s use is stated without its steps: retorts do not act on it, and its way to air, land"
                " and water cannot be told.",
                use=tonnes(start.use_kg[~start.is_fate_known].sum(), words),
            )
        )
    if np.abs(start.scale - 1).max() > SCALED:
        found.append(
            t(
                "Where the stated use differs from what its gold and ratios give, ratios are scaled to it, by {low} to"
                " {high}.",
                low=words.number(start.scale.min()),
                high=words.number(start.scale.max()),
            )
        )
    return found


def _formalization_sentence(start: Start, settings: Levers, formal: pd.DataFrame, words: Words) -> str:
    t = words.t
    parts = [t("Formalization lowers no figure by itself: it bounds the gold that the other changes can reach.")]
    if settings.reach_share < 1:
        everything = apply(start, replace(settings, reach_share=1.0)).use_kg.sum()
        parts.append(t("If they reached all gold, use would come to {value}.", value=tonnes(everything, words)))
    known = formal.dropna(subset="value").sort_values("year")
    if len(known):
        last = known.iloc[-1]
        said = {"share": words.percent(last["value"], 0), "year": int(last["year"])}
        parts.append(t("In {year}, {share} of the organised miners worked under a valid licence.", **said))
    return " ".join(parts)


def number(kg: float, words: Words) -> str:
    """Kilograms as a number of tonnes."""
    return words.number(_t(kg))


def tonnes(kg: float, words: Words) -> str:
    """Kilograms as tonnes."""
    return words.quantity(_t(kg), "t")


def _t(kg: float) -> float | None:
    return None if math.isnan(kg) else kg / KG_PER_T


def total_rows(facts: pd.DataFrame, series: str) -> pd.DataFrame:
    """The totals of one method series out of the facts of mercury use."""
    return facts[(facts["method_series"] == series) & facts["series"].isna()]


def end_rows(result: Result, first_year: int, year: int) -> pd.DataFrame:
    """Use today and in the year looked at, with the ranges of the scenario: year, value, low, high; t a year."""
    both = zip((first_year, year), (result.today["use"], result.later["use"]), strict=True)
    return pd.DataFrame([[at, *_ends(each)] for at, each in both], columns=["year", "value", "low", "high"]).astype(
        {"value": float, "low": float, "high": float}
    )


# --- tables ----------------------------------------------------------------------------------------------------------


def fate_table(result: Result, first_year: int, goal: Aim, words: Words) -> Cells:
    """Used, to air, to land and water, today and after the changes."""
    names = dict(zip(("use", "air", "land_water"), mercury.FATE.values(), strict=True))
    headings = [words.t("Mercury"), words.t("In {year}", year=first_year), _after(goal, words)]
    lines = [
        [words.t(name), *(_value_and_range(each[key], words) for each in (result.today, result.later))]
        for key, name in names.items()
    ]
    return headings, lines, [1, 2]


def _after(goal: Aim, words: Words) -> str:
    return words.t("In {year}, changed", year=goal.year) if goal.year else words.t("Changed")


def _value_and_range(quantity: Quantity, words: Words) -> str:
    if math.isnan(quantity.low):
        return tonnes(quantity.value, words)
    spread = words.t("range {low} to {high}", low=number(quantity.low, words), high=number(quantity.high, words))
    return f"{tonnes(quantity.value, words)} · {spread}"


def place_rows(start: Start, result: Result, names: Mapping[str, str]) -> pd.DataFrame:
    """One row per place: mercury used today and after the changes, its range, to air, to land and water; t a year."""
    lines = []
    for code, (today, later) in result.places.items():
        here = start.place == code
        air, water = (part[here].sum() for part in (result.outcome.air_kg, result.outcome.land_water_kg))
        lines.append(
            {
                "place_code": code,
                "place_name": names.get(code, code),
                "use_today": _t(today.value),
                "use": _t(later.value),
                "low": _t(later.low),
                "high": _t(later.high),
                "air": _t(air),
                "land_water": _t(water),
            }
        )
    return pd.DataFrame(lines).sort_values(["use_today", "place_code"], ascending=[False, True], ignore_index=True)


def place_table(frame: pd.DataFrame, first_year: int, goal: Aim, words: Words) -> Cells:
    """Today and after the changes, place by place; t a year."""
    t = words.t
    headings = [
        t("Place"),
        t("In {year}", year=first_year),
        _after(goal, words),
        t("95\u00a0% range"),
        t("To air"),
        t("To land and water"),
    ]
    lines = [
        [
            row.place_name,
            *(words.quantity(value, "t") for value in (row.use_today, row.use)),
            "–" if pd.isna(row.low) else t("{low} to {high}", low=words.number(row.low), high=words.number(row.high)),
            *(words.quantity(value, "t") for value in (row.air, row.land_water)),
        ]
        for row in frame.itertuples()
    ]
    return headings, lines, [1, 2, 3, 4, 5]


def alone_rows(result: Result, words: Words) -> pd.DataFrame:
    """One row per lever that changes something by itself, the strongest first: label, value, low, high, in t a year."""
    rows = [
        {"label": words.t(lever.label), "value": _t(found.value), "low": _t(found.low), "high": _t(found.high)}
        for lever in LEVERS.values()
        if (found := result.alone.get(lever.field)) and abs(found.value) > 1e-9
    ]
    frame = pd.DataFrame(rows, columns=["label", "value", "low", "high"])
    return frame.sort_values("value", ignore_index=True)


def step_rows(start: Start, result: Result, names: Mapping[str, str], words: Words) -> pd.DataFrame:
    """One row per place, practice and part with what F7 takes and gives: the scenario as it can be computed by hand."""
    label, out = contract.table("mercury_use").label, result.outcome
    lines = []
    for i, j in np.argwhere((out.use_kg > 0) | (out.gold_kg > 0)):
        lines.append(
            {
                "place_code": start.place[i],
                "place_name": names.get(start.place[i], start.place[i]),
                "practice": words.t(label("practice", start.practice[i])),
                "part": words.t(PART_NAMES[PARTS[j]]),
                "gold_kg": out.gold_kg[i, j],
                "tailings_loss_ratio": out.lost_kg_kg[i, j],
                "amalgam_ratio": out.amalgam_kg_kg[i, j],
                "captured_share": out.captured_share[i, j],
                "hg_use_kg": out.use_kg[i, j],
                "hg_emission_air_kg": out.air_kg[i, j],
                "hg_release_land_water_kg": out.land_water_kg[i, j],
            }
        )
    return pd.DataFrame(lines)


def formula_pairs(start: Start, result: Result, words: Words) -> list[tuple[str, str]]:
    """F7 with the numbers in it, one line per practice and part over all places, and their sum."""
    t, out, label, lines = words.t, result.outcome, contract.table("mercury_use").label, []
    columns = (out.gold_kg, out.lost_kg_kg, out.amalgam_kg_kg, out.captured_share, out.use_kg)
    for practice in dict.fromkeys(start.practice):
        for j, part in enumerate(PARTS):
            own = (start.practice == practice) & ((out.use_kg[:, j] > 0) | (out.gold_kg[:, j] > 0))
            if own.any():
                head = t("{practice}: {part}", practice=t(label("practice", practice)), part=t(PART_NAMES[part]))
                gold, lost, amalgam, captured, use = (column[own, j] for column in columns)
                lines.append((head, _f7(gold, lost, amalgam, captured, use, words)))
    lines.append((t("All together"), words.quantity(result.later["use"].value, "kg", 0)))
    return lines


def _f7(gold, lost, amalgam, captured, use, words: Words) -> str:
    """gold × (t + b × (1 − captured)), means weighted so that the line is exact; the use alone where it is opaque."""
    total, amount = words.quantity(use.sum(), "kg", 0), words.quantity(gold.sum(), "kg", 1)
    if np.isnan(gold).any() or np.isnan(lost).any():
        return total
    if not use.any():
        return words.t("{gold} of gold, no mercury", gold=amount)
    in_amalgam = (gold * amalgam).sum()
    return words.t(
        "{gold} × ({lost} + {amalgam} × (1 − {captured})) = {use}",
        gold=amount,
        lost=words.number((gold * lost).sum() / gold.sum(), 4),
        amalgam=words.number(in_amalgam / gold.sum(), 4),
        captured=words.number((gold * amalgam * captured).sum() / in_amalgam if in_amalgam else 0.0, 4),
        use=total,
    )


def scenario_rows(
    settings: Mapping[str, int], result: Result, goal: Aim, places: pd.DataFrame, words: Words
) -> pd.DataFrame:
    """Everything about one scenario as rows to take away: levers, target, use and fate, each lever alone, places."""
    t = words.t
    lines: list[tuple[str, str, float | None, float | None, float | None, str]] = []
    lines += [(t("Lever"), t(LEVERS[code].label), percent, None, None, "%") for code, percent in settings.items()]
    if goal.target is not None:
        lines.append((t("Target"), str(goal.year), goal.target, None, None, "t"))
        lines.append((t("Target"), t("Probability that it is met"), result.probability_met, None, None, ""))
    names = dict(zip(("use", "air", "land_water"), mercury.FATE.values(), strict=True))
    for when, found in ((t("Today"), result.today), (t("Changed"), result.later)):
        lines += [(when, t(name), *_ends(found[key]), "t") for key, name in names.items()]
    lines += [
        (t("Alone"), t(each.label), *_ends(result.alone[each.field]), "t")
        for each in LEVERS.values()
        if each.field in result.alone
    ]
    lines += [(t("Changed"), row.place_name, row.use, row.low, row.high, "t") for row in places.itertuples()]
    return pd.DataFrame(lines, columns=["part", "item", "value", "low", "high", "unit"])


def _ends(quantity: Quantity) -> tuple:
    return _t(quantity.value), _t(quantity.low), _t(quantity.high)


HEADINGS = {  # columns of the tables to take away -> heading
    "part": N("Part"),
    "item": N("What"),
    "practice": N("Practice"),
    "gold_kg": N("Gold, kg"),
    "tailings_loss_ratio": N("Lost with tailings, kg per kg of gold"),
    "amalgam_ratio": N("In the amalgam, kg per kg of gold"),
    "captured_share": N("Captured share"),
    "hg_use_kg": N("Used, kg"),
    "hg_emission_air_kg": N("To air, kg"),
    "hg_release_land_water_kg": N("To land and water, kg"),
}
