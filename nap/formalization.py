"""Formalization in words: the ladder of steps, the miners under a licence, and the licences that run out.

Rows in, texts and frames out; counts are computed in nap/indicators, the state of a licence in nap/queries.
"""

import pandas as pd

from nap import promise
from nap.words import N, Words, is_missing

NEAR = ["formal_miners_pct", "organisations_count", "licences_valid_count", "licences_expired_count"]
# What a reader may ask of the licences: code in the link -> states of a licence that answer it.
ASKED = {
    "months_3": ("months_3",),
    "months_6": ("months_3", "months_6"),
    "months_12": ("months_3", "months_6", "months_12"),
    "expired": ("expired",),
    "valid": ("months_3", "months_6", "months_12", "later"),
}
ASKED_TEXT = {
    "months_3": N("Expire within 3 months"),
    "months_6": N("Expire within 6 months"),
    "months_12": N("Expire within 12 months"),
    "expired": N("Expired"),
    "valid": N("Valid"),
}


def step_names(words: Words) -> dict[str, str]:
    """Code -> name of each step of the ladder, from the first to the last."""
    codes = promise.table("formalization_step").columns["step"].codes
    return {code: words.t(label) for code, label in codes.items()}


def sentence(members: pd.DataFrame, licences: pd.DataFrame, place: str, words: Words) -> str:
    """Who holds a valid licence, how many miners work under one, and how many licences run out.

    members: one row per year: as_of, organisations, counted, members, formal; at least one. licences: state.
    """
    t, last = words.t, members.sort_values("year").iloc[-1]
    valid = int(licences["state"].isin(ASKED["valid"]).sum())
    said = [
        t(
            "{place}, {date}: **{valid}** of {all} organisations hold a valid licence.",
            place=place,
            date=words.date(last["as_of"]),
            valid=words.number(valid),
            all=words.number(last["organisations"]),
        )
    ]
    if not is_missing(last["members"]) and last["members"] > 0:
        said.append(
            t(
                "**{share}** of the organised miners work under one: {formal} of {members}.",
                share=words.percent(100 * last["formal"] / last["members"], 0),
                formal=words.number(last["formal"]),
                members=words.number(last["members"]),
            )
        )
    unknown = int(last["organisations"] - last["counted"])
    if unknown:
        said.append(
            words.plural(
                "The members of {count} organisation are not known and not counted.",
                "The members of {count} organisations are not known and not counted.",
                unknown,
            )
        )
    if len(licences):
        said.append(
            t(
                "Licences that have expired: **{expired}**; that expire within 6 months: **{soon}**.",
                expired=words.number(int((licences["state"] == "expired").sum())),
                soon=words.number(int(licences["state"].isin(ASKED["months_6"]).sum())),
            )
        )
    return " ".join(said)


def ladder(facts: pd.DataFrame, year: int, words: Words) -> pd.DataFrame:
    """Organisations per step in a year, first step first: step, step_name, value, n, said (count and share of all)."""
    own = facts[(facts["year"] == year) & facts["series"].notna()].set_index("series")
    names = step_names(words)
    rows = own.reindex(list(names)).rename_axis("step").reset_index()
    rows["step_name"] = list(names.values())
    rows["said"] = [
        words.t("{count} ({share})", count=words.number(r.value), share=words.percent(100 * r.value / r.n, 0))
        if not is_missing(r.value) and r.n
        else words.number(None)
        for r in rows.itertuples()
    ]
    return rows[["step", "step_name", "year", "value", "low", "high", "n", "said"]]


def places_table(rows: pd.DataFrame, words: Words) -> tuple[list, list, list]:
    """Headings, lines and numeric columns: per place the organisations, licences valid and expired, formal miners."""
    t, lines = words.t, []
    for (name, _), own in rows.groupby(["place_name", "place_code"], sort=True):
        values = dict(zip(own["indicator"], own["value"], strict=True))
        counts = [words.number(values.get(id)) for id in NEAR[1:]]
        lines.append([name, *counts, words.percent(values.get(NEAR[0]), 0)])
    headings = [t("Place"), t("Organisations"), t("Valid licences"), t("Expired licences"), t("Miners under a licence")]
    return headings, lines, [1, 2, 3, 4]


def licence_choices(licences: pd.DataFrame, words: Words) -> dict[str, str]:
    """Code -> what may be asked of the licences, with how many answer it."""
    return {
        code: words.t(
            "{what} ({count})", what=words.t(text), count=words.number(int(licences["state"].isin(ASKED[code]).sum()))
        )
        for code, text in ASKED_TEXT.items()
    }


def licences_table(licences: pd.DataFrame, words: Words) -> tuple[list, list, list]:
    """Headings, lines and numeric columns of the licences in `licences`: organisation, place, end, days left."""
    t = words.t
    lines = [
        [row.organisation_name, row.place_name, words.date(row.expiry_date), words.number(row.days_left)]
        for row in licences.itertuples()
    ]
    return [t("Organisation"), t("Place"), t("Last day of the licence"), t("Days left")], lines, [3]
