"""Measurements: what was measured, how it spreads, how much lies above a reference value.

The rows come from the queries measurement_*, as counts of equal results. Statistics are those of methods/censored.py,
what may be compared is said by methods/guidance.py.
"""

from collections.abc import Iterator, Mapping
from functools import partial

import pandas as pd

from nap.figures import measurements as charts
from nap.language.texts import NO_VALUE, N, Words, is_missing
from nap.methods import censored, guidance
from nap.methods.guidance import Guidance
from nap.pack import contract
from nap.topics.ask import Ask, Question
from nap.topics.blocks import Block, Cells, Figure, Lead, Missing, Notice, Remark, Section, Table
from nap.topics.provenance import nothing_sentence
from nap.topics.rows import Rows

QUESTION = N("How much mercury was measured where, and how much of it lies above a reference value?")
TABLES = ("sample",)
NO_REFERENCE = "none"  # code of the choice to compare with nothing
PERCENTILES = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}
MOST_POINTS = 1500  # drawn one by one; of more only how they spread
MOST_PLACES = 20  # in the picture; the table holds all
SOLIDS = ("soil", "sediment", "fish")  # of which dry and wet weight differ
NO_POINTS = pd.DataFrame({"year": [], "code": [], "upper": [], "is_below_lod": [], "n": []})
HEADINGS = {
    "label": N("Group"),
    "n": N("Measurements"),
    "below_count": N("Below the limit of detection"),
    "p10": N("Percentile 10"),
    "p25": N("Percentile 25"),
    "median": N("Median"),
    "p75": N("Percentile 75"),
    "p90": N("Percentile 90"),
    "median_is_limit": N("Median below the limit given"),
    "highest": N("Highest detected"),
    "above": N("Above the reference (%)"),
    "above_low": N("Above: lower end of the interval (%)"),
    "above_high": N("Above: upper end of the interval (%)"),
    "above_least": N("Above for sure (%)"),
    "above_most": N("Above at most (%)"),
    "above_untold": N("Non-detects that may lie above"),
}
UNCONFIRMED = N("not confirmed in a source")


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """How much mercury was measured where, and how much of it lies above a reference value?"""
    yield Missing("no-samples", tables=TABLES)
    if data.lacks(*TABLES):
        return
    rows = data.rows("measurement_forms")
    if rows.empty:
        yield Notice("nothing", nothing_sentence(data, words))
        return
    measured = Question("measured", words.t("What was measured"), forms(rows, words))
    form = next(row for row in rows.to_dict("records") if form_code(row) == ask.answer(measured))
    own = {name: form[name] for name in ("matrix", "species", "basis")}
    known = guidance.values(data.plan)
    compared = reference_question(own, known, words)
    reference = known.get(ask.answer(compared) or "")  # a country without a reference value compares with none
    sizes = data.rows("measurement_sizes", **own, limit=reference.value if reference else None)
    whole = groups(sizes, "all", reference, words).iloc[0].to_dict()
    yield Lead("measured", sentence(form, whole, data.place_name(), reference, words))
    for number, remark in enumerate(remarks(form, whole, reference, words), 1):
        yield Remark(f"remark-{number}", remark)
    ask.together([measured])
    ask.together([compared])
    yield from spread(form["unit"], own, sizes, whole, reference, ask, data, words)
    yield Section("ways", "", partial(ways, sizes, form["unit"], reference, ask, words))
    if table := conflicts_table(form["matrix"], known, words, reference):
        yield Section(
            "conflicts",
            words.t("Where bodies give different values"),
            partial(conflicts, table, known, ask, words),
            words.t("They are not averaged; the choice is the country’s."),
        )


def reference_question(own: Mapping[str, str], known: dict[str, Guidance], words: Words) -> Question:
    """Which reference value is compared with, of those that may be; usually the one used for these measurements.

    own: matrix, species and basis.
    """
    usual = guidance.default(**own, known=known)
    options = references(guidance.comparable(**own, known=known), words)
    return Question("reference", words.t("Reference value"), options, usual.code if usual else NO_REFERENCE)


