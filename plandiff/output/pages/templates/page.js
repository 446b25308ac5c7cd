// What the page can do beside being read: filter, search, follow, cite,
// decide. Plan text is only ever read as text and copied as nodes; nothing
// of it is parsed as markup. Without this script the page shows the same.
"use strict";
(() => {
  const all = (css, root = document) => [...root.querySelectorAll(css)];
  const one = (css, root = document) => root.querySelector(css);
  const byId = (id) => document.getElementById(id);
  const list = (value) => (value || "").split("\t").filter(Boolean);
  const words = one("#reader").dataset;
  const groups = all(".group");
  const clauses = all(".plan .clause");
  const plans = all(".plan");
  const panel = one("#pair");
  const field = (name) => one(`[name=${name}]`);
  const groupsOf = new Map(clauses.map((clause) => [clause.id, []]));
  const ends = (group) => [
    ...list(group.dataset.reference), ...list(group.dataset.target)];
  for (const group of groups)
    for (const id of ends(group)) groupsOf.get(id)?.push(group);
  const texts = new Map(clauses.map(
    (clause) => [clause.id, clause.textContent.toLowerCase()]));
  document.body.classList.add("scripted");
  all("[data-scripted]").forEach((node) => { node.hidden = false; });

  // --- filter, search, sort ---------------------------------------------
  const matches = (group, want) => {
    const data = group.dataset;
    if (want.change && !list(data.changes).includes(want.change)) return false;
    if (want.side && !list(data[want.side]).length) return false;
    if (want.flow && !list(data.flows).includes(want.flow)) return false;
    if (want.chapter && !list(data.chapters).includes(want.chapter))
      return false;
    if (want.theme && !list(data.themes).includes(want.theme)) return false;
    if (want.confidence && !(Number(data.confidence) >= want.confidence))
      return false;
    return !want.query
      || ends(group).some((id) => texts.get(id)?.includes(want.query));
  };
  let side = "", flow = "";
  const apply = () => {
    const want = {
      side, flow, query: field("query").value.trim().toLowerCase(),
      change: field("change").value, chapter: field("chapter").value,
      theme: field("theme").value,
      confidence: Number(field("confidence").value) / 100,
    };
    one("#least").textContent = want.confidence.toFixed(2);
    const shown = new Set();
    for (const group of groups) {
      group.hidden = !matches(group, want);
      if (!group.hidden) ends(group).forEach((id) => shown.add(id));
    }
    for (const clause of clauses) clause.hidden = !shown.has(clause.id);
    const count = groups.filter((group) => !group.hidden).length;
    one("#found").textContent = words.found
      .replace("{n}", count).replace("{m}", groups.length);
    highlight(want.query);
    later(measure);
  };
  let awaited = 0;  // measuring lays the page out: once, when it is to show
  const later = (deed) => {
    cancelAnimationFrame(awaited);
    awaited = requestAnimationFrame(deed);
  };
  const highlight = (query) => {
    if (!("highlights" in CSS)) return;
    CSS.highlights.delete("found");
    if (!query) return;
    const ranges = [];
    for (const clause of clauses) {
      if (clause.hidden) continue;
      const walker = document.createTreeWalker(clause, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const text = node.data.toLowerCase();
        for (let at = text.indexOf(query); at >= 0;
          at = text.indexOf(query, at + query.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + query.length);
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };
  const homes = groups.map((group) => group.parentNode);
  const sort = () => {
    const key = field("sort").value;
    all(".chapter").forEach((row) => { row.hidden = key !== "target"; });
    if (key === "target") {
      groups.forEach((group, n) => homes[n].append(group));
      return;
    }
    const place = new Map(clauses.map((clause, n) => [clause.id, n]));
    const value = {
      reference: (g) => place.get(list(g.dataset.reference)[0]) ?? 1e9,
      confidence: (g) => -Number(g.dataset.confidence || 0),
      change: (g) => all("option", field("change")).findIndex(
        (option) => option.value === list(g.dataset.changes)[0]),
    }[key];
    const home = one("#links tbody");
    if (home) home.append(...[...groups].sort((a, b) => value(a) - value(b)));
  };
  const clear = () => {
    for (const name of ["query", "change", "chapter", "theme"])
      field(name).value = "";
    field("confidence").value = 0;
    side = flow = "";
    apply();
  };

  // --- one pair: both texts and what changed ----------------------------
  let current = null;
  const copy = (css, root) => all(css, root).map((node) => {
    const twin = node.cloneNode(true);
    twin.removeAttribute("id");
    all("[id]", twin).forEach((child) => child.removeAttribute("id"));
    return twin;
  });
  const select = (group, { jump = true } = {}) => {
    if (!group) return;
    current?.classList.remove("current");
    all(".clause.current").forEach((c) => c.classList.remove("current"));
    current = group;
    group.classList.add("current");
    one("#pair-marks").replaceChildren(...copy(".marks, .sure", group));
    for (const name of ["reference", "target"]) {
      const cell = one(`#pair-${name}`);
      cell.replaceChildren();
      for (const id of list(group.dataset[name])) {
        const clause = byId(id);
        clause.classList.add("current");
        cell.append(...copy(".name, .text", clause));
      }
    }
    one("#pair-change").replaceChildren(...copy(".compared", group));
    panel.hidden = false;
    document.body.classList.add("reading");
    showDecision();
    if (jump)
      for (const plan of plans) {
        const clause = one(".clause.current", plan);
        if (clause) plan.scrollTo({ top: clause.offsetTop - 40 });
      }
    history.replaceState(null, "", `#${encodeURI(group.id)}`);
    paint();
  };
  const step = (by) => {
    const order = all(".group").filter((group) => !group.hidden);
    const next = order[order.indexOf(current) + by]
      ?? order[by > 0 ? 0 : order.length - 1];
    select(next);
  };
  const close = () => {
    panel.hidden = true;
    document.body.classList.remove("reading");
  };

  // --- columns that scroll together, bands between linked clauses -------
  let boxes = new Map();
  const measure = () => {
    boxes = new Map(clauses.filter((clause) => !clause.hidden).map(
      (clause) => [clause.id, [clause.offsetTop, clause.offsetHeight,
        clause.parentNode]]));
    paint();
  };
  const links = groups.flatMap((group) =>
    list(group.dataset.reference).flatMap((reference) =>
      list(group.dataset.target).map(
        (target) => ({ reference, target, group }))));
  const paint = () => {
    const gutter = one("#bands");
    const height = gutter.clientHeight, width = gutter.clientWidth;
    const offset = plans.map((plan) => plan.scrollTop);
    const shapes = { band: "", current: "" };
    for (const { reference, target, group } of links) {
      const a = boxes.get(reference), b = boxes.get(target);
      if (!a || !b) continue;
      const [t1, t2] = [a[0] - offset[0], b[0] - offset[1]];
      const [e1, e2] = [t1 + a[1], t2 + b[1]];
      if ((e1 < 0 && e2 < 0) || (t1 > height && t2 > height)) continue;
      const m = width / 2;
      shapes[group === current ? "current" : "band"] +=
        `M0 ${t1}C${m} ${t1} ${m} ${t2} ${width} ${t2}V${e2}`
        + `C${m} ${e2} ${m} ${e1} 0 ${e1}Z`;
    }
    // A canvas, since a change to an SVG paints the whole page anew.
    const dense = window.devicePixelRatio || 1;
    gutter.width = width * dense;
    gutter.height = height * dense;
    const brush = gutter.getContext("2d");
    brush.scale(dense, dense);
    for (const [name, colour, alpha] of [
      ["band", "#56b4e9", 0.25], ["current", "#b34700", 0.6]]) {
      brush.fillStyle = colour;
      brush.globalAlpha = alpha;
      brush.fill(new Path2D(shapes[name]));
    }
  };
  let leader = null, waiting = 0;
  const follow = (plan) => {
    const other = plans[1 - plans.indexOf(plan)];
    const name = plans.indexOf(plan) === 0 ? "target" : "reference";
    const at = plan.scrollTop;
    for (const clause of clauses) {
      const box = boxes.get(clause.id);
      if (!box || box[2] !== plan || box[0] + box[1] <= at + 8) continue;
      const id = groupsOf.get(clause.id)
        ?.flatMap((group) => list(group.dataset[name]))[0];
      const partner = id && boxes.get(id);
      if (!partner) continue;
      other.scrollTop = partner[0] - (box[0] - at);
      return;
    }
  };
  for (const plan of plans) {
    for (const kind of ["pointerenter", "focusin", "wheel", "touchstart"])
      plan.addEventListener(kind, () => { leader = plan; }, { passive: true });
    plan.addEventListener("scroll", () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => {
        if (plan === leader && field("together").checked) follow(plan);
        paint();
      });
    }, { passive: true });
    plan.addEventListener("click", (event) => {
      const clause = event.target.closest(".clause");
      if (!clause || event.target.closest("a, summary")) return;
      leader = plan;
      select(groupsOf.get(clause.id)?.[0], { jump: false });
      follow(plan);
    });
    plan.addEventListener("pointerover", (event) => {
      const clause = event.target.closest(".clause");
      all(".partner").forEach((node) => node.classList.remove("partner"));
      if (!clause) return;
      for (const group of groupsOf.get(clause.id) ?? [])
        for (const id of ends(group))
          if (id !== clause.id) byId(id)?.classList.add("partner");
    });
  }

  // --- citations ---------------------------------------------------------
  const cited = (clause) => {
    const plan = clause.closest(".plan").dataset;
    const year = (plan.date || "").slice(0, 4);
    const page = clause.dataset.page;
    const link = `${location.href.split("#")[0]}#${encodeURI(clause.id)}`;
    const place = [clause.dataset.id, clause.dataset.title,
      page && words.page.replace("{n}", page)].filter(Boolean).join(" ");
    return { plan, year, page, link, place };
  };
  const forms = {
    text: ({ plan, place, link }) => [
      plan.issuers, `《${plan.title}》`, plan.number && `（${plan.number}）`,
      plan.date, place, plan.address, plan.digest, link, words.signature,
    ].filter(Boolean).join(words.lang === "zh" ? "，" : ", "),
    bibtex: ({ plan, year, page, place, link }) => {
      const safe = (text) => text.replace(/[{}\\]/g, "")
        .replace(/[&%#_$]/g, "\\$&");
      const facts = Object.entries({
        title: plan.title, author: list(plan.issuerlist)
          .map((name) => `{${safe(name)}}`).join(" and "),
        number: plan.number, year, pages: page, url: plan.address,
        note: [place, plan.digest, link, words.signature]
          .filter(Boolean).join("; "),
      }).filter(([, value]) => value);
      const key = plan.id.replace(/[^\w-]/g, "");
      return `@techreport{${key},\n${facts.map(([name, value]) =>
        `  ${name} = {${["url", "author"].includes(name)
          ? value : safe(value)}}`)
        .join(",\n")}\n}`;
    },
    csl: ({ plan, page, place, link }) => JSON.stringify([{
      id: plan.id, type: "report", title: plan.title,
      author: list(plan.issuerlist).map((literal) => ({ literal })),
      number: plan.number || undefined, URL: plan.address || undefined,
      issued: plan.date
        ? { "date-parts": [plan.date.split("-").map(Number)] } : undefined,
      page: page || undefined, locator: place,
      note: [plan.digest, link, words.signature]
        .filter(Boolean).join("; "),
    }], null, 2),
  };
  const cite = async () => {
    if (!current) return;
    const made = ends(current).map((id) => forms[field("form").value](
      cited(byId(id))));
    const box = field("citation");
    box.value = made.join("\n");
    box.hidden = false;
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
    } catch {
      document.execCommand("copy");
    }
  };

  // --- decisions ---------------------------------------------------------
  const shelf = `plandiff ${words.signature}`;
  let decided = {};
  try { decided = JSON.parse(localStorage.getItem(shelf)) ?? {}; } catch { }
  const keep = () => {
    try { localStorage.setItem(shelf, JSON.stringify(decided)); } catch { }
    one("#decided").textContent = Object.values(decided)
      .filter((entry) => entry.decision || entry.note).length;
    for (const group of groups)
      group.classList.toggle("decided", list(group.dataset.pairs)
        .some((pair) => decided[pair]?.decision));
  };
  const showDecision = () => {
    const choice = field("deciding");
    const pairs = list(current.dataset.pairs);
    choice.replaceChildren(...pairs.map((pair) => {
      const option = document.createElement("option");
      option.value = pair;
      option.textContent = pair.replace(" ", " → ");
      return option;
    }));
    one("#decision").hidden = !pairs.length;
    showChoice();
  };
  const showChoice = () => {
    const entry = decided[field("deciding").value] ?? {};
    field("note").value = entry.note ?? "";
    for (const button of all("[data-decision]"))
      button.setAttribute("aria-pressed",
        String(button.dataset.decision === entry.decision));
  };
  const decide = (facts) => {
    const pair = field("deciding").value;
    if (!pair) return;
    decided[pair] = { ...decided[pair], ...facts, who: field("who").value };
    keep();
    showChoice();
  };
  const columns = ["reference_id", "target_id", "decision", "note", "who",
    "reference_digest", "target_digest"];
  const meant = { yes: "link", no: "no link", unsure: "" };
  const cell = (value) => `"${String(value ?? "").replace(/"/g, '""')}"`;
  const find = (id) => clauses.find((clause) => clause.dataset.id === id);
  const table = () => [columns.join(","), ...Object.entries(decided).map(
    ([pair, entry]) => {
      const [a, b] = pair.split(" ");
      return [a, b, meant[entry.decision] ?? "", entry.note, entry.who,
        find(a)?.dataset.digest, find(b)?.dataset.digest].map(cell).join(",");
    })].join("\r\n") + "\r\n";
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(
      new Blob(["\ufeff", table()], { type: "text/csv" }));
    link.download = "corrections.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const rows = (text) => {
    const found = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const row = found[found.length - 1], mark = text[at];
      if (mark === '"' && quoted && text[at + 1] === '"') {
        row[row.length - 1] += '"';
        at += 1;
      } else if (mark === '"') quoted = !quoted;
      else if (mark === "," && !quoted) row.push("");
      else if (mark === "\n" && !quoted) found.push([""]);
      else if (mark !== "\r" || quoted) row[row.length - 1] += mark;
    }
    return found;
  };
  const load = async (file) => {
    const [head, ...body] = rows((await file.text()).replace(/^\ufeff/, ""));
    const at = Object.fromEntries(columns.map((n) => [n, head.indexOf(n)]));
    let read = 0, refused = 0;
    for (const row of body) {
      if (row.length < 3) continue;
      const [a, b] = [row[at.reference_id], row[at.target_id]];
      const known = find(a)?.dataset.digest === row[at.reference_digest]
        && find(b)?.dataset.digest === row[at.target_digest];
      if (!known) { refused += 1; continue; }
      decided[`${a} ${b}`] = {
        decision: { link: "yes", "no link": "no" }[row[at.decision]]
          ?? "unsure",
        note: row[at.note] ?? "", who: row[at.who] ?? "",
      };
      read += 1;
    }
    one("#loaded").textContent = words.loaded
      .replace("{n}", read).replace("{m}", refused);
    keep();
  };

  // --- what the reader does ----------------------------------------------
  for (const name of ["query", "change", "chapter", "theme", "confidence"])
    field(name).addEventListener("input", () => { side = flow = ""; apply(); });
  field("sort").addEventListener("input", sort);
  field("blind").addEventListener("input", (event) =>
    document.body.classList.toggle("blind", event.target.checked));
  field("deciding").addEventListener("input", showChoice);
  field("note").addEventListener("input", (event) =>
    decide({ note: event.target.value }));
  field("corrections").addEventListener("input", (event) =>
    event.target.files[0] && load(event.target.files[0]));
  const unfold = () => {
    const blocks = all("details");
    const open = blocks.some((block) => !block.open);
    blocks.forEach((block) => { block.open = open; });
  };
  const help = () => {
    const lines = one("#help");
    lines.hidden = !lines.hidden;
  };
  const does = { clear, cite, close, save, unfold, help,
    next: () => step(1), previous: () => step(-1) };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) does[button.dataset.do]();
    const verdict = event.target.closest("[data-decision]");
    if (verdict) decide({ decision: verdict.dataset.decision });
    const number = event.target.closest("[data-filter]");
    if (number) {
      clear();
      if (number.dataset.filter === "flow") flow = number.dataset.value;
      else field(number.dataset.filter).value = number.dataset.value;
      side = number.dataset.side ?? "";
      apply();
    }
    const row = event.target.closest(".group");
    if (row && !event.target.closest("a, summary")) select(row);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, select, textarea");
    if (event.key === "Escape") {
      if (typing) typing.blur(); else close();
      return;
    }
    if (typing) return;
    const arrows = current && !panel.hidden;
    const key = { j: "next", k: "previous", c: "cite", e: "unfold",
      "?": "help",
      ...(arrows && { ArrowDown: "next", ArrowUp: "previous" }) }[event.key];
    if (event.key === "/") field("query").focus();
    else if (key) does[key]();
    else return;
    event.preventDefault();
  });
  const open = () => {
    let id = location.hash.slice(1);
    try { id = decodeURI(id); } catch { }
    const node = id && byId(id);
    if (!node) return;
    for (let up = node; up; up = up.parentElement)
      if (up.tagName === "DETAILS") up.open = true;
    const group = node.matches(".clause")
      ? groupsOf.get(id)?.[0] : node.closest(".group");
    if (!group) return;
    select(group);
    one("#reader").scrollIntoView();
  };
  addEventListener("hashchange", open);
  addEventListener("resize", measure);
  addEventListener("beforeprint", () =>
    all("details").forEach((block) => { block.open = true; }));
  addEventListener("load", () => setTimeout(open));
  document.fonts.ready.then(() => later(measure));
  keep();
  apply();
})();
