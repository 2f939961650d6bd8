"""How a figure stands on a page: title, picture, source, the table behind it, downloads; maps and long tables."""

from collections.abc import Callable, Iterable, Mapping

import pandas as pd
import streamlit as st

from nap.figures import maps, pieces
from nap.pack import indicator
from nap.reports import tables as export
from nap.topics import query
from nap.topics.blocks import HEADINGS, MAP_AND_LIST
from nap.web.serving import SCREEN_COOKIE
from nap.web.ui.frame import nothing, source_line
from nap.web.ui.layout import caption, row
from nap.web.ui.packs import filters, pack
from nap.web.ui.questions import take_back
from nap.web.ui.session import chosen, colours, set_choice, state, t, words

CHART_CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"]}


STACKED_BELOW_PX, PHONE_MARGIN_PX, BESIDE_MAIN_PX = 640, 16, 490  # as Streamlit lays a page out: menu, margins, gap


def show(
    draw: Callable,
    rows: pd.DataFrame,
    *args,
    title: str,
    name: str,
    tables: tuple[str, ...] = (),
    unit: str = "",
    about: str = "",
    caveat: str = "",
    alt: str = "",
    n: float | None = None,
    empty: str = "",
    labels: Mapping | None = None,
    **more,
) -> None:
    """One figure as it always stands: title, what it says, chart, source line, the table behind it, downloads.

    draw: a function of nap.charts, (rows, words, palette, *args, **more) -> Figure. name: of the files a reader
    downloads, and the key of the widgets. labels: headings of the table by column. alt: what a
    reader who cannot see the chart should know.
    """
    st.subheader(pieces.literal(title), anchor=False)
    if about:
        caption(about)
    if rows.empty:
        nothing(empty)
        return
    figure = draw(rows, words(), colours(), *args, **more)
    st.plotly_chart(figure, theme=None, key=f"chart:{name}", config=CHART_CONFIG, alt=alt or title)
    source_line(tables, n, caveat)
    numbers(rows, name, unit=unit, labels=labels)


def show_indicator(draw: Callable, rows: pd.DataFrame, id: str, *args, title: str = "", **more) -> None:
    """`show` with title, unit, meaning, caveat and tables taken from the indicator itself."""
    it = indicator.get(id)
    totals = rows[rows["series"].isna()] if "series" in rows and "n" in rows else rows[:0]
    n = totals.loc[totals["year"] == totals["year"].max(), "n"].sum() if len(totals) else None
    more.setdefault("name", id)
    show(
        draw,
        rows,
        it,
        *args,
        title=title or t(it.title),
        tables=it.tables,
        unit=it.unit,
        about=t(it.about),
        caveat=t(it.caveat) if it.caveat else "",
        n=n,
        **more,
    )


def draw(draw: Callable, rows: pd.DataFrame, name: str, alt: str, **more) -> None:
    """A chart alone, of figures that a reader entered and no source gives; alt: for who cannot see it."""
    figure = draw(rows, words(), colours(), **more)
    st.plotly_chart(figure, theme=None, key=f"chart:{name}", config=CHART_CONFIG, alt=alt)


def map_width() -> int:
    """Pixels a map beside a list has on this reader's screen; on a telephone's where its width is not known."""
    said = st.context.cookies.get(SCREEN_COOKIE, "")
    if not (said.isdecimal() and len(said) < 6):
        return maps.PHONE_PX
    if int(said) < STACKED_BELOW_PX:
        return int(said) - 2 * PHONE_MARGIN_PX
    return round((int(said) - BESIDE_MAIN_PX) * MAP_AND_LIST[0] / sum(MAP_AND_LIST))


def chosen_cell(name: str) -> dict:
    """The cell of a map chosen under `name`, as parameters of a query, and a button back to the whole map."""
    cell = maps.cell_of(chosen(name))
    if cell["side"] is not None:
        set_choice(name, chosen(name))
        take_back(t("Back to the whole map"), name)
    return cell


def show_map(picture: maps.Picture, name: str, alt: str, remarks: Iterable[str] = ()) -> None:
    """A map below its legend. A click chooses: the layer's id begins with the name of the choice, `s` is the code."""
    st.html(pieces.legend([(key.colour, key.text, key.ring) for key in picture.legend], picture.title))
    key = f"map:{name}"
    st.pydeck_chart(
        picture.deck,
        height=picture.height,
        key=key,
        alt=alt,
        on_select=lambda: _clicked(key),
        selection_mode="single-object",
    )
    for remark in (t("Zoom with the wheel, two fingers or a double click; drag to move the map."), *remarks):
        caption(remark)


def _clicked(key: str) -> None:
    for layer, objects in st.session_state[key]["selection"]["objects"].items():
        code = objects[0].get("s") if objects else None
        if code is not None:
            set_choice(layer.split(":")[0], str(code)[:200])