def spread(
    unit: str,
    own: Mapping[str, str],
    sizes: pd.DataFrame,
    whole: dict,
    reference: Guidance | None,
    ask: Ask,
    data: Rows,
    words: Words,
) -> Iterator[Block]:
    """How the measurements of one matrix, form and basis (`own`) spread by year and by place, and its table.

    sizes: measurement_sizes. whole: the row of `groups` for all.
    """
    t = words.t
    years, places = (groups(sizes, part, reference, words) for part in ("year", "place"))
    points = data.rows("measurement_points", **own) if whole["n"] <= MOST_POINTS else NO_POINTS
    shared = {
        "args": (unit, points, limit_line(reference, words)),
        "tables": TABLES,
        "unit": unit,
        "n": whole["n"],
        "labels": headings(words),
    }
    yield Figure(
        "years",
        charts.over_years,
        years,
        title=t("By year"),
        about=t("Logarithmic scale. What lies below a limit of detection is drawn at that limit."),
        name="measurement-years",
        **shared,
    )
    if len(places) < 2:
        yield Table("years-table", *years_table(years, unit, reference, words), tables=TABLES, n=whole["n"])
        return
    top = places.head(MOST_PLACES)
    yield Figure("places", charts.by_place, top, title=t("By place"), name="measurement-places", **shared)
    yield Section("places-list", "", partial(list_of_places, places, unit, reference, ask, words))


def list_of_places(
    places: pd.DataFrame, unit: str, reference: Guidance | None, ask: Ask, words: Words
) -> Iterator[Block]:
    """Every place, a part of the list at a time. places: of `groups`."""
    shown = ask.part(places, "places", words.t("Places, those with most measurements first"), size=10)
    cells = places_table(shown, unit, reference, words)
    yield Table("places-table", *cells, tables=TABLES, n=places["n"].sum())


def ways(sizes: pd.DataFrame, unit: str, reference: Guidance | None, ask: Ask, words: Words) -> Iterator[Block]:
    """On request, what other ways to take non-detects would say. sizes: measurement_sizes."""
    if ask.toggle("ways", words.t("Show what other ways to take non-detects would say")):
        yield Table("ways-table", *ways_table(sizes, unit, reference, words), tables=TABLES)


def conflicts(table: tuple, known: dict[str, Guidance], ask: Ask, words: Words) -> Iterator[Block]:
    """Where bodies differ on what was measured, and on request every question on which they differ.

    table: of `conflicts_table`.
    """
    yield Table("conflicts-here", *table)
    if not ask.toggle("conflicts", words.t("Show every question on which bodies differ, people included")):
        return
    for matrix in guidance.matrices(known):
        if every := conflicts_table(matrix, known, words):
            yield Table(f"conflicts-{matrix}".replace("_", "-"), *every)


# --- what may be chosen ------------------------------------------------------------------------------------------


def form_code(row: dict) -> str:
    """What stands in the link for one matrix, form and basis."""
    return f"{row['matrix']}.{row['species']}.{row['basis']}"


def form_name(matrix: str, species: str, basis: str, words: Words) -> str:
    """“Fish · Total mercury · Wet weight”; that the basis is not said is said."""
    parts = [words.t(contract.label("matrix", matrix)), words.t(contract.label("species", species))]
    if basis != "none":
        parts.append(words.t(contract.label("basis", basis)))
    elif matrix in SOLIDS:
        parts.append(words.t("basis not stated"))
    return " · ".join(parts)


def forms(rows: pd.DataFrame, words: Words) -> dict[str, str]:
    """Code -> name with the number of results, of what was measured; rows of measurement_forms."""
    return {
        form_code(row): words.t(
            "{what} ({count})",
            what=form_name(row["matrix"], row["species"], row["basis"], words),
            count=words.number(row["results_count"]),
        )
        for row in rows.to_dict("records")
    }


def reference_name(one: Guidance, words: Words) -> str:
    """“0.5 mg/kg · EU, Regulation 2023/915 · Fish in general”, and whether it is unconfirmed."""
    parts = [words.quantity(one.value, one.unit), one.body, purpose(one, words)]
    return " · ".join(parts if one.is_verified else [*parts, words.t(UNCONFIRMED)])


