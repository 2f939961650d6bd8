"""How the dashboard travels to the browser: compressed scripts, the start page, security headers.

Streamlit serves its own scripts uncompressed, on purpose, and leaves that work to a proxy. A ministry's
server often has none, so the work is done here: each file of the frontend is compressed once and the result
kept in a cache folder. Nothing here knows of packs or pages, nor imports Streamlit; app.py puts the parts
together.
"""

import base64
import gzip
import hashlib
import html
import json
import logging
import os
import re
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import brotli
from filelock import FileLock, Timeout
from platformdirs import user_cache_path
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

# Files worth compressing. Fonts (.woff2) and pictures are compressed already.
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

# Levels per content coding, the smallest result first; the last one is made while a reader waits. Brotli 6
# packs the largest script (4.7 MB) in 0.1 s, 11 in some 8 s for 10% less. Browsers accept "br" on https and
# localhost only: in a ministry's network without https it is gzip that carries the load.
LEVELS = {"br": (11, 6), "gzip": (9,)}

# The names of files in this folder hold a digest of their content, so a browser may keep them for a year.
HASHED_FOLDER = "static"
KEEP_FOR_A_YEAR = "public, immutable, max-age=31536000"


def accepted_coding(accept_encoding: str) -> str | None:
    """The best coding in LEVELS that an Accept-Encoding header allows, or None for a plain answer."""
    weights = {}
    for part in accept_encoding.lower().split(","):
        if found := re.fullmatch(r"\s*([a-z*]+)\s*(?:;\s*q\s*=\s*(\d(?:\.\d*)?)\s*)?", part):
            weights[found[1]] = float(found[2] or 1)
    return next((coding for coding in LEVELS if weights.get(coding, weights.get("*", 0)) > 0), None)


def _compress(body: bytes, coding: str, level: int) -> bytes:
    return brotli.compress(body, quality=level) if coding == "br" else gzip.compress(body, level, mtime=0)


