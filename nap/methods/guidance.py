"""Reference values for mercury and what may be compared with them; the classes of measurements on people.

The values stand in reference/guidance_values.toml, each with its source; a country chooses or adds its own in
plan.toml: [guidance] names the default of a matrix by code, [[guidance_value]] adds a value or, under a code that is
there, takes its place. Lives here: choosing values, telling what a comparison means, classes and conversions. Does not:
compare (censored.py, nap/topics/queries), or convert units of samples.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nap.errors import NapError
from nap.language.texts import N
from nap.methods import units
from nap.methods import values as reference

NO_LIMIT = ("background", "bound")  # levels of a value that nothing is held against
# Each form of mercury with the forms that are part of it.
PARTS = {"total": {"methyl", "inorganic", "elemental"}, "inorganic": {"elemental"}}
# What values of different bodies answer; more than one number for it is shown as a conflict.
QUESTIONS = {
    "soil_agricultural": N("Soil of agricultural land"),
    "soil_residential": N("Soil of residential land"),
    "soil_industrial": N("Soil of industrial land"),
    "soil_methyl": N("Methylmercury in soil of residential land"),
    "sediment_low": N("Sediment: effects are rare below"),
    "sediment_probable": N("Sediment: effects are probable above"),
    "drinking_water": N("Drinking water"),
    "surface_water": N("Surface water"),
    "fish": N("Fish that people eat"),
    "fish_predators": N("Predatory fish that people eat"),
    "air": N("Air breathed in for long"),
    "air_workers": N("Air at the workplace"),
    "urine_workers": N("Urine of workers"),
    "blood_workers": N("Blood of workers"),
}
HUMAN_LEVELS = {"hbm1": N("At or above HBM-I"), "hbm2": N("At or above HBM-II")}  # the levels that divide CLASSES
CLASSES = {  # from low to high; the lower bound belongs to the class
    "normal": N("Below HBM-I"),
    "alert": N("From HBM-I to below HBM-II"),
    "high": N("At or above HBM-II"),
    "occupational": N("At or above the limit for workers"),
}


@dataclass(frozen=True)
class Guidance:
    """One reference value, in the standard unit of its matrix (nap.units).

    species, basis: as in table sample, what the value is for. level: hbm1, hbm2, bei, bat; or background, bound, which
    are no limits. question: a key of QUESTIONS. published: the body's own writing, where it differs. purpose: an
    English text, or the country's own as text or by language.
    """

    code: str
    matrix: str
    species: str
    basis: str
    value: float
    unit: str
    purpose: str | Mapping[str, str]
    body: str
    source: str
    source_status: str
    year: int | None = None
    level: str = ""
    question: str = ""
    default: bool = False
    published: str = ""
    note: str = ""

    @property
    def is_verified(self) -> bool:
        """Whether the value was read in the source named; if not it is marked wherever it is shown."""
        return self.source_status in ("sourced", "derived")

    @property
    def is_limit(self) -> bool:
        """Whether measurements may be held against it: a background is no limit, and waste is no matrix of samples."""
        return self.level not in NO_LIMIT and self.matrix in units.BASES


# --- which values hold -------------------------------------------------------------------------------------------


def values(plan: Mapping | None = None, file: str = "plan.toml") -> dict[str, Guidance]:
    """Every reference value by code, those of the plan in place of or after the published ones.

    plan: the contents of plan.toml; None: what is published alone. NapError where [guidance] names a value that is not
    there or belongs to another matrix, and where a value of the country stands in another unit than its matrix.
    """
    found = {row["code"]: Guidance(**row) for row in reference.read("guidance_values")["guidance"]}
    plan = plan or {}
    for row in plan.get("guidance_value", ()):
        own = Guidance(**{"source_status": "sourced", **row, "default": False})
        if own.basis not in units.BASES[own.matrix]:
            raise NapError(
                N("{file} says that the reference value {code} for {matrix} is for the basis “{basis}”."),
                N("Use one of: {allowed}."),
                file=file,
                code=own.code,
                matrix=own.matrix,
                basis=own.basis,
                allowed=", ".join(units.BASES[own.matrix]),
            )
        if own.unit != (wanted := units.standard(own.matrix, own.basis)):
            raise NapError(
                N("{file} gives the reference value {code} in {unit}, but measurements of {matrix} stand in {wanted}."),
                N("Convert the value to {wanted} and write that as its unit."),
                file=file,
                code=own.code,
                unit=own.unit,
                matrix=own.matrix,
                wanted=wanted,
            )
        if own.code in found:
            own = dataclasses.replace(own, default=found[own.code].default)
        found[own.code] = own
    for matrix, code in plan.get("guidance", {}).items():
        one = found.get(code)
        if one is None or one.matrix != matrix or not one.is_limit:
            raise NapError(
                N("{file} chooses the reference value “{code}” for {matrix}, but there is none of that code for it."),
                N("Name one of: {codes}; or add your own below [[guidance_value]]."),
                file=file,
                code=code,
                matrix=matrix,
                codes=", ".join(each.code for each in found.values() if each.matrix == matrix and each.is_limit),
            )
        for other in found.values():
            if other.default and other.matrix == matrix and other.unit == one.unit:
                found[other.code] = dataclasses.replace(other, default=False)
        found[code] = dataclasses.replace(one, default=True)
    return found


def comparable(matrix: str, species: str, basis: str, known: Mapping[str, Guidance] | None = None) -> list[Guidance]:
    """The values that measurements of a matrix, form and basis may be held against.

    The country's choice comes first, then those for the same form, then those that were read in a source.
    """
    known = values() if known is None else known
    fitting = [
        each for each in known.values() if each.is_limit and each.matrix == matrix and fits(species, basis, each)
    ]
    return sorted(fitting, key=lambda each: (not each.default, each.species != species, not each.is_verified))


def default(matrix: str, species: str, basis: str, known: Mapping[str, Guidance] | None = None) -> Guidance | None:
    """The value these are held against when nothing else is chosen.

    None where the country's choice may not be, or is for more than was measured: a part cannot show that it is kept.
    """
    found = next((each for each in comparable(matrix, species, basis, known) if each.default), None)
    return found if found and (species == found.species or found.species in _parts(species)) else None


def defaults(
    forms: Iterable[str], known: Mapping[str, Guidance] | None = None
) -> list[tuple[str, str, str, str, float]]:
    """(matrix, species, basis, code, value) for all that may be measured and has a default: what indicators join.

    forms: the codes of column species of table sample.
    """
    forms = list(forms)
    asked = [(matrix, form, basis) for matrix, bases in units.BASES.items() for form in forms for basis in bases]
    found = [(each, default(*each, known)) for each in asked]
    return [(*each, one.code, float(one.value)) for each, one in found if one]


def levels(matrix: str, basis: str, known: Mapping[str, Guidance] | None = None) -> dict[str, Guidance]:
    """The class limits of a matrix of people by level (hbm1, hbm2, bei, bat), as far as there are any on that basis."""
    known = values() if known is None else known
    unit = units.standard(matrix, basis)
    return {
        each.level: each
        for each in known.values()
        if each.level and each.is_limit and each.matrix == matrix and each.unit == unit
    }


def conflicts(matrix: str, known: Mapping[str, Guidance] | None = None) -> dict[str, list[Guidance]]:
    """Questions on a matrix to which bodies give different answers, each with its values from low to high."""
    known = values() if known is None else known
    asked: dict[str, list[Guidance]] = {}
    for each in known.values():
        if each.matrix == matrix and each.question:
            asked.setdefault(each.question, []).append(each)
    return {
        question: sorted(found, key=lambda each: (each.value, each.body))
        for question, found in asked.items()
        if len({(each.value, each.species) for each in found}) > 1
    }


def matrices(known: Mapping[str, Guidance] | None = None) -> list[str]:
    """Matrices on which there is a value to be held against, in the order of the file."""
    return list(dict.fromkeys(each.matrix for each in (known or values()).values() if each.is_limit))


# --- what a comparison means -------------------------------------------------------------------------------------


def fits(species: str, basis: str, one: Guidance) -> bool:
    """Whether a form of mercury on a basis may be held against a value at all; for what it then means see `remarks`.

    Forms that share nothing (methylmercury and inorganic), dry and wet weight, and urine per litre and per creatinine
    are never compared. A basis that is not said is compared, with a remark.
    """
    same_form = species == one.species or one.species in _parts(species) or species in _parts(one.species)
    if "creatinine" in (basis, one.basis):
        return same_form and basis == one.basis
    return same_form and (basis == one.basis or "none" in (basis, one.basis))


def remarks(species: str, basis: str, one: Guidance) -> list[tuple[str, dict[str, str]]]:
    """What to mind when these are held against a value: English sentences with the codes that fill their placeholders.

    {measured} and {limit} are codes of species, {basis} is a code of basis, as in table sample.
    """
    said = []
    if one.species in _parts(species):
        said.append(
            (
                N(
                    "{measured} is held against a value for {limit}, which is only a part of it: "
                    "where the value is exceeded, {limit} itself may not exceed it."
                ),
                {"measured": species, "limit": one.species},
            )
        )
    elif species in _parts(one.species):
        said.append(
            (
                N(
                    "{measured}, which is only a part of it, is held against a value for {limit}: "
                    "where the value is not exceeded, {limit} itself may exceed it."
                ),
                {"measured": species, "limit": one.species},
            )
        )
    if basis == "none" and one.basis in ("dry", "wet"):
        said.append(
            (
                N("The publisher does not say the basis of the measurements; the reference value is for: {basis}."),
                {"basis": one.basis},
            )
        )
    return said


def _parts(species: str) -> Iterable[str]:
    return PARTS.get(species, ())


# --- people ------------------------------------------------------------------------------------------------------
