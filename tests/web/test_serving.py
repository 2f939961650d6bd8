"""The way to the browser: compressed twins of the frontend's files, the start page, the security headers."""

import ast
import gzip
from importlib.util import find_spec
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from nap.web import serving
from nap.web.serving import (
    CompressedAssets,
    SecurityHeaders,
    ServeCompressed,
    ServeStartPage,
    accepted_coding,
    content_security_policy,
    start_page,
)

SCRIPT = b"export const answer = 42; // " + b"the same words again and again " * 500
SECRET = b"not part of the frontend"
START_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><link rel="preload" href="./a.woff2" as="font" crossorigin />'
    "<title>Streamlit</title><script>window.ready = false</script></head><body></body></html>"
)
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    folder = tmp_path / "frontend"
    (folder / "static" / "js").mkdir(parents=True)
    (folder / "static" / "js" / "app.D9Z0.js").write_bytes(SCRIPT)
    (folder / "static" / "font.woff2").write_bytes(b"packed already")
    (folder / "index.html").write_text(START_PAGE, encoding="utf-8")
    (tmp_path / "secret.js").write_bytes(SECRET)
    return folder


@pytest.fixture
def assets(frontend: Path, tmp_path: Path) -> CompressedAssets:
    return CompressedAssets(frontend, "1.0", cache=tmp_path / "cache")


def client(frontend: Path, assets: CompressedAssets, base: str = "") -> TestClient:
    routes = [
        Route("/page", lambda request: HTMLResponse(START_PAGE)),
        Route("/other", lambda request: HTMLResponse("<p>" + "x" * (len(START_PAGE) - 7) + "</p>.")),
        Route("/export", lambda request: PlainTextResponse("a,b\n1,2\n")),
        Mount(base or "/", StaticFiles(directory=frontend)),
    ]
    page = start_page(START_PAGE, "NAP Monitor", ["en", "fr"])
    middleware = [
        Middleware(SecurityHeaders, policy=content_security_policy(page)),
        Middleware(ServeStartPage, original=START_PAGE.encode(), page=page),
        Middleware(ServeCompressed, assets=assets, base=base),
        Middleware(GZipMiddleware, minimum_size=10),  # Streamlit has one of its own
    ]
    return TestClient(Starlette(routes=routes, middleware=middleware))


def raw_get(browser: TestClient, path: str, **headers: str):
    """Status, headers and the body as it went over the wire, undecoded."""
    with browser.stream("GET", path, headers=headers) as answer:
        return answer.status_code, answer.headers, b"".join(answer.iter_raw())


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("BR", "br"),
        ("identity", None),
        ("gzip;q=0, br;q=0", None),
        ("br;q=a.b.c", None),
        ("", None),
    ],
)
def test_coding_is_the_best_one_the_browser_accepts(asked, expected):
    assert accepted_coding(asked) == expected


@pytest.mark.parametrize("coding", ["br", "gzip"])
@pytest.mark.parametrize("base", ["", "nap"])
def test_script_comes_compressed_and_whole(frontend, assets, coding, base):
    path = f"/{base}/static/js/app.D9Z0.js".replace("//", "/")
    browser = client(frontend, assets, f"/{base}" if base else "")
    status, headers, body = raw_get(browser, path, **{"accept-encoding": coding})
    assert status == 200
    assert headers["content-encoding"] == coding
    assert headers["content-length"] == str(len(body))
    assert headers["vary"] == "Accept-Encoding"
    assert "immutable" in headers["cache-control"]
    assert len(body) < len(SCRIPT) / 10
    assert UNPACK[coding](body) == SCRIPT

    head = browser.head(path, headers={"accept-encoding": coding})
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(body)), b"")

    known = {"accept-encoding": coding, "if-none-match": f'"else", {headers["etag"]}'}
    status, again, body = raw_get(browser, path, **known)
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])


def test_codings_do_not_share_an_etag(frontend, assets):
    browser = client(frontend, assets)
    tags = {
        raw_get(browser, "/static/js/app.D9Z0.js", **{"accept-encoding": coding})[1]["etag"]
        for coding in ("br", "gzip", "identity")
    }
    assert len(tags) == 3


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/app.D9Z0.js", {"accept-encoding": "identity"}),
        ("/static/js/app.D9Z0.js", {"accept-encoding": "br", "range": "bytes=0-99"}),
        ("/static/font.woff2", {"accept-encoding": "br"}),
        ("/export", {"accept-encoding": "br"}),
    ],
)
def test_everything_else_is_left_to_streamlit(frontend, assets, path, headers):
    status, answer, body = raw_get(client(frontend, assets), path, **headers)
    assert status in (200, 206)
    assert "content-encoding" not in answer
    assert body in (SCRIPT, SCRIPT[:100], b"packed already", b"a,b\n1,2\n")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../secret.js",
        "/static/%2e%2e/%2e%2e/secret.js",
        "/static/js/..%5C..%5Csecret.js",
        "/static/missing.js",
    ],
)
def test_no_way_out_of_the_frontend(frontend, assets, path):
    status, _, body = raw_get(client(frontend, assets), path, **{"accept-encoding": "br"})
    assert status in (400, 404)
    assert SECRET not in body


@pytest.mark.parametrize("name", ["../secret.js", "static/../../secret.js", "/etc/hosts.js", "index.html", ""])
def test_only_listed_names_are_found(assets, name):
    assert assets.find(name, "br") is None


