"""Targets in words: what was promised, the verdict with all it rests on, other opinions, and how the baseline changed.

Targets with their status (verdicts.py) in, texts and tables out; the arithmetic is
in methods/status.py, methods/path.py and methods/second_opinions.py.
"""

from collections.abc import Sequence

from nap.figures import pieces
from nap.figures.palette import Palette
from nap.language.texts import N, Words
from nap.methods import second_opinions
from nap.methods import status as engine
from nap.topics import verdict_sentences
from nap.topics.verdicts import IN_PLACE, Target

WORST_FIRST = (*engine.RANK[:3], "cannot_tell", "no_data", "not_yet_due", *engine.RANK[3:])
Table = tuple[list[str], list[list], list[int]]  # headings, rows, numeric columns: what ui.table shows


def without(found: Sequence[Target], place: str, words: Words) -> str:
    """Why there is nothing to show: no target is set, or none may be compared."""
    if any(each.is_current and each.row["relation"] in IN_PLACE for each in found):
        return words.t("No target of {place} can be compared with what was observed.", place=place)
    return words.t("No target is set for {place} or a place in it.", place=place)


def sentence(current: Sequence[Target], words: Words) -> str:
    """How many targets there are, and how many have each verdict."""
    counts = {code: sum(each.status.code == code for each in current) for code in engine.WORDS}
    tally = " · ".join(f"{words.t(engine.WORDS[code])} **{words.number(n)}**" for code, n in counts.items() if n)
    return f"{words.plural('**{count} target**:', '**{count} targets**:', len(current))} {tally}"


def overview(current: Sequence[Target], words: Words, palette: Palette) -> Table:
    """The table of all targets, the furthest behind first: verdict, figures, probability, what it takes from now on."""
    t = words.t
    headings = [
        t("Target"),
        t("Status"),
        t("Promised"),
        t("Latest"),
        t("Planned by then"),
        t("Probability"),
        t("What it takes"),
    ]
    rows = []
    for each in sorted(current, key=lambda each: WORST_FIRST.index(each.status.code)):
        row, at = each.row, each.status
        title = each.title(words)
        place = row["place_name"] or row["place_code"]
        if row["level"] and place not in title:
            title = f"{title} · {place}"
        promised = t(
            "{baseline} in {baseline_year} to {target} in {target_year}",
            baseline=each.value(words, row["baseline_value"]),
            baseline_year=row["baseline_year"],
            target=each.value(words, row["target_value"]),
            target_year=row["target_year"],
        )
        rows.append(
            [
                title,
                pieces.verdict(at.icon, t(at.word), palette.verdicts[at.code]),
                promised,
                _of_year(each, words, at.value, at.year, at.low, at.high),
                each.value(words, at.required_value),
                words.number(at.probability_on_path, 2),
                verdict_sentences.needed(at, words),
            ]
        )
    return headings, rows, [4, 5]


def _of_year(target: Target, words: Words, value, year, low=None, high=None) -> str:
    """“18.3 t (2025) · range 11.3 to 28.1”; a dash where there is no value."""
    if value is None:
        return words.number(None)
    text = words.t("{value} ({year})", value=target.value(words, value), year=year)
    if low is None or high is None:
        return text
    return f"{text} · {words.t('range {low} to {high}', low=words.number(low), high=words.number(high))}"


def workings(target: Target, words: Words) -> list[tuple[str, str]]:
    """Every figure the verdict follows from, with how it is computed: enough to do it again by hand."""
    t, at, goal, row = words.t, target.status, target.status.goal, target.row
    rule = engine.rules()[at.method]

    def amount(value):
        return target.value(words, value)

    def between(low, high):
        return "–" if low is None else t("{low} to {high}", low=words.number(low), high=words.number(high))

    def changed(value):
        return words.change(value, goal.unit)

    base = goal.baseline
    low, high = (base.low, base.high) if base.has_range else (None, None)
    minus_baseline = N("{change} = {value} − {baseline}")
    changes = [
        t(minus_baseline, change=changed(change), value=amount(value), baseline=amount(base.value))
        for change, value in ((at.required_change, at.required_value), (at.change, at.value))
    ]
    told = [
        (t("Baseline"), _of_year(target, words, base.value, goal.baseline_year, low, high)),
        (t("Latest observation"), _of_year(target, words, at.value, at.year, at.low, at.high)),
        (t("Years with data"), words.number(at.years_of_data)),
    ]
    if at.year is not None:
        told += [
            (t("Change asked for by then"), changes[0]),
            (t("Actual change"), changes[1]),
            (t("95 % interval of the change"), between(at.change_low, at.change_high)),
            (t("Correlation assumed between the two"), words.number(at.correlation, 1)),
            (t("Actual change / change asked for"), words.number(at.ratio, 2)),
            (t("Probability of being on or ahead of the path"), words.number(at.probability_on_path, 2)),
            (t("What it takes"), verdict_sentences.needed(at, words)),
            (
                t("If it goes on in a straight line, {year}", year=row["target_year"]),
                f"{amount(at.projected_value)} ({between(at.projected_low, at.projected_high)})",
            ),
        ]
    limits = t(
        "On track from {on_track}, some progress from {some_progress} of the change asked for",
        on_track=words.percent(100 * rule.on_track),
        some_progress=words.percent(100 * rule.some_progress),
    )
    return [*told, (t("Rules {id}", id=at.method), limits)]


def opinions(target: Target, words: Words) -> Table | None:
    """The same target by other methods, each with its inputs and why it may differ; None where nothing was observed."""
    case = second_opinions.case_of(target.status)
    if case is None:
        return None
    t = words.t
    rows = []
    for each in second_opinions.opinions(case):
        inputs = [
            t(
                "{label}: {value}",
                label=t(label),
                value=verdict_sentences.shown(value, kind, target.indicator.unit, words),
            )
            for label, value, kind in each.inputs
        ]
        unread = [] if each.source_status != "unverified" else [t("Thresholds from a second-hand source.")]
        rows.append(
            [
                f"{t(each.title)} ({each.method})",
                t(each.word),
                words.number(each.measure, 2),
                "; ".join(inputs),
                " ".join([*(t(reason) for reason in each.why), *unread]),
            ]
        )
    headings = [t("Method"), t("Verdict"), t("Measure"), t("Inputs"), t("Why it may differ")]
    return headings, rows, [2]


def history(target: Target, targets: Sequence[Target]) -> list[Target]:
    """The versions of a target, newest first, as far as `supersedes` leads back."""
    by_code, found = {each.code: each for each in targets}, [target]
    while (before := found[-1].row["supersedes"]) in by_code and by_code[before] not in found:
        found.append(by_code[before])
    return found


def history_table(versions: Sequence[Target], words: Words, palette: Palette) -> Table:
    """The versions of one target with the reason of each change, and the verdict each has in its own series."""
    t = words.t
    headings = [
        t("Version"),
        t("Valid from"),
        t("Baseline"),
        t("Promised"),
        t("Method series"),
        t("Verdict by this version"),
        t("Reason"),
    ]
    rows = [
        [
            str(each.row["version"]),
            words.date(each.row["valid_from"]),
            _of_year(each, words, each.row["baseline_value"], each.row["baseline_year"]),
            _of_year(each, words, each.row["target_value"], each.row["target_year"]),
            each.row["method_series"] or "–",
            pieces.verdict(each.status.icon, t(each.status.word), palette.verdicts[each.status.code]),
            words.text(each.row, "reason"),
        ]
        for each in versions
    ]
    return headings, rows, [2, 3]
