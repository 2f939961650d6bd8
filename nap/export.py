"""Files a reader takes away: CSV, XLSX and Parquet of any frame, with what it is and where it comes from.

No cell starts a formula, whatever the data hold; a fictional pack says so in every file.
"""

import datetime as dt
import io
from dataclasses import dataclass

import pandas as pd

from nap import __version__
from nap.pack import Pack
from nap.words import Words, is_missing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
        if out[column].dtype == object or pd.api.types.is_string_dtype(out[column]):
            out[column] = out[column].map(_cell)
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
        out["note"] = about.words.t("Fictional data for demonstration; no real country.")
    return out.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def xlsx(frame: pd.DataFrame | dict[str, pd.DataFrame], about: About) -> bytes:
    """A workbook: one sheet per frame, and a sheet that says what it is. Texts are written as texts, never formulas."""
    frames = frame if isinstance(frame, dict) else {about.name: frame}
    buffer = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "in_memory": True,
        "default_date_format": "yyyy-mm-dd",
    }
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        writer.book.set_properties({"created": dt.datetime(2020, 1, 1)})
        for name, each in frames.items():
            sheet = name[:31]
            out = safe_frame(each)
            out.to_excel(writer, sheet_name=sheet, index=False)
            writer.sheets[sheet].freeze_panes(1, 0)
            for i, column in enumerate(out.columns):
                texts = out[column].head(200).map(lambda v: len(str(v)))
                width = max([len(str(column)), *texts.tolist()])
                writer.sheets[sheet].set_column(i, i, min(60, width + 2))
        lines = pd.DataFrame(about.lines(), columns=[about.words.t("What"), about.words.t("Text")])
        safe_frame(lines).to_excel(writer, sheet_name=about.words.t("About")[:31], index=False)
    return buffer.getvalue()


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
