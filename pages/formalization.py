"""Who mines legally, and who is on the way?"""

from nap import charts, formalization, indicator, ui
from nap.ui import t

LONGEST = 30  # licences listed on the page; the download holds all

with ui.page(t("Who mines legally, and who is on the way?")):
    facts, members = ui.facts("organisations_count"), ui.rows("formalization_members")
    if ui.lacks("organisation", "formalization_step"):
        pass
    elif members.empty or facts.empty:
        ui.nothing()
    else:
        words, licences, year = ui.words(), ui.rows("licence_expiry"), int(facts["year"].max())
        reached, formal = indicator.get("organisations_count"), indicator.get("formal_miners_pct")
        ui.lead(formalization.sentence(members, licences, ui.place_name(), words))
        ui.show(
            charts.bars, formalization.ladder(facts, year, words), reached, label="step_name", name="ladder",
            title=t("How far organisations have come, {year}", year=year), about=t(reached.about),
            tables=reached.tables, unit=reached.unit, n=members["organisations"].iloc[-1],
        )  # fmt: skip
        ui.show(
            charts.small_multiples, facts[facts["series"].notna()], reached, by="series", name="ladder-years",
            names=formalization.step_names(words), unit_in_titles=False, title=t("Each step, by year"),
            tables=reached.tables, caveat=t(reached.caveat), unit=reached.unit,
        )  # fmt: skip
        ui.show(
            charts.lines, ui.facts(formal.id), formal, names={None: t("Miners under a valid licence")}, name=formal.id,
            title=t(formal.title), about=t(formal.about), tables=formal.tables, caveat=t(formal.caveat),
            unit=formal.unit, n=members["counted"].iloc[-1],
        )  # fmt: skip
        ui.heading(t("By place, {year}", year=year))
        near = ui.rows("fact_below_place", ids=formalization.NEAR, method_series=None, year_from=year, year_to=year)
        ui.table(*formalization.places_table(near, words))
        ui.numbers(near, "formalization-places")
        ui.heading(t("Licences and when they end"))
        code = ui.choose(
            "licences", t("Show licences that"), formalization.licence_choices(licences, words), "months_6"
        )
        shown = licences[licences["state"].isin(formalization.ASKED[code])]
        if shown.empty:
            ui.nothing(t("No licence at {place} is in this state.", place=ui.place_name()))
        else:
            ui.table(*formalization.licences_table(shown.head(LONGEST), words))
            more = len(shown) - LONGEST
            rest = (
                words.plural("{count} more in the download", "{count} more in the download", more) if more > 0 else ""
            )
            judged = t("Judged on {date}, the last day of data", date=words.date(shown["as_of"].iloc[0]))
            ui.source_line(formal.tables, len(shown), " · ".join(filter(None, [rest, judged])))
            ui.numbers(shown, f"licences-{code}")
