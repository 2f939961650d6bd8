"""The list of everything a reader may be shown, and `nap/language/locale/<lang>.po` kept in step with it.

English texts are collected where they are written: in Python (`t`, `N`, `plural`), in the promises of tables, in the
heads of indicators, in the tables of reference, and in the help of the commands. What is done with a translation at run
time is in nap/language/texts.py.
"""

import ast
import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from nap.commands import command_help
from nap.commands.terminal import show, tell, words
from nap.errors import NapError
from nap.language.texts import LANGUAGES, LOCALE_FOLDER, N, Sentence, plural_rule
from nap.methods import values as reference
from nap.pack import contract, indicator

ROOT = Path(__file__).parents[2]
LOCALE_HOME = LOCALE_FOLDER.relative_to(ROOT).as_posix()
SOURCES = ("app.py", "pages/*.py", "nap/**/*.py")
# Of the tables of nap/methods/reference: file -> kind of row -> the columns that hold a text for readers.
REFERENCE_TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "annex_c": {"element": ("text",)},
    "contamination": dict.fromkeys(("index", "constant", "eater"), ("source",)),
    "guidance_values": {"guidance": ("purpose", "note")},
    "ratios": {"ratio": ("source",)},
    "report_needs": {"need": ("article", "text")},
    "soil_exposure": dict.fromkeys(
        ("table", "likelihood_nearby", "attractiveness", "divisor", "constant"), ("source",)
    ),
    "uncertainty_classes": {"class": ("about",)},
}
PO_LINE = re.compile(r'|#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?) +)?"([^"\\]|\\.)*"')
HEADER = """\
# What a reader of NAP Monitor sees, in {own_name}. English is the key. `python -m nap words` adds what is new and
# drops what is gone. Keep {{placeholders}} and ** as they are. Of a text marked fuzzy the English is shown.
msgid ""
msgstr ""
"Language: {lang}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={plurals}; plural={rule};\\n"

"""


@dataclass(frozen=True)
class State:
    """How one language stands: texts that were new or gone, and sentences on what still has to be done."""

    path: Path
    total: int
    new: list[str]
    gone: list[str]
    to_do: list[Sentence]

    @property
    def is_current(self) -> bool:
        return not (self.new or self.gone or self.to_do)


# --- collecting ------------------------------------------------------------------------------------------------------


def messages() -> Catalog:
    """Every English text, with the files it stands in; a plural is known by its singular."""
    from nap.commands import main  # which imports this module when it is asked for the words

    catalog = Catalog(fuzzy=False)
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            for call in calls(path):
                for text in call.texts:
                    _add(catalog, text, path)
    for path in sorted(contract.FOLDER.glob("*.toml")):
        for text, comment in _promised(contract.read(path)):
            _add(catalog, text, path, comment)
    for path in sorted(indicator.FOLDER.glob("*.sql")):
        for text, comment in _meant(indicator.read(path)):
            _add(catalog, text, path, comment)
    for table in REFERENCE_TEXTS:
        for text, comment in _referred(table):
            _add(catalog, text, reference.FOLDER / f"{table}.toml", comment)
    for text in command_help.texts(main.app):
        _add(catalog, text, Path(main.__file__), "help of a command")
    _add(catalog, main.app.usage or "", Path(main.__file__), "help of a command")
    return catalog


def _add(catalog: Catalog, text: str | tuple[str, str], path: Path, comment: str = "") -> None:
    where = [(path.relative_to(ROOT).as_posix(), 0)]
    catalog.add(text, locations=where, auto_comments=[comment] if comment else [])


@dataclass(frozen=True)
class Call:
    """A call of t, N or plural: the literal texts it may show, the names of the values it gives (None: any)."""

    name: str
    line: int
    argument: ast.expr
    texts: list[str | tuple[str, str]]
    values: set[str] | None


