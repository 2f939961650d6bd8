"""One contaminated site opened: how its mercury may reach people, its score by hand, its samples, its steps.

The rows come from the queries contaminated_site_card, contaminated_samples, contaminated_history and
contaminated_neighbours. Pictures stand in figures/contaminated.py, the steps of the score in site_score.py, the whole
register in contaminated.py.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import pandas as pd

from nap.figures import contaminated as charts
from nap.language.texts import NO_VALUE, N, Words
from nap.methods import censored, contamination, guidance
from nap.methods.soil_exposure import CLASSES, MEASUREMENTS
from nap.pack import contract
from nap.topics import hazard_quotients, judgement, site_score
from nap.topics.ask import Ask
from nap.topics.blocks import (
    Beside,
    Block,
    Cells,
    Figure,
    Files,
    Fold,
    Lead,
    Pairs,
    Remark,
    Section,
    sections,
)
from nap.topics.rows import Rows, records

PEOPLE = {
    "residents_level1": N("Living or learning within 61 m, at or above the benchmark"),
    "residents_level2": N("Living or learning within 61 m, below the benchmark"),
    "workers": N("Working there"),
    "nearby_0_400m": N("Living or learning within 400 m"),
    "nearby_400_800m": N("400 to 800 m away"),
    "nearby_800_1600m": N("800 to 1,600 m away"),
}
WAYS = {  # matrix -> the way by which mercury reaches people
    "soil": N("Soil and dust, by hand and mouth"),
    "sediment": N("Sediment of streams and ponds"),
    "surface_water": N("Surface water"),
    "drinking_water": N("Drinking water"),
    "fish": N("Fish that people eat"),
    "air": N("Vapour in the air"),
}
# What has to be there before a step may begin. Our wording: the guidance on the management of contaminated sites
# (UNEP/MC/COP.3/8/Rev.1) names the way from identification to remediation, the Canadian federal programme the steps.
NEEDS = {
    2: N(
        "Find out who worked here, when and with how much mercury, and where the tailings went: records, interviews,"
        " old images."
    ),
    3: N(
        "Take first samples of soil and tailings, and one of untouched soil nearby, with a limit of detection"
        " below the reference value."
    ),
    4: N("Give what the score asks for: area, access, people on the property and within 1.6 km; then classify."),
    5: N("Sample how far and how deep the mercury reaches, and water, sediment, fish and air where people meet them."),
    6: N("Have a specialist judge the risk to people and nature with the new samples, and classify again."),
    7: N(
        "Compare ways to act, with costs and benefits; hear those who live there; name who answers for it and who pays."
    ),
    8: N("Secure the money and a contractor; plan where the waste goes and how workers are protected."),
    9: N("Finish the works, then sample again where they were done, and compare with the reference values."),
    10: N("Put the measurements taken after the works on record: without them no site may be closed."),
}
AFTER_CLOSURE = N("Go on measuring, and open the site again where values rise.")
ABOUT_NEEDS = N(
    "What a step needs is our wording; the way from suspicion to closure follows the Convention's guidance on"
    " contaminated sites (UNEP/MC/COP.3/8/Rev.1), the names of the ten steps the Canadian federal programme."
)
AROUND, STRIP = N("Where samples were taken"), N("Measurements against reference values")
ABOUT_STRIP = N(
    "Each mark is one measurement; a hollow triangle stands at the limit of detection of a sample in which no"
    " mercury was found. Samples of another form or basis than the reference value are compared with care."
)
NO_SAMPLES = N("No sample of soil, water, fish or air has been taken here.")
SOURCES = {  # id of a table -> the tables it is made from
    "ways": ("contaminated_site", "sample"),
    "factors": ("contaminated_site", "sample"),
    "history": ("contaminated_site_stage",),
    "neighbours": ("contaminated_site",),
    "indices": ("contaminated_site", "sample"),
    "quotients": ("sample",),
}
FRAMES = ("samples", "history", "neighbours")  # what is asked of one site beside its card: contaminated_<name>
MOST_LIMITS = 6  # reference values with a line of their own in the strip; of more the others share one
TO_TAKE = N("The score step by step to take away; the workbook holds the tables, measurements and steps too.")
NO_RIVERS = N("The plan brings no layer of rivers, so how far the next water is cannot be told.")


def opened_site(it: dict, ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """One site, in the place of the register. it: a row of contaminated_site_card."""
    code = it["contaminated_site_code"]
    ask.choose("csite", code)
    ask.back(words.t("← Back to the register"), "csite")
    frames = with_screening_note((data.rows(f"contaminated_{name}", csite=code) for name in FRAMES), words)
    title = words.text(it, "name")
    yield Section("site", title, partial(whole_site, it, frames, ask, data, words), redraws_page=True)


def whole_site(it: dict, frames: list[pd.DataFrame], ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """What stands below the name of a site. frames: rows of contaminated_samples, _history and _neighbours."""
    t, plan = words.t, data.plan
    samples, history, neighbours = frames
    yield Lead("where-it-stands", sentence(it, words))
    yield Remark("judged-on", judgement.judged_sentence(data.judged_on("contaminated_site"), words))
    opening = partial(sections, opening_sections(it, samples, words), SOURCES)
    yield Beside("opening", (opening, partial(facts_and_picture, it, samples, words)), (3, 2))
    if not samples.empty:
        yield Section("measured", "", partial(measurements_strip, samples, plan, ask, words))
    yield from sections(detail_sections(it, history, neighbours, plan, words), SOURCES)
    yield from sections(working_sections(it, samples, words), SOURCES, Fold)
    yield Files("score", factors_sheet(it, plan, words), workbook(it, samples, history, plan, words), t(TO_TAKE))


def facts_and_picture(it: dict, samples: pd.DataFrame, words: Words) -> Iterator[Block]:
    """What is known of a site as a whole, and where it was sampled. samples: contaminated_samples."""
    t = words.t
    caption = t("What is known ({code})", code=it["contaminated_site_code"])
    yield Pairs("facts", facts_pairs(it, words), caption, tables=("contaminated_site",))
    yield Figure(
        "around",
        charts.around,
        samples,
        title=t(AROUND),
        empty=t(NO_SAMPLES),
        tables=("sample",),
        n=len(samples),
    )


def measurements_strip(samples: pd.DataFrame, plan: Mapping, ask: Ask, words: Words) -> Iterator[Block]:
    """The measurements of one matrix beside reference values. samples: contaminated_samples, at least one."""
    t = words.t
    matrix = ask.choice("cmatrix", t("What was sampled"), matrix_choices(samples, words))
    own = samples[samples["matrix"] == matrix]
    yield Figure(
        "strip",
        charts.strip,
        own,
        (limit_lines(own, plan, words),),
        title=t(STRIP),
        about=t(ABOUT_STRIP),
        tables=("sample",),
        n=len(own),
    )


def opening_sections(it: dict, samples: pd.DataFrame, words: Words) -> list[tuple[str, str, Cells, str]]:
    """What stands first: what comes next, and how mercury may reach people; each as id, title, table, note."""
    t = words.t
    return [
        ("next-step", t("What comes next"), next_step_table(it, samples, words), t(ABOUT_NEEDS)),
        ("ways", t("How mercury may reach people"), ways_table(it, samples, words), ""),
    ]


def detail_sections(
    it: dict, history: pd.DataFrame, neighbours: pd.DataFrame, plan: Mapping, words: Words
) -> list[tuple[str, str, Cells, str]]:
    """The score by hand, the steps, the neighbours; each as id, title, table, note.

    history: contaminated_history. neighbours: contaminated_neighbours.
    """
    t = words.t
    score = f"{site_score.matrix_sentence(it, words)} {t(site_score.NOTE)}"
    near = near_table(neighbours, words)
    return [
        ("factors", t("The score, step by step"), factors_table(it, plan, words), score),
        ("history", t("History of steps"), history_table(history, words), steps_note(history, words)),
        ("neighbours", t("Other sites within 10\u00a0km"), near, near_note(it, neighbours, words)),
    ]


def working_sections(it: dict, samples: pd.DataFrame, words: Words) -> list[tuple[str, str, Cells, str]]:
    """What a specialist opens: the tables behind the score, the indices, the quotients; each as id, title, table,
    note."""
    t = words.t
    indices = indices_table(it, samples, words)
    quotients = hazard_quotients.quotients_table(samples, words)
    return [
        ("look-ups", t("The tables that the score looks up"), site_score.look_ups(words), t(site_score.NOTE)),
        ("indices", t("Soil and sediment beside the background"), indices, indices_note(it, words)),
        ("quotients", t(hazard_quotients.TITLE), quotients, t(hazard_quotients.NOTE)),
    ]


# --- what is known ------------------------------------------------------------------------------------------------


def with_screening_note(frames: Iterable[pd.DataFrame], words: Words) -> list[pd.DataFrame]:
    """The frames of a site, each row with what a rank is not: every file made of them says so."""
    return [frame.assign(**{words.t("Note"): words.t(site_score.NOTE)}) for frame in frames]


def sentence(it: dict, words: Words) -> str:
    """Where a site stands: class, rank and score with their ranges, why they are ranges, the step it has reached."""
    t = words.t
    said = t(
        "**{name}**: **rank {rank}** of {count}, score **{score}** of 100.",
        name=t(CLASSES[it["class"]]),
        rank=site_score.rank_text(it, words),
        count=words.number(it["ranked_count"]),
        score=site_score.score_text(it, words),
    )
    if it["class"] == "insufficient":
        said = t(
            "**Insufficient data**: with what is missing the score may be anything from {low} to {high} of 100,"
            " the rank {rank} of {count}.",
            low=words.number(round(it["score_low"], 1)),
            high=words.number(round(it["score_high"], 1)),
            rank=site_score.rank_text(it, words),
            count=words.number(it["ranked_count"]),
        )
    if it["most_valuable_missing"]:
        said += " " + t("To find out first: **{what}**.", what=t(MEASUREMENTS[it["most_valuable_missing"]]))
    elif it["rank_low"] < it["rank_high"]:
        said += " " + t("The score is exact; its rank is open as long as other sites lack data.")
    step = t(
        "Step **{step}** since {date}.",
        step=site_score.step_names(words)[str(it["stage"])],
        date=words.date(it["stage_date"]),
    )
    return f"{said} {step} {t(site_score.NOTE)}"


def facts_pairs(it: dict, words: Words) -> list[list[str]]:
    """What is known of one site, as pairs of heading and text; what is not known is a dash."""
    t = words.t
    where = ", ".join(name for name in (it["place_name"], it["above_name"]) if name)
    resources = {True: t("Yes"), False: t("No")}.get(it["has_resources"], NO_VALUE)
    lines = [
        [t("Place"), where or NO_VALUE],
        [t("Kind"), t(contract.label("source_kind", it["source_kind"]))],
        [t("Answers for it"), it["risk_owner"] or NO_VALUE],
        [t("Mining site"), it["site_name"] or NO_VALUE],
        [t("Area"), words.quantity(it["area_m2"], "m²", 0)],
        [t("Mercury in soil nearby, untouched"), words.quantity(it["background_mg_kg"], "mg/kg")],
        [t("Access"), t(contract.label("accessibility", it["accessibility"])) if it["accessibility"] else NO_VALUE],
        [t("Farmed, forested for timber or grazed"), resources],
        [t("Cost of remediation, estimated"), words.quantity(it["remediation_cost"], "US$", 0)],
    ]
    return lines


def ways_table(it: dict, rows: pd.DataFrame, words: Words) -> Cells:
    """How mercury may go from its source to people: source, each way, those who may be reached.

    it: contaminated_site_card. rows: contaminated_samples. A way nobody sampled is
    said to be not known, never to be closed.
    """
    t = words.t
    area = t("The area is unknown.")
    if it["area_m2"] is not None:
        area = t("Area: {area}.", area=words.quantity(it["area_m2"], "m²", 0))
    lines = [[t("Source"), t(contract.label("source_kind", it["source_kind"])), f"{area} {_soil(it, words)}"]]
    access = t("Access is unknown.")
    if it["accessibility"] is not None:
        access = t("Access: {access}.", access=t(contract.label("accessibility", it["accessibility"])))
    for matrix, way in WAYS.items():
        found = _found(rows[rows["matrix"] == matrix], words)
        if matrix == "soil":
            found = f"{access} {found}"
        lines.append([t("Way"), t(way), found])
    for name, label in PEOPLE.items():
        people = t("not counted yet") if it[name] is None else words.quantity(it[name], N("people"), 0)
        lines.append([t("People"), t(label), people])
    if it["population"] is not None:
        around = t("{place} as a whole", place=it["population_place_name"])
        lines.append([t("People"), around, words.quantity(it["population"], N("people"), 0)])
    lines.append([t("Rivers"), NO_VALUE, t(NO_RIVERS)])
    return [t("What"), t("Which"), t("What is known")], lines, []


def _soil(it: dict, words: Words) -> str:
    """What the soil samples of a site show, and whether it has been cleaned up since."""
    t = words.t
    if not it["soil_samples_count"]:
        said = t("No soil sample has been taken.")
    elif it["soil_low"] is None:
        said = words.plural(
            "Mercury was not detected in its {count} soil sample.",
            "Mercury was not detected in any of its {count} soil samples.",
            it["soil_samples_count"],
        )
    else:
        said = words.plural(
            "{count} soil sample: {value}.",
            "{count} soil samples, the highest {value}.",
            it["soil_samples_count"],
            value=words.quantity(it["soil_low"], "mg/kg"),
        )
    if it["cleaned_on"] is not None:
        said += " " + t(
            "Samples before the confirmatory sampling of {date} do not count.", date=words.date(it["cleaned_on"])
        )
    return said


def _found(rows: pd.DataFrame, words: Words) -> str:
    """What was found in one matrix, in sentences: how many samples, up to what, how many above the reference value."""
    if rows.empty:
        return words.t("No sample was taken, so it is unknown.")
    detected = rows[rows["value"].notna()]
    if detected.empty:
        return words.plural(
            "Mercury was not detected in the {count} sample.",
            "Mercury was not detected in any of the {count} samples.",
            len(rows),
        )
    top = detected.loc[detected["value"].idxmax()]
    said = words.plural(
        "{count} sample: {value}.",
        "{count} samples, the highest {value}.",
        len(rows),
        value=words.quantity(top["value"], top["unit"]),
    )
    compared = detected[detected["reference_value"].notna()]
    if len(compared):
        above = int((compared["value"] > compared["reference_value"]).sum())
        exceeding = words.plural(
            "{count} is above the reference value.", "{count} are above the reference value.", above
        )
        said += " " + (exceeding if above else words.t("None is above the reference value."))
    return said


# --- the score, by hand -------------------------------------------------------------------------------------------


def factors_table(it: dict, plan: Mapping, words: Words) -> Cells:
    """Every factor of the score with what it is made from, so that it can be computed again by hand."""
    return site_score.steps(it, words, plan.get("priorities", {}).get("benchmark_mg_kg"))


def missing_pairs(it: dict, words: Words) -> list[list[str]]:
    """What is missing for an exact score, and which single measurement would narrow the rank most; as pairs."""
    t = words.t
    names = [t(MEASUREMENTS[code]) for code in ([] if it["missing"] is None else it["missing"])]
    if not names:
        return [[t("Missing for an exact score"), t("Nothing: the score is exact.")]]
    lines = [[t("Missing for an exact score"), " · ".join(names)]]
    if it["most_valuable_missing"]:
        lines.append([t("Would narrow the rank most"), t(MEASUREMENTS[it["most_valuable_missing"]])])
    return lines


def factors_sheet(it: dict, plan: Mapping, words: Words) -> pd.DataFrame:
    """The table of factors to take away; it says in every row what a rank is not."""
    headings, lines, _ = factors_table(it, plan, words)
    return pd.DataFrame(lines, columns=headings).assign(**{words.t("Note"): words.t(site_score.NOTE)})


def workbook(
    it: dict, rows: pd.DataFrame, history: pd.DataFrame, plan: Mapping, words: Words
) -> dict[str, pd.DataFrame]:
    """Sheets of one site to take away: the steps of its score, its measurements, its history."""
    note = {words.t("Note"): words.t(site_score.NOTE)}
    return {
        words.t("Score"): factors_sheet(it, plan, words),
        words.t("Tables"): pd.DataFrame(site_score.look_ups(words)[1], columns=site_score.look_ups(words)[0]).assign(
            **note
        ),
        words.t("Measurements"): words.fold_translations(rows).assign(**note),
        words.t("History of steps"): words.fold_translations(history).assign(**note),
    }


# --- indices ------------------------------------------------------------------------------------------------------


def indices_table(it: dict, rows: pd.DataFrame, words: Words) -> Cells:
    """How contaminated soil and sediment are beside the background of the site: the median, non-detects counted in,
    and the highest.

    rows: contaminated_samples. Headings, rows, numeric columns; no row without a background or a detected sample.
    Total mercury by dry weight alone is compared, as the background is; a result for several specimens counts once.
    """
    t, lines = words.t, []
    background = it["background_mg_kg"]
    for matrix in ("soil", "sediment"):
        fits = (rows["matrix"] == matrix) & (rows["basis"] == "dry") & (rows["species"] == "total")
        own = rows[fits & rows["upper"].notna()]
        if background is None or own["value"].notna().sum() == 0:
            continue
        median = censored.quantile(censored.of(own.assign(count=1)), 0.5).value
        for name, value in ((t("median"), median), (t("highest"), own["value"].max())):
            if value is None:
                continue
            line = [f"{t(contract.label('matrix', matrix))}, {name}", words.quantity(float(value), "mg/kg")]
            for code, compute in contamination.INDICES.items():
                found = compute(value, background)
                kind = contamination.class_of(code, [found])[0]
                line.append(
                    f"{words.number(round(float(found), 2))} ({t(contamination.CLASSES[kind])})" if kind else NO_VALUE
                )
            lines.append(line)
    titles = [t(contamination.FORMULAS[code].title) for code in contamination.INDICES]
    return [t("What"), t("Measured"), *titles], lines, []


def indices_note(it: dict, words: Words) -> str:
    """The formulas of the indices and the background they are held against."""
    if it["background_mg_kg"] is None:
        return words.t("Mercury in untouched soil nearby has not been measured, so this cannot be told.")
    formulas = " · ".join(contamination.FORMULAS[code].formula for code in contamination.INDICES)
    return words.t(
        "How far what was measured (C) lies above untouched soil nearby (B, {background}), on three scales: {formulas}."
        " Sediment is held against the same B. None of them tells of harm to people.",
        formulas=formulas,
        background=words.quantity(it["background_mg_kg"], "mg/kg"),
    )


# --- samples ------------------------------------------------------------------------------------------------------


def matrix_choices(rows: pd.DataFrame, words: Words) -> dict[str, str]:
    """What was measured at a site, the most often measured first: code -> name and number of measurements."""
    count = rows["matrix"].value_counts()
    return {
        code: words.t("{matrix} ({count})", matrix=words.t(contract.label("matrix", code)), count=words.number(int(n)))
        for code, n in count.items()
    }


def limit_lines(rows: pd.DataFrame, plan: Mapping, words: Words) -> list[dict]:
    """Reference values for measurements of one matrix: value, text, is_default; the country's choice first.

    Values of the same height are one with all its bodies. Those not confirmed in a source say so. `line` is the name of
    the line on which each is drawn: its own text, or one line for all that would make the picture too long.
    """
    known = guidance.values(plan)
    forms = rows[["matrix", "species", "basis"]].drop_duplicates().itertuples(index=False)
    found: dict[str, guidance.Guidance] = {}
    for form in forms:
        found |= {each.code: each for each in guidance.comparable(form.matrix, form.species, form.basis, known)}
    by_value: dict[float, list[guidance.Guidance]] = {}
    for each in sorted(found.values(), key=lambda one: (not one.default, one.value)):
        by_value.setdefault(float(each.value), []).append(each)
    lines, weight = [], {}
    for value, group in by_value.items():
        first, *more = sorted(group, key=lambda one: (not one.default, not one.is_verified))
        name = _limit_name(first, words)
        others = {each.body for each in more} - {first.body}
        if others:
            name = words.plural("{name} and {count} more", "{name} and {count} more", len(others), name=name)
        text = N("{value} {name}") if first.is_verified else N("{value} {name} (unverified)")
        lines.append(
            {
                "value": value,
                "text": words.t(text, value=words.number(value), name=name),
                "is_default": any(each.default for each in group),
            }
        )
        weight[value] = (not lines[-1]["is_default"], not first.is_verified, first.species != "total", value)
    own = sorted(weight, key=lambda value: weight[value])[
        : MOST_LIMITS if len(lines) <= MOST_LIMITS else MOST_LIMITS - 1
    ]
    rest = [value for value in weight if value not in own]
    shared = rest and words.t(
        "{count} more, {low} to {high}",
        count=words.number(len(rest)),
        low=words.number(min(rest)),
        high=words.number(max(rest)),
    )
    named = [{**line, "line": line["text"] if line["value"] in own else shared} for line in lines]
    return sorted(named, key=lambda line: line["line"] == shared)


def _limit_name(each: guidance.Guidance, words: Words) -> str:
    if each.species == "total":
        return each.body
    return words.t("{body} ({form})", body=each.body, form=words.t(contract.label("species", each.species)))


# --- steps --------------------------------------------------------------------------------------------------------


def history_table(rows: pd.DataFrame, words: Words) -> Cells:
    """The steps of a site, the latest first: headings, rows, numeric columns. rows: contaminated_history."""
    t, named = words.t, site_score.step_names(words)
    headings = [t("Step"), t("Began"), t("Time in step"), t("Who"), t("Cost"), t("What was found or decided")]
    lines = [
        [
            named[str(row["stage"])],
            words.date(row["started_on"]),
            stay(row, words),
            row["owner"] or NO_VALUE,
            words.quantity(row["cost_usd"], "US$", 0),
            row["note"] or NO_VALUE,
        ]
        for row in records(words.fold_translations(rows))
    ]
    return headings, lines, [2, 4]


def stay(row: dict, words: Words) -> str:
    """How long a site stayed in a step, or has stayed so far."""
    if row["ended_on"] is None:
        return words.plural("{count} day so far", "{count} days so far", row["days"])
    return words.plural("{count} day", "{count} days", row["days"])


def steps_note(rows: pd.DataFrame, words: Words) -> str:
    """What the history does not tell, and what it cost in all, as far as costs are given."""
    said = []
    if not rows["is_history"].all():
        said.append(words.t("The plan brings no history of this site: only its present step is known."))
    known = rows["cost_usd"].dropna()
    if len(known):
        cost = words.quantity(float(known.sum()), "US$", 0)
        if len(known) == len(rows):
            said.append(words.t("Cost of all steps: {cost}.", cost=cost))
        else:
            said.append(
                words.t(
                    "Cost of the steps whose cost is given: {cost} ({known} of {count}).",
                    cost=cost,
                    known=words.number(len(known)),
                    count=words.number(len(rows)),
                )
            )
    return " ".join(said)


def next_step_table(it: dict, rows: pd.DataFrame, words: Words) -> Cells:
    """The next step of a site, what it needs and what the score still lacks. rows: contaminated_samples."""
    t, following = words.t, it["stage"] + 1
    named = site_score.step_names(words).get(str(following), t("None: this is the last one."))
    lines = [[t("Next step"), named], [t("What it needs"), t(NEEDS.get(following, AFTER_CLOSURE))]]
    if following == 10:
        after = int((rows["sampled_on"] >= pd.Timestamp(it["stage_date"])).sum())
        since = words.number(after) if after else t("None yet: the site cannot be closed.")
        lines.append([t("Measurements since confirmatory sampling began"), since])
    return [t("What"), t("What is known")], [*lines, *missing_pairs(it, words)], []


def near_table(rows: pd.DataFrame, words: Words) -> Cells:
    """Other sites within 10 km: headings, rows, numeric columns. rows: contaminated_neighbours."""
    t, named = words.t, site_score.step_names(words)
    lines = [
        [
            row["name"],
            words.quantity(row["distance_km"], "km", 1),
            named[str(row["stage"])],
            row["contaminated_site_code"],
        ]
        for row in records(words.fold_translations(rows))
    ]
    return [t("Site"), t("Distance"), t("Step"), t("Code")], lines, [1]


def near_note(it: dict, rows: Sequence, words: Words) -> str:
    """Why nothing is said of neighbours, or that protected ones are left out."""
    if it["is_location_sensitive"]:
        return words.t("The location of this site is protected: its neighbours would tell where it lies.")
    if it["lon"] is None:
        return words.t("This site has no coordinates, so its neighbours cannot be told.")
    if not len(rows):
        return words.t("No other site on the register is known to lie within 10\u00a0km; protected sites are left out.")
    return words.t("As the crow flies; protected sites are left out.")
