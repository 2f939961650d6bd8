"""The browser's answer to what a topic asks: a widget where the topic stands, and the code that was chosen there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

import streamlit as st

from nap.topics.ask import Ask, Percent, Question, RangeQuestion
from nap.web.ui import questions, session


class Widgets(Ask):
    """Draws each question where it is asked; the choices live in the session and in the link."""

    def chosen(self, name: str, default: str | None = None) -> str | None:
        return session.chosen(name, default)

    def entered(self, name: str, label: str = "") -> float | None:
        return questions.entered(name, label)

    def choose(self, name: str, code: str | None) -> None:
        session.set_choice(name, code)

    def answer(self, question: Question) -> str | None:
        options = question.options
        return session.valid(question.name, options, question.usual, question.label) if options else None

    def choice(
        self, name: str, label: str, options: Mapping[str, str], default: str | None = None, help: str = ""
    ) -> str | None:
        return questions.choose(name, label, options, default, help=help or None)

    def together(self, asked: Sequence[Question]) -> list[str | None]:
        with st.container(horizontal=True):
            return [
                questions.choose(
                    each.name,
                    each.label,
                    each.options,
                    each.default,
                    help=each.help or None,
                    width=each.width or "stretch",
                )
                for each in asked
            ]

    def several(self, name: str, options: Mapping[str, tuple[str, str]], default: Iterable[str] = ()) -> list[str]:
        return questions.choose_any(name, options, list(default))

    def percents(self, asked: Sequence[Percent]) -> dict[str, int]:
        found = {}
        for start in range(0, len(asked), 3):
            for column, each in zip(st.columns(3, gap="medium"), asked[start : start + 3], strict=False):
                with column:
                    found[each.name] = questions.amount(
                        each.name, each.label, each.low, each.high, each.default, help=each.help
                    )
        return found

    def ranges(self, asked: Sequence[RangeQuestion]) -> None:
        questions.ask_ranges([_fields(each) for each in asked])

    def buttons(self, actions: Mapping[str, Mapping[str, str | float | None]]) -> None:
        questions.buttons(actions)

    def back(self, label: str, name: str) -> None:
        questions.take_back(label, name)

    def toggle(self, name: str, label: str) -> bool:
        return st.toggle(label, key=f"request:{name}")


def _fields(question: RangeQuestion) -> dict:
    return {each.name: getattr(question, each.name) for each in fields(question)}
