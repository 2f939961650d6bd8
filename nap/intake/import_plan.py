"""What a profile makes of a sheet, and what several profiles need to make it.

Lives here: the plan of an import, the nation and the plan.toml of a pack that is to be made, a file of settings, and
the refusal of data about one person. Does not: carry a plan out (judging.py) or write it into a pack (importing.py).
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import tomlkit

from nap.errors import NapError
from nap.intake.sheet import Sheet
from nap.language import countries
from nap.language.texts import LANGUAGES, N, Sentence, Words
from nap.methods.suppression import HUMAN
from nap.pack.duck import ident, literal, literals

TITLE = N("National action plan: {country}")

COUNTRY_SETTINGS = {
    "country": N("Name of the country, for a pack that is to be made."),
    "iso3": N("Its three letters (ISO 3166), for a pack that is to be made."),
}


@dataclass
class ImportPlan:
    """What a profile makes of a sheet.

    tables: promised table -> SELECT over `accepted_row` with the table's columns and `_lines BIGINT[]`, the lines
    each row was made from; the first table has one row per line. origin: 'table.column' -> column of the file, so
    that a rejection names the cell the publisher knows. plan: changes plan.toml.
    """

    tables: dict[str, str]
    origin: dict[str, str] = field(default_factory=dict)
    plan: Callable[[tomlkit.TOMLDocument], None] | None = None
    assumptions: list[Sentence] = field(default_factory=list)
    repaired: list[Sentence] = field(default_factory=list)


def nation_of_pack(sheet: Sheet, settings: dict) -> tuple[str | None, dict[str, str], Callable | None]:
    """The nation of the pack; for a pack to be made, from --set country and iso3, with its row of place and its plan.

    Gives the code of the nation (None where nobody says), the tables and the change of plan.toml that make it.
    """
    found = sheet.con.execute("select place_code from place where level = 0 order by 1").fetchone()
    country, iso3 = settings.get("country"), settings.get("iso3", "").upper()
    if not (country and iso3):
        return (found[0] if found else None), {}, None
    if not re.fullmatch("[A-Z]{3}", iso3):
        raise NapError(
            N("--set iso3={value} is no code of a country."), N("Give three letters, such as COD."), value=iso3
        )
    row = (
        f"select '{iso3}' as place_code, {literal(country)} as place_name, 0 as level,"
        " list(_line order by _line) as _lines from accepted_row having count(*) > 0"
    )
    return (found[0] if found else iso3), ({} if found else {"place": row}), lambda plan: new_plan(plan, country, iso3)


def settings_file(settings: Mapping[str, str], allowed: Iterable[str]) -> dict[str, str]:
    """The settings that stand in the TOML file named by --set map=…; none without. allowed: words it may have."""
    if "map" not in settings:
        return {}
    path, known = Path(settings["map"]), [name for name in allowed if name != "map"]
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)  # that of the first names the folder
        raise NapError(
            N("{file} cannot be read: {reason}"), N("Correct that file."), file=path.name, reason=reason
        ) from error
    for name in found:
        if name not in known:
            raise NapError(
                N("{file} has the word “{name}”, which is no setting of this import."),
                N("Use one of: {allowed}."),
                file=path.name,
                name=name,
                allowed=", ".join(known),
            )
    return {name: str(value) for name, value in found.items()}


def refuse_persons(sheet: Sheet, matrix: str, n: str, columns: Mapping[str, str]) -> None:
    """Reject the lines of measurements that are about one person, and forget what they say, rejected lines too.

    matrix, n: SQL of both as read. columns: field -> its column in the file, or what stands for every line. Where
    people were measured, or nobody can tell what was, a line whose matrix cannot be read keeps that cell alone, and a
    line whose cells cannot be told apart keeps none.
    """
    is_human = f"coalesce({matrix} in ({literals(HUMAN)}), false)"
    told = sheet.count(f"{matrix} is not null")
    if told and not sheet.count(is_human):
        return
    sheet.forget_malformed()
    person, is_one = ident("_about one person"), f"coalesce({n}, 1) < 2"
    sheet.con.execute(f"alter table source_row add column {person} boolean")
    sheet.con.execute(f"update source_row set {person} = {is_human} and {is_one}")
    sheet.forget(f"{matrix} is null and {is_one}", keep=[columns["matrix"]])
    sheet.forget(person)
    column = next((columns[f] for f in ("n", "matrix", "value") if columns.get(f) in sheet.columns), sheet.columns[0])
    sheet.check(
        column,
        person,
        N(
            "The line is about one person, and such data are neither taken in nor kept. Group the people of one place,"
            " year and population group into one line: their median as value, their number as n, and the shares above"
            " HBM-I and HBM-II."
        ),
    )


def new_plan(plan: tomlkit.TOMLDocument, country: str, iso3: str) -> None:
    """Write the least a plan.toml needs, where it is not there yet; what is unknown is left out, not guessed.

    country: its name where its code is no country of today. NapError where the pack is of another country: two
    countries never share a pack.
    """
    named = countries.names(iso3) or dict.fromkeys(LANGUAGES, country)
    if "plan" in plan:
        if plan["plan"].get("iso3", iso3) != iso3:
            raise NapError(
                N("The file is about {country}, and the pack about {other}."),
                N("Import it into a folder of its own."),
                country=country,
                other=Words().in_language(plan["plan"].get("country", plan["plan"]["iso3"])),
            )
        return
    plan.add(
        tomlkit.comment("What the files imported say. Add the period and the dates of the plan where they are known.")
    )
    titles = {
        lang: Words(lang).t(TITLE, country=name)
        for lang, name in named.items()
        if lang == "en" or Words(lang).t(TITLE) != TITLE  # a language that is not translated yet gives none
    }
    head = tomlkit.table()
    head.update({"code": iso3.lower(), "country": _inline(named), "iso3": iso3, "title": _inline(titles)})
    head.add("fictional", False)
    plan.add("plan", head)


def _inline(texts: dict[str, str]):
    """Texts by language on one line; one text where all are the same."""
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    table = tomlkit.inline_table()
    table.update(texts)
    return table
