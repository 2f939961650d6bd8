"""What a reader does, from end to end, in a real browser: walk, choose, share, take away, on any screen."""

import io
import re
import shutil

import duckdb
import openpyxl
import pytest
from playwright.sync_api import expect
from visitor import ROOT

from nap.language.texts import Words
from nap.pack import contract, duck
from nap.topics import menu

PAGES = [name for entries in menu.PAGES.values() for name, _ in entries]
HOSTILE = "=cmd()|<img src=x onerror=window.ran=1><script>window.ran=1</script>[x](javascript:window.ran=1)*_`"
PHONE = (390, 844)
# Streamlit 1.67 puts headings into the list of its menu; axe-core faults the list and its items, and only these.
SCROLLS = (  # what scrolls in itself, and the unseen inputs of a slider whose thumb stands at the edge
    "[data-testid=stSlider], .nap-scroll, .js-plotly-plot, [data-testid=stDataFrame],"
    " [data-testid=stDeckGlJsonChart], [data-testid=stCode]"
)
STREAMLIT_MENU = ("list", "listitem")


def choose(visitor, label: str, option: str) -> None:
    """Choose an option of a select box by its label, as a reader does."""
    box = visitor.page.get_by_role("combobox", name=re.compile(label))
    box.click()
    box.fill(option)  # a long list draws only the options in sight
    visitor.page.get_by_role("option", name=option, exact=True).click()
    visitor.wait_idle()


def go(visitor, label: str) -> None:
    """Change page by the menu."""
    visitor.page.locator('[data-testid="stSidebarNavLink"]', has_text=label).click()
    visitor.wait_idle()


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_drawn_without_a_complaint_and_open_to_all(returning, name):
    visitor = returning(dark=name in PAGES[::2])
    page = visitor.open(f"/{name}?lang=en" if name != "overview" else "/?lang=en")
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator('[data-testid="stAlertContentError"], [data-testid="stException"]').count() == 0
    assert [each for each in visitor.axe() if each["rule"] not in STREAMLIT_MENU] == []


@pytest.mark.parametrize("name", PAGES)
def test_each_page_fits_a_phone(returning, name):
    visitor = returning(size=PHONE)
    page = visitor.open(f"/{name}?lang=fr" if name != "overview" else "/?lang=fr")  # the longer words
    wide = page.evaluate(
        """(scrolls) => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(e => {
          const box = e.getBoundingClientRect();
          return box.width > 0 && box.right > innerWidth + 1 && !e.closest(scrolls);
        }).map(e => e.outerHTML.slice(0, 160))""",
        SCROLLS,
    )
    assert wide == []


def test_place_and_years_hold_on_every_page_and_live_in_the_link(new_visitor):
    visitor = new_visitor()
    page = visitor.open("/?lang=en")
    before = page.locator(".nap-lead").first.inner_text()
    choose(visitor, "Place", "N'Tavelle")
    expect(page.locator(".nap-lead").first).not_to_have_text(before, use_inner_text=True)
    page.wait_for_url(re.compile(r"place=[\w-]+"))
    code = re.search(r"place=([\w-]+)", page.url)[1]
    go(visitor, "Worst practices")
    page.wait_for_url(re.compile(f"place={code}"))
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    page.wait_for_url(re.compile("from=2018"))
    visitor.wait_idle()
    go(visitor, "Overview")
    page.wait_for_url(re.compile(rf"[?&](?=.*place={code})(?=.*from=2018)"))
    shared = new_visitor()
    shared.open(page.url[len(shared.address) :])
    lead = page.locator(".nap-lead").first.inner_text()
    expect(shared.page.locator(".nap-lead").first).to_have_text(lead, use_inner_text=True)


def test_language_is_chosen_in_the_sidebar_and_kept(visitor):
    page = visitor.open("/?lang=en")
    english = page.locator("h1").inner_text()
    page.get_by_role("radio", name="Français").or_(page.get_by_role("button", name="Français")).first.click()
    page.wait_for_url(re.compile("lang=fr"))
    visitor.wait_idle()
    expect(page.locator("h1")).not_to_have_text(english, use_inner_text=True)
    assert page.evaluate("document.documentElement.lang") == "fr"
    page.locator('[data-testid="stSidebarNavLink"]').nth(1).click()
    visitor.wait_idle()
    page.wait_for_url(re.compile("lang=fr"))


