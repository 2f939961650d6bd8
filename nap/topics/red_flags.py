"""Red flags in words: the rules, what each that holds rests on, and what the guidance asks for besides.

The arithmetic is methods/red_flags.py. A flag is a reason to ask, and says nothing about any person or company.
"""

from collections.abc import Iterable

import pandas as pd

from nap.language import countries
from nap.language.texts import NO_VALUE, N, Words
from nap.methods import red_flags, values
from nap.methods.red_flags import Flag
from nap.topics.blocks import Cells
from nap.topics.quantities import list_text, mass_text, years_text

MERCURY = "280540"  # the goods, by the first six digits of their code
RULES = {
    "sent_not_received": N("More was sent than received"),
    "orphan_import": N("Imports the partner does not know of"),
    "use_beyond_supply": N("More used than official supply explains"),
    "no_consent": N("Shipments that no valid consent covers"),
    "declared_otherwise": N("Seized mercury declared as other goods"),
    "other_goods": N("Less mercury, more of its compounds"),
    "few_importers": N("A few firms hold most of the imports"),
    "passes_through": N("What comes in goes out again"),
    "price": N("Value per kilogram out of bounds"),
}
# Rules of the same guidance that ask for what no table of a pack holds.
NOT_ASKED = (
    N("imports far above what other uses of mercury need"),
    N("importers without a licensed user behind them"),
    N("sellers of mercury who also buy gold"),
    N("a price at the mine far above the bulk price"),
    N("many small packages, or flasks without a certificate"),
    N("stocks exported just before a ban"),
)


def find_flags(
    pairs: pd.DataFrame,
    breaches: pd.DataFrame,
    traders: pd.DataFrame,
    seizures: pd.DataFrame,
    prices: pd.DataFrame,
    supply: pd.DataFrame,
) -> list[Flag]:
    """Every rule that holds, raised ones first, in the order of red_flags.RULES.

    Frames: trade_pairs, consent_flags, trade_traders, seizure_list, trade_prices, nap.topics.supply.compare.
    """
    imports = pairs[pairs["direction"] == "import"]
    metal = pairs[pairs["hs6"] == MERCURY]
    found = [
        *red_flags.sent_not_received(imports[imports["hs6"] == MERCURY]),
        *red_flags.orphan_imports(imports[imports["hs6"] == MERCURY]),
        *red_flags.use_beyond_supply(supply),
        *red_flags.no_consent(breaches),
        *red_flags.declared_otherwise(seizures),
        *red_flags.other_goods(imports),
        *red_flags.few_importers(traders),
        *red_flags.passes_through(metal),
        *red_flags.prices(prices[prices["reported_by"] == "own"]),
    ]
    return sorted(found, key=lambda flag: (not flag.is_raised, red_flags.RULES.index(flag.rule), -(flag.kg or 0)))


def price_bounds() -> dict[str, float]:
    """What a kilogram of mercury can cost at the least and the most, as the query trade_prices asks for it."""
    row = red_flags.rule("price")
    return {"low": row["low_usd_kg"], "high": row["high_usd_kg"]}


EVIDENCE = {
    "sent_not_received": N("{country} reports {sent_kg} sent, the country {received_kg} received."),
    "orphan_import": N("{received_kg} are reported as received from {country}, which reports none of it sent."),
    "use_beyond_supply": N("Between {kg} and {high_kg} of mercury were used that official supply does not explain."),
    "other_goods": N("Imports of mercury fell by {fall_kg} in a year, and those of its compounds rose by {kg}."),
    "few_importers": N("The largest {firms} firms held {low_pct} to {high_pct} of the imports, {kg} in all."),
    "passes_through": N("{kg} went out of {imported_kg} that came in."),
}
COUNTED = {  # what is counted -> one, many
    "no_consent": (
        "shipments",
        N("{count} shipment with {country}, {kg} as far as weighed."),
        N("{count} shipments with {country}, {kg} in all as far as weighed."),
    ),
    "declared_otherwise": (
        "seizures",
        N("{count} seizure of {kg}, declared under the code {codes}."),
        N("{count} seizures, {kg} in all, declared under the codes {codes}."),
    ),
    "price": (
        "flows",
        N("{count} flow with {country} at {low_usd_kg} per kilogram; tonnes may be meant."),
        N("{count} flows with {country} at {low_usd_kg} to {high_usd_kg} per kilogram; tonnes may be meant."),
    ),
}


