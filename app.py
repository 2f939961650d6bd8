"""What `streamlit run app.py` serves: the dashboard in nap/main.py, compressed and with security headers."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from nap.serving import (
    CompressedAssets,
    SecurityHeaders,
    ServeCompressed,
    ServeStartPage,
    content_security_policy,
    start_page,
)
from nap.words import LANGUAGES

frontend = Path(st.__file__).parent / "static"
original = (frontend / "index.html").read_bytes()
base = st.get_option("server.baseUrlPath")
page = start_page(original.decode(), "NAP Monitor", list(LANGUAGES), base)
assets = CompressedAssets(frontend, st.__version__)
assets.prepare_in_background()


async def overview(request: Request) -> RedirectResponse:
    """The Overview answers at the root; its own name leads there, with the choices of the link."""
    return RedirectResponse(f"{base.rstrip('/')}/?{request.url.query}")


app = st.App(
    "nap/main.py",
    routes=[Route("/overview", overview)],
    middleware=[
        Middleware(SecurityHeaders, policy=content_security_policy(page)),
        Middleware(ServeStartPage, original=original, page=page),
        Middleware(ServeCompressed, assets=assets, base=base),
    ],
)