def calls(path: Path) -> Iterator[Call]:
    """Every call that shows or names a text. By syntax tree: Babel's own extractor misses a t() inside an f-string."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        named = [k.arg for k in node.keywords]
        known = {name for name in named if name is not None}
        given = None if None in named else known  # **values may hold any
        if name in ("t", "N"):
            yield Call(name, node.lineno, node.args[0], list(_literals(node.args[0])), given)
        elif name == "plural" and len(node.args) > 1:
            pairs: list[str | tuple[str, str]] = []
            pairs += zip(_literals(node.args[0]), _literals(node.args[1]), strict=True)
            yield Call(name, node.lineno, node.args[0], pairs, None if given is None else given | {"count"})


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _literals(value)


def _promised(table: contract.Table) -> Iterator[tuple[str, str]]:
    yield table.title, f"title of table {table.name}"
    yield table.about, ""
    for column in table.promised.values():
        yield column.about, f"column {column.name}"
        if column.unit:
            yield column.unit, "unit"
        for label in column.codes.values():
            yield label, f"code of {column.name}"
    for audit in table.extra_audits:
        yield audit.what, ""
        yield audit.fix, ""


def _meant(it: indicator.Indicator) -> Iterator[tuple[str, str]]:
    yield it.title, "title of an indicator"
    yield it.unit, "unit"
    for text in (it.about, it.caveat, it.source):
        if text:
            yield text, ""
    if isinstance(it.series, dict):
        for label in it.series.values():
            yield label, "breakdown of an indicator"


def _referred(table: str) -> Iterator[tuple[str, str]]:
    """The texts of one table of reference; what has no word, such as the number of an article, is none."""
    rows_of = tomllib.loads((reference.FOLDER / f"{table}.toml").read_text(encoding="utf-8"))
    for kind, columns in REFERENCE_TEXTS[table].items():
        for row in rows_of[kind]:
            for column in columns:
                if re.search(r"[^\W\d_]{2}", row.get(column, "")):
                    yield row[column], f"{column} of a {kind}"


# --- keeping a language in step --------------------------------------------------------------------------------------


def po(lang: str) -> Path:
    """The file of one language."""
    return LOCALE_FOLDER / f"{lang}.po"


def read(lang: str) -> Catalog:
    """The translations of one language; none where there is no file yet. NapError names the line that is broken."""
    path = po(lang)
    if not path.exists():
        return Catalog(locale=lang, fuzzy=False)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        wrong = [number for number, line in enumerate(lines, start=1) if not PO_LINE.fullmatch(line.strip())]
        if wrong:
            raise NapError(
                N("{file}, line {line}: this is no line of a .po file: {text}"),
                N("Begin the line with msgid, msgstr or #, and put its text into quotation marks."),
                file=path.name,
                line=wrong[0],
                text=lines[wrong[0] - 1],
            )
        with path.open("rb") as file:
            catalog = read_po(file, locale=lang)
    except UnicodeDecodeError as error:
        raise NapError(N("{file} is not written in UTF-8."), N("Save it again as UTF-8."), file=path.name) from error
    try:
        plural_rule(catalog.plural_expr)
    except ValueError as error:
        raise NapError(
            N("{file}: the head of the file has a rule of plurals that cannot be read: {rule}"),
            N("Write Plural-Forms as gettext does, such as `nplurals=2; plural=(n > 1);`"),
            file=path.name,
            rule=catalog.plural_expr,
        ) from error
    return catalog


def refuse_broken(lang: str, catalog: Catalog) -> None:
    """NapError for the first translation that cannot be filled in as its English can; names its line."""
    for message in catalog:
        if not message.id or message.fuzzy:
            continue
        for key, text in _forms(message):
            if text and not _is_filled_alike(key, text, isinstance(message.id, tuple | list)):
                raise NapError(
                    N(
                        "{file}, line {line}: the translation “{translation}” has other placeholders than the English"
                        " “{english}”."
                    ),
                    N("Write each {{placeholder}} of the English, as it stands there, and no other brace."),
                    file=po(lang).name,
                    line=message.lineno,
                    translation=text,
                    english=key,
                )


def renew(lang: str, template: Catalog | None = None, check: bool = False) -> State:
    """Bring one language in step with the texts (`check`: only say how it stands); translations are kept.

    A text that is new, but close to one that went, gets its translation marked fuzzy. NapError, and nothing written,
    where a translation cannot be filled in.
    """
    template = template or messages()
    catalog = read(lang)
    refuse_broken(lang, catalog)
    before, now = _ids(catalog), _ids(template)
    catalog.update(template, no_fuzzy_matching=check)
    if not check:
        write(lang, catalog)
    to_do = [fault for message in catalog if message.id for fault in faults(message)]
    return State(po(lang), len(now), sorted(now - before), sorted(before - now), sorted(to_do, key=str))


def write(lang: str, catalog: Catalog) -> None:
    """Write a language's file: sorted, without line numbers or dates, so that a change is as small as its cause."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, omit_header=True, sort_output=True, ignore_obsolete=True, include_lineno=False)
    header = HEADER.format(own_name=LANGUAGES[lang], lang=lang, plurals=catalog.num_plurals, rule=catalog.plural_expr)
    LOCALE_FOLDER.mkdir(exist_ok=True)
    po(lang).write_bytes(header.encode() + out.getvalue().rstrip(b"\n") + b"\n")


