"""A country's plan as tables and facts: what it promises, how it is stored, what is computed once per edition.

Others need `Pack`, `Edition`, `Store`, `Engine`, and the functions `current` (the edition that is shown) and `table`
(the promise of one table). Each is loaded when it is asked for, so that one costs no more than itself.
"""

import importlib

_HOMES = {
    "Edition": "editions",
    "Engine": "engine",
    "Pack": "pack",
    "Store": "store",
    "current": "editions",
    "table": "contract",
}
__all__ = ["Edition", "Engine", "Pack", "Store", "current", "table"]


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
