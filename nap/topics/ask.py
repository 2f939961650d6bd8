"""What a reader can choose on a page: asked by a topic, answered by a medium.

`Ask` answers from the link, or by default, and draws nothing: a report, a file or a slide of what somebody saw holds
the same choices as codes. The browser's own (nap/web/widgets.py) draws a widget and answers what was chosen there.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from nap.errors import NapError
from nap.figures import maps


@dataclass(frozen=True)
class Question:
    """One choice among options (code -> text). default: the first where it is None. width: pixels, in a row of them."""

    name: str
    label: str
    options: Mapping[str, str]
    default: str | None = None
    width: int | None = None
    help: str = ""

    @property
    def usual(self) -> str | None:
        """The code that holds where nothing was chosen; None where there is nothing to choose."""
        return next(iter(self.options), None) if self.default is None else self.default


@dataclass(frozen=True)
class Percent:
    """A whole percentage asked for, with its bounds and what it is where nothing was chosen."""

    name: str
    label: str
    low: int
    high: int
    default: int
    help: str = ""

    def read(self, text: str) -> int | None:
        """The whole percentage a text gives; None where it gives none within the bounds."""
        number = int(text) if re.fullmatch(r"-?\d{1,4}", text, re.ASCII) else None
        return number if number is not None and self.low <= number <= self.high else None


@dataclass(frozen=True)
class RangeQuestion:
    """A number asked for with its range: `name`, and `name.end` for each of `ends` (end -> label).

    shown: the number, where it is computed and its range alone is asked for. error: what is wrong with the answers.
    offer: of a default what its button says, where it comes from, its value; nothing is filled in unless it is pressed.
    """

    name: str
    label: str
    about: str
    ends: Mapping[str, str]
    error: NapError | None = None
    offer: tuple[str, str, float] | None = None
    shown: str = ""


def _given(code: str | None, name: str) -> str:
    """The code of a question that has options; ValueError where it has none, which is a mistake of its topic."""
    if code is None:
        raise ValueError(f"There is nothing to choose from under {name!r}.")
    return code


@dataclass
class Ask:
    """The choices of a link, as codes by name; whatever it leaves out, or gets wrong, takes its default."""

    link: dict[str, str] = field(default_factory=dict)

    # --- looking, nothing is drawn -----------------------------------------------------------------------------------

    def chosen(self, name: str, default: str | None = None) -> str | None:
        """What was chosen under a name, not judged."""
        return self.link.get(name, default)

    def answer(self, question: Question) -> str | None:
        """The code that `choice` would give, for what stands above the question."""
        value = self.chosen(question.name)
        return value if value in question.options else question.usual

    def ticked(self, name: str, options: Iterable[str], default: Iterable[str] = ()) -> list[str]:
        """The codes that `several` would give, for what stands above it."""
        found = str(self.chosen(name, ".".join(default))).split(".")
        return [code for code in options if code in found]

    def percent(self, question: Percent) -> int:
        """The whole percentage that `percents` would give, for what stands above the question."""
        number = question.read(str(self.chosen(question.name, str(question.default))))
        return question.default if number is None else number

    def entered(self, name: str, label: str = "") -> float | None:
        """A number entered under a name; None where there is none."""
        value = self.chosen(name)
        try:
            found = None if value is None else float(value)
        except ValueError:
            return None
        return found if found is None or math.isfinite(found) else None

    def choose(self, name: str, code: str | None) -> None:
        """Make a choice for the reader, so that the link holds it; None takes it back."""
        if code is None:
            self.link.pop(name, None)
        else:
            self.link[name] = code

    # --- asking, in the place where the topic stands ----------------------------------------------------------------

    def choice(
        self, name: str, label: str, options: Mapping[str, str], default: str | None = None, help: str = ""
    ) -> str | None:
        """One of `options` (code -> text) by its code; None where there are none."""
        return self.answer(Question(name, label, options, default, help=help))

    def pick(
        self, name: str, label: str, options: Mapping[str, str], default: str | None = None, help: str = ""
    ) -> str:
        """One of `options`, of which there is at least one, by its code."""
        return _given(self.choice(name, label, options, default, help), name)

    def together(self, questions: Sequence[Question]) -> list[str | None]:
        """Several choices side by side; their codes in the same order."""
        return [self.answer(question) for question in questions]

    def pick_together(self, questions: Sequence[Question]) -> list[str]:
        """The same of questions that have at least one option each."""
        found = self.together(questions)
        return [_given(code, question.name) for code, question in zip(found, questions, strict=True)]

    def several(self, name: str, options: Mapping[str, tuple[str, str]], default: Iterable[str] = ()) -> list[str]:
        """Which of `options` (code -> text, remark) hold; their codes, in the order given."""
        return self.ticked(name, options, default)

    def percents(self, questions: Sequence[Percent]) -> dict[str, int]:
        """Whole percentages by name."""
        return {each.name: self.percent(each) for each in questions}

    def ranges(self, questions: Sequence[RangeQuestion]) -> None:
        """Ask for numbers with their ranges; `entered` gives the answers."""

    def buttons(self, actions: Mapping[str, Mapping[str, str | float | None]]) -> None:
        """Offer several choices at once: label -> {name: code, None takes a choice back}."""

    def back(self, label: str, name: str) -> None:
        """Offer to take a choice back."""

    def toggle(self, name: str, label: str) -> bool:
        """Whether something is shown that is shown only on request."""
        return False

    def turn(self, count: int, name: str, label: str, size: int = 20) -> int:
        """Where the part of a list of `count` rows begins that was chosen."""
        starts = range(0, count, size)
        if len(starts) < 2:
            return 0
        options = {str(i + 1): f"{start + 1}–{min(start + size, count)}" for i, start in enumerate(starts)}
        return starts[int(self.choice(name, label, options) or 1) - 1]

    def part(self, rows: pd.DataFrame, name: str, label: str, size: int = 20) -> pd.DataFrame:
        """The part of a long list that was chosen, `size` rows at most."""
        start = self.turn(len(rows), name, label, size)
        return rows.iloc[start : start + size]

    def cell(self, name: str, label: str) -> dict:
        """The cell of a map chosen under a name, as parameters of a query; `label` is the way back from one."""
        cell = maps.cell_of(self.chosen(name))
        if cell["side"] is not None:
            self.choose(name, self.chosen(name))
            self.back(label, name)
        return cell
