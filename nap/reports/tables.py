"""Files a reader takes away: CSV, XLSX and Parquet of any frame, with what it is and where it comes from.

No cell starts a formula, whatever the data hold (cells.py); a fictional pack says so in every file. Coordinates that
were made coarse to protect people say so, and values of indicators carry their unit.
"""

import datetime as dt
import io
import math
import re
from dataclasses import dataclass

import pandas as pd
import xlsxwriter

from nap import __version__
from nap.errors import NapError
from nap.language.texts import N, Words
from nap.pack import contract, duck, indicator, masks
from nap.pack.pack import Pack
from nap.pack.spreadsheet_cells import safe_cell, safe_frame

FICTIONAL = N("Fictional data for demonstration; no real country.")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX_MOST_ROWS = 1_048_575  # a sheet of Office Open XML has 1,048,576 rows; the first is the heading
XLSX_OFFERED_ROWS = 250_000  # some 20 columns of as many rows take a server about half a minute to write
XLSX_CHUNK = 20_000  # rows turned into Python values at a time
XLSX_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True)
class About:
    """What goes with every file: the pack, the name of the answer, and the reader's language."""

    pack: Pack
    name: str
    words: Words

    @property
    def is_fictional(self) -> bool:
        """Whether every row is fictional, and says so."""
        return self.pack.is_fictional

    def lines(self) -> list[tuple[str, str]]:
        """(label, text) pairs, in the reader's language."""
        w, plan = self.words, self.pack.plan["plan"]
        lines = [
            (w.t("Plan"), f"{w.in_language(plan['country'])}: {w.in_language(plan['title'])}"),
            (w.t("Content"), self.name),
            (w.t("Edition of the data"), self.pack.edition),
            (w.t("Made by"), f"NAP Monitor {__version__}"),
        ]
        if plan.get("publisher"):
            lines.insert(1, (w.t("Publisher"), w.in_language(plan["publisher"])))
        if plan.get("licence"):
            lines.insert(2, (w.t("Licence"), w.in_language(plan["licence"])))
        if self.is_fictional:
            lines.insert(0, (w.t("Note"), w.t(FICTIONAL)))
        return lines


@dataclass(frozen=True)
class AboutAll(About):
    """What goes with a file about several plans: fictional ones are marked in its rows, not in all of them."""

    def lines(self) -> list[tuple[str, str]]:
        """(label, text) pairs, in the reader's language."""
        t = self.words.t
        return [
            (t("Content"), self.name),
            (t("Note"), t("Fictional plans are marked in their rows and in no sum.")),
            (t("Made by"), f"NAP Monitor {__version__}"),
        ]

    @property
    def is_fictional(self) -> bool:
        return False


def noted(frame: pd.DataFrame, about: About) -> pd.DataFrame:
    """The frame; of a fictional pack with a last column that says so in every row."""
    if not about.is_fictional:
        return frame
    name = "note" if "note" not in frame else "note_on_the_plan"
    return frame.assign(**{name: about.words.t(FICTIONAL)})


def csv(frame: pd.DataFrame, about: About) -> bytes:
    """UTF-8 with BOM (spreadsheets need it). A fictional pack says so in a last column of every row."""
    return noted(safe_frame(frame), about).to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def xlsx(frame: pd.DataFrame | dict[str, pd.DataFrame], about: About) -> bytes:
    """A workbook: one sheet per frame, and one that says what it is. Texts are written as texts, never as formulas.

    Raises NapError where a frame has more rows than a sheet holds.
    """
    frames = frame if isinstance(frame, dict) else {about.name: frame}
    titles = [about.words.t("What"), about.words.t("Text")]
    last = pd.DataFrame(about.lines(), columns=titles)
    names = sheet_names([*frames, about.words.t("About")])
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, XLSX_OPTIONS) as book:
        book.set_properties({"created": dt.datetime(2020, 1, 1)})
        bold = book.add_format({"bold": True})
        for name, each in zip(names, [*frames.values(), last], strict=True):
            _write_sheet(book.add_worksheet(name), each, bold)
    return buffer.getvalue()


def sheet_names(names) -> list[str]:
    """Names as a workbook takes them: 31 characters at most, none of []:*?/\\, no apostrophe at an end, each once."""
    taken: list[str] = []
    for name in names:
        clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", str(name)).strip("'")[:31] or "_"
        number = 1
        while clean.lower() in (each.lower() for each in taken):
            number += 1
            clean = f"{clean[: 30 - len(str(number))]}_{number}"
        taken.append(clean)
    return taken


def _write_sheet(sheet, frame: pd.DataFrame, bold) -> None:
    """One frame, row by row, so that a large one never stands in memory twice."""
    if len(frame) > XLSX_MOST_ROWS:
        raise NapError(
            N("{rows} rows are more than the {most} that a sheet of a workbook holds."),
            N("Take CSV or Parquet, or choose a smaller part."),
            rows=len(frame),
            most=XLSX_MOST_ROWS,
        )
    head = [safe_cell(str(column)) for column in frame.columns]
    sample = safe_frame(frame.head(200))
    for i, title in enumerate(head):
        longest = max([len(title), *(len(str(value)) for value in sample.iloc[:, i])])
        sheet.set_column(i, i, min(60, longest + 2))
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, head, bold)
    for start in range(0, len(frame), XLSX_CHUNK):
        part = safe_frame(frame.iloc[start : start + XLSX_CHUNK])
        part = part.astype(object).where(part.notna(), None)
        for number, row in enumerate(part.itertuples(index=False, name=None), start + 1):
            sheet.write_row(number, 0, [_plain(value) for value in row])


def _plain(value):
    """A value as a workbook takes it: numpy's and pandas' own kinds become Python's, the infinite becomes text."""
    if isinstance(value, pd.Timestamp):
        value = value.tz_localize(None).to_pydatetime()
    elif hasattr(value, "item"):
        value = value.item()
    return str(value) if isinstance(value, float) and math.isinf(value) else value


def parquet(frame: pd.DataFrame, about: About) -> bytes:
    """Parquet with the same lines as metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    notes = {label.encode(): text.encode() for label, text in about.lines()}
    buffer = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata({**(table.schema.metadata or {}), **notes}), buffer, compression="zstd"
    )
    return buffer.getvalue()


def explained(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Rows of `fact` with two last columns: the unit of the value, and what the indicator is called."""
    known = indicator.indicators()
    return rows.assign(
        unit=[words.t(known[id].unit) if id in known else None for id in rows["indicator"]],
        title=[words.t(known[id].title) if id in known else None for id in rows["indicator"]],
    )


def whole_table(pack: Pack, name: str, outlines: bool = False, words: Words | None = None) -> pd.DataFrame:
    """Every row of a promised table, or of `fact`, as it may leave the host.

    Tables with coordinates leave as pack/masks.py shows them: a last column is_location_moved says where coordinates
    are the middle of a cell, or were left out, to protect people. outlines: with columns of geometry, which no sheet
    can hold. words: the language of units and titles of `fact`; English without.
    """
    if name == "fact":
        return explained(pack.sql("from fact"), words or Words())
    table = contract.table(name).with_twins(pack.sql(f"from {name} limit 0").columns)
    kept = [c.name for c in table.columns.values() if outlines or c.type != "BLOB"]
    shown = ", ".join(map(duck.ident, kept))
    if name not in masks.files():
        return pack.sql(f"select {shown} from {name}")
    order = ", ".join(map(duck.ident, table.key))
    return pack.sql(f"select {shown}, is_location_moved from {masks.SCHEMA}.{name} order by {order}")
