"""The lines of a sheet as rows of a pack, built and audited until every row that is left keeps its promise.

Lives here: building the rows an import plan describes beside those the pack holds, running the audits, rejecting lines,
counting, and the file of rejected lines. Does not: know any publisher (profiles/), say what a table promises
(pack/contract.py) or write a pack (importing.py).

What is decided here, and why:
- A line is rejected whole: whatever it gave to any table goes, so that a line counts once.
- Two lines that give the same key with different contents are both rejected, for nobody can tell which is right;
  lines that give the very same row are accepted and counted as repeated.
- A row of the pack with the same key is replaced; columns the profile says nothing about keep what they held.
- Formulas are data. They are stored as they stand and made harmless where a CSV is written.
- The audits of the tables an import fills run here once a round, and those of all tables once more when it is
  published: a profile that leaves its lines out of an audit is stopped there.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from nap.intake.import_plan import ImportPlan
from nap.intake.sheet import Sheet
from nap.language.texts import Words
from nap.pack import contract, duck
from nap.pack.duck import ident
from nap.pack.spreadsheet_cells import safe_cell

REJECTION = (pa.int64(), pa.string(), pa.string(), pa.string())
PLAIN_NUMBER = re.compile(r"[+-]?[\d.,]+")


@dataclass(frozen=True)
class RejectedLine:
    """A line that is rejected: its number in the file, the first column and value at fault, and every reason.

    cells: those of the line in the order of the sheet's columns, as far as they may be kept; None where one is empty.
    """

    line: int
    column: str | None
    value: str | None
    reason: str
    cells: list[str | None]


class JudgedRows:
    """The rows an import is about to write: built from the lines not rejected, audited, until none breaks a promise.

    Relations made in `con`: `new_<table>`, the rows of the file; `old_<table>`, those the pack holds; `merged_<table>`,
    the table as it is going to be.
    """

    def __init__(self, con, sheet: Sheet, plan: ImportPlan, words: Words):
        self.con, self.sheet, self.plan, self.words = con, sheet, plan, words
        con.execute("create table rejection (_line bigint, cell varchar, value varchar, reason varchar)")
        con.execute("create view accepted_row as from source_row anti join rejection using (_line)")
        for name in plan.tables:
            con.execute(f"create table old_{name} as from {name}")
            self._drop_empty_twins(name)
        self._refuse(sheet.bad_cells(words))

    def _drop_empty_twins(self, name: str) -> None:
        """A view has twins of every language of the tool; those no row fills were in no file, and go into none."""
        for column in contract.table(name).columns.values():
            if column.twin_of:
                twin = ident(column.name)
                if not self.con.execute(f"select count({twin}) from old_{name}").fetchone()[0]:
                    self.con.execute(f"alter table old_{name} drop column {twin}")

    def settle(self) -> None:
        """Build, audit and reject until every remaining row keeps its promise. Each round rejects a line or ends."""
        self._build()
        while self._reject():
            self._build()

    def _build(self) -> None:
        con = self.con
        for name, select in self.plan.tables.items():
            t = contract.table(name)
            kinds = {row[0]: row[1] for row in con.execute(f"describe {select}").fetchall()}
            held = [row[0] for row in con.execute(f"describe from old_{name}").fetchall()]
            t = t.with_twins([*kinds, *held])
            for twin in t.columns.keys() - held:
                con.execute(f"alter table old_{name} add column {ident(twin)} varchar")
            columns = [f"{ident(c.name)}::{c.type} as {ident(c.name)}" for c in t.columns.values() if c.name in kinds]
            key = ", ".join(ident(k) for k in t.key)
            con.execute(f"create or replace table new_{name} as select {', '.join(columns)}, _lines from ({select})")
            self._fold_repeated(name, key)
            merged = ", ".join(
                f"n.{ident(c.name)}" if c.name in kinds else f"o.{ident(c.name)}" for c in t.columns.values()
            )
            con.execute(
                f"create or replace table audited_{name} as select {merged}, n._lines"
                f" from new_{name} n left join old_{name} o using ({key})"
                f" union all by name select *, null::bigint[] as _lines"
                f" from old_{name} anti join new_{name} using ({key})"
            )
            con.execute(f"create or replace view {name} as from audited_{name}")
            con.execute(f"create or replace view merged_{name} as select * exclude (_lines) from audited_{name}")

    def _fold_repeated(self, name: str, key: str) -> None:
        """Rows that are the same in every column become one, which knows all the lines it came from."""
        con = self.con
        con.execute(
            f"create or replace temp table twice as select {key} from new_{name} group by all having count(*) > 1"
        )
        if con.execute("select count(*) from twice").fetchone()[0]:
            con.execute(
                f"create or replace table new_{name} as from new_{name} anti join twice using ({key}) union all by name"
                f" select * exclude (_lines), flatten(list(_lines order by _lines)) as _lines"
                f" from new_{name} semi join twice using ({key}) group by all"
            )

    def _reject(self) -> int:
        """Reject the lines behind every row an audit finds; returns how many lines that were not rejected before."""
        before = self.rejected()
        for name in self.plan.tables:
            for audit in contract.table(name).audits:
                self._refuse(self._bad_rows(audit))
        return self.rejected() - before

    def _bad_rows(self, audit: contract.Audit) -> Iterator[tuple]:
        sql = audit.sql.strip().rstrip(";")
        if "_lines" not in [column[0] for column in self.con.execute(f"select * from ({sql}) limit 0").description]:
            return  # an audit that shows no rows of the table; publish runs it again
        t, say = contract.table(audit.table), self.words.t
        cell = self.plan.origin.get(f"{t.name}.{audit.column}", audit.column)
        for row in duck.rows(self.con, f"select * from ({sql}) where _lines is not null"):
            lines, values = row.pop("_lines"), contract.audit_values(t, audit, row)
            reason = f"{say(audit.what, **values)} {say(audit.fix, **values)}"
            value = None if row.get(audit.column) is None else str(row[audit.column])
            yield from ((line, cell, value, reason) for line in lines)

    def _refuse(self, cells: Iterator[tuple]) -> None:
        """Add (line, column, value, reason) to the rejections, in bounded portions."""
        cells = iter(cells)
        while portion := list(islice(cells, 50_000)):
            arrays = [
                pa.array(column, kind) for column, kind in zip(zip(*portion, strict=True), REJECTION, strict=True)
            ]
            self.con.register("arrived", pa.table(arrays, names=["_line", "cell", "value", "reason"]))
            self.con.execute("insert into rejection from arrived")
            self.con.unregister("arrived")

    def rejected(self) -> int:
        """Lines rejected so far."""
        return self.con.execute("select count(distinct _line) from rejection").fetchone()[0]

    def repeated(self) -> int:
        """Lines that gave the very same row as an earlier line."""
        main = next(iter(self.plan.tables))
        return self.con.execute(f"select coalesce(sum(len(_lines) - 1), 0)::bigint from new_{main}").fetchone()[0]

    def written(self) -> dict[str, int]:
        """Per table: rows the file gives it."""
        counts = {}
        for name in self.plan.tables:
            counts[name] = self.con.execute(f"select count(*) from new_{name}").fetchone()[0]
        return counts

    def changes(self) -> tuple[dict[str, int], dict[str, int]]:
        """Per table: rows with a new key, and rows that now say something else than before."""
        added, replaced = {}, {}
        for name in self.plan.tables:
            key = ", ".join(ident(k) for k in contract.table(name).key)
            columns = ", ".join(ident(row[0]) for row in self.con.execute(f"describe from merged_{name}").fetchall())
            new, fresh, same = self.con.execute(
                f"select (select count(*) from new_{name}),"
                f" (select count(*) from new_{name} anti join old_{name} using ({key})),"
                f" (select count(*) from (select {columns} from audited_{name} where _lines is not null"
                f" intersect select {columns} from old_{name}))"
            ).fetchone()
            added[name], replaced[name] = fresh, new - fresh - same
        return added, replaced

    def rejected_lines(self) -> Iterator[RejectedLine]:
        """The rejected lines in the order of the file; never a cell of a private column."""
        sheet = self.sheet
        columns = ", ".join(f"s.{ident(c)}" for c in sheet.columns)
        cursor = self.con.cursor()
        cursor.execute(
            "with reason as (select _line, arg_min(cell, rowid) as cell, arg_min(value, rowid) as value,"
            " string_agg(reason, ' ' order by rowid) as reason"
            " from (select *, min(rowid) over (partition by _line, reason) = rowid as is_first, rowid from rejection)"
            " where is_first group by _line)"
            f" select r._line, r.cell, r.value, r.reason, {columns} from reason r left join source_row s using (_line)"
            " order by 1"
        )
        while rows := cursor.fetchmany(10_000):
            for line, column, value, reason, *cells in rows:
                yield RejectedLine(line, column, value, reason, sheet.malformed.get(line, cells))

    def write_rejected(self, path: Path) -> Path:
        """The rejected lines as CSV: line, column, value, reason, then the cells as they stood."""
        with path.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(map(_safe, ("line", "column", "value", "reason", *self.sheet.columns)))
            for each in self.rejected_lines():
                writer.writerow(map(_safe, (each.line, each.column, each.value, each.reason, *each.cells)))
        return path


def _safe(cell):
    """A cell as it may stand in a CSV that a spreadsheet opens: no formula; a number, even a negative one, stays."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) and PLAIN_NUMBER.fullmatch(cell) else safe_cell(cell)
