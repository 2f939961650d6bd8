"""The command line: `python -m nap demo | import | check | facts | status | …`; `--help` names them all.

Lives here: words on the terminal, progress, exit codes. The work is done elsewhere (demo, importing, build, pack).
Exit codes: 0 all is well; 1 `check` found broken promises; 2 the command could not be done, and two sentences
say why and how to mend it; 3 a bug, whose trace stands in a log file (or on the screen with --debug).
"""

import json
import os
import sys
import threading
import traceback
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from cyclopts import App, CycloptsError, Parameter
from rich.console import Console
from rich.markup import escape

from nap import __version__
from nap.commands import editions
from nap.errors import NapError
from nap.language.texts import N

PATIENCE_SECONDS = 2  # what takes longer shows that it is at work
ROWS_SHOWN = 20

app = App(
    name="nap",
    version=__version__,
    help="""NAP Monitor: does a country's plan against mercury in small-scale gold mining work?

The commands write and read packs: a folder with plan.toml and one Parquet file per table. `streamlit run app.py`
shows them.""",
    help_format="markdown",
    usage="Usage: python -m nap COMMAND",
)
Folder = Annotated[Path, Parameter(help="Folder of the pack.")]


@app.command
def demo(
    folder: Folder,
    /,
    *,
    sites: Annotated[int, Parameter(help="How many mining sites; 100000 makes the pack for load tests.")] = 1200,
    seed: Annotated[int, Parameter(help="Another seed gives another country; the same seed the same bytes.")] = 1,
) -> int:
    """Write the demonstration pack of a fictional country.

    Try:

        python -m nap demo data/demo
        python -m nap demo load --sites 100000
    """
    from nap.intake import demo as demonstration

    with at_work(N("Drawing a country")) as say:
        changed = demonstration.write(folder, sites=sites, seed=seed, progress=say)
    tell(N("{folder}: {count} files changed.").format(folder=folder, count=len(changed)))
    return 0


@app.command(name="import")
def import_(
    profile: Annotated[str, Parameter(help="Whose file: ipis, nap-budgets, samples, licences, comtrade or table.")],
    file: Annotated[Path, Parameter(help="The publisher's file: CSV, XLSX or Parquet.")],
    /,
    *,
    pack: Annotated[Path | None, Parameter(help="Folder of the pack; made where there is none.")] = None,
    all_: Annotated[
        bool, Parameter(name="--all", negative="", help="Every plan of the file, each into its own pack.")
    ] = False,
    into: Annotated[Path | None, Parameter(help="With --all: the folder below which the packs are made.")] = None,
    set_: Annotated[
        list[str] | None,
        Parameter(name="--set", negative_iterable="", help="A setting, key=value; may be given several times."),
    ] = None,
    by: Annotated[str | None, Parameter(help="Whom the history of the pack names; you where it is left out.")] = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="", help="Print what was done as JSON.")] = False,
) -> int:
    """Read a publisher's file into the tables of a pack. Every line is either accepted or rejected with a reason.

    Try:

        python -m nap import ipis cod_mines_curated_all_opendata_p_ipis.csv --pack data/cod
        python -m nap import nap-budgets NAP_budgets.csv --pack data/cod --set country="Democratic Republic of Congo"
        python -m nap import nap-budgets NAP_budgets.csv --all --into data
        python -m nap import samples fish.csv --pack data/per --set value="Hg (ppm)" --set unit=ppm --set matrix=fish \
            --set species=total --set country=Peru --set iso3=PER
        python -m nap import table sites.xlsx --pack data/per --set table=site --set country=Peru --set iso3=PER

    `python -m nap profiles` says what each profile reads and what --set takes.
    """
    from nap.intake import importing
    from nap.pack.pack import Pack
    from nap.topics import plausibility

    if all_ and into and not pack:
        return _import_all(profile, file, into, settings(set_ or []), as_json, by)
    if all_ or into or not pack:
        raise NapError(
            N("Where the rows are to go is not said."),
            N("Name one pack with --pack, or say --all and name with --into the folder for a pack of each country."),
        )
    with at_work(N("Reading"), quiet=as_json) as say:
        outcome = importing.run(profile, file, pack, settings(set_ or []), progress=say, by=by)
    if as_json:
        print(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2))
        return 0
    tell(
        N("{read} lines read: {accepted} accepted, {rejected} rejected.").format(
            read=f"{outcome.read:,}", accepted=f"{outcome.accepted:,}", rejected=f"{outcome.rejected:,}"
        )
    )
    for table, rows in outcome.written.items():
        added, replaced = outcome.added[table], outcome.replaced[table]
        tell(
            N("  {table}: {rows} rows ({added} new, {replaced} replaced, {same} as before)").format(
                table=table,
                rows=f"{rows:,}",
                added=f"{added:,}",
                replaced=f"{replaced:,}",
                same=f"{rows - added - replaced:,}",
            )
        )
    if outcome.repeated:
        tell(
            N("{count} lines repeat another line word for word; each row is kept once.").format(count=outcome.repeated)
        )
    for heading, notes in ((N("Assumed:"), outcome.assumptions), (N("Repaired:"), outcome.repaired)):
        if notes:
            tell(heading)
            for note in notes:
                tell(f"  - {note}")
    if outcome.ignored_columns:
        tell(N("Columns not used: {columns}.").format(columns=", ".join(outcome.ignored_columns)))
    if outcome.rejected_file:
        tell(N("The rejected lines, each with its reason: {file}").format(file=outcome.rejected_file))
    if "mercury_use" in outcome.written:
        tell_doubts(plausibility.findings(Pack.open(pack)))
    return 0


