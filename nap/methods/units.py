"""Units of mercury measurements: the standard unit of each matrix, and the factor from every spelling admitted to it.

Lives here: reading what a laboratory writes as a unit, refusing what cannot be a unit of that matrix, and every
admitted spelling with its factor. Does not: read files (profiles/samples.py), make the relation of it in DuckDB
(pack/constants.py), convert (derived/measurement.sql) or change stored rows, which keep the unit they were given in.

What is decided here, and why:
- The registry knows mass, length, litre and amount of substance, and nothing else: a word outside them is no unit.
- ppm and ppb are mass per mass, for solids only. Of a liquid nobody can tell whether mass or volume is meant.
- Blood and milk are per volume: per mass would need the density of the specimen, which is not known.
- Amounts of substance (nmol/L, as clinics write) go over the molar masses of mercury and of creatinine.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from pint import DefinitionSyntaxError, DimensionalityError, UndefinedUnitError, UnitRegistry

from nap.errors import NapError
from nap.language.texts import N

KG_PER_T = 1000.0  # kilograms of a tonne
MERCURY_G_PER_MOL = Fraction("200.592")  # IUPAC standard atomic weight
CREATININE_G_PER_MOL = Fraction("113.12")  # C4H7N3O
DIGITS = 12  # significant ones that survive a conversion: more than a laboratory gives, fewer than a double holds

_SOLIDS = ("soil", "sediment", "fish", "hair")
_STANDARD = {
    **dict.fromkeys(_SOLIDS, "mg/kg"),
    "hair": "µg/g",
    **dict.fromkeys(("surface_water", "drinking_water", "urine", "blood", "breast_milk"), "µg/L"),
    "air": "µg/m³",
}
_PER_CREATININE = N("µg/g creatinine")  # the one unit that holds a word
BASES = {
    **dict.fromkeys(_STANDARD, ("none",)),
    **dict.fromkeys(_SOLIDS, ("dry", "wet", "none")),
    "urine": ("none", "creatinine"),
}

_DEFINITIONS = (
    "kilo- = 1e3 = k-",
    "deci- = 1e-1 = d-",
    "milli- = 1e-3 = m-",
    "micro- = 1e-6 = µ- = μ- = u- = mc-",
    "nano- = 1e-9 = n-",
    "pico- = 1e-12 = p-",
    "gram = [mass] = g = gramme",
    "meter = [length] = m = metre",
    "liter = 1e-3 * meter ** 3 = L = l = litre",
    "mole = [substance] = mol",
)
# What a pack may hold: the micro sign as U+00B5, as U+03BC, and typed as u.
_ABOVE = tuple(f"{prefix}{unit}" for unit in ("g", "mol") for prefix in ("", "m", "µ", "μ", "u", "n", "p"))
_BELOW = {
    "solid": ("kg", "g", "mg"),
    "creatinine": ("kg", "g", "mg", "mol", "mmol"),
    "liquid": ("L", "l", "dL", "dl", "mL", "ml"),
    "air": ("m³", "m3"),
}
_PARTS = {"ppm": "mg/kg", "ppb": "µg/kg"}
_SUFFIXES = {"dry": (" dw",), "wet": (" ww",), "creatinine": (" creatinine", " crea")}
# What a laboratory writes after the unit.
_SAID = {
    "dry": r"d\.?w\.?|dry(?: weight| wt\.?| mass)?|poids sec|p\.s\.",
    "wet": r"w\.?w\.?|f\.?w\.?|(?:wet|fresh)(?: weight| wt\.?| mass)?|poids (?:frais|humide)|p\.f\.",
    "creatinine": r"cr[eé]at?(?:inine?)?|cr",
}
_MERCURY = re.compile(r"\b(t?hg|mercury|mercure)\b", re.IGNORECASE)
_INVERSE = re.compile(r"(?<=[^\W\d])\s*[\s.·*×]\s*([^\W\d]+)\s*\^?\s*-\s*([13])$")
_CUBIC_METRE = "m³"
_WORD = re.compile(rf"[^\W\d_]+|{_CUBIC_METRE}")


@dataclass(frozen=True)
class Unit:
    """A unit of one matrix and basis: how it is stored, the standard unit, and what a value is multiplied by."""

    text: str
    matrix: str
    basis: str
    standard: str
    factor: float


def standard(matrix: str, basis: str) -> str:
    """The unit in which measurements of a matrix are compared; NapError where the basis does not fit the matrix."""
    if basis not in BASES[matrix]:
        raise NapError(
            N("A value of {matrix} cannot refer to “{basis}”."),
            N("Use one of: {allowed}."),
            matrix=matrix,
            basis=basis,
            allowed=", ".join(BASES[matrix]),
        )
    return _PER_CREATININE if basis == "creatinine" else _STANDARD[matrix]


@cache
def read(text: str, matrix: str, basis: str | None = None) -> Unit:
    """The unit that a laboratory's spelling means for a matrix.

    basis: what the row says beside the unit, None where it says nothing; the unit may say it too (mg/kg dw).
    NapError where it is no unit of that matrix, or says another basis than the row.
    """
    given = " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").split())
    bare, said = _basis_said(" ".join(_MERCURY.sub("", given).split()).replace(" /", "/"))
    if said and basis not in (None, "none", said):
        raise NapError(
            N("The unit “{unit}” says “{said}”, and the row says “{basis}”."),
            N("Correct the unit or the basis."),
            unit=given,
            said=said,
            basis=basis,
        )
    basis = said or basis or "none"
    wanted = standard(matrix, basis)
    if bare.lower() in _PARTS and matrix not in _SOLIDS:
        raise NapError(
            N("“{unit}” says nothing certain about {matrix}: it may be per litre or per kilogram."),
            N("Ask the laboratory, and write the unit in full, such as {standard}."),
            unit=given,
            matrix=matrix,
            standard=wanted,
        )
    try:
        up, down = _sides(_PARTS.get(bare.lower(), bare))
        factor = _factor(up, down, matrix, basis)
    except (ValueError, DimensionalityError, UndefinedUnitError, DefinitionSyntaxError) as error:
        raise NapError(
            N("“{unit}” is no unit of mercury in {matrix} on the basis “{basis}”."),
            N("Write it such as {standard}, or correct the matrix or the basis."),
            unit=given,
            matrix=matrix,
            basis=basis,
            standard=wanted,
        ) from error
    stored = "/".join(side if side == _CUBIC_METRE else f"{_registry().parse_units(side):~P}" for side in (up, down))
    return Unit(stored + (" creatinine" if basis == "creatinine" else ""), matrix, basis, wanted, factor)


@cache
def admitted() -> tuple[Unit, ...]:
    """Every spelling a pack may hold, for each matrix and basis."""
    found = []
    for matrix, basis in ((matrix, basis) for matrix, bases in BASES.items() for basis in bases):
        sides = {f"{up}/{down}": (up, down) for up in _ABOVE for down in _BELOW[_kind(matrix, basis)]}
        if matrix in _SOLIDS:
            sides |= {part: _sides(full) for part, full in _PARTS.items()}
        for spelling, (up, down) in sides.items():
            factor = _factor(up, _CUBIC_METRE if down == "m3" else down, matrix, basis)
            for suffix in ("", *_SUFFIXES.get(basis, ())):
                found.append(Unit(spelling + suffix, matrix, basis, standard(matrix, basis), factor))
    return tuple(found)


def _basis_said(text: str) -> tuple[str, str | None]:
    """A spelling without the words that say what the value refers to, and that basis."""
    for basis, words in _SAID.items():
        if match := re.fullmatch(rf"(.*[^\s,(])[\s,(]+(?:{words})\)?", text, re.IGNORECASE):
            return match[1], basis
    return text, None


def _sides(text: str) -> tuple[str, str]:
    """What stands above and below the line, in words the registry knows; ValueError where there are not two sides."""
    ratio = re.sub(r"\s+(?:per|par)\s+", "/", text.lower())  # Mg is read as mg: nobody measures megagrams
    ratio = _INVERSE.sub(lambda m: f"/{m[1]}{'' if m[2] == '1' else m[2]}", ratio)
    up, down = (side.strip() for side in ratio.split("/"))
    down = re.sub(r"^m(\^|\*\*)?3$", _CUBIC_METRE, down)
    if not _WORD.fullmatch(up) or not _WORD.fullmatch(down):
        raise ValueError(text)
    return up, down


@cache
def _registry() -> UnitRegistry:
    registry: UnitRegistry = UnitRegistry(None, non_int_type=Fraction)
    registry.load_definitions(_DEFINITIONS)
    return registry


@cache
def _in(unit: str, target: str) -> Fraction:
    return _registry().Quantity(Fraction(1), "m ** 3" if unit == _CUBIC_METRE else unit).to(target).magnitude


def _grams(unit: str, per_mole: Fraction) -> Fraction:
    is_amount = _registry().parse_units(unit).dimensionality == {"[substance]": 1}
    return _in(unit, "mole") * per_mole if is_amount else _in(unit, "gram")


def _factor(up: str, down: str, matrix: str, basis: str) -> float:
    """What a value is multiplied by to stand in the standard unit; an error of pint where the sides do not fit."""
    micrograms = _grams(up, MERCURY_G_PER_MOL) * 10**6
    kind = _kind(matrix, basis)
    if kind == "solid":
        below = _in(down, "gram")
    elif kind == "creatinine":
        below = _grams(down, CREATININE_G_PER_MOL)
    else:
        below = _in(down, "liter" if kind == "liquid" else "m ** 3")
    return float(micrograms / below)


def _kind(matrix: str, basis: str) -> str:
    if basis == "creatinine":
        return "creatinine"
    return "solid" if matrix in _SOLIDS else "air" if matrix == "air" else "liquid"