def _writable_folder(folder: Path) -> Path:
    """`folder`, made; or, where it cannot be written, a temporary folder that nobody else can write to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="nap-monitor-"))


class CompressedAssets:
    """The compressed twins of a folder of frontend files, made when first asked for and kept.

    `source` is the folder (Streamlit's `static`); `version` names its edition, and another edition gets
    another cache folder. Without `cache`, the folder is in the user's cache.
    """

    def __init__(self, source: Path, version: str, cache: Path | None = None) -> None:
        # A closed list made beforehand: a name that is not in it never reaches the disk.
        self._files = {
            path.relative_to(source).as_posix(): path
            for path in (source / HASHED_FOLDER).rglob("*")
            if path.suffix in MEDIA_TYPES and path.is_file()
        }
        self._folder = _writable_folder((cache or user_cache_path("nap-monitor")) / f"streamlit-{version}")

    def find(self, name: str, coding: str) -> Path | None:
        """The compressed twin of `name` (a path below `source`, with /), or None if `source` lacks it."""
        if name not in self._files:
            return None
        kept = (self._kept(name, coding, level) for level in LEVELS[coding])
        return next((path for path in kept if path.is_file()), None) or self._keep(name, coding, LEVELS[coding][-1])

    def prepare(self) -> None:
        """Compress every file as small as it goes; one process at a time, the others leave it the work."""
        try:
            with FileLock(self._folder / ".lock", blocking=False):
                for name in sorted(self._files, key=lambda name: self._files[name].stat().st_size):
                    for coding, levels in LEVELS.items():
                        if not self._kept(name, coding, levels[0]).is_file():
                            self._keep(name, coding, levels[0])
        except Timeout:
            log.debug("Another process is compressing into %s.", self._folder)
        except OSError:
            log.warning("Frontend files are compressed when asked for only.", exc_info=True)

    def prepare_in_background(self) -> threading.Thread:
        """Run `prepare` in a daemon thread that makes way for readers where the system allows it."""

        def work() -> None:
            if sys.platform == "linux":  # the one system where a single thread has a niceness of its own
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
            self.prepare()

        thread = threading.Thread(target=work, name="compress-assets", daemon=True)
        thread.start()
        return thread

    def _kept(self, name: str, coding: str, level: int) -> Path:
        return self._folder / f"{name}.{coding}{level}"

    def _keep(self, name: str, coding: str, level: int) -> Path:
        """Compress beside, then move into place, so that nobody reads half a file."""
        kept = self._kept(name, coding, level)
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=kept.parent, prefix=".")
        with os.fdopen(handle, "wb") as file:
            file.write(_compress(self._files[name].read_bytes(), coding, level))
        Path(beside).replace(kept)
        return kept


def prefix(base: str) -> str:
    """The path every address of the app begins with, slashes at both ends, for Streamlit's `server.baseUrlPath`."""
    return f"/{base.strip('/')}/".replace("//", "/")


class ServeCompressed:
    """ASGI middleware that answers for known frontend files from `assets` and passes everything else on.

    `base` is the path the app is served under ("" for the root of the host). Requests for a range of bytes,
    and browsers that accept no coding, get Streamlit's own plain answer.
    """

    def __init__(self, app: ASGIApp, assets: CompressedAssets, base: str = "") -> None:
        self.app = app
        self.assets = assets
        self.prefix = prefix(base)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(scope) if scope["type"] == "http" else None
        await (response or self.app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        path = scope["path"]
        suffix = Path(path).suffix
        if scope["method"] not in ("GET", "HEAD") or suffix not in MEDIA_TYPES or not path.startswith(self.prefix):
            return None
        headers = Headers(scope=scope)
        coding = accepted_coding(headers.get("accept-encoding", ""))
        if coding is None or "range" in headers:
            return None
        try:
            kept = await run_in_threadpool(self.assets.find, path.removeprefix(self.prefix), coding)
        except OSError:
            log.warning("%s is served uncompressed.", path, exc_info=True)
            return None
        if kept is None:
            return None
        response = FileResponse(
            kept,
            stat_result=kept.stat(),
            media_type=MEDIA_TYPES[suffix],
            headers={"Content-Encoding": coding, "Vary": "Accept-Encoding", "Cache-Control": KEEP_FOR_A_YEAR},
        )
        known = [tag.strip().removeprefix("W/") for tag in headers.get("if-none-match", "").split(",")]
        return NotModifiedResponse(response.headers) if response.headers["etag"] in known else response


# Says where the server is: opened at a page's own link, Streamlit's frontend would first ask below that page, and
# the 404 stands as an error in the console. Then keeps the page's language, which screen readers and translators
# go by, in step with `lang` in the link: Streamlit changes the link without loading the page, so the two ways of
# doing that are watched. What is opened from a long list and takes the place of the page is read from its top; its link
# keys are handed in. Last, how wide the window is, in a cookie that ends with the browser: maps are fitted to it.
SCREEN_COOKIE = "nap_width"  # how wide the window was when the page was opened, in pixels
START_SCRIPT = """
window.__streamlit = { BACKEND_BASE_URL: location.origin + __BASE__ };
(() => {
  const known = __KNOWN__;
  const link = () => new URLSearchParams(location.search);
  const choices = __OPENED__;
  const chosen = () => choices.map((key) => link().get(key)).join(" ");
  let opened = chosen();
  const follow = () => {
    const asked = link().get("lang");
    document.documentElement.lang = known.includes(asked) ? asked : known[0];
    if (chosen() !== opened) {
      opened = chosen();
      document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    }
  };
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name];
    history[name] = function (...given) {
      change.apply(this, given);
      follow();
    };
  }
  addEventListener("popstate", follow);
  follow();
  document.cookie = __COOKIE__ + "=" + innerWidth + ";path=" + (__BASE__ || "/") + ";SameSite=Strict";
})();
"""


def start_page(original: str, title: str, languages: list[str], base: str = "", opened: Sequence[str] = ()) -> str:
    """Streamlit's start page with our `title` and a language that follows the link, usually the first.

    The text font is no longer fetched ahead of the scripts: on a slow line the first sentence is readable a
    second sooner, in the system's font until ours has come. `opened`: link keys of what takes the place of a page.
    """
    page = re.sub(r"<title>.*?</title>", f"<title>{html.escape(title)}</title>", original, flags=re.DOTALL)
    page = re.sub(r"<link\s+rel=\"preload\"[^>]*as=\"font\"[^>]*>\s*", "", page)
    values = {
        "__KNOWN__": languages,
        "__BASE__": prefix(base),
        "__OPENED__": list(opened),
        "__COOKIE__": SCREEN_COOKIE,
    }
    script = START_SCRIPT
    for mark, value in values.items():
        script = script.replace(mark, json.dumps(value))
    return page.replace("<head>", f"<head>\n    <script>{script}</script>", 1)


class ServeStartPage:
    """ASGI middleware that sends `page` wherever Streamlit sends `original`: at the root and deep links."""

    def __init__(self, app: ASGIApp, original: bytes, page: str) -> None:
        self.app = app
        self.original = original
        plain = page.encode()
        self.bodies = {None: plain} | {coding: _compress(plain, coding, levels[0]) for coding, levels in LEVELS.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._may_be_page(scope):
            await self.app(scope, receive, send)
            return
        start: Message | None = None

        async def send_ours(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and self._is_original(message):
                start = message
            elif start is None:
                await send(message)
            elif not message.get("more_body"):
                await self._send_page(scope, start, send)

        # Streamlit compresses deep links itself; only a plain answer can be told apart.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, send_ours)

    def _may_be_page(self, scope: Scope) -> bool:
        """Whether Streamlit could answer with its start page: files have a dot in their name, pages have none."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return False
        name = scope["path"].rpartition("/")[2]
        return name == "index.html" or ("." not in name and "/_stcore/" not in scope["path"])

    def _is_original(self, start: Message) -> bool:
        headers = Headers(raw=start["headers"])
        return (
            start["status"] == 200
            and headers.get("content-type", "").startswith("text/html")
            and headers.get("content-length") == str(len(self.original))
        )

    async def _send_page(self, scope: Scope, start: Message, send: Send) -> None:
        coding = accepted_coding(Headers(scope=scope).get("accept-encoding", ""))
        body = self.bodies[coding]
        headers = MutableHeaders(scope=start)
        for name in ("etag", "last-modified", "accept-ranges"):  # these speak of Streamlit's file
            del headers[name]
        headers["content-length"] = str(len(body))
        headers.add_vary_header("Accept-Encoding")
        if coding:
            headers["content-encoding"] = coding
        await send(start)
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def content_security_policy(start_page: str) -> str:
    """What a browser may load and run for us: our files, and inline scripts of `start_page` by digest.

    Nothing outside the host, so that no reader is seen by a third party and the dashboard works without the
    internet. Streamlit needs inline styles (emotion), `blob:` workers and images (deck.gl, downloads) and
    `data:` images and fonts; deck.gl compiles WebAssembly. 'self' covers the WebSocket, whatever name or port
    the reader came by.
    """
    scripts = re.findall(r"<script>(.*?)</script>", start_page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts]
    allowed = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "'wasm-unsafe-eval'", *(f"'sha256-{digest}'" for digest in digests)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "connect-src": "'self' data: blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{what} {sources}" for what, sources in allowed.items())


# What a browser never opens as a page of its own: a policy has nothing to govern there, and 60 scripts with
# one each cost a first visit 30 kB.
NEVER_A_PAGE = ("text/javascript", "text/css", "font/")


class SecurityHeaders:
    """ASGI middleware that adds the security headers to every answer over HTTP that a browser could open."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self.app = app
        self.page_headers = {
            "Content-Security-Policy": policy,
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Content-Type-Options"] = "nosniff"
                if not headers.get("content-type", "").startswith(NEVER_A_PAGE):
                    headers.update(self.page_headers)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
