"""`python -m checker` is `checker`."""

import gc
import sys


def main() -> int:
    """Run the program; Ctrl-C ends it in one line even while it is still being loaded."""
    gc.disable()  # nothing that is loaded is garbage; `cli` turns the search for it on again
    try:
        from .cli import main as run

        return run()
    except KeyboardInterrupt:
        print("checker: 中断しました", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
