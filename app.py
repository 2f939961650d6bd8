"""What `streamlit run app.py` serves: the dashboard in nap/main.py, compressed and with security headers."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from nap.serving import CompressedAssets, SecurityHeaders, ServeCompressed, content_security_policy

frontend = Path(st.__file__).parent / "static"
assets = CompressedAssets(frontend, st.__version__)
assets.prepare_in_background()

app = st.App(
    "nap/main.py",
    middleware=[
        Middleware(SecurityHeaders, policy=content_security_policy((frontend / "index.html").read_text("utf-8"))),
        Middleware(ServeCompressed, assets=assets, base=st.get_option("server.baseUrlPath")),
    ],
)