def _import_all(profile: str, file: Path, home: Path, given: dict, as_json: bool, by: str | None) -> int:
    """Import every plan of a file, a line of summary for each; 2 where one could not be imported."""
    from nap.intake import importing

    told, read, accepted, failed = [], 0, 0, 0
    with at_work(N("Reading"), quiet=as_json) as say:
        for folder, outcome in importing.run_all(profile, file, home, given, progress=say, by=by):
            if isinstance(outcome, NapError):
                failed += 1
                told.append({"pack": folder.name, "error": str(outcome)})
                if not as_json:
                    tell(f"{folder.name}: {outcome}")
                continue
            read, accepted = read + outcome.read, accepted + outcome.accepted
            told.append({"pack": folder.name, **outcome.as_json()})
            if not as_json:
                tell(
                    N("{pack}: {read} lines read, {accepted} accepted, {rejected} rejected; {rows} new rows.").format(
                        pack=folder.name,
                        read=f"{outcome.read:,}",
                        accepted=f"{outcome.accepted:,}",
                        rejected=f"{outcome.rejected:,}",
                        rows=f"{sum(outcome.added.values()):,}",
                    )
                )
                for note in outcome.repaired:
                    tell(f"  - {note}")
                if outcome.rejected_file:
                    tell(N("  The rejected lines: {file}").format(file=outcome.rejected_file))
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        tell(
            N("{packs} packs in {folder}: {read} lines read, {accepted} accepted.").format(
                packs=len(told) - failed, folder=home, read=f"{read:,}", accepted=f"{accepted:,}"
            )
        )
    return 2 if failed else 0


@app.command
def profiles() -> int:
    """Say what each profile of `import` reads, and what --set takes."""
    from nap.intake import importing, sheet

    for name in importing.names():
        module = importing.profile(name)
        tell(f"{name}: {module.ABOUT}")
        tell(f"    python -m nap {module.EXAMPLE}")
        for key, about in module.SETTINGS.items():
            tell(f"    --set {key}=…  {about}")
    tell(N("Every profile also takes:"))
    for key, about in sheet.SETTINGS.items():
        tell(f"    --set {key}=…  {about}")
    return 0


@app.command
def check(folder: Folder, /) -> int:
    """List broken promises with their rows: exit code 0 where there are none, 1 where there are some.

    Figures that look like slips (kilograms for tonnes, mercury per gold) are listed too; they change no exit code.

    Try:

        python -m nap check data/cod
    """
    from nap.pack import editions as made
    from nap.pack import publish
    from nap.pack.pack import Pack
    from nap.topics import plausibility
    from nap.topics import status_table as verdicts

    with at_work(N("Checking every promise")):
        altered = made.verify(folder)
        pack = Pack.open(folder, derive=False)
        pack.probe()
        failures = publish.audit(pack.stated, limit=ROWS_SHOWN)
        problems = [*pack.problems, *(p for p in altered if str(p) not in map(str, pack.problems))]
        try:
            whole = Pack.open(folder)
            problems = [*problems, *(p for p in whole.problems if str(p) not in map(str, problems))]
            problems += verdicts.read(whole)[1]
            doubts = plausibility.findings(whole)
        except NapError as error:
            problems, doubts = [*problems, error], []
    for problem in problems:
        tell(str(problem))
    for failure in failures:
        shown = failure.rows[:ROWS_SHOWN]
        tell(N("{table}: {count} rows break a promise.").format(table=failure.audit.table, count=f"{failure.count:,}"))
        for row in shown:
            values = failure.values(row)
            tell(f"  {values['key']}: {failure.audit.what.format(**values)} {failure.audit.fix.format(**values)}")
        if failure.count > len(shown):
            tell(N("  … and {count} more.").format(count=f"{failure.count - len(shown):,}"))
    tell_doubts(doubts)
    if not problems and not failures:
        tell(N("{folder} keeps every promise.").format(folder=folder))
        return 0
    return 1


