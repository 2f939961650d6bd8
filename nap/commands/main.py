"""The command line: `python -m nap demo | import | check | facts | status | …`; `--help` names them all.

Lives here: the commands, what each prints, exit codes. The work is done elsewhere (intake, pack, topics); how it is
said in the reader's language stands in terminal.py and command_help.py.
Exit codes: 0 all is well; 1 `check` found broken promises; 2 the command could not be done, and two sentences
say why and how to mend it; 3 a bug, whose trace stands in a log file (or on the screen with --debug).
"""

import json
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from cyclopts import App, CycloptsError, Parameter

from nap import __version__
from nap.commands import command_help, editions, terminal
from nap.commands.terminal import at_work, error_sentences, language_of, show, speak, tell, tell_error
from nap.errors import NapError
from nap.language.texts import N

ROWS_SHOWN = 20

app = App(
    name="nap",
    version=__version__,
    help="""NAP Monitor: does a country's plan against mercury in small-scale gold mining work?

The commands write and read packs: a folder with plan.toml and one Parquet file per table. `streamlit run app.py`
shows them.

Every command takes --lang and a language, such as --lang fr; without it the language is that of NAP_LANG, LC_ALL or
LANG. Values printed as CSV or JSON stay in English. With --debug the trace of a bug is shown.""",
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
    tell(N("{folder}: {count} files changed."), folder=folder, count=terminal.words().number(len(changed)))
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
        given = settings(set_ or [])
        outcome = importing.run(profile, file, pack, given, progress=say, words=terminal.words(), by=by)
    if as_json:
        print(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2))
        return 0
    number = terminal.words().number
    tell(
        N("{read} lines read: {accepted} accepted, {rejected} rejected."),
        read=number(outcome.read),
        accepted=number(outcome.accepted),
        rejected=number(outcome.rejected),
    )
    for table, rows in outcome.written.items():
        added, replaced = outcome.added[table], outcome.replaced[table]
        tell(
            N("  {table}: {rows} rows ({added} new, {replaced} replaced, {same} as before)"),
            table=table,
            rows=number(rows),
            added=number(added),
            replaced=number(replaced),
            same=number(rows - added - replaced),
        )
    if outcome.repeated:
        tell(
            N("{count} lines repeat another line word for word; each row is kept once."), count=number(outcome.repeated)
        )
    for heading, notes in ((N("Assumed:"), outcome.assumptions), (N("Repaired:"), outcome.repaired)):
        if notes:
            tell(heading)
            for note in notes:
                show(f"  - {terminal.words().t(note)}")
    if outcome.ignored_columns:
        tell(N("Columns not used: {columns}."), columns=", ".join(outcome.ignored_columns))
    if outcome.rejected_file:
        tell(N("The rejected lines, each with its reason: {file}"), file=outcome.rejected_file)
    if "mercury_use" in outcome.written:
        tell_doubts(plausibility.findings(Pack.open(pack)))
    return 0


def _import_all(profile: str, file: Path, home: Path, given: dict, as_json: bool, by: str | None) -> int:
    """Import every plan of a file, a line of summary for each; 2 where one could not be imported."""
    from nap.intake import importing

    told, read, accepted, failed = [], 0, 0, 0
    number = terminal.words().number
    with at_work(N("Reading"), quiet=as_json) as say:
        words = terminal.words()
        for folder, outcome in importing.run_all(profile, file, home, given, progress=say, words=words, by=by):
            if isinstance(outcome, NapError):
                failed += 1
                told.append({"pack": folder.name, "error": str(outcome)})
                if not as_json:
                    show(f"{folder.name}: {' '.join(error_sentences(outcome))}")
                continue
            read, accepted = read + outcome.read, accepted + outcome.accepted
            told.append({"pack": folder.name, **outcome.as_json()})
            if not as_json:
                tell(
                    N("{pack}: {read} lines read, {accepted} accepted, {rejected} rejected; {rows} new rows."),
                    pack=folder.name,
                    read=number(outcome.read),
                    accepted=number(outcome.accepted),
                    rejected=number(outcome.rejected),
                    rows=number(sum(outcome.added.values())),
                )
                for note in outcome.repaired:
                    show(f"  - {terminal.words().t(note)}")
                if outcome.rejected_file:
                    tell(N("  The rejected lines: {file}"), file=outcome.rejected_file)
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        tell(
            N("{packs} packs in {folder}: {read} lines read, {accepted} accepted."),
            packs=number(len(told) - failed),
            folder=home,
            read=number(read),
            accepted=number(accepted),
        )
    return 2 if failed else 0


