"""The picture of the mercury balance: from what was put in to where it went."""

import pandas as pd
import plotly.graph_objects as go

from nap.figures.palette import Palette, faded
from nap.figures.paper import FONT, figure, hover, plain
from nap.language.texts import Words


def fate(rows: pd.DataFrame, words: Words, palette: Palette) -> go.Figure:
    """Flows from what was put in, through each practice, to where the mercury went; as wide as they are large.

    rows: practice, practice_name, fate (recovered, air, land_water, not_known), fate_name, value, unit; above 0 only.
    """
    unit, whole = rows["unit"].iloc[0], rows["value"].sum()
    looks = {
        "recovered": palette.measured,
        "air": palette.to_air,
        "land_water": palette.to_land_water,
        "not_known": palette.unknown,
    }
    by_practice = rows.groupby("practice", sort=False)["value"].sum()
    by_fate = rows.groupby("fate")["value"].sum().reindex([code for code in looks if code in set(rows["fate"])])
    names = {
        **dict(zip(rows["practice"], rows["practice_name"], strict=True)),
        **dict(zip(rows["fate"], rows["fate_name"], strict=True)),
    }
    # key -> name, size, colour; in the order plotly numbers them. Colour is for the fates, the rest is quiet.
    nodes = {"put_in": (words.t("Put in"), whole, palette.quiet_text)}
    nodes |= {code: (names[code], size, palette.quiet_text) for code, size in by_practice.items()}
    nodes |= {code: (names[code], size, looks[code]) for code, size in by_fate.items()}
    at = {code: place for place, code in enumerate(nodes)}
    links = [("put_in", code, size, palette.quiet_text) for code, size in by_practice.items()]
    links += [(row.practice, row.fate, row.value, looks[row.fate]) for row in rows.itertuples()]

    def said(size: float) -> list[str]:
        return [plain(words.quantity(size, unit)), plain(words.percent(100 * size / whole))]

    fig = figure(words, palette, height=400, margin={"l": 4, "r": 4, "t": 32, "b": 24})
    fig.add_sankey(
        arrangement="fixed",
        textfont={"family": FONT, "size": 14, "color": palette.text, "shadow": "none"},
        node={
            # narrow, so that labels of neighbouring columns do not meet on a telephone
            "label": [
                f"{plain(name, 11 if code in looks else 14)}<br>{plain(words.quantity(size, unit))}"
                for code, (name, size, _) in nodes.items()
            ],
            "color": [colour for *_, colour in nodes.values()],
            "customdata": [hover(plain(name), *said(size)) for name, size, _ in nodes.values()],
            "hovertemplate": "%{customdata}<extra></extra>",
            "line": {"width": 0},
            "thickness": 14,
            "pad": 36,
        },
        link={
            "source": [at[start] for start, *_ in links],
            "target": [at[end] for _, end, *_ in links],
            "value": [float(size) for *_, size, _ in links],
            "color": [faded(colour, palette.ground, 0.75 if start == "put_in" else 0.5) for start, *_, colour in links],
            "customdata": [
                hover(f"{plain(nodes[start][0])} → {plain(nodes[end][0])}", *said(size))
                for start, end, size, _ in links
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    )
    return fig
