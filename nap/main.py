"""The frame: menu, language, plan, place and years; then the page. `app.py` serves this script to each reader."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from nap import html, ui  # noqa: E402
from nap.ui import t  # noqa: E402
from nap.words import N  # noqa: E402

# section -> (file name of the page = its address, label in the menu). A new page is one file and one line here.
PAGES = {
    N("The plan"): [
        ("overview", N("Overview")),
        ("targets", N("Reduction targets")),
        ("plan", N("Activities and money")),
    ],
    N("Mercury"): [
        ("mercury", N("Mercury use")),
        ("practices", N("Worst practices")),
    ],
    N("Sites and people"): [
        ("sites", N("Sites on the map")),
        ("formalization", N("Formalization")),
        ("contaminated", N("Contaminated sites")),
    ],
    N("Data"): [
        ("data", N("Data and methods")),
    ],
}

st.set_page_config(page_title="NAP Monitor", page_icon=str(ROOT / "nap" / "icon.png"), layout="wide")
ui.take_link()
with st.sidebar:
    ui.choose_language()
pages = {
    t(section): [
        st.Page(ROOT / "pages" / f"{name}.py", title=t(label), url_path=name, default=name == "overview")
        for name, label in entries
        if (ROOT / "pages" / f"{name}.py").exists()
    ]
    for section, entries in PAGES.items()
}
page = st.navigation(pages, expanded=True)
ui.know_pages(each for section in pages.values() for each in section)
colours = ui.colours()
variables = f"--nap-line:{colours.line}"
st.html(f"<style>:root{{{variables}}}{html.stylesheet()}</style>")
ready = False
with ui.guarded(), st.sidebar:
    ui.choose_pack()
    ui.choose_filters()
    ready = True
if ready:
    page.run()
