/** Makes an element. Text is always text: nothing that a gateway reports is ever read as HTML. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick" || name === "onsubmit" || name === "onchange") element[name] = value;
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== undefined).map((child) => child));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Sets a text only when it differs, so that what a user has selected stays selected. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Fills a select, keeping what was chosen. */
export function setOptions(select, options) {
  const wanted = JSON.stringify(options);
  if (select.dataset.options === wanted) return;
  select.dataset.options = wanted;
  const chosen = select.value;
  select.replaceChildren(...options.map(({ value, text }) => el("option", { value }, text)));
  if (options.some(({ value }) => value === chosen)) select.value = chosen;
}

/**
 * Keeps a table body in step with a list of records: rows are made once per key and then only updated, so focus and
 * selection survive.
 */
export function keyedRows(body, make, update) {
  const rows = new Map();
  return (records, keyOf) => {
    const keys = new Set(records.map(keyOf));
    for (const [key, row] of rows) {
      if (keys.has(key)) continue;
      row.remove();
      rows.delete(key);
    }
    let place = body.firstElementChild;
    for (const record of records) {
      const key = keyOf(record);
      let row = rows.get(key);
      if (!row) rows.set(key, (row = labelled(make(record), body)));
      update(row, record);
      if (row === place) place = place.nextElementSibling;
      else body.insertBefore(row, place);
    }
  };
}

/** Cells know the heading of their column: a phone shows it beside each, where there is no room for a row of headings. */
function labelled(row, body) {
  const headings = body.parentElement.tHead.rows[0].cells;
  [...row.cells].forEach((cell, index) => (cell.dataset.label = headings[index].textContent));
  return row;
}

/** A row of so many cells; the first names it. A word beside a cell is its class. */
export function row(name, ...classes) {
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, name),
    ...classes.map((one) => el("td", one ? { class: one } : {})),
  );
}

/** A text with a button that copies it. */
export function copyable(text, what, shown = el("code", {}, text)) {
  const button = el("button", { type: "button", "aria-label": `Copy the ${what}` }, "Copy");
  button.onclick = async () => {
    await globalThis.navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    globalThis.setTimeout(() => (button.textContent = "Copy"), 1_500);
  };
  return el("span", { class: "copyable" }, shown, " ", button);
}

/** Millionths of a US dollar, to the last one. */
export const exactly = (micros) => `$${(micros / 1_000_000).toFixed(6)}`;
/** A duration as people say it. */
export const took = (ms) =>
  ms === undefined ? "–" : ms < 1_000 ? `${whole(ms)} ms` : `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
export const percent = (part, of) =>
  of === 0 ? "–" : `${((part / of) * 100).toFixed(part === 0 ? 0 : 1)} %`;
export const whole = (number) => Math.round(number).toLocaleString("en-US");
export const dollars = (number) => `$${number.toFixed(number < 1 ? 4 : 2)}`;
export const time = (ms) => new Date(ms).toLocaleTimeString("en-GB");
