"""The frame: menu, language, plan, place and years; then the page. `app.py` serves this script to each reader."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Streamlit puts this folder on the path; the root belongs there.
sys.path[:] = [str(ROOT), *(place for place in sys.path if Path(place) not in (ROOT, ROOT / "nap" / "web"))]

import streamlit as st  # noqa: E402

from nap.figures import pieces  # noqa: E402
from nap.topics import menu  # noqa: E402
from nap.web import ui  # noqa: E402
from nap.web.ui import t  # noqa: E402

st.set_page_config(page_title="NAP Monitor", page_icon=str(ROOT / "nap" / "web" / "icon.png"), layout="wide")
ui.take_link()
with st.sidebar:
    ui.choose_language()
pages = {
    t(section): [
        st.Page(ROOT / "pages" / f"{name}.py", title=t(label), url_path=name, default=name == "overview")
        for name, label in entries
        if (ROOT / "pages" / f"{name}.py").exists()
    ]
    for section, entries in menu.PAGES.items()
}
page = st.navigation(pages, expanded=True)
ui.know_pages(each for section in pages.values() for each in section)
colours = ui.colours()
variables = f"--nap-line:{colours.line}"
st.html(f"<style>:root{{{variables}}}{pieces.stylesheet()}</style>")
ready = False
with ui.guarded(), st.sidebar:
    ui.choose_pack()
    ui.choose_filters()
    ready = True
if ready:
    page.run()
