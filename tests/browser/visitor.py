"""A running dashboard and a visitor with a real browser; the journeys here and tests/bench stand on them.

Does not: say what is expected of a page (the tests do), nor print figures (tests/bench does).
"""

import base64
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).parents[2]

# The sandbox needs rights that containers lack, and WebGL (the map) a renderer that needs no graphics card.
LAUNCH_ARGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS_APPS = ("Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium")
WINDOWS_APPS = ("Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe")

# True when the script has run, nothing is a placeholder or out of date, and every chart and map is drawn.
IS_IDLE = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.getAttribute('data-test-script-state') === 'running') return false;
  const waiting = '[data-testid="stSkeleton"],[data-testid="stAppSkeleton"],[data-stale="true"]';
  if (document.querySelector(waiting)) return false;
  const drawn = (chart) => chart.querySelector('.main-svg, canvas');
  const charts = [...document.querySelectorAll('.stPlotlyChart, [data-testid="stDeckGlJsonChart"]')];
  if (!charts.every(drawn)) return false;
  return !!document.querySelector('[data-testid="stMainBlockContainer"] [data-testid="stElementContainer"]');
}"""
QUIET_S = 0.35
PATIENCE_S = 180  # of every wait: a machine with its cores full takes many times as long

# How a run of the script ends that is not followed by another one at once.
ENDS = {
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
}

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
AXE_RUN = """async (rules) => (await axe.run(document, {runOnly: rules})).violations.map(
  ({id, impact, nodes}) => ({rule: id, impact, where: nodes.map((node) => node.html.slice(0, 200))}))"""


def find_browser(playwright: Playwright) -> Path | None:
    """A Chromium or Chrome: on the PATH, in the usual places, or installed by Playwright; else None."""
    candidates = [found for name in ON_PATH if (found := shutil.which(name))]
    if sys.platform == "darwin":
        candidates += [
            home / app for home in (Path("/Applications"), Path.home() / "Applications") for app in MACOS_APPS
        ]
    elif sys.platform == "win32":
        homes = [os.environ.get(name) for name in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")]
        candidates += [Path(home) / app for home in homes if home for app in WINDOWS_APPS]
    candidates.append(playwright.chromium.executable_path)
    return next((Path(each) for each in candidates if Path(each).is_file()), None)


def launch(playwright: Playwright, executable: Path) -> Browser:
    """Start the browser, without a window."""
    return playwright.chromium.launch(executable_path=executable, args=LAUNCH_ARGS)


@contextmanager
def running(packs: Path, env: Mapping[str, str] | None = None) -> Iterator[tuple[str, subprocess.Popen]]:
    """A fresh server on the folder that holds `packs`: its address without a final slash, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(env or {}), "NAP_PACKS": str(packs)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            if not _answers(f"{address}/_stcore/health", server):
                log.seek(0)
                raise RuntimeError(f"The server did not start.\n{log.read().decode(errors='replace')[-4000:]}")
            yield address, server
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _answers(address: str, server: subprocess.Popen, patience_s: float = PATIENCE_S) -> bool:
    end = time.monotonic() + patience_s
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