def purpose(one: Guidance, words: Words) -> str:
    """What a reference value is for, in the reader's language; a country's own text as it gives it."""
    return words.t(one.purpose) if isinstance(one.purpose, str) else words.in_language(one.purpose)


def references(found: list[Guidance], words: Words) -> dict[str, str]:
    """Code -> name of the values that may be compared, and of none."""
    return {one.code: reference_name(one, words) for one in found} | {
        NO_REFERENCE: words.t("Compare with no reference value")
    }


# --- how they spread ---------------------------------------------------------------------------------------------


def groups(sizes: pd.DataFrame, part: str, reference: Guidance | None, words: Words) -> pd.DataFrame:
    """One row for each place or year (part `place`, `year`), or for all: percentiles and what lies above the reference.

    Columns code, label, year, n, below_count, p10, p25, median, p75, p90 (a limit of detection where it is among the
    non-detects), median_is_limit, highest detected; above, above_low, above_high, above_least, above_most, above_untold
    as in censored.Exceedance, in % but the last (null without reference).
    """
    own = sizes[sizes["part"] == part]
    key = {"place": "code", "year": "year", "all": "part"}[part]
    rows = []
    for code, one in own.groupby(key, dropna=False, sort=False):
        measured = censored.of(one)
        found = {name: censored.quantile(measured, share) for name, share in PERCENTILES.items()}
        ends = {name: q.below if q.value is None else q.value for name, q in found.items()}
        detected = measured.upper[~measured.below]
        above = censored.exceedance(measured, reference.value) if reference else None
        rows.append(
            {
                "code": None if is_missing(code) else str(code),
                "label": _label(part, code, one["name"].iloc[0], words),
                "year": code if part == "year" else None,
                "n": measured.n,
                "below_count": measured.below_count,
                **ends,
                "median_is_limit": found["median"].value is None and found["median"].below is not None,
                "highest": float(detected.max()) if len(detected) else None,
                **_percentages(above),
            }
        )
    columns = ["code", "label", "year", "n", "below_count", *PERCENTILES, "median_is_limit", "highest"]
    frame = pd.DataFrame(rows, columns=[*columns, *_percentages(None)])
    return frame.sort_values("year" if part == "year" else "n", ascending=part == "year", ignore_index=True)


def _percentages(found: censored.Exceedance | None) -> dict:
    shares = {"above": "share", **{f"above_{name}": name for name in ("low", "high", "least", "most")}}
    said = {column: None if found is None else getattr(found, name) for column, name in shares.items()}
    percent = {column: None if share is None else 100 * share for column, share in said.items()}
    return percent | {"above_untold": found.untold if found else None}


def _label(part: str, code, name, words: Words) -> str:
    if part == "year":
        return words.t("Without a date") if is_missing(code) else str(int(code))
    return words.t("Place not told more closely") if is_missing(name) else name


# --- in words ----------------------------------------------------------------------------------------------------


def sentence(form: dict, whole: dict, place: str, reference: Guidance | None, words: Words) -> str:
    """What was measured, how much of it lies below a limit of detection, its median, and the share above the reference.

    form: a row of measurement_forms. whole: the row of `groups` for all.
    """
    t, n = words.t, whole["n"]
    said = [
        words.plural(
            "{place}, {years}, {what}: **{count}** measurement ({below}).",
            "{place}, {years}, {what}: **{count}** measurements ({below}).",
            n,
            place=place,
            years=_years(form, words),
            what=form_name(form["matrix"], form["species"], form["basis"], words),
            below=_below(whole, words),
        )
    ]
    if n < censored.FEWEST:
        said.append(t("Fewer than {fewest} measurements: no median is given.", fewest=censored.FEWEST))
    elif whole["median_is_limit"]:
        limit = words.quantity(whole["median"], form["unit"])
        said.append(
            t("At least half of them lie below what the laboratory can detect (below **{limit}**).", limit=limit)
        )
    else:
        said.append(t("The median is **{median}**.", median=words.quantity(whole["median"], form["unit"])))
    if reference:
        said.append(_above(whole, reference, words))
    return " ".join(said)


