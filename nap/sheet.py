"""A publisher's file as text cells with line numbers, and SQL that reads them as numbers, dates, answers and codes.

Lives here: CSV, XLSX and Parquet, whatever the file's ending says; encodings, separators, decimal marks, thousands
and dates; the limits that keep a hostile file from harm. Does not: know a table or a pack (importing.py).

Nothing is guessed where two readings are possible ("1.234", "03/04/2019"): the other cells of the file decide, or
the person does with --set; without either the import stops and asks.
"""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from nap.duck import connect, ident, literal, literals
from nap.errors import NapError
from nap.words import N

MAX_LINE = 5_000_000  # characters in one line of a CSV; the widest real table seen (KoBo, 346 columns) has 9,593
MAX_COLUMNS = 5_000
MAX_UNPACKED = 3 * 2**30  # bytes in an XLSX once unpacked
MAX_RATIO = 200  # unpacked to packed, for what unpacks to 50 MB or more; deflate reaches 1,032 at most (zlib)
BATCH_CELLS = 500_000  # cells handed to DuckDB at a time: bounds memory whatever the width of the file
SETTINGS = {
    "encoding": N("Encoding of a CSV: utf-8, cp1252, latin-1 or utf-16."),
    "delimiter": N("What separates the columns of a CSV: comma, semicolon, tab or pipe."),
    "sheet": N("Name of the sheet of a workbook."),
    "header": N("Number of the line that holds the column names."),
    "decimal": N("Decimal mark: point or comma."),
    "dates": N("Order of dates such as 03/04/2019: dmy or mdy."),
}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
BLANKS = " \t\r\n\u00a0\ufeff"
SPACES = " \u00a0\u202f\u2009"
APOSTROPHES = "'’"
# Empty, in a column of numbers, dates or answers.
NOTHING = ("NA", "N/A", "n/a", "#N/A", "-", "–", "null", "NULL", "NaN")
YEAR = "[12][0-9]{3}"
SLASHED = "^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][12][0-9]{3}"
YES = ("1", "true", "t", "yes", "y", "oui", "o", "vrai", "1.0")
NO = ("0", "false", "f", "no", "n", "non", "faux", "0.0")


@dataclass(frozen=True)
class Note:
    """One sentence about what was assumed or repaired, as a template with its values."""

    text: str
    values: dict = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)


