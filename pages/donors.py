"""What have projects achieved, and what did it take?"""

from nap.figures import donors as charts
from nap.figures.charts import lines
from nap.pack.indicator import get
from nap.topics import donors, verdicts
from nap.web import ui
from nap.web.ui import t

with ui.page(t("What have projects achieved, and what did it take?")):
    words, rows, projects = ui.words(), ui.rows("donor_claims"), ui.rows("donor_projects")
    if not ui.lacks("reduction_claim"):
        ui.lead(donors.sentence(rows, ui.place_name(), words))
        claimed = get("claimed_reduction_kg")
        ui.show(
            charts.claimed,
            donors.by_year(rows, words),
            donors.guarded_by_year(rows),
            name="claims",
            title=t("Mercury reduced, as projects claim it"),
            about=t(donors.GUARD),
            tables=claimed.tables,
            unit="kg",
            n=len(rows),
        )
        if len(rows):
            ui.heading(t("The four indicators of planetGOLD"), t(donors.PEOPLE_AGAIN))
            ui.table(*donors.four_indicators(rows, words), caption=donors.unknown(rows, words))
            headings, pairs, numeric = donors.overlap_table(rows, words)
            if pairs:
                ui.heading(t("Claims that overlap"))
                ui.table(headings, pairs, numeric)
    if not ui.lacks("project"):
        ui.heading(t("Core indicators of the Global Environment Facility"), t(donors.NEVER_ADDED))
        ui.table(*donors.core_indicators(rows, projects, words))
        ui.heading(t("Grant, spending and co-finance"), t("Disbursed is paid out by the donor, not yet spent."))
        ui.table(*donors.money(projects, words))
        ui.source_line(("project",), len(projects))
    ui.heading(t("Ratings of the projects"), t("The judgement of people; nothing here is computed."))
    rated = ui.rows("donor_ratings")
    if rated.empty:
        ui.nothing(t(donors.NO_RATING))
    else:
        ui.table(*donors.ratings(rated, words))
        ui.source_line(("project_rating",), len(rated))
    if not ui.lacks("site_visit"):
        beside = donors.beside({id: ui.facts(id) for id in donors.BESIDE})
        ui.show(
            lines,
            beside,
            get("mercury_sites_pct"),
            by="practice",
            name="cyanide",
            unit="%",
            names={id: t(name) for id, name in donors.BESIDE.items()},
            title=t("Cyanide beside mercury"),
            about=t(donors.ABOUT_CYANIDE),
            tables=("site", "site_visit"),
            caveat=t("Each year is about the sites visited in that year."),
            empty=t("No visit in these years says whether cyanide is used."),
        )
    if not ui.lacks("target"):
        current = verdicts.current(verdicts.read(ui.rows("verdicts"), ui.filters().year_to))
        ui.heading(t("Log frame"), t("The workbook also holds activities, claims, overlaps, money and ratings."))
        ui.table(*donors.log_frame_table(current, words))
        frame, work = donors.log_frame(current, words), ui.rows("donor_activities")
        ui.take_away("log-frame", frame, donors.sheets(rows, projects, rated, work, frame, words))
