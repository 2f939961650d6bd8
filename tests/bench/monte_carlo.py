"""Prints how long Monte Carlo takes for a country: 13 regions, 3 practices, 12 years, 20,000 draws. Never a test.

python tests/bench/monte_carlo.py
"""

import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from nap.methods.uncertainty import DRAWS, Simulation, Uncertain, simulate_use

YEARS, REGIONS, PRACTICES = 12, 13, ("whole_ore", "concentrate", "mercury_free")
ROUNDS = 5


def main() -> None:
    took, busy = [], []
    for _ in range(ROUNDS):
        start, cpu = time.perf_counter(), time.process_time()
        found = country()
        took.append(time.perf_counter() - start)
        busy.append(time.process_time() - cpu)
    tracemalloc.start()
    country()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    print(f"{REGIONS} regions x {len(PRACTICES)} practices x {YEARS} years x {DRAWS} draws")
    print(f"seconds: best {min(took):.2f}, worst {max(took):.2f} of {ROUNDS}; of the processor {min(busy):.2f}")
    print(f"memory at most {peak:.0f} MB")
    total = found.total
    print(f"first year: mean {total.mean[0]:.0f} kg, 95 % {total.low[0]:.0f} to {total.high[0]:.0f} kg")


def country() -> Simulation:
    years, regions = np.arange(YEARS)[:, None, None], np.arange(REGIONS)[None, :, None]
    cell = np.array([[[f"{year} {region}"] for region in range(REGIONS)] for year in range(YEARS)])
    gold = Uncertain.of("gold_kg", 300.0 + 10 * years + 40 * regions, 40, cell)
    share = Uncertain.of("share", [[[0.4, 0.5, 0.1]]], 20, PRACTICES)
    ratio = Uncertain.of("hg_au_ratio_kg_kg", [[[5.0, 1.3, 0.0]]], 50, PRACTICES)
    return simulate_use(gold, ratio, share)


if __name__ == "__main__":
    main()
