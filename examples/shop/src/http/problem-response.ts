import { HTTPException } from "hono/http-exception";

import { Problem, type ProblemKind } from "../problem.js";

const statusOf: Readonly<Record<ProblemKind, number>> = { invalid: 400, "not-found": 404, conflict: 409, refused: 422 };

/** Answers a failed request with problem details (RFC 9457); what is no {@link Problem} is a bug and says nothing of itself. */
export function problemResponse(cause: unknown): Response {
  if (cause instanceof HTTPException) return cause.getResponse();
  if (cause instanceof Problem) return details(statusOf[cause.kind], cause.code, cause.message);
  return details(500, "internal", "the shop could not answer");
}

/** Answers a request for a path that is not there. */
export function noSuchPath(path: string): Response {
  return details(404, "path-not-found", `there is nothing at \`${path}\``);
}

function details(status: number, code: string, detail: string): Response {
  return Response.json(
    { type: `/problems/${code}`, status, detail },
    {
      status,
      headers: { "content-type": "application/problem+json" },
    },
  );
}
