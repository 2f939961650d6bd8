"""The one clock: the day on which a plan is judged, in the country's own time zone.

Deadlines, audits, the calendar, the edition and the estimate page ask here; nothing else reads the clock.
Which day a table is judged on is in derived/judged_on.sql. Tests replace `now`.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from nap.errors import NapError
from nap.language.texts import N
from nap.pack import plan_file


def now(zone: dt.tzinfo) -> dt.datetime:
    """The present moment in a time zone."""
    return dt.datetime.now(zone)


def today(plan: Mapping) -> dt.date:
    """The day it is where the plan is carried out: in [plan] timezone, in UTC where the plan names none.

    plan: the contents of plan.toml. NapError where there is no such time zone.
    """
    name = plan.get("plan", {}).get("timezone")
    try:
        zone = ZoneInfo(name) if name else dt.UTC
    except (KeyError, OSError, TypeError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise NapError(
            N("There is no time zone “{name}”, which plan.toml names."),
            N("Name one of the IANA list, such as Africa/Accra, or leave timezone out."),
            name=name,
        ) from error
    return now(zone).date()


def of_folder(folder: Path) -> dt.date:
    """The same for the pack in a folder; in UTC where it has no readable plan yet."""
    try:
        return today(plan_file.read(folder))
    except NapError:
        return today({})


def register(con: duckdb.DuckDBPyConnection, day: dt.date) -> None:
    """Make the table `today` (day), one row, which audits and derived tables judge on."""
    con.execute("create or replace table today as select ?::date as day", [day])
