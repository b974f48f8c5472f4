import type { AccountState } from "../state";
import { notFound } from "../wire/errors";
import { pageOf } from "../wire/paging";
import type { Item } from "./items";

const MOST_CONVERSATIONS = 1_000;

interface Conversation {
  readonly id: string;
  readonly createdAt: number;
  metadata: Readonly<Record<string, unknown>>;
  items: readonly Item[];
}

/** The conversations of one account, the newest 1,000. The service keeps them until they are deleted. */
export class ConversationStore {
  private readonly kept = new Map<string, Conversation>();

  constructor(private readonly state: AccountState) {}

  /** @param createdAt seconds since the epoch. */
  create(id: string, createdAt: number, metadata: Conversation["metadata"], items: readonly Item[]): unknown {
    for (const oldest of this.kept.keys()) {
      if (this.kept.size < MOST_CONVERSATIONS) break;
      this.kept.delete(oldest);
    }
    const conversation = { id, createdAt, metadata, items: [] };
    this.kept.set(id, conversation);
    this.add(id, items);
    return shown(conversation);
  }

  show(id: string): unknown {
    return shown(this.find(id));
  }

  update(id: string, metadata: Conversation["metadata"]): unknown {
    const conversation = this.find(id);
    conversation.metadata = metadata;
    return shown(conversation);
  }

  delete(id: string): unknown {
    this.state.forgetItems(this.find(id).items);
    this.kept.delete(id);
    return { id, object: "conversation.deleted", deleted: true };
  }

  /** Everything said so far, oldest first. */
  items(id: string): readonly Item[] {
    return this.find(id).items;
  }

  /** Does nothing for a conversation that has been deleted meanwhile. */
  add(id: string, items: readonly Item[]): void {
    const conversation = this.kept.get(id);
    if (!conversation) return;
    conversation.items = [...conversation.items, ...items];
    this.state.keepItems(items);
  }

  page(id: string, query: URLSearchParams): unknown {
    return pageOf(this.find(id).items, query, { usual: 20, most: 100, order: "desc" });
  }

  item(id: string, itemId: string): Item {
    const found = this.find(id).items.find((one) => one.id === itemId);
    if (found) return found;
    throw notFound(`Item with id '${itemId}' not found.`);
  }

  /** Gives the conversation without the item. */
  deleteItem(id: string, itemId: string): unknown {
    const conversation = this.find(id);
    const gone = this.item(id, itemId);
    conversation.items = conversation.items.filter((one) => one !== gone);
    this.state.forgetItems([gone]);
    return shown(conversation);
  }

  private find(id: string): Conversation {
    const found = this.kept.get(id);
    if (found) return found;
    throw notFound(`Conversation with id '${id}' not found.`);
  }
}

function shown({ id, createdAt, metadata }: Conversation): unknown {
  return { id, object: "conversation", created_at: createdAt, metadata };
}
