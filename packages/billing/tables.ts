import { ProblemsError, type Problem } from "@azure-genai-gateway/common/problem";
import { versionPattern } from "@azure-genai-gateway/common/modelVersion";
import { quoted, type Database } from "./duckdb";
import { sortByForm, withoutMarks, type FoundFiles } from "./files";
import { eventFigures, logFigures, type Figure } from "./figures";
import { whatIsWrong } from "./wrongLines";

/** Fields of `genai-usage/1` that a bill needs. Figures come as texts, so that none passes through a double. */
const eventFields = {
  ...Object.fromEntries(
    [
      ...["schema", "requestId", "time", "product", "subscription", "useCase", "businessUnit", "costCenter"],
      ...["alias", "deployment", "model", "backend", "backendKind", "provider", "region", "status"],
      ...["tokensFrom", "promptTokens", "completionTokens", "cachedTokens", "completionBound", "costMicros"],
      ...["priceFrom", "incomplete", "gatewayCache", "kind", "server", "tool"],
    ].map((name) => [name, "VARCHAR"]),
  ),
  ...{ prices: "JSON", cost: "JSON", caller: "JSON" },
};

/** What a bill needs of the objects in an event. */
const objects: Readonly<Record<string, readonly string[]>> = {
  prices: ["prompt", "completion"],
  cost: ["embeddings"],
  caller: ["app", "user"],
};

const logFields = {
  CorrelationId: "VARCHAR",
  SequenceNumber: "VARCHAR",
  PromptTokens: "VARCHAR",
  CompletionTokens: "VARCHAR",
};

/** What was read, apart from what is in the bill. */
export interface Counts {
  /** Lines of events, each delivery counted. */
  readonly read: number;
  /** Deliveries beyond the first of an event: Event Hubs deliver at least once. */
  readonly repeated: number;
  /** Ids that came with two costs: only the dearer one is in the bill. */
  readonly contradicted: number;
  /** Lines that are no usage event, of another schema or none. */
  readonly foreign: number;
}

/** Fills the table `event`, one row a call with its exact cost, from the files. */
export async function loadTables(database: Database, files: FoundFiles): Promise<Counts> {
  await database.run(`SET TimeZone = 'UTC'`);
  await withoutMarks(files, (plain) => readTables(database, files, plain));
  // Of two deliveries one is as good as the other. Were they not alike, the one that is whole and dear counts, whatever the
  // order of the files: the sum is the same however the events are laid out.
  await database.run(`CREATE TABLE again AS
    SELECT requestId FROM read_event WHERE schema = 'genai-usage/1' GROUP BY requestId HAVING count(*) > 1`);
  await database.run(`CREATE VIEW once AS
    SELECT * FROM read_event WHERE schema = 'genai-usage/1' AND requestId NOT IN (FROM again)
    UNION ALL
    SELECT * FROM read_event WHERE schema = 'genai-usage/1' AND requestId IN (FROM again)
    QUALIFY row_number() OVER (
      PARTITION BY requestId
      ORDER BY incomplete NULLS FIRST, TRY_CAST(costMicros AS DECIMAL(26, 6)) DESC NULLS LAST, time, status, deployment
    ) = 1`);
  // A row of the log has its own number where a call has several; the same number again is the same row again. A call whose
  // rows have counted no token was not counted: no prompt is empty, and a stream would cost nothing.
  await database.run(`CREATE TABLE log AS
    SELECT id, sum(prompt)::BIGINT AS prompt, sum(completion)::BIGINT AS completion FROM (
      SELECT CorrelationId AS id, coalesce(SequenceNumber, '0') AS number,
        max(coalesce(CAST(PromptTokens AS BIGINT), 0)) AS prompt,
        max(coalesce(CAST(CompletionTokens AS BIGINT), 0)) AS completion
      FROM read_log WHERE CorrelationId IS NOT NULL GROUP BY ALL) GROUP BY id
    HAVING sum(prompt) + sum(completion) > 0`);
  await database.run(eventTable);
  const [counts] = await database.rows(`SELECT
      (SELECT count(*) FROM read_event WHERE schema = 'genai-usage/1') AS read,
      (SELECT count(*) FROM event) AS kept,
      (SELECT count(*) FROM read_event WHERE schema IS DISTINCT FROM 'genai-usage/1') AS strange,
      (SELECT count(*) FROM (SELECT requestId FROM read_event JOIN again USING (requestId) WHERE schema = 'genai-usage/1'
        GROUP BY requestId HAVING count(*) > 1 AND count(DISTINCT coalesce(costMicros, '')) > 1)) AS contradicted`);
  const { read, kept, strange, contradicted } = counts as Record<string, bigint>;
  return {
    read: Number(read),
    repeated: Number(read! - kept!),
    contradicted: Number(contradicted),
    foreign: Number(strange),
  };
}