class Sheet:
    """The rows of a file as text cells in DuckDB, and SQL that reads them as numbers, dates, answers and codes.

    Relation made in `con`: `source_row` (_line, and one VARCHAR per column: the cell without outer blanks, null if
    empty).
    columns: names in the order of the file, private ones left out. used: those a profile asked for. read: lines
    that hold anything. Cells that cannot be read as asked reject their line.
    """

    def __init__(self, con, file: Path, settings: dict, is_private: Callable[[str], bool] | None = None, say=None):
        self.con, self.file, self.settings = con, file, settings
        self.assumptions: list[Note] = []
        self.used: set[str] = set()
        self.typed: set[str] = set()  # columns whose numbers the file itself stores as numbers
        self.malformed: dict[int, list[str]] = {}
        self.read = 0
        self._checks: list[tuple[str, str, str]] = []
        self._made: set[str] = set()
        for name, allowed in {
            "decimal": ("point", "comma"),
            "dates": ("dmy", "mdy"),
            "delimiter": tuple(DELIMITERS),
        }.items():
            if settings.get(name, allowed[0]) not in allowed:
                raise NapError(
                    N("--set {name}={value} cannot be."), N("Use one of: {allowed}."),
                    name=name, value=settings[name], allowed=", ".join(allowed),
                )  # fmt: skip
        self._load(is_private, say or (lambda _: None))

    # -- asking for cells -------------------------------------------------------------------------------------------

    def require(self, *columns: str) -> None:
        """Stop unless the file has these columns; says which it has."""
        missing = [c for c in columns if c not in self.columns]
        if missing:
            found = ", ".join(self.columns[:40]) + (" …" if len(self.columns) > 40 else "")
            raise NapError(
                N("{file} has no column {missing}. Its columns are: {found}."),
                N("Check that it is the right file, or name its columns as the profile expects."),
                file=self.file.name,
                missing=", ".join(missing),
                found=found,
            )

    def keep(self, condition: str) -> int:
        """Read only the lines where a condition over the columns is true; returns how many were passed over.

        Malformed lines stay, to be rejected: nobody can tell whether they meet the condition.
        """
        other = f"not coalesce({condition}, false) and not list_contains($malformed, _line)"
        malformed = {"malformed": list(self.malformed)}
        passed = self.con.execute(f"select count(*) from source_row where {other}", malformed).fetchone()[0]
        self.con.execute(f"delete from source_row where {other}", malformed)
        self.read -= passed
        return passed

    def text(self, column: str) -> str:
        """SQL for a cell as text; null where empty."""
        self.require(column)
        self.used.add(column)
        return ident(column)

    def value(self, column: str) -> str:
        """SQL for a cell as text, null also where it says NA or a dash."""
        text = self.text(column)
        return f"(case when {text} not in ({literals(NOTHING)}) then {text} end)"

    def number(self, column: str, text: str | None = None) -> str:
        """SQL for a cell as DOUBLE; how decimals and thousands are written is decided from the whole column.

        text: SQL for the part of the cell that is the number, where it holds more.
        """
        text = text or self.value(column)
        return self._parsed("number", column, text, "double", lambda: number_sql(text, self._decimal(column)),
                            N("“{value}” is no number."))  # fmt: skip

    def whole(self, column: str) -> str:
        """SQL for a cell as INTEGER; a number with a fraction, or beyond two thousand million, rejects the line."""
        number = self.number(column)
        sql = f"(case when {number} = round({number}) then try_cast({number} as integer) end)"
        return self._parsed("whole", column, number, "integer", lambda: sql, N("“{value}” is no whole number."))

    def date(self, column: str) -> tuple[str, str]:
        """SQL for a cell as DATE and for its precision ('day', 'month', 'year'); a year is stored as its first day."""
        text = self.value(column)
        date = self._parsed("date", column, text, "date", lambda: date_sql(text, self._date_order(column, text))[0],
                            N("“{value}” is no date."))  # fmt: skip
        return date, date_sql(text, None)[1]

    def date_of(self, text: str) -> tuple[str, str]:
        """SQL for a date given for every row, and for its precision; NapError where it is no date."""
        date, precision = date_sql(literal(text), self.settings.get("dates"))
        if self.con.execute(f"select {date}").fetchone()[0] is None:
            raise NapError(
                N("{file} has no column “{value}”, and it is no date either."),
                N("Write a date as 2024-03-31, 2024-03 or 2024."),
                file=self.file.name, value=text,
            )  # fmt: skip
        return date, precision

    def answer(self, column: str) -> str:
        """SQL for a cell as BOOLEAN: 1, yes, oui, true or 0, no, non, false; empty is not asked, and never no."""
        text = self.value(column)
        yes, no = (f"lower({text}) in ({literals(words)})" for words in (YES, NO))
        sql = f"case when {yes} then true when {no} then false end"
        return self._parsed("answer", column, text, "boolean", lambda: sql, N("“{value}” is neither yes nor no."))

    def code(self, column: str, codes: dict[str, str]) -> str:
        """SQL for a cell as one of our codes; `codes` maps what the file says, in any case, to the code."""
        text = self.text(column)
        cases = " ".join(f"when {literal(k.lower())} then {literal(v)}" for k, v in codes.items())
        sql = f"case lower({text}) {cases} end"
        return self._parsed("code", column, text, "varchar", lambda: sql, N("“{value}” is not a word known here."))

    def check(self, column: str, bad: str, reason: str) -> None:
        """Reject the lines where `bad` (SQL over the columns) is true; `reason` may use {value}."""
        self.used.add(column)
        self._check(column, bad, reason)

    def count(self, condition: str) -> int:
        """How many lines meet a condition."""
        return self.con.execute(f"select count(*) from source_row where {condition}").fetchone()[0]

    def note(self, text: str, **values) -> None:
        """Add a sentence to what was assumed, once."""
        note = Note(text, values)
        if note not in self.assumptions:
            self.assumptions.append(note)

    def bad_cells(self) -> Iterator[tuple]:
        """(line, column, value, reason) of malformed lines, and of cells that cannot be read as they were asked for."""
        width = N("The line does not have the number of cells of the first line, {width}.").format(width=self._width)
        yield from ((line, None, None, width) for line in self.malformed)
        for column, bad, reason in self._checks:
            cursor = self.con.cursor()
            cursor.execute(f"select _line, {ident(column)} from source_row where {bad} order by _line")
            while rows := cursor.fetchmany(10_000):
                for line, value in rows:
                    yield line, column, value, f"{column}: {reason.format(value=value)}"

    def _parsed(self, kind: str, column: str, text: str, type_: str, sql: Callable[[], str], reason: str) -> str:
        """The name of a column beside the cells that holds them as read; made once, for reading them is dear."""
        name = ident(f"_{kind} {column}")
        if name not in self._made:
            expression = sql()
            self.con.execute(f"alter table source_row add column {name} {type_}")
            self.con.execute(f"update source_row set {name} = {expression} where {text} is not null")
            self._check(column, f"{text} is not null and {name} is null", reason)
            self._made.add(name)
        return name

    def _check(self, column: str, bad: str, reason: str) -> None:
        if (column, bad, reason) not in self._checks:
            self._checks.append((column, bad, reason))

    # -- deciding ---------------------------------------------------------------------------------------------------

    def _decimal(self, column: str) -> str:
        """'.' or ',' for a column of numbers: declared, or shown by its cells, or by those of other columns."""
        if column in self.typed:
            return "."
        if declared := self.settings.get("decimal"):
            return "." if declared == "point" else ","
        seen = self._evidence(column)
        if seen["point"] and seen["comma"]:
            raise NapError(
                N("{file}, column {column}: “{one}” has a decimal point and “{other}” a decimal comma."),
                N("Say which is meant with --set decimal=point or --set decimal=comma; other cells are then rejected."),
                file=self.file.name,
                column=column,
                one=seen["point"],
                other=seen["comma"],
            )
        mark = "." if seen["point"] else "," if seen["comma"] else None
        if mark is None and (unsure := seen["unsure"]):
            others = [self._evidence(c) for c in self.columns if c != column and self._is_numeric(c)]
            shown = {m for e in others for m, key in ((".", "point"), (",", "comma")) if e[key]}
            if len(shown) != 1:
                raise NapError(
                    N("{file}, column {column}: “{value}” may be {one} or {other}."),
                    N("Say which is meant with --set decimal=point or --set decimal=comma."),
                    file=self.file.name,
                    column=column,
                    value=unsure,
                    one=unsure.replace(".", "").replace(",", ""),
                    other=unsure.replace(",", "."),
                )
            mark = shown.pop()
            self.note(N("{column}: “{value}” was read with a decimal {mark}, as in the other columns."),
                      column=column, value=unsure, mark="point" if mark == "." else "comma")  # fmt: skip
        if mark == ",":
            self.note(N("{column}: the comma is the decimal mark."), column=column)
        if seen["grouped"]:
            self.note(N("{column}: “{value}” was read as {number}."), column=column, value=seen["grouped"],
                      number=re.sub(f"[{SPACES}{APOSTROPHES}]", "", seen["grouped"]))  # fmt: skip
        return mark or "."

    def _evidence(self, column: str) -> dict[str, str | None]:
        """A cell of each kind: one that shows a decimal point, a comma, marks thousands, or could be either."""
        point, comma = _mark_patterns(".", ","), _mark_patterns(",", ".")
        kinds = {
            "point": f"({point[0]}|{comma[1]})",
            "comma": f"({comma[0]}|{point[1]})",
            "unsure": r"[+-]?[1-9]\d{0,2}[.,]\d{3}",
            "grouped": rf"[+-]?\d{{1,3}}([{SPACES}{APOSTROPHES}]\d{{3}})+([.,]\d+)?",
        }
        text = f"ltrim({ident(column)}, '< ')"
        wanted = ", ".join(
            f"arg_min({text}, _line) filter (regexp_full_match({text}, {literal(pattern)}))"
            for pattern in kinds.values()
        )
        return dict(zip(kinds, self.con.execute(f"select {wanted} from source_row").fetchone(), strict=True))

    def _is_numeric(self, column: str) -> bool:
        text, pattern = ident(column), f"[-+]?[0-9][0-9.,{SPACES}{APOSTROPHES}]*"
        like = f"regexp_full_match({text}, {literal(pattern)}) or {text} in ({literals(NOTHING)})"
        return self.con.execute(f"select coalesce(bool_and({like}), false) from source_row").fetchone()[0]

    def _date_order(self, column: str, text: str) -> str | None:
        slashed, has_years = self.con.execute(
            f"select arg_min({text}, _line) filter (regexp_matches({text}, '{SLASHED}')),"
            f" coalesce(bool_or(regexp_full_match({text}, '{YEAR}')), false) from source_row"
        ).fetchone()
        order = self.settings.get("dates")
        if slashed and not order:
            raise NapError(
                N("{file}, column {column}: it is not declared whether “{value}” begins with the day or the month."),
                N("Say it with --set dates=dmy (day first) or --set dates=mdy (month first)."),
                file=self.file.name,
                column=column,
                value=slashed,
            )
        if slashed:
            self.note(N("{column}: dates such as “{value}” begin with the {first}, as declared."),
                      column=column, value=slashed, first="day" if order == "dmy" else "month")  # fmt: skip
        if has_years:
            self.note(N("{column}: a year alone is kept as 1 January with precision “year”."), column=column)
        return order

    # -- loading ----------------------------------------------------------------------------------------------------

    def _load(self, is_private: Callable[[str], bool] | None, say) -> None:
        rows = self._open()
        _, header = next(self._from_header(rows), (0, []))
        if not header:
            raise NapError(N("{file} is empty."), N("Export it again with its rows."), file=self.file.name)
        names = self._name_columns(header)
        kept = [i for i, name in enumerate(names) if not (is_private and is_private(name))]
        if hidden := len(names) - len(kept):
            self.note(
                N("{count} columns are not needed here and might endanger people; they were not read."), count=hidden
            )
        self.columns = [names[i] for i in kept]
        if not self.columns:
            raise NapError(
                N("{file} has no column that may be read."), N("Check that it is the right file."), file=self.file.name
            )
        columns = ", ".join(f"{ident(c)} varchar" for c in self.columns)
        self.con.execute(f"create table source_row (_line bigint, {columns})")
        batch, lines, size = [], [], max(1, BATCH_CELLS // len(kept))
        for line, cells in rows:
            if not any(c and not c.isspace() for c in cells):
                continue
            self.read += 1
            if len(cells) > len(names) and not any(cells[len(names) :]):
                cells = cells[: len(names)]
            if len(cells) != len(names) or (is_private and any("\n" in c or "\r" in c for c in cells)):
                # Where columns are private nothing is kept of a line that may have shifted: cells cannot be told apart.
                self.malformed[line] = [] if is_private else cells
                cells = [""] * len(names)
            lines.append(line)
            batch.append([cells[i] if i in self._raw_positions else cells[i].strip(BLANKS) or None for i in kept])
            if len(batch) >= size:
                self._insert(lines, batch)
                batch, lines = [], []
                say(N("Reading {file}: {count} lines").format(file=self.file.name, count=f"{self.read:,}"))
        self._insert(lines, batch)
        self._width = len(names)
        self.typed = {names[i] for i in self._typed_positions if i < len(names)}
        if not self.read:
            raise NapError(
                N("{file} holds column names but no rows."), N("Export it again with its rows."), file=self.file.name
            )

    def _insert(self, lines: list[int], batch: list[list[str]]) -> None:
        if batch:
            arrays = [
                pa.array(lines, pa.int64()),
                *(pa.array(column, pa.string()) for column in zip(*batch, strict=True)),
            ]
            table = pa.table(arrays, names=["_line", *(f"c{i}" for i in range(len(self.columns)))])
            self.con.register("arrived", table)
            self.con.execute("insert into source_row from arrived")
            self.con.unregister("arrived")

    def _from_header(self, rows) -> Iterator[tuple[int, list[str]]]:
        wanted = self.settings.get("header")
        if wanted and not wanted.isdigit():
            raise NapError(
                N("--set header={value} is no line number."), N("Give the number of the line."), value=wanted
            )
        for line, cells in rows:
            if line >= int(wanted or 0) and any(c.strip() for c in cells):
                yield line, cells

    def _name_columns(self, header: list[str]) -> list[str]:
        while header and not header[-1].strip():
            header = header[:-1]
        if len(header) > MAX_COLUMNS:
            raise NapError(
                N("{file} has {count} columns in its first line; that is no table."),
                N("Check the separator of its columns, or export it again."),
                file=self.file.name,
                count=f"{len(header):,}",
            )
        names = [" ".join(c.replace("\ufeff", "").split()) or f"column {i + 1}" for i, c in enumerate(header)]
        seen: dict[str, str] = {}
        for name in names:
            if name.lower() in seen:
                raise NapError(
                    N("{file} has two columns called {name}."), N("Rename one of them."), file=self.file.name, name=name
                )
            seen[name.lower()] = name
        return [f"{name} (column)" if name.lower() == "_line" else name for name in names]

    def _open(self) -> Iterator[tuple[int, list[str]]]:
        """Rows as (line, cells), by what the file is, whatever its ending says."""
        self._typed_positions: set[int] = set()
        self._raw_positions: set[int] = set()  # of Parquet columns that hold bytes, where a blank means something
        try:
            with self.file.open("rb") as stream:
                head = stream.read(4096)
        except OSError as error:
            raise NapError(
                N("{file} cannot be opened: {reason}."), N("Check the path and your right to read it."),
                file=self.file.name, reason=error.strerror or "it is a folder",
            ) from error  # fmt: skip
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
                N("{file} is {kind}, not a table that can be read."),
                N("Save it as CSV or XLSX and import that."),
                file=self.file.name,
                kind=kind,
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
                N("--set encoding={value} is unknown."), N("Use one of: {allowed}."), value=encoding,
                allowed="utf-8, cp1252, latin-1, utf-16",
            ) from error  # fmt: skip
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
                    N("{file} has no sheet called {sheet}."), N("Name one of: {sheets}."),
                    file=self.file.name, sheet=wanted or "–", sheets=", ".join(sheets),
                )  # fmt: skip
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
            self._typed_positions.add(position)
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
        with file, connect() as con:
            yield 0, names
            numeric = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
            self._raw_positions = {i for i, f in enumerate(file.schema_arrow) if pa.types.is_binary(f.type)}
            self._typed_positions = {i for i, f in enumerate(file.schema_arrow) if any(is_(f.type) for is_ in numeric)}
            line = 0
            cells = ", ".join(f"coalesce({ident(n)}::varchar, '')" for n in names)
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
        self.stream, self.name, self.number, self.ended, self._ahead = stream, name, 0, False, None

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