def pick_row(frame: pd.DataFrame, codes: list, name: str, alt: str) -> None:
    """A table in which a row chooses its code under `name`; what was chosen elsewhere is marked in it."""
    memory = state().setdefault("tables", {}).setdefault(name, {"turn": 0, "code": None, "rows": None, "marked": []})
    current, rows = chosen(name), hash(tuple(codes))
    if (memory["code"], memory["rows"]) != (
        current,
        rows,
    ):  # chosen elsewhere, or other rows: begin a new table
        marked = [codes.index(current)] if current in codes else []
        memory.update(turn=memory["turn"] + 1, code=current, rows=rows, marked=marked)
    key = f"rows:{name}:{memory['turn']}"

    def picked():
        found = st.session_state[key]["selection"]["rows"]
        memory["code"] = codes[found[0]] if found else None
        set_choice(name, memory["code"])

    st.dataframe(
        export.safe_frame(frame),
        hide_index=True,
        key=key,
        alt=alt,
        on_select=picked,
        selection_mode="single-row",
        selection_default={"selection": {"rows": memory["marked"], "columns": [], "cells": []}},
        placeholder="\N{EN DASH}",
        column_config={c: st.column_config.NumberColumn(format="localized") for c in frame.select_dtypes("number")},
    )


def download_rows(label: str, name: str, **params) -> None:
    """Every row of a query as CSV, computed when the button is clicked."""
    own, sql, about = pack(), query.get(name), export.About(pack(), name, words())
    given = {k: v for k, v in {**filters().__dict__, **params}.items() if k in sql.parameters}
    download(label, lambda: export.csv(own.sql(sql.sql, **given), about), f"{own.code}-{name}.csv", "text/csv")


def formula(sql: str, name: str) -> None:
    """SQL to read and copy, shown only when asked for: its colours are a script of their own."""
    if st.toggle(t("Show the formula (SQL)"), key=f"formula:{name}"):
        st.code(sql, language="sql", wrap_lines=True)


def download_whole(name: str, count: int) -> None:
    """Every row of a table or of `fact` as CSV, XLSX and Parquet, made when clicked; what is too long is said."""
    own, about = pack(), export.About(pack(), name, words())
    kinds = {
        "csv": (t("CSV"), lambda: export.csv(export.whole_table(own, name), about), "text/csv"),
        "xlsx": (t("XLSX"), lambda: export.xlsx(export.whole_table(own, name), about), export.XLSX),
        "parquet": (
            t("Parquet"),
            lambda: export.parquet(export.whole_table(own, name, outlines=True), about),
            "application/vnd.apache.parquet",
        ),
    }
    if count > export.XLSX_OFFERED_ROWS:
        del kinds["xlsx"]
        caption(
            t(
                "{rows} rows are too many for a workbook, whose sheets hold {most} at most and take minutes to write:"
                " take CSV or Parquet.",
                rows=words().number(count),
                most=words().number(export.XLSX_MOST_ROWS),
            )
        )
    with row():
        for ending, (label, make, mime) in kinds.items():
            download(label, make, f"{own.code}-{name}.{ending}", mime)


def take_away(name: str, frame: pd.DataFrame, sheets: Mapping[str, pd.DataFrame], what: str = "") -> None:
    """Rows made on this page as CSV, and with what they rest on as a workbook. what: a sentence above them."""
    if what:
        caption(what)
    about = export.About(pack(), name, words())
    with row():
        download(t("CSV ↓"), lambda: export.csv(frame, about), f"{pack().code}-{name}.csv", "text/csv")
        download(t("XLSX ↓"), lambda: export.xlsx(dict(sheets), about), f"{pack().code}-{name}.xlsx", export.XLSX)


@st.fragment
def numbers(
    frame: pd.DataFrame, name: str, unit: str = "", labels: Mapping | None = None, about: export.About | None = None
) -> None:
    """The table behind a picture, drawn only when asked for, and the same rows to download as CSV or XLSX.

    about: what goes with the files, where they are of several plans and not of the one that is open.
    """
    table = words().localized(frame)
    if unit and "unit" not in table:
        table["unit"] = unit
    file = f"{pack().code}-{name}" if about is None else name
    about = about or export.About(pack(), name, words())
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        wanted = st.toggle(t("Show the numbers"), key=f"numbers:{name}", width="content")
        download(t("CSV ↓"), lambda: export.csv(table, about), f"{file}.csv", "text/csv")
        download(t("XLSX ↓"), lambda: export.xlsx(table, about), f"{file}.xlsx", export.XLSX)
    if wanted:
        st.dataframe(
            export.safe_frame(table),  # its own toolbar takes it away as CSV too
            hide_index=True,
            alt=t("The numbers behind the chart"),
            column_config=column_config(table, labels),
        )


def column_config(frame: pd.DataFrame, labels: Mapping | None = None) -> dict:
    """Headings in the reader's language for a table on screen; columns without a heading keep their name."""
    labels = labels or {}
    return {c: st.column_config.Column(labels.get(c) or t(HEADINGS.get(c, c))) for c in frame.columns}


def download(label: str, make: Callable[[], bytes], file_name: str, mime: str) -> None:
    """A button whose file is made only when it is clicked; pressing it does not run the page again."""
    st.download_button(
        label,
        make,
        file_name=file_name,
        mime=mime,
        on_click="ignore",
        type="tertiary",
        key=f"get:{file_name}",
    )