def test_prepared_twin_takes_the_place_of_the_quick_one(assets):
    quick = assets.find("static/js/app.D9Z0.js", "br")
    assets.prepare()
    small = assets.find("static/js/app.D9Z0.js", "br")
    assert small != quick
    assert small.stat().st_size <= quick.stat().st_size
    assert brotli.decompress(small.read_bytes()) == brotli.decompress(quick.read_bytes()) == SCRIPT


def test_twins_are_made_once_and_kept_for_the_next_start(frontend, tmp_path, monkeypatch):
    CompressedAssets(frontend, "1.0", cache=tmp_path / "cache").prepare()
    monkeypatch.setattr(serving, "_compress", lambda *given: pytest.fail("compressed again"))
    again = CompressedAssets(frontend, "1.0", cache=tmp_path / "cache")
    again.prepare()
    assert brotli.decompress(again.find("static/js/app.D9Z0.js", "br").read_bytes()) == SCRIPT


def test_another_version_does_not_get_old_twins(frontend, tmp_path):
    CompressedAssets(frontend, "1.0", cache=tmp_path / "cache").prepare()
    (frontend / "static" / "js" / "app.D9Z0.js").write_bytes(b"new")
    newer = CompressedAssets(frontend, "1.1", cache=tmp_path / "cache")
    assert gzip.decompress(newer.find("static/js/app.D9Z0.js", "gzip").read_bytes()) == b"new"


def test_a_home_that_cannot_be_written_is_no_obstacle(frontend, tmp_path):
    (tmp_path / "home").write_text("a file where the folder would be", encoding="utf-8")
    assets = CompressedAssets(frontend, "1.0", cache=tmp_path / "home")
    status, headers, body = raw_get(client(frontend, assets), "/static/js/app.D9Z0.js", **{"accept-encoding": "br"})
    assert (status, headers["content-encoding"], brotli.decompress(body)) == (200, "br", SCRIPT)


def test_a_full_disk_means_a_plain_answer(frontend, assets, monkeypatch):
    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(assets, "_keep", full)
    status, headers, body = raw_get(client(frontend, assets), "/static/js/app.D9Z0.js", **{"accept-encoding": "br"})
    assert (status, "content-encoding" in headers, body) == (200, False, SCRIPT)
    assets.prepare()  # reports, does not raise


@pytest.mark.parametrize("path", ["/page", "/index.html"])
@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_start_page_is_ours_wherever_streamlit_sends_its_own(frontend, assets, path, coding):
    status, headers, body = raw_get(client(frontend, assets), path, **{"accept-encoding": coding})
    assert (status, headers["content-length"]) == (200, str(len(body)))
    page = UNPACK.get(coding, bytes)(body).decode()
    assert "<title>NAP Monitor</title>" in page
    assert 'as="font"' not in page
    assert '["en", "fr"]' in page
    assert "etag" not in headers
    head = client(frontend, assets).head(path, headers={"accept-encoding": coding})
    assert (head.content, head.headers["content-length"]) == (b"", headers["content-length"])


def test_another_page_of_the_same_length_is_not_touched(frontend, assets):
    answer = client(frontend, assets).get("/other")
    assert answer.text.startswith("<p>xxx")


@pytest.mark.parametrize(
    ("base", "address"), [("", '"/"'), ("nap", '"/nap/"'), ("/nap/", '"/nap/"'), ("a/b", '"/a/b/"')]
)
def test_start_page_says_where_the_server_is(base, address):
    page = start_page(START_PAGE, "NAP Monitor", ["en"], base)
    assert f"BACKEND_BASE_URL: location.origin + {address}" in page


def test_title_cannot_break_out_of_its_element():
    assert "<title>&lt;/title&gt;&lt;script&gt;</title>" in start_page(START_PAGE, "</title><script>", ["en"])


def test_headers_keep_readers_on_the_host(frontend, assets):
    headers = client(frontend, assets).get("/page").headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    # Our script and Streamlit's, and no other inline script.
    assert policy["script-src"].count("'sha256-") == 2
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "'unsafe-eval'" not in policy["script-src"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_exports_carry_the_policy_and_scripts_only_what_they_need(frontend, assets):
    browser = client(frontend, assets)
    assert "content-security-policy" in browser.get("/export").headers
    script = browser.get("/static/js/app.D9Z0.js").headers
    assert script["x-content-type-options"] == "nosniff"
    assert "content-security-policy" not in script


def test_the_installed_streamlit_is_the_one_this_was_written_for():
    """Its start page still has the parts we exchange; every file it names is one we compress."""
    import re

    import streamlit

    folder = Path(streamlit.__file__).parent / "static"
    original = (folder / "index.html").read_text(encoding="utf-8")
    page = start_page(original, "NAP Monitor", ["en", "fr"])
    assert "<title>NAP Monitor</title>" in page
    assert 'as="font"' in original
    assert 'as="font"' not in page
    scripts = re.findall(r'(?:href|src)="\./(static/[^"]+\.(?:js|css))"', page)
    assert len(scripts) > 10
    assert all((folder / name).is_file() for name in scripts)


def test_the_file_that_is_served_imports_modules_that_are_there():
    file = Path(__file__).parents[2] / "app.py"
    imports = [
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)
    ]
    assert {node.module for node in imports if not find_spec(node.module)} == set()
