"""plan.toml: what a country says of its plan. Read here, and held against what may stand in it.

Lives here: the promise of plan.toml, in one schema that refuses every word it does not know, and its reading. Does not:
open the tables (pack.py), say who may see exact places (access.py) or write a plan (intake/import_plan.py).
"""

import datetime as dt
import tomllib
import zoneinfo
from pathlib import Path

import jsonschema

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import guidance, units, values
from nap.pack import contract
from nap.pack.access import BOUNDS

TEXT = {"type": "string", "minLength": 1, "maxLength": 2000, "description": N("Write a text in quotes.")}
TEXTS = {
    "anyOf": [TEXT, {"type": "object", "minProperties": 1, "additionalProperties": TEXT}],
    "description": N("Write a text in quotes, or one for each language as data/demo/plan.toml does."),
}
YEAR = {"type": "integer", "minimum": 1950, "maximum": 2200, "description": N("Write a year such as 2030.")}
DATE = {"type": "date", "description": N("Write a date such as 2030-12-31, without quotes.")}
TEXT_LIST = {"type": "array", "items": TEXT, "description": N("Write texts in quotes, in a list between [ and ].")}
NUMBER = {
    "type": "number",
    "exclusiveMinimum": 0,
    "maximum": 1e15,  # inf is no number here
    "description": N("Write a number above zero, with a point and without quotes."),
}
LIMIT = {  # one [[guidance_value]]; what else it must be is held against the published ones in methods/guidance.py
    "type": "object",
    "required": ["code", "matrix", "species", "basis", "value", "unit", "purpose", "body", "source"],
    "description": N("Write each reference value below [[guidance_value]], as data/demo/plan.toml does."),
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(("code", "unit", "body", "source", "published", "note"), TEXT),
        "purpose": TEXTS,
        "matrix": {"enum": list(units.BASES), "description": N("Write a matrix such as soil or fish.")},
        "species": {
            "enum": list(contract.table("sample").columns["species"].codes),
            "description": N("Write total, methyl, inorganic or elemental."),
        },
        "basis": {"type": "string", "description": N("Write dry, wet, creatinine or none.")},
        "value": NUMBER,
        "year": YEAR,
        "source_status": {
            "enum": list(values.STATUSES),
            "description": N("Write sourced, derived, unverified or placeholder."),
        },
        "level": {"enum": ["hbm1", "hbm2", "bei", "bat"], "description": N("Write hbm1, hbm2, bei or bat.")},
        "question": {
            "enum": list(guidance.QUESTIONS),
            "description": N("Write a question that the published values answer, such as fish or soil_residential."),
        },
    },
}
ACCESS = {
    name: {
        "type": "number",
        "minimum": least,
        "maximum": most,
        "description": N("Below [access] write cell_km in kilometres, from 1 to 500, and min_count, from 2 to 1000."),
    }
    for name, (least, most) in BOUNDS.items()
}
SCHEMA = {
    "type": "object",
    "required": ["plan"],
    "additionalProperties": False,
    "properties": {
        "plan": {
            "type": "object",
            "required": ["code", "country", "title"],
            "additionalProperties": False,
            "description": N("Write the lines of the plan below [plan]."),
            "properties": {
                **dict.fromkeys(("code", "iso3", "currency"), TEXT),
                **dict.fromkeys(("languages", "currencies"), TEXT_LIST),
                "currency_name": TEXTS,
                "units_per_usd": NUMBER,
                "timezone": {
                    "type": "timezone",
                    "description": N("Write a time zone of the IANA list, such as Africa/Accra."),
                },
                **dict.fromkeys(("country", "title", "publisher", "licence", "contact"), TEXTS),
                **dict.fromkeys(("period_start", "period_end", "baseline_year"), YEAR),
                "fictional": {"type": "boolean", "description": N("Write true or false, without quotes.")},
                "data_until": DATE,
            },
        },
        "dates": {
            "type": "object",
            "additionalProperties": False,
            "description": N("Write dates with their names below [dates]."),
            "properties": dict.fromkeys(("entry_into_force", "notified", "submitted", "validated", "endorsed"), DATE),
        },
        "strategy": {
            "type": "array",
            "description": N("Write each strategy below [[strategy]]."),
            "items": {
                "type": "object",
                "required": ["code"],
                "additionalProperties": False,
                "description": N("Write each strategy below [[strategy]]."),
                "properties": {
                    "code": TEXT,
                    "title": TEXTS,
                    "annex_c": {
                        "type": "array",
                        "items": {
                            "enum": [*"abcdefghijk", "C2"],
                            "description": N("That is no element of Annex C: write a to k, or C2 for its paragraph 2."),
                        },
                        "description": N("Write letters of Annex C in a list, such as [“a”, “C2”]."),
                    },
                },
            },
        },
        "guidance": {
            "type": "object",
            "additionalProperties": False,
            "description": N('Write below [guidance] a matrix and the code of its reference value: fish = "epa_fish".'),
            "properties": dict.fromkeys(units.BASES, TEXT),
        },
        "guidance_value": {
            "type": "array",
            "description": N("Write each reference value below [[guidance_value]], as data/demo/plan.toml does."),
            "items": LIMIT,
        },
        "priorities": {
            "type": "object",
            "additionalProperties": False,
            "description": N("Write how contaminated sites are ranked below [priorities]."),
            "properties": {"benchmark_mg_kg": NUMBER},
        },
        "access": {
            "type": "object",
            "additionalProperties": False,
            "description": N("Write who may see exact places below [access]."),
            # exact_coordinates named roles that nothing reads; plans written before November 2026 may have it.
            "properties": {**ACCESS, "exact_coordinates": {}},
        },
    },
}


