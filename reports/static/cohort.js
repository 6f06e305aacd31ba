"use strict";
(() => {
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const status = document.getElementById("status");
  const filter = document.getElementById("filter");

  const key = (row, column) => Number(row.cells[column].dataset.sort);

  const sort = (column) => {
    const descending = heads[column].getAttribute("aria-sort") === "ascending";
    const rows = [...body.rows].sort((a, b) => (descending ? -1 : 1) * (key(a, column) - key(b, column)));
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
    body.append(...rows);
    status.value = `Sorted by ${heads[column].dataset.label}, ${descending ? "highest" : "lowest"} first`;
  };

  const narrow = () => {
    const wanted = filter.value.trim().toLowerCase();
    const rows = [...body.rows];
    rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
    status.value = wanted ? `${rows.filter((row) => !row.hidden).length} of ${rows.length} learners` : "";
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(column));
  });
  filter.closest("label").hidden = false;
  filter.addEventListener("input", narrow);
})();
