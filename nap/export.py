"""Files a reader takes away: CSV, XLSX and Parquet of any frame, with what it is and where it comes from.

No cell starts a formula, whatever the data hold; a fictional pack says so in every file.
"""

import datetime as dt
import io
import math
import re
from dataclasses import dataclass

import pandas as pd
import xlsxwriter

from nap import __version__, duck, promise
from nap.errors import NapError
from nap.pack import Pack
from nap.sites import protection
from nap.words import N, Words, is_missing

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
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True)
class About:
    """What goes with every file: the pack, the name of the answer, and the reader's language."""

    pack: Pack
    name: str
    words: Words

    def lines(self) -> list[tuple[str, str]]:
        """(label, text) pairs, in the reader's language."""
        w, plan = self.words, self.pack.plan["plan"]
        lines = [
            (w.t("Plan"), f"{w.own(plan['country'])}: {w.own(plan['title'])}"),
            (w.t("Content"), self.name),
            (w.t("Edition of the data"), self.pack.edition),
            (w.t("Made by"), f"NAP Monitor {__version__}"),
        ]
        if plan.get("publisher"):
            lines.insert(1, (w.t("Publisher"), w.own(plan["publisher"])))
        if plan.get("licence"):
            lines.insert(2, (w.t("Licence"), w.own(plan["licence"])))
        if self.pack.is_fictional:
            lines.insert(0, (w.t("Note"), w.t("Fictional data for demonstration; no real country.")))
        return lines


def safe_cell(value):
    """A text that a spreadsheet would run as a formula gets an apostrophe in front; anything else stays."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame as it may stand in a spreadsheet: lists joined, formulas disarmed, headings too."""
    out = frame.copy()
    for column in out.columns:
        if isinstance(out[column].dtype, pd.CategoricalDtype):
            out[column] = out[column].astype(object)
        if out[column].dtype == object:
            out[column] = out[column].map(_cell)
        elif pd.api.types.is_string_dtype(out[column]):
            runs = out[column].str.startswith(FORMULA_STARTS).fillna(False).astype(bool)
            if runs.any():
                out[column] = out[column].where(~runs, "'" + out[column])
    return out.rename(columns={c: safe_cell(str(c)) for c in out.columns})


def _cell(value):
    if isinstance(value, list | tuple) or type(value).__name__ == "ndarray":
        value = "; ".join(map(str, value))
    elif isinstance(value, bytes | bytearray | memoryview):
        value = bytes(value).hex()
    elif is_missing(value):
        return None
    return safe_cell(value)


def csv(frame: pd.DataFrame, about: About) -> bytes:
    """UTF-8 with BOM (spreadsheets need it). A fictional pack says so in a last column of every row."""
    out = safe_frame(frame)
    if about.pack.is_fictional:
        out["note" if "note" not in out else "note_on_the_plan"] = about.words.t(
            "Fictional data for demonstration; no real country."
        )
    return out.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


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


def whole_table(pack: Pack, name: str, outlines: bool = False) -> pd.DataFrame:
    """Every row of a promised table, or of `fact`, as it may leave the host.

    The coordinates of a place whose location is sensitive become the middle of a cell as wide as plan.toml says under
    [access], or are left out where too few share it. outlines: with columns of geometry, which no sheet can hold.
    """
    if name == "fact":
        return pack.sql("from fact")
    table = promise.table(name)
    kept = [c.name for c in table.columns.values() if outlines or c.type != "BLOB"]
    hidden = _sensitive_rows(table)
    if hidden is None or not any(c.sensitive == "location" for c in table.columns.values()):
        return pack.sql(f"select {', '.join(map(duck.ident, kept))} from {name}")
    cell = f"(floor({{}} / {protection(pack.plan)['hide_deg']}) + 0.5) * {protection(pack.plan)['hide_deg']}"
    return pack.sql(
        f"""
        with marked as (select *, coalesce({hidden}, false) as is_hidden from {name}),
        moved as (
            select * replace (
                case when is_hidden then round({cell.format("lon")}, 5) else lon end as lon,
                case when is_hidden then round({cell.format("lat")}, 5) else lat end as lat
            )
            from marked
        ),
        counted as (select *, count(*) over (partition by is_hidden, lon, lat) as sharing from moved)
        select {", ".join(map(duck.ident, kept))}
        from (
            select * replace (
                case when not is_hidden or sharing >= $least then lon end as lon,
                case when not is_hidden or sharing >= $least then lat end as lat
            )
            from counted
        )
        order by {", ".join(map(duck.ident, table.key))}
        """,
        least=protection(pack.plan)["hide_min"],
    )


def _sensitive_rows(table: promise.Table) -> str | None:
    """The SQL condition for rows of a table whose location is sensitive; None where no row can be."""
    if "is_location_sensitive" in table.columns:
        return "is_location_sensitive"
    if "site_code" in table.columns:
        return "site_code in (select site_code from site where is_location_sensitive)"
    if "contaminated_site_code" in table.columns:
        return (
            "contaminated_site_code in (select contaminated_site_code from contaminated_site"
            " join site using (site_code) where is_location_sensitive)"
        )
    return None
