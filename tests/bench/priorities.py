"""Seconds to rank 100,000 contaminated sites with 1,000,000 samples, from the Parquet files on: nothing kept.

python tests/bench/priorities.py
python tests/bench/priorities.py --sites 1000 --samples 10000
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

import tiny_pack  # noqa: E402

from nap.methods import soil_exposure  # noqa: E402
from nap.pack import duck  # noqa: E402
from nap.pack.facts import create, derived  # noqa: E402
from nap.pack.pack import Pack  # noqa: E402

MADE = ("contaminated_stage", "measurement", "site_exposure", "site_priority")
KINDS, ACCESS = sorted(soil_exposure.divisors()), sorted(soil_exposure.attractiveness())
# Every number is drawn from the row's own, so that a run is like the last; a part of each column is blank.
SITES = f"""
select
    'C' || i as contaminated_site_code,
    'Site' as name,
    if(i % 2 = 0, 'A', 'B') as place_code,
    {KINDS}[1 + (hash(i, 1) % {len(KINDS)})::int] as source_kind,
    if(hash(i, 2) % 4 > 0, (10 ** (2 + 4 * (hash(i, 3) % 1000) / 1000.0))::double, null) as area_m2,
    1 + i % 8 as stage,
    date '2021-01-01' as stage_date,
    if(hash(i, 4) % 4 > 0, 0.01 + (hash(i, 5) % 100) / 500.0, null) as background_mg_kg,
    if(hash(i, 6) % 3 > 0, (hash(i, 7) % 20)::int, null) as residents_level1,
    if(hash(i, 8) % 3 > 0, (hash(i, 9) % 50)::int, null) as residents_level2,
    if(hash(i, 10) % 3 > 0, (hash(i, 11) % 300)::int, null) as workers,
    if(hash(i, 12) % 3 > 0, (hash(i, 13) % 500)::int, null) as nearby_0_400m,
    if(hash(i, 14) % 3 > 0, (hash(i, 15) % 900)::int, null) as nearby_400_800m,
    if(hash(i, 16) % 3 > 0, (hash(i, 17) % 3000)::int, null) as nearby_800_1600m,
    if(hash(i, 18) % 4 > 0, {ACCESS}[1 + (hash(i, 19) % {len(ACCESS)})::int], null) as accessibility,
    if(hash(i, 20) % 4 > 0, hash(i, 21) % 4 = 0, null) as has_resources
from range($sites) as t(i)
"""
SAMPLES = """
select
    'S' || i as sample_code,
    'C' || (hash(i) % $sites) as contaminated_site_code,
    'A' as place_code,
    date '2020-01-01' + (i % 1000)::int as sampled_on,
    'day' as date_precision,
    ['soil', 'soil', 'soil', 'sediment', 'fish', 'air'][1 + (i % 6)::int] as matrix,
    'total' as species,
    i % 7 = 0 as is_below_lod,
    case when i % 7 > 0 then 10 ** (-2 + 4 * (hash(i, 3) % 1000) / 1000.0) end as value,
    case when i % 7 = 0 then 0.05 end as lod,
    if(i % 6 = 5, 'µg/m³', 'mg/kg') as unit,
    case i % 6 when 5 then 'none' when 4 then 'wet' else 'dry' end as basis,
    1 as n
from range($samples) as t(i)
"""


def write(folder: Path, sites: int, samples: int) -> Path:
    """Write a pack of so many sites and samples."""
    tiny_pack.write(folder, {})
    with duck.connect() as con:
        for name, sql in (("contaminated_site", SITES), ("sample", SAMPLES)):
            sql = sql.replace("$sites", str(sites)).replace("$samples", str(samples))
            con.execute(f"copy ({sql}) to {duck.literal(folder / f'{name}.parquet')} (format parquet)")
    return folder


def seconds(folder: Path, threads: int) -> dict[str, tuple[float, float]]:
    """Seconds on the clock and of the processor for each derived table the ranking needs, and for all of them."""
    pack = Pack.open(folder, derive=False)
    con, taken = pack._connection, {}
    con.execute(f"set threads = {threads}")
    for name, file in derived().items():
        start = time.perf_counter(), time.process_time()
        create(con, name, file, pack.plan)
        if name in MADE:
            taken[name] = time.perf_counter() - start[0], time.process_time() - start[1]
    ranked, known = con.execute("select count(*), count(score) from site_priority").fetchone()
    print(f"{ranked:,} sites ranked, {known:,} of them with a single score")
    return {**taken, "all": tuple(map(sum, zip(*taken.values(), strict=True)))}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=100_000)
    parser.add_argument("--samples", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as home:
        for name, value in seconds(write(Path(home) / "many", asked.sites, asked.samples), asked.threads).items():
            print(f"{name:20} {value[0]:6.2f} s, {value[1]:6.2f} s of the processor")
