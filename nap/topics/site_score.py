"""Where to act first: the ranking of contaminated sites as rows for the command line, and in words.

The table `site_priority` itself is computed in methods/site_priority.py.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.methods import risk_matrix, soil_exposure
from nap.methods import values as reference
from nap.methods.site_priority import ENDS
from nap.pack import contract

NOTE = N("Screening rank, not a risk assessment.")
# --- rows for the command line -----------------------------------------------------------------------------------


QUERY = """
select * exclude (place_code, level_low, level_high), level_low, level_high
from site_priority
order by rank_high, rank_low, contaminated_site_code
"""
FIELDS = (
    "contaminated_site_code",
    "score",
    "score_low",
    "score_high",
    "rank_low",
    "rank_high",
    "class",
    "level",
    *soil_exposure.FACTORS,
    "missing",
    "most_valuable_missing",
)


def exported(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Rows of QUERY as they are exported: FIELDS, then the ends of what is a range, the matrix, and the note.

    A factor that is a range has no value of its own, as the score has none.
    """
    exact = {
        name: rows[f"{name}_low"].where(rows[f"{name}_low"] == rows[f"{name}_high"]) for name in soil_exposure.FACTORS
    }
    whole = rows.assign(**exact, level=rows["level"].where(rows["level"].notna(), None))
    others = [name for name in rows if name not in FIELDS]
    return whole[[*FIELDS, *others]].assign(note=words.t(NOTE))


# --- in words ----------------------------------------------------------------------------------------------------


def between(low, high, words: Words, decimals: int | None = None) -> str:
    """A number, or the two ends of what is not known."""
    if low == high:
        return words.number(low, decimals)
    return words.t("{low} to {high}", low=words.number(low, decimals), high=words.number(high, decimals))


def step_names(words: Words) -> dict[str, str]:
    """The ten steps between suspicion and closure: code -> number and name."""
    return {code: f"{code} · {words.t(label)}" for code, label in contract.codes("stage").items()}


def rank_text(row: Mapping, words: Words) -> str:
    """A rank, or the ranks that what is missing leaves open."""
    return NO_VALUE if is_missing(row["rank_low"]) else between(row["rank_low"], row["rank_high"], words)


def score_text(row: Mapping, words: Words) -> str:
    """A score, or the range that what is missing leaves open; of a range no single value."""
    if is_missing(row["score_low"]):
        return NO_VALUE
    return between(round(row["score_low"], 1), round(row["score_high"], 1), words, 1)


def level_name(level: str, words: Words) -> str:
    """Level I, Level II, or that nothing was observed."""
    return words.t(N("no observed contamination")) if level == "none" else words.t("Level {level}", level=level)


