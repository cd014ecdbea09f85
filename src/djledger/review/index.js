// The index: a line for each report, and the places beside each other by indicator.
function name(page) {
  return page.place || page.title || page.name;
}

function listPages() {
  const most = Math.max(1, ...DATA.pages.map((page) => page.entries));
  const numbers = (page) => [
    el("td", { className: "number" }, String(page.entries)),
    el("td", { className: "wide" }, bar([[page.entries - page.open, "c1"], [page.open, "c2"]], most)),
    ...["open", "findings", "reviewed"].map((key) => el("td", { className: "number" }, String(page[key]))),
  ];
  $("rows").replaceChildren(...DATA.pages.map((page) => el("tr", {},
    el("th", { scope: "row" }, el("a", { href: page.href }, page.name),
      el("span", { className: "small" }, page.title)),
    el("td", {}, page.place), el("td", {}, page.date), ...numbers(page))));
  [...$("rows").children].forEach((row, k) => { DATA.pages[k].row = row; });
  const sum = (key) => DATA.pages.reduce((total, page) => total + page[key], 0);
  const cells = ["entries", "", "open", "findings", "reviewed"].map((key) =>
    el("td", { className: "number" }, key ? String(sum(key)) : ""));
  $("total").replaceChildren(el("tr", {},
    el("th", { scope: "row", colSpan: 3 }, t("index.total", { count: DATA.pages.length })), ...cells));
}

function chooseIndicator() {
  const groups = new Map();
  DATA.indicators.forEach(([id, label, group, values], k) => {
    if (!groups.has(group)) groups.set(group, el("optgroup", { label: group || "-" }));
    groups.get(group).append(el("option", { value: k }, `${label}（${values.length}）`));
  });
  $("indicator").replaceChildren(...groups.values());
  $("indicator").value = "0";
  $("compare").hidden = !DATA.indicators.length;
}

function compare() {
  const chosen = DATA.indicators[$("indicator").value];
  if (!chosen) return;
  const units = new Map();
  for (const [at, value, unit] of chosen[3]) {
    if (!units.has(unit)) units.set(unit, []);
    units.get(unit).push([at, value]);
  }
  $("chart").replaceChildren(...[...units].map(([unit, values]) => {
    const most = Math.max(...values.map(([, value]) => Number(value)));
    values.sort((a, b) => Number(b[1]) - Number(a[1]));
    return el("ul", { className: "bars" }, ...values.map(([at, value]) => el("li", {},
      el("a", { href: DATA.pages[at].href, className: "label" }, name(DATA.pages[at])),
      bar([[Number(value), "c1"]], most),
      el("span", { className: "amount" }, `${grouped(value)}${unit}`))));
  }));
}

$("indicator").addEventListener("change", compare);
$("q").addEventListener("input", () => {
  const wanted = $("q").value.trim();
  let count = 0;
  for (const page of DATA.pages) {
    page.row.hidden = !`${page.name}\n${page.title}\n${page.place}`.includes(wanted);
    count += !page.row.hidden;
  }
  say(t("shown", { count }));
});
chooseIndicator();
furniture(() => { listPages(); compare(); });
