/** Bytes in and out: a file or a URL as a stream, and a file written whole or not at all. */
export {
  fetchBytes,
  type FetchOptions,
  fileBytes,
  isRefusal,
  maskedUrl,
  mayDownloadLater,
  noSuchFile,
  readAll,
} from "./files/read.ts";
export { ifThere } from "./files/if_there.ts";
export { requireWritable, writeFileAtomic, writeResult } from "./files/write.ts";
export { explain, WriteError } from "./files/write_error.ts";
export { endsWhole, WholeLines, wholeLines } from "./files/whole_lines.ts";