def _below(whole: dict, words: Words) -> str:
    if not whole["below_count"]:
        return words.t("none below a limit of detection")
    share = _percent(100 * whole["below_count"] / whole["n"], words)
    return words.t("{share} below a limit of detection", share=share)


def _above(whole: dict, reference: Guidance, words: Words) -> str:
    named = {"value": words.quantity(reference.value, reference.unit), "body": reference.body}
    if is_missing(whole["above"]):
        return words.t(
            "Whether they lie above the reference value {value} of {body} **cannot be told**: "
            "the limits of detection are higher.",
            **named,
        )
    return words.t(
        "**{share}** lie above the reference value {value} of {body}; 95\u00a0% interval: {low} to {high}.",
        share=_percent(whole["above"], words),
        **_interval(whole, words),
        **named,
    )


def _percent(share_pct: float, words: Words) -> str:
    return words.percent(share_pct, 0 if share_pct >= 10 or share_pct == 0 else 1)


def _interval(row: dict, words: Words) -> dict[str, str]:
    """The ends of the interval: whole numbers, with a decimal where they would be the same."""
    decimals = 0 if row["above_high"] - row["above_low"] >= 2 else 1
    low = words.number(row["above_low"], decimals if row["above_low"] else 0)
    return {"low": low, "high": words.percent(row["above_high"], decimals)}


def _years(form: dict, words: Words) -> str:
    if is_missing(form["first_year"]):
        return words.t("undated")
    first, last = int(form["first_year"]), int(form["last_year"])
    return str(first) if first == last else f"{first}–{last}"


def remarks(form: dict, whole: dict, reference: Guidance | None, words: Words) -> list[str]:
    """What to mind: the form and basis compared, an unconfirmed reference, limits above it, results without a date."""
    said = []
    if reference:
        for text, codes in guidance.remarks(form["species"], form["basis"], reference):
            labels = {
                name: contract.label("basis" if name == "basis" else "species", code) for name, code in codes.items()
            }
            named = {
                name: words.t(label) if name == "measured" else _inside(words.t(label))
                for name, label in labels.items()
            }
            said.append(words.t(text, **named))
        if not reference.is_verified:
            said.append(words.t("The reference value is from general knowledge, not confirmed in a source."))
        if reference.note:
            said.append(words.t(reference.note))
        if untold := whole["above_untold"]:
            said.append(
                words.plural(
                    "Of {count} non-detect it cannot be told whether it lies above, as its limit of detection does: "
                    "between {least} and {most} of all may lie above.",
                    "Of {count} non-detects it cannot be told whether they lie above, as their limits of detection do: "
                    "between {least} and {most} of all may lie above.",
                    untold,
                    least=_percent(whole["above_least"], words),
                    most=_percent(whole["above_most"], words),
                )
            )
    said.append(
        words.t("Samples are taken where somebody looks, often at the worst places: this is no share of all there is.")
    )
    if form["pooled_count"]:
        said.append(
            words.plural(
                "{count} of these results stands for several specimens; it counts once.",
                "{count} of these results stand for several specimens each; each counts once.",
                form["pooled_count"],
            )
        )
    if form["undated_count"]:
        said.append(
            words.plural(
                "{count} measurement has no date and is counted whatever years are chosen.",
                "{count} measurements have no date and are counted whatever years are chosen.",
                form["undated_count"],
            )
        )
    return said


