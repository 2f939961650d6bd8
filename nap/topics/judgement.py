"""The day of judgement in words, for every page whose figures depend on it."""

import datetime as dt
from collections.abc import Mapping

from nap.language.texts import N, Words

TODAY = N("Deadlines are judged on {date}, today.")
BASES = {  # why a table is judged on that day: basis of the query as_of -> sentence
    "plan": N("Judged on {date}, the last day of data."),
    "data": N("Judged on {date}, the last day these data speak of."),
    "today": N("Judged on {date}, today: these data do not state up to which day they report."),
    "years": N("Judged on {date}, the last day of the chosen years."),
}


def today_sentence(today: dt.date, words: Words) -> str:
    """On which day deadlines are judged; today: where the plan is carried out."""
    return words.t(TODAY, date=words.date(today))


def judged_sentence(judged: Mapping, words: Words) -> str:
    """“Judged on 31 December 2025, the last day of data.”; judged: a row of the query as_of (as_of, basis)."""
    return words.t(BASES[judged["basis"]], date=words.date(judged["as_of"]))


def judged_by(judged: Mapping, day: dt.date) -> dict:
    """The same where figures end with the chosen years: on `day`, because of the table or of the years."""
    return {"as_of": day, "basis": judged["basis"] if day == judged["as_of"] else "years"}
