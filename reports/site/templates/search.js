(function () {
  "use strict";
  document.documentElement.classList.add("has-js");
  const field = document.getElementById("search"), count = document.getElementById("count");
  const rows = Array.from(document.querySelectorAll(".requirements tr[data-text]"), (row) => [row, row.textContent.toLowerCase() + " " + row.dataset.text]);
  const bodies = Array.from(document.querySelectorAll(".requirements tbody"));
  function show() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    for (const body of bodies) { body.hidden = !body.querySelector("tr[data-text]:not([hidden])"); }
    count.textContent = words.length ? shown + " of " + rows.length + " requirements" : rows.length + " requirements";
  }
  field.addEventListener("input", show);
  show();
})();
