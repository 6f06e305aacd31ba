"use strict";
(() => {
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const status = document.getElementById("status");
  const filter = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const more = document.getElementById("more");
  const step = body.rows.length;
  const { states, files, learners } = JSON.parse(document.getElementById("rest")?.textContent ?? '{"learners": []}');

  const element = (name, attributes, ...inside) => {
    const like = ["svg", "use"].includes(name) ? document.querySelector("svg") : body;
    const made = document.createElementNS(like.namespaceURI, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...inside);
    return made;
  };

  const standing = ([word, icon]) => element("span", { class: `state ${icon}` },
    element("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" },
      element("use", { href: `#i-${icon}` })), word);

  const drawn = ([name, folder, [earned, possible, open], cells]) => element("tr", {},
    element("th", { scope: "row" }, element("bdi", {}, name)),
    ...cells.map((cell, column) => cell
      ? element("td", {}, element("a", { href: `${folder}/${files[column]}` },
        element("span", { class: "points" }, `${cell[0]}/${cell[1]}`), standing(states[cell[2]])))
      : element("td", { class: "missing" }, "not handed in")),
    element("td", { class: "sum" }, `${earned}/${possible}`,
      ...(open ? [element("span", { class: "open" }, `${open} open, our fault`)] : [])));

  const said = ([name, , [earned, possible, open], cells]) => [
    name,
    ...cells.map((cell) => (cell ? `${cell[0]}/${cell[1]}${states[cell[2]][0]}` : "not handed in")),
    `${earned}/${possible}${open ? `${open} open, our fault` : ""}`,
  ].join("\n").toLowerCase();

  const once = (make) => {
    let made;
    return () => (made ??= make());
  };

  const written = [...body.rows].map((row) => ({
    keys: [...row.cells].map((cell) => Number(cell.dataset.sort)),
    text: once(() => row.textContent.toLowerCase()),
    row: () => row,
  }));
  const unwritten = learners.map((learner, place) => ({
    keys: [step + place + 1, ...learner[3].map((cell) => (cell ? (cell[1] ? cell[0] / cell[1] : 1) : -1)), learner[2][0]],
    text: once(() => said(learner)),
    row: once(() => drawn(learner)),
  }));
  const everyone = [...written, ...unwritten];
  let found = everyone;
  let most = step;

  const draw = () => {
    body.replaceChildren(...found.slice(0, most).map((one) => one.row()));
    if (!more) return;
    const left = found.length - most;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(step, left)} more`;
    shown.textContent = left > 0 ? `The first ${most} of ${found.length} learners` : "";
  };

  const sort = (column) => {
    const descending = heads[column].getAttribute("aria-sort") === "ascending";
    const order = (a, b) => (descending ? -1 : 1) * (a.keys[column] - b.keys[column]);
    everyone.sort(order);
    found = found === everyone ? everyone : found.sort(order);
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
    status.value = `Sorted by ${heads[column].dataset.label}, ${descending ? "highest" : "lowest"} first`;
    draw();
  };

  const narrow = () => {
    const wanted = filter.value.trim().toLowerCase();
    found = wanted ? everyone.filter((one) => one.text().includes(wanted)) : everyone;
    most = step;
    status.value = wanted ? `${found.length} of ${everyone.length} learners` : "";
    draw();
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
  more?.addEventListener("click", () => {
    const first = most;
    most += step;
    draw();
    body.rows[first]?.querySelector("a")?.focus();
  });
  if (more) draw();
})();