def _inside(label: str) -> str:
    """A label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]


def headings(words: Words) -> dict[str, str]:
    """Headings of the columns of `groups`, to take away."""
    return {name: words.t(text) for name, text in HEADINGS.items()}


def limit_line(reference: Guidance | None, words: Words) -> tuple[float, str] | None:
    """The reference as a chart draws it: its value, and value with body as its name."""
    if reference is None:
        return None
    return reference.value, f"{words.quantity(reference.value, reference.unit)} · {reference.body}"


# --- tables ------------------------------------------------------------------------------------------------------


def _parts_table(rows: pd.DataFrame, first: str, unit: str, reference: Guidance | None, words: Words) -> Cells:
    t = words.t
    headings = [
        first,
        t("Measurements"),
        t("Below the limit of detection"),
        t("Median ({unit})", unit=unit),
        t("Highest ({unit})", unit=unit),
    ]
    if reference:
        value = words.quantity(reference.value, reference.unit)
        headings += [t("Above {value}", value=value), t("95\u00a0% interval")]
    lines = []
    for row in rows.to_dict("records"):
        line = [
            row["label"],
            words.number(row["n"]),
            words.percent(100 * row["below_count"] / row["n"], 0),
            _median(row, words),
            words.number(row["highest"]),
        ]
        if reference:
            line.append(t("cannot be told") if is_missing(row["above"]) else _percent(row["above"], words))
            line.append(t("{low} to {high}", **_interval(row, words)))
        lines.append(line)
    return headings, lines, list(range(1, len(headings)))


def _median(row: dict, words: Words) -> str:
    if row["n"] < censored.FEWEST:
        return NO_VALUE
    return ("< " if row["median_is_limit"] else "") + words.number(row["median"])


def places_table(rows: pd.DataFrame, unit: str, reference: Guidance | None, words: Words) -> Cells:
    """The table by place."""
    return _parts_table(rows, words.t("Place"), unit, reference, words)


def years_table(rows: pd.DataFrame, unit: str, reference: Guidance | None, words: Words) -> Cells:
    """The table by year."""
    return _parts_table(rows, words.t("Year"), unit, reference, words)


def ways_table(sizes: pd.DataFrame, unit: str, reference: Guidance | None, words: Words) -> Cells:
    """What Kaplan and Meier say, and what substitution would say instead."""
    t, level, measured = words.t, reference.value if reference else None, censored.of(sizes[sizes["part"] == "all"])
    named = {0.0: N("Non-detects as 0"), 0.5: N("Non-detects as half the limit"), 1.0: N("Non-detects as the limit")}
    found = [censored.quantile(measured, share) for share in (0.5, 0.9)]
    above = None if level is None else censored.exceedance(measured, level)
    told = ["< " + words.number(q.below) if q.value is None and q.below else words.number(q.value) for q in found]
    share = NO_VALUE if above is None or above.share is None else _percent(100 * above.share, words)
    lines = [[t("Kaplan-Meier (used here)"), NO_VALUE, *told, share]]
    for factor in censored.SUBSTITUTES:
        each = censored.substituted(measured, factor, level)
        share = NO_VALUE if each.share_above is None else _percent(100 * each.share_above, words)
        numbers = [words.number(value) for value in (each.mean, each.median, each.p90)]
        lines.append([t(named[factor]), *numbers, share])
    headings = [
        t("How non-detects are taken"),
        t("Mean ({unit})", unit=unit),
        t("Median ({unit})", unit=unit),
        t("9 of 10 do not exceed ({unit})", unit=unit),
        t("Above the reference"),
    ]
    return headings, lines, [1, 2, 3, 4]


def conflicts_table(matrix: str, known: dict[str, Guidance], words: Words, reference: Guidance | None = None):
    """Headings, lines, numeric columns and caption of the questions that bodies answer differently; None if none.

    reference: only the question it answers, where it answers one.
    """
    t, found = words.t, guidance.conflicts(matrix, known)
    if reference and reference.question in found:
        found = {reference.question: found[reference.question]}
    lines = []
    for question, values in found.items():
        for one in values:
            status = t("read in a source") if one.is_verified else t(UNCONFIRMED)
            body = one.body if one.year is None or str(one.year) in one.body else f"{one.body}, {one.year}"
            form, asked = t(contract.label("species", one.species)), t(guidance.QUESTIONS[question])
            lines.append([asked, words.quantity(one.value, one.unit), form, body, purpose(one, words), status])
    if not lines:
        return None
    headings = [t("Question"), t("Value"), t("Form of mercury"), t("Body"), t("For what"), t("Known from")]
    if len(found) > 1:
        return headings, lines, [1], t(contract.label("matrix", matrix))
    return headings[1:], [line[1:] for line in lines], [0], lines[0][0]
