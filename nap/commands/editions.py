"""The commands about what was published: `editions`, `publish`, `diff`.

Lives here: words on the terminal. The work is done in nap/pack (editions.py, differences.py) and nap/topics.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from nap.commands.terminal import show as show_line
from nap.commands.terminal import tell, words
from nap.errors import NapError
from nap.language.texts import NO_VALUE, N

if TYPE_CHECKING:
    from nap.pack import Edition

FIGURES_SHOWN = 40
Folder = Annotated[Path, Parameter(help="Folder of the pack.")]
Json = Annotated[bool, Parameter(name="--json", negative="", help="Print it as JSON.")]
CHANGES = N("{table}: {new} new, {changed} changed, {withdrawn} withdrawn")
KEYS_NEW = N("  new: {keys}")
KEYS_CHANGED = N("  changed: {keys}")
KEYS_WITHDRAWN = N("  withdrawn: {keys}")
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
    found: list[dict] = []
    before: Edition | None = None
    for entry in _publications(folder):
        at = editions.find(folder, entry["edition"]) if entry["is_there"] else None
        changes = differences.table_changes(before, at) if at and before else []
        rows = {each.table: {"new": each.new, "changed": each.changed, "withdrawn": each.withdrawn} for each in changes}
        found.append({**entry, "rows": rows if before and at else None})
        before = at or before
    found.reverse()
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    for each in found:
        what = _what(each["what"])
        if each["is_published"]:
            what = words().t("{what} (published)", what=what)
        show_line(f"{each['edition']}  {each['at']}  {each['by'] or NO_VALUE}  {what}")
        for table, counts in (each["rows"] or {}).items():
            show_line("    " + words().t(CHANGES, table=table, **counts))
        if each["rows"] == {}:
            show_line("    " + words().t("no row changed"))
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
    t, command = words().t, what.get("command", "")
    if command == "import":
        line = N("import {profile} {file}: {accepted} lines accepted, {rejected} rejected")
        return t(line, **{"accepted": NO_VALUE, "rejected": NO_VALUE, **what})
    if command == "publish":
        return t("publish: back to {edition}", edition=what.get("edition", NO_VALUE))
    return t({"hand": N("files changed by hand"), "demo": N("demo")}.get(command, N("written by a program")))


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
    tell(N("{folder}: edition {edition} is published."), folder=folder, edition=at.name)
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
        said = {
            "before": one.name,
            "after": other.name,
            "tables": {each.table: _table(each) for each in tables},
            "figures": figures,
            "verdicts": judged,
        }
        print(json.dumps(said, ensure_ascii=False, indent=1, default=str))
        return 0
    if not (tables or figures or judged):
        tell(N("Nothing changed."))
    for each in tables:
        counts = {"new": each.new, "changed": each.changed, "withdrawn": each.withdrawn}
        tell(CHANGES, table=each.table, **counts)
        for line, keys in ((KEYS_NEW, each.new_keys), (KEYS_CHANGED, each.changed_keys)):
            _tell_keys(line, keys)
        _tell_keys(KEYS_WITHDRAWN, each.withdrawn_keys)
    if figures:
        tell(N("{count} figures changed:"), count=words().number(len(figures)))
    for figure in figures[:FIGURES_SHOWN]:
        where = " ".join(str(figure[name]) for name in differences.FIGURE if figure[name] is not None)
        reasons = ", ".join(words().t(REASONS[word]) for word in figure["reasons"])
        show_line(f"  {where}: {_value(figure['before'])} → {_value(figure['after'])} ({reasons})")
    if len(figures) > FIGURES_SHOWN:
        tell(N("  … and {count} more; --json prints all."), count=words().number(len(figures) - FIGURES_SHOWN))
    for verdict in judged:
        told = {name: NO_VALUE if value is None else value for name, value in verdict.items()}
        tell(N("Target {target_code} ({indicator}): {before} → {after}"), **told)
    return 0


def _table(change) -> dict:
    return {name: value for name, value in change.__dict__.items() if name != "table"}


def _tell_keys(line: str, keys: tuple[str, ...]) -> None:
    if keys:
        tell(line, keys="; ".join(keys[:10]) + (" …" if len(keys) > 10 else ""))


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