/** @param plain the same files as DuckDB can read them; what is wrong is told of the files themselves */
async function readTables(
  database: Database,
  files: FoundFiles,
  plain: Pick<FoundFiles, "events" | "llmLogs">,
): Promise<void> {
  const create = [
    `CREATE TABLE read_event AS SELECT * REPLACE (${unfolded}), ${misshapen} AS misshapen
      FROM (${reading(plain.events, eventFields)})`,
    `CREATE TABLE read_log AS ${reading(plain.llmLogs, logFields)}`,
  ];
  for (const sql of create)
    await database.run(sql).catch((error: unknown) => {
      throw unreadable(files, error as Error);
    });
  await refuseWrongLines(database, files);
}

/** Objects as structs of texts. What is no object would be one without any field, and a price that nobody misses. */
const unfolded = Object.entries(objects)
  .map(([name, fields]) => {
    const shape = JSON.stringify(Object.fromEntries(fields.map((field) => [field, "VARCHAR"])));
    return `json_transform(${name}, ${quoted(shape)}) AS ${name}`;
  })
  .join(", ");
const misshapen = Object.keys(objects)
  .map((name) => `coalesce(NOT starts_with(CAST(${name} AS VARCHAR), '{'), false)`)
  .join(" OR ");

/**
 * An answer that stated its usage has its cost in the event. An estimate is priced anew at its own prices, once the log has
 * its tokens; until then it counts at its bound, which is what budgets have counted. The vector that a semantic cache has
 * asked for is in no row of the log. A call that no backend was asked for
 * has no model: its name would be whatever a caller has written.
 */
const eventTable = `CREATE TABLE event AS
  WITH joined AS (
    SELECT once.*, log.prompt AS logPrompt, log.completion AS logCompletion,
      CAST(prices.prompt AS DECIMAL(18, 9)) AS promptPrice,
      CAST(prices.completion AS DECIMAL(18, 9)) AS completionPrice,
      coalesce(CAST(cost.embeddings AS DECIMAL(26, 6)), 0) AS vectors,
      tokensFrom = 'estimate' AS estimated
    FROM once LEFT JOIN log ON log.id = once.requestId)
  SELECT requestId, CAST(time AS TIMESTAMP) AS called, CAST(status AS INTEGER) AS status,
    nullif(product, '') AS product, nullif(subscription, '') AS subscription, nullif(useCase, '') AS useCase,
    nullif(businessUnit, '') AS businessUnit, nullif(costCenter, '') AS costCenter, nullif(alias, '') AS alias,
    nullif(deployment, '') AS deployment,
    CASE WHEN backend <> '' OR gatewayCache = 'hit'
      THEN nullif(regexp_replace(coalesce(nullif(model, ''), deployment), ${quoted(versionPattern)}, ''), '') END AS model,
    nullif(backend, '') AS backend, nullif(backendKind, '') AS backendKind, nullif(provider, '') AS provider,
    nullif(region, '') AS region, nullif(kind, '') AS kind, nullif(server, '') AS server, nullif(tool, '') AS tool,
    nullif(caller.app, '') AS callerApp, nullif(caller."user", '') AS callerUser, gatewayCache,
    coalesce(CASE WHEN estimated THEN logPrompt END, CAST(promptTokens AS BIGINT), 0) AS promptTokens,
    coalesce(CAST(cachedTokens AS BIGINT), 0) AS cachedTokens,
    coalesce(CASE WHEN estimated THEN logCompletion END, CAST(completionTokens AS BIGINT),
      CAST(completionBound AS BIGINT), 0) AS completionTokens,
    estimated AND logPrompt IS NULL AS atBound,
    CASE WHEN estimated AND logPrompt IS NOT NULL AND promptPrice IS NOT NULL
      THEN CAST(ceil(round(logPrompt * promptPrice + logCompletion * completionPrice + vectors, 6)) AS DECIMAL(26, 6))
      ELSE CAST(costMicros AS DECIMAL(26, 6)) END AS micros
  FROM joined`;

