import { createHash } from "node:crypto";
import type { Contract, Corpus } from "./corpus/model.ts";
import { cacheControl, type Body } from "./http/send.ts";
import { VERSION } from "./version.ts";

export interface SiteOptions {
  /** The URL of the MCP endpoint that clients connect to, when there is one. */
  readonly endpoint?: string | undefined;
}

/** The addresses of what a site offers besides answers and files. */
export const SITE_PATHS = ["/llms.txt", "/.well-known/mcp.json"] as const;

/** A table of contents for models, or the server card for clients; undefined for any other address. */
export function sitePage(corpus: Corpus, path: string, options: SiteOptions = {}): Body | undefined {
  if (path === "/llms.txt") return page("text/plain; charset=utf-8", llmsText(corpus));
  if (path !== "/.well-known/mcp.json") return undefined;
  return page("application/json; charset=utf-8", `${JSON.stringify(serverCard(corpus, options), undefined, 2)}\n`);
}

function page(type: string, content: string): Body {
  const digest = createHash("sha256").update(content).digest("hex");
  return { type, content, etag: `"${digest.slice(0, 32)}"`, cacheControl: cacheControl("changing") };
}

/** A table of contents in the form of llmstxt.org: every contract with its documents, schema and examples. */
function llmsText(corpus: Corpus): string {
  const contracts = [...corpus.contracts.values()];
  const named = corpus.title ?? "Published standards";
  const about = [
    `# ${named}`,
    "",
    `> ${contracts.length} contracts, served as they were published. Files under /files/ are exact copies; /answers/ holds what the tools of the OKHAM MCP Profile answer. To read one section of a long document, take its outline first.`,
    "",
  ];
  const whole = [
    "## About all contracts",
    "",
    link("List of contracts", "/answers/list_contracts.json"),
    ...(corpus.map ? [link("Who is responsible for what", `/files${corpus.map.source.path}`)] : []),
    ...(corpus.glossary ? [link("Glossary", `/files${corpus.glossary.source.path}`)] : []),
    ...corpus.licences.map(({ path }) => link(path.slice(1), `/files${path}`)),
    "",
  ];
  return [...about, ...whole, ...contracts.flatMap(contractText)].join("\n");
}

function contractText({ acronym, name, category, latest }: Contract): string[] {
  const { version, status, documents } = latest;
  const answer = (tool: string, more = ""): string => `/answers/${tool}/${acronym}/${version}${more}.json`;
  const schema = latest.schema().served;
  return [
    `## ${acronym}: ${name} (${version}, ${status}, ${category})`,
    "",
    ...[...documents.values()].map(({ type, path }) => link(type, `/files${path}`)),
    ...[...documents.values()]
      .filter(({ format }) => format === "markdown")
      .map(({ type }) => link(`Outline of ${type}`, answer("get_outline", `/${type}`))),
    ...(schema ? [link("JSON Schema", `/files${schema.path}`)] : []),
    ...(latest.examples().served.length > 0 ? [link("Examples", answer("get_example"))] : []),
    "",
  ];
}

function link(title: string, path: string): string {
  return `- [${title}](${encodeURI(path)})`;
}

/** An MCP server card (SEP-2127): what the server is, and where, when that is known. */
function serverCard(corpus: Corpus, { endpoint }: SiteOptions): object {
  return {
    $schema: "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json",
    name: "io.github.rajesh1213/omp-server",
    version: VERSION,
    title: corpus.title ?? "Published standards",
    description: `${corpus.contracts.size} published contracts, served exactly`,
    ...(endpoint === undefined ? {} : { remotes: [{ type: "streamable-http", url: endpoint }] }),
    _meta: {
      "io.github.rajesh1213/omp": {
        profile: "okham-mcp-profile",
        profile_version: "0.1.0",
        spec_version: "0.1.0",
        corpus: { digest: corpus.digest, last_updated: corpus.lastUpdated, contracts: corpus.contracts.size },
      },
    },
  };
}
