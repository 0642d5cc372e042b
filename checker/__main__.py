"""`python -m checker` is `checker`."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn


def main() -> NoReturn:
    """Run the program, and leave with its status; Ctrl-C ends it in one line even while it is still being loaded."""
    gc.disable()  # nothing that is loaded is garbage; `cli` turns the search for it on again
    try:
        from .cli import main as run

        status = run()  # which has written all it had to write
    except KeyboardInterrupt:
        print("checker: 中断しました", file=sys.stderr)
        status = 130
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(status)  # the system takes the memory back at once; Python would first visit every object


if __name__ == "__main__":
    main()