def steps(row: Mapping, words: Words, benchmark: float | None = None) -> tuple[list[str], list[list[str]], list[int]]:
    """Every step of one site's score with its inputs in words: headings, lines, numeric columns.

    From top to bottom the score can be computed again by hand; where inputs are missing in two columns, once with every
    missing input at its lowest and once at its highest. row: site_exposure and site_priority of the site. benchmark:
    [priorities] benchmark_mg_kg of the plan, where it has one.
    """
    t = words.t
    benchmark = soil_exposure.default_benchmark() if benchmark is None else benchmark
    most = float(soil_exposure.highest_people(np.array(row["population"], float)))
    unknown = t("not known")
    ends = ENDS if row["score_low"] < row["score_high"] else ENDS[:1]
    lines: list[list[str]] = []

    def people(name: str) -> str:
        known = not is_missing(row[name])
        return words.number(row[name]) if known else t("not known, 0 to {most}", most=words.number(most))

    def ring_value(name: str) -> str:
        counts = (0.0, most) if is_missing(row[name]) else (float(row[name]),) * 2
        low, high = (float(soil_exposure.look_up(name, np.array(count))) for count in counts)
        return between(low, high, words)

    def constant(name: str, decimals: int | None = None) -> str:
        return words.number(soil_exposure.constant(name), decimals)

    def add(name: str, how: str, kind: str, where: str | None = None, decimals: int | None = None) -> None:
        told = reference.row("soil_exposure", kind, name=where) if where else reference.row("soil_exposure", kind)
        if name in soil_exposure.FACTORS:
            label = f"{name} · {t(soil_exposure.FACTORS[name])}"
        else:
            label = t({"level": N("Contamination"), "score": N("Score"), "site_score": N("Site score")}[name])
        values = [row[f"{name}_{end}"] for end in ends]
        shown = [level_name(v, words) if isinstance(v, str) else words.number(v, decimals) for v in values]
        lines.append([label, how, *shown, reference.cited(told, words)])

    area = unknown
    if not is_missing(row["area_m2"]):
        area = t(
            "{area}, that is {feet} square feet",
            area=words.quantity(row["area_m2"], "m²", 0),
            feet=words.number(row["area_m2"] / soil_exposure.SQUARE_FOOT_M2, 0),
        )
    add("level", _observed(row, benchmark, words), "constant", "background_multiple")
    how = t("{value} where contamination is observed, else 0.", value=constant("likelihood_resident"))
    add("LE", how, "constant", "likelihood_resident")
    divisor = soil_exposure.divisors().get(row["source_kind"])
    how = t(
        "Area: {area}. Divided by {divisor} for what holds the mercury (Table 5-2), rounded; then by Table 2-6, "
        "{least} at least.",
        area=area,
        divisor=words.number(divisor) if divisor else unknown,
        least=constant("least_quantity"),
    )
    add("HWQ", how, "table", "quantity")
    toxicity = words.number(soil_exposure.toxicity())
    add("WC", t("Toxicity {toxicity} × HWQ, then by Table 2-7.", toxicity=toxicity), "table", "waste")
    how = t(
        "People within 61 m at or above the benchmark: {first}; below it: {second}. Where no sample reaches the "
        "benchmark all are at Level II. {high} where anyone is at Level I, else {low} where anyone is at Level II.",
        first=people("residents_level1"),
        second=people("residents_level2"),
        high=constant("individual_level1"),
        low=constant("individual_level2"),
    )
    add("RI", how, "constant", "individual_level1")
    how = t("People who work there: {people}; by Table 5-4.", people=people("workers"))
    add("WO", how, "table", "workers")
    answer = unknown if is_missing(row["has_resources"]) else t(N("yes")) if row["has_resources"] else t(N("no"))
    how = t(
        "{value} where the ground is farmed, grazed or forested for sale: {answer}.",
        value=constant("resources"),
        answer=answer,
    )
    add("RE", how, "constant", "resources")
    how = t(
        "RI + {first} for each person at Level I + {second} for each at Level II + WO + RE",
        first=constant("person_level1"),
        second=constant("person_level2"),
    )
    add("T", how, "constant", "person_level1")
    add("RT", "LE × WC × T", "constant", "score_divisor")
    access = unknown if is_missing(row["accessibility"]) else t(contract.label("accessibility", row["accessibility"]))
    add("AA", t("Access: {access}; by Table 5-6.", access=access), "attractiveness")
    add("AF", t("Area: {area}; by Table 5-7.", area=area), "table", "area")
    add("LE_n", t("AF and AA by Table 5-8; 0 where no contamination is observed."), "likelihood_nearby")
    rings = {name: people(name) for name in soil_exposure.RINGS}
    how = t(
        "1 where anyone lives within 400 m and nobody within 61 m. Within 400 m: {people}.",
        people=rings["nearby_0_400m"],
    )
    add("NI", how, "constant", "individual_nearby")
    how = t(
        "People within 400 m: {first}; 400 to 800 m: {second}; 800 to 1,600 m: {third}. Their values by Table 5-10: "
        "{value1} + {value2} + {value3}, divided by 10; from 1 up rounded.",
        **dict(zip(("first", "second", "third"), rings.values(), strict=True)),
        **{f"value{i}": ring_value(name) for i, name in enumerate(rings, start=1)},
    )
    add("PN", how, "table", "nearby_0_400m")
    add("T_n", "NI + PN", "constant", "individual_nearby")
    add("NT", t("LE_n × WC × T_n, rounded"), "constant", "score_divisor")
    how = t("(RT + NT) / {divisor}, {most} at most", divisor=constant("score_divisor"), most=constant("most_score"))
    add("score", how, "constant", "score_divisor", decimals=2)
    how = t(
        "Half the score: the root mean square over four pathways, of which soil alone is scored. High from {high}, "
        "medium from {medium}: these limits are ours.",
        high=constant("class_high", 1),
        medium=constant("class_medium"),
    )
    add("site_score", how, "constant", "class_high", decimals=2)
    values = [t("Value")] if len(ends) == 1 else [t("At the lowest"), t("At the highest")]
    return [t("Factor"), t("From what"), *values, t("Source")], lines, list(range(2, 2 + len(ends)))