def test_two_readers_at_once_read_their_own_language(new_visitor):
    first, second = new_visitor(), new_visitor()
    first.open("/?lang=fr")
    second.open("/targets?lang=en")
    go(second, "Mercury use")
    go(first, Words("fr").t("Reduction targets"))
    question = Words("fr").t("How far is the country on the way to its targets?")
    expect(first.page.locator("h1")).to_have_text(question, use_inner_text=True)
    expect(second.page.locator("h1")).to_contain_text("How much mercury", use_inner_text=True)


def test_a_card_leads_to_the_page_behind_it(visitor):
    page = visitor.open("/?lang=en")
    page.locator('[data-testid="stMain"] [data-testid="stPageLink"] a', has_text="Mercury use").click()
    page.wait_for_url(re.compile("/mercury"))
    visitor.wait_idle()
    page.wait_for_url(re.compile("lang=en"))


def test_the_keyboard_alone_reaches_a_page(visitor):
    page = visitor.open("/?lang=en")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href') || ''").endswith("/targets"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/targets"))


def test_numbers_are_taken_away_as_csv_and_xlsx(visitor):
    page = visitor.open("/targets?lang=en")
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV").first.click()
    text = taken.value.path().read_bytes().decode("utf-8-sig")
    assert text.startswith("year,")
    assert "Fictional data" in text
    with page.expect_download() as taken:
        page.get_by_role("button", name="XLSX").first.click()
    book = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    assert book["About"]["B2"].value.startswith("Fictional data")


@pytest.fixture(scope="session")
def hostile_home(tmp_path_factory):
    """The demonstration pack with every free text replaced by markup, a script, a link and a formula in one."""
    folder = tmp_path_factory.mktemp("hostile") / "demo"
    shutil.copytree(ROOT / "data" / "demo", folder, ignore=shutil.ignore_patterns(".*"))
    con = duckdb.connect()
    for table in contract.tables().values():
        free = [
            c.name
            for c in table.columns.values()
            if c.type == "VARCHAR"
            and not c.codes
            and not c.references
            and c.name not in table.key
            and c.name not in ("indicator", "series", "method_series", "parent_code", "hs_code", "currency", "unit")
            and not c.name.endswith("_iso3")
        ]
        path = (folder / f"{table.name}.parquet").as_posix()
        if free:
            changed = ", ".join(f"$text || {duck.ident(c)} as {duck.ident(c)}" for c in free)
            con.execute(f"create or replace table t as select * replace ({changed}) from '{path}'", {"text": HOSTILE})
            con.execute(f"copy t to '{path}' (format parquet)")
    plan = (folder / "plan.toml").read_text(encoding="utf-8")
    plan = plan.replace('country = "Samoria"', f"country = '''{HOSTILE}'''")
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    return folder.parent


@pytest.mark.parametrize("name", PAGES)
def test_hostile_names_are_shown_and_never_run(returning, serve, hostile_home, name):
    visitor = returning(address=serve(hostile_home))
    page = visitor.open(f"/{name}?lang=en" if name != "overview" else "/?lang=en")
    page.mouse.move(700, 500)
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert page.locator('img[src="x"], a[href^="javascript:"]').count() == 0
    assert page.locator('[data-testid="stAlertContentError"]').count() == 0


def test_an_old_link_to_activities_and_money_leads_to_the_actions_with_its_choices(visitor):
    page = visitor.open("/plan?lang=fr&from=2022")
    page.wait_for_url(re.compile(r"/actions\?(?=.*lang=fr)(?=.*from=2022)"))
    question = Words("fr").t("What is done, what is late, and whom to chase?")
    expect(page.locator("h1")).to_have_text(question, use_inner_text=True)


def test_the_list_for_a_meeting_is_taken_away_as_one_file_that_fetches_nothing(visitor):
    page = visitor.open("/actions?lang=en")
    with page.expect_download() as taken:
        page.get_by_role("button", name="To print").click()
    text = taken.value.path().read_text(encoding="utf-8")
    assert text.count("<section>") > 5 and "Ministry of Environment of Samoria" in text
    assert not re.search(r"<script|<link|src=|url\(", text)


def test_no_cell_taken_away_starts_a_formula(new_visitor, serve, hostile_home):
    visitor = new_visitor(address=serve(hostile_home))
    page = visitor.open("/actions?lang=en")
    seen = 0
    buttons = page.get_by_role("button", name="CSV")
    expect(buttons.first).to_be_visible()
    for button in buttons.all():
        with page.expect_download() as taken:
            button.click()
        text = taken.value.path().read_bytes().decode("utf-8-sig")
        assert not re.search(r'(^|[\r\n,"])=cmd', text)
        seen += "cmd()" in text
    assert seen
