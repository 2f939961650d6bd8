"""The soil-exposure component of the US EPA Hazard Ranking System, over many sites, with a range where inputs lack.

The algorithm is 40 CFR 300, Appendix A, 5.1.1 to 5.1.3; its tables are data (reference/soil_exposure.toml). A score
is a screening rank, not a risk assessment. Lives here: factors, score, range, rank interval, class, and which single
missing measurement would narrow the rank most. Does not: collect the inputs (derived/site_exposure.sql) or word them.

What is not known takes its lowest and its highest value. Every input can only raise the score, so these two corners are
the lowest and the highest score the unknowns allow:

- soil samples lack, or a limit of detection is too high to tell: from no observed contamination to Level I.
- background lacks: what was detected below the benchmark may be contamination or not. At the benchmark or above it is,
  as no untouched soil is taken to hold a third of the benchmark.
- area: from the lowest class to the highest. Kind of source: from the largest to the smallest divisor.
- people: from none to the population of the smallest place known; without that, to the end of the highest class.
- access: from inaccessible to designated recreation. Resources (farming, forestry, grazing on the area): no to yes.

Terrestrial sensitive environments are left out (value 0). What was not sampled is not taken to be contaminated beyond
what the samples show. A site where no sample reaches the benchmark has its residents counted at Level II.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from nap.language.texts import N
from nap.methods import values as reference

Arrays = dict[str, np.ndarray]

SQUARE_FOOT_M2 = 0.3048**2
ALMOST = 1 - 1e-9  # three times 0.05 is 0.15, though not in binary: no unit may decide on which side a sample lies
RINGS = ("nearby_0_400m", "nearby_400_800m", "nearby_800_1600m")
PEOPLE = ("residents_level1", "residents_level2", "workers", *RINGS)
SOIL = ("soil_low", "soil_high", "soil_lod")
LEVELS = ("none", "II", "I")  # none: no observed contamination; I: at or above the benchmark
# What may be missing, in the order in which ties are broken: what a visit gives comes before a laboratory.
MEASUREMENTS = {
    "source_kind": N("What holds the mercury"),
    "area_m2": N("The contaminated area"),
    "accessibility": N("How easily the public comes onto the area"),
    "residents_level1": N("People who live or learn within 61 m, at or above the benchmark"),
    "residents_level2": N("People who live or learn within 61 m, below the benchmark"),
    "workers": N("People who work on the property"),
    "nearby_0_400m": N("People who live or learn within 400 m"),
    "nearby_400_800m": N("People who live or learn 400 to 800 m away"),
    "nearby_800_1600m": N("People who live or learn 800 to 1,600 m away"),
    "has_resources": N("Whether the area is farmed, forested for timber or grazed"),
    "background_mg_kg": N("Mercury in untouched soil nearby"),
    "soil_samples": N("Soil samples, with a limit of detection low enough to tell"),
}
CLASSES = {
    "high": N("High priority"),
    "high_or_medium": N("High or medium priority"),
    "medium": N("Medium priority"),
    "medium_or_low": N("Medium or low priority"),
    "low": N("Low priority"),
    "insufficient": N("Insufficient data"),
}
FACTORS = {
    "LE": N("Likelihood of exposure of residents"),
    "HWQ": N("Hazardous waste quantity"),
    "WC": N("Waste characteristics"),
    "RI": N("Resident individual"),
    "WO": N("Workers"),
    "RE": N("Resources"),
    "T": N("Targets: residents"),
    "RT": N("Resident threat"),
    "AA": N("Attractiveness or accessibility"),
    "AF": N("Area"),
    "LE_n": N("Likelihood of exposure of people nearby"),
    "NI": N("Nearby individual"),
    "PN": N("Population within one mile"),
    "T_n": N("Targets: people nearby"),
    "NT": N("Nearby threat"),
}


# --- tables ------------------------------------------------------------------------------------------------------


@cache
def constant(name: str) -> float:
    """One number of the reference file."""
    return reference.row("soil_exposure", "constant", name=name)["value"]


def look_up(name: str, values: np.ndarray) -> np.ndarray:
    """The value of the class each number falls into, by a table of the regulation."""
    return reference.look_up("soil_exposure", name, values)


@cache
def divisors() -> dict[str, float]:
    """Square feet per unit of hazardous waste quantity, by kind of source."""
    return {row["source_kind"]: float(row["value"]) for row in reference.rows("soil_exposure", "divisor")}


@cache
def attractiveness() -> dict[str, float]:
    """Attractiveness or accessibility, by code."""
    (row,) = reference.rows("soil_exposure", "attractiveness")
    return {code: float(value) for code, value in row.items() if not code.startswith("source")}


@cache
def _likelihood_nearby() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    (row,) = reference.rows("soil_exposure", "likelihood_nearby")
    area, open_to, value = (np.array(row[name], float) for name in ("area", "attractiveness", "values"))
    return area, open_to, value


def toxicity() -> float:
    """The toxicity factor of mercury, from its reference dose."""
    dose = reference.row("guidance_values", "intake", code="epa_rfd_inorganic")  # µg per kg and day
    return float(look_up("toxicity", np.array(dose["value"] / 1000)))


def default_benchmark() -> float:
    """Mercury in soil from which contamination is Level I, mg/kg dry weight, where a country chooses no other."""
    return float(reference.row("guidance_values", "guidance", code="epa_rsl_soil")["value"])


# --- the algorithm, everything known ---------------------------------------------------------------------------------


def score(known: Mapping[str, np.ndarray]) -> Arrays:
    """Every factor and the score (0 to 100) of sites of which everything is known; arrays of shape (sites,).

    known: level (0 none, 1 II, 2 I), divisor, area_m2, attractiveness, has_resources (0 or 1) and PEOPLE. Returns the
    keys of FACTORS and `score`.
    """
    level, area = known["level"], np.round(known["area_m2"] / SQUARE_FOOT_M2, 6)
    observed = level > 0
    hwq = np.maximum(look_up("quantity", _quantity(area, known["divisor"])), constant("least_quantity"))
    wc = np.minimum(look_up("waste", toxicity() * hwq), 100)

    first = np.where(level == 2, known["residents_level1"], 0)
    second = known["residents_level2"] + known["residents_level1"] - first
    individual = np.where(
        first > 0, constant("individual_level1"), np.where(second > 0, constant("individual_level2"), 0)
    )
    workers = look_up("workers", known["workers"])
    resources = constant("resources") * known["has_resources"]
    targets = individual + constant("person_level1") * first + constant("person_level2") * second + workers + resources
    le = np.where(observed, constant("likelihood_resident"), 0)
    rt = np.floor(le * wc * targets + 0.5)

    area_factor = look_up("area", area)
    likely = likelihood_nearby(area_factor, known["attractiveness"]) * observed
    nearby = np.where((known["nearby_0_400m"] > 0) & (individual == 0), constant("individual_nearby"), 0)
    # In thousandths, so that no rounding depends on how 0.1 is written in binary.
    people = sum(np.rint(1000 * look_up(ring, known[ring])) for ring in RINGS) / 10
    people = np.where(people < 1000, people, 1000 * np.floor((people + 500) / 1000))
    nearby_targets = 1000 * nearby + people
    nt = np.floor((likely * wc * nearby_targets + 500) / 1000)
    found = np.minimum((rt + nt) / constant("score_divisor"), constant("most_score"))
    return {
        "LE": le,
        "HWQ": hwq,
        "WC": wc,
        "RI": individual,
        "WO": workers,
        "RE": resources,
        "T": targets,
        "RT": rt,
        "AA": known["attractiveness"],
        "AF": area_factor,
        "LE_n": likely,
        "NI": nearby,
        "PN": people / 1000,
        "T_n": nearby_targets / 1000,
        "NT": nt,
        "score": found,
    }


def _quantity(area_ft2: np.ndarray, divisor: np.ndarray) -> np.ndarray:
    """Hazardous waste quantity of one area, rounded to an integer; above 0 it is 1 at least."""
    exact = area_ft2 / divisor
    return np.where((exact > 0) & (exact < 1), 1, np.floor(exact + 0.5))


def likelihood_nearby(area_factor: np.ndarray, attractive: np.ndarray) -> np.ndarray:
    """Likelihood of exposure of people nearby, from the area factor and the attractiveness."""
    rows, columns, values = _likelihood_nearby()
    return values[np.searchsorted(rows, area_factor), np.searchsorted(columns, attractive)]


# --- from what was observed to the corners ---------------------------------------------------------------------------


def levels(rows: Mapping[str, np.ndarray], background: np.ndarray, benchmark: float) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest level of contamination (0 none, 1 II, 2 I) that the samples allow, shape (sites,).

    rows: soil_low, soil_high (what the highest detected sample holds at least and at most, mg/kg; NaN: nothing
    detected), soil_lod (highest limit of those not detected). background: NaN where not known; 0 was not detected, so
    that whatever is detected counts, and what is not detected does not.
    """
    low, high, lod = (np.nan_to_num(rows[name], nan=0.0, posinf=np.inf) for name in SOIL)
    sampled = ~np.isnan(rows["soil_high"]) | ~np.isnan(rows["soil_lod"])
    unknown = np.isnan(background)
    least = constant("background_multiple") * np.where(unknown, 0.0, background)
    high = np.where(unknown | (background > 0), np.maximum(high, lod), high)
    lowest = _level(np.where(unknown & (low < benchmark), 0.0, low), least, benchmark)
    highest = np.where(sampled, _level(high, least, benchmark), 2)
    return lowest, highest


