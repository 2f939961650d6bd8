"""What `streamlit run app.py` serves: the dashboard in nap/web/main.py, compressed and with security headers."""

from pathlib import Path

import streamlit as st
from nap.web.menu import OPENED_KEYS
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from nap.language.texts import LANGUAGES
from nap.web.serving import (
    CompressedAssets,
    SecurityHeaders,
    ServeCompressed,
    ServeStartPage,
    content_security_policy,
    start_page,
)

frontend = Path(st.__file__).parent / "static"
original = (frontend / "index.html").read_bytes()
base = st.get_option("server.baseUrlPath")
page = start_page(original.decode(), "NAP Monitor", list(LANGUAGES), base, OPENED_KEYS)
assets = CompressedAssets(frontend, st.__version__)
assets.prepare_in_background()


MOVED = {"overview": "", "plan": "actions"}  # the Overview answers at the root; old links keep leading somewhere


async def moved(request: Request) -> RedirectResponse:
    """Another address of the same page, with the choices of the link."""
    name = request.url.path.rstrip("/").rpartition("/")[2]
    return RedirectResponse(f"{base.rstrip('/')}/{MOVED[name]}?{request.url.query}")


app = st.App(
    "nap/web/main.py",
    routes=[Route(f"/{name}", moved) for name in MOVED],
    middleware=[
        Middleware(SecurityHeaders, policy=content_security_policy(page)),
        Middleware(ServeStartPage, original=original, page=page),
        Middleware(ServeCompressed, assets=assets, base=base),
    ],
)
