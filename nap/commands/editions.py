"""The commands about what was published: `editions`, `publish`, `diff`.

Lives here: words on the terminal. The work is done in nap/pack (editions.py, differences.py) and nap/topics.
"""

import json
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from nap.errors import NapError
from nap.language.texts import NO_VALUE, N

FIGURES_SHOWN = 40
Folder = Annotated[Path, Parameter(help="Folder of the pack.")]
Json = Annotated[bool, Parameter(name="--json", negative="", help="Print it as JSON.")]
CHANGES = N("{table}: {new} new, {changed} changed, {withdrawn} withdrawn")
REASONS = {
    "data": N("data"),
    "formulas": N("formulas"),
    "day": N("the day"),
    "formulas_or_day": N("formulas or the day"),
}


def show(folder: Folder, /, *, as_json: Json = False) -> int:
    """List what was published of a pack: when, by whom, what came in and what it changed; the latest is first.

    Try:

        python -m nap editions data/cod
    """
    from nap.pack import differences, editions

    editions.current(folder)
    found, before = [], None
    for entry in _publications(folder):
        at = editions.find(folder, entry["edition"]) if entry["is_there"] else None
        changes = [] if not at or not before else differences.table_changes(before, at)
        rows = {each.table: {"new": each.new, "changed": each.changed, "withdrawn": each.withdrawn} for each in changes}
        found.append({**entry, "rows": rows if before and at else None})
        before = at or before
    found.reverse()
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    for each in found:
        mark = f" ({N('published')})" if each["is_published"] else ""
        print(f"{each['edition']}  {each['at']}  {each['by'] or NO_VALUE}  {_what(each['what'])}{mark}")
        for table, counts in (each["rows"] or {}).items():
            print("    " + CHANGES.format(table=table, **counts))
        if each["rows"] == {}:
            print("    " + N("no row changed"))
    return 0


def _publications(folder: Path) -> list[dict]:
    """Every publication in its order, and editions that were never published where they were made."""
    from nap.pack import editions

    made, pointer = editions.made(folder), editions.published(folder)
    names = {each.name for each in made}
    log = [dict(entry) for entry in pointer.log] if pointer else []
    shown = {entry["edition"] for entry in log}
    log += [
        {"edition": m.name, "at": m.made, "by": m.by, "what": m.what, "was_published": False}
        for m in made
        if m.name not in shown
    ]
    log.sort(key=lambda entry: entry["at"])
    last = max((i for i, entry in enumerate(log) if pointer and entry["edition"] == pointer.edition), default=None)
    return [
        {"was_published": True, **entry, "is_published": i == last, "is_there": entry["edition"] in names}
        for i, entry in enumerate(log)
    ]


def _what(what: dict) -> str:
    """One line on what made an edition."""
    command = what.get("command")
    if command == "import":
        line = N("import {profile} {file}: {accepted} lines accepted, {rejected} rejected")
        return line.format(**{"accepted": NO_VALUE, "rejected": NO_VALUE, **what})
    if command == "publish":
        return N("publish: back to {edition}").format(edition=what.get("edition", NO_VALUE))
    return {"hand": N("files changed by hand"), "demo": N("demo")}.get(command, N("written by a program"))


def publish(
    folder: Folder,
    edition: Annotated[str, Parameter(help="Name of the edition, or how it begins; `editions` lists them.")],
    /,
    *,
    by: Annotated[str | None, Parameter(help="Whom the history of the pack names; you where it is left out.")] = None,
) -> int:
    """Publish an edition that was made before. The files of the pack become its files, so the next import builds on it.

    Try:

        python -m nap publish data/cod 3f2a91c0
    """
    from nap.pack import editions

    at = editions.restore(folder, edition, by)
    print(N("{folder}: edition {edition} is published.").format(folder=folder, edition=at.name))
    return 0


def diff(
    folder: Folder,
    before: Annotated[str, Parameter(help="Name of the earlier edition, or how it begins.")],
    after: Annotated[str, Parameter(help="Name of the later edition, or how it begins.")],
    /,
    *,
    as_json: Json = False,
) -> int:
    """Compare two editions of a pack: rows by their keys, figures with the reason, verdicts on targets.

    A figure changes with the data, with the formulas of a newer version of this program, or with the day.

    Try:

        python -m nap diff data/cod 3f2a91c0 9b04d7e1
    """
    from nap.commands.main import at_work
    from nap.pack import differences, editions

    with at_work(N("Comparing two editions")):
        one, other = editions.find(folder, before), editions.find(folder, after)
        tables = differences.table_changes(one, other)
        figures = differences.figure_changes(one, other)
        judged = _verdict_changes(one, other)
    if as_json:
        said = {"before": one.name, "after": other.name}
        said |= {"tables": {each.table: _table(each) for each in tables}, "figures": figures, "verdicts": judged}
        print(json.dumps(said, ensure_ascii=False, indent=1, default=str))
        return 0
    if not (tables or figures or judged):
        print(N("Nothing changed."))
    for each in tables:
        counts = {"new": each.new, "changed": each.changed, "withdrawn": each.withdrawn}
        print(CHANGES.format(table=each.table, **counts))
        for heading, keys in ((N("new"), each.new_keys), (N("changed"), each.changed_keys)):
            _print_keys(heading, keys)
        _print_keys(N("withdrawn"), each.withdrawn_keys)
    if figures:
        print(N("{count} figures changed:").format(count=f"{len(figures):,}"))
    for each in figures[:FIGURES_SHOWN]:
        where = " ".join(str(each[name]) for name in differences.FIGURE if each[name] is not None)
        reasons = ", ".join(REASONS[word] for word in each["reasons"])
        print(f"  {where}: {_value(each['before'])} → {_value(each['after'])} ({reasons})")
    if len(figures) > FIGURES_SHOWN:
        print(N("  … and {count} more; --json prints all.").format(count=f"{len(figures) - FIGURES_SHOWN:,}"))
    for each in judged:
        line = N("Target {target_code} ({indicator}): {before} → {after}")
        print(line.format(**{name: NO_VALUE if value is None else value for name, value in each.items()}))
    return 0


def _table(change) -> dict:
    return {name: value for name, value in change.__dict__.items() if name != "table"}


def _print_keys(heading: str, keys: tuple[str, ...]) -> None:
    if keys:
        print(f"  {heading}: {'; '.join(keys[:10])}{' …' if len(keys) > 10 else ''}")


def _value(figure: dict | None) -> str:
    return NO_VALUE if figure is None or figure["value"] is None else f"{figure['value']:,.6g}"


def _verdict_changes(one, other) -> list[dict]:
    """Targets whose verdict is not the same: target_code, indicator, before, after (codes of status, or None)."""
    from nap.pack.pack import Pack
    from nap.topics import status_table, verdicts

    found = []
    for at in (one, other):
        try:
            targets = verdicts.of_pack(Pack.open(at.folder, edition=at))[0]
        except NapError:
            targets = []
        rows = [status_table.row(each) for each in targets]
        found.append({(r["target_code"], r["indicator"], r["place_code"], r["series"]): r["status"] for r in rows})
    keys = sorted({*found[0], *found[1]}, key=str)
    return [
        {"target_code": key[0], "indicator": key[1], "before": found[0].get(key), "after": found[1].get(key)}
        for key in keys
        if found[0].get(key) != found[1].get(key)
    ]
