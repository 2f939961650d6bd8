"""What a reader chose, kept in the session and in the link as codes; the words and colours that follow from it.

Choices live under our own session keys. Does not: draw a question (widgets.py).
"""

from collections.abc import Mapping

import streamlit as st

from nap.figures import pieces
from nap.figures.palette import Palette, palette
from nap.language.texts import Words


def state() -> dict:
    """our own corner of the session: choice (name -> code), linked (what the link last said), notices."""
    return st.session_state.setdefault("nap", {"choice": {}, "linked": {}, "notices": []})


def take_link() -> None:
    """Adopt what the link asks for where it differs from what was last written there; run once, first."""
    own = state()
    own["notices"] = []
    own["is_drawing"] = False
    own["shown"] = {}
    own["asked"] = {name for name, value in st.query_params.items() if value != own["linked"].get(name)}
    for name in own["asked"]:
        own["choice"][name] = st.query_params[name][:200]


def write_link() -> None:
    """Write the choices shown on this page into the link, as codes; run once, last."""
    shown = {name: str(value) for name, value in state()["shown"].items() if value is not None}
    if dict(st.query_params) != shown:
        st.query_params.from_dict(shown)
    state()["linked"] = shown


def chosen(name: str, default=None):
    """What was chosen under a name, or the default; nothing is drawn."""
    return state()["choice"].get(name, default)


def set_choice(name: str, value) -> None:
    """Choose by code from a page, as a click in a map or a table does; None takes the choice back."""
    if value is None:
        state()["choice"].pop(name, None)
    else:
        state()["choice"][name] = value
    state()["shown"][name] = value


def valid(name: str, options: Mapping, default, what: str):
    """The chosen code if it is an option, else the default; what a link asked for in vain is told."""
    value = chosen(name, default)
    if value in options:
        return value
    if name in state()["asked"]:
        asked = t("The link asks for “{value}” ({what}), which this plan does not hold.", value=value, what=what)
        notice(asked + " " + t("Showing “{shown}” instead.", shown=options.get(default, default)))
    state()["choice"].pop(name, None)
    return default


def notice(text: str) -> None:
    """Tell the reader: at the top of the page, or where we are if the page is being drawn already."""
    if state()["is_drawing"]:
        st.warning(pieces.literal(text))
    else:
        state()["notices"].append(text)


def words() -> Words:
    """The words of this reader's language."""
    return Words(chosen("lang", "en"))


def t(text: str, **values) -> str:
    """An English text in the reader's language."""
    return words().t(text, **values)


def colours() -> Palette:
    """The palette of the theme this reader sees."""
    return palette(dark=getattr(st.context.theme, "type", None) == "dark")