def number_sql(text: str, decimal: str) -> str:
    """SQL that reads text as DOUBLE; thousands stand in groups of three, by blank, apostrophe or the other mark."""
    other = "," if decimal == "." else "."
    d, group = re.escape(decimal), f"[{SPACES}{APOSTROPHES}{other}]"
    pattern = rf"[+-]?(\d+|\d{{1,3}}({group}\d{{3}})+|)({d}\d+)?{d}?([eE][+-]?\d+)?"
    clean = f"replace({text}, '−', '-')"
    bare = f"replace(regexp_replace({clean}, {literal(group)}, '', 'g'), '{decimal}', '.')"
    return f"(case when regexp_full_match({clean}, {literal(pattern)}) then try_cast({bare} as double) end)"


def date_sql(text: str, order: str | None) -> tuple[str, str]:
    """SQL that reads text as DATE (ISO, year, year-month, and d/m/y or m/d/y by `order`) and as its precision."""
    slashed = ""
    if order:
        form = "%d/%m/%Y" if order == "dmy" else "%m/%d/%Y"
        bare = f"regexp_replace(split_part({text}, ' ', 1), '[.-]', '/', 'g')"
        slashed = f"when regexp_matches({text}, '{SLASHED}( .*)?$') then try_strptime({bare}, '{form}')::date"
    iso = f"regexp_replace(regexp_extract({text}, '^[0-9/-]+'), '/', '-', 'g')"
    date = (
        f"(case when regexp_full_match({text}, '{YEAR}') then try_cast({text} || '-01-01' as date)"
        f" when regexp_full_match({text}, '{YEAR}-[0-9]{{2}}') then try_cast({text} || '-01' as date)"
        f" when regexp_full_match({text}, '{YEAR}[-/][0-9]{{1,2}}[-/][0-9]{{1,2}}([T ][0-9].*)?')"
        f" then try_strptime({iso}, '%Y-%m-%d')::date {slashed} end)"
    )
    precision = (
        f"(case when regexp_full_match({text}, '{YEAR}') then 'year'"
        f" when regexp_full_match({text}, '{YEAR}-[0-9]{{2}}') then 'month' when {text} is not null then 'day' end)"
    )
    return date, precision


