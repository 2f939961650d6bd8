"""A publisher's file as text cells with line numbers, and SQL that reads them as numbers, dates, answers and codes.

Lives here: the names of columns, decimal marks, thousands and dates. Does not: open files (file_rows.py), know a table
or a pack (judging.py).

Nothing is guessed where two readings are possible ("1.234", "03/04/2019"): the other cells of the file decide, or
the person does with --set; without either the import stops and asks.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from nap.errors import NapError
from nap.intake import file_rows
from nap.intake.file_rows import BATCH_CELLS, DELIMITERS, RawFile
from nap.language.texts import NO_VALUE, N, Sentence, Words
from nap.pack.duck import ident, literal, literals

MAX_COLUMNS = 5_000
# Columns about persons or armed groups, by name and in both languages: never read from any file, whatever its profile.
ENDANGERS = re.compile(
    r"armed|milit(ia|ar)|groupe_?arm|phone|t[eé]l[eé]phone|e-?mail|birth|naissance|passport|passeport|household|m[eé]nage"
    r"|(first|last|family|person|patient|miner|owner|respondent)_?name|surname|pr[eé]nom|nom_?de_?famille",
    re.IGNORECASE,
)
SETTINGS = {
    **file_rows.SETTINGS,
    "header": N("Number of the line that holds the column names."),
    "decimal": N("Decimal mark: point or comma."),
    "dates": N("Order of dates such as 03/04/2019: dmy or mdy."),
}
BLANKS = " \t\r\n\u00a0\ufeff"
SPACES = " \u00a0\u202f\u2009"
APOSTROPHES = "'’"
# Empty, in a column of numbers, dates or answers.
NOTHING = ("NA", "N/A", "n/a", "#N/A", "-", "–", "null", "NULL", "NaN")
YEAR = "[12][0-9]{3}"
SLASHED = "^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][12][0-9]{3}"
YES = ("1", "true", "t", "yes", "y", "oui", "o", "vrai", "1.0")
NO = ("0", "false", "f", "no", "n", "non", "faux", "0.0")


class Sheet:
    """The rows of a file as text cells in DuckDB, and SQL that reads them as numbers, dates, answers and codes.

    Relation made in `con`: `source_row` (_line, and one VARCHAR per column: the cell without outer blanks, null if
    empty).
    columns: names in the order of the file, private ones left out. used: those a profile asked for. read: lines
    that hold anything. Cells that cannot be read as asked reject their line.
    """

    def __init__(self, con, file: Path, settings: dict, is_private: Callable[[str], bool] | None = None, say=None):
        self.con, self.file, self.settings = con, file, settings
        self.assumptions: list[Sentence] = []
        self.used: set[str] = set()
        self.typed: set[str] = set()  # columns whose numbers the file itself stores as numbers
        self.malformed: dict[int, list[str]] = {}
        self.read = 0
        self._checks: list[tuple[str, str, Sentence]] = []
        self._made: set[str] = set()
        for name, allowed in {
            "decimal": ("point", "comma"),
            "dates": ("dmy", "mdy"),
            "delimiter": tuple(DELIMITERS),
        }.items():
            if settings.get(name, allowed[0]) not in allowed:
                raise NapError(
                    N("--set {name}={value} cannot be."),
                    N("Use one of: {allowed}."),
                    name=name,
                    value=settings[name],
                    allowed=", ".join(allowed),
                )
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

    def read_number_column(self, column: str, text: str | None = None) -> str:
        """Read a column as numbers, and return SQL for a cell as DOUBLE; it alters `source_row` (see `_parsed`).

        How decimals and thousands are written is decided from the whole column; NapError where nobody can tell.
        text: SQL for the part of the cell that is the number, where it holds more.
        """
        text = text or self.value(column)
        return self._parsed(
            "number",
            column,
            text,
            "double",
            lambda: number_sql(text, self._decimal(column)),
            N("“{value}” is no number."),
        )

    def read_whole_column(self, column: str) -> str:
        """Read a column as whole numbers, and return SQL for a cell as INTEGER; it alters `source_row` (see `_parsed`).

        A number with a fraction, or beyond two thousand million, rejects the line.
        """
        number = self.read_number_column(column)
        sql = f"(case when {number} = round({number}) then try_cast({number} as integer) end)"
        return self._parsed("whole", column, number, "integer", lambda: sql, N("“{value}” is no whole number."))

    def read_date_column(self, column: str, text: str | None = None) -> tuple[str, str]:
        """Read a column as dates; it alters `source_row` (see `_parsed`).

        Returns SQL for a cell as DATE and for its precision ('day', 'month', 'year'); a year is stored as its first
        day. NapError where it is not declared whether the day or the month comes first, and a cell needs it.
        text: SQL for the part of the cell that is the date, where it holds more.
        """
        text = text or self.value(column)
        date = self._parsed(
            "date",
            column,
            text,
            "date",
            lambda: date_sql(text, self._date_order(column, text))[0],
            N("“{value}” is no date."),
        )
        return date, date_sql(text, None)[1]

    def date_of(self, text: str) -> tuple[str, str]:
        """SQL for a date given for every row, and for its precision; NapError where it is no date."""
        date, precision = date_sql(literal(text), self.settings.get("dates"))
        if self.con.execute(f"select {date}").fetchone()[0] is None:
            raise NapError(
                N("{file} has no column “{value}”, and it is no date either."),
                N("Write a date as 2024-03-31, 2024-03 or 2024."),
                file=self.file.name,
                value=text,
            )
        return date, precision

    def read_answer_column(self, column: str) -> str:
        """Read a column as answers, and return SQL for a cell as BOOLEAN; it alters `source_row` (see `_parsed`).

        1, yes, oui, true or 0, no, non, false; empty is not asked, and never no.
        """
        text = self.value(column)
        yes, no = (f"lower({text}) in ({literals(words)})" for words in (YES, NO))
        sql = f"case when {yes} then true when {no} then false end"
        return self._parsed("answer", column, text, "boolean", lambda: sql, N("“{value}” is neither yes nor no."))

    def read_code_column(self, column: str, codes: dict[str, str]) -> str:
        """Read a column as codes, and return SQL for a cell as one of ours; it alters `source_row` (see `_parsed`).

        codes: what the file says, in any case -> the code.
        """
        text = self.text(column)
        cases = " ".join(f"when {literal(k.lower())} then {literal(v)}" for k, v in codes.items())
        sql = f"case lower({text}) {cases} end"
        known = ", ".join(dict.fromkeys(codes.values()))
        reason = Sentence(N("“{value}” is not a word known here. Use one of: {codes}."), {"codes": known})
        return self._parsed("code", column, text, "varchar", lambda: sql, reason)

    def check(self, column: str, bad: str, reason: str | Sentence) -> None:
        """Reject the lines where `bad` (SQL over the columns) is true; `reason` may use {value}, the cell."""
        self.used.add(column)
        self._check(column, bad, reason)

    def forget(self, condition: str, keep: Iterable[str] = ()) -> None:
        """Empty the cells of the lines where a condition is true, but for the columns kept.

        What is forgotten reaches neither the pack nor the file of rejected lines.
        """
        emptied = ", ".join(f"{ident(column)} = null" for column in self.columns if column not in keep)
        if emptied:
            self.con.execute(f"update source_row set {emptied} where {condition}")

    def forget_malformed(self) -> None:
        """Keep nothing of the lines whose cells cannot be told apart."""
        self.malformed = {line: [] for line in self.malformed}

    def count(self, condition: str) -> int:
        """How many lines meet a condition."""
        return self.con.execute(f"select count(*) from source_row where {condition}").fetchone()[0]

    def note(self, text: str, **values) -> None:
        """Add a sentence to what was assumed, once."""
        note = Sentence(text, values)
        if note not in self.assumptions:
            self.assumptions.append(note)

    def bad_cells(self, words: Words) -> Iterator[tuple]:
        """(line, column, value, reason) of malformed lines, and of cells that cannot be read as they were asked for."""
        width = words.t("The line does not have the number of cells of the first line, {width}.", width=self._width)
        yield from ((line, None, None, width) for line in self.malformed)
        malformed = {"malformed": list(self.malformed)}  # of which no cell can be asked
        for column, bad, reason in self._checks:
            cursor = self.con.cursor()
            cursor.execute(
                f"select _line, {ident(column)} from source_row"
                f" where ({bad}) and not list_contains($malformed, _line) order by _line",
                malformed,
            )
            while rows := cursor.fetchmany(10_000):
                for line, value in rows:
                    values = {"value": NO_VALUE if value is None else value, **reason.values}
                    said = words.t("{column}: {reason}", column=column, reason=Sentence(reason.text, values))
                    yield line, column, value, said

    def _parsed(
        self, kind: str, column: str, text: str, type_: str, sql: Callable[[], str], reason: str | Sentence
    ) -> str:
        """Add to `source_row` a column that holds cells as read, and return its name; reading them is dear.

        It is made once, and a line whose cell is not empty and cannot be read is going to be rejected.
        """
        name = ident(f"_{kind} {column}")
        if name not in self._made:
            expression = sql()
            self.con.execute(f"alter table source_row add column {name} {type_}")
            self.con.execute(f"update source_row set {name} = {expression} where {text} is not null")
            self._check(column, f"{text} is not null and {name} is null", reason)
            self._made.add(name)
        return name

    def _check(self, column: str, bad: str, reason: str | Sentence) -> None:
        reason = reason if isinstance(reason, Sentence) else Sentence(reason)
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
            self.note(
                N("{column}: “{value}” was read with a decimal point, as in the other columns.")
                if mark == "."
                else N("{column}: “{value}” was read with a decimal comma, as in the other columns."),
                column=column,
                value=unsure,
            )
        if mark == ",":
            self.note(N("{column}: the comma is the decimal mark."), column=column)
        if seen["grouped"]:
            self.note(
                N("{column}: “{value}” was read as {number}."),
                column=column,
                value=seen["grouped"],
                number=re.sub(f"[{SPACES}{APOSTROPHES}]", "", seen["grouped"]),
            )
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
            self.note(
                N("{column}: dates such as “{value}” begin with the {first}, as declared."),
                column=column,
                value=slashed,
                first="day" if order == "dmy" else "month",
            )
        if has_years:
            self.note(N("{column}: a year alone is kept as 1 January with precision “year”."), column=column)
        return order

    # -- loading ----------------------------------------------------------------------------------------------------

    def _load(self, is_private: Callable[[str], bool] | None, say) -> None:
        raw = RawFile(self.file, self.settings, self.note)
        rows = raw.rows()
        _, header = next(self._from_header(rows), (0, []))
        if not header:
            raise NapError(N("{file} is empty."), N("Export it again with its rows."), file=self.file.name)
        names = self._name_columns(header)
        kept = [i for i, name in enumerate(names) if not (ENDANGERS.search(name) or (is_private and is_private(name)))]
        hidden = len(names) - len(kept)
        has_private = is_private is not None or hidden > 0
        if hidden:
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
        batch: list[list[str | None]] = []
        lines: list[int] = []
        size = max(1, BATCH_CELLS // len(kept))
        for line, cells in rows:
            if not any(c and not c.isspace() for c in cells):
                continue
            self.read += 1
            if len(cells) > len(names) and not any(cells[len(names) :]):
                cells = cells[: len(names)]
            if len(cells) != len(names) or (has_private and any("\n" in c or "\r" in c for c in cells)):
                # Where columns are private nothing is kept of a line that may have shifted: cells cannot be told apart.
                self.malformed[line] = [] if has_private else cells
                cells = [""] * len(names)
            lines.append(line)
            batch.append([cells[i] if i in raw.raw_positions else cells[i].strip(BLANKS) or None for i in kept])
            if len(batch) >= size:
                self._insert(lines, batch)
                batch, lines = [], []
                say(Sentence(N("Reading {file}: {count} lines"), {"file": self.file.name, "count": f"{self.read:,}"}))
        self._insert(lines, batch)
        self._width = len(names)
        self.typed = {names[i] for i in raw.typed_positions if i < len(names)}
        if not self.read:
            raise NapError(
                N("{file} holds column names but no rows."), N("Export it again with its rows."), file=self.file.name
            )

    def _insert(self, lines: list[int], batch: list[list[str | None]]) -> None:
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


def number_sql(text: str, decimal: str) -> str:
    """SQL that reads text as DOUBLE; thousands stand in groups of three, by blank, apostrophe or the other mark.

    What no DOUBLE can hold, such as 1e400, is no number.
    """
    other = "," if decimal == "." else "."
    d, group = re.escape(decimal), f"[{SPACES}{APOSTROPHES}{other}]"
    pattern = rf"[+-]?(\d+|\d{{1,3}}({group}\d{{3}})+|)({d}\d+)?{d}?([eE][+-]?\d+)?"
    clean = f"replace({text}, '−', '-')"
    bare = f"replace(regexp_replace({clean}, {literal(group)}, '', 'g'), '{decimal}', '.')"
    number = f"case when isfinite(try_cast({bare} as double)) then try_cast({bare} as double) end"
    return f"(case when regexp_full_match({clean}, {literal(pattern)}) then {number} end)"


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
