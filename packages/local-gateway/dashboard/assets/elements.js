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
      if (!row) rows.set(key, (row = make(record)));
      update(row, record);
      if (row === place) place = place.nextElementSibling;
      else body.insertBefore(row, place);
    }
  };
}

export const whole = (number) => Math.round(number).toLocaleString("en-US");
export const dollars = (number) => `$${number.toFixed(number < 1 ? 4 : 2)}`;
export const time = (ms) => new Date(ms).toLocaleTimeString("en-GB");