class Visitor:
    """One reader with an empty browser: a `page`, and what should not have happened on it.

    `outside` holds addresses asked for on other hosts, `errors` what the console and uncaught exceptions
    said; both grow while the page lives. `kbps` (kbit/s) imitates a slow line with 150 ms of latency.
    """

    def __init__(
        self,
        browser: Browser,
        address: str,
        size: tuple[int, int] = (1440, 900),
        dark: bool = False,
        kbps: float | None = None,
    ) -> None:
        self.address = address
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
        )
        self.page: Page = self.context.new_page()
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.wire_bytes = 0
        self.socket_bytes = 0
        self._under_way: set[Request] = set()
        self._is_answered = False
        page = self.page
        page.set_default_timeout(PATIENCE_S * 1000)
        page.on("request", self._began)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("websocket", self._note_if_outside_socket)
        page.on("console", self._note_if_error)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._devtools = self.context.new_cdp_session(page)
        self._devtools.send("Network.enable")
        self._devtools.on("Network.dataReceived", self._count_wire)
        self._devtools.on("Network.responseReceived", self._count_headers)
        self._devtools.on("Network.webSocketFrameSent", self._note_question)
        self._devtools.on("Network.webSocketFrameReceived", self._count_socket)
        self._devtools.on("Network.webSocketFrameReceived", self._note_answer)
        if kbps:
            self._devtools.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": 150,
                    "downloadThroughput": kbps * 1000 / 8,
                    "uploadThroughput": kbps * 1000 / 8 / 2,
                },
            )

    def open(self, path: str = "/", wait: bool = True) -> Page:
        """Go to `path` (with its query) and, unless told not to, wait until all is drawn."""
        self._is_answered = False
        self.page.goto(self.address + path, wait_until="commit")
        if wait:
            self.wait_idle()
        return self.page

    def wait_idle(self, since: float | None = None, patience_s: float = PATIENCE_S) -> float:
        """Seconds from `since` (`time.perf_counter()`; None: now) until all is drawn, else TimeoutError.

        All is drawn when the server has ended the run that the browser asked for last, the script is at rest, no
        chart is missing and no request is under way, for 0.35 s on end; that quiet time is not counted.
        """
        begin = time.perf_counter()
        since = begin if since is None else since
        quiet: float | None = None
        while (now := time.perf_counter()) - begin < patience_s:
            if self._under_way or not self._is_answered or not self.page.evaluate(IS_IDLE):
                quiet = None
            elif quiet is None:
                quiet = now
            elif now - quiet > QUIET_S:
                return quiet - since
            self.page.wait_for_timeout(25)
        raise TimeoutError(f"{self.page.url} was not at rest within {patience_s} s.")

    def wait_until(self, holds: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
        """Let the page live until `holds()` is true, else TimeoutError."""
        end = time.perf_counter() + patience_s
        while not holds():
            if time.perf_counter() > end:
                raise TimeoutError(f"{self.page.url}: waited {patience_s} s in vain.")
            self.page.wait_for_timeout(25)

    def axe(self) -> list[dict]:
        """Accessibility violations of level A and AA found by axe-core: rule, impact and where (HTML)."""
        self.page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
        return self.page.evaluate(AXE_RUN, AXE_RULES)

    def complaints(self) -> str:
        """What should not have happened, as text; empty if nothing did."""
        found = [f"asked another host: {each}" for each in self.outside]
        return "\n".join(found + [f"browser error: {each}" for each in self.errors])

    def close(self) -> None:
        """End the visit."""
        self.context.close()

    def forget(self) -> None:
        """Begin again: nothing complained of, nothing counted."""
        self.outside.clear()
        self.errors.clear()
        self.forget_bytes()

    def forget_bytes(self) -> None:
        """Count `wire_bytes` (HTTP, as sent, with headers) and `socket_bytes` (WebSocket) from zero."""
        self.wire_bytes = self.socket_bytes = 0

    def _began(self, request: Request) -> None:
        self._under_way.add(request)
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and address.netloc != urlsplit(self.address).netloc:
            self.outside.append(request.url)

    def _ended(self, request: Request) -> None:
        self._under_way.discard(request)

    def _note_if_error(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.errors.append(f"{said.text} ({said.location['url']})")

    def _note_if_outside_socket(self, opened: WebSocket) -> None:
        if urlsplit(opened.url).netloc != urlsplit(self.address).netloc:
            self.outside.append(opened.url)

    def _count_wire(self, event: dict) -> None:
        self.wire_bytes += max(event["encodedDataLength"], 0)

    def _count_headers(self, event: dict) -> None:
        self.wire_bytes += max(event["response"].get("encodedDataLength", 0), 0)

    def _note_question(self, event: dict) -> None:
        """The browser asks for a run of the script: nothing is drawn until that run has ended."""
        if BackMsg.FromString(_content(event)).WhichOneof("type") == "rerun_script":
            self._is_answered = False

    def _note_answer(self, event: dict) -> None:
        said = ForwardMsg.FromString(_content(event))
        if said.WhichOneof("type") == "script_finished" and said.script_finished in ENDS:
            self._is_answered = True

    def _count_socket(self, event: dict) -> None:
        frame = event["response"]
        self.socket_bytes += len(frame["payloadData"]) * (3 / 4 if frame["opcode"] == 2 else 1)  # base64 if binary


def _content(event: dict) -> bytes:
    """What a frame of the WebSocket holds; nothing where it is no binary one (opening, closing, ping)."""
    frame = event["response"]
    return base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else b""
