"""`python -m checker` is `checker`."""

import sys


def main() -> int:
    """Run the program; Ctrl-C ends it in one line even while it is still being loaded."""
    try:
        from .cli import main as run

        return run()
    except KeyboardInterrupt:
        print("checker: 中断しました", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
