"""The daily tasks, one word each: `nox -l` lists them, `nox -s quick` runs one, `nox` alone runs what a commit needs.

Everything runs in the environment nox itself is in (`pip install -r requirements-dev.txt`); nothing is installed here.
What follows `--` goes to the program: `nox -s tests -- tests/pack -k edition`.
"""

import shlex
import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.error_on_external_run = False
nox.options.sessions = ["lint", "types", "words", "quick"]

ROOT = Path(__file__).parent
BENCHES = ROOT / "tests" / "bench"
BUDGETS = ROOT.parent / "shared" / "data" / "nap_budgets" / "NAP_budgets.csv"
HOOK = """\
#!/bin/sh
# Written by `nox -s hook`: what is committed must pass these. `git commit --no-verify` goes without.
exec {command}
"""


def run(session: nox.Session, module: str, *arguments: str) -> None:
    """Run a program that is installed as a Python module, in the environment nox is in."""
    session.run(sys.executable, "-m", module, *arguments)


@nox.session
def lint(session: nox.Session) -> None:
    """Faults the linter knows, and files the formatter would write otherwise; changes nothing."""
    run(session, "ruff", "check", ".")
    run(session, "ruff", "format", "--check", ".")


@nox.session(name="format")
def format_(session: nox.Session) -> None:
    """Write every file as the formatter wants it, and mend what the linter can mend."""
    run(session, "ruff", "check", "--fix", ".")
    run(session, "ruff", "format", ".")


@nox.session
def types(session: nox.Session) -> None:
    """The type checker over the rooms that pyproject.toml lists."""
    run(session, "mypy", *session.posargs)


@nox.session
def words(session: nox.Session) -> None:
    """Whether every text shown is in every language; `python -m nap words` writes what is missing."""
    run(session, "nap", "words", "--check")


@nox.session
def dictionary(session: nox.Session) -> None:
    """Write data/README.md again from what the tables promise."""
    run(session, "nap", "dictionary")


@nox.session
def quick(session: nox.Session) -> None:
    """Every test that needs no browser, with fewer random examples than `tests`."""
    run(session, "pytest", "-m", "not browser", "--hypothesis-profile", "quick", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Every test: the README's own command."""
    run(session, "pytest", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """What has to pass before anything is published; .ci/run runs this in a fresh environment."""
    lint(session)
    types(session)
    words(session)
    tests(session)


@nox.session
def pictures(session: nox.Session) -> None:
    """Take the pictures of the README again."""
    session.run(sys.executable, "tests/browser/pictures.py")


@nox.session
def bench(session: nox.Session) -> None:
    """Print measured times; or of one alone: `nox -s bench -- measure --load --no-wire`."""
    if session.posargs:
        name, *arguments = session.posargs
        session.run(sys.executable, str(BENCHES / f"{name}.py"), *arguments)
        return
    for name in ("priorities", "trade"):
        session.run(sys.executable, str(BENCHES / f"{name}.py"))
    if BUDGETS.is_file():
        session.run(sys.executable, str(BENCHES / "portfolio.py"), str(BUDGETS))
    session.run(sys.executable, str(BENCHES / "measure.py"))


@nox.session
def hook(session: nox.Session) -> None:
    """Have git ask `lint`, `types` and `words` before every commit in this checkout."""
    found = session.run("git", "rev-parse", "--git-path", "hooks/pre-commit", silent=True)
    path = ROOT / str(found).strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    command = shlex.join([sys.executable, "-m", "nox", "-s", "lint", "types", "words"])
    path.write_text(HOOK.format(command=command), encoding="utf-8")
    path.chmod(0o755)
    session.log(f"written: {path}")
