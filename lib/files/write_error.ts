/** Why a file could not be written. */
import { excerpt } from "../checks.ts";
import { node } from "../node.ts";

/** A file could not be written, for a reason that lies in the place and not in the content. */
export class WriteError extends Error {
  override readonly name = "WriteError";

  /** The file's path and what is wrong with it; the system's error as the cause. */
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`Cannot write ${excerpt(path)} as ${problem}`, options);
  }
}

/** The code of a system's error, such as "ENOENT". */
export function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}

/** The system's error in words. */
export function explain(path: string, error: unknown): WriteError {
  if (error instanceof WriteError) return error;
  const problems: Record<string, string> = {
    ENOENT: `its folder must exist: there is no ${excerpt(node.path.dirname(path))}`,
    EEXIST: "it must be a folder: it is a file",
    ENOTDIR: `its folder must be one: ${excerpt(node.path.dirname(path))} is a file`,
    EISDIR: "it must be a file: it is a directory",
    EACCES: "this user must be allowed to: permission is denied",
    EPERM: "this user must be allowed to: permission is denied",
    EROFS: "its file system must be writable: it is read-only",
    ENOSPC: "its disk must have room: it is full",
    EDQUOT: "its disk must have room: the quota is used up",
    ENAMETOOLONG: "its name must fit the file system: it is too long",
    ELOOP: "it must lead to a file: it is a link that leads in a circle",
  };
  const isDenied = (error as Error).name === "NotCapable";
  const known = isDenied
    // the file alone is not enough: a temporary one beside it comes first
    ? `this program must be permitted to write into its folder, ${
      excerpt(node.path.dirname(path))
    }: it is not`
    : problems[codeOf(error) ?? ""];
  return new WriteError(path, known ?? `the system refuses: ${(error as Error).message}`, {
    cause: error,
  });
}
