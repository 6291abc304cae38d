/** The client of CloudWatch: AWS' own, loaded when it is first used. */
import { type CloudWatchSdk, cloudWatchSdk } from "../../packages.ts";

/**
 * Why CloudWatch could not be asked, and whether asking again later may help.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { CloudWatchError } from "elb-anomaly/data";
 *
 * const error = new CloudWatchError("Cannot ask CloudWatch: rate exceeded", { isTemporary: true });
 * assert.equal(error.isTemporary, true);
 * ```
 */
export class CloudWatchError extends Error {
  /** @ignore */
  override name = "CloudWatchError";
  /** Whether the same request may succeed later: an outage, throttling, a time limit. */
  readonly isTemporary: boolean;

  /** An error with what caused it. */
  constructor(message: string, options: { isTemporary: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.isTemporary = options.isTemporary;
  }
}

/** What is asked of CloudWatch. */
export interface CloudWatchClient {
  /** One page of points. */
  getMetricData(
    input: CloudWatchSdk.GetMetricDataCommandInput,
  ): Promise<CloudWatchSdk.GetMetricDataCommandOutput>;
  /** One page of metrics. */
  listMetrics(
    input: CloudWatchSdk.ListMetricsCommandInput,
  ): Promise<CloudWatchSdk.ListMetricsCommandOutput>;
  /** The region that is asked. */
  readonly region: string;
  /** Lets its connections go. */
  close(): void;
}

/** Options of {@linkcode openCloudWatch}. */
export interface OpenCloudWatchOptions {
  /** AWS region; unless told, the one that the AWS configuration names. */
  readonly region?: string | undefined;
  /** Seconds until one request is given up; 30 unless told. */
  readonly timeout?: number | undefined;
  /** How often a request is sent at most, with longer and longer pauses; 8 unless told. */
  readonly attempts?: number | undefined;
  /** Ends what is under way. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a client with the credentials that AWS' tools would use: the environment, the shared
 * configuration, a container's or a machine's role.
 *
 * @throws {CloudWatchError} If no region is known
 */
export async function openCloudWatch(
  options: OpenCloudWatchOptions = {},
): Promise<CloudWatchClient> {
  const { timeout = 30, attempts = 8, signal } = options;
  const client = new cloudWatchSdk.CloudWatchClient({
    ...(options.region === undefined ? {} : { region: options.region }),
    retryMode: "adaptive",
    maxAttempts: attempts,
    requestHandler: {
      requestTimeout: timeout * 1000,
      connectionTimeout: Math.min(timeout, 10) * 1000,
      throwOnRequestTimeout: true,
    },
  });
  let region: string;
  try {
    region = await client.config.region();
  } catch (cause) {
    throw new CloudWatchError(
      "Cannot ask CloudWatch as the region must be known: give region=..., or set AWS_REGION",
      { isTemporary: false, cause },
    );
  }
  const abort = signal === undefined ? {} : { abortSignal: signal };
  const send = async <T>(what: string, sent: Promise<T>): Promise<T> => {
    try {
      return await sent;
    } catch (error) {
      throw explain(error, what, region);
    }
  };
  return {
    region,
    getMetricData: (input) =>
      send("GetMetricData", client.send(new cloudWatchSdk.GetMetricDataCommand(input), abort)),
    listMetrics: (input) =>
      send("ListMetrics", client.send(new cloudWatchSdk.ListMetricsCommand(input), abort)),
    close: () => client.destroy(),
  };
}

const THROTTLED =
  /^(Throttling|ThrottlingException|ThrottledException|RequestLimitExceeded|TooManyRequestsException)/;
const DENIED = /^(AccessDenied|UnauthorizedOperation|Forbidden|NotAuthorized)/;
const CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|MissingAuthenticationToken|IncompleteSignature|InvalidSignature)/;

/** The error in the words of this project; a stop asked for passes as it is. */
function explain(error: unknown, action: string, region: string): unknown {
  if (!(error instanceof Error) || error.name === "AbortError") return error;
  const status = "$metadata" in error
    ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
    : undefined;
  const say = (rule: string, isTemporary: boolean): CloudWatchError =>
    new CloudWatchError(
      `Cannot ask CloudWatch (${action}, ${region}) as ${rule}: ${error.message || error.name}`,
      { isTemporary, cause: error },
    );
  if (THROTTLED.test(error.name)) return say("it must not be asked too often", true);
  if (DENIED.test(error.name)) {
    return say(`the caller must be allowed cloudwatch:${action}`, false);
  }
  if (CREDENTIALS.test(error.name)) {
    return say("it must get valid AWS credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, a role)", false);
  }
  if (error instanceof Deno.errors.NotCapable) {
    return say("this program must have the permission", false);
  }
  if (error.name === "TimeoutError") return say("it must answer in time", true);
  if (status !== undefined && status >= 400 && status < 500) {
    return say("it must accept the request", false);
  }
  return say("it must answer", true);
}
