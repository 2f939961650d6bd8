"""The menu: its sections, and the pages in them in the order a reader meets them."""

from nap.language.texts import N

OPENED_KEYS = ("csite",)  # link keys of what is opened from a list and takes the place of its page

# section -> (file name of the page = its address, label in the menu). A new page is one file and one line here.
PAGES = {
    N("The plan"): [
        ("overview", N("Overview")),
        ("obligations", N("Obligations")),
        ("targets", N("Reduction targets")),
        ("actions", N("Actions")),
        ("money", N("Money")),
        ("donors", N("Donors")),
        ("portfolio", N("Portfolio")),
    ],
    N("Mercury"): [
        ("mercury", N("Mercury use")),
        ("balance", N("Mercury balance")),
        ("practices", N("Worst practices")),
        ("scenario", N("What it would take")),
        ("estimate", N("Estimate step by step")),
        ("trade", N("Mercury trade")),
        ("seizures", N("Seizures and stocks")),
    ],
    N("Sites and people"): [
        ("sites", N("Sites on the map")),
        ("formalization", N("Formalization")),
        ("licences", N("Licences")),
        ("contaminated", N("Contaminated sites")),
        ("measurements", N("Measurements")),
        ("people", N("People")),
        ("training", N("Training and awareness")),
    ],
    N("Data"): [
        ("data", N("Data and methods")),
    ],
}


def names() -> list[str]:
    """The names of all pages, in the order of the menu."""
    return [name for entries in PAGES.values() for name, _ in entries]
