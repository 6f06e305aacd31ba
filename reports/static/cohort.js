"use strict";
(() => {
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const heads = [...document.getElementById("heads").cells];
  const status = document.getElementById("status");
  const filter = document.getElementById("filter");
  const part = document.getElementById("part");
  const state = document.getElementById("state");
  const shown = document.getElementById("shown");
  const more = document.getElementById("more");
  const step = Math.max(body.rows.length, 1);
  const { key, learners } = JSON.parse(document.getElementById("data").textContent);
  const fixed = 2;

  const read = (spelled, column) => {
    const [place, level, flags, points, possible, linked] = spelled.split(",");
    const [word, symbol] = key.states[place];
    const counted = level === "-1" ? [] : [`${points} of ${possible || key.columns[column][4]}`];
    return {
      word, symbol, flags, level: Number(level), linked: linked === "1", text: symbol || points,
      says: [...counted, word, ...[...flags].map((flag) => key.flags[flag])].join(", "),
      share: level === "-1" ? -1 : Number(points) / (Number(possible || key.columns[column][4]) || 1),
    };
  };

  const everyone = learners.map(([name, learner, folder, percent, total, unscored, cells], place) => ({
    name, folder, percent, total, unscored, cells, place,
    text: `${name}\n${learner}`.toLowerCase(),
    share: percent ? Number(percent) : -1,
    linked: cells.some((one) => one.endsWith(",1")),
  }));

  const element = (name, attributes, ...inside) => {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([attribute, value]) => made.setAttribute(attribute, value));
    made.append(...inside);
    return made;
  };

  const cell = (row, column) => {
    const one = read(row.cells[column], column);
    const [page, title] = key.columns[column];
    const inside = one.linked
      ? element("a", { tabindex: -1, href: `${row.folder}/${page}`, "aria-label": `${row.name}, ${title}: ${one.says}` }, one.text)
      : element("span", { role: "img", "aria-label": one.says }, one.text);
    const flags = one.flags ? [element("i", { "aria-hidden": true }, one.flags)] : [];
    return element("td", { class: `c${one.level < 0 ? "n" : one.level}` }, inside, ...flags);
  };

  const drawn = (row) => {
    const name = element("bdi", {}, row.name);
    return element("tr", {},
      element("th", { scope: "row" }, row.linked ? element("a", { href: `${row.folder}/index.html` }, name) : name),
      element("td", { class: "total" }, element("b", {}, row.percent ? `${row.percent}\u00a0%` : ""), " ", element("span", {}, row.total),
        ...(row.unscored ? [element("em", {}, `${row.unscored} not judged`)] : [])),
      ...columns.map((column) => cell(row, column)));
  };

  let columns = key.columns.map((_, column) => column);
  let found = everyone;
  let most = step;
  let order = (a, b) => a.place - b.place;

  const draw = () => {
    body.replaceChildren(...found.slice(0, most).map(drawn));
    if (!more) return;
    const left = found.length - most;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(step, left)} more`;
    shown.textContent = left > 0 ? `The first ${most} of ${found.length} learners` : "";
  };

  const sort = (head) => {
    const down = head.getAttribute("aria-sort") === "ascending";
    const column = heads.indexOf(head) - fixed;
    const value = column === -2 ? (row) => row.place : column === -1 ? (row) => row.share : (row) => read(row.cells[column], column).share;
    const values = new Map(everyone.map((row) => [row, value(row)]));
    order = (a, b) => (down ? -1 : 1) * (values.get(a) - values.get(b)) || a.place - b.place;
    heads.forEach((one) => one.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    found = [...found].sort(order);
    status.value = `Sorted by ${head.dataset.label}, ${down ? "highest" : "lowest"} first`;
    draw();
  };

  const matches = (row) => {
    const wanted = filter.value.trim().toLowerCase();
    if (wanted && !row.text.includes(wanted)) return false;
    return !state.value || columns.some((column) => {
      const one = read(row.cells[column], column);
      return (one.symbol || one.word) === state.value || one.flags.includes(state.value);
    });
  };

  const narrow = () => {
    const [kind, ...rest] = part.value.split(":");
    const wanted = rest.join(":");
    columns = key.columns.map((_, column) => column)
      .filter((column) => !kind || key.columns[column][kind === "lesson" ? 2 : 3] === wanted);
    table.classList.toggle("narrowed", columns.length < key.columns.length);
    [heads, ...[...table.tFoot.rows].map((row) => [...row.cells])].forEach((cells) => cells.forEach((one, place) => {
      one.hidden = place >= fixed && !columns.includes(place - fixed);
    }));
    found = everyone.filter(matches).sort(order);
    most = step;
    status.value = found.length < everyone.length ? `${found.length} of ${everyone.length} learners` : "";
    draw();
  };

  const walk = (event) => {
    const place = event.target.closest("td, th");
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!place || !steps || event.ctrlKey || event.metaKey || event.altKey) return;
    let [row, column] = [place.parentElement.sectionRowIndex, place.cellIndex];
    for (;;) {
      row += steps[0];
      column += steps[1];
      const next = body.rows[row]?.cells[column];
      if (!next) return;
      const link = next.querySelector("a");
      if (link) {
        event.preventDefault();
        link.focus();
        return;
      }
    }
  };

  heads.forEach((head) => {
    const button = element("button", { type: "button", title: head.dataset.label });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head));
  });
  document.getElementById("tools").hidden = false;
  filter.addEventListener("input", narrow);
  part.addEventListener("change", narrow);
  state.addEventListener("change", narrow);
  body.addEventListener("keydown", walk);
  body.addEventListener("pointerover", (event) => {
    const labelled = event.target.closest("[aria-label]");
    if (labelled) labelled.title = labelled.getAttribute("aria-label");
  });
  more?.addEventListener("click", () => {
    const first = most;
    most += step;
    draw();
    body.rows[first]?.querySelector("a")?.focus();
  });
  if (more) draw();
})();
