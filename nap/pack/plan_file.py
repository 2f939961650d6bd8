"""plan.toml: what a country says of its plan. Read here, and held against what may stand in it.

Lives here: the promise of plan.toml and its reading. Does not: open the tables (pack.py), say who may see exact
places (access.py) or write a plan (importing.py).
"""

import datetime as dt
import tomllib
from pathlib import Path

import jsonschema

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import guidance, units, values
from nap.pack import contract
from nap.pack.access import Access

TEXT = {"type": "string", "minLength": 1, "maxLength": 2000, "description": N("Write a text in quotes.")}
TEXTS = {
    "anyOf": [TEXT, {"type": "object", "minProperties": 1, "additionalProperties": TEXT}],
    "description": N("Write a text in quotes, or one for each language as data/demo/plan.toml does."),
}
YEAR = {"type": "integer", "minimum": 1950, "maximum": 2200, "description": N("Write a year such as 2030.")}
DATE = {"type": "date", "description": N("Write a date such as 2030-12-31, without quotes.")}
LIMIT = {  # one [[guidance_value]]; what else it must be is held against the published ones in methods/guidance.py
    "type": "object",
    "required": ["code", "matrix", "species", "basis", "value", "unit", "purpose", "body", "source"],
    "description": N("Write each reference value below [[guidance_value]], as data/demo/plan.toml does."),
    "additionalProperties": {"not": {}, "description": N("Take this line away: a reference value has none such.")},
    "properties": {
        **dict.fromkeys(("code", "unit", "body", "source", "published", "note"), TEXT),
        "purpose": TEXTS,
        "matrix": {"enum": list(units.BASES), "description": N("Write a matrix such as soil or fish.")},
        "species": {
            "enum": list(contract.table("sample").columns["species"].codes),
            "description": N("Write total, methyl, inorganic or elemental."),
        },
        "basis": {"type": "string", "description": N("Write dry, wet, creatinine or none.")},
        "value": {
            "type": "number",
            "exclusiveMinimum": 0,
            "description": N("Write a number above zero, with a point and without quotes."),
        },
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
SCHEMA = {
    "type": "object",
    "required": ["plan"],
    "properties": {
        "plan": {
            "type": "object",
            "required": ["code", "country", "title"],
            "description": N("Write the lines of the plan below [plan]."),
            "properties": {
                **dict.fromkeys(("code", "iso3", "currency"), TEXT),
                **dict.fromkeys(("country", "title", "publisher", "licence", "contact"), TEXTS),
                **dict.fromkeys(("period_start", "period_end", "baseline_year"), YEAR),
                "fictional": {"type": "boolean", "description": N("Write true or false, without quotes.")},
                "data_until": DATE,
            },
        },
        "dates": {
            "type": "object",
            "description": N("Write dates with their names below [dates]."),
            "properties": dict.fromkeys(("entry_into_force", "notified", "submitted", "validated", "endorsed"), DATE),
        },
        "strategy": {
            "type": "array",
            "description": N("Write each strategy below [[strategy]]."),
            "items": {
                "type": "object",
                "required": ["code"],
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
            "additionalProperties": {"not": {}, "description": N("Write benchmark_mg_kg below [priorities].")},
            "description": N("Write how contaminated sites are ranked below [priorities]."),
            "properties": {
                "benchmark_mg_kg": {
                    "type": "number",
                    "exclusiveMinimum": 0,
                    "description": N("Write a number above zero, with a point and without quotes."),
                }
            },
        },
        "access": {"type": "object", "description": N("Write who may see exact places below [access].")},
    },
}


def _is_date(_, value) -> bool:
    return type(value) is dt.date and 1950 <= value.year <= 2200


CHECKER = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("date", _is_date),
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
        where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in wrong.absolute_path) or "[plan]"
        if wrong.validator == "required":
            missing = next(name for name in wrong.validator_value if name not in wrong.instance)
            raise NapError(
                N("{file} has no “{name}” under {where}."),
                N("Add it; data/demo/plan.toml is an example."),
                file=file,
                name=missing,
                where=where,
            )
        raise NapError(
            N("{file} says {where} = {value}, which cannot be."),
            wrong.schema.get("description", N("Correct it; data/demo/plan.toml is an example.")),
            file=file,
            where=where,
            value=str(wrong.instance)[:100],
        )
    Access.of(plan, file)
    guidance.values(plan, file)
    return plan