@app.command
def facts(
    folder: Folder,
    /,
    *others: Annotated[Path, Parameter(help="Further packs; a first column then names the pack.")],
    indicator: Annotated[str | None, Parameter(help="Only this indicator, by its id.")] = None,
    place: Annotated[str | None, Parameter(help="Only this place, by its code.")] = None,
    format: Annotated[Literal["csv", "json", "parquet"], Parameter(help="How the values are written.")] = "csv",
    output: Annotated[Path | None, Parameter(help="Write to this file, not to the screen.")] = None,
) -> int:
    """Print the values of the indicators: one row per indicator, place, year, method series and breakdown.

    Try:

        python -m nap facts data/demo --indicator hg_use_t
        python -m nap facts data/cod --place COD --format json
        python -m nap facts data/demo --format parquet --output facts.parquet
        python -m nap facts data/cod data/gha --indicator hg_use_t
    """
    import pandas as pd

    from nap.language.texts import Words
    from nap.pack import indicator as meanings
    from nap.pack.engine import Engine
    from nap.pack.pack import Pack
    from nap.reports import tables

    if format == "parquet" and output is None and sys.stdout.isatty():
        raise NapError(N("Parquet is not readable on a screen."), N("Name a file with --output, or use a pipe."))
    with at_work(N("Computing the indicators")):
        packs = [Pack.open(each) for each in (folder, *others)]
        if indicator is not None:
            meanings.get(indicator)
        for pack in packs:
            _check_place(pack, place)
        found = []
        for pack, (_, rows) in zip(packs, Engine().facts((p.at for p in packs), indicator, place), strict=True):
            about = tables.About(pack, "fact", Words())
            rows = tables.noted(tables.explained(rows, about.words), about)
            if others:
                rows.insert(0, "pack", pack.code)
            found.append(rows)
        rows = pd.concat(found, ignore_index=True) if others else found[0]
    if format == "csv":
        content = tables.safe_frame(rows).to_csv(index=False, lineterminator="\n").encode()
    elif format == "json":
        content = (rows.to_json(orient="records", force_ascii=False, indent=1) + "\n").encode()
    else:
        content = rows.to_parquet(index=False) if others else tables.parquet(rows, about)
    for pack in packs:
        for problem in pack.problems:
            print(problem, file=sys.stderr)
    if output:
        _write(output, content)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    return 0


def _check_place(pack, place: str | None) -> None:
    """Raise NapError where a pack has no place of that code."""
    known = [row["place_code"] for row in pack.rows("select place_code from place order by level, place_code")]
    if place is not None and place not in known:
        raise NapError(
            N("This pack has no place called {value}."),
            N("Choose one of: {known}."),
            value=place,
            known=", ".join(known[:60]) + (" …" if len(known) > 60 else ""),
        )


@app.command
def status(
    folder: Folder,
    /,
    *,
    format: Annotated[Literal["json", "csv"], Parameter(help="How the verdicts are written.")] = "json",
) -> int:
    """Print the verdict on every target with all it rests on; `method` names the rules.

    Try:

        python -m nap status data/demo
        python -m nap status data/demo --format csv
    """
    from nap.language.texts import Words
    from nap.pack.pack import Pack
    from nap.reports import tables
    from nap.topics import status_table as verdicts

    with at_work(N("Judging the targets")):
        pack = Pack.open(folder)
        found, problems = verdicts.read(pack)
    about = tables.About(pack, "status", Words())
    if format == "json":
        note = {"note": about.words.t(tables.FICTIONAL)} if pack.is_fictional else {}
        content = json.dumps([{**verdicts.row(each), **note} for each in found], ensure_ascii=False, indent=1) + "\n"
    else:
        frame = tables.noted(tables.safe_frame(verdicts.frame(found)), about)
        content = frame.to_csv(index=False, lineterminator="\n")
    for problem in [*pack.problems, *problems]:
        print(problem, file=sys.stderr)
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode())
    sys.stdout.flush()
    return 0


