import { byId, copyable, el } from "/assets/elements.js";

/** What a client needs: addresses, keys, connection strings. Asked for once; keys do not change while the gateway is up. */
export async function showAccess() {
  const answer = await fetch("/api/access");
  if (!answer.ok) return;
  const { url, apis, keys, eventHubs } = await answer.json();
  byId("keys").tBodies[0].replaceChildren(
    ...keys.map(({ subscription, product, key }) =>
      el(
        "tr",
        {},
        el("th", { scope: "row", "data-label": "Subscription" }, subscription),
        el("td", { "data-label": "Product" }, product),
        el("td", { "data-label": "Key" }, copyable(key, `key of ${subscription}`)),
      ),
    ),
  );
  byId("addresses").replaceChildren(
    ...(url ? [el("dt", {}, "The gateway"), el("dd", {}, copyable(url, "URL of the gateway"))] : []),
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
