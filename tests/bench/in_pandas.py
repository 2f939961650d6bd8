"""Eleven indicators once more in pandas, to tell what computing them in SQL is worth.

Both sides read the same Parquet files and keep nothing from a run before. pandas is spared three small tables, the
places above each place, the calendar and which groups of people are hidden, and gets only the columns it needs.
"""

import pandas as pd

from nap.pack import indicator
from nap.pack.facts import derived
from nap.pack.pack import Pack

ANSWERS = {
    "mercury_sites_pct": "uses_mercury",
    "whole_ore_sites_pct": "has_whole_ore_amalgamation",
    "open_burning_sites_pct": "has_open_burning",
    "residential_burning_sites_pct": "has_residential_burning",
    "cyanide_on_mercury_tailings_sites_pct": "has_cyanide_on_mercury_tailings",
    "retort_sites_pct": "has_retort",
}
INDICATORS = [
    *ANSWERS,
    "any_worst_practice_sites_pct",
    "sites_count",
    "visits_count",
    "visit_age_median_days",
    "samples_count",
]
KEY = ["indicator", "place_code", "year", "series"]


def with_sql(pack: Pack) -> pd.DataFrame:
    """The eleven by our own SQL, from the Parquet files on: KEY and value."""
    memory = pack._connection.cursor()
    for name in ("site_survey", "gold_site_share"):  # what a pack computes once and keeps; in memory, as pandas does
        memory.execute(f"create or replace temp table again as {derived()[name].sql}")
    each = {name: pack.sql(indicator.get(name).sql) for name in INDICATORS}
    return pd.concat([frame.assign(indicator=name)[[*KEY, "value"]] for name, frame in each.items()])


def with_pandas(pack: Pack) -> pd.DataFrame:
    """The eleven by pandas: KEY and value."""
    up = pack.sql("from place_up")
    calendar = pack.sql("from calendar").assign(as_of=lambda frame: pd.to_datetime(frame["as_of"]))
    visits = _read(pack, "site_visit", ["site_code", "visit_date", *ANSWERS.values()], "visit_date", calendar)
    sites = pd.read_parquet(pack.folder / "site.parquet", columns=["site_code", "place_code"])
    by_site = visits.sort_values("visit_date", kind="stable").groupby(["site_code", "year"])
    survey = by_site[["visit_date", *ANSWERS.values()]].last()  # the last answer that is not blank
    survey["visits_count"] = by_site.size()
    survey = survey.reset_index().merge(sites, on="site_code")
    worst = survey[list(ANSWERS.values())[1:5]].astype("boolean")
    survey["any"] = worst.any(axis=1, skipna=False)

    parts = []
    for name, column in [*ANSWERS.items(), ("any_worst_practice_sites_pct", "any")]:
        known = survey.loc[survey[column].notna(), ["place_code", "year", column]]
        known = known.assign(value=known[column].astype(float) * 100)
        found = known.merge(up, on="place_code").groupby(["up_code", "year"])["value"].mean()
        parts.append(_part(name, found))

    visited = survey[["place_code", "year", "visits_count"]].merge(up, on="place_code")
    parts.append(_part("visits_count", visited.groupby(["up_code", "year"])["visits_count"].sum()))

    started = survey.groupby(["place_code", "site_code"], as_index=False)["year"].min().merge(up, on="place_code")
    new = started.groupby(["up_code", "year"]).size().unstack(fill_value=0)
    so_far = new.reindex(columns=calendar["year"], fill_value=0).cumsum(axis=1).stack()
    parts.append(_part("sites_count", so_far[so_far > 0]))

    latest = survey.pivot(index="site_code", columns="year", values="visit_date")
    latest = latest.reindex(columns=calendar["year"]).ffill(axis=1)
    latest.columns.name = "year"
    age = latest.stack().dropna().rename("last").reset_index().merge(calendar, on="year").merge(sites, on="site_code")
    age["days"] = (age["as_of"] - pd.to_datetime(age["last"])).dt.days
    aged = age[["place_code", "year", "days"]].merge(up, on="place_code")
    parts.append(_part("visit_age_median_days", aged.groupby(["up_code", "year"])["days"].median()))

    samples = _read(pack, "sample", ["sample_code", "place_code", "sampled_on", "matrix", "n"], "sampled_on", calendar)
    samples = samples[~samples["sample_code"].isin(pack.sql("from held_back")["sample_code"])]  # groups shown nowhere
    samples = samples[samples["n"].notna()].groupby(["place_code", "year", "matrix"], as_index=False)["n"].sum()
    samples = samples.merge(up, on="place_code")
    parts.append(_part("samples_count", samples.groupby(["up_code", "year"])["n"].sum()))
    parts.append(_part("samples_count", samples.groupby(["up_code", "year", "matrix"])["n"].sum()))
    return pd.concat(parts)


def agreement(ours: pd.DataFrame, theirs: pd.DataFrame) -> tuple[int, int]:
    """How many values agree, and how many there are on either side."""
    for frame in (ours, theirs):
        frame["series"] = frame["series"].fillna("")
    both = ours.merge(theirs, on=KEY, how="outer", suffixes=("", "_theirs"))
    return int(((both["value"] - both["value_theirs"]).abs() < 1e-6).sum()), len(both)


def _read(pack: Pack, table: str, columns: list[str], day: str, calendar: pd.DataFrame) -> pd.DataFrame:
    """Rows whose day the calendar covers, with their year."""
    rows = pd.read_parquet(pack.folder / f"{table}.parquet", columns=columns, dtype_backend="numpy_nullable")
    rows[day] = pd.to_datetime(rows[day])
    rows["year"] = rows[day].dt.year
    rows = rows.merge(calendar, on="year")
    return rows[rows[day] <= rows["as_of"]].drop(columns="as_of")


def _part(name: str, values: pd.Series) -> pd.DataFrame:
    names = ["place_code", "year", "series"][: values.index.nlevels]
    frame = values.rename("value").rename_axis(index=names).reset_index()
    return frame.assign(indicator=name, series=frame.get("series"), value=frame["value"].astype(float))[[*KEY, "value"]]
