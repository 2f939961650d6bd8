"""A publisher's file becomes checked rows of a pack.

Others need `judge` (what a file would change, a `Judgement` with its `Outcome`), `run` and `run_all` (judge and
publish in one step), `profile_names` and `profile`. Each is loaded when it is asked for.
"""

import importlib

_HOME = "nap.intake.importing"
__all__ = ["Judgement", "Outcome", "judge", "profile", "profile_names", "run", "run_all"]


def __getattr__(name: str):
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module(_HOME), name)
