"""Journeys on the maps in a real browser: choose a site, on a telephone too, and what never travels to the reader."""

import json
import math
import re
import struct

import pytest
from playwright.sync_api import TimeoutError, WebSocket, expect
from test_journeys import PHONE, SCROLLS
from visitor import ROOT, Visitor

from nap.figures import maps
from nap.intake import demo
from nap.pack.pack import Pack

# Pages that show rows one by one; what a page sends else does not grow with the pack (tests/bench measures all).
GROW = ("sites", "contaminated", "measurements", "people", "formalization", "licences", "trade")
MOST_BYTES = 600_000  # what one page may send over the socket
DECK = b'{"initialViewState"'
MANY_SITES = 20_000


class Listener:
    """Everything a visitor's browser was sent over the WebSocket."""

    def __init__(self, visitor: Visitor) -> None:
        self.frames: list[bytes] = []
        visitor.page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: self.frames.append(data if isinstance(data, bytes) else data.encode()))

    @property
    def said(self) -> bytes:
        return b"\n".join(self.frames)

    def deck(self) -> dict:
        """The map that was sent last."""
        text = self.said
        begin = text.rindex(DECK)
        return json.JSONDecoder().raw_decode(text[begin:].decode("utf-8", errors="ignore"))[0]

    def knows(self, value: float) -> bool:
        """Whether a coordinate was sent: as a number in JSON or text, or as 64 or 32 bits of a table."""
        texts = {repr(value), f"{value:.5f}", f"{value:.5f}".rstrip("0"), f"{value:.4f}"}
        bits = (struct.pack("<d", value), struct.pack("<f", value))
        return any(each in self.said for each in (*(text.encode() for text in texts), *bits))


@pytest.fixture
def listen(new_visitor):
    """`listen(…)` makes a visitor and its listener; the same arguments as `new_visitor`."""

    def listen(**options):
        visitor = new_visitor(**options)
        return visitor, Listener(visitor)

    return listen


@pytest.fixture(scope="session")
def demo_pack() -> Pack:
    return Pack.open(ROOT / "data" / "demo")


@pytest.fixture(scope="session")
def large_home(tmp_path_factory):
    """A folder with a fictional country of many sites, whose maps are drawn as cells."""
    home = tmp_path_factory.mktemp("large")
    demo.write(home / "demo", sites=MANY_SITES)
    return home


def up(lat: float) -> float:
    """Height on the map in widths of the world."""
    return math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)


def pixel(deck: dict, box: dict, lon: float, lat: float) -> tuple[float, float]:
    """Where a point stands on the screen, in a map that nobody has moved."""
    view = deck["initialViewState"]
    world = maps.WORLD_PX * 2 ** view["zoom"]
    x = box["x"] + box["width"] / 2 + (lon - view["longitude"]) / 360 * world
    return x, box["y"] + box["height"] / 2 - (up(lat) - up(view["latitude"])) * world


def loneliest(deck: dict, box: dict) -> tuple[dict, tuple[float, float]]:
    """The point farthest from all others in the middle of the map, so that a click meets it alone; and its pixel."""
    points = [point for layer in deck["layers"] if layer.get("pickable") for point in layer["data"] if "s" in point]
    at = [pixel(deck, box, *point["p"]) for point in points]
    inner = [
        i
        for i, (x, y) in enumerate(at)
        if 40 < x - box["x"] < box["width"] - 40 and 40 < y - box["y"] < box["height"] - 40
    ]
    best = max(inner, key=lambda i: min(math.dist(at[i], at[j]) for j in range(len(at)) if j != i))
    return points[best], at[best]


def map_box(visitor: Visitor) -> dict:
    """Where the map is on the screen, once it is drawn and stands still."""
    figure = visitor.page.get_by_test_id("stDeckGlJsonChart")
    figure.locator("canvas").first.wait_for()
    figure.scroll_into_view_if_needed()
    boxes = [figure.bounding_box()]

    def stands_still() -> bool:
        visitor.page.wait_for_timeout(200)
        boxes.append(figure.bounding_box())
        return boxes[-1] == boxes[-2]

    visitor.wait_until(stands_still)
    return boxes[-1]


def point_at(visitor: Visitor, at: tuple[float, float], text: str) -> None:
    """Move the mouse there until the map says what lies below: one that is still being drawn misses the first move."""
    told = visitor.page.locator(".deck-tooltip", has_text=text)

    def is_told() -> bool:
        visitor.page.mouse.move(at[0] + 30, at[1] + 30)
        visitor.page.mouse.move(*at)
        try:
            told.wait_for(timeout=2_000)
        except TimeoutError:
            return False
        return True

    visitor.wait_until(is_told)


def click(visitor: Visitor, at: tuple[float, float], link: str) -> None:
    """Click there until the link says so: a browser that draws slowly may take a first click for a drag."""
    for turn in range(3):
        visitor.page.mouse.click(*at)
        try:
            visitor.page.wait_for_url(re.compile(link), timeout=30_000)
        except TimeoutError:
            if turn == 2:
                raise
        else:
            visitor.wait_idle()
            return


