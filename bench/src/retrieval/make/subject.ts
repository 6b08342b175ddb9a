const MIN_WORDS = 4;
const MAX_WORDS = 25;
const TYPES = "feat|fix|chore|docs?|refactor|perf|tests?|ci|build|style|types?|revert|feature|bug|bugfix|deps|enh|imp";
const PREFIX = new RegExp(`^(?:${TYPES})(?:\\((?<scope>[^)]*)\\))?!?:\\s*`, "i");

/** Subjects of work that says nothing about the files it touched. */
const SKIPPED =
  /^(?:\[docs?\]|merge|revert|release|prepare|publish|v?\d+\.\d+|wip\b|version\b|bump|initial\b)|\bbump(?:s|ed|ing)?\b|\btypos?\b|dependabot|renovate|\bdeps\b|\bdependenc(?:y|ies)\b|changelog|copyright|licen[cs]e|\b(?:lint|linter|linting|prettier|formatting|rustfmt|gofmt|clippy|black|ruff|isort|eslint|xo|rubocop|spotless|ktlint|whitespace)\b|\bpre-commit\b|pull request|co-authored|\brelease\b|release notes|readme/i;

/**
 * A commit's subject as a query: without the type of a conventional commit, whose scope stays, and without numbers of
 * issues. Undefined for one that tells nothing.
 */
export function toQuery(subject: string): string | undefined {
  if (SKIPPED.test(subject)) return undefined;
  const query = subject
    .replace(PREFIX, (_, scope: string | undefined) => (scope === undefined ? "" : `${scope}: `))
    .replace(
      /\s*[([](?:(?:re)?(?:close|fixe?|resolve|see)[sd]?\s*:?\s*)?(?:[\w./-]*#|gh-|https?:\/\/\S*?)\d+[^)\]]*[)\]]/gi,
      "",
    )
    .replace(/[\s,;:-]*\b(?:close|fixe?|resolve)[sd]?\s*:?\s*(?:[\w./-]*#|gh-)\d+/gi, "")
    .replace(/\s*(?<!\w)#\d+\b/g, "")
    .replace(/^\s*(?::\w+:|\p{Extended_Pictographic}\uFE0F?)\s*/u, "")
    .replace(/\s+/g, " ")
    .replace(/[.\s:;,-]+$/, "")
    .trim();
  const words = query.split(" ").length;
  return words < MIN_WORDS || words > MAX_WORDS || query.endsWith("…") ? undefined : query;
}