@app.command
def priorities(
    folder: Folder,
    /,
    *,
    format: Annotated[Literal["json", "csv"], Parameter(help="How the ranking is written.")] = "json",
) -> int:
    """Print where to act first: each contaminated site with its score, its rank interval and what to measure next.

    A screening rank, not a risk assessment. What is missing leaves a range; no value is guessed.

    Try:

        python -m nap priorities data/demo
        python -m nap priorities data/demo --format csv
    """
    from nap.language.texts import Words
    from nap.pack.pack import Pack
    from nap.reports import tables
    from nap.topics import site_score as ranking

    with at_work(N("Ranking the contaminated sites")):
        pack = Pack.open(folder)
        about = tables.About(pack, "priorities", Words())
        rows = tables.noted(ranking.exported(pack.sql(ranking.QUERY), about.words), about)
    if format == "json":
        content = rows.to_json(orient="records", force_ascii=False, indent=1) + "\n"
    else:
        content = tables.safe_frame(rows).to_csv(index=False, lineterminator="\n")
    for problem in pack.problems:
        print(problem, file=sys.stderr)
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode())
    sys.stdout.flush()
    return 0


app.command(editions.show, name="editions")
app.command(editions.publish)
app.command(editions.diff)


@app.command
def dictionary() -> int:
    """Write data/README.md, the dictionary of every table and column, from what the tables promise."""
    from nap.commands import dictionary as book

    _write(book.PATH, book.text().encode())
    tell(N("Written: {file}").format(file=f"{book.PATH.parent.name}/{book.PATH.name}"))
    return 0


@app.command
def words(
    *, check: Annotated[bool, Parameter(negative="", help="Change nothing; 1 if anything is left to do.")] = False
) -> int:
    """Bring nap/language/locale/*.po in step with the English texts, and list what is not translated.

    Try:

        python -m nap words
        python -m nap words --check
    """
    from nap.commands import translations

    return translations.run(check)


def settings(pairs: Sequence[str]) -> dict[str, str]:
    """`key=value` pairs as a dictionary; NapError for one without an equals sign."""
    for pair in pairs:
        if "=" not in pair:
            raise NapError(N("--set {pair} has no value."), N("Write it as --set key=value."), pair=pair)
    return {key.strip(): value for key, value in (pair.split("=", 1) for pair in pairs)}


def tell(text: str) -> None:
    """Print a line as it stands."""
    print(text)


def tell_doubts(found: Sequence[NapError]) -> None:
    """Print figures that look like slips under a heading of their own; nothing where there are none."""
    if found:
        tell(N("Worth a second look, though no promise forbids it:"))
    for each in found[:ROWS_SHOWN]:
        tell(f"  {each.values['estimate_code']}: {each.what.format(**each.values)} {each.fix.format(**each.values)}")
    if len(found) > ROWS_SHOWN:
        tell(N("  … and {count} more.").format(count=f"{len(found) - ROWS_SHOWN:,}"))


@contextmanager
def at_work(what: str, quiet: bool = False):
    """Show on a terminal's error channel what is being done, once it takes longer than two seconds.

    Gives a function (what, share from 0 to 1 where it is known) that says how far the work is.
    """
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda what, share=None: None
        return
    status = console.status(escape(what))
    later = threading.Timer(PATIENCE_SECONDS, status.start)
    later.daemon = True

    def say(what: str, share: float | None = None) -> None:
        status.update(escape(what if share is None else f"{what} ({share:.0%})"))

    later.start()
    try:
        yield say
    finally:
        later.cancel()
        later.join()
        status.stop()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code; see the module for what the codes mean."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments
    arguments = [a for a in arguments if a != "--debug"]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a Windows console may lack a character; that must not stop the work
    sys.exit(_run(arguments, debug))


def _run(arguments: list[str], debug: bool) -> int:
    try:
        return app(arguments, exit_on_error=False, result_action="return_value") or 0
    except CycloptsError:
        return 2  # the library has said what is wrong
    except NapError as error:
        print(error.what.format(**error.values), error.fix.format(**error.values), sep="\n", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(N("Stopped. The pack is as it was or as it should be."), file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception:
        if debug:
            traceback.print_exc()
        else:
            log = _log(traceback.format_exc())
            sorry = N("Something went wrong that should not. Send this file to whoever keeps the tool: {log}")
            print(sorry.format(log=log), file=sys.stderr)
        return 3


def _log(trace: str) -> Path:
    path = platformdirs.user_log_path("nap-monitor", ensure_exists=True) / "error.log"
    path.write_text(trace, encoding="utf-8")
    return path


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise NapError(
            N("{file} cannot be written: {reason}."),
            N("Name a file in a folder you may write to."),
            file=path.name,
            reason=error.strerror,
        ) from error
