"""How far is the country on the way to its targets?"""

from nap import charts, target, ui
from nap.ui import t

with ui.page(t("How far is the country on the way to its targets?")):
    if not ui.lacks("target"):
        every = target.read(ui.rows("targets"), ui.rows("milestones"), ui.rows("target_observations"))
        current = {each.code: each for each in every if each.is_current}
        if not current:
            ui.nothing(t("No target is set for {place} or a place in it.", place=ui.place_name()))
        else:
            words = ui.words()
            ui.lead(target.sentence(list(current.values()), words))
            ui.table(*target.overview(list(current.values()), words))
            ui.source_line(("target",), note=t("This compares with the planned path only; uncertainty is not judged."))
            code = ui.choose("target", t("Target"), {key: each.title(words) for key, each in current.items()})
            one = current[code]
            ui.show(
                charts.trajectory, one.frame, one,
                title=one.title(words), name=f"target-{code}", about=one.sentence(words), alt=one.sentence(words),
                tables=("target", *one.indicator.tables), caveat=t(one.indicator.caveat), unit=one.indicator.unit,
                empty=t("Nothing has been observed for this target yet."),
            )  # fmt: skip
            versions = target.history(one, every)
            if len(versions) > 1:
                ui.heading(t("History of the baseline"))
                ui.table(*target.history_table(versions, words))