def _ids(catalog: Catalog) -> set[str]:
    return {" / ".join(each(m.id)) for m in catalog if m.id}


def each(text) -> tuple[str, ...]:
    """The forms of a message: one, or as many as it has plurals."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def placeholders(text: str) -> set[str]:
    """Names of the `{placeholders}` of a text; ValueError where a brace stands alone."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _forms(message: Message) -> list[tuple[str, str]]:
    """Each form of a translation with the English it stands for: the last one where there are more forms."""
    key = each(message.id)
    return [(key[min(form, len(key) - 1)], text) for form, text in enumerate(each(message.string))]


def _is_filled_alike(english: str, text: str, is_plural: bool) -> bool:
    """Whether a translation takes the values its English takes. A plural form may say its count in words."""
    try:
        given = placeholders(text)
    except ValueError:
        return False
    asked = placeholders(english)
    return given <= asked and asked - given <= ({"count"} if is_plural else set())


def faults(message: Message) -> list[Sentence]:
    """What is wrong with a translation: missing, fuzzy, other placeholders, bold or outer spaces."""
    key, found = each(message.id), each(message.string)
    if not found or not all(found):
        return [Sentence(N("not translated: {text}"), {"text": key[0]})]
    wrong = [N("fuzzy: {text}")] if message.fuzzy else []
    for english, text in _forms(message):
        if not _is_filled_alike(english, text, len(key) > 1):
            wrong.append(N("other placeholders: {text}"))
        if text.count("**") != english.count("**"):
            wrong.append(N("other ** marks: {text}"))
        if _edges(text) != _edges(english):
            wrong.append(N("other spaces at its ends: {text}"))
    return [Sentence(reason, {"text": key[0]}) for reason in dict.fromkeys(wrong)]


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def run(check: bool = False) -> int:
    """Renew (or check) every language and print how each stands; 1 where something is left to do, else 0."""
    template, left = messages(), False
    for lang in LANGUAGES:
        if lang == "en":
            continue
        state = renew(lang, template, check)
        left |= not state.is_current if check else bool(state.to_do)
        file = f"{LOCALE_HOME}/{state.path.name}"
        tell(N("{file}: {total} texts, {left} to do"), file=file, total=state.total, left=len(state.to_do))
        changed = [Sentence(N("new: {text}"), {"text": text}) for text in state.new]
        changed += [Sentence(N("gone: {text}"), {"text": text}) for text in state.gone]
        for line in [*changed, *state.to_do]:
            show(f"  {words().t(line)}")
    return int(left)
