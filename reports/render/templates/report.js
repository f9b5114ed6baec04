(function () {
  "use strict";
  document.documentElement.classList.add("has-js");
  const byId = (id) => document.getElementById(id);
  const requirements = Array.from(document.querySelectorAll("details.req"));
  const groups = Array.from(document.querySelectorAll(".group"));
  const form = byId("filter");
  const boxes = form ? Array.from(form.querySelectorAll("input[name=verdict]")) : [];
  const value = (id) => { const field = byId(id); return field ? field.value : ""; };

  function apply() {
    const words = value("f-text").toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const exact = { area: value("f-area"), level: value("f-level"), target: value("f-target"), status: value("f-status") };
    let shown = 0;
    for (const entry of requirements) {
      const data = entry.dataset;
      const fits = verdicts.has(data.verdict) && Object.keys(exact).every((name) => !exact[name] || data[name] === exact[name])
        && words.every((word) => data.text.includes(word));
      entry.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const group of groups) {
      const count = group.querySelectorAll("details.req:not([hidden])").length;
      group.hidden = count === 0;
      group.querySelector(".shown").textContent = String(count);
    }
    for (const section of document.querySelectorAll("section.target")) {
      section.hidden = Boolean(exact.target) && section.dataset.target !== exact.target;
    }
    byId("f-count").textContent = shown + " of " + requirements.length + " results shown";
  }

  function only(chosen) {
    for (const box of boxes) { box.checked = chosen.includes(box.value); }
  }

  function reveal() {
    const entry = byId(decodeURIComponent(location.hash.slice(1)));
    if (!entry || !entry.classList.contains("req")) { return; }
    if (entry.hidden) { form.reset(); apply(); }
    entry.open = true;
    entry.scrollIntoView();
    entry.querySelector("summary").focus({ preventScroll: true });
  }

  if (form) {
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply, 0));
    byId("f-divergent").addEventListener("click", () => { only(["fail", "flaky"]); apply(); });
    apply();
  }

  for (const button of document.querySelectorAll("button.cell")) {
    button.addEventListener("click", () => {
      form.reset();
      only([button.dataset.verdict]);
      byId("f-area").value = button.dataset.area;
      if (byId("f-target")) { byId("f-target").value = button.dataset.target; }
      apply();
      const first = requirements.find((entry) => !entry.hidden);
      if (first) { first.scrollIntoView({ block: "center" }); first.querySelector("summary").focus({ preventScroll: true }); }
    });
  }

  const differences = byId("differences");
  if (differences) {
    const rows = Array.from(document.querySelectorAll(".compare tr[data-differs]"));
    const total = byId("difference-count").textContent;
    differences.addEventListener("change", () => {
      for (const row of rows) { row.hidden = differences.checked && row.dataset.differs === "no"; }
      for (const body of document.querySelectorAll(".compare tbody")) {
        body.hidden = !body.querySelector("tr[data-differs]:not([hidden])");
      }
      byId("difference-count").textContent = differences.checked
        ? rows.filter((row) => !row.hidden).length + " of " + rows.length + " requirements shown" : total;
    });
  }

  let texts = null;
  async function unpacked() {
    if (!texts) {
      const bytes = Uint8Array.from(atob(byId("packed").textContent), (letter) => letter.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      texts = JSON.parse(await new Response(stream).text());
    }
    return texts;
  }
  for (const details of document.querySelectorAll("details.script, details.long")) {
    details.addEventListener("toggle", async () => {
      const shown = details.querySelector("pre[data-packed]");
      if (!details.open || !shown) { return; }
      shown.textContent = (await unpacked())[Number(shown.dataset.packed)];
      delete shown.dataset.packed;
    });
  }

  for (const button of document.querySelectorAll("button.copy")) {
    button.addEventListener("click", async () => {
      const source = button.closest("details").querySelector("pre");
      const says = button.parentElement.querySelector("[role=status]");
      try {
        await navigator.clipboard.writeText(source.textContent);
        says.textContent = "copied";
      } catch (refused) {
        getSelection().selectAllChildren(source);
        says.textContent = "selected; press Ctrl+C or Cmd+C";
      }
    });
  }

  addEventListener("hashchange", reveal);
  if (location.hash) { reveal(); }
})();
