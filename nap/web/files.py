"""Files a reader takes away from a page, and the table behind a picture; each file is made only when it is clicked."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from nap.figures import pieces
from nap.language.texts import Words
from nap.reports import tables
from nap.topics import blocks, query
from nap.topics.rows import Rows
from nap.web.session import t


def offer(label: str, make: Callable[[], bytes | str], file_name: str, mime: str) -> None:
    """A button that makes its file when it is clicked and does not run the page again."""
    st.download_button(
        label,
        make,
        file_name=file_name,
        mime=mime,
        on_click="ignore",
        type="tertiary",
        key=f"get:{file_name}",
    )


def offer_query(block: blocks.QueryFile, data: Rows, words: Words) -> None:
    """Every row of a query as CSV."""
    about = tables.About(data.pack, block.query, words)
    given = data.parameters(block.query, **block.params)
    sql = query.get(block.query).sql
    name = f"{data.code}-{block.query}.csv"
    offer(block.text, lambda: tables.csv(data.pack.sql(sql, **given), about), name, "text/csv")


def offer_table(block: blocks.TableFiles, data: Rows, words: Words) -> None:
    """Every row of a table or of `fact` as CSV, workbook and Parquet; what is too long for a workbook is said."""
    pack, name, about = data.pack, block.table, tables.About(data.pack, block.table, words)
    kinds = {
        "csv": (t("CSV"), lambda: tables.csv(tables.whole_table(pack, name), about), "text/csv"),
        "xlsx": (t("XLSX"), lambda: tables.xlsx(tables.whole_table(pack, name), about), tables.XLSX),
        "parquet": (
            t("Parquet"),
            lambda: tables.parquet(tables.whole_table(pack, name, outlines=True), about),
            "application/vnd.apache.parquet",
        ),
    }
    if block.count > tables.XLSX_OFFERED_ROWS:
        del kinds["xlsx"]
        too_many = t(
            "{rows} rows are too many for a workbook, whose sheets hold {most} at most and take minutes to write:"
            " take CSV or Parquet.",
            rows=words.number(block.count),
            most=words.number(tables.XLSX_MOST_ROWS),
        )
        st.html(f'<p class="nap-source">{pieces.safe(too_many)}</p>')
    with st.container(horizontal=True):
        for ending, (label, make, mime) in kinds.items():
            offer(label, make, f"{data.code}-{name}.{ending}", mime)


def offer_files(block: blocks.Files, data: Rows, words: Words) -> None:
    """Rows made on this page as CSV, and with what they rest on as a workbook."""
    if block.about:
        st.html(f'<p class="nap-source">{pieces.safe(block.about)}</p>')
    about = tables.About(data.pack, block.id, words)
    file = f"{data.code}-{block.id}"
    with st.container(horizontal=True):
        offer(t("CSV ↓"), lambda: tables.csv(block.rows, about), f"{file}.csv", "text/csv")
        offer(t("XLSX ↓"), lambda: tables.xlsx(dict(block.sheets), about), f"{file}.xlsx", tables.XLSX)


def show_numbers(block: blocks.Figure | blocks.Numbers, data: Rows, words: Words) -> None:
    """The table behind a picture, drawn only when it is asked for, and the same rows to take away."""
    name = block.name or block.id
    about: tables.About
    if isinstance(block, blocks.Numbers) and block.is_of_all_plans:
        file, about = name, tables.AboutAll(data.pack, name, words)
    else:
        file, about = f"{data.code}-{name}", tables.About(data.pack, name, words)
    rows = words.fold_translations(block.rows)
    if block.unit and "unit" not in rows:
        rows["unit"] = block.unit
    _show_numbers(rows, name, file, about, block.labels or {})


@st.fragment
def _show_numbers(rows: pd.DataFrame, name: str, file: str, about: tables.About, labels: Mapping[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        is_wanted = st.toggle(t("Show the numbers"), key=f"numbers:{name}", width="content")
        offer(t("CSV ↓"), lambda: tables.csv(rows, about), f"{file}.csv", "text/csv")
        offer(t("XLSX ↓"), lambda: tables.xlsx(rows, about), f"{file}.xlsx", tables.XLSX)
    if is_wanted:
        st.dataframe(
            tables.safe_frame(rows),  # its own toolbar takes it away as CSV too
            hide_index=True,
            alt=t("The numbers behind the chart"),
            column_config=column_config(rows, labels),
        )


def column_config(rows: pd.DataFrame, labels: Mapping[str, str]) -> dict:
    """Headings in the reader's language for a table on screen; columns without a heading keep their name."""
    return {
        column: st.column_config.Column(labels.get(column) or t(blocks.HEADINGS.get(column, column)))
        for column in rows.columns
    }
