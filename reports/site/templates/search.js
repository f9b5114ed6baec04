(function () {
  "use strict";
  document.documentElement.classList.add("has-js");
  const field = document.getElementById("search"), count = document.getElementById("count");
  const rows = Array.from(document.querySelectorAll(".requirements tr[data-text]"));
  const sections = Array.from(document.querySelectorAll(".listing section"), (section) => [section, section.querySelectorAll("tr[data-text]")]);
  let texts = null;  // of the rows, once something is searched for
  function show() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !texts) { texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase() + " " + row.dataset.text])); }
    let shown = 0;
    for (const [section, inside] of sections) {
      let found = 0;
      for (const row of inside) {
        row.hidden = !words.every((word) => texts.get(row).includes(word));
        found += row.hidden ? 0 : 1;
      }
      section.hidden = !found;
      section.style.setProperty("--rows", String(found));
      shown += found;
    }
    count.textContent = words.length ? shown + " of " + rows.length + " requirements" : rows.length + " requirements";
  }
  field.addEventListener("input", show);
  if (field.value) { show(); }  // a browser may bring back what was typed
})();
