import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { readTextFile } from "@azure-genai-gateway/common/textFile";
import {
  documentName,
  documentRoot,
  fragmentFolders,
  isPolicyFile,
} from "@azure-genai-gateway/policy-language/policyFiles";
import { EstateBuilder, type Estate, localService } from "./estate";
import { Names } from "./names";

const api = "Microsoft.ApiManagement/service/apis";

/** One policy document as the policy of an API that takes every path. */
export function readPolicyDocument(file: string, text: string): Estate {
  const estate = new EstateBuilder();
  addApi(estate, "policy", "", file, text);
  addFragmentsBeside(estate, file, text);
  addProduct(estate, ["policy"]);
  return estate.build("policy document");
}

/** Every document of a folder as an API at the document's own path, fragments by their file names. */
export function readPolicyFolder(folder: string, files: readonly string[]): Estate {
  const estate = new EstateBuilder();
  const ids = new Names();
  const paths = new Names();
  const fragments = new Map<string, { readonly file: string; readonly text: string }>();
  for (const file of files) {
    const text = readTextFile(file);
    const root = documentRoot(text);
    if (root === undefined && mayBeMeant(text)) estate.problem(notServed(file));
    if (root === "fragment") {
      const name = documentName(file);
      const other = fragments.get(name.toLowerCase());
      if (other !== undefined && other.text !== text) estate.problem(fragmentTwice(name, file, other.file));
      fragments.set(name.toLowerCase(), { file, text });
      addFragment(estate, name, file, text);
    }
    if (root !== "policies") continue;
    const wanted = relative(folder, file)
      .replace(/\\/g, "/")
      .replace(/\.(?:xml|cshtml)$/i, "")
      .replace(/[^\w./-]+/g, "-");
    const path = paths.take(wanted);
    if (path !== wanted) estate.problem(pathTaken(file, wanted, path));
    addApi(estate, ids.take(path.replace(/[^\w-]+/g, "-")), path, file, text);
  }
  addProduct(estate, ids.all);
  return estate.build("folder of policy documents");
}

/** XML of another kind lies in such folders too; a file with no element, or these elements below another, is a slip. */
const mayBeMeant = (text: string) => !/<[A-Za-z]/.test(text) || /<(?:policies|fragment)[\s/>]/i.test(text);

const notServed = (file: string): Problem => ({
  code: "ESTATE_NOT_A_DOCUMENT",
  severity: "warning",
  message: "The file is not served: it does not begin with <policies> or <fragment>",
  hint: "lint says what is wrong with it; move it elsewhere where it is no policy",
  place: { file, line: 1, column: 1 },
});

/** Azure tells neither paths nor ids apart by case. */
const pathTaken = (file: string, wanted: string, path: string): Problem => ({
  code: "ESTATE_PATH_TAKEN",
  severity: "warning",
  message: `Another file is served at /${wanted}; this one is at /${path}`,
  hint: "Give the files names that differ in more than case, ending, spaces and signs",
  place: { file, line: 1, column: 1 },
});

const fragmentTwice = (name: string, file: string, other: string): Problem => ({
  code: "ESTATE_FRAGMENT_TWICE",
  severity: "warning",
  message: `The fragment "${name}" stands in ${other} too; a service has one of a name, and this one counts for all`,
  hint: "Give them names of their own, or run the folders one by one",
  place: { file, line: 1, column: 1 },
});

function addApi(estate: EstateBuilder, id: string, path: string, file: string, text: string): void {
  estate.files.add(file);
  const home = `${localService}/apis/${id}`;
  estate.add(api, home, {
    properties: { displayName: id, path, protocols: ["https"], subscriptionRequired: false },
  });
  const isFragment = documentRoot(text) === "fragment";
  // A fragment by itself runs where most do.
  const value = isFragment
    ? `<policies><inbound><base /><include-fragment fragment-id="${id}" /></inbound></policies>`
    : text;
  if (isFragment) addFragment(estate, id, file, text);
  estate.add(
    `${api}/policies`,
    `${home}/policies/policy`,
    { properties: { format: "rawxml", value, anyScope: true } },
    file,
  );
}

function addFragment(estate: EstateBuilder, id: string, file: string, text: string): void {
  estate.files.add(file);
  estate.add(
    "Microsoft.ApiManagement/service/policyFragments",
    `${localService}/policyFragments/${id}`,
    { properties: { format: "rawxml", value: text } },
    file,
  );
}

/** Fragments that the document includes and that stand beside it, or in a folder of fragments beside it. */
function addFragmentsBeside(estate: EstateBuilder, file: string, text: string): void {
  const folder = join(file, "..");
  const homes = [folder, ...fragmentFolders.map((name) => join(folder, name))];
  const wanted = new Set([...text.matchAll(/fragment-id\s*=\s*["']([^"']+)["']/g)].map((match) => match[1]!));
  for (const home of homes) {
    for (const name of policyFilesIn(home)) {
      const id = documentName(name);
      const meant = [...wanted].find((one) => one.toLowerCase() === id.toLowerCase());
      if (meant === undefined) continue;
      const own = readTextFile(join(home, name));
      if (documentRoot(own) !== "fragment") continue;
      addFragment(estate, meant, join(home, name), own);
      wanted.delete(meant);
    }
  }
}

function policyFilesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(isPolicyFile);
  } catch {
    return [];
  }
}

/** Whoever sends the key has a product and a subscription, which many policies ask for; nobody has to. */
function addProduct(estate: EstateBuilder, apis: readonly string[]): void {
  const product = `${localService}/products/local`;
  estate.add("Microsoft.ApiManagement/service/products", product, {
    properties: { displayName: "local", state: "published", subscriptionRequired: true },
  });
  for (const id of apis)
    estate.add("Microsoft.ApiManagement/service/products/apis", `${product}/apis/${id}`, {});
  estate.add("Microsoft.ApiManagement/service/subscriptions", `${localService}/subscriptions/local`, {
    properties: { displayName: "local", scope: "/products/local", state: "active" },
  });
}