def slug(text: str) -> str:
    """SQL that makes a stable code of a name: lower case, without accents, words joined by hyphens."""
    return f"trim(regexp_replace(lower(strip_accents({text})), '[^a-z0-9]+', '-', 'g'), '-')"


def _mark_patterns(mark: str, other: str) -> tuple[str, str]:
    """Patterns of cells that can only be read with `mark` as the decimal mark, and only with it between thousands."""
    m, o = re.escape(mark), re.escape(other)
    blank = f"[{SPACES}{APOSTROPHES}]"
    decimal = (
        rf"[+-]?(0?{m}\d+|0+{m}\d+|\d+{m}\d{{1,2}}|\d+{m}\d{{4,}}|\d{{4,}}{m}\d+|\d{{1,3}}({blank}\d{{3}})+{m}\d+"
        rf"|\d{{1,3}}({o}\d{{3}})+{m}\d+|\d+{m}?\d*[eE][+-]?\d+)"
    )
    if mark == ",":
        decimal = decimal.replace(rf"|\d+{m}?\d*[eE][+-]?\d+", "")
    return decimal, rf"[+-]?\d{{1,3}}({m}\d{{3}}){{2,}}"


def _kind(head: bytes) -> str:
    """'csv', 'xlsx', 'parquet', or what else the file is, in words."""
    signs = {
        b"PAR1": "parquet",
        b"PK\x03\x04": "xlsx",
        b"\xd0\xcf\x11\xe0": N("an old or protected Office file"),
        b"%PDF": N("a PDF"),
        b"\x89PNG": N("a picture"),
        b"\xff\xd8\xff": N("a picture"),
        b"GIF8": N("a picture"),
        b"\x1f\x8b": N("a compressed archive"),
        b"7z\xbc\xaf": N("a compressed archive"),
    }
    for sign, kind in signs.items():
        if head.startswith(sign):
            return kind
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    control = sum(b < 9 or (13 < b < 32 and b != 27) for b in head)
    if b"\0" in head or control > len(head) * 0.1:
        return N("a binary file")
    if head.lstrip()[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        return N("a web page")
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
