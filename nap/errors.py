"""The one error a reader may see: what is wrong, and how to mend it. Anything else is a bug."""


class NapError(Exception):
    """Say what is wrong and how to mend it, in the reader's words.

    `what` and `fix` are English templates (marked with `N` where they are written), `values` fill their
    `{placeholders}`; a value that is itself a sentence of ours is a `Sentence`. `fix` starts with a verb.
    Whoever shows the error translates both with `Words.t`.
    """

    def __init__(self, what: str, fix: str, **values):
        self.what, self.fix, self.values = what, fix, values
        super().__init__(what, fix)

    def __str__(self) -> str:
        return f"{self.what.format(**self.values)} {self.fix.format(**self.values)}"

    def __reduce__(self):
        return _again, (type(self), self.what, self.fix, self.values)


def _again(kind, what, fix, values):
    return kind(what, fix, **values)
