"""Two books of one trade: what a country reports, and what its partners report of the same goods (mirror statistics).

Lives here: the gap, the discrepancy index, the intraclass correlation, and what makes honest books differ. Does not:
which flows are compared (derived/trade_mirror.sql), what makes a gap a red flag (red_flags.py). `sent` is what the
exporter reports, `received` what the importer reports. Weights are compared, never values, which hold freight.
"""

import numpy as np
from numpy.typing import ArrayLike

from nap.language.texts import N
from nap.methods import inputs

# Why two honest books differ, as the literature on mirror statistics lists them.
HARMLESS = {
    "system": N(
        "one country counts goods in free zones and stores (general trade), the other does not (special trade)"
    ),
    "weight": N("one counts the net weight, the other the gross weight"),
    "late": N("goods sent in December arrive in January"),
    "partner": N("one names the country of origin, the other the country the goods came from last"),
    "confidential": N("a country keeps flows of a few firms confidential"),
    "transit": N("goods pass through a third country, or are exported again"),
    "prices": N("imports are valued with cost, insurance and freight, exports without; weights are free of this"),
}


def gap(sent: ArrayLike, received: ArrayLike) -> np.ndarray:
    """What was sent and not received, in the unit given; below 0 more was received. NaN where a side is not known."""
    sent, received = _sides(sent, received)
    return sent - received


def discrepancy_index(sent: ArrayLike, received: ArrayLike) -> np.ndarray:
    """(sent - received) / (sent + received), -1 to 1; NaN where a side is not known or both are none (no trade).

    1: only the exporter knows of it, a lost export; -1: only the importer does, an orphan import; 0: the books agree.
    This form fits the limits the World Bank's Policy Research Working Paper 10792 (2024) names; its own algebra was not
    seen.
    """
    sent, received = _sides(sent, received)
    total = sent + received
    return np.divide(sent - received, total, out=np.full(total.shape, np.nan), where=total > 0)


def agreement(pairs: ArrayLike) -> float:
    """ICC(1), one-way, of pairs (sent, received), shape (pairs, 2): 1 where the books agree, about 0 where they do not.

    (MSB - MSW) / (MSB + MSW) for two readings each; NaN with fewer than two pairs or no variance. After the use Fuse et
    al. (2022, doi 10.1021/acs.est.2c04327) make of it; which variant they took was not seen.
    """
    found = np.atleast_2d(inputs.not_negative("pairs", pairs))
    if len(found) < 2 or np.isnan(found).any():
        return float("nan")
    means = found.mean(axis=1)
    between = 2 * np.sum((means - found.mean()) ** 2) / (len(found) - 1)
    within = np.sum((found - means[:, None]) ** 2) / len(found)
    return float((between - within) / (between + within)) if between + within > 0 else float("nan")


def herfindahl(quantities: ArrayLike) -> float:
    """Herfindahl-Hirschman index of concentration: the sum of the squared shares, times 10,000; NaN without any.

    quantities: one per firm, shape (firms,), unknown ones left out. 10,000: one firm has all; 10,000/n: n equal firms.
    """
    share = _shares(quantities)
    return float(10_000 * np.sum(share**2)) if share.size else float("nan")


def top_share(quantities: ArrayLike, firms: int = 3) -> float:
    """Share of the largest so many, 0 to 1; NaN where there is nothing to share."""
    share = np.sort(_shares(quantities))[::-1]
    return float(share[:firms].sum()) if share.size else float("nan")


def _shares(quantities: ArrayLike) -> np.ndarray:
    found = np.atleast_1d(inputs.not_negative("quantities", quantities))
    found = found[found > 0]
    return found / found.sum() if found.size else found


def _sides(sent: ArrayLike, received: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    out, into = inputs.together(
        sent=inputs.not_negative("sent", sent), received=inputs.not_negative("received", received)
    )
    return out, into