@pytest.mark.parametrize(
    ("page_name", "choice", "back"),
    [("sites", "site", "Close this site"), ("contaminated", "csite", "← Back to the register")],
)
def test_a_click_on_the_map_shows_the_site_and_stands_in_the_link(listen, page_name, choice, back):
    visitor, listener = listen()
    page = visitor.open(f"/{page_name}?lang=en")
    point, at = loneliest(listener.deck(), map_box(visitor))
    point_at(visitor, at, point["t"].splitlines()[0])
    click(visitor, at, rf"[?&]{choice}={re.escape(point['s'])}(&|$)")
    page.get_by_role("heading", name=point["t"].splitlines()[0], exact=True).wait_for()
    if choice == "site":
        expect(page.locator(".nap-table th", has_text="Visit")).to_have_count(1)
        assert any(layer["id"] == "selected" for layer in listener.deck()["layers"])
    page.get_by_role("button", name=back).click()
    page.wait_for_url(re.compile(rf"^(?!.*[?&]{choice}=)"))
    visitor.wait_idle()


def test_a_row_of_the_table_shows_its_site_and_stands_in_the_link(listen):
    visitor, _ = listen()
    page = visitor.open("/sites?lang=en")
    table = page.get_by_test_id("stDataFrame")
    box = table.bounding_box()
    first_row = (box["x"] + 22, box["y"] + 35 + 17)  # the box that chooses the first row, below the headings
    click(visitor, first_row, r"[?&]site=")
    expect(page.locator(".nap-table th", has_text="Visit")).to_have_count(1)
    shared = listen()[0]
    shared.open(page.url[len(shared.address) :])
    rows = page.locator(".nap-table").first.inner_text()
    expect(shared.page.locator(".nap-table").first).to_have_text(rows, use_inner_text=True)


def test_exact_coordinates_of_protected_sites_never_travel(listen, demo_pack):
    secret = demo_pack.rows(
        "select site_code, null as csite, lon, lat from site where is_location_sensitive and lon is not null union all"
        " select site_code, contaminated_site_code, contaminated_site.lon, contaminated_site.lat from contaminated_site"
        " join site using (site_code) where is_location_sensitive and contaminated_site.lon is not null"
    )
    assert len(secret) > 20
    site, csite = secret[0]["site_code"], next(each["csite"] for each in secret if each["csite"])
    visitor, listener = listen()
    for link in (
        f"/sites?lang=en&site={site}",
        "/sites?lang=en&colour=age&place=XSM-01",
        f"/contaminated?lang=en&csite={csite}",
        "/data?lang=en",
    ):
        visitor.open(link)
    assert [each for each in secret if listener.knows(each["lon"]) and listener.knows(each["lat"])] == []
    open_one = demo_pack.rows(
        "select lon, lat from site where not is_location_sensitive and lon is not null order by site_code limit 1"
    )[0]
    assert listener.knows(open_one["lon"]) and listener.knows(open_one["lat"])  # the search finds what was sent


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_sites_of_the_real_pack_fit_a_phone(listen, serve, real_folder, lang):
    visitor, listener = listen(address=serve(real_folder.parent), size=PHONE)
    page = visitor.open(f"/sites?lang={lang}")
    page.locator(".nap-lead strong").nth(1).wait_for()
    box = map_box(visitor)
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0]
    deck = listener.deck()
    points = [point for layer in deck["layers"] if layer["id"].startswith("site:") for point in layer["data"]]
    drawn = [pixel(deck, box, *point["p"]) for point in points]
    assert len(drawn) > 2000
    inside = [box["x"] <= x <= box["x"] + box["width"] and box["y"] <= y <= box["y"] + box["height"] for x, y in drawn]
    assert all(inside)
    wide = page.evaluate(
        """(scrolls) => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(e => {
          const box = e.getBoundingClientRect();
          return box.width > 0 && box.right > innerWidth + 1 && !e.closest(scrolls);
        }).map(e => e.outerHTML.slice(0, 160))""",
        SCROLLS,
    )
    assert wide == []
    assert visitor.socket_bytes < MOST_BYTES


@pytest.mark.parametrize("name", GROW)
def test_no_page_sends_more_than_it_may_on_a_large_pack(returning, serve, large_home, name):
    visitor = returning(address=serve(large_home))
    visitor.open(f"/{name}?lang=en" if name != "overview" else "/?lang=en")
    assert visitor.socket_bytes < MOST_BYTES


def test_a_click_in_a_cell_shows_its_sites_and_a_button_leads_back(listen, serve, large_home):
    visitor, listener = listen(address=serve(large_home))
    page = visitor.open("/sites?lang=en")
    point, at = loneliest(listener.deck(), map_box(visitor))
    click(visitor, at, rf"[?&]cell={re.escape(point['s'])}(&|$)")
    assert any(layer["id"].startswith("site:") for layer in listener.deck()["layers"])
    page.get_by_role("button", name="Back to the whole map").click()
    page.wait_for_url(re.compile(r"^(?!.*[?&]cell=)"))
    visitor.wait_idle()