def look_ups(words: Words) -> tuple[list[str], list[list[str]], list[int]]:
    """The tables that turn what is known of a site into factors: headings, lines, numeric columns."""
    t = words.t
    classes = {
        "quantity": N("HWQ, Table 2-6: by area / divisor"),
        "waste": N("WC, Table 2-7: by toxicity × HWQ"),
        "workers": N("WO, Table 5-4: by people who work there"),
        "area": N("AF, Table 5-7: by square feet"),
        "nearby_0_400m": N("PN, Table 5-10: by people within 400 m"),
        "nearby_400_800m": N("PN, Table 5-10: by people 400 to 800 m away"),
        "nearby_800_1600m": N("PN, Table 5-10: by people 800 to 1,600 m away"),
    }
    lines = [
        [t(label), _classes(reference.row("soil_exposure", "table", name=name), words)]
        for name, label in classes.items()
    ]
    named = {
        N("HWQ, Table 5-2: divisor by what holds the mercury"): ("source_kind", soil_exposure.divisors()),
        N("AA, Table 5-6: by access"): ("accessibility", soil_exposure.attractiveness()),
    }
    for label, (column, values) in named.items():
        told = [_gives(t(contract.label(column, code)), value, words) for code, value in values.items()]
        lines.append([t(label), " · ".join(told)])
    (likely,) = reference.rows("soil_exposure", "likelihood_nearby")
    for area, values in zip(likely["area"], likely["values"], strict=True):
        told = [
            _gives(f"AA {words.number(access)}", value, words)
            for access, value in zip(likely["attractiveness"], values, strict=True)
        ]
        lines.append([t("LE_n, Table 5-8: where AF is {area}", area=words.number(area)), " · ".join(told)])
    return [t("Factor"), t("Values")], lines, []


def _classes(row: Mapping, words: Words) -> str:
    """“up to 100: 5 · up to 1,000: 10 · more: 15”; `below` where a bound belongs to the class above it."""
    form = N("up to {bound}") if row["rule"] == "up_to" else N("below {bound}")
    bounds = [words.t(form, bound=words.number(bound)) for bound in row["bounds"]] + [words.t("more")]
    return " · ".join(_gives(bound, value, words) for bound, value in zip(bounds, row["values"], strict=True))


def _gives(what: str, value: float, words: Words) -> str:
    return words.t("{what}: {value}", what=what, value=words.number(value))


def _observed(row: Mapping, benchmark: float, words: Words) -> str:
    """What the soil samples say, beside the background and the benchmark."""
    t = words.t
    if not row["soil_samples_count"]:
        return t("No soil sample that can be used, so everything from no contamination to Level I is possible.")
    said = []
    if not is_missing(row["soil_low"]):
        highest = words.quantity(row["soil_low"], "mg/kg")
        if row["soil_high"] != row["soil_low"]:
            most = t("more") if np.isinf(row["soil_high"]) else words.quantity(row["soil_high"], "mg/kg")
            highest = t("{low} to {high}", low=highest, high=most)
        said.append(t("Highest soil sample: {value} dry weight.", value=highest))
    if row["soil_below_lod_count"]:
        limit = t("any height") if np.isinf(row["soil_lod"]) else words.quantity(row["soil_lod"], "mg/kg")
        forms = (
            N("{count} soil sample lies below its limit of detection (up to {limit})."),
            N("{count} soil samples lie below their limit of detection (up to {limit})."),
        )
        said.append(words.plural(*forms, row["soil_below_lod_count"], limit=limit))
    if is_missing(row["background_mg_kg"]):
        said.append(t("The background is not known; a sample at the benchmark or above counts all the same."))
    else:
        said.append(
            t(
                "Background: {background}, three times that: {least}.",
                background=words.quantity(row["background_mg_kg"], "mg/kg"),
                least=words.quantity(3 * row["background_mg_kg"], "mg/kg"),
            )
        )
    said.append(t("Benchmark: {benchmark}.", benchmark=words.quantity(benchmark, "mg/kg")))
    said.append(t("Level I: at or above the benchmark; Level II: contaminated, but below it."))
    return " ".join(said)


def matrix_sentence(row: Mapping, words: Words) -> str:
    """What the second opinion says of one site: its score as a range, and the pathway that decides."""
    score = between(row["matrix_low"], row["matrix_high"], words)
    if is_missing(row["matrix_path"]):
        return words.t("Simple matrix: {score} of 27; no pathway reaches anyone.", score=score)
    return words.t(
        "Simple matrix (hazard × pathway × people): {score} of 27; the worst pathway is: {path}.",
        score=score,
        path=words.t(risk_matrix.PATHWAYS[row["matrix_path"]]),
    )


def agreement_sentence(rows: pd.DataFrame, words: Words) -> str:
    """Whether the order of the sites depends on the method; rows: score_low, score_high, matrix_low, matrix_high."""
    rows = rows.dropna(subset=["score_low", "matrix_low"])
    score, matrix = ((rows[f"{name}_low"].to_numpy(), rows[f"{name}_high"].to_numpy()) for name in ("score", "matrix"))
    found = risk_matrix.agreement(score, matrix)
    if found.tau is None:
        return words.t("Too few sites differ to tell whether the order depends on the method.")
    return words.t(
        "The score and a simple matrix agree with a rank correlation (Kendall’s tau) of {tau}; of the first {top} "
        "sites of one, {shared} are among the first {top} of the other. Where they part, the order depends on the "
        "method.",
        tau=words.number(found.tau, 2),
        top=words.number(found.top),
        shared=words.number(found.top_shared),
    )
