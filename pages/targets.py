"""How far is the country on the way to its targets?"""

from nap.figures import charts
from nap.topics import targets, verdicts
from nap.web import ui
from nap.web.ui import t

with ui.page(t("How far is the country on the way to its targets?")):
    if not ui.lacks("target"):
        rows, words = ui.rows("verdicts"), ui.words()
        every = verdicts.read(rows, ui.filters().year_to)
        ui.told(verdicts.refused(rows, every))
        current = {each.code: each for each in verdicts.current(every)}
        if not current:
            ui.nothing(targets.without(every, ui.place_name(), words))
        else:
            ui.lead(targets.sentence(list(current.values()), words))
            ui.table(*targets.overview(list(current.values()), words, ui.colours()))
            told = t(
                "The furthest behind first. Probability of being on or ahead of the planned path, told where a"
                " range is stated."
            )
            ui.source_line(("target",), note=told)
            code = ui.choose("target", t("Target"), {key: each.title(words) for key, each in current.items()})
            one = current[code]
            ui.told(one.status.problems)
            ui.show(
                charts.trajectory,
                one.frame,
                one,
                title=one.title(words),
                name=f"target-{code}",
                about=one.sentence(words),
                alt=one.sentence(words),
                tables=("target", *one.indicator.tables),
                caveat=t(one.indicator.caveat),
                unit=one.indicator.unit,
                empty=t("Nothing has been observed for this target yet."),
            )
            ui.heading(t("What the verdict follows from"))
            ui.pairs(targets.workings(one, words))
            if others := targets.opinions(one, words):
                ui.heading(t("The same target by other methods"))
                ui.table(*others)
            versions = targets.history(one, every)
            if len(versions) > 1:
                ui.heading(t("History of the baseline"))
                ui.caption(t("An old version is judged by its own series; two series are never compared."))
                ui.table(*targets.history_table(versions, words, ui.colours()))