function reading(files: readonly string[], fields: Readonly<Record<string, string>>): string {
  const { lines, arrays } = sortByForm(files);
  const columns = Object.entries(fields).map(([name, type]) => `${quoted(name)}: ${quoted(type)}`);
  const read = (names: readonly string[], format: string, more = "") =>
    `SELECT * FROM read_json([${names.map(quoted).join(", ")}], format = '${format}'${more}, maximum_object_size = 33554432, columns = {${columns.join(", ")}})`;
  const parts = [
    ...(lines.length > 0 ? [read(lines, "newline_delimited", ", ignore_errors = true")] : []),
    ...(arrays.length > 0 ? [read(arrays, "array")] : []),
  ];
  const none = Object.entries(fields).map(([name, type]) => `CAST(NULL AS ${type}) AS "${name}"`);
  return parts.length > 0 ? parts.join(" UNION ALL ") : `SELECT ${none.join(", ")} WHERE false`;
}

/** What DuckDB gives up at: a document over several lines, an array that was cut off. Told with its place, as all else is. */
function unreadable(files: FoundFiles, error: Error): ProblemsError {
  const found = [...whatIsWrong(files.events, "event"), ...whatIsWrong(files.llmLogs, "log")];
  const [first] = error.message.split("\n");
  const unknown: Problem = {
    ...{ code: "BILL_EVENT_WRONG", severity: "error", message: first! },
    hint: "name the files of events alone: JSON, one a line, or an array",
  };
  return new ProblemsError("The bill cannot be added up", found.length > 0 ? found : [unknown]);
}

/** What a sum would pass over in silence stops it: every such line is told, as far as there are not too many. */
async function refuseWrongLines(database: Database, files: FoundFiles): Promise<void> {
  const [wrongEvents] =
    await database.rows(`SELECT count(*) AS count, any_value(requestId) AS id FROM read_event
    WHERE (schema IS NULL AND requestId IS NULL) OR (schema = 'genai-usage/1' AND (
      misshapen OR coalesce(requestId, '') = '' OR coalesce(status, '') = ''
      OR coalesce(time NOT LIKE '2___-__-__%', true) OR TRY_CAST(time AS TIMESTAMP) IS NULL
      OR ${wrongFigures(eventFigures)}))`);
  const [wrongRows] =
    await database.rows(`SELECT count(*) AS count, any_value(CorrelationId) AS id FROM read_log
    WHERE CorrelationId IS NULL OR ${wrongFigures(logFigures)}`);
  const [events, rows] = [wrongEvents!["count"] as bigint, wrongRows!["count"] as bigint];
  if (events === 0n && rows === 0n) return;
  const problems: readonly Problem[] = [
    ...(events > 0n ? whatIsWrong(files.events, "event") : []),
    ...(rows > 0n ? whatIsWrong(files.llmLogs, "log") : []),
  ];
  if (problems.length > 0) throw new ProblemsError("The bill cannot be added up", problems);
  const id = (wrongEvents!["id"] ?? wrongRows!["id"] ?? "without an id") as string;
  throw unreadable(files, new Error(`a line that cannot be read, of the call ${id}`));
}

/** DuckDB takes more for a number than JSON does: one look for all figures of a row, since there are millions. */
function wrongFigures(figures: Readonly<Record<string, Figure>>): string {
  const each = Object.entries(figures).map(([name, { type, below }]) => {
    const figure = `TRY_CAST(${name} AS ${type})`;
    return `(${name} IS NOT NULL AND coalesce(${figure} NOT BETWEEN 0 AND ${below}::${type}, true))`;
  });
  const all = `concat_ws(' ', ${Object.keys(figures).join(", ")})`;
  return [...each, `regexp_matches(${all}, '[^0-9eE+. -]')`].join(" OR ");
}
