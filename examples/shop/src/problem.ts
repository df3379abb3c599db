/** What kind of mistake a request made; the HTTP layer turns it into a status code. */
export type ProblemKind = "invalid" | "not-found" | "conflict" | "refused";

/** A request that the shop cannot fulfil, with a stable `code` for programs and a sentence for people. */
export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly code: string;

  constructor(kind: ProblemKind, code: string, message: string) {
    super(message);
    this.name = "Problem";
    this.kind = kind;
    this.code = code;
  }
}

/** The thing asked for is not here. */
export function notFound(what: string, id: string): Problem {
  return new Problem("not-found", `${what}-not-found`, `there is no ${what} \`${id}\``);
}