@app.command
def profiles() -> int:
    """Say what each profile of `import` reads, and what --set takes."""
    from nap.intake import importing, sheet

    t = terminal.words().t
    for name in importing.profile_names():
        module = importing.profile(name)
        show(f"{name}: {t(module.ABOUT)}")
        show(f"    python -m nap {module.EXAMPLE}")
        for key, about in module.SETTINGS.items():
            show(f"    --set {key}=…  {t(about)}")
    tell(N("Every profile also takes:"))
    for key, about in sheet.SETTINGS.items():
        show(f"    --set {key}=…  {t(about)}")
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
    from nap.topics import plausibility, verdicts

    with at_work(N("Checking every promise")):
        altered = made.verify(folder)
        pack = Pack.open(folder, derive=False)
        pack.probe()
        failures = publish.audit(pack.stated, limit=ROWS_SHOWN)
        problems = [*pack.problems, *(p for p in altered if str(p) not in map(str, pack.problems))]
        try:
            whole = Pack.open(folder)
            problems = [*problems, *(p for p in whole.problems if str(p) not in map(str, problems))]
            problems += verdicts.without_audit(verdicts.of_pack(whole)[1])
            doubts = plausibility.findings(whole)
        except NapError as error:
            problems, doubts = [*problems, error], []
    t, number = terminal.words().t, terminal.words().number
    for problem in problems:
        tell_error(problem, file=sys.stdout)
    for failure in failures:
        shown = failure.rows[:ROWS_SHOWN]
        tell(N("{table}: {count} rows break a promise."), table=failure.audit.table, count=number(failure.count))
        for row in shown:
            values = failure.values(row)
            show(f"  {values['key']}: {t(failure.audit.what, **values)} {t(failure.audit.fix, **values)}")
        if failure.count > len(shown):
            tell(N("  … and {count} more."), count=number(failure.count - len(shown)))
    tell_doubts(doubts)
    if not problems and not failures:
        tell(N("{folder} keeps every promise."), folder=folder)
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
            tell_error(problem)
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
def page(
    name: Annotated[str, Parameter(help="Name of the page, as in its address: overview, money …")],
    folder: Folder,
    /,
    *,
    place: Annotated[str, Parameter(help="Code of a place; the whole country without it.")] = "",
    from_: Annotated[int | None, Parameter(name="--from", help="First year.")] = None,
    to: Annotated[int | None, Parameter(help="Last year.")] = None,
    choice: Annotated[list[str], Parameter(help="What else stands in the link, as NAME=CODE; may stand often.")] = [],  # noqa: B006
) -> int:
    """Print a page of the dashboard as Markdown.

    Try:

        python -m nap page overview data/demo --lang fr
        python -m nap page money data/demo --from 2020 --to 2022 --choice money=strategy > money.md
    """
    from nap.commands import page as pages

    with at_work(N("Writing the page")):
        content = pages.markdown(name, folder, terminal.words(), place, from_, to, pages.read_choices(choice))
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode())
    sys.stdout.flush()
    return 0


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
    from nap.topics import status_table, verdicts

    with at_work(N("Judging the targets")):
        pack = Pack.open(folder)
        found, problems = verdicts.of_pack(pack)
    about = tables.About(pack, "status", Words())
    if format == "json":
        note = {"note": about.words.t(tables.FICTIONAL)} if pack.is_fictional else {}
        content = (
            json.dumps([{**status_table.row(each), **note} for each in found], ensure_ascii=False, indent=1) + "\n"
        )
    else:
        frame = tables.noted(tables.safe_frame(status_table.frame(found)), about)
        content = frame.to_csv(index=False, lineterminator="\n")
    for problem in [*pack.problems, *problems]:
        tell_error(problem)
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
        tell_error(problem)
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
    tell(N("Written: {file}"), file=f"{book.PATH.parent.name}/{book.PATH.name}")
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


def tell_doubts(found: Sequence[NapError]) -> None:
    """Print figures that look like slips under a heading of their own; nothing where there are none."""
    if found:
        tell(N("Worth a second look, though no promise forbids it:"))
    for each in found[:ROWS_SHOWN]:
        show(f"  {each.values['estimate_code']}: {' '.join(error_sentences(each))}")
    if len(found) > ROWS_SHOWN:
        tell(N("  … and {count} more."), count=terminal.words().number(len(found) - ROWS_SHOWN))


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
        speak(language_of(os.environ))
        arguments = _choose_language(arguments)
        spoken = command_help.translated(app, terminal.words())
        return spoken(arguments, exit_on_error=False, print_error=False, result_action="return_value") or 0
    except CycloptsError as error:
        tell_error(command_help.misuse(error, app), sep="\n")
        return 2
    except NapError as error:
        tell_error(error, sep="\n")
        return 2
    except KeyboardInterrupt:
        print(terminal.words().t("Stopped. The pack is as it was or as it should be."), file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception:
        if debug:
            traceback.print_exc()
        else:
            log = _log(traceback.format_exc())
            sorry = terminal.words().t(
                "Something went wrong that should not. Send this file to whoever keeps the tool: {log}", log=log
            )
            print(sorry, file=sys.stderr)
        return 3


def _choose_language(arguments: list[str]) -> list[str]:
    """Speak the language that `--lang fr` or `--lang=fr` asks for, wherever it stands; the other arguments."""
    others, left = [], iter(arguments)
    for argument in left:
        name, _, lang = argument.partition("=")
        if name != "--lang":
            others.append(argument)
            continue
        speak(lang or next(left, ""))
    return others


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
