"""Targets in words: what was promised, the verdict with all it rests on, other opinions, and how the baseline changed.

Targets with their status (verdicts.py) in, texts and tables out; the arithmetic is
in methods/status.py, methods/path.py and methods/second_opinions.py.
"""

from collections.abc import Iterator, Mapping, Sequence

from nap.figures import targets as charts
from nap.language.texts import N, Words
from nap.methods import second_opinions
from nap.methods import status as engine
from nap.topics import verdict_sentences, verdicts
from nap.topics.ask import Ask
from nap.topics.blocks import Block, Cells, Figure, Lead, Missing, Notice, Pairs, Remark, Section, Table
from nap.topics.provenance import problem_notices
from nap.topics.rows import Rows
from nap.topics.verdicts import IN_PLACE, Target

QUESTION = N("How far is the country on the way to its targets?")
WORST_FIRST = (*engine.RANK[:3], "cannot_tell", "no_data", "not_yet_due", *engine.RANK[3:])


def blocks(ask: Ask, data: Rows, words: Words) -> Iterator[Block]:
    """How far is the country on the way to its targets?"""
    t = words.t
    yield Missing("no-targets", tables=("target",))
    if data.lacks("target"):
        return
    rows = data.rows("verdicts")
    every = verdicts.read(rows, data.year_to)
    yield from problem_notices("refused", verdicts.refused(rows, every), words)
    current = {each.code: each for each in verdicts.current(every)}
    if not current:
        yield Notice("none-set", without(every, data.place_name(), words))
        return
    yield Lead("verdicts", sentence(list(current.values()), words))
    yield Table(
        "targets",
        *targets_table(list(current.values()), words),
        tables=("target",),
        note=t(
            "The furthest behind first. Probability of being on or ahead of the planned path, told where a range is"
            " stated."
        ),
    )
    yield Section("target", "", lambda: one_target(ask, every, current, words))


def one_target(ask: Ask, every: Sequence[Target], current: Mapping[str, Target], words: Words) -> Iterator[Block]:
    """The target a reader chooses: its path, what its verdict follows from, other opinions, older versions."""
    t = words.t
    one = current[ask.pick("target", t("Target"), {code: each.title(words) for code, each in current.items()})]
    yield from problem_notices("doubt", one.status.problems, words)
    yield Figure(
        "trajectory",
        charts.trajectory,
        one.frame,
        (one,),
        title=one.title(words),
        about=one.sentence(words),
        alt=one.sentence(words),
        unit=one.indicator.unit,
        empty=t("Nothing has been observed for this target yet."),
        name=f"target-{one.code}",
        tables=("target", *one.indicator.tables),
        note=t(one.indicator.caveat),
        indicators=(one.indicator.id,),
    )
    yield Section(
        "workings", t("What the verdict follows from"), lambda: [Pairs("working-pairs", working_pairs(one, words))]
    )
    if others := opinions_table(one, words):
        yield Section("opinions", t("The same target by other methods"), lambda: [Table("opinions-table", *others)])
    versions = history(one, every)
    if len(versions) > 1:
        yield Section("history", t("History of the baseline"), lambda: versions_of_target(versions, words))


def versions_of_target(versions: Sequence[Target], words: Words) -> Iterator[Block]:
    """The versions of one target and why it was changed."""
    yield Remark("own-series", words.t("An old version is judged by its own series; two series are never compared."))
    yield Table("versions", *history_table(versions, words), tables=("target",))


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


def targets_table(current: Sequence[Target], words: Words) -> Cells:
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
                each.verdict_cell(words),
                promised,
                _of_year(each, words, at.value, at.year, at.low, at.high),
                each.value(words, at.required_value),
                words.number(at.probability_on_path, 2),
                verdict_sentences.needed(at, words),
            ]
        )
    return headings, rows, [4, 5]


def _of_year(target: Target, words: Words, value, year, low=None, high=None) -> str:
    """“18.3 t (2025), range 11.3 to 28.1”; a dash where there is no value."""
    if value is None:
        return words.number(None)
    text = target.value(words, value)
    if low is None or high is None:
        return words.t("{value} ({year})", value=text, year=year)
    return words.t(
        "{value} ({year}), range {low} to {high}",
        value=text,
        year=year,
        low=words.number(low),
        high=words.number(high),
    )


def working_pairs(target: Target, words: Words) -> list[tuple[str, str]]:
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


def opinions_table(target: Target, words: Words) -> Cells | None:
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


def history_table(versions: Sequence[Target], words: Words) -> Cells:
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
            each.verdict_cell(words),
            words.text(each.row, "reason"),
        ]
        for each in versions
    ]
    return headings, rows, [2, 3]
