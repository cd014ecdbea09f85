"use strict";
// What the review page and the index share. Nodes are made of text, never of markup.
const DATA = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
let spoken = DATA.language === "en" ? 1 : 0;

function t(key, values) {
  const text = DATA.texts[key][spoken];
  return values ? text.replace(/\{(\w+)\}/g, (_, name) => String(values[name])) : text;
}

function el(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A bar of `parts` ([width, class]) on a scale that ends at `whole`. For eyes only. */
function bar(parts, whole) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  for (const [name, value] of [["viewBox", "0 0 100 10"], ["preserveAspectRatio", "none"],
    ["class", "chart"], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
  let x = 0;
  for (const [size, kind] of parts) {
    const width = whole > 0 ? Math.min(100 - x, (size / whole) * 100) : 0;
    const rect = document.createElementNS(space, "rect");
    for (const [name, value] of [["x", x], ["y", 0], ["height", 10], ["class", kind],
      ["width", Math.max(0, width)]]) rect.setAttribute(name, value);
    svg.append(rect);
    x += width;
  }
  return svg;
}

function say(text) {
  $("live").textContent = text;
}

/** Digits in groups of three, without a detour through floating point. */
function grouped(digits) {
  const [whole, fraction] = digits.split(".");
  const said = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? said : `${said}.${fraction}`;
}

/** Say all fixed texts in the language of now; `after` says the rest. */
function translate(after) {
  document.documentElement.lang = spoken ? "en" : "zh-CN";
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
  }
  $("language").textContent = t("language");
  $("language").lang = spoken ? "zh-CN" : "en";
  showTheme();
  after();
}

const THEMES = ["auto", "light", "dark"];
function showTheme() {
  $("theme").textContent = t("theme") + t(`theme.${document.documentElement.dataset.theme || "auto"}`);
}

function furniture(after) {
  $("language").addEventListener("click", () => { spoken = 1 - spoken; translate(after); });
  $("theme").addEventListener("click", () => {
    const root = document.documentElement;
    root.dataset.theme = THEMES[(THEMES.indexOf(root.dataset.theme || "auto") + 1) % 3];
    showTheme();
  });
  $("print").addEventListener("click", () => window.print());
  translate(after);
}
