// The review page of one report. A row is an entry, a numeral that was set aside, or a finding
// that belongs to neither; each stands in the list and, where it has a place, in the text.
const STATES = ["待核", "已核", "存疑", "作废"];
const SIGNS = { 待核: "○", 已核: "✓", 存疑: "?", 作废: "×" };
const TEXT_FIELDS = ["unit", "item", "period", "scope", "note"];
const FIELDS = ["value", "indicator", "status", ...TEXT_FIELDS];
const NAME = DATA.source.name || "report";
const FILE = `${NAME.replace(/\.txt$/, "").replace(/[\x00-\x1f<>:"/\\|?*]+/g, "_")}.corrections.json`;

// ---- offsets: a ledger counts code points, a browser UTF-16 units -------------------------

const ASTRAL = /[\ud800-\udbff]/.test(DATA.text);
const UNITS = ASTRAL ? unitOffsets(DATA.text) : null;

function unitOffsets(text) {
  const offsets = [];
  for (let k = 0; k < text.length; k += text.codePointAt(k) > 0xffff ? 2 : 1) offsets.push(k);
  offsets.push(text.length);
  return offsets;
}

const unit = (point) => (UNITS ? UNITS[point] : point);

function point(wanted) {
  if (!UNITS) return wanted;
  let low = 0;
  for (let high = UNITS.length - 1; low < high;) {
    const middle = (low + high + 1) >> 1;
    if (UNITS[middle] <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}

// ---- rows --------------------------------------------------------------------------------

const rows = [];
const undone = []; // what each change replaced, the latest last
let exported = 0; // how many changes the last export held
let current = null;

function newRow(kind, data, first) {
  const review = data.review || {};
  const row = {
    kind, data, edits: {}, gone: false, findings: [], parts: [], marks: [],
    a: unit(data.start), b: unit(data.end),
    first: { state: "待核", value: "", note: "", by: "", indicator: "", item: "", unit: "", status: "achieved",
      period: "", scope: "", ...pick(data, ["indicator", "item", "unit", "status", "period", "scope"]),
      ...pick(review, ["state", "value", "note", "by"]), ...first },
  };
  row.node = el("tr", { role: "row", tabIndex: -1, "aria-selected": "false" });
  row.node.row = row;
  return row;
}

function pick(object, names) {
  return Object.fromEntries(names.filter((name) => has(object, name)).map((name) => [name, object[name]]));
}

const has = (object, name) => Object.prototype.hasOwnProperty.call(object, name);
const now = (row, field) => (has(row.edits, field) ? row.edits[field] : row.first[field]);
const isEntry = (row) => row.kind === "entry" || row.kind === "added";
const changed = (row) => !row.gone && (row.kind === "added" || Object.keys(row.edits).length > 0);

const entries = DATA.entries.map((data) => newRow("entry", data));
entries.forEach((row) => {
  if ("part_of" in row.data) entries[row.data.part_of].parts.push(row);
});
const ignored = DATA.ignored.map(([start, end, reason]) => newRow("ignored", { start, end, reason }));
const loose = [];
for (const finding of DATA.findings) {
  if ("entry" in finding) entries[finding.entry].findings.push(finding);
  else {
    const row = newRow("finding", finding);
    row.findings.push(finding);
    loose.push(row);
  }
}
rows.push(...entries, ...ignored, ...loose);
const order = (x, y) => x.a - y.a || x.b - y.b;
rows.sort(order);

function quote(row) {
  return DATA.text.slice(row.a, row.b);
}

function label(indicator) {
  return has(DATA.indicators, indicator) ? DATA.indicators[indicator][0] : indicator;
}

function reason(row) {
  return spoken ? row.data.reason.replace(/_/g, " ") : DATA.reasons[row.data.reason];
}

function read(row) {
  const { value, value_max: most, qualifier } = row.data;
  if (!value) return t("qualifier.masked");
  if (most) return `${grouped(value)}–${grouped(most)}`;
  const known = has(DATA.texts, `qualifier.${qualifier}`) && qualifier !== "masked";
  const told = known ? t(`qualifier.${qualifier}`) + (spoken ? " " : "") : "";
  return told + grouped(value);
}

/** What a screen reader says of a row, and what the head of the detail shows. */
function spokenRow(row) {
  if (row.kind === "ignored") return `${quote(row)} ${t("detail.ignored", { reason: reason(row) })}`;
  if (row.kind === "finding") return `${row.data.code} ${row.data.message}`;
  const value = now(row, "value");
  const name = now(row, "item") || label(now(row, "indicator"));
  return `${name} ${value ? grouped(value) : read(row)}${now(row, "unit")}`;
}

// ---- the text: cut at every boundary ------------------------------------------------------

const source = $("src");
source.lang = DATA.source.script === "traditional" ? "zh-Hant" : "zh-Hans";
const paragraphs = [];

function cutText() {
  for (let start = 0; start < DATA.text.length;) {
    const found = DATA.text.indexOf("\n", start);
    const end = found < 0 ? DATA.text.length : found + 1;
    paragraphs.push({ start, end, spans: [], node: el("div", { className: "p" }) });
    start = end;
  }
  rows.forEach(place);
  paragraphs.forEach(draw);
  source.append(...paragraphs.map((paragraph) => paragraph.node));
}

function paragraphAt(offset) {
  let low = 0;
  for (let high = paragraphs.length - 1; low < high;) {
    const middle = (low + high + 1) >> 1;
    if (paragraphs[middle].start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function place(row) {
  if (row.a >= row.b) return;
  for (let k = paragraphAt(row.a); k < paragraphs.length && paragraphs[k].start < row.b; k++) {
    paragraphs[k].spans.push(row);
  }
}

function draw(paragraph) {
  const { start, end, node } = paragraph;
  const spans = paragraph.spans.filter((row) => !row.gone).sort(order);
  const cuts = new Set([start, end]);
  for (const row of spans) {
    cuts.add(Math.max(start, row.a)).add(Math.min(end, row.b));
    row.marks = row.marks.filter((mark) => !node.contains(mark));
  }
  const edges = [...cuts].sort((x, y) => x - y);
  const pieces = [];
  let open = [];
  let next = 0;
  for (let k = 0; k + 1 < edges.length; k++) {
    const from = edges[k];
    const to = edges[k + 1];
    while (next < spans.length && spans[next].a <= from) open.push(spans[next++]);
    open = open.filter((row) => row.b > from);
    const text = DATA.text.slice(from, to);
    if (!open.length) {
      pieces.push(text);
      continue;
    }
    const mark = el("mark", {}, text);
    mark.rows = [...open];
    for (const row of open) row.marks.push(mark);
    pieces.push(mark);
  }
  node.replaceChildren(...pieces);
  for (const row of spans) row.marks.forEach(colour);
}

const RANK = ["ignored", "finding", "entry", "added"];

function colour(mark) {
  const shown = mark.rows.filter((row) => !row.gone);
  const best = shown.slice().sort((x, y) => RANK.indexOf(y.kind) - RANK.indexOf(x.kind))[0];
  const classes = [];
  if (best && isEntry(best)) {
    classes.push("entry");
    if (!now(best, "indicator")) classes.push("open");
    classes.push({ 待核: "", 已核: "checked", 存疑: "doubtful", 作废: "struck" }[now(best, "state")]);
  } else if (best && best.kind === "ignored") classes.push("ignored");
  if (shown.some((row) => row.findings.length)) classes.push("finding");
  if (shown.includes(current)) classes.push("current");
  mark.className = classes.filter(Boolean).join(" ");
  const titles = shown.map((row) => row.kind === "ignored" ? t("detail.ignored", { reason: reason(row) })
    : [spokenRow(row), ...row.findings.map((f) => `${f.code} ${f.message}`)].join("\n"));
  mark.title = titles.join("\n");
  const ends = shown.find((row) => isEntry(row) && row.marks[row.marks.length - 1] === mark);
  if (ends) mark.dataset.n = ends.number;
  else delete mark.dataset.n;
}

// ---- the list ----------------------------------------------------------------------------

function paint(row) {
  const cell = (className, ...children) => el("td", { role: "gridcell", className }, ...children);
  const small = (text) => el("span", { className: "small" }, text);
  const state = now(row, "state");
  const cells = [];
  if (isEntry(row)) {
    const indicator = now(row, "indicator");
    const value = now(row, "value");
    const about = [indicator ? label(indicator) : t("group.none"), now(row, "scope"), now(row, "period"),
      now(row, "status") === "achieved" ? "" : t(`status.${now(row, "status")}`)].filter(Boolean);
    const shown = value ? [el("ins", {}, grouped(value)), now(row, "unit"),
      small(row.kind === "added" ? "" : t("was", { value: read(row) }))] : [read(row) + now(row, "unit")];
    cells.push(cell("number", String(row.number)),
      cell("", now(row, "item") || quote(row), row.kind === "added" ? small(t("detail.added")) : "",
        small(about.join(" · "))),
      cell("number", ...shown),
      cell("", `${SIGNS[state]} ${t(`state.${state}`)}`, now(row, "note") ? small(now(row, "note")) : ""));
  } else {
    const told = row.kind === "ignored" ? t("detail.ignored", { reason: reason(row) }) : row.data.message;
    cells.push(cell("number"), cell("", quote(row).slice(0, 40), small(told)), cell("number"), cell(""));
  }
  const codes = row.findings.map((f) => el("span", { className: `code ${f.level}`, title: f.message }, f.code));
  cells.push(cell("", ...codes), cell("number", placeOf(row)));
  row.node.className = isEntry(row) && state === "作废" ? "struck" : row.kind;
  row.node.replaceChildren(...cells);
}

function placeOf(row) {
  if (row.a >= row.b) return "";
  if (!row.data.line) [row.data.line, row.data.column] = lineOf(row.data.start, row.a);
  return `${row.data.line}:${row.data.column}`;
}

let breaks = null;
function lineOf(start, offset) {
  if (!breaks) breaks = paragraphs.map((paragraph) => point(paragraph.start));
  const line = paragraphAt(offset);
  return [line + 1, start - (breaks[line] || 0) + 1];
}

/** What people call a place: as its reader says, else by paragraphs, as in the ledger. */
function locator(start, line) {
  const named = DATA.locators.filter(([from]) => from <= start).pop();
  if (named) return named[1];
  const before = paragraphs.slice(0, line - 1);
  return `第${before.filter(({ start: a, end: b }) => DATA.text.slice(a, b).trim()).length + 1}段`;
}

const CHUNK = 50;
let bodies = [];

function listRows() {
  let number = 0;
  for (const row of rows) if (isEntry(row) && !row.gone) row.number = ++number;
  rows.forEach(paint);
  // In bodies of fifty: the browser leaves out whole bodies that are not in view.
  for (const body of bodies) body.remove();
  bodies = [];
  for (let k = 0; k < rows.length; k += CHUNK) {
    bodies.push(el("tbody", { role: "rowgroup" }, ...rows.slice(k, k + CHUNK).map((row) => row.node)));
  }
  $("grid").append(...bodies);
}

function wanted(row) {
  if (row.gone) return false;
  const show = $("show").value;
  const state = $("state").value;
  const group = $("group").value;
  if ((row.kind === "ignored") !== (show === "ignored")) return false;
  if (row.kind === "finding" && (state || !["entries", "findings"].includes(show))) return false;
  if (show === "mapped" && !now(row, "indicator")) return false;
  if (show === "open" && now(row, "indicator")) return false;
  if (show === "findings" && !row.findings.length) return false;
  if (show === "masked" && (row.data.value || now(row, "value"))) return false;
  if (show === "changed" && !changed(row)) return false;
  if (state && now(row, "state") !== state) return false;
  if (group && (!isEntry(row) || groupOf(row) !== group)) return false;
  const words = $("q").value.trim().toLowerCase();
  if (!words) return true;
  const said = [quote(row), now(row, "item"), label(now(row, "indicator")), now(row, "indicator"),
    now(row, "unit"), now(row, "note"), now(row, "value"), row.data.value || "", row.data.locator || "",
    ...row.findings.map((f) => f.code + f.message)].join("\n").toLowerCase();
  return words.split(/\s+/).every((word) => said.includes(word));
}

function groupOf(row) {
  const indicator = now(row, "indicator");
  return has(DATA.indicators, indicator) ? DATA.indicators[indicator][1] : "-";
}

function filter() {
  let count = 0;
  let findings = 0;
  for (const row of rows) {
    const hidden = !wanted(row);
    if (row.node.hidden !== hidden) row.node.hidden = hidden;
    if (hidden) continue;
    if (row.kind === "finding") findings += 1;
    else count += 1;
  }
  for (const body of bodies) {
    const shown = body.querySelectorAll(":scope > :not([hidden])").length;
    body.hidden = !shown;
    body.style.containIntrinsicBlockSize = `auto ${shown * 3.5}em`;
  }
  if ($("show").value === "findings") count += findings;
  $("count").textContent = t("shown", { count });
  $("empty").hidden = count + findings > 0;
  rove();
  return count;
}

/** One row takes part in the order of Tab: the current one, or the first. */
function rove() {
  const stop = current && !current.node.hidden ? current : rows.find((row) => !row.node.hidden);
  for (const node of $("grid").querySelectorAll('tr[tabindex="0"]')) node.tabIndex = -1;
  if (stop) stop.node.tabIndex = 0;
}

function filtered() {
  say(t("shown", { count: filter() }));
}

function progress() {
  const all = rows.filter((row) => isEntry(row) && !row.gone);
  const done = all.filter((row) => now(row, "state") !== "待核").length;
  $("bar").max = Math.max(1, all.length);
  $("bar").value = done;
  $("done").textContent = t("progress", { done, all: all.length, changed: rows.filter(changed).length });
}

// ---- choosing a row ----------------------------------------------------------------------

function choose(row, { focus = true, quiet = false } = {}) {
  const before = current;
  current = row;
  if (before) {
    before.node.setAttribute("aria-selected", "false");
    before.marks.forEach(colour);
  }
  rove();
  row.node.setAttribute("aria-selected", "true");
  row.marks.forEach(colour);
  if (!row.node.hidden) {
    if (focus) row.node.focus({ preventScroll: true });
    row.node.scrollIntoView({ block: "nearest" });
  }
  const mark = row.marks[0];
  if (mark) {
    const box = mark.getBoundingClientRect();
    const pane = source.getBoundingClientRect();
    if (box.top < pane.top || box.bottom > pane.bottom) mark.scrollIntoView({ block: "center" });
  }
  detail();
  if (!quiet) {
    const head = isEntry(row) ? `${t("detail.entry", { n: row.number })} ` : "";
    const told = isEntry(row) ? row.findings.map((f) => f.message) : [];
    say([head + spokenRow(row), isEntry(row) ? t(`state.${now(row, "state")}`) : "", ...told].filter(Boolean).join("，"));
  }
}

function step(by, suits = () => true) {
  let at = current ? rows.indexOf(current) : by > 0 ? -1 : rows.length;
  do at += by; while (at >= 0 && at < rows.length && (rows[at].node.hidden || !suits(rows[at])));
  if (at >= 0 && at < rows.length) choose(rows[at]);
}

function detail() {
  const row = current;
  const entry = row && isEntry(row);
  $("fields").hidden = $("states").hidden = !entry;
  if (!row) {
    $("detail-title").textContent = t("detail");
    $("facts").replaceChildren(el("p", {}, t("detail.none")));
    return;
  }
  const name = row.kind === "finding" ? t("detail.finding") : entry ? t("detail.entry", { n: row.number }) : "";
  $("detail-title").textContent = `${name} ${spokenRow(row)}`.trim();
  const facts = [];
  const said = (...children) => facts.push(el("p", {}, ...children));
  for (const finding of row.findings) {
    if (row.kind !== "finding") said(el("span", { className: `code ${finding.level}` }, finding.code), ` ${finding.message}`);
  }
  const link = (other) => {
    const made = el("button", { className: "link" }, spokenRow(other));
    made.addEventListener("click", () => choose(other));
    return made;
  };
  if ("part_of" in row.data) said(`${t("detail.part")} `, link(entries[row.data.part_of]));
  if (row.parts.length) said(`${t("detail.parts")} `, ...row.parts.map(link));
  if (row.a < row.b) {
    const at = placeOf(row).split(":");
    const locator = row.data.locator || "";
    const told = t("detail.place", { locator, line: at[0], column: at[1] });
    said(el("span", { className: "small" }, row.data.why ? `${told} · ${t("detail.why")} ${row.data.why.join("、")}` : told));
  }
  if (row.kind === "ignored") {
    const button = el("button", {}, t("detail.add"));
    button.addEventListener("click", () => addSpan(row.a, row.b));
    facts.push(button);
  }
  $("facts").replaceChildren(...facts);
  if (!entry) return;
  $("states").replaceChildren(...STATES.map((state) => {
    const key = { 待核: "z", 已核: "a", 存疑: "x", 作废: "d" }[state];
    const button = el("button", { "aria-pressed": String(now(row, "state") === state), "aria-keyshortcuts": key },
      `${SIGNS[state]} ${t(`state.${state}`)} `, el("kbd", {}, key));
    button.addEventListener("click", () => setState(state, false));
    return button;
  }));
  for (const field of FIELDS) {
    let value = now(row, field);
    if (field === "value" && !value) value = row.data.value || "";
    if (field === "indicator" && value) value = `${label(value)} ${value}`;
    $(`f-${field}`).value = value;
    $(`f-${field}`).removeAttribute("aria-invalid");
  }
}

// ---- changing ----------------------------------------------------------------------------

function change(row, patch) {
  const before = { ...row.edits };
  for (const [field, value] of Object.entries(patch)) {
    if (value === row.first[field]) delete row.edits[field];
    else row.edits[field] = value;
  }
  if (JSON.stringify(before) === JSON.stringify(row.edits)) return;
  undone.push([{ row, edits: before, gone: row.gone }]);
  refresh(row);
}

function refresh(row) {
  paint(row);
  row.marks.forEach(colour);
  if (row === current) detail();
  progress();
  if ($("overview").open) charts();
}

function setState(state, onward) {
  if (!current || !isEntry(current)) return;
  const row = current;
  if (row.kind === "added" && state === "作废") {
    undone.push([{ row, edits: { ...row.edits }, gone: false }]);
    row.gone = true;
    redraw(row);
    say(t("removed"));
    return;
  }
  change(row, { state });
  say(`${t("detail.entry", { n: row.number })} ${t(`state.${state}`)}`);
  if (onward) step(1);
}

/** A row has come or gone: its paragraphs are cut again, entries are counted again. */
function redraw(row) {
  for (let k = paragraphAt(row.a); k < paragraphs.length && paragraphs[k].start < row.b; k++) draw(paragraphs[k]);
  if (row.gone && row === current) {
    step(1, isEntry);
    if (current === row) current = null;
  }
  let number = 0;
  for (const other of rows) {
    if (!isEntry(other) || other.gone || other.number === ++number) continue;
    other.number = number;
    paint(other);
    other.marks.forEach(colour);
  }
  paint(row);
  filter();
  detail();
  progress();
  if ($("overview").open) charts();
}

function undo() {
  const last = undone.pop();
  if (!last) {
    say(t("undo.none"));
    return;
  }
  for (const { row, edits, gone } of last.reverse()) {
    const moved = row.gone !== gone;
    row.edits = edits;
    row.gone = gone;
    if (moved) redraw(row);
    else refresh(row);
  }
  filter();
  const { row } = last[0];
  if (!row.gone) choose(row, { quiet: true });
  say(t("undone"));
}

/** "1.1万" as 11000, "１，２８６" as 1286; null for what is no number. */
function decimal(text) {
  const plain = text.normalize("NFKC").replace(/[,\s]/g, "");
  const found = /^(-?)(\d+)(?:\.(\d+))?(万|亿)?$/.exec(plain);
  if (!found) return null;
  const shift = { 万: 4, 亿: 8 }[found[4]] || 0;
  const fraction = (found[3] || "").padEnd(shift, "0");
  const whole = (found[2] + fraction.slice(0, shift)).replace(/^0+(?=\d)/, "");
  const rest = shift ? fraction.slice(shift).replace(/0+$/, "") : fraction;
  return found[1] + whole + (rest && `.${rest}`);
}

function indicatorOf(text) {
  const said = text.trim();
  if (!said) return "";
  const last = said.split(/\s+/).pop();
  if (has(DATA.indicators, last)) return last;
  const found = Object.entries(DATA.indicators).find(([, [name]]) => name === said);
  return found ? found[0] : null;
}

function typed(field) {
  const row = current;
  if (!row || !isEntry(row)) return;
  const input = $(`f-${field}`);
  let value = input.value.trim();
  if (field === "value") {
    const known = decimal(value);
    if (value && known === null) return refuse(input, t("bad.value", { value }));
    value = known === null || known === (row.data.value || "") ? "" : known;
    if (value && known === row.first.value) value = row.first.value;
  }
  if (field === "indicator") {
    const known = indicatorOf(value);
    if (known === null) return refuse(input, t("bad.indicator", { value }));
    value = known;
  }
  input.removeAttribute("aria-invalid");
  if (value === now(row, field)) return;
  const patch = { [field]: value };
  // Who corrects an entry has looked at it; a note alone may be a question.
  if (field !== "note" && now(row, "state") === "待核") patch.state = "已核";
  change(row, patch);
}

function refuse(input, text) {
  input.setAttribute("aria-invalid", "true");
  say(text);
}

// ---- adding ------------------------------------------------------------------------------

function selected() {
  const selection = window.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!source.contains(range.startContainer) || !source.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.setStart(source, 0);
  before.setEnd(range.startContainer, range.startOffset);
  let a = before.toString().length;
  let b = a + range.toString().length;
  while (a < b && /\s/.test(DATA.text[a])) a++;
  while (b > a && /\s/.test(DATA.text[b - 1])) b--;
  return a < b ? [a, b] : null;
}

function addSelected() {
  const span = selected();
  if (span) addSpan(...span);
  else say(t("add.none"));
}

function addSpan(a, b) {
  const meets = (row) => !row.gone && row.a < b && a < row.b;
  const there = rows.find((row) => isEntry(row) && meets(row));
  if (there) {
    choose(there);
    say(t("add.meets"));
    return;
  }
  const aside = rows.find((row) => row.kind === "ignored" && meets(row));
  const text = DATA.text.slice(a, b);
  const figures = /([\d０-９][\d０-９,，.．]*)\s*([万亿]?)(\D*)$/.exec(text);
  const value = figures ? decimal(figures[1].replace(/[，．]/g, (c) => (c === "，" ? "," : ".")) + figures[2]) || "" : "";
  const start = point(a);
  const [line, column] = lineOf(start, a);
  const data = { start, end: point(b), line, column, locator: locator(start, line), value: "",
    ignored: aside ? aside.data.reason : "" };
  const row = newRow("added", data, { state: "已核", value, unit: figures ? figures[3].trim() : "" });
  undone.push([{ row, edits: {}, gone: true }]);
  insert(row);
  $("show").value = "entries";
  $("state").value = $("group").value = $("q").value = "";
  filter();
  window.getSelection().removeAllRanges();
  choose(row, { quiet: true });
  say(t("added", { quote: text }));
  $(value ? "f-item" : "f-value").focus();
}

function insert(row) {
  const after = rows.findIndex((other) => order(other, row) > 0);
  const at = after < 0 ? rows.length : after;
  if (at < rows.length) rows[at].node.before(row.node);
  else if (bodies.length) bodies[bodies.length - 1].append(row.node);
  else $("grid").append(bodies[bodies.push(el("tbody", { role: "rowgroup" }, row.node)) - 1]);
  rows.splice(at, 0, row);
  place(row);
  redraw(row);
}

// ---- corrections out and in ---------------------------------------------------------------

class Digits {
  constructor(text) { this.text = text; }
}

const digits = (text) => (text ? new Digits(text) : null);

/** JSON with numbers that keep their digits. */
function json(value, indent = "\n") {
  const inner = `${indent} `;
  if (value instanceof Digits) return value.text;
  if (Array.isArray(value)) {
    return value.length ? `[${inner}${value.map((item) => json(item, inner)).join(`,${inner}`)}${indent}]` : "[]";
  }
  if (value && typeof value === "object") {
    return `{${Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}: ${json(v, inner)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}

function written(field, value) {
  if (field === "value") return digits(value);
  return field === "indicator" ? value || null : value;
}

function corrections() {
  const said = rows.filter(changed);
  return {
    format: "djledger.corrections/1",
    document_sha256: DATA.document,
    ledger_sha256: DATA.ledger,
    source: NAME,
    by: $("by").value.trim(),
    corrections: said.filter((row) => row.kind === "entry").map((row) => {
      const was = { state: row.first.state, value: digits(row.first.value), note: row.first.note, read: digits(row.data.value) };
      const to = {};
      for (const field of ["state", ...FIELDS]) {
        if (!has(row.edits, field)) continue;
        was[field] = written(field, row.first[field]);
        to[field] = written(field, row.edits[field]);
      }
      return { id: row.data.id, was, ...to };
    }),
    added: said.filter((row) => row.kind === "added").map((row) => ({
      start: row.data.start, end: row.data.end, line: row.data.line, column: row.data.column,
      locator: row.data.locator, quote: quote(row), item: now(row, "item"),
      indicator: now(row, "indicator") || null, value: digits(now(row, "value")), unit: now(row, "unit"),
      kind: kindOf(now(row, "unit")), status: now(row, "status"), period: now(row, "period"),
      scope: now(row, "scope"), ignored: row.data.ignored, state: now(row, "state"), note: now(row, "note"),
    })),
  };
}

function kindOf(name) {
  if (/元$/.test(name)) return "money";
  return /[%％‰]$|百分点$/.test(name) ? "percent" : "count";
}

function exportCorrections() {
  const made = corrections();
  const count = made.corrections.length + made.added.length;
  if (!count) {
    say(t("export.none"));
    return;
  }
  const address = URL.createObjectURL(new Blob([`${json(made)}\n`], { type: "application/json" }));
  el("a", { href: address, download: FILE }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
  exported = undone.length;
  say(`${t("exported", { count })} ${t("apply", { file: FILE })}`);
}

function importCorrections(text) {
  let made;
  try {
    made = JSON.parse(text, (key, value, context) =>
      (typeof value === "number" && (key === "value" || key === "read") ? (context && context.source) || String(value) : value));
    if (made.format !== "djledger.corrections/1") throw new Error();
  } catch {
    say(t("import.bad"));
    return;
  }
  if (made.document_sha256 !== DATA.document) {
    say(t("import.other"));
    return;
  }
  if (!$("by").value) $("by").value = String(made.by || "");
  const known = new Map(entries.map((row) => [row.data.id, row]));
  let count = 0;
  let missing = 0;
  for (const said of made.corrections || []) {
    const row = known.get(said.id);
    if (!row) {
      missing += 1;
      continue;
    }
    const patch = pick(said, ["state", ...FIELDS]);
    for (const field of Object.keys(patch)) patch[field] = patch[field] === null ? "" : String(patch[field]);
    change(row, patch);
    count += 1;
  }
  for (const said of made.added || []) {
    const [a, b] = [unit(said.start), unit(said.end)];
    const taken = rows.some((row) => isEntry(row) && !row.gone && row.a < b && a < row.b);
    if (taken || DATA.text.slice(a, b) !== said.quote) {
      missing += 1;
      continue;
    }
    const first = {};
    for (const field of ["state", ...FIELDS]) first[field] = said[field] === null ? "" : String(said[field] ?? "");
    const row = newRow("added", { ...pick(said, ["start", "end", "line", "column", "locator", "ignored"]), value: "" }, first);
    undone.push([{ row, edits: {}, gone: true }]);
    insert(row);
    count += 1;
  }
  filter();
  say(t("imported", { count }) + (missing ? t("imported.missing", { count: missing }) : ""));
}

// ---- charts ------------------------------------------------------------------------------

function charts() {
  $("charts").replaceChildren(...[groupChart(), partsChart(), reasonChart()].filter(Boolean));
}

function chart(title, items) {
  return items.length ? el("section", {}, el("h3", {}, title), el("ul", { className: "bars" }, ...items)) : null;
}

function groupChart() {
  const counts = new Map();
  for (const row of rows) {
    if (!isEntry(row) || row.gone) continue;
    const group = groupOf(row);
    const seen = counts.get(group) || [0, 0];
    seen[now(row, "state") === "待核" ? 1 : 0] += 1;
    counts.set(group, seen);
  }
  const most = Math.max(1, ...[...counts.values()].map(([x, y]) => x + y));
  const shown = [...counts].sort(([, x], [, y]) => y[0] + y[1] - x[0] - x[1]);
  return chart(t("chart.groups"), shown.map(([group, [done, left]]) => {
    const button = el("button", { className: "link label" }, group === "-" ? t("group.none") : DATA.groups[group] || group);
    button.addEventListener("click", () => { $("group").value = group; filtered(); });
    return el("li", {}, button, bar([[done, "c3"], [left, "c1"]], most), el("span", { className: "amount" }, String(done + left)));
  }));
}

function valueOf(row) {
  return now(row, "state") === "作废" ? NaN : Number(now(row, "value") || row.data.value || NaN);
}

const MOST_SUMS = 40;

function partsChart() {
  const sums = [];
  for (const row of entries) {
    const whole = valueOf(row);
    const parts = row.parts.filter((other) => now(other, "unit") === now(row, "unit") && valueOf(other) >= 0);
    if (!parts.length || !(whole >= 0)) continue;
    const sum = parts.reduce((total, other) => total + valueOf(other), 0);
    sums.push({ row, parts, whole, sum, rest: Number((whole - sum).toFixed(6)) });
  }
  sums.sort((x, y) => (x.rest >= 0) - (y.rest >= 0) || order(x.row, y.row)); // what is wrong, first
  const more = sums.length - MOST_SUMS;
  const items = sums.slice(0, MOST_SUMS).map(sumItem);
  if (more > 0) items.push(el("li", {}, t("chart.more", { count: more })));
  return chart(t("chart.parts"), items);
}

function sumItem({ row, parts, whole, sum, rest }) {
  const said = grouped(String(Math.abs(rest)));
  const verdict = rest === 0 ? t("chart.parts.full")
    : t(rest > 0 ? "chart.parts.less" : "chart.parts.more", { rest: said });
  const pieces = parts.map((other, k) => [valueOf(other), `c${(k % 4) + 1}`]);
  if (rest > 0) pieces.push([rest, "rest"]);
  const button = el("button", { className: "link label" }, spokenRow(row));
  button.addEventListener("click", () => choose(row));
  const told = parts.map((other) => grouped(String(valueOf(other)))).join(" + ");
  return el("li", {}, button, bar(pieces, Math.max(whole, sum)),
    el("span", { className: `amount ${rest < 0 ? "bad" : ""}` }, `${told} · ${verdict}`));
}

function reasonChart() {
  const counts = Object.entries(DATA.source.ignored || {}).sort(([, x], [, y]) => y - x);
  const most = Math.max(1, ...counts.map(([, count]) => count));
  return chart(t("chart.reasons"), counts.map(([name, count]) => {
    const said = spoken ? name.replace(/_/g, " ") : DATA.reasons[name] || name;
    return el("li", {}, el("span", { className: "label" }, said), bar([[count, "rest"]], most),
      el("span", { className: "amount" }, String(count)));
  }));
}

// ---- keys and buttons ---------------------------------------------------------------------

const KEYS = [
  ["move", ["j", "k"], ["↓", "↑"]], ["edit", ["Enter"]], ["back", ["Esc"]],
  ["confirm", ["a"]], ["doubt", ["x"]], ["strike", ["d"]], ["reset", ["z"]], ["undo", ["u"]], ["add", ["s"]],
  ["problem", ["n", "N"]], ["search", ["/"]], ["export", ["e"]], ["help", ["?"]],
];
const COMMANDS = {
  j: () => step(1), k: () => step(-1),
  n: () => step(1, (row) => row.findings.length), N: () => step(-1, (row) => row.findings.length),
  a: () => setState("已核", true), x: () => setState("存疑", true), d: () => setState("作废", true),
  z: () => setState("待核", false), u: undo, s: addSelected, e: exportCorrections,
  "/": () => $("q").focus(), "?": () => $("dialog").showModal(),
};

function edit() {
  if (!current || !isEntry(current)) return;
  $("f-value").focus();
  $("f-value").select();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("dialog").open) return;
  const { target, key } = event;
  if (key === "Escape") {
    if (target.id.startsWith("f-")) detail(); // what was half typed is not meant
    if (current && !current.node.hidden) current.node.focus();
    return;
  }
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) {
    if (key === "Enter" && target.id.startsWith("f-")) {
      typed(target.id.slice(2));
      if (!target.hasAttribute("aria-invalid") && current) current.node.focus();
    }
    return;
  }
  const inList = target.tagName === "TR";
  if (inList && (key === "ArrowDown" || key === "ArrowUp")) {
    event.preventDefault();
    step(key === "ArrowDown" ? 1 : -1);
  } else if (inList && (key === "Home" || key === "End")) {
    event.preventDefault();
    const shown = rows.filter((row) => !row.node.hidden);
    choose(shown[key === "Home" ? 0 : shown.length - 1]);
  } else if (key === "Enter" && inList) {
    event.preventDefault();
    if (target.row !== current) choose(target.row);
    edit();
  } else if (has(COMMANDS, key) && $("single").checked) {
    event.preventDefault();
    COMMANDS[key]();
  }
}

function showKeys() {
  const caps = (keys) => keys.flatMap((key, k) => [...(k ? [" "] : []), el("kbd", {}, key)]);
  $("keys").replaceChildren(...KEYS.map(([name, keys]) => el("span", {}, ...caps(keys), ` ${t(`key.${name}`)}`)));
  $("all-keys").replaceChildren(...KEYS.flatMap(([name, keys, more]) =>
    [el("dt", {}, ...caps([...keys, ...(more || [])])), el("dd", {}, t(`key.${name}`))]));
  $("how").textContent = t("apply", { file: FILE });
}

function options(id, choices) {
  const kept = $(id).value;
  $(id).replaceChildren(...choices.map(([value, text]) => el("option", { value }, text)));
  $(id).value = choices.some(([value]) => value === kept) ? kept : choices[0][0];
}

function everything() {
  document.title = `${NAME} · ${t("title")}`;
  $("title").textContent = `${t("title")} · ${DATA.source.title || NAME}`;
  $("meta").textContent = [DATA.source.place, DATA.source.date, NAME, DATA.source.encoding, DATA.recipe].filter(Boolean).join(" · ");
  options("show", ["entries", "mapped", "open", "findings", "masked", "changed", "ignored"].map((name) => [name, t(`show.${name}`)]));
  options("state", [["", t("state.all")], ...STATES.map((state) => [state, t(`state.${state}`)])]);
  const groups = new Set(entries.map(groupOf));
  options("group", [["", t("group.all")], ...Object.entries(DATA.groups).filter(([id]) => groups.has(id)),
    ...(groups.has("-") ? [["-", t("group.none")]] : [])]);
  options("f-status", ["achieved", "planned", "required"].map((status) => [status, t(`status.${status}`)]));
  const count = Object.values(DATA.source.ignored || {}).reduce((x, y) => x + y, 0);
  $("unlisted").hidden = DATA.listed;
  $("unlisted").textContent = t("unlisted", { count });
  showKeys();
  listRows();
  for (const paragraph of paragraphs) for (const mark of paragraph.node.getElementsByTagName("mark")) colour(mark);
  filter();
  progress();
  detail();
  if ($("overview").open) charts();
}

function listen() {
  document.addEventListener("keydown", onKey);
  source.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark || !window.getSelection().isCollapsed) return;
    const shown = mark.rows.filter((row) => !row.gone);
    choose(shown.find(isEntry) || shown[0], { focus: false });
  });
  $("grid").addEventListener("click", (event) => {
    const node = event.target.closest("tr");
    if (node && node.row) choose(node.row);
  });
  $("grid").addEventListener("focusin", (event) => {
    if (event.target.row && event.target.row !== current) choose(event.target.row, { focus: false });
  });
  for (const id of ["q", "show", "state", "group"]) $(id).addEventListener("input", filtered);
  for (const field of FIELDS) $(`f-${field}`).addEventListener("change", () => typed(field));
  $("undo").addEventListener("click", undo);
  $("export").addEventListener("click", exportCorrections);
  $("add").addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
  $("add").addEventListener("click", addSelected);
  $("import").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", async () => {
    const [file] = $("file").files;
    if (file) importCorrections(await file.text());
    $("file").value = "";
  });
  $("help").addEventListener("click", () => $("dialog").showModal());
  $("close").addEventListener("click", () => $("dialog").close());
  $("overview").addEventListener("toggle", () => { if ($("overview").open) charts(); });
  window.addEventListener("beforeunload", (event) => {
    if (undone.length !== exported) event.preventDefault();
  });
}

if (DATA.home) {
  $("home").href = DATA.home;
  $("home").hidden = false;
}
$("indicators").append(...Object.entries(DATA.indicators).map(([id, [name]]) => el("option", { value: `${name} ${id}` })));
cutText();
listen();
furniture(everything);
