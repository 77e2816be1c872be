"""What can go wrong, as a code and values; sentences are made at the edge by `cpd.words`.

CpdError
├── InputRefused          what was given cannot be taken; nothing was done
│   ├── FileRefused       a file that may not be imported
│   ├── PackRefused       a rule pack with one or more mistakes
│   └── InputsRefused     several refusals at once, each with its field
├── ActionRefused         the input is fine, the state of things is not (already closed, already reversed ...)
│   ├── VersionConflict   somebody else changed it meanwhile
│   └── IdempotencyConflict   the same key with another input
├── NotFound              missing, or not yours: the two look alike
├── SignInRequired        nobody is signed in
└── DatabaseTrouble       the database cannot answer now
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Value = str | int
"""What may stand in a sentence. Times and credits are put in as the text a person reads."""


class CpdError(Exception):
    """A code from `cpd.words` and the values its sentence names.

    `field` is the path of the input that is meant, empty when it is the whole.
    """

    def __init__(self, code: str, /, *, field: Sequence[str] = (), **values: Value) -> None:
        super().__init__(code, values)
        self.code = code
        self.field = tuple(field)
        self.values: Mapping[str, Value] = values

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.code}({named})"


class InputRefused(CpdError):
    """What was given cannot be taken."""


class FileRefused(InputRefused):
    """A file that may not be imported: hostile, unknown, or it cannot say what must be known."""


class PackRefused(InputRefused):
    """A rule pack that is not valid. `mistakes` has every one of them, in file order."""

    def __init__(self, mistakes: Sequence[InputRefused]) -> None:
        super().__init__("pack-refused", count=len(mistakes))
        self.mistakes = tuple(mistakes)


class InputsRefused(InputRefused):
    """Several refusals at once, so that a form can show all of them."""

    def __init__(self, refusals: Sequence[InputRefused]) -> None:
        super().__init__("inputs-refused", count=len(refusals))
        self.refusals = tuple(refusals)


class ActionRefused(CpdError):
    """The input is fine, but the thing it is about does not allow it now."""


class VersionConflict(ActionRefused):
    """Somebody else changed it since it was read."""


class IdempotencyConflict(ActionRefused):
    """The same idempotency key was used before with another input."""


class NotFound(CpdError):
    """Missing, or not the viewer's to see: the same answer for both."""


class SignInRequired(CpdError):
    """Nobody is signed in."""


class DatabaseTrouble(CpdError):
    """The database cannot answer now; the same request may be sent again."""