def _level(value: np.ndarray, least: np.ndarray, benchmark: float) -> np.ndarray:
    return np.where((value > 0) & (value >= least * ALMOST), np.where(value >= benchmark * ALMOST, 2, 1), 0)


@dataclass(frozen=True)
class Corners:
    """What `score` asks for, at its lowest and at its highest. `missing`: which of MEASUREMENTS are not known."""

    low: Arrays
    high: Arrays
    missing: Arrays
    rows: Mapping[str, np.ndarray]
    benchmark: float

    @classmethod
    def of(cls, rows: Mapping[str, np.ndarray], benchmark: float | None = None) -> "Corners":
        """The corners of sites; rows: arrays of shape (sites,), NaN or None for what is not known.

        soil_low, soil_high, soil_lod, background_mg_kg, area_m2, source_kind, accessibility, has_resources, population
        (of the smallest place known) and PEOPLE. benchmark in mg/kg; `default_benchmark` where None.
        """
        benchmark = default_benchmark() if benchmark is None else float(benchmark)
        numbers = ("background_mg_kg", "area_m2", "has_resources", "population", *PEOPLE, *SOIL)
        rows = {**rows, **{name: floats(rows[name]) for name in numbers}}
        low, high, missing = {}, {}, {}

        kinds, codes = divisors(), attractiveness()
        divisor, access = decoded(rows["source_kind"], kinds), decoded(rows["accessibility"], codes)
        most = highest_people(rows["population"])
        bounds: dict[str, tuple[np.ndarray, float, float | np.ndarray, str]] = {
            "divisor": (divisor, max(kinds.values()), min(kinds.values()), "source_kind"),
            "area_m2": (rows["area_m2"], 0.0, np.inf, "area_m2"),
            "attractiveness": (access, 0.0, max(codes.values()), "accessibility"),
            "has_resources": (rows["has_resources"], 0.0, 1.0, "has_resources"),
            **{name: (rows[name], 0.0, most, name) for name in PEOPLE},
        }
        for name, (values, lowest, highest, told) in bounds.items():
            missing[told] = np.isnan(values)
            low[name] = np.where(missing[told], lowest, values)
            high[name] = np.where(missing[told], highest, values)

        low["level"], high["level"] = levels(rows, rows["background_mg_kg"], benchmark)
        open_ = low["level"] < high["level"]
        sampled = ~np.isnan(rows["soil_high"]) | ~np.isnan(rows["soil_lod"])
        missing["background_mg_kg"] = open_ & sampled & np.isnan(rows["background_mg_kg"])
        whole = cls(low, high, missing, rows, benchmark)
        ends = [whole.background_known(most=turn) for turn in (False, True)]
        unclear = np.any([one < other for one, other in ends], axis=0)
        missing["soil_samples"] = open_ & (~missing["background_mg_kg"] | unclear)
        nobody = np.all([high[ring] == 0 for ring in RINGS], axis=0)
        closed = high["attractiveness"] == 0
        clean = high["level"] == 0
        for name in missing:
            aside = closed if name in RINGS else nobody if name == "accessibility" else False
            missing[name] = missing[name] & ~clean & ~aside
        return whole

    def background_known(self, most: bool) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest level, were the background that is missing known to be at its most or at its least."""
        value = self.benchmark * ALMOST / constant("background_multiple") if most else 0.0
        given = self.rows["background_mg_kg"]
        return levels(self.rows, np.where(np.isnan(given), value, given), self.benchmark)

    def ends(self, name: str):
        """The corners as they were if one of MEASUREMENTS came out so that the score is lowest, then highest."""
        if name == "background_mg_kg":
            for most in (True, False):
                lowest, highest = self.background_known(most)
                yield {**self.low, "level": lowest}, {**self.high, "level": highest}
        else:
            inside = {"source_kind": "divisor", "accessibility": "attractiveness", "soil_samples": "level"}
            key = inside.get(name, name)
            yield self.low, {**self.high, key: self.low[key]}
            yield {**self.low, key: self.high[key]}, self.high


def highest_people(population: np.ndarray) -> np.ndarray:
    """How many people there are at most where they were not counted: the population of the smallest place known."""
    population = floats(population)
    return np.where(np.isnan(population), constant("most_people"), population)


def floats(values) -> np.ndarray:
    """As floats, with NaN for None and pandas' NA."""
    to_numpy = getattr(values, "to_numpy", None)
    return to_numpy(dtype=float, na_value=np.nan) if to_numpy else np.asarray(values, float)


