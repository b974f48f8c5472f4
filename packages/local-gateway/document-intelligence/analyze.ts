/** What an analysis says of a text: pages with lines and words, and of models that know fields those that stand as `Name: value`. */
export function analysisOf(
  modelId: string,
  apiVersion: string,
  pages: readonly { readonly number: number; readonly text: string }[],
): Readonly<Record<string, unknown>> {
  const content = pages.map(({ text }) => text).join("\n");
  let offset = 0;
  const read = pages.map(({ number, text }) => {
    const start = offset;
    offset += text.length + 1;
    return {
      pageNumber: number,
      angle: 0,
      width: 8.5,
      height: 11,
      unit: "inch",
      spans: [{ offset: start, length: text.length }],
      lines: placed(text, /[^\n]+/g, start).map(({ content: line, span }) => ({
        content: line,
        polygon: box,
        spans: [span],
      })),
      words: placed(text, /\S+/g, start).map(({ content: word, span }) => ({
        content: word,
        polygon: box,
        confidence: 0.99,
        span,
      })),
    };
  });
  const knowsFields = modelId !== "prebuilt-read" && modelId !== "prebuilt-layout";
  return {
    apiVersion,
    modelId,
    stringIndexType: "textElements",
    content,
    pages: read,
    paragraphs: placed(content, /[^\n]+/g, 0).map(({ content: line, span }) => ({
      content: line,
      spans: [span],
    })),
    ...(knowsFields
      ? {
          documents: [
            {
              docType: modelId.replace(/^prebuilt-/, ""),
              spans: [{ offset: 0, length: content.length }],
              confidence: 0.95,
              fields: Object.fromEntries(
                placed(content, /[A-Za-z][A-Za-z ]{0,40}:[^\n]+/g, 0).map(({ content: line, span }) => {
                  const [name = "", ...value] = line.split(":");
                  const text = value.join(":").trim();
                  return [
                    name.replace(/ +(.)?/g, (_, letter: string | undefined) => (letter ?? "").toUpperCase()),
                    { type: "string", valueString: text, content: text, confidence: 0.9, spans: [span] },
                  ];
                }),
              ),
            },
          ],
        }
      : {}),
  };
}

const box = [0.5, 0.5, 8, 0.5, 8, 0.7, 0.5, 0.7];

function placed(text: string, what: RegExp, start: number) {
  return [...text.matchAll(what)].map((match) => ({
    content: match[0],
    span: { offset: start + match.index, length: match[0].length },
  }));
}
