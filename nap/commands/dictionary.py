"""The dictionary of every table and column, written from what the tables promise. A test keeps data/README.md true."""

from pathlib import Path

from nap.pack import contract

PATH = Path(__file__).parents[2] / "data" / "README.md"
HEAD = """# Dictionary

What every table of a pack holds. Written by `python -m nap dictionary` from `nap/pack/tables/*.toml`: change those,
not this.

A pack is a folder with `plan.toml` and one Parquet file per table; a missing table is allowed. Null means unknown:
it is never a no, and never zero. Rows are sorted by key; the same rows give the same bytes.

Texts that the publisher wrote may be translated. A column said to be translated may have twins, one for each language:
its name, an underscore and the two letters of the language (ISO 639-1), as in `title_es`. They are texts, may be left
out, and a cell without one shows what the column itself says.

Files taken away from the dashboard have last columns of their own: `is_location_moved` where a table holds sensitive
locations (true where the coordinates are the middle of a cell, or were left out, to protect people), `unit` and
`title` beside the values of indicators, `note` in every row of a fictional pack.
"""


def text() -> str:
    """The whole dictionary as Markdown, tables in the order of their names."""
    tables = contract.tables().values()
    index = "\n".join(f"- [{t.name}](#{t.name}): {t.about}" for t in tables)
    return "\n".join([HEAD, index, *map(_table, tables)]).rstrip() + "\n"


def _table(t: contract.Table) -> str:
    rows = "\n".join(_row(t, c) for c in t.promised.values())
    return (
        f"\n## {t.name}\n\n{t.title}. {t.about}\n\nKey: {', '.join(f'`{k}`' for k in t.key)}\n\n"
        f"| column | type | may be unknown | unit | what it says |\n|---|---|---|---|---|\n{rows}\n"
    )


def _row(t: contract.Table, c: contract.Column) -> str:
    says = [c.about]
    if c.translated:
        says.append("Translated.")
    if c.codes:
        says.append("Codes: " + ", ".join(f"`{code}` {label}" for code, label in c.codes.items()) + ".")
    if c.min is not None or c.max is not None:
        says.append("Between {} and {}.".format(*("any" if x is None else f"{x:.15g}" for x in (c.min, c.max))))
    if c.references:
        says.append(f"See [{c.references}](#{c.references}).")
    if c.sensitive:
        says.append(f"Sensitive: {c.sensitive}.")
    cells = (f"`{c.name}`", c.type, "" if c.required else "yes", c.unit or "", " ".join(says))
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
