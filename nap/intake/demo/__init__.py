"""The demonstration pack: a fictional country and the story of its plan, written as promised tables.

One module per theme draws its tables; `write` puts them together. The same seed gives the same bytes on
every day: nothing here reads a clock. Real data never come in here; see nap/intake/importing.py for those.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from nap.errors import NapError
from nap.intake.demo import country, ground, mercury, people, plan, projects, remediation, sites
from nap.language.texts import N, Sentence
from nap.pack import contract, duck, plan_file, publish

# From here on a pack is for load tests: more visits and samples a site, and mercury accounts for every site.
LOAD_FROM_SITES = 10_000
FEWEST_SITES = 20
HOME = Path(__file__).parents[3] / "data" / "demo"  # the pack that ships, of the default size and seed


@dataclass(frozen=True)
class Size:
    """How many rows of each kind a number of sites brings."""

    sites: int
    visits: int
    samples: int
    organisations: int
    contaminated_sites: int
    has_site_accounts: bool

    @classmethod
    def of(cls, count: int) -> "Size":
        """Scale everything by the number of sites (1,200 tells the story; fewer keeps every table filled)."""
        load = count >= LOAD_FROM_SITES
        return cls(
            sites=count,
            visits=count * (10 if load else 5),
            samples=max(count * 10 if load else count * 10 // 3, 200),
            organisations=max(count // 4, 40),
            contaminated_sites=max(count // 15, 20),
            has_site_accounts=load,
        )


def write(
    folder: Path | str,
    sites: int = 1200,
    seed: int = 1,
    progress: Callable[[str | Sentence, float], None] | None = None,
) -> set[str]:
    """Write the fictional pack into a folder and return the names of the files that changed.

    sites: 20 or more; seed: any whole number from 0; progress: told what is being done and how far (0 to 1).
    Raises NapError where there are too few sites or the folder cannot be written.
    """
    folder = Path(folder)
    if (folder / "plan.toml").exists() and not plan_file.read(folder)["plan"].get("fictional"):
        raise NapError(
            N("The folder {folder} holds the plan of a real country; the demonstration pack would replace it."),
            N("Name a new folder."),
            folder=folder.name,
        )
    if seed < 0:
        raise NapError(N("The seed is {seed}, below 0."), N("Give a whole number from 0."), seed=seed)
    if sites < FEWEST_SITES:
        raise NapError(
            N("A demonstration pack of {sites} sites is too small to fill every table."),
            N("Ask for {fewest} sites or more."),
            sites=sites,
            fewest=FEWEST_SITES,
        )
    say = progress or (lambda what, share: None)
    con = duck.connect()
    tables = {}
    done, steps = 0, 2 * len(contract.tables()) + 2  # drawn, written, then audited and swapped in

    def next_step(what: str | Sentence) -> None:
        nonlocal done
        done += 1
        say(what, done / steps)

    for name, columns in _tables(Size.of(sites), seed):
        next_step(Sentence(N("Drawing table {table}"), {"table": name}))
        parts = columns if isinstance(columns, list) else [columns]
        con.register(f"demo_{name}", pa.concat_tables([pa.table(part) for part in parts]))
        tables[name] = f"demo_{name}"
    written = publish.publish(con, folder, tables, plan=plan.toml(), progress=next_step, what={"command": "demo"})
    con.close()
    say(N("Done"), 1.0)
    return written


def _tables(size: Size, seed: int):
    """Yield each table's name and its columns (a list where a table has several parts)."""
    land = country.build()
    yield "source", plan.sources()
    yield "place", country.places(land)
    found, site = sites.sites(seed, size.sites, land)
    site_visit, site["activity_status"] = sites.visits(seed, size.visits, found)
    yield "site", site
    yield "site_visit", site_visit
    use = [mercury.use(seed, land)]
    if size.has_site_accounts:
        use.append(mercury.site_accounts(seed, found, land))
    yield "mercury_use", use
    yield from zip(("trade_flow", "consent"), mercury.trade(seed), strict=True)
    yield from zip(("seizure", "mercury_stock"), mercury.seizures(seed, land), strict=True)
    yield "project", projects.projects()
    yield "project_rating", projects.ratings()
    yield "reduction_claim", projects.claims(seed, found, land)
    organisation, steps = people.organisations(seed, size.organisations, land)
    yield "organisation", organisation
    yield "formalization_step", steps
    yield "event", people.events(seed, land)
    contaminated = ground.contaminated_sites(seed, size.contaminated_sites, found, land)
    yield "contaminated_site", contaminated
    samples = ground.samples(seed, size.samples, contaminated, land)
    yield "sample", samples
    yield "contaminated_site_stage", remediation.stages(seed, contaminated, samples)
    activity = plan.activities(seed, land)
    yield "activity", activity
    yield "budget_line", plan.budget_lines(seed, activity)
    promises = plan.targets(
        sites.baselines(site_visit, found, 2019), size.organisations, people.members(organisation), land
    )
    yield from zip(("target", "milestone"), promises, strict=True)