def decoded(codes, values: Mapping[str, float]) -> np.ndarray:
    """The number of each code; NaN for none and for one that is not known."""
    codes = np.asarray(codes, object)
    found = np.full(codes.shape, np.nan)
    for code, value in values.items():
        found[codes == code] = value
    return found


# --- rank, class, and what to measure next ---------------------------------------------------------------------------


class Ranking:
    """Sites ranked by their ranges of scores: 1 is the most urgent, sites of the same score share a rank."""

    def __init__(self, low: np.ndarray, high: np.ndarray):
        self._high, self._sorted_low, self._sorted_high = high, np.sort(low), np.sort(high)

    def interval(self, low: np.ndarray, high: np.ndarray, at=slice(None)) -> tuple[np.ndarray, np.ndarray]:
        """First and last rank of the sites `at`, were their own range as given and all others as they are.

        A site stands behind those whose range lies wholly above its own, and at worst behind all whose range reaches
        above the low end of its own.
        """
        count = len(self._high)
        ahead = count - np.searchsorted(self._sorted_low, high, side="right")
        perhaps = count - np.searchsorted(self._sorted_high, low, side="right")
        return 1 + ahead, 1 + perhaps - (self._high[at] > low)  # a site does not stand ahead of itself


def site_score(component: np.ndarray) -> np.ndarray:
    """The site score of soil alone: the root mean square over four pathways of which the others are not scored."""
    return component / np.sqrt(constant("pathways"))


