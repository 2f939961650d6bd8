"""The browser's answer to what a topic asks: a widget where the topic stands, and the code that was chosen there.

Every choice lives in the session under its name and stands in the link as a code, unless it is the default.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import streamlit as st

from nap.figures import pieces
from nap.language.texts import LANGUAGES, N
from nap.topics.ask import Ask, Percent, Question, RangeQuestion
from nap.web.session import chosen, notice, set_choice, state, t, valid, words

ACROSS = 3  # sliders side by side on a wide screen


class Widgets(Ask):
    """Draws each question where it is asked."""

    def chosen(self, name: str, default: str | None = None) -> str | None:
        return chosen(name, default)

    def choose(self, name: str, code: str | None) -> None:
        set_choice(name, code)

    def answer(self, question: Question) -> str | None:
        if not question.options:
            return None
        return valid(question.name, question.options, question.usual, question.label)

    def entered(self, name: str, label: str = "") -> float | None:
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

    def choice(
        self, name: str, label: str, options: Mapping[str, str], default: str | None = None, help: str = ""
    ) -> str | None:
        return choose(Question(name, label, options, default, help=help))

    def together(self, questions: Sequence[Question]) -> list[str | None]:
        with st.container(horizontal=True):
            return [choose(question, width=question.width or "stretch") for question in questions]

    def several(self, name: str, options: Mapping[str, tuple[str, str]], default: Iterable[str] = ()) -> list[str]:
        usual = list(default)
        found = self.ticked(name, options, usual)

        def remember() -> None:
            ticked = (code for code in options if st.session_state[f"widget:{name}.{code}"])
            state()["choice"][name] = ".".join(ticked)

        for cell, code in zip(_grid(len(options)), options, strict=True):
            key = f"widget:{name}.{code}"
            st.session_state[key] = code in found
            text, remark = options[code]
            with cell.container(gap=None):
                st.checkbox(text, key=key, on_change=remember)
                st.html(f'<p class="nap-source">{pieces.safe(remark)}</p>')
        state()["shown"][name] = ".".join(found) if found != usual else None
        return found

    def percents(self, questions: Sequence[Percent]) -> dict[str, int]:
        found = {}
        for start in range(0, len(questions), ACROSS):
            row = questions[start : start + ACROSS]
            for column, question in zip(st.columns(ACROSS, gap="medium"), row, strict=False):
                with column:
                    found[question.name] = _choose_percent(question)
        return found

    def ranges(self, questions: Sequence[RangeQuestion]) -> None:
        for cell, question in zip(_grid(len(questions)), questions, strict=True):
            with cell:
                self._ask_range(question)

    def _ask_range(self, question: RangeQuestion) -> None:
        if question.shown:
            st.html(pieces.pairs([(question.label, question.shown)]))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if not question.shown:
                self._ask_number(question.name, question.label, question.about)
            for end, label in question.ends.items():
                self._ask_number(f"{question.name}.{end}", label)
        if question.offer:
            label, source, value = question.offer
            if self.entered(question.name) == value:
                st.html(f'<p class="nap-source">{pieces.safe(source)}</p>')
            else:
                _button(label, question.name, {question.name: value}, source)
        if question.error:
            what = t(question.error.what, **question.error.values)
            fix = t(question.error.fix, **question.error.values)
            st.warning(pieces.literal(f"{what} {fix}"))

    def _ask_number(self, name: str, label: str, about: str = "") -> None:
        """A number, kept in the session and in the link; empty is unknown. It is not judged here."""
        value = self.entered(name, label)
        key = f"widget:{name}"
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

    def buttons(self, actions: Mapping[str, Mapping[str, str | float | None]]) -> None:
        with st.container(horizontal=True):
            for number, (label, choices) in enumerate(actions.items()):
                _button(label, f"{number}.{'.'.join(list(choices)[:1])}", choices)

    def back(self, label: str, name: str) -> None:
        st.button(label, key=f"back:{name}", on_click=set_choice, args=(name, None))

    def toggle(self, name: str, label: str) -> bool:
        return st.toggle(label, key=f"request:{name}")


def choose(question: Question, draw: Callable = st.selectbox, always: bool = False, **look) -> str | None:
    """Draw one choice and return its code. always: it stands in the link even where it is the default."""
    if not question.options:
        return None
    name = question.name
    options = _distinct(question.options)
    value = valid(name, options, question.usual, question.label)
    st.session_state[f"widget:{name}"] = value
    draw(
        question.label,
        list(options),
        format_func=options.get,
        key=f"widget:{name}",
        help=question.help or None,
        on_change=_remember,
        args=(name,),
        **look,
    )
    state()["shown"][name] = value if always or value != question.usual else None
    return value


def choose_language() -> None:
    """Draw the switch of language; without a link the browser's own language decides."""
    own = (st.context.locale or "en")[:2].lower()
    first = own if own in LANGUAGES else "en"
    state()["choice"].setdefault("lang", first)
    if chosen("lang") not in LANGUAGES:
        state()["choice"]["lang"] = first
    question = Question("lang", t("Language"), LANGUAGES, "en")
    choose(question, draw=st.segmented_control, always=True, required=True)


def _remember(name: str) -> None:
    value = st.session_state[f"widget:{name}"]
    if value is not None:
        state()["choice"][name] = value


def _remember_number(name: str) -> None:
    value = st.session_state[f"widget:{name}"]
    if value is None:
        state()["choice"].pop(name, None)
    else:
        state()["choice"][name] = value


def _distinct(options: Mapping[str, str]) -> dict[str, str]:
    """The options with their codes behind texts that several share: Streamlit goes by the text alone."""
    times = Counter(options.values())
    return {code: text if times[text] == 1 else f"{text} · {code}" for code, text in options.items()}


def _choose_percent(question: Percent) -> int:
    """A whole percentage by a slider; what a link gets wrong is said, and the default holds."""
    name = question.name
    text = str(chosen(name, str(question.default)))
    number = question.read(text)
    if number is None:
        if name in state()["asked"]:
            asked = N("The link asks for “{value}” ({what}); a whole number from {low} to {high} is needed.")
            low, high = words().number(question.low), words().number(question.high)
            notice(t(asked, value=text, what=question.label, low=low, high=high))
        state()["choice"].pop(name, None)
        number = question.default
    st.session_state[f"widget:{name}"] = number
    st.slider(
        question.label,
        question.low,
        question.high,
        key=f"widget:{name}",
        format="%d\u00a0%%",
        help=question.help or None,
        on_change=_remember,
        args=(name,),
    )
    state()["shown"][name] = None if number == question.default else number
    return number


def _button(label: str, name: str, choices: Mapping, about: str = "") -> None:
    """A button that makes several choices at once: name -> code or number, None takes a choice back."""

    def choose_all() -> None:
        for each, value in choices.items():
            set_choice(each, value)

    st.button(label, key=f"button:{name}", on_click=choose_all, help=pieces.literal(about) if about else None)


def _grid(count: int, wide: int = 2) -> list:
    """So many places, `wide` of them side by side; one below the other on a telephone, in the order they are read."""
    return [cell for _ in range(0, count, wide) for cell in st.columns(wide, gap="medium")][:count]
