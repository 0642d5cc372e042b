"""Errors that are meant for people: they carry a sentence, not a traceback."""

from __future__ import annotations


class CheckerError(Exception):
    """Base of everything the program says to people: what happened, where, what to do."""

    def __init__(self, message: str, path: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    @property
    def place(self) -> str:
        """The file and the line it is about, with a colon; "" where there is none."""
        return self.path + (f":{self.line}" if self.line else "") + ": " if self.path else ""

    def __str__(self) -> str:
        return self.place + self.message


class InputProblem(CheckerError):
    """A draft that cannot be read."""


class PackProblem(CheckerError):
    """A rule pack, pattern or grammar that is wrong."""


class UsageProblem(CheckerError):
    """A request that cannot be carried out as it was made."""
