"""A publisher's file as rows of text, whatever its ending says: CSV, XLSX or Parquet.

Lives here: telling what a file is; encodings, separators and sheets; the limits that keep a hostile file from harm.
Does not: know which row holds the names of columns, or what a cell means (sheet.py).
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from nap.errors import NapError
from nap.language.texts import N
from nap.pack import duck

MAX_LINE = 5_000_000  # characters in one line of a CSV; the widest real table seen (KoBo, 346 columns) has 9,593
MAX_SHEET_ROWS = 1_048_576  # of an XLSX sheet
MAX_UNPACKED = 3 * 2**30  # bytes in an XLSX once unpacked
MAX_RATIO = 200  # unpacked to packed, for what unpacks to 50 MB or more; deflate reaches 1,032 at most (zlib)
BATCH_CELLS = 500_000  # cells read at a time: bounds memory whatever the width of the file
SETTINGS = {
    "encoding": N("Encoding of a CSV: utf-8, cp1252, latin-1 or utf-16."),
    "delimiter": N("What separates the columns of a CSV: comma, semicolon, tab or pipe."),
    "sheet": N("Name of the sheet of a workbook."),
}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


class RawFile:
    """The rows of a file as (line, cells); what had to be assumed is told to `note`.

    typed_positions: of columns whose numbers the file itself stores as numbers. raw_positions: of Parquet columns that
    hold bytes, where a blank means something. Both are known once rows have been read.
    """

    def __init__(self, file: Path, settings: dict, note: Callable[..., None]):
        self.file, self.settings, self.note = file, settings, note
        self.typed_positions: set[int] = set()
        self.raw_positions: set[int] = set()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows as (line, cells), by what the file is, whatever its ending says."""
        try:
            with self.file.open("rb") as stream:
                head = stream.read(4096)
        except OSError as error:
            raise NapError(
                N("{file} cannot be opened: {reason}.") if error.strerror else N("{file} is a folder."),
                N("Check the path and your right to read it."),
                file=self.file.name,
                reason=error.strerror,
            ) from error
        if not head:
            raise NapError(N("{file} is empty."), N("Export it again with its rows."), file=self.file.name)
        kind = _kind(head)
        if kind == "xlsx":
            rows = self._xlsx_rows()
        elif kind == "parquet":
            rows = self._parquet_rows()
        elif kind == "csv":
            rows = self._csv_rows(self.settings.get("encoding") or self._encoding(head))
        else:
            raise NapError(
                kind,
                N("Save it as CSV or XLSX and import that."),
                file=self.file.name,
            )
        endings = {"xlsx": (".xlsx", ".xlsm"), "parquet": (".parquet",), "csv": (".csv", ".tsv", ".txt", ".tab")}[kind]
        if self.file.suffix.lower() not in endings:
            self.note(N("{file} was read as {kind}, which is what it holds."), file=self.file.name, kind=kind.upper())
        return rows

    def _csv_rows(self, encoding: str) -> Iterator[tuple[int, list[str]]]:
        try:
            yield from self._decoded_rows(encoding)
        except LookupError as error:
            raise NapError(
                N("--set encoding={value} is unknown."),
                N("Use one of: {allowed}."),
                value=encoding,
                allowed="utf-8, cp1252, latin-1, utf-16",
            ) from error
        except UnicodeError as error:
            raise NapError(
                N("{file} is not written in {encoding}."),
                N("Name the right encoding with --set encoding=…, or save it as UTF-8."),
                file=self.file.name,
                encoding=encoding,
            ) from error

    def _decoded_rows(self, encoding: str) -> Iterator[tuple[int, list[str]]]:
        with self.file.open(encoding=encoding, newline="") as stream:
            lines = _Lines(stream, self.file.name)
            first = lines.peek()
            declared = re.fullmatch(r"sep=(.)\s*", first)
            if declared:
                next(lines)
            named = DELIMITERS.get(self.settings.get("delimiter", ""))
            delimiter = named or (declared[1] if declared else _delimiter(self.file, encoding))
            if delimiter != "," and not named:
                word = {v: k for k, v in DELIMITERS.items()}.get(delimiter, delimiter)
                self.note(N("Columns are separated by: {delimiter}."), delimiter=word)
            reader = csv.reader(lines, delimiter=delimiter)
            while True:
                start = lines.number + 1
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    raise NapError(
                        N("{file}, line {line}: a cell exceeds {limit} characters, or a quotation mark stays open."),
                        N("Close the quotation mark, or cut the cell."),
                        file=self.file.name,
                        line=start,
                        limit=f"{csv.field_size_limit():,}",
                    ) from error
                if cells is None:
                    return
                if lines.ended:  # the reader asked for one line more than there is: it was inside quotation marks
                    raise NapError(
                        N("{file}, line {line}: a quotation mark is opened and never closed."),
                        N("Close it, or take it away."),
                        file=self.file.name,
                        line=start,
                    )
                yield start, cells

    def _encoding(self, head: bytes) -> str:
        """UTF-8 where the whole file is; UTF-16 by its mark; else Windows' Latin-1, or Latin-1 where that cannot be."""
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        try:
            with self.file.open(encoding="utf-8") as stream:
                while stream.read(2**20):
                    pass
            return "utf-8-sig"
        except UnicodeDecodeError:
            pass
        try:
            with self.file.open(encoding="cp1252") as stream:
                while stream.read(2**20):
                    pass
            encoding = "cp1252"
        except UnicodeDecodeError:
            encoding = "latin-1"
        self.note(N("{file} is not UTF-8; it was read as {encoding}."), file=self.file.name, encoding=encoding)
        return encoding

    def _xlsx_rows(self) -> Iterator[tuple[int, list[str]]]:
        damaged = NapError(
            N("{file} cannot be read as a workbook; it is damaged or protected."),
            N("Open it and save it again as XLSX, without a password."),
            file=self.file.name,
        )
        try:
            with zipfile.ZipFile(self.file) as archive:
                packed = sum(i.compress_size for i in archive.infolist()) or 1
                unpacked = sum(i.file_size for i in archive.infolist())
                contents = set(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise damaged from error
        if unpacked > MAX_UNPACKED or (unpacked > 50 * 2**20 and unpacked / packed > MAX_RATIO):
            raise NapError(
                N("{file} would unpack to {size} MB; a workbook of its size holds far less."),
                N("Save the sheet that is meant as CSV and import that."),
                file=self.file.name,
                size=f"{unpacked // 2**20:,}",
            )
        if "xl/workbook.xml" not in contents:
            raise NapError(
                N("{file} is an archive, but not a workbook."),
                N("Save it as XLSX or CSV and import that."),
                file=self.file.name,
            )
        try:
            book = openpyxl.load_workbook(self.file, read_only=True, data_only=True)
        except Exception as error:
            raise damaged from error
        try:
            wanted = self.settings.get("sheet")
            sheets = [s.title for s in book.worksheets]
            if (wanted and wanted not in sheets) or not sheets:
                raise NapError(
                    N("{file} has no sheet called {sheet}."),
                    N("Name one of: {sheets}."),
                    file=self.file.name,
                    sheet=wanted or "–",
                    sheets=", ".join(sheets),
                )
            page = book[wanted] if wanted else book.worksheets[0]
            if not wanted and len(sheets) > 1:
                self.note(N("The first of {count} sheets was read: {sheet}."), count=len(sheets), sheet=page.title)
            page.reset_dimensions()
            rows = page.iter_rows(values_only=True)
            line, width = 0, 0
            while True:
                try:
                    cells = next(rows, None)
                except NapError:
                    raise
                except Exception as error:
                    raise damaged from error
                if cells is None:
                    return
                line += 1
                if line > MAX_SHEET_ROWS:
                    raise NapError(
                        N("{file} says it has more than {rows} rows, which no workbook can hold."),
                        N("Open it and save it again, or save the sheet that is meant as CSV."),
                        file=self.file.name,
                        rows=f"{MAX_SHEET_ROWS:,}",
                    )
                texts = [self._excel_text(i, c) for i, c in enumerate(cells)]
                if not width and any(t.strip() for t in texts):
                    width = len(texts)
                yield line, texts + [""] * (width - len(texts))
        finally:
            book.close()

    def _excel_text(self, position: int, cell) -> str:
        if cell is None:
            return ""
        if isinstance(cell, bool):
            return "1" if cell else "0"
        if isinstance(cell, int | float):
            self.typed_positions.add(position)
            return str(int(cell)) if cell == cell and abs(cell) < 1e15 and cell == int(cell) else repr(cell)
        if isinstance(cell, dt.datetime):
            return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
        return str(cell)

    def _parquet_rows(self) -> Iterator[tuple[int, list[str]]]:
        damaged = NapError(
            N("{file} cannot be read as Parquet; it is damaged or cut short."),
            N("Export it again."),
            file=self.file.name,
        )
        try:
            file = pq.ParquetFile(self.file)
            names = file.schema_arrow.names
        except (pa.ArrowException, OSError, ValueError) as error:
            raise damaged from error
        with file, duck.connect() as con:
            yield 0, names
            numeric = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
            self.raw_positions = {i for i, f in enumerate(file.schema_arrow) if pa.types.is_binary(f.type)}
            self.typed_positions = {i for i, f in enumerate(file.schema_arrow) if any(is_(f.type) for is_ in numeric)}
            line = 0
            cells = ", ".join(f"coalesce({duck.ident(n)}::varchar, '')" for n in names)
            try:
                for batch in file.iter_batches(batch_size=max(1, BATCH_CELLS // max(1, len(names)))):
                    con.register("batch", pa.Table.from_batches([batch]))
                    for row in con.execute(f"select {cells} from batch").fetchall():
                        line += 1
                        yield line, list(row)
            except (pa.ArrowException, duckdb.Error, OSError) as error:
                raise damaged from error


class _Lines:
    """The lines of a text file, counted, of bounded length; refuses what no text holds. `ended` once asked in vain."""

    def __init__(self, stream: io.TextIOBase, name: str):
        self.stream = stream
        self.name = name
        self.number = 0
        self.ended = False
        self._ahead: str | None = None

    def __iter__(self):
        return self

    def peek(self) -> str:
        if self._ahead is None:
            self._ahead = self._next() or ""
        return self._ahead

    def __next__(self) -> str:
        line = self._ahead if self._ahead is not None else self._next()
        self._ahead = None
        if not line:
            self.ended = True
            raise StopIteration
        self.number += 1
        return line

    def _next(self) -> str:
        line = self.stream.readline(MAX_LINE + 1)
        if len(line) > MAX_LINE:
            raise NapError(
                N("{file}, line {line} has more than {limit} characters; that is no table."),
                N("Check the separator of its lines, or export it again."),
                file=self.name,
                line=self.number + 1,
                limit=f"{MAX_LINE:,}",
            )
        if "\0" in line:
            raise NapError(
                N("{file}, line {line} holds characters that stand in no text; the file is binary or damaged."),
                N("Export it again as CSV or XLSX."),
                file=self.name,
                line=self.number + 1,
            )
        return line


def _kind(head: bytes) -> str:
    """'csv', 'xlsx', 'parquet', or a sentence on what else {file} is."""
    signs = {
        b"PAR1": "parquet",
        b"PK\x03\x04": "xlsx",
        b"\xd0\xcf\x11\xe0": N("{file} is an old or protected Office file, not a table that can be read."),
        b"%PDF": N("{file} is a PDF, not a table that can be read."),
        b"\x89PNG": N("{file} is a picture, not a table that can be read."),
        b"\xff\xd8\xff": N("{file} is a picture, not a table that can be read."),
        b"GIF8": N("{file} is a picture, not a table that can be read."),
        b"\x1f\x8b": N("{file} is a compressed archive, not a table that can be read."),
        b"7z\xbc\xaf": N("{file} is a compressed archive, not a table that can be read."),
    }
    for sign, kind in signs.items():
        if head.startswith(sign):
            return kind
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    control = sum(b < 9 or (13 < b < 32 and b != 27) for b in head)
    if b"\0" in head or control > len(head) * 0.1:
        return N("{file} is a binary file, not a table that can be read.")
    if head.lstrip()[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        return N("{file} is a web page, not a table that can be read.")
    return "csv"


def _delimiter(file: Path, encoding: str) -> str:
    """The separator that cuts the first lines into the most columns of one number."""
    with file.open(encoding=encoding, newline="") as stream:
        sample = stream.read(200_000)
    lines = sample.splitlines(keepends=True)[:200]
    if len(sample) == 200_000 and len(lines) > 1:
        lines = lines[:-1]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS.values():
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            score = widths[0] * sum(w == widths[0] for w in widths) / len(widths)
            if score > best_score:
                best, best_score = delimiter, score
    return best
