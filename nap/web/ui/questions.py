"""The questions a page may ask, each answered by a code or a number that the link keeps."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd
import streamlit as st

from nap.errors import NapError
from nap.figures import pieces
from nap.language.texts import LANGUAGES, N
from nap.web.ui.layout import caption, columns, complain, grid, pairs, row
from nap.web.ui.session import chosen, notice, set_choice, state, t, valid, words


def _remember(name: str) -> None:
    value = st.session_state[f"widget:{name}"]
    if value is not None:
        state()["choice"][name] = value


def choose(name: str, label: str, options: Mapping, default=None, kind: Callable = st.selectbox, always=False, **more):
    """Ask for one of `options` (code -> text in the reader's language) and return its code.

    The choice survives a change of page and stands in the link under `name`, unless it is the default
    (`always` writes it all the same).
    """
    default = next(iter(options), None) if default is None else default
    if not options:
        return None
    options = _told_apart(options)
    value = valid(name, options, default, label)
    st.session_state[f"widget:{name}"] = value
    kind(
        label,
        list(options),
        format_func=options.get,
        key=f"widget:{name}",
        on_change=_remember,
        args=(name,),
        **more,
    )
    state()["shown"][name] = value if always or value != default else None
    return value


def _told_apart(options: Mapping) -> dict:
    """The options with their codes behind texts that several share: Streamlit goes by the text alone."""
    times = Counter(options.values())
    return {code: text if times[text] == 1 else f"{text} · {code}" for code, text in options.items()}


def amount(name: str, label: str, low: int, high: int, default: int, help: str = "") -> int:
    """Ask for a whole percentage by a slider; it stands in the link under `name`, unless it is the default."""
    text = str(chosen(name, default))
    number = int(text) if re.fullmatch(r"-?\d{1,4}", text, re.ASCII) else None
    if number is None or not low <= number <= high:
        if name in state()["asked"]:
            asked = N("The link asks for “{value}” ({what}); a whole number from {low} to {high} is needed.")
            notice(t(asked, value=text, what=label, low=words().number(low), high=words().number(high)))
        state()["choice"].pop(name, None)
        number = default
    st.session_state[f"widget:{name}"] = number
    percent = "%d\u00a0%%"
    st.slider(
        label, low, high, key=f"widget:{name}", format=percent, help=help or None, on_change=_remember, args=(name,)
    )
    state()["shown"][name] = None if number == default else number
    return number


def choose_each(questions: Mapping[str, tuple[str, Mapping]]) -> dict:
    """Ask several questions side by side: name -> (label, options). The first option keeps all: None."""
    answers = {}
    for column, (name, (label, options)) in zip(columns(*[1] * len(questions)), questions.items(), strict=True):
        with column:
            code = choose(name, label, options)
        answers[name] = None if code == next(iter(options)) else code
    return answers


def choose_any(name: str, options: Mapping[str, tuple[str, str]], default: Iterable[str] = ()) -> list[str]:
    """Ask which of `options` (code -> text and remark) hold, one box each; their codes, in the order given."""
    ticked = str(chosen(name, ".".join(default))).split(".")

    def remember():
        state()["choice"][name] = ".".join(c for c in options if st.session_state[f"widget:{name}.{c}"])

    for cell, code in zip(grid(len(options)), options, strict=True):
        key = f"widget:{name}.{code}"
        st.session_state[key] = code in ticked
        with cell.container(gap=None):
            st.checkbox(options[code][0], key=key, on_change=remember)
            caption(options[code][1])
    found = [code for code in options if code in ticked]
    state()["shown"][name] = ".".join(found) if found != list(default) else None
    return found


def ask_number(name: str, label: str, about: str = "") -> float | None:
    """Ask for a number, kept in the session and in the link; None where it is left empty. It is not judged here."""
    value, key = entered(name, label), f"widget:{name}"
    st.session_state[key] = value
    st.number_input(
        label,
        value=None,
        format="%g",
        help=about or None,
        key=key,
        on_change=_remember_number,
        args=(name,),
        placeholder="\N{EN DASH}",
    )
    state()["shown"][name] = None if value is None else f"{value:.12g}"
    return value


def entered(name: str, label: str = "") -> float | None:
    """A number entered under a name, nothing drawn; what a link holds that is no number is told and dropped."""
    value = chosen(name)
    try:
        found = None if value is None else float(value)
    except ValueError:
        found = math.nan
    if found is None or math.isfinite(found):
        return found
    notice(t("The link gives “{value}” where a number is asked for ({what}).", value=value, what=label or name))
    state()["choice"].pop(name, None)
    return None


def _remember_number(name: str) -> None:
    value = st.session_state[f"widget:{name}"]
    if value is None:
        state()["choice"].pop(name, None)
    else:
        state()["choice"][name] = value


def ask_range(
    name: str,
    label: str,
    about: str,
    ends: Mapping[str, str],
    error: NapError | None = None,
    offer: tuple[str, str, float] | None = None,
    shown: str = "",
) -> None:
    """Ask for a number and for its range beside it: `name` and `name.end` for each of `ends` (end -> label).

    shown: the number, where it is computed and its range alone is asked for. error: what is wrong with them. offer: of
    a default what its button says, where it comes from, its value; nothing is filled in unless the button is pressed.
    """
    if shown:
        pairs([(label, shown)])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not shown:
            ask_number(name, label, about)
        for end, said in ends.items():
            ask_number(f"{name}.{end}", said)
    if offer and entered(name) == offer[2]:
        caption(offer[1])
    elif offer:
        button(offer[0], name, {name: offer[2]}, offer[1])
    complain([error])


def ask_ranges(questions: Sequence[Mapping]) -> None:
    """Several numbers with their ranges, two side by side; each question holds the arguments of `ask_range`."""
    for cell, question in zip(grid(len(questions)), questions, strict=True):
        with cell:
            ask_range(**question)


def button(label: str, name: str, choices: Mapping, about: str = "") -> None:
    """A button that makes several choices at once: name -> code or number, None takes a choice back."""

    def choose_all():
        for each, value in choices.items():
            set_choice(each, value)

    st.button(label, key=f"button:{name}", on_click=choose_all, help=pieces.literal(about) if about else None)


def buttons(actions: Mapping[str, Mapping]) -> None:
    """Buttons side by side: label -> the choices that each makes."""
    with row():
        for number, (label, choices) in enumerate(actions.items()):
            button(label, f"{number}.{'.'.join(list(choices)[:1])}", choices)


def choose_language() -> None:
    """Draw the switch of language; without a link the browser's own language decides."""
    own = (st.context.locale or "en")[:2].lower()
    first = own if own in LANGUAGES else "en"
    state()["choice"].setdefault("lang", first)
    if chosen("lang") not in LANGUAGES:
        state()["choice"]["lang"] = first
    choose("lang", t("Language"), LANGUAGES, default="en", kind=st.segmented_control, always=True, required=True)


def take_back(label: str, name: str) -> None:
    """A button that takes a choice back."""
    st.button(label, key=f"back:{name}", on_click=set_choice, args=(name, None))


def turn(count: int, name: str, label: str, size: int = 20) -> int:
    """Where the part of a list of `count` rows begins that the reader chose; the choice is drawn if there is one."""
    starts = range(0, count, size)
    if len(starts) < 2:
        return 0
    options = {str(i + 1): f"{start + 1}–{min(start + size, count)}" for i, start in enumerate(starts)}
    return starts[int(choose(name, label, options)) - 1]


def part(frame: pd.DataFrame, name: str, label: str, size: int = 20) -> pd.DataFrame:
    """The part of a long list that the reader chose, `size` rows at most; the choice is drawn if there is one."""
    start = turn(len(frame), name, label, size)
    return frame.iloc[start : start + size]