def evidence_sentence(flag: Flag, words: Words) -> str:
    """What a flag rests on, in one sentence."""
    said = {"kg": mass_text(flag.kg, words), "country": countries.named(flag.subject or "", words)}
    for name, value in flag.facts.items():
        if name.endswith("_usd_kg"):
            said[name] = words.quantity(value, "US$")
        elif name.endswith("_kg"):
            said[name] = mass_text(value, words)
        elif name.endswith("_pct"):
            said[name] = words.percent(value, 0)
        else:
            said[name] = ", ".join(value) if isinstance(value, list) else words.number(value)
    if flag.rule in COUNTED:
        name, one, many = COUNTED[flag.rule]
        return words.plural(one, many, flag.facts[name], **said)
    return words.t(EVIDENCE[flag.rule], **said)


def flags_table(found: Iterable[Flag], words: Words) -> Cells:
    """Each rule that holds, with its evidence, years and whether it is raised."""
    t = words.t
    lines = [
        [
            t(RULES[flag.rule]),
            evidence_sentence(flag, words),
            _runs(flag.years),
            t("raised") if flag.is_raised else t("seen, below the minimum"),
        ]
        for flag in found
    ]
    return [t("Rule"), t("Evidence"), t("Years"), t("State")], lines, ()


def _runs(years: tuple[int, ...]) -> str:
    """Years with runs joined: 2019–2021, 2024."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(years_text(run[0], run[-1]) for run in runs)


def about_flags(found: Iterable[Flag], words: Words) -> str:
    """What a red flag is, the least it asks for, and whether there is none."""
    least = red_flags.minimum()
    about = words.t(
        "A rule is raised where it holds in at least {years} years or for at least {kg}. It is a reason to ask, has "
        "harmless causes too, and says nothing about any person or company. Some thresholds are our choice, not from a "
        "source; the list below says which.",
        years=words.number(least["years"]),
        kg=words.quantity(least["kg"], "kg"),
    )
    return about if list(found) else f"{about} {words.t('In these data no rule holds.')}"


def rules_table(words: Words) -> Cells:
    """Every rule with its threshold, its source and whether that was read."""
    t = words.t
    thresholds = {
        "sent_not_received": N("index of at least {index_at_least}"),
        "other_goods": N("a fall of at least {fall_pct} and a rise of at least {rise_pct} in one year"),
        "few_importers": N("the largest {firms} firms above {share_pct}"),
        "passes_through": N("exports of at least {share_pct} of the imports of the year"),
        "price": N("below {low_usd_kg} or above {high_usd_kg} per kilogram"),
    }
    lines = []
    for id in red_flags.RULES:
        row = red_flags.rule(id)
        said = {
            name: words.percent(value)
            if name.endswith("_pct")
            else words.quantity(value, "US$")
            if name.endswith("_usd_kg")
            else words.number(value)
            for name, value in row.items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        }
        asked = t(thresholds[id], **said) if id in thresholds else NO_VALUE
        if row.get("is_own_threshold"):
            asked = t("{threshold} (our choice)", threshold=asked)
        lines.append([t(RULES[id]), asked, row["source"], t(values.STATUSES[row["source_status"]])])
    return [t("Rule"), t("Threshold"), t("Source of the rule"), t("The value was")], lines, ()


def unasked_rules_sentence(words: Words) -> str:
    """Rules of the guidance that these data cannot answer."""
    named = list_text((words.t(text) for text in NOT_ASKED), words)
    return words.t("The guidance names more, for which a plan holds no data: {rules}.", rules=named)
