"""The frame: menu, language, plan, place and years; then the page. `app.py` serves this script to each reader."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Streamlit puts this folder on the path; the root belongs there.
sys.path[:] = [str(ROOT), *(place for place in sys.path if Path(place) not in (ROOT, ROOT / "nap" / "web"))]

import streamlit as st  # noqa: E402

from nap.figures import pieces  # noqa: E402
from nap.topics import menu  # noqa: E402
from nap.web import frame, reader, session, widgets  # noqa: E402
from nap.web.session import t  # noqa: E402

st.set_page_config(page_title="NAP Monitor", page_icon=str(ROOT / "nap" / "web" / "icon.png"), layout="wide")
session.take_link()
with st.sidebar:
    widgets.choose_language()
pages = {
    t(section): [
        st.Page(ROOT / "pages" / f"{name}.py", title=t(label), url_path=name, default=name == "overview")
        for name, label in entries
        if (ROOT / "pages" / f"{name}.py").exists()
    ]
    for section, entries in menu.PAGES.items()
}
page = st.navigation(pages, expanded=True)
frame.know_pages(each for section in pages.values() for each in section)
colours = session.colours()
variables = f"--nap-line:{colours.line}"
st.html(f"<style>:root{{{variables}}}{pieces.stylesheet()}</style>")
ready = False
with frame.guarded(), st.sidebar:
    reader.choose_pack()
    reader.choose_filters()
    ready = True
if ready:
    page.run()
