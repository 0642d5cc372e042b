"""Drives a headless Chromium through its debugging pipe, with nothing but the standard library.

    with chromium.open_page(path) as page:
        page.resize(390, 844)
        page.value("document.title")
        page.picture(Path("phone.png"))

`python tests/chromium.py report.html folder` puts pictures of a page into a folder: desktop, phone, and as it is printed.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
# The browser reads commands from descriptor 3 and answers on 4; ours may have those numbers the other way round.
_LAUNCH = """
import fcntl, os, sys
given = [fcntl.fcntl(int(name), fcntl.F_DUPFD, 10) for name in sys.argv[1:3]]
for descriptor, number in zip(given, (3, 4)):
    os.dup2(descriptor, number)
os.execv(sys.argv[3], sys.argv[3:])
"""
_PATIENCE = 60  # seconds for one answer


class Silent(Exception):
    """The browser did not start, or went away."""


class Page:
    """One open page. Numbers are CSS pixels."""

    def __init__(self, send: int, receive: int) -> None:
        self._send, self._receive, self._rest, self._count, self._session = send, receive, b"", 0, ""
        self.messages: list[dict[str, Any]] = []  # what the browser told by itself

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """One command of the DevTools protocol, and its answer."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._send, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer.get("result", {}))
            self.messages.append(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not select.select([self._receive], [], [], _PATIENCE)[0]:
                raise Silent("the browser does not answer")
            read = os.read(self._receive, 1 << 16)
            if not read:
                raise Silent("the browser ended")
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def open(self, path: Path) -> None:
        """Load a file in a page of its own and wait until it is complete."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Page.navigate", url=path.absolute().as_uri())
        while not any(message.get("method") == "Page.loadEventFired" for message in self.messages):
            self.messages.append(self._next())

    def value(self, expression: str) -> Any:
        """What a JavaScript expression is worth; it is run by the debugger, whatever the page allows."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def resize(self, width: int, height: int, phone: bool = False) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)

    def press(self, selector: str) -> None:
        """Click the middle of an element, as a person does."""
        point = self.value(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center'}});"
            " const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=point[0], y=point[1], button="left", clickCount=1)

    def picture(self, path: Path, whole: bool = False) -> None:
        """A PNG of the window, or of the whole page."""
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        path.write_bytes(base64.b64decode(data))

    def print(self, path: Path) -> None:
        """The page as it comes out of a printer, as a PDF."""
        path.write_bytes(base64.b64decode(self.call("Page.printToPDF", printBackground=True)["data"]))


@contextmanager
def open_page(path: Path) -> Iterator[Page]:
    """A page with a file in it, in a browser with a profile of its own that is thrown away."""
    assert PROGRAM, "no Chromium on this machine"
    to_browser, send = os.pipe()
    receive, from_browser = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [sys.executable, "-c", _LAUNCH, str(to_browser), str(from_browser), PROGRAM, *_OPTIONS]
        browser = subprocess.Popen(
            [*command, f"--user-data-dir={profile}"],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        page = Page(send, receive)
        try:
            page.open(path)
            yield page
        finally:
            os.close(send)
            os.close(receive)
            browser.terminate()
            browser.wait(20)


def main(report: Path, folder: Path) -> None:
    """Pictures of a report to look at."""
    with open_page(report) as page:
        for name, width, height, phone in (("desktop", 1280, 900, False), ("phone", 390, 844, True)):
            page.resize(width, height, phone)
            page.picture(folder / f"{name}.png")
        page.print(folder / "print.pdf")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
