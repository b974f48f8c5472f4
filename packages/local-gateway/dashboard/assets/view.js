import { byId, setOptions } from "/assets/elements.js";

/** What is looked at, as the server reads it; the same for what is shown, told as it happens, and exported. */
export function createView(changed) {
  const [whole, list] = [byId("view"), byId("filters")];
  let offset = 0;
  let typing;
  const read = () => {
    const query = new globalThis.URLSearchParams();
    const { range, product } = whole.elements;
    const { status, backend, subscription, search } = list.elements;
    for (const [name, value] of Object.entries({
      range: range.value,
      product: product.value,
      status: status.value,
      backend: backend.value,
      subscription: subscription.value,
      search: search.value,
    }))
      if (value !== "" && value !== "0") query.set(name, value);
    byId("export-csv").href = `/api/requests.csv?${query}`;
    byId("export-json").href = `/api/requests.json?${query}`;
    if (offset > 0) query.set("offset", String(offset));
    return query;
  };
  const again = () => {
    offset = 0;
    changed();
  };
  for (const form of [whole, list]) {
    form.addEventListener("change", again);
    form.addEventListener("submit", (event) => event.preventDefault());
  }
  // Who types is not asked after every letter.
  list.elements.search.addEventListener("input", () => {
    globalThis.clearTimeout(typing);
    typing = globalThis.setTimeout(again, 250);
  });
  const turn = (by) => {
    offset = Math.max(0, offset + by);
    changed();
  };
  return {
    read,
    turn,
    offset: () => offset,
    update: ({ products }) =>
      setOptions(whole.elements.product, [
        { value: "", text: "all" },
        ...products.map((value) => ({ value, text: value })),
      ]),
  };
}
