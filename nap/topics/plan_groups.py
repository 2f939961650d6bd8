"""What activities and their money are grouped by: the elements of Annex C and the strategies of the plan, by name."""

from nap.language.texts import Words
from nap.pack import contract


def letters(words: Words) -> dict[str | None, str]:
    """Every element of Annex C, from a to k and paragraph 2, with its short name; last, none named."""
    named: dict[str | None, str] = {
        code: f"{code} · {words.t(label)}" for code, label in contract.codes("annex_c").items()
    }
    return {**named, None: words.t("No element named")}


def strategies(plan: dict, words: Words) -> dict[str, str]:
    """The strategies of the plan: code -> title in the reader's language."""
    return {row["code"]: words.in_language(row.get("title"), row["code"]) for row in plan.get("strategy", [])}
