"""Where does the country stand with the Convention?"""

from nap.topics import obligations
from nap.web import ui
from nap.web.ui import t

with ui.page(t("Where does the country stand with the Convention?")):
    words, own, today = ui.words(), ui.pack(), ui.today()
    found = obligations.elements(
        ui.rows("obligation_elements"),
        ui.rows("obligation_itself"),
        ui.rows("obligation_indicators"),
        own.plan.get("strategy", []),
        own.missing,
        words,
    )
    told = obligations.can_tell(found), "budget_line" not in own.missing
    turns = obligations.turns(own.plan, today)
    ui.paragraphs([obligations.sentence(found, words), obligations.clock_sentence(turns, today, words)])
    ui.lacks("activity", "budget_line")
    ui.heading(
        t("What Annex C requires"),
        t("Of the whole plan, at all places and in all years. A gap is a gap in these data, not in the plan’s text."),
    )
    ui.table(*obligations.table([each for each in found if each.required], *told, words))
    ui.source_line(("activity", "budget_line"), note=t("Elements: Minamata Convention, Annex C, in own words"))
    ui.heading(t("What a plan may hold besides (Annex C, paragraph 2)"))
    ui.table(*obligations.table([each for each in found if not each.required], *told, words))
    ui.numbers(obligations.frame(found, words), "obligations", labels=obligations.headings(words))
    ui.heading(
        t("Recommended, not required"),
        t("Annex C asks for no monitoring plan, no indicators and no budget; guidance and donors do."),
    )
    advised = ui.rows("obligation_recommended").iloc[0].to_dict()
    ui.table(*obligations.recommended(advised, own.missing, words))
    ui.heading(
        t("Two clocks"),
        t(
            "The review of the plan runs from its submission, the national reports on the same days for all Parties."
            " Whether those in the past were handed in is not recorded here."
        ),
    )
    ui.table(*obligations.clock_table(turns, today, words))
    ui.heading(t("What each will need"))
    kind = ui.choose("for", t("For"), obligations.kinds(words), default="review")
    rows = obligations.needs_rows(kind, ui.holdings(), ui.rows("obligation_filled"), words)
    ui.paragraphs([obligations.needs_sentence(rows, words)])
    ui.table(*obligations.needs_table(rows, words))
    if kind != "review":
        ui.caption(t("Numbers of questions are left out: the current form could not be read."))
    ui.numbers(rows, f"needs-{kind}", labels=obligations.needs_headings(words))
