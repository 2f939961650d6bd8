"""Prints how long the page Mercury trade takes on a pack of 200,000 trade rows, as Markdown. Never a test.

python tests/bench/trade.py [ROWS]      other years each time, so that no answer is at hand from the time before

The rows are random, of made-up countries: 300 firms, 79 countries, 14 years, 4,000 consents.
"""

import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from nap.intake import demo  # noqa: E402
from nap.pack import duck, publish  # noqa: E402
from nap.pack.pack import Pack  # noqa: E402

ASKED_S = 1.0
FIRMS = 300
YEARS = np.arange(2012, 2026)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "demo"
        demo.write(folder)
        write_trade(folder, rows)
        started = time.perf_counter()
        pack = Pack.open(folder)
        print(f"| pack with {rows:,} trade rows | asked | measured |\n|---|---|---|")
        print(f"| opening, the first time | | {time.perf_counter() - started:.2f} s |")
        broken = [error.what for error, _ in pack.failures()]
        assert not broken, broken
        os.environ["NAP_PACKS"] = home
        took = draw()
        print(f"| page drawn: median, slowest of {len(took)} | {ASKED_S:g} s |", end="")
        print(f" {statistics.median(took):.2f} s, {max(took):.2f} s |")


def write_trade(folder: Path, rows: int) -> None:
    """Put so many flows in the place of the demonstration's, and consents beside them."""
    rng = np.random.default_rng(1)
    partners = np.array([f"X{a}{b}" for a in "ABCDEFGHIJ" for b in "ABCDEFGH" if f"X{a}{b}" != "XSM"])
    goods = np.array(["280540", "285210", "285290"])[rng.choice(3, rows, p=[0.7, 0.2, 0.1])]
    is_own, is_import = rng.random(rows) < 0.6, rng.random(rows) < 0.8
    # Firm, period and country run through so that no two rows are the same flow.
    firm, turn = np.arange(rows) % FIRMS, np.arange(rows) // FIRMS
    period, lap = turn % (12 * len(YEARS)), turn // (12 * len(YEARS))
    year, month = YEARS[period // 12], period % 12 + 1
    partner = partners[(np.arange(rows) + 20 * lap) % len(partners)]
    consent = np.arange(4000)
    consent_partner, consent_year = partners[consent % len(partners)], YEARS[consent // len(partners) % len(YEARS)]
    kg = rng.lognormal(3, 1, rows)
    linked = is_own & is_import & (rng.random(rows) < 0.7)
    codes = np.array([f"C{i}" for i in consent])
    here = pa.repeat(pa.scalar("XSM"), rows)
    flows = {
        "flow_code": pa.array([f"F{i}" for i in range(rows)]),
        "year": pa.array(year, pa.int32()),
        "month": pa.array(month, pa.int32()),
        "direction": pa.array(np.where(is_import == is_own, "import", "export")),
        "reporter_iso3": pc.if_else(pa.array(is_own), here, pa.array(partner)),
        "partner_iso3": pc.if_else(pa.array(is_own), pa.array(partner), here),
        "hs_code": pa.array(goods),
        "net_kg": pa.array(kg),
        "value_usd": pa.array(kg * 40),
        "reported_by": pa.array(np.where(is_own, "own", "mirror")),
        "trader_code": pa.array([f"L{i}" for i in firm]),
        "consent_code": pa.array(codes[rng.integers(4000, size=rows)], mask=~linked),
    }
    consents = {
        "consent_code": pa.array(codes),
        "form": pa.array(np.where(consent % 50 == 0, "D", "A")),
        "exporter_iso3": pa.array(consent_partner),
        "importer_iso3": pa.repeat(pa.scalar("XSM"), 4000),
        "allowed_use": pa.repeat(pa.scalar("dental amalgam"), 4000),
        "use_kind": pa.repeat(pa.scalar("allowed"), 4000),
        "net_kg": pa.array(rng.lognormal(6, 1, 4000)),
        "valid_from": pa.array([dt.date(y, 1, 1) for y in consent_year.tolist()]),
        "valid_to": pa.array([dt.date(y, 12, 31) for y in consent_year.tolist()]),
        "status": pa.repeat(pa.scalar("expired"), 4000),
    }
    with duck.connect() as con, tempfile.TemporaryDirectory() as scratch:
        for name, columns in {"trade_flow": flows, "consent": consents}.items():
            path = Path(scratch) / f"{name}.parquet"
            pq.write_table(pa.table(columns), path)
            con.execute(f"create table new_{name} as from {duck.parquet(path)}")
        tables = {"consent": "new_consent", "trade_flow": "new_trade_flow"}
        publish.publish(con, folder, tables, audit=False)


def draw(times: int = 7) -> list[float]:
    """Seconds each drawing of the page takes, the frame of the dashboard included, after one to warm up."""
    app = AppTest.from_file(ROOT / "nap" / "web" / "main.py", default_timeout=60)
    app.query_params.update({"pack": "demo", "lang": "en"})
    app.run()
    app.switch_page("../../pages/trade.py")
    took = []
    for turn in range(times + 1):
        app.query_params["from"] = str(YEARS[0] + turn)
        started = time.perf_counter()
        app.run()
        took.append(time.perf_counter() - started)
        assert not app.exception and not app.error, [each.value for each in [*app.exception, *app.error]]
    return took[1:]


if __name__ == "__main__":
    main()