def class_of(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The class of a range of scores, a key of CLASSES; the cut-offs are ours and stand on the site score."""
    cuts = np.array([constant("class_medium"), constant("class_high")])
    least, most = (np.searchsorted(cuts, site_score(each), side="right") for each in (low, high))
    return named_range(least, most)


def named_range(least: np.ndarray, most: np.ndarray) -> np.ndarray:
    """A key of CLASSES for each range of classes, counted 0 low, 1 medium, 2 high."""
    names = np.empty((3, 3), object)
    for (low, high), name in {
        (0, 0): "low",
        (1, 1): "medium",
        (2, 2): "high",
        (0, 1): "medium_or_low",
        (1, 2): "high_or_medium",
        (0, 2): "insufficient",
    }.items():
        names[low, high] = name
    return names[least, most]


def assess(rows: Mapping[str, np.ndarray], benchmark: float | None = None) -> Arrays:
    """Score, range, rank interval, class and what is missing, of all sites that are ranked together.

    rows and benchmark: as for Corners.of. Returns arrays of shape (sites,): score (NaN where the range is wider than a
    point), score_low, score_high, rank_low, rank_high, class, level_low, level_high (0 none, 1 II, 2 I), `<factor>_low`
    and `<factor>_high` of every factor, missing (lists of MEASUREMENTS, empty where the score is exact) and
    most_valuable_missing (None where nothing is missing).

    The most valuable missing measurement narrows the rank interval most: the interval is computed as if it came out at
    its lowest and at its highest, and the mean of the two widths is smallest. Of equals the one that narrows the score
    most, then the first of MEASUREMENTS.
    """
    corners = Corners.of(rows, benchmark)
    low, high = score(corners.low), score(corners.high)
    exact = low["score"] == high["score"]
    ranking = Ranking(low["score"], high["score"])
    rank_low, rank_high = ranking.interval(low["score"], high["score"])
    missing = np.array([corners.missing[name] & ~exact for name in MEASUREMENTS])
    return {
        "score": np.where(exact, low["score"], np.nan),
        "score_low": low["score"],
        "score_high": high["score"],
        "rank_low": rank_low,
        "rank_high": rank_high,
        "class": class_of(low["score"], high["score"]),
        "level_low": corners.low["level"],
        "level_high": corners.high["level"],
        **{f"{name}_{end}": each[name] for name in FACTORS for end, each in (("low", low), ("high", high))},
        "missing": _listed(missing),
        "most_valuable_missing": _most_valuable(corners, ranking, missing),
    }


def _listed(missing: np.ndarray) -> np.ndarray:
    """The names of what is missing at each site; missing has shape (measurements, sites)."""
    names = list(MEASUREMENTS)
    patterns, which = np.unique(missing.T @ (1 << np.arange(len(names))), return_inverse=True)
    found = np.empty(len(patterns), object)
    for i, pattern in enumerate(patterns):
        found[i] = [name for bit, name in enumerate(names) if pattern >> bit & 1]
    return found[which]


def _most_valuable(corners: Corners, ranking: Ranking, missing: np.ndarray) -> np.ndarray:
    names = list(MEASUREMENTS)
    count = missing.shape[1]
    best_rank, best_score, best = np.full(count, np.inf), np.full(count, np.inf), np.full(count, -1)
    for i, name in enumerate(names):
        if not missing[i].any():
            continue
        at = np.flatnonzero(missing[i])
        rank, width = np.zeros(len(at)), np.zeros(len(at))
        for low, high in corners.ends(name):
            low, high = (score({key: values[at] for key, values in end.items()})["score"] for end in (low, high))
            first, last = ranking.interval(low, high, at)
            rank += (last - first) / 2
            width += (high - low) / 2
        better = (rank < best_rank[at]) | ((rank == best_rank[at]) & (width < best_score[at]))
        best_rank[at[better]], best_score[at[better]], best[at[better]] = rank[better], width[better], i
    return np.array([*names, None], object)[best]
