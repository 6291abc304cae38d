/** What a file gives, if it is there. */
import { codeOf } from "./write_error.ts";

/** What `work` gives; undefined where the file that it is about is not there. */
export async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFound" || codeOf(error) === "ENOENT") return;
    throw error;
  }
}
