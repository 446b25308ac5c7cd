"""axe-core, from its wheel, run in a page that a real browser shows."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from browser import Browser


def axe_script() -> Path | None:
    """The script of axe-core, where its package is installed."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "axe.min.js"


def violations(browser: Browser) -> list[str]:
    """Run all rules of axe-core on the page: rule, place, what is wrong."""
    script = axe_script()
    assert script is not None
    browser.do(script.read_text("utf-8") + ";undefined")
    return browser.do(
        "axe.run(document, {resultTypes: ['violations']}).then(found =>"
        " found.violations.flatMap(v => v.nodes.map(n =>"
        " `${v.id} ${n.target} ${n.failureSummary}`)))"
    )
