// The newcomer's first command: builds the server, indexes a folder, answers a question about it, and shows how to connect it.
import { spawn, type SpawnOptions } from "node:child_process";
import { existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { styleText } from "node:util";

const CHECKOUT = dirname(import.meta.dirname);
const SERVER = join(CHECKOUT, "packages", "ocp-server", "bin", "ocp-server.js");
const BUILT = join(CHECKOUT, "packages", "ocp-server", "dist", "cli.js");
/** Asked where no question is given: of this checkout, and of any other folder. */
const OWN_SAMPLES = [
  "how do several processes share one database",
  "why is a changed file never in the results",
  "canonicalRootUri",
] as const;
const SAMPLES = ["where is the configuration read", "how are errors handled", "how is it tested"] as const;
const HOSTS = ["claude-code", "cursor", "vscode"];
const PACK_BUDGET = 2000;
const PACK_LINES = 24;
const USAGE = 'npx -y pnpm@10.34.8 start [folder] ["question"]';

// pnpm changes to the checkout; paths are meant from where the person stands.
const here = process.env["INIT_CWD"] ?? process.cwd();
const isTerminal = process.stdout.isTTY && process.stdin.isTTY;
const colours = process.stdout.isTTY && !process.env["NO_COLOR"];

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.exitCode = await start(process.argv.slice(2).filter((word, index) => !(word === "--" && index === 0)));

async function start([folderName, question, ...rest]: string[]): Promise<number> {
  if (question?.trim() === "") return complain(`The question is empty. Usage: ${USAGE}`);
  if (rest.length > 0) return complain(`Put the question in quotes: ${USAGE}`);
  if (folderName === "--help" || folderName === "-h") {
    say(`Usage: ${USAGE}\n`);
    return 0;
  }
  const folder = folderName === undefined ? CHECKOUT : resolve(here, folderName);
  const fault = faultOf(folder);
  if (fault !== undefined) return complain(fault);

  if ((await build()) !== 0) return 1;
  const indexed = await server(["index", folder]);
  if (indexed !== 0) return indexed;

  const samples = folder === CHECKOUT ? OWN_SAMPLES : SAMPLES;
  const questions = question === undefined ? (isTerminal ? samples.slice(0, 1) : samples) : [question];
  const hasContent = await isSearchable(folder);
  if (hasContent) {
    await answer(folder, questions);
    await showPack(folder, questions[0]);
  }
  await showHosts();
  if (!hasContent || !isTerminal || question !== undefined) return 0;
  heading("Ask about it");
  return server(["search", "--in", folder]);
}

function faultOf(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) return `There is no folder ${folder}. Usage: ${USAGE}`;
  if (!found.isDirectory()) return `${folder} is a file. Name the folder that holds it: ${dirname(folder)}`;
  return undefined;
}

/** Builds what is not built or older than its sources; says nothing unless it fails. */
async function build(): Promise<number> {
  if (isBuilt()) return 0;
  const turbo = join(CHECKOUT, "node_modules", "turbo", "bin", "turbo");
  if (!existsSync(turbo)) return complain(`The dependencies are not installed. Type in ${CHECKOUT}: ${USAGE}`);
  if (process.stderr.isTTY) process.stderr.write("Building…");
  const { code, output, errors } = await run(
    [turbo, "run", "build", "--filter=ocp-server", "--output-logs=errors-only"],
    { cwd: CHECKOUT, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" } },
  );
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  if (code !== 0) process.stderr.write(`${output}${errors}\nThe build failed.\n`);
  // What turbo takes from its cache is as old as when it was built.
  else utimesSync(BUILT, new Date(), new Date());
  return code;
}

function isBuilt(): boolean {
  const built = statSync(BUILT, { throwIfNoEntry: false });
  if (!built) return false;
  return ["ocp-core", "ocp-server"].every((name) => {
    const folder = join(CHECKOUT, "packages", name);
    const sources = readdirSync(join(folder, "src"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const files = [...sources, join(folder, "package.json"), join(folder, "tsup.config.ts")];
    return files.every((file) => statSync(file).mtimeMs <= built.mtimeMs);
  });
}

/** Whether there is something to ask; `index` has said why when there is not. */
async function isSearchable(folder: string): Promise<boolean> {
  const { code } = await run([SERVER, "search", "--in", folder, "--", SAMPLES[0]], { stdio: "ignore" });
  return code === 0;
}

async function answer(folder: string, questions: readonly string[]): Promise<void> {
  for (const question of questions) {
    heading(question);
    await server(["search", "--in", folder, "-k", "3", "--", question]);
  }
}

async function showPack(folder: string, intent: string): Promise<void> {
  heading(`Context for "${intent}", packed for a prompt`);
  const args = [SERVER, "pack", "--in", folder, "--budget", String(PACK_BUDGET), "--", intent];
  const { output, errors } = await run(args, { stdio: ["ignore", "pipe", "pipe"] });
  const lines = output.trimEnd().split("\n");
  for (const line of lines.slice(0, PACK_LINES)) say(`  │ ${line}\n`);
  if (lines.length > PACK_LINES) say(faint(`  │ … ${lines.length - PACK_LINES} more lines\n`));
  say(`  ${errors.trimEnd()}\n`);
}

async function showHosts(): Promise<void> {
  heading("Connect it to your agents");
  for (const host of HOSTS) {
    const { output, errors } = await run([SERVER, "init", host, "--print"], { stdio: ["ignore", "pipe", "pipe"] });
    const [where = "", ...more] = errors.split("\n");
    say([where, output, ...more].join("\n"));
    say("\n");
  }
  const command = [process.execPath, SERVER].map((word) => (/[^\w./:\\@+-]/.test(word) ? `"${word}"` : word)).join(" ");
  say(`Or let it write the change for you, after showing it (also for Claude Desktop, Windsurf and Codex):
  ${command} init claude-code
The command in these configurations is this checkout's; with the published package it is: npx -y ocp-server
`);
}

/** Runs a command of the server that was built, in the person's folder and on their terminal. */
async function server(args: readonly string[]): Promise<number> {
  return (await run([SERVER, ...args], { stdio: "inherit" })).code;
}

async function run(
  args: readonly string[],
  options: SpawnOptions,
): Promise<{ code: number; output: string; errors: string }> {
  // Ctrl-C reaches the child as well, which ends in order; this process waits for it.
  const ignore = (): void => {};
  process.on("SIGINT", ignore);
  try {
    const child = spawn(process.execPath, args, { cwd: here, ...options });
    const printed = { output: "", errors: "" };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (printed.output += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (printed.errors += text));
    const code = await new Promise<number>((done, fail) => {
      child.once("error", fail);
      child.once("close", (status, signal) => done(status ?? (signal === "SIGINT" ? 130 : 1)));
    });
    return { code, ...printed };
  } finally {
    process.removeListener("SIGINT", ignore);
  }
}

function heading(text: string): void {
  say(`\n${colours ? styleText("bold", text, { validateStream: false }) : text}\n\n`);
}

function faint(text: string): string {
  return colours ? styleText("dim", text, { validateStream: false }) : text;
}

function say(text: string): void {
  process.stdout.write(text);
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}
