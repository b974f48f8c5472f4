/** Tokens of a text under a model's tokenizer; a bounded time for any text (hostile ones fall back to an estimate). */
export interface TokenCounter {
  count(text: string, model?: string): number;
  /** Prompt tokens of a request body of chat, completions, embeddings or responses, as Azure OpenAI counts them. */
  countPrompt(body: unknown, model?: string): number;
}
