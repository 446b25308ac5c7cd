"""A real Chromium for tests, spoken to through its debugging pipe."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from fonts import with_fonts

CHROMIUM = next(
    filter(
        None,
        map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
    ),
    None,
)

_CONNECT = """
import os, sys
ends = [os.dup(int(end)) for end in sys.argv[1:3]]
high = [os.dup2(end, place) for end, place in zip(ends, (103, 104))]
for end, place in zip(high, (3, 4)):
    os.dup2(end, place)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Gives the browser its pipe as 3 and 4, where it expects it."""


class Browser:
    """One page of a headless Chromium; use it in a ``with`` block."""

    def __init__(self, profile: Path, width: int = 1280) -> None:
        here, self._write = os.pipe()
        self._read, there = os.pipe()

        self._process = subprocess.Popen(
            [
                *(sys.executable, "-c", _CONNECT, str(here), str(there)),
                str(CHROMIUM),
                *("--headless=new", "--no-sandbox", "--disable-gpu"),
                "--remote-debugging-pipe",
                "--hide-scrollbars",
                f"--user-data-dir={profile}",
                f"--window-size={width},900",
                "about:blank",
            ],
            pass_fds=(here, there),
            env=with_fonts(profile.parent / "fonts"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(here)
        os.close(there)
        self._number = 0
        self._rest = b""
        self._session = ""
        [target] = [
            info
            for info in self.call("Target.getTargets")["targetInfos"]
            if info["type"] == "page"
        ]
        self._session = self.call(
            "Target.attachToTarget",
            targetId=target["targetId"],
            flatten=True,
        )["sessionId"]
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=False,
        )

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def call(self, method: str, **facts: object) -> dict[str, Any]:
        """Call a method of the Chrome DevTools Protocol."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": facts}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            data = os.read(self._read, 1 << 20)
            if not data:
                raise RuntimeError("the browser ended")
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def open(self, address: str) -> None:
        """Open a page and wait until it is there."""
        self.call("Page.enable")
        self.call("Page.navigate", url=address)
        there = "document.readyState + ' ' + location.href.split('#')[0]"
        wanted = f"complete {address.partition('#')[0]}"
        while True:
            with contextlib.suppress(RuntimeError):  # the page is changing
                if self.do(there) == wanted:
                    return
            time.sleep(0.01)

    def open_without_scripts(self, address: str) -> None:
        """Open a page whose scripts do not run; the test can then ask."""
        self.call("Page.enable")
        self.call("Emulation.setScriptExecutionDisabled", value=True)
        self.call("Page.navigate", url=address)
        while self._next().get("method") != "Page.loadEventFired":
            pass
        self.call("Emulation.setScriptExecutionDisabled", value=False)

    def do(self, expression: str) -> Any:
        """Evaluate an expression in the page; promises are awaited."""
        answer = self.call(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        codes = {"Tab": (9, ""), "Enter": (13, "\r"), " ": (32, " ")}
        for key in keys:
            code, text = codes.get(key, (0, key if len(key) == 1 else ""))
            facts: dict[str, object] = {"key": key}
            if code:
                facts["windowsVirtualKeyCode"] = code
            if text:
                facts["text"] = text
            self.call("Input.dispatchKeyEvent", type="keyDown", **facts)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def choose(self, css: str, *paths: Path) -> None:
        """Give files to a field, as a reader does who chooses them."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        field = self.call("DOM.querySelector", nodeId=root, selector=css)
        self.call(
            "DOM.setFileInputFiles",
            nodeId=field["nodeId"],
            files=[str(path) for path in paths],
        )
        self.do("new Promise(done => setTimeout(done, 200))")

    def print(self, path: Path) -> None:
        """Print the page to a PDF."""
        data = self.call("Page.printToPDF", printBackground=True)["data"]
        path.write_bytes(base64.b64decode(data))

    def picture(self, path: Path) -> None:
        """Write what is to be seen as PNG."""
        data = self.call("Page.captureScreenshot")["data"]
        path.write_bytes(base64.b64decode(data))
