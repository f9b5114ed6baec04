(function () {
  "use strict";
  document.documentElement.classList.add("has-js");
  const ROWS = 100;  // rows of a group that are made at once; a button makes the others
  const FEW = 60;  // so many results of a filter are shown without opening their groups
  const byId = (id) => document.getElementById(id);
  const value = (id) => { const field = byId(id); return field ? field.value : ""; };
  const form = byId("filter");
  const list = byId("list");

  // An element with attributes and children; texts become text nodes, so nothing that a target sent is markup.
  function make(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== false && value !== undefined) { made.setAttribute(key, value === true ? "" : value); }
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return made;
  }

  // -- what is packed into the page ---------------------------------------------------------------------------------

  // The list stands before this script, the details after it: they may still be on their way.
  const whole = document.readyState === "loading" ? new Promise((done) => addEventListener("DOMContentLoaded", done)) : null;
  const unpacked = new Map();
  async function inflate(name) {
    if (name !== "list") { await whole; }
    const pack = document.querySelector("[data-pack=" + CSS.escape(name) + "]");
    const bytes = Uint8Array.from(atob(pack.textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  }
  function unpack(name) {
    if (!unpacked.has(name)) { unpacked.set(name, inflate(name)); }
    return unpacked.get(name);
  }
  async function text(runs) {
    const lines = await unpack("lines"), found = [];
    for (let i = 0; i < runs.length; i += 2) { found.push(...lines.slice(runs[i], runs[i] + runs[i + 1])); }
    return found.join("\n");
  }

  // -- the list -----------------------------------------------------------------------------------------------------

  let data = null;  // as reports/render/rows.py makes it
  let entries = [];  // the rows, by name
  let several = false;
  const places = new Map();  // id -> entry
  const open = new Map();  // key of a group -> whether it was opened or closed by hand

  function entryOf([id, title, area, level, statement, operations, cells], order) {
    const found = cells.map((cell) => cell && {
      verdict: data.verdicts[cell[0]][0], agreed: cell[1], diverged: cell[2] || 0, observed: cell[3] || 0,
      status: data.statuses[cell[4] || 0], harm: cell.length > 5 ? data.harms[cell[5]][0] : "", weight: cell[6] || 0,
      kinds: cell[7] || "",
    });
    const kinds = found.map((cell) => cell ? cell.kinds : "").join(" ");
    return {
      id, title, order, statement, operations, area: data.areas[area][0], level: data.levels[level], cells: found,
      text: [id, title, statement, operations, kinds].join(" ").toLowerCase(), element: null,
      differs: new Set(found.map((cell) => cell ? cell.verdict + cell.kinds : "")).size > 1,
    };
  }

  function badge(verdict) {
    const sign = data.verdicts.find(([name]) => name === verdict)[1];
    return make("span", { class: "badge v-" + verdict }, make("span", { "aria-hidden": "true" }, sign), " " + verdict);
  }
  function mark(status) {
    return status ? make("span", { class: "mark m-" + status }, status === "unexpected" ? "not expected" : "known") : null;
  }
  function situations(cell) {
    if (cell.diverged) { return cell.diverged + " of " + cell.observed; }
    return cell.agreed ? String(cell.agreed) : "";
  }

  function cellsOf(entry) {
    if (!several) {
      const cell = entry.cells[0], count = situations(cell);
      return [make("span", { class: "k" }, count, count ? make("span", { class: "hidden" }, " situations") : ""), badge(cell.verdict)];
    }
    return entry.cells.map((cell, number) => make("span", { class: "on" }, make("span", { class: "hidden" }, data.targets[number].name + ": "),
      cell ? badge(cell.verdict) : make("span", { class: "none" }, "not asked"), cell && cell.status === "unexpected" ? mark(cell.status) : ""));
  }

  function elementOf(entry) {
    if (entry.element) { return entry.element; }
    const right = make("span", { class: "right" }, several ? "" : mark(entry.cells[0].status),
      make("span", { class: "level l-" + entry.level }, entry.level), ...cellsOf(entry));
    const made = make("details", { class: "req", id: entry.id },
      make("summary", {}, make("code", {}, entry.id), make("span", { class: "title" }, entry.title), right));
    made.addEventListener("toggle", () => { if (made.open && made.children.length === 1) { fill(made, entry); } });
    entry.element = made;
    return made;
  }

  function keyOf(entry, byArea) {
    if (byArea) { return "area " + entry.area; }
    const cell = entry.cells[0];
    return cell.harm && cell.verdict !== "not-scored" ? "harm " + cell.harm : "verdict " + cell.verdict;
  }
  function groupsOf(shown) {
    const byArea = several || value("f-group") === "area", groups = new Map();
    const keys = byArea ? data.areas.map(([area]) => "area " + area)
      : [...data.harms.map(([harm]) => "harm " + harm), ...data.verdicts.map(([verdict]) => "verdict " + verdict)];
    for (const key of keys) { groups.set(key, []); }
    for (const entry of shown) { groups.get(keyOf(entry, byArea)).push(entry); }
    const rank = { unexpected: 0, known: 1, "": 2 };
    if (!byArea) {
      for (const group of groups.values()) {
        group.sort((a, b) => rank[a.cells[0].status] - rank[b.cells[0].status] || b.cells[0].weight - a.cells[0].weight || a.order - b.order);
      }
    }
    return groups;
  }

  function headingOf(key, group) {
    const [sort, name] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
    const count = make("span", { class: "shown" }, String(group.length));
    if (sort === "area") { return [make("h3", {}, data.areas.find(([area]) => area === name)[1]), count, ...shares(group)]; }
    if (sort === "harm") {
      const [, title, means] = data.harms.find(([harm]) => harm === name);
      return [make("h3", {}, badge("fail"), " " + title), count, make("span", { class: "note" }, means)];
    }
    return [make("h3", {}, badge(name)), count, make("span", { class: "note" }, data.verdicts.find(([verdict]) => verdict === name)[2])];
  }
  // For each target: a bar of what passes and what diverges of the requirements that are shown.
  function shares(group) {
    return data.targets.map((target, number) => {
      const cells = group.map((entry) => entry.cells[number]).filter((cell) => cell && cell.verdict !== "not-scored");
      const passed = cells.filter((cell) => cell.verdict === "pass").length;
      const judged = passed + cells.filter((cell) => cell.verdict === "fail" || cell.verdict === "flaky").length;
      const percent = (part) => cells.length ? (100 * part / cells.length).toFixed(0) + "%" : "0%";
      return make("span", { class: "share" }, several ? make("span", { class: "hidden" }, target.name + ": ") : "",
        passed + "/" + cells.length, make("span", { class: "hidden" }, " pass"),
        make("i", { style: "--p:" + percent(passed) + ";--f:" + percent(judged) }));
    });
  }

  function rowsOf(group, all) {
    const made = make("div", { class: "rows" }, ...(all ? group : group.slice(0, ROWS)).map(elementOf));
    if (!all && group.length > ROWS) {
      const button = make("button", { type: "button", class: "others" }, "Show the other " + (group.length - ROWS));
      button.addEventListener("click", () => {
        button.replaceWith(...group.slice(ROWS).map(elementOf));
        group[ROWS].element.querySelector("summary").focus();
      });
      made.append(button);
    }
    return made;
  }
  function groupOf(key, group, opened, all) {
    const made = make("details", { class: "group" }, make("summary", {}, ...headingOf(key, group)));
    const show = () => { if (made.children.length === 1) { made.append(rowsOf(group, all)); } };
    made.addEventListener("toggle", () => { if (made.open) { show(); } });
    made.querySelector("summary").addEventListener("click", () => open.set(key, !made.open));
    if (opened) { show(); made.open = true; }
    return made;
  }

  function fitting() {
    const words = value("f-text").toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(Array.from(form.querySelectorAll("input[name=verdict]:checked"), (box) => box.value));
    const whole = verdicts.size === form.querySelectorAll("input[name=verdict]").length;
    const [area, level, harm, status, target] = ["f-area", "f-level", "f-harm", "f-status", "f-target"].map(value);
    const [needs, areas] = data.journeys[value("f-journey")] || [[], []];
    const nearby = (entry) => !value("f-journey") || needs.includes(entry.id) || areas.includes(entry.area);
    const differing = byId("differences") && byId("differences").checked;
    const number = data.targets.findIndex((one) => one.slug === target);
    const fits = (cell) => cell && (whole || verdicts.has(cell.verdict)) && (!harm || cell.harm === harm) && (!status || cell.status === status);
    return entries.filter((entry) => nearby(entry) && (!area || entry.area === area) && (!level || entry.level === level) && (!differing || entry.differs)
      && (number < 0 ? entry.cells.some(fits) : fits(entry.cells[number])) && words.every((word) => entry.text.includes(word)));
  }

  // Show what fits the filter; the group of ``wanted`` is open and has all its rows.
  function show(wanted) {
    const shown = fitting(), made = [];
    for (const [key, group] of groupsOf(shown)) {
      if (!group.length) { continue; }
      const inside = wanted && group.includes(wanted);
      const opened = inside || (open.has(key) ? open.get(key) : shown.length <= FEW || (!several && made.length === 0));
      made.push(groupOf(key, group, opened, inside));
    }
    list.replaceChildren(...(several ? [columns()] : []), ...made);
    byId("f-count").textContent = shown.length + " of " + entries.length + " requirements shown";
  }
  function columns() {
    return make("p", { class: "columns", "aria-hidden": "true" }, make("span", { class: "title" }, ""),
      ...data.targets.map((target) => make("span", { class: "on" }, target.name)));
  }

  // -- one requirement ----------------------------------------------------------------------------------------------

  function fact(name, ...parts) { return make("div", {}, make("dt", {}, name), make("dd", {}, ...parts)); }
  function link(address, words) { return make("a", { href: address, rel: "noreferrer noopener" }, words || address); }
  function source([words, linked]) { return linked ? link(words) : words; }
  function between(parts, gap) { return parts.flatMap((part, number) => number ? [gap(), part] : [part]); }

  async function fill(made, entry) {
    const details = (await unpack("area " + entry.area))[entry.id];
    if (made.children.length > 1) { return; }
    const body = make("div", { class: "body" }, entry.statement ? make("p", { class: "statement" }, entry.statement) : "");
    if (details.why) { body.append(make("p", { class: "note" }, details.why)); }
    const facts = make("dl", { class: "facts" }, fact("Level", entry.level), details.grade ? fact("Evidence", details.grade) : "",
      fact("Area", data.areas.find(([area]) => area === entry.area)[1]),
      entry.operations ? fact("Operations", entry.operations.split(" ").join(", ")) : "",
      details.sources.length ? fact("Sources", ...between(details.sources.map(source), () => make("br"))) : "");
    const properties = Array.from(new Set(details.on.flatMap((on) => on && on.properties || [])));
    if (properties.length) { facts.append(fact("Properties", ...between(properties.map((name) => make("code", {}, name)), () => ", "))); }
    body.append(facts);
    details.on.forEach((on, number) => { if (on) { body.append(...result(entry, entry.cells[number], on, number)); } });
    made.append(body);
  }

  function result(entry, cell, on, number) {
    const parts = several ? [make("h4", { class: "target" }, data.targets[number].name, " ", badge(cell.verdict), " ", mark(cell.status))] : [];
    if (on.reason || on.blocked_by) {
      const line = make("p", {});
      if (on.blocked_by) {
        line.append(cell.verdict === "blocked" ? "Blocked by " : "It needs ", make("a", { href: "#" + on.blocked_by }, on.blocked_by),
          on.blocked_by_verdict ? " (" + on.blocked_by_verdict + ")" : "", on.reason ? ": " : "");
      }
      line.append(on.reason || "");
      parts.push(line);
    }
    if (on.root) { parts.push(make("p", { class: "note" }, "The chain ends at ", make("a", { href: "#" + on.root }, on.root), ".")); }
    if (on.unscored) { parts.push(make("p", { class: "note" }, "Not part of the scores of this run.")); }
    const needed = on.needed ? ", " + on.needed + " needed for a pass" : "";
    parts.push(make("p", { class: "note" }, "Situations: " + cell.agreed + " agreed, " + cell.diverged + " diverged" + needed));
    return [...parts, ...(on.kinds || []).map((kind) => article(entry, cell, kind))];
  }

  function article(entry, cell, kind) {
    const seen = kind.situations + " of " + cell.observed + " situations, " + (kind.when ? "only with " + kind.when.join(" or ") + ", " : "")
      + (kind.confirmed ? "confirmed by replay" : "not confirmed by replay");
    const made = make("article", { class: "kind" },
      make(several ? "h5" : "h4", {}, make("code", {}, kind.kind), kind.operation ? " in " + kind.operation : "", " ",
        make("span", { class: "note" }, seen), " ", mark(kind.status)),
      make("dl", { class: "versus" }, fact("Expected", kind.expected || "–"), fact("Seen", kind.seen || "–")));
    if (kind.known) {
      const [reason, address, linked] = kind.known;
      made.append(make("p", { class: "note" }, (kind.status === "known" ? "Known: " : "Not expected: ") + reason + " ", linked ? link(address) : address));
    }
    for (const [heading, calls] of kind.transcripts || []) { made.append(transcript(heading, calls)); }
    if (kind.script) { made.append(script(entry, kind)); }
    return made;
  }

  function lazily(details, fillIn) {
    details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) { fillIn(); } });
    return details;
  }
  function transcript(heading, calls) {
    const made = make("details", { class: "transcript" },
      make("summary", {}, heading + ": " + calls.length + " call" + (calls.length === 1 ? "" : "s")));
    return lazily(made, () => made.append(calls.length ? make("ol", {}, ...calls.map(call)) : make("p", { class: "note" }, "Not recorded.")));
  }
  function call([operation, status, outcome, request, response]) {
    const part = (name, words) => {
      const shown = make("pre", { tabindex: "0", "aria-label": operation + " " + name }, words), lines = words.split("\n").length;
      const long = lines > 14 || words.length > 1500;
      return make("div", {}, ...(long ? [make("details", { class: "long" }, make("summary", {}, name + ", " + lines + " lines"), shown)]
        : [make("p", { class: "part" }, name), shown]));
    };
    return make("li", {}, make("p", { class: "call" }, make("b", {}, operation), " ",
      make("span", { class: "note" }, (status === null ? "" : status + " ") + outcome)),
      make("div", { class: "pair" }, part("request", request), part("response", response)));
  }
  function script(entry, kind) {
    const made = make("details", { class: "script" }, make("summary", {}, "Script ", kind.path ? make("code", {}, kind.path) : ""));
    return lazily(made, async () => {
      const shown = make("pre", { tabindex: "0", "aria-label": "Script for " + entry.id }, await text(kind.script));
      const button = make("button", { type: "button" }, "Copy the script"), says = make("span", { role: "status", class: "note" });
      button.addEventListener("click", () => copy(shown, says));
      made.append(make("p", {}, button, " ", says), shown);
    });
  }
  async function copy(shown, says) {
    try {
      await navigator.clipboard.writeText(shown.textContent);
      says.textContent = "copied";
    } catch (refused) {
      getSelection().selectAllChildren(shown);
      says.textContent = "selected; press Ctrl+C or Cmd+C";
    }
  }

  // -- links into the list: #SRP-008 opens a requirement, #area-srp, #harm-accepts and #journey-srp filter ----------------------------

  function reveal() {
    const name = decodeURIComponent(location.hash.slice(1));
    for (const sort of ["area", "harm", "journey"]) {
      if (name.startsWith(sort + "-") && byId("f-" + sort)) { return narrow("f-" + sort, name.slice(sort.length + 1)); }
    }
    const entry = places.get(name) || places.get(name.slice(-name.split("-").slice(-2).join("-").length));  // also #r-moto-SRP-008
    if (!entry) { return undefined; }
    if (!fitting().includes(entry)) { clear(); }
    show(entry);
    const made = elementOf(entry);
    made.open = true;
    fill(made, entry);  // before the event of its opening, which comes after the next frame
    made.scrollIntoView();
    made.querySelector("summary").focus({ preventScroll: true });
    return undefined;
  }
  function clear() {
    form.reset();
    open.clear();
  }
  function only(verdicts) {
    for (const box of form.querySelectorAll("input[name=verdict]")) { box.checked = verdicts.includes(box.value); }
  }
  function narrow(field, wanted) {
    clear();
    byId(field).value = wanted;
    if (field === "f-journey") { only(["fail", "flaky", "blocked", "unsupported"]); }
    show();
    byId("requirements").scrollIntoView();
    byId(field).focus({ preventScroll: true });
  }

  function propertiesOf(details) {
    lazily(details, async () => {
      const rows = await unpack("properties " + details.dataset.properties);
      const heads = ["Property", "Area", "Examples", "Calls", "Seconds", "In the target", "Status"];
      const cell = (value, number) => make(number ? "td" : "th", { scope: number ? null : "row", class: number > 1 && number < 6 ? "n" : null },
        number === 0 ? make("code", {}, value) : number === 4 || number === 5 ? value.toFixed(2) : String(value));
      details.append(make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Properties of " + details.dataset.properties },
        make("table", {}, make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
          make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell)))))));
    });
  }

  async function begin() {
    data = await unpack("list");
    several = data.targets.length > 1;
    list.classList.toggle("several", several);
    list.style.setProperty("--targets", String(data.targets.length));
    entries = data.rows.map(entryOf);
    for (const entry of entries) { places.set(entry.id, entry); }
    form.addEventListener("input", () => show());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector("button[type=reset]").addEventListener("click", (event) => { event.preventDefault(); clear(); show(); });
    byId("f-divergent").addEventListener("click", () => { only(["fail", "flaky"]); show(); });
    document.querySelectorAll("[data-properties]").forEach(propertiesOf);
    show();
    addEventListener("hashchange", reveal);
    if (location.hash) { reveal(); }
  }

  if (form) {
    // After the first screen is painted: nothing there waits for the list.
    requestAnimationFrame(() => setTimeout(() => begin().catch((error) => {
      const says = byId("unpacking");
      says.textContent = "The list could not be shown (" + error.message + "). A browser of 2023 or later is needed; the same verdicts are in run.json beside this page.";
      says.hidden = false;
    }), 0));
  }
})();
