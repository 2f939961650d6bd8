"""A CSV, XLSX or Parquet file whose columns already have our names: one promised table, any publisher."""

from nap.errors import NapError
from nap.intake.import_plan import COUNTRY_SETTINGS, ImportPlan, nation_of_pack, refuse_persons
from nap.intake.sheet import Sheet
from nap.language.texts import N
from nap.pack import contract
from nap.pack.contract import Column
from nap.pack.duck import ident

ABOUT = N("A table whose columns already have the names of the dictionary.")
EXAMPLE = "import table sites.xlsx --pack data/per --set table=site --set country=Peru --set iso3=PER"
SETTINGS = {"table": N("The table the rows belong to."), **COUNTRY_SETTINGS}


def plan_import(sheet: Sheet, settings: dict) -> ImportPlan:
    """The one table named by --set table=…; a nation and a plan as well where the pack is new."""
    if "table" not in settings:
        raise NapError(
            N("It is not said which table {file} holds."),
            N("Say it with --set table=…: {tables}."),
            file=sheet.file.name,
            tables=", ".join(contract.tables()),
        )
    given = {column.lower(): column for column in sheet.columns}
    t = contract.table(settings["table"]).with_twins(given)
    missing = [c.name for c in t.columns.values() if c.required and c.name not in given and c.name != "date_precision"]
    sheet.require(*missing)
    columns, precision = {}, "null"
    for c in t.columns.values():
        if c.name in given:
            columns[c.name] = _cell(sheet, c, given[c.name])
            if c.type == "DATE" and precision == "null":
                precision = sheet.read_date_column(given[c.name])[1]
    if "date_precision" in t.columns and "date_precision" not in given:
        columns["date_precision"] = f"coalesce({precision}, 'year')"
    if t.name == "sample":
        refuse_persons(sheet, columns["matrix"], columns["n"], given)
    select = ", ".join(f"{sql} as {ident(name)}" for name, sql in columns.items())
    _, nation, plan = nation_of_pack(sheet, settings)
    tables = {t.name: f"select {select}, [_line] as _lines from accepted_row"}
    origin = {f"{t.name}.{name}": given[name] for name in columns if name in given}
    return ImportPlan(tables if t.name == "place" else {**tables, **nation}, origin, plan)


def _cell(sheet: Sheet, c: Column, column: str) -> str:
    """SQL that reads a cell as the promised column."""
    if c.type == "BOOLEAN":
        return sheet.read_answer_column(column)
    if c.type in ("INTEGER", "BIGINT"):
        return sheet.read_whole_column(column)
    if c.type == "DOUBLE":
        return sheet.read_number_column(column)
    if c.type == "DATE":
        return sheet.read_date_column(column)[0]
    if c.type == "BLOB":  # hexadecimal, as CSV exports write it, or DuckDB's own notation
        sheet.used.add(column)
        cell = f"nullif({ident(column)}, '')"
        is_hex = f"regexp_full_match({cell}, '([0-9A-Fa-f]{{2}})+')"
        return f"(case when {is_hex} then unhex({cell}) else try_cast({cell} as blob) end)"
    if c.is_list:
        parts = f"string_split_regex(trim({sheet.text(column)}, '[]'), '[;,]')"
        return f"list_filter(list_transform({parts}, lambda x: trim(x, ' ''\"')), lambda x: x <> '')"
    if c.codes:
        return sheet.read_code_column(
            column, {**{label: code for code, label in c.codes.items()}, **{code: code for code in c.codes}}
        )
    return sheet.text(column)
