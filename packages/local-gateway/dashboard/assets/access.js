import { byId, el } from "/assets/elements.js";

/** What a client needs: addresses, keys, connection strings. Asked for once; keys do not change while the gateway is up. */
export async function showAccess() {
  const answer = await fetch("/api/access");
  if (!answer.ok) return;
  const { apis, keys, eventHubs } = await answer.json();
  byId("keys").tBodies[0].replaceChildren(
    ...keys.map(({ subscription, product, key }) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, subscription),
        el("td", {}, product),
        el("td", {}, copyable(key, `key of ${subscription}`)),
      ),
    ),
  );
  byId("addresses").replaceChildren(
    ...apis.flatMap(({ id, url, keyHeader, takesBearer }) => [
      el("dt", {}, `${id}, keys as ${keyHeader}${takesBearer ? " or Bearer" : ""}`),
      el("dd", {}, copyable(url, `URL of ${id}`)),
    ]),
    ...eventHubs.flatMap(({ namespace, hubs, connectionString }) => [
      el("dt", {}, `Event Hubs ${namespace}: ${hubs.join(", ")}`),
      el("dd", {}, copyable(connectionString, `connection string of ${namespace}`)),
    ]),
  );
  byId("access").hidden = keys.length === 0;
}

/** A text with a button that copies it. */
function copyable(text, what) {
  const button = el("button", { type: "button", "aria-label": `Copy the ${what}` }, "Copy");
  button.onclick = async () => {
    await globalThis.navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    globalThis.setTimeout(() => (button.textContent = "Copy"), 1_500);
  };
  return el("span", {}, el("code", {}, text), " ", button);
}
