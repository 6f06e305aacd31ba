"use strict";
(() => {
  const body = document.getElementById("table").tBodies[0];
  const status = document.getElementById("status");
  const filter = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const more = document.getElementById("more");
  const step = Math.max(body.rows.length, 1);

  const element = (name, attributes, ...inside) => {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([attribute, value]) => made.setAttribute(attribute, value));
    made.append(...inside);
    return made;
  };

  const reasons = (name, why) => (why.length ? [element("details", {},
    element("summary", {}, "why", element("span", { class: "spoken" }, ` ${name} has that`)),
    ...why.flatMap(([of, lines]) => [element("h3", {}, of), ...lines.map((line) => element("p", {}, line))]))] : []);

  const drawn = ([name, , href, total, cells, why]) => element("tr", {},
    element("th", { scope: "row" }, href ? element("a", { href }, element("bdi", {}, name)) : element("bdi", {}, name)),
    element("td", { class: "course" }, total, ...reasons(name, why)),
    ...cells.map(([points, percent, notes]) => element("td", {}, element("b", {}, points),
      ...(percent ? [element("span", {}, `${percent} %`)] : []), ...(notes ? [element("small", {}, notes)] : []))));

  const unpack = async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
  };

  const once = (make) => {
    let made;
    return () => (made ??= make());
  };

  const start = (rest) => {
    const everyone = [
      ...[...body.rows].map((row) => ({ text: row.cells[0].textContent.toLowerCase(), row: () => row })),
      ...rest.map((one) => ({ text: `${one[0]}\n${one[1]}`.toLowerCase(), row: once(() => drawn(one)) })),
    ];
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

    document.getElementById("tools").hidden = false;
    filter.addEventListener("input", () => {
      const wanted = filter.value.trim().toLowerCase();
      found = wanted ? everyone.filter((one) => one.text.includes(wanted)) : everyone;
      most = step;
      status.value = wanted ? `${found.length} of ${everyone.length} learners` : "";
      draw();
    });
    more?.addEventListener("click", () => {
      const first = most;
      most += step;
      draw();
      body.rows[first]?.querySelector("a, summary")?.focus();
    });
    if (more) draw();
  };

  const packed = document.getElementById("data").textContent;
  if (packed) {
    unpack(packed).then(start, () => {
      shown.textContent = shown.textContent.replace(/allow .*/, "open this page in a browser of 2023 or later.");
    });
  } else {
    start([]);
  }
})();
