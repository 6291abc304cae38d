import process from "node:process";

/** Milliseconds of processor time that this process has had: a busy machine takes none of it. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
