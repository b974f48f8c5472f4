import { jsonResponse } from "@azure-genai-gateway/common/http";
import type { RequestBody } from "../operation";
import type { PlainCall, PlainRoute } from "../routing/plain";
import { checkParameters, list, metadata, object, type Parameters } from "../wire/parameters";
import { asRecord, missing } from "../wire/validate";
import { readItems, type Item } from "./items";

/** Items that one request may bring. */
const MOST_ITEMS = 20;
const items = list(object(), MOST_ITEMS);
const creating: Parameters = { metadata, items };
const updating: Parameters = { metadata };
const adding: Parameters = { items };

/** Conversations, which are at /openai/v1 alone: https://learn.microsoft.com/azure/foundry/openai/latest */
export const conversationRoutes: readonly PlainRoute[] = [
  {
    name: "conversations.create",
    method: "POST",
    path: "conversations",
    run(call) {
      const body = read(call, creating);
      const id = `conv_${call.newId()}`;
      const made = call.state.conversations.create(
        id,
        call.now,
        asRecord(body.metadata),
        itemsOf(body, call),
      );
      return jsonResponse(200, made);
    },
  },
  {
    name: "conversations.retrieve",
    method: "GET",
    path: "conversations/{id}",
    run: ({ state, params }) => jsonResponse(200, state.conversations.show(params.id!)),
  },
  {
    name: "conversations.update",
    method: "POST",
    path: "conversations/{id}",
    run(call) {
      const body = read(call, updating);
      if (body.metadata === undefined) throw missing("metadata");
      return jsonResponse(200, call.state.conversations.update(call.params.id!, asRecord(body.metadata)));
    },
  },
  {
    name: "conversations.delete",
    method: "DELETE",
    path: "conversations/{id}",
    run: ({ state, params }) => jsonResponse(200, state.conversations.delete(params.id!)),
  },
  {
    name: "conversations.items.create",
    method: "POST",
    path: "conversations/{id}/items",
    run(call) {
      const { state, params } = call;
      state.conversations.show(params.id!);
      const body = read(call, adding);
      if (body.items === undefined || body.items === null) throw missing("items");
      const made = itemsOf(body, call);
      state.conversations.add(params.id!, made);
      const [first, last] = [made[0]?.id ?? null, made.at(-1)?.id ?? null];
      return jsonResponse(200, {
        object: "list",
        data: made,
        first_id: first,
        last_id: last,
        has_more: false,
      });
    },
  },
  {
    name: "conversations.items.list",
    method: "GET",
    path: "conversations/{id}/items",
    run: ({ state, params, query }) => jsonResponse(200, state.conversations.page(params.id!, query)),
  },
  {
    name: "conversations.items.retrieve",
    method: "GET",
    path: "conversations/{id}/items/{item}",
    run: ({ state, params }) => jsonResponse(200, state.conversations.item(params.id!, params.item!)),
  },
  {
    name: "conversations.items.delete",
    method: "DELETE",
    path: "conversations/{id}/items/{item}",
    run: ({ state, params }) => jsonResponse(200, state.conversations.deleteItem(params.id!, params.item!)),
  },
];

function read({ json }: PlainCall, parameters: Parameters): RequestBody {
  const body = json();
  checkParameters(body, parameters);
  return body;
}

function itemsOf({ items: given }: RequestBody, { state, newId }: PlainCall): readonly Item[] {
  return readItems(Array.isArray(given) ? given : [], "items", state, newId());
}
