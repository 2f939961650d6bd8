"""Figures of a pack that look like slips: kilograms taken for tonnes, mercury per gold beyond what is plausible.

Lives here: which figures are looked at, and the rows they stand in. Does not: what is a slip and what is plausible
(methods/plausibility.py). A figure in doubt breaks no promise: it may be right, and somebody should look.
"""

from typing import TYPE_CHECKING

import pandas as pd

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import plausibility
from nap.pack import contract
from nap.topics import query

if TYPE_CHECKING:
    from nap.pack import Pack

QUANTITIES = {"use_kg": N("kg of mercury"), "gold_kg": N("kg of gold")}


def findings(pack: "Pack") -> list[NapError]:
    """What looks wrong in the estimates of mercury use, ordered by estimate; `values` name its estimate_code."""
    rows = pack.sql(query.get("balance_estimates").sql)
    found = _ratios(rows) + _slips(rows)
    return sorted(found, key=lambda each: each.values["estimate_code"])


def _ratios(rows: pd.DataFrame) -> list[NapError]:
    found = []
    for practice, own in rows[rows["practice"].isin(list(contract.codes("practice")))].groupby("practice"):
        for each in plausibility.ratio_findings(own["use_kg"], own["gold_kg"], practice):
            found.append(_placed(each, own))
    return found


def _slips(rows: pd.DataFrame) -> list[NapError]:
    # Where the largest is not that many times the smallest there can be no slip: most series need no closer look.
    wide = rows[rows["times"] >= plausibility.KG_PER_T / plausibility.SLIP_TOLERANCE]
    return [
        _placed(each, own)
        for _, own in wide.groupby("kin")
        for quantity, unit in QUANTITIES.items()
        for each in plausibility.slip_findings(own[quantity], own["year"], unit=unit)
    ]


def _placed(finding: NapError, rows: pd.DataFrame) -> NapError:
    code = rows["estimate_code"].iloc[finding.values["position"]]
    return NapError(finding.what, finding.fix, **finding.values, estimate_code=code)
