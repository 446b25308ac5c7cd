"""How fluent the reading page is with many clauses, in a real Chromium.

Run from the root of the project, with how many clauses a side (600)::

    python tests/benchmarks/bench_page.py 600

Two invented plans are aligned and their report is written once as it is and
once without the script, its tools and bands. Both are opened in turn in a
headless Chromium, three times. Printed are medians of what the page's own
thread used of the processor (so that other programs do not count), and each
as a ratio to what the page without the feature takes:

load
    Until everything is laid out and the script has run.
filter
    The first filter, until its frame is shown, beside the static page after
    the same clauses were hidden by hand.
scroll
    Sixty frames in which one column is scrolled and the other follows,
    beside the static page scrolled by the same steps.
select
    A click on a clause until its pair is shown, beside the static page's
    filter.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser import Browser

import plandiff

ROUNDS = 3
WORDS = [
    *("推进", "加快", "建设", "完善", "电子商务", "农村", "物流", "数据"),
    *("平台", "企业", "服务", "体系", "标准", "监管", "创新", "人才"),
    *("国际", "合作", "消费", "市场", "主体", "绿色", "包装", "支付"),
    *("安全", "信用", "示范", "基地", "产业", "集群", "数字化", "转型"),
    *("融合", "开放", "规则", "权益", "保护", "治理", "协同", "试点"),
]

FRAME = (
    "await new Promise(done => requestAnimationFrame(() => setTimeout(done)));"
)
FILTER = """
(async () => {
  const hide = node => { node.hidden = true; };
  const start = performance.now();
  const field = document.querySelector("[name=change]");
  if (document.body.classList.contains("scripted")) {
    field.value = "added";
    field.dispatchEvent(new Event("input"));
  } else {
    document.querySelectorAll(".group").forEach(
      g => { g.hidden = !g.dataset.changes.includes("added"); });
    document.querySelectorAll(".plan .clause:not(.is-added)").forEach(hide);
  }
  document.body.offsetHeight;
  FRAME
  return performance.now() - start;
})()
""".replace("FRAME", FRAME)
SCROLL = """
(async () => {
  const scripted = document.body.classList.contains("scripted");
  const node = scripted ? document.querySelector("#plan-target")
    : document.scrollingElement;
  node.dispatchEvent(new Event("wheel"));
  const frames = [];
  for (let n = 0; n < 60; n += 1) {
    const start = performance.now();
    node.scrollBy(0, 120);
    FRAME
    frames.push(performance.now() - start);
  }
  frames.sort((a, b) => a - b);
  return [frames[30], frames[59]];
})()
""".replace("FRAME", FRAME)
SELECT = """
(async () => {
  const clauses = document.querySelectorAll("#plan-target .clause");
  const times = [];
  for (const n of [10, 200, 20, 300, 30]) {
    const start = performance.now();
    clauses[n % clauses.length].click();
    document.body.offsetHeight;
    FRAME
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[2];
})()
""".replace("FRAME", FRAME)
CLEAR = """
document.querySelector("[data-do=clear]")?.click();
document.querySelectorAll("[hidden]").forEach(n => { if
 (n.matches(".group, .clause")) n.hidden = false; });
document.body.offsetHeight;
"""


def plans(number: int) -> list[plandiff.Document]:
    """Invent two plans: most clauses stay, some are reworded, some are new."""
    draw = random.Random(15)

    def text() -> str:
        return (
            "，".join("".join(draw.choices(WORDS, k=6)) for _ in range(5))
            + "。"
        )

    earlier = [text() for _ in range(number)]
    later = [
        body if n % 3 else body.replace("，", f"，{draw.choice(WORDS)}", 2)
        for n, body in enumerate(earlier)
        if n % 10
    ]
    later += [text() for _ in range(number - len(later))]
    return [
        plandiff.Document.from_clauses(
            name,
            [
                (f"{n // 40 + 1}.{n % 40 + 1}", body, (f"第{n // 40 + 1}章",))
                for n, body in enumerate(bodies)
            ],
        )
        for name, bodies in (("a", earlier), ("b", later))
    ]


def static(page: Path, place: Path) -> Path:
    """Write the page without the script and its tools."""
    text = page.read_text("utf-8")
    text = re.sub(r"<script>.*?</script>", "", text, flags=re.S)
    text = re.sub(r'<div class="tools".*?</div>', "", text, flags=re.S)
    text = re.sub(r'<aside id="pair".*?</aside>', "", text, flags=re.S)
    text = re.sub(
        r"<canvas id=.bands.*?</canvas>", "<i></i>", text, flags=re.S
    )
    place.write_text(text, "utf-8")
    return place


def measured(page: Path, folder: Path) -> dict[str, float]:
    """Open the page in a new browser; milliseconds of each deed."""
    with Browser(folder) as browser:

        def used() -> float:
            metrics = browser.call("Performance.getMetrics")["metrics"]
            return sum(
                1000 * metric["value"]
                for metric in metrics
                if metric["name"] == "TaskDuration"
            )

        def deed(script: str) -> float:
            before = used()
            browser.do(script)
            return used() - before

        browser.call("Performance.enable", timeDomain="threadTicks")
        browser.call("Page.enable")
        browser.open(page.as_uri())
        browser.do("new Promise(done => setTimeout(done, 1000))")
        found = {"load": used(), "filter": deed(FILTER)}
        browser.do(CLEAR)
        found["scroll"] = deed(SCROLL)
        if browser.do("document.body.classList.contains('scripted')"):
            found["select"] = deed(SELECT) / 5
    return found


def main() -> None:
    """Write both pages, open them in turn, print medians and ratios."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    times: dict[str, dict[str, list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        alignment = plandiff.align(*plans(number))
        page = plandiff.write_report(alignment, room / "r", lang="en")
        plain = static(page, room / "static.html")
        size = [path.stat().st_size / 1e6 for path in (page, plain)]
        for turn in range(ROUNDS):
            for name, path in (("page", page), ("static", plain)):
                found = measured(path, room / f"{name}{turn}")
                for deed, value in found.items():
                    times[deed][name].append(value)
    print(f"{number} clauses a side; {size[0]:.2f} MB, static {size[1]:.2f}")
    for deed, both in times.items():
        [page_ms, *static_ms] = map(statistics.median, both.values())
        base = (
            static_ms[0]
            if static_ms
            else statistics.median(times["filter"]["static"])
        )
        print(
            f"{deed:8} {page_ms:8.0f} ms, static {base:8.0f} ms, "
            f"ratio {page_ms / base:.2f}"
        )


if __name__ == "__main__":
    main()
