"""A baseline step by step: what is asked of a beginner, what may be wrong with an answer, and what follows.

Lives here: the ways to an estimate with their questions, numbers as they are typed (shares in %), the estimates with
their ranges. Does not: how they are told and taken away (baseline.py), the formulas themselves (methods/), default
values (reference/ratios.toml).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

import numpy as np

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import balance, estimate, inputs, survey, triangulate, uncertainty, values
from nap.methods.uncertainty import Summary, Uncertain
from nap.pack import today

PCT = 100.0
MOST_HALF_WIDTH_PCT = 200.0  # ours: beyond it a number is a guess of its order of magnitude, not an estimate


# --- what is asked --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """One number that is asked for, in the unit of its label; `%` is typed from 0 to 100.

    code: short, as it stands in the link. at_most: code of the number that it may not exceed. offered: columns that
    find a default in reference/ratios.toml. is_signed: may lie below 0. has_range: whether its range is asked for.
    is_computed: follows from others, so that its range alone is asked for.
    """

    code: str
    label: str
    unit: str
    about: str
    most: float | None = None
    at_most: str = ""
    offered: tuple[str, str] | None = None
    is_signed: bool = False
    has_range: bool = True
    is_computed: bool = False


@dataclass(frozen=True)
class EstimateMethod:
    """One way from data at hand to mercury used: its questions, formula and arithmetic.

    method: as in mercury_use. formula: a sentence with the codes of the fields as placeholders, and {result}.
    compute: typed numbers by code, scalars or arrays, to kg of gold a year, or of mercury where not `wins_gold`.
    half_width: the same numbers and their half-widths in % to that of the result, by IPCC approach 1.
    half_widths: the half-widths in % of numbers whose range is not asked, since it follows from the others.
    """

    code: str
    title: str
    about: str
    method: str
    fields: tuple[Field, ...]
    formula: str
    compute: Callable[[Mapping], np.ndarray]
    half_width: Callable[[Mapping, Mapping], float]
    wins_gold: bool = True
    half_widths: Callable[[Mapping], dict[str, float]] = lambda n: {}


def _product(*codes: str) -> Callable:
    return lambda n, u: float(uncertainty.product_half_width_pct([u[code] for code in codes]))


def _supply(n: Mapping) -> np.ndarray:
    supply = estimate.apparent_supply_kg(n["tp"], n["ti"], n["te"], n["tu"], n["ts"])
    return estimate.supply_based_hg_kg(supply, n["tn"]).value


def _sum(**signs: int) -> Callable:
    return lambda n, u: float(
        uncertainty.sum_half_width_pct([sign * n[code] for code, sign in signs.items()], [u[code] for code in signs])
    )


def _half_widths_of_sample(n: Mapping) -> dict[str, float]:
    half = survey.sample_half_width_pct(n["vn"], n["vs"], n["vm"], n["vd"])
    return {"vs": 0.0, "vm": half, "vd": 0.0}


WAYS = (
    EstimateMethod(
        "gold",
        N("Gold from small-scale mining"),
        N("A survey or the statistics tell how much gold is won in a year."),
        "gold_based",
        (Field("au", N("Gold won in the year"), N("kg"), N("Pure gold: 50 g of 18 karat are 37.5 g of pure gold.")),),
        N("{au} kg of gold, as entered"),
        lambda n: n["au"],
        _product("au"),
    ),
    EstimateMethod(
        "miners",
        N("Number of miners"),
        N("How many people mine, what one finds in a day, days of work."),
        "worker_based",
        (
            Field("mn", N("Miners at work"), N("people"), N("Those who win gold, not traders or cooks.")),
            Field(
                "gd", N("Gold per miner and day"), N("g"), N("Average over good and bad days, of pure gold."), most=1000
            ),
            Field(
                "dy",
                N("Days of work in the year"),
                N("days"),
                N("Leave out the rains and the farming season."),
                most=366,
            ),
        ),
        N("{mn} miners × {gd} g a day × {dy} days ÷ 1000 = {result} of gold"),
        lambda n: estimate.worker_based_gold_kg(n["mn"], n["gd"], n["dy"]),
        _product("mn", "gd", "dy"),
    ),
    EstimateMethod(
        "units",
        N("Processing units and their ore"),
        N("How many mills, sluices or dredges, and the ore each takes."),
        "unit_based",
        (
            Field("un", N("Units at work"), N("units"), N("Mills, sluices, dredges or washing plants, of one kind.")),
            Field("ore", N("Ore per unit and day"), N("t"), N("Tonnes that one unit takes in a day.")),
            Field(
                "gr", N("Gold in the ore"), N("g/t"), N("Total grade, in grams of gold per tonne of ore."), most=10_000
            ),
            Field(
                "rc",
                N("Part of the gold that is recovered"),
                N("%"),
                N("100 where the grade above is already the recoverable one."),
                most=100,
                offered=("whole_ore", "gold_recovery_share"),
            ),
            Field(
                "ud", N("Days the units work in the year"), N("days"), N("Leave out repairs and the rains."), most=366
            ),
        ),
        N("{un} units × {ore} t of ore a day × {gr} g/t × {rc} recovered × {ud} days ÷ 1000 = {result} of gold"),
        lambda n: estimate.unit_based_gold_kg(n["un"], n["ore"], n["gr"], n["rc"] / PCT, n["ud"]),
        _product("un", "ore", "gr", "rc", "ud"),
    ),
    EstimateMethod(
        "share",
        N("Share of the nation’s gold"),
        N("National production, and the part that small-scale mining has."),
        "gold_based",
        (
            Field("ng", N("Gold of the whole country"), N("kg"), N("Large and small mines together, in the year.")),
            Field(
                "sh",
                N("Share of small-scale mining"),
                N("%"),
                N("Part of that gold that small-scale mining won."),
                most=100,
            ),
        ),
        N("{ng} kg of gold in the country × {sh} = {result} of gold"),
        lambda n: estimate.official_share_gold_kg(n["ng"], n["sh"] / PCT),
        _product("ng", "sh"),
    ),
    EstimateMethod(
        "residual",
        N("All gold less large mines"),
        N("Exports and domestic use, less what large mines report."),
        "gold_based",
        (
            Field("tg", N("All gold of the country"), N("kg"), N("Exports and domestic use in the year.")),
            Field(
                "lg",
                N("Gold of large-scale mines"),
                N("kg"),
                N("What the companies report for the same year."),
                at_most="tg",
            ),
        ),
        N("{tg} kg of gold in all − {lg} kg from large mines = {result} of gold"),
        lambda n: estimate.residual_gold_kg(n["tg"], np.minimum(n["lg"], n["tg"])),
        _sum(tg=1, lg=-1),
    ),
    EstimateMethod(
        "lost",
        N("Mercury lost per unit"),
        N("How many units there are, and the mercury each loses in a month."),
        "unit_based",
        (
            Field("lu", N("Units that use mercury"), N("units"), N("Mills, sluices or centres that use mercury.")),
            Field("ll", N("Mercury lost per unit and month"), N("kg"), N("Put in less taken back, in one month.")),
            Field("lm", N("Months of work of the units"), N("months"), N("Months with mercury in the year."), most=12),
        ),
        N("{lu} units × {ll} kg lost a month × {lm} months = {result} of mercury"),
        lambda n: estimate.unit_based_hg_kg(n["lu"], n["ll"], n["lm"]),
        _product("lu", "ll", "lm"),
        False,
    ),
    EstimateMethod(
        "bought",
        N("Mercury bought"),
        N("How many people buy mercury, and how much each buys in a month."),
        "demand_side",
        (
            Field("by", N("Buyers of mercury"), N("people"), N("Miners or centres that buy it for gold.")),
            Field("bk", N("Mercury per buyer and month"), N("kg"), N("What one buys in a month, stocks being level.")),
            Field("bm", N("Months with purchases"), N("months"), N("Months of the year in which they buy."), most=12),
        ),
        N("{by} buyers × {bk} kg a month × {bm} months = {result} of mercury"),
        lambda n: estimate.purchase_based_hg_kg(n["by"], n["bk"], n["bm"]),
        _product("by", "bk", "bm"),
        False,
    ),
    EstimateMethod(
        "weighed",
        N("Mercury weighed at sites"),
        N("What sites put in and take back each time they amalgamate."),
        "demand_side",
        (
            Field("st", N("Sites that use mercury"), N("sites"), N("All of them, not those weighed alone.")),
            Field("hi", N("Mercury put in each time"), N("kg"), N("Average of the sites where it was weighed.")),
            Field(
                "hr",
                N("Mercury taken back each time"),
                N("kg"),
                N("Squeezed out or from a retort, and reused."),
                at_most="hi",
            ),
            Field("cy", N("Times in the year"), N("times"), N("How often one site amalgamates in the year.")),
        ),
        N("{st} sites × ({hi} kg put in − {hr} kg taken back) × {cy} times = {result} of mercury"),
        lambda n: n["st"] * estimate.demand_based_hg_kg(n["hi"], np.minimum(n["hr"], n["hi"]), n["cy"]),
        lambda n, u: float(uncertainty.product_half_width_pct([u["st"], u["cy"], _sum(hi=1, hr=-1)(n, u)])),
        False,
    ),
    EstimateMethod(
        "visited",
        N("A sample of sites"),
        N("What sites chosen at random lost in the year, and how they differ."),
        "demand_side",
        (
            Field("vn", N("All sites that use mercury"), N("sites"), N("Those the sample stands for.")),
            Field(
                "vs",
                N("Sites in the sample"),
                N("sites"),
                N("Chosen at random; from a single one no range can be told."),
                at_most="vn",
                has_range=False,
            ),
            Field(
                "vm",
                N("Mercury lost per site of the sample"),
                N("kg"),
                N("Mean of the sample, over the whole year; its range follows from the sample."),
                has_range=False,
            ),
            Field(
                "vd",
                N("Standard deviation between these sites"),
                N("kg"),
                N("How far sites of the sample lie from their mean; a spreadsheet calls it STDEV.S."),
                has_range=False,
            ),
        ),
        N("{vn} sites × {vm} kg lost a year = {result} of mercury, from {vs} sites that differ by {vd} kg"),
        lambda n: n["vn"] * n["vm"],
        _product("vn", "vm"),
        False,
        _half_widths_of_sample,
    ),
    EstimateMethod(
        "trade",
        N("Mercury supply and trade"),
        N("What is produced, imported, exported and used elsewhere."),
        "supply_side",
        (
            Field("tp", N("Mercury produced in the country"), N("kg"), N("Primary mining and recycling; 0 for none.")),
            Field("ti", N("Mercury imported"), N("kg"), N("Customs code 2805.40; a flask holds 34.5 kg.")),
            Field("te", N("Mercury exported"), N("kg"), N("Re-exports too; 0 where there are none.")),
            Field("tu", N("Other uses of mercury"), N("kg"), N("Chlor-alkali, lamps, dentistry and the like.")),
            Field("ts", N("Growth of stocks"), N("kg"), N("Below 0 where stocks shrank."), is_signed=True),
            Field(
                "tn",
                N("Net informal imports"),
                N("kg"),
                N("Smuggled in less smuggled out; often the least known."),
                is_signed=True,
            ),
        ),
        N(
            "{tp} produced + {ti} imported − {te} exported − {tu} other uses − {ts} to stocks + {tn} informal ="
            " {result} of mercury"
        ),
        _supply,
        _sum(tp=1, ti=1, te=-1, tu=-1, ts=-1, tn=1),
        False,
    ),
    EstimateMethod(
        "told",
        N("An estimate by others"),
        N("A figure that was published, with its range, to compare with."),
        "reported",
        (Field("rp", N("Mercury used, as published"), N("kg"), N("Put in less recovered; note who published it.")),),
        N("{rp} kg of mercury, as published"),
        lambda n: n["rp"],
        _product("rp"),
        False,
    ),
)


@dataclass(frozen=True)
class Amalgamation:
    """What is asked of a practice with mercury: its loss with the tailings, the part in retorts, the ratio of both."""

    tailings: Field
    retort: Field
    ratio: Field


@dataclass(frozen=True)
class Practice:
    """How gold is won, with its questions; mercury-free gold asks for its share alone."""

    code: str
    title: str
    share: Field
    amalgamation: Amalgamation | None = None


def _practice(code: str, letter: str, title: str, share_of: str) -> Practice:
    return Practice(
        code,
        title,
        Field(f"{letter}s", share_of, N("%"), N("0 where nobody works this way. The three are 100 in all."), most=100),
        Amalgamation(
            Field(
                f"{letter}t",
                N("Mercury lost with the tailings per kg of gold"),
                N("kg"),
                N("What goes into the tailings and the water, not into the air."),
                most=100,
                offered=(code, "tailings_loss_ratio_kg_kg"),
                has_range=False,
            ),
            Field(
                f"{letter}r",
                N("Part of the amalgam burned in a retort or hood"),
                N("%"),
                N("0 where nobody uses one."),
                most=100,
                has_range=False,
            ),
            Field(
                f"{letter}q",
                N("Mercury lost per kg of gold"),
                N("kg"),
                N("How far the whole ratio may be off."),
                is_computed=True,
            ),
        ),
    )


PRACTICES = (
    _practice("whole_ore", "w", N("Whole ore amalgamation"), N("Share of gold won from whole ore")),
    _practice("concentrate", "c", N("Concentrate amalgamation"), N("Share of gold won from a concentrate")),
    Practice(
        "mercury_free",
        N("Mercury-free"),
        Field(
            "fs",
            N("Share of gold won without mercury"),
            N("%"),
            N("Gravity, borax, cyanide without mercury."),
            most=100,
        ),
    ),
)
SHARES = tuple(practice.share for practice in PRACTICES)
AMALGAM = Field(
    "am",
    N("Mercury in the amalgam per kg of gold"),
    N("kg"),
    N("Well squeezed amalgam is about half mercury, half gold."),
    most=10,
    offered=("all", "amalgam_ratio_kg_kg"),
    has_range=False,
)
CAPTURE = Field(
    "re",
    N("Part of the mercury that a retort captures"),
    N("%"),
    N("Weighed before and after; what leaks is lost."),
    most=100,
    offered=("all", "retort_efficiency"),
    has_range=False,
)
YEAR = Field("yr", N("Year of the estimate"), N("year"), N("The year the numbers are of."), has_range=False)
FIRST_YEAR = 1950  # as in mercury_use

# The texts of the reference tables that are shown here; what a country writes into its own stays as it is written.
REFERENCE_TEXTS = (
    N("Presence of mining known, no quantity"),
    N("Some indication of quantity"),
    N("Quantitative data, old or partial"),
    N("Recent quantitative data from the field"),
    N(
        "AGC practice, as recalled: about 5 lost in all, of which 1 with the amalgam; older work has 3. Weak support: "
        "5 to 10, up to 25, in Colombian and Peruvian mills (student paper)"
    ),
    N(
        "AGC practice, as recalled. Low end: flour below 0.1 % of the mercury in careful manual amalgamation "
        "(gama-peru.org); high end follows from 1.5 lost in all"
    ),
    N(
        "Amalgam is about equal parts of mercury and gold: Gibb and O'Leary 2014, doi 10.1289/ehp.1307864",
    ),
    N("UNEP Toolkit, versions 2005 to 1.2, as recalled"),
    N("Field use, as recalled; Misky, Peru: at most 0.80 (Costa, Alfonso and Palacios 2009)"),
    N(
        "About 30 % in Colombian centres (Veiga et al. 2018, as cited elsewhere), about 20 % in Peruvian quimbaletes "
        "(Brooks 2025, doi 10.4236/ad.2025.132003)"
    ),
)

# An example to learn with; the numbers are those of no country.
EXAMPLE_WAYS = ("gold", "miners", "bought")
EXAMPLE = {
    "au": 4000,
    "au.u": 40,
    "mn": 50_000,
    "mn.u": 30,
    "gd": 0.35,
    "gd.u": 40,
    "dy": 240,
    "dy.u": 15,
    "by": 1500,
    "by.u": 40,
    "bk": 0.5,
    "bk.u": 40,
    "bm": 12,
    "bm.u": 10,
    "ws": 40,
    "ws.u": 20,
    "cs": 60,
    "cs.u": 20,
    "fs": 0,
    "am": 1,
    "wt": 4,
    "wr": 0,
    "wq.u": 50,
    "ct": 0.3,
    "cr": 0,
    "cq.u": 30,
}


def _fields(practice: Practice) -> tuple[Field, ...]:
    asks = practice.amalgamation
    return (practice.share,) if asks is None else (practice.share, asks.tailings, asks.retort, asks.ratio)


# Every code under which a number may stand in the link.
CODES = tuple(
    f"{field.code}{end}"
    for field in (
        *(field for each in WAYS for field in each.fields),
        *(field for practice in PRACTICES for field in _fields(practice)),
        AMALGAM,
        CAPTURE,
        YEAR,
    )
    for end in ("", ".u", ".l", ".h")
)


def way(code: str) -> EstimateMethod:
    """The way of this code."""
    return next(each for each in WAYS if each.code == code)


def offer(field: Field) -> dict | None:
    """The default of a field in its typed unit: value, source, source_status, and low and high where told."""
    if not field.offered:
        return None
    practice, quantity = field.offered
    row = values.row("ratios", "ratio", practice=practice, quantity=quantity)
    times = PCT if field.unit == "%" else 1.0
    return {**row, **{end: row[end] * times for end in ("value", "low", "high") if end in row}}


# --- what was entered -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answers:
    """Numbers as typed: code -> value; code.u: half-width in %; code.l and code.h: ends of the range.

    None is not known. by_ends: whether ranges are told by their ends, else by their half-widths. this_year: the last
    year an estimate can be of.
    """

    numbers: Mapping[str, float | None]
    by_ends: bool = False
    this_year: int = dataclass_field(default_factory=lambda: today.today({}).year)

    def fault(self, field: Field, value: float | None = None) -> NapError | None:
        """What is wrong with the number of a field or with its range, and how to mend it; value: of a computed one."""
        value = value if field.is_computed else self.numbers.get(field.code)
        return (None if field.is_computed else self._fault_of_value(field, value)) or (
            self._fault_of_range(field, value) if field.has_range else None
        )

    def _fault_of_value(self, field: Field, value: float | None) -> NapError | None:
        if value is None:
            return None
        if value < 0 and not field.is_signed:
            return NapError(N("{value} is below 0."), N("Enter 0 or more, or leave it empty."), value=f"{value:.10g}")
        if field is YEAR and value not in range(FIRST_YEAR, self.this_year + 1):
            return NapError(
                N("{year} is no year from {first} to {last}."),
                N("Enter the year that the numbers are of."),
                year=f"{value:.10g}",
                first=FIRST_YEAR,
                last=self.this_year,
            )
        if field.most is not None and value > field.most:
            return NapError(
                N("{value} is more than {most}, the most that can be."),
                N("Correct the number or its unit."),
                value=f"{value:.10g}",
                most=f"{field.most:.10g}",
            )
        whole = self.numbers.get(field.at_most)
        if whole is not None and value > whole:
            return NapError(
                N("{value} is more than the {whole} of which it is a part."),
                N("Correct one of the two; both are of the same time."),
                value=f"{value:.10g}",
                whole=f"{whole:.10g}",
            )
        return None

    def _fault_of_range(self, field: Field, value: float | None) -> NapError | None:
        half, low, high = (self.numbers.get(f"{field.code}.{end}") for end in "ulh")
        if not self.by_ends:
            if half is not None and not 0 <= half <= MOST_HALF_WIDTH_PCT:
                return NapError(
                    N("± {value} % is not between 0 and {most} %."),
                    N("Give half of the range, as a share of the number: 70 to 130 is 100 ± 30 %."),
                    value=f"{half:.10g}",
                    most=f"{MOST_HALF_WIDTH_PCT:.10g}",
                )
            return None
        if low is not None and high is not None and low > high:
            return NapError(
                N("The low end, {low}, is above the high end, {high}."),
                N("Exchange or correct them."),
                low=f"{low:.10g}",
                high=f"{high:.10g}",
            )
        if low is not None and low < 0 and not field.is_signed:
            return NapError(N("{value} is below 0."), N("Enter 0 or more, or leave it empty."), value=f"{low:.10g}")
        if value is None:
            return None
        if (low is not None and low > value) or (high is not None and high < value):
            return NapError(
                N("{value} lies outside its own range."),
                N("Correct the number or an end of its range."),
                value=f"{value:.10g}",
            )
        if value == 0 and (low or high):
            return NapError(N("A range around 0 cannot be told."), N("Enter the middle of the range as the number."))
        return None

    def value(self, field: Field) -> float | None:
        """The number of a field; None where it is not known or wrong."""
        return None if self._fault_of_value(field, self.numbers.get(field.code)) else self.numbers.get(field.code)

    def known_value(self, field: Field) -> float:
        """The number of a field once nothing is missing any more; ValueError where it is not known."""
        value = self.value(field)
        if value is None:
            raise ValueError(f"The number {field.code} is not known.")
        return value

    def half_width_pct(self, field: Field, value: float | None = None) -> float:
        """Half of the 95 % range of a field in % of its value; NaN where not stated or wrong. 0 is exact."""
        value = value if field.is_computed else self.value(field)
        if value is None or self._fault_of_range(field, value):
            return np.nan
        if value == 0:
            return 0.0
        half, low, high = (self.numbers.get(f"{field.code}.{end}") for end in "ulh")
        if not self.by_ends:
            return np.nan if half is None else float(half)
        if low is None or high is None:
            return np.nan
        return PCT * (high - low) / 2 / abs(value)

    def fault_of_shares(self) -> NapError | None:
        """Whether the shares of the practices, all of them known, are 100 % in all."""
        shares = [value for value in map(self.value, SHARES) if value is not None]
        if len(shares) < len(SHARES) or abs(sum(shares) / PCT - 1) <= inputs.SHARE_TOLERANCE:
            return None
        return NapError(
            N("The three shares add up to {total} %, not to 100 %."),
            N("Correct them, or enter the practice that is missing."),
            total=f"{sum(shares):.10g}",
        )

    def asked(self, practice: Practice) -> tuple[Field, ...]:
        """What is asked of a practice besides its share: nothing where its share is 0 or not yet known."""
        asks = practice.amalgamation
        return (asks.tailings, asks.retort) if asks and self.value(practice.share) else ()

    def asked_of_all(self) -> tuple[Field, ...]:
        """What is asked of all practices together: the amalgam where mercury is used, capture where retorts are."""
        used = [practice.amalgamation for practice in PRACTICES if practice.amalgamation and self.asked(practice)]
        retorts = any(self.value(asks.retort) for asks in used)
        return ((AMALGAM,) if used else ()) + ((CAPTURE,) if retorts else ())

    def ratio(self, practice: Practice) -> float | None:
        """Mercury lost per kg of gold; None where a number it follows from is missing."""
        asks = practice.amalgamation
        if asks is None:
            return 0.0
        lost, retort, amalgam, capture = map(self.value, (asks.tailings, asks.retort, AMALGAM, CAPTURE))
        if lost is None or retort is None or amalgam is None or (retort and capture is None):
            return None
        return float(balance.net_ratio_kg_kg(lost, amalgam, retort / PCT, (capture or 0.0) / PCT))

    def missing(self, way: EstimateMethod) -> list[Field]:
        """The numbers that this way still needs."""
        needed = list(way.fields)
        if way.wins_gold:
            needed += [*SHARES, *self.asked_of_all()]
            needed += [field for practice in PRACTICES for field in self.asked(practice)]
        return [field for field in needed if self.value(field) is None]

    def half_widths_pct(self, way: EstimateMethod) -> dict[str, float]:
        """Half of the 95 % range of every number of a way, in % of it, by code; NaN where it cannot be told."""
        stated = {field.code: self.half_width_pct(field) for field in way.fields}
        if self.missing(way):
            return stated
        return stated | way.half_widths({field.code: self.value(field) for field in way.fields})

    def without_range(self, way: EstimateMethod) -> list[tuple[Field, Practice | None]]:
        """The numbers of this way whose range is not known; a practice is named where the number is its own."""
        known = self.half_widths_pct(way)
        found: list[tuple[Field, Practice | None]] = []
        found += [(field, None) for field in way.fields if np.isnan(known[field.code])]
        if way.wins_gold:
            for practice in PRACTICES:
                if np.isnan(self.half_width_pct(practice.share)):
                    found.append((practice.share, None))
                asks = practice.amalgamation if self.asked(practice) else None
                if asks and np.isnan(self.half_width_pct(asks.ratio, self.ratio(practice))):
                    found.append((asks.ratio, practice))
        return found


# --- what follows ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PracticeUse:
    """Mercury of one practice, kg a year. low, high: 95 % range, NaN where a range is not stated."""

    practice: Practice
    share_pct: float
    ratio_kg_kg: float
    ratio_u_pct: float
    gold_kg: float
    hg_kg: float
    low: float
    high: float
    fate: balance.Balance


@dataclass(frozen=True)
class Estimate:
    """Mercury used in kg a year by one way. half_width_pct: by approach 1; draws: by Monte Carlo, None where a range is
    not stated; gold_kg and gold_u_pct: NaN where the way does not go through gold."""

    way: EstimateMethod
    hg_kg: float
    half_width_pct: float
    draws: Summary | None
    gold_kg: float = np.nan
    gold_u_pct: float = np.nan
    uses: tuple[PracticeUse, ...] = ()

    @property
    def low(self) -> float:
        return np.nan if self.draws is None else float(self.draws.low)

    @property
    def high(self) -> float:
        return np.nan if self.draws is None else float(self.draws.high)

    @property
    def fate(self) -> balance.Balance | None:
        """Where the mercury goes, in all; None where the way does not tell."""
        if not self.uses:
            return None
        ways = ("recovered_kg", "air_kg", "land_water_kg")
        return balance.Balance(*(np.sum([getattr(use.fate, name) for use in self.uses], axis=0) for name in ways))


def estimated(way: EstimateMethod, entered: Answers) -> Estimate | None:
    """The estimate of one way; None where a number is missing, wrong, or the shares are not 100 % in all.

    NapError where more mercury leaves the country than enters it.
    """
    if entered.missing(way) or (way.wins_gold and entered.fault_of_shares()):
        return None
    n = {field.code: entered.value(field) for field in way.fields}
    u = entered.half_widths_pct(way)
    first, half = float(way.compute(n)), way.half_width(n, u)
    if first < 0:
        raise NapError(
            N("More mercury leaves the country than enters it: {value} kg are left."),
            N("Look for a source that is missing, such as informal imports or stocks that shrank."),
            value=f"{first:.6g}",
        )
    draws = None if np.isnan(list(u.values())).any() else _drawn(way, n, u)
    if not way.wins_gold:
        return Estimate(way, first, half, None if draws is None else uncertainty.summarise(draws))
    return _from_gold(way, entered, first, half, draws)


def estimates(
    ways: Iterable[EstimateMethod], entered: Answers
) -> tuple[list[Estimate], triangulate.Triangulation | None, list[NapError]]:
    """The estimates of the ways that have all their numbers, what these say together, and what keeps others back."""
    found: list[Estimate] = []
    errors: list[NapError] = []
    for each in ways:
        try:
            one = estimated(each, entered)
        except NapError as error:
            errors.append(error)
        else:
            found += [] if one is None else [one]
    return found, pooled(found), errors


def _drawn(way: EstimateMethod, n: Mapping, u: Mapping) -> np.ndarray:
    """Random results of a way, never below 0; a number has the same random error in all ways that ask for it."""
    drawn = {}
    for field in way.fields:
        found = np.sign(n[field.code]) * Uncertain.of(field.code, abs(n[field.code]), u[field.code]).draw()
        drawn[field.code] = found if field.unit != "%" else np.minimum(found, PCT)
    return np.maximum(way.compute(drawn), 0.0)


def _from_gold(way: EstimateMethod, entered: Answers, gold_kg: float, gold_u: float, gold_draws) -> Estimate:
    share = np.array([entered.known_value(practice.share) for practice in PRACTICES]) / PCT
    ratio = np.array(
        [entered.ratio(practice) if part else 0.0 for practice, part in zip(PRACTICES, share, strict=True)]
    )
    share_u = np.array([entered.half_width_pct(practice.share) for practice in PRACTICES])
    ratio_u = np.array(
        [
            entered.half_width_pct(practice.amalgamation.ratio, rate) if practice.amalgamation and rate else 0.0
            for practice, rate in zip(PRACTICES, ratio, strict=True)
        ]
    )
    use = estimate.gold_based_hg_kg(gold_kg, share, ratio)
    # A practice of which there is no gold, or no mercury, adds nothing, whatever its range.
    counts = use > 0
    per_gold_u = uncertainty.product_half_width_pct(np.stack([share_u, ratio_u], axis=-1))[counts]
    mean_u = float(uncertainty.sum_half_width_pct((share * ratio)[counts], per_gold_u)) if counts.any() else 0.0
    half = float(uncertainty.product_half_width_pct([gold_u, mean_u])) if counts.any() else np.nan
    known = gold_draws is not None and not np.isnan([*share_u, *ratio_u]).any()
    ends, total = np.full((2, len(PRACTICES)), np.nan), None
    if known:
        parts = np.stack([Uncertain.of(p.share.code, share[i], share_u[i]).draw() for i, p in enumerate(PRACTICES)])
        rates = np.stack([Uncertain.of(f"{p.code}q", ratio[i], ratio_u[i]).draw() for i, p in enumerate(PRACTICES)])
        drawn = gold_draws * parts / parts.sum(axis=0) * rates
        own, total = uncertainty.summarise(drawn), uncertainty.summarise(drawn.sum(axis=0))
        ends = np.stack([own.low, own.high])
    uses = tuple(
        PracticeUse(
            practice,
            float(PCT * share[i]),
            float(ratio[i]),
            float(ratio_u[i]),
            float(gold_kg * share[i]),
            float(use[i]),
            float(ends[0, i]),
            float(ends[1, i]),
            _fate(practice, entered, gold_kg * share[i]),
        )
        for i, practice in enumerate(PRACTICES)
        if share[i] > 0
    )
    return Estimate(way, float(use.sum()), half, total, gold_kg, gold_u, uses)


def _fate(practice: Practice, entered: Answers, gold_kg: float) -> balance.Balance:
    asks = practice.amalgamation
    if asks is None:
        return balance.balance(gold_kg, 0.0, 0.0)
    lost, amalgam = entered.known_value(asks.tailings), entered.known_value(AMALGAM)
    retort, capture = entered.known_value(asks.retort) / PCT, (entered.value(CAPTURE) or 0.0) / PCT
    return balance.balance(gold_kg, lost, amalgam, retort, capture)


def pooled(found: Iterable[Estimate]) -> triangulate.Triangulation | None:
    """What the estimates with a range say together; None where fewer than two have one."""
    weighed = [each for each in found if each.hg_kg > 0 and each.half_width_pct > 0]
    if len(weighed) < 2:
        return None
    return triangulate.triangulate([e.hg_kg for e in weighed], [e.half_width_pct for e in weighed])


def published(iso3: str) -> dict | None:
    """The published range of a country, t a year: low_t, mid_t, high_t, source; None where it is not listed."""
    found = values.rows("country_ranges", "range", iso3=iso3)
    return found[0] if found else None
