import type { AgentContextData, AgentInteraction } from "ocp-core";
import {
  apiSpecName,
  MAX_HISTORY,
  newContextId,
  toContextData,
  toInteraction,
  type ContextInit,
} from "./context/data.ts";
import { isRecord, toJson, type JsonRecord } from "./context/json.ts";
import { mergeAccumulated, mergeChanges, mergeHistory, UPDATABLE, type UpdatableField } from "./context/merge.ts";
import { now } from "./context/time.ts";
import type { HeaderSource } from "./headers/bag.ts";
import { decodeHeaders, decodeHeadersAsync, type DecodeOptions } from "./headers/decode.ts";
import { toHeaders, toHeadersAsync, type EncodeOptions } from "./headers/encode.ts";

/** What an interaction may say besides its action. */
export interface InteractionDetails {
  readonly api_endpoint?: string | null | undefined;
  readonly result?: string | null | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

export interface UpdateOptions extends DecodeOptions {
  /** What may change. [all] */
  readonly fields?: readonly UpdatableField[] | undefined;
  /** Only an answer that names this very context counts, so that a shared cache cannot mix agents up. [false] */
  readonly sameContext?: boolean | undefined;
}

/** What an agent knows of its own work, as it travels with its calls. Fields are spelled as on the wire (OCP-0003 §4). */
export class AgentContext implements AgentContextData {
  context_id!: string;
  agent_type!: string;
  user!: string | null;
  workspace!: string | null;
  current_file!: string | null;
  session!: AgentContextData["session"];
  history!: AgentInteraction[];
  current_goal!: string | null;
  context_summary!: string | null;
  error_context!: string | null;
  recent_changes!: string[];
  api_specs!: Record<string, string>;
  created_at!: string;
  last_updated!: string;

  /** Takes any value: what is missing or of the wrong kind gets its default. */
  constructor(init: ContextInit = {}) {
    Object.assign(this, toContextData(init));
  }

  /** Reads JSON, as text or parsed. Throws where it is no JSON or no object. */
  static fromJSON(json: string | object): AgentContext {
    const value: unknown = typeof json === "string" ? parseJson(json) : json;
    if (!isRecord(value)) throw new TypeError("A context is a JSON object. Pass what `JSON.stringify(context)` made.");
    return new AgentContext(value);
  }

  /** The id, as some texts call it. */
  get id(): string {
    return this.context_id;
  }

  /** The goal, as some texts call it. */
  get agent_goal(): string | null {
    return this.current_goal;
  }
  set agent_goal(goal: string | null) {
    this.current_goal = goal;
  }

  /** What was gathered along the way, in `session.accumulated_context`; change it with `accumulate`. */
  get accumulated_context(): Readonly<JsonRecord> {
    const { accumulated_context } = this.session;
    return isRecord(accumulated_context) ? (accumulated_context as JsonRecord) : {};
  }

  /** Sets the goal, and the summary where one is given. Counts as an interaction. */
  updateGoal(goal: string, summary?: string): this {
    this.current_goal = goal;
    if (summary) this.context_summary = summary;
    this.session = { ...this.session, interaction_count: this.session.interaction_count + 1 };
    return this.#touch();
  }

  /** Adds to the history; the oldest of more than 1000 goes. Do not put values of arguments in it: it goes to every API. */
  addInteraction(
    action: string,
    api_endpoint?: string | null,
    result?: string | null,
    metadata?: InteractionDetails["metadata"],
  ): this {
    const timestamp = now();
    const item = toInteraction({ timestamp, action, api_endpoint, result, metadata });
    if (item !== undefined) this.history = [...this.history, item].slice(-MAX_HISTORY);
    return this.#touch(timestamp);
  }

  /** Adds a change; the ten latest are kept. */
  addRecentChange(change: string): this {
    this.recent_changes = [...this.recent_changes, change].slice(-10);
    return this.#touch();
  }

  /** Sets the error, and the file where one is given. Null clears it. */
  setErrorContext(error: string | null, current_file?: string): this {
    this.error_context = error;
    if (current_file) this.current_file = current_file;
    return this.#touch();
  }

  /** Notes where an API is described. Characters that a name may not have become `_`. */
  addApiSpec(name: string, url: string): this {
    this.api_specs = { ...this.api_specs, [apiSpecName(name)]: url };
    return this.#touch();
  }

  /** Notes a fact of any JSON kind, in `session.accumulated_context`. */
  accumulate(name: string, value: unknown): this {
    const facts = toJson({ ...this.accumulated_context, [name]: value });
    this.session = { ...this.session, accumulated_context: facts };
    return this.#touch();
  }

  /** The same under a new id. */
  clone(): AgentContext {
    return new AgentContext({ ...this.toJSON(), context_id: newContextId() });
  }

  /** Header fields for a request or an answer; see `toHeaders`. */
  toHeaders(options?: EncodeOptions): Record<string, string> {
    return toHeaders(this, options);
  }

  /** The same, compressed in browsers and workers too. */
  toHeadersAsync(options?: EncodeOptions): Promise<Record<string, string>> {
    return toHeadersAsync(this, options);
  }

  /**
   * Takes over what an answer's fields say: goal, summary and error where they are not empty, changes and history that
   * are new, and what accumulated. Own id, user, workspace and kind stay. Says whether there was anything to read.
   */
  updateFromHeaders(source: HeaderSource, options: UpdateOptions = {}): boolean {
    return this.#merge(decodeHeaders(source, options).data, options);
  }

  /** The same, inflating in browsers and workers too. */
  async updateFromHeadersAsync(source: HeaderSource, options: UpdateOptions = {}): Promise<boolean> {
    return this.#merge((await decodeHeadersAsync(source, options)).data, options);
  }

  /** The 14 fields, in their order on the wire, whatever was set meanwhile. */
  toJSON(): AgentContextData {
    return toContextData(this);
  }

  #merge(theirs: AgentContextData | null, { fields = UPDATABLE, sameContext = false }: UpdateOptions): boolean {
    if (theirs === null || (sameContext && theirs.context_id !== this.context_id)) return false;
    const before = JSON.stringify(this.toJSON());
    for (const field of fields) this.#take(field, theirs);
    if (JSON.stringify(this.toJSON()) !== before) this.#touch();
    return true;
  }

  #take(field: UpdatableField, theirs: AgentContextData): void {
    switch (field) {
      case "current_goal":
      case "context_summary":
      case "error_context":
        this[field] = theirs[field] || this[field];
        return;
      case "recent_changes":
        this.recent_changes = mergeChanges(this.recent_changes, theirs.recent_changes);
        return;
      case "history":
        this.history = mergeHistory(this.history, theirs.history);
        return;
      case "accumulated_context": {
        const accumulated_context = mergeAccumulated(this.session, theirs.session);
        if (accumulated_context !== undefined) this.session = { ...this.session, accumulated_context };
      }
    }
  }

  #touch(at = now()): this {
    this.last_updated = at;
    return this;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError("This is no JSON. Pass what `JSON.stringify(context)` made.");
  }
}