def _is_date(_, value) -> bool:
    return type(value) is dt.date and 1950 <= value.year <= 2200


def _is_timezone(_, value) -> bool:
    try:
        zoneinfo.ZoneInfo(value)
    except (KeyError, ValueError, TypeError, OSError):
        return False
    return bool(value)


CHECKER = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"date": _is_date, "timezone": _is_timezone}
    ),
)(SCHEMA)


def read(folder: Path, code: str | None = None) -> dict:
    """plan.toml as a dictionary; NapError in two sentences where it is missing, unreadable or says what cannot be.

    code: what the pack is called, where the folder has another name.
    """
    code = code or folder.name
    path, file = folder / "plan.toml", f"{code}/plan.toml"
    if not path.is_file():
        raise NapError(
            N("The folder {folder} holds no plan.toml, so it is no pack."),
            N("Write one (data/demo/plan.toml is an example), or name another folder."),
            folder=code,
        )
    try:
        plan = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NapError(
            N("{file} is not written in UTF-8."), N("Save it as UTF-8 text; any editor can."), file=file
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise NapError(
            N("{file} cannot be read: {reason}"), N("Correct that line."), file=file, reason=str(error)
        ) from error
    if wrong := next(CHECKER.iter_errors(plan), None):
        raise _error(wrong, file)
    guidance.values(plan, file)
    return plan


def _error(wrong: jsonschema.ValidationError, file: str) -> NapError:
    """The two sentences for what the schema found wrong first."""
    path = [str(part + 1) if isinstance(part, int) else part for part in wrong.absolute_path]
    where = ".".join(path) or "[plan]"
    if wrong.validator == "required":
        return NapError(
            N("{file} has no “{name}” under {where}."),
            N("Add it; data/demo/plan.toml is an example."),
            file=file,
            name=next(name for name in wrong.validator_value if name not in wrong.instance),
            where=where,
        )
    if wrong.validator == "additionalProperties" and wrong.validator_value is False:
        allowed = wrong.schema["properties"]
        word = next(name for name in wrong.instance if name not in allowed)
        section = f"[[{path[0]}]]" if len(path) > 1 else f"[{path[0]}]" if path else ""
        return NapError(
            N("{file} has the word {name}, which means nothing there."),
            N("Use one of these under {section}: {allowed}.") if section else N("Begin a section with: {allowed}."),
            file=file,
            name=".".join([*path, word])[:100],
            section=section,
            allowed=", ".join(name for name, schema in allowed.items() if schema),
        )
    return NapError(
        N("{file} says {where} = {value}, which cannot be."),
        wrong.schema.get("description", N("Correct it; data/demo/plan.toml is an example.")),
        file=file,
        where=where,
        value=str(wrong.instance)[:100],
    )
