/** Studies in memory as rows of Optuna's tables, and back. */
import { toInternal } from "../distributions/distribution.ts";
import { distributionToJson } from "../distributions/distribution_json.ts";
import { encodeJson } from "./python_json.ts";
import { decodeAttributes, decodeDirections, decodeTrials } from "./rdb/decode_rows.ts";
import { encodeDate, encodeNumber } from "./rdb/values.ts";
import type { FrozenStudy, FrozenTrial, Json } from "./storage.ts";
import type { DumpRow, StudyDump } from "./study_dump.ts";

/** A study's rows. */
export function dumpOf(study: FrozenStudy, trials: readonly FrozenTrial[]): StudyDump {
  const rowsOf = (make: (trial: FrozenTrial) => DumpRow[]) =>
    trials.flatMap((trial) => make(trial).map((row) => ({ trial_id: trial.trialId, ...row })));
  return {
    study_directions: study.directions.map((direction, objective) => ({
      direction: direction.toUpperCase(),
      objective,
    })),
    study_user_attributes: attributeRows(study.userAttrs),
    study_system_attributes: attributeRows(study.systemAttrs),
    trials: trials.map(({ trialId, number, state, start, complete }) => ({
      trial_id: trialId,
      number,
      state,
      datetime_start: encodeDate(start),
      datetime_complete: encodeDate(complete),
    })),
    trial_params: rowsOf(({ params, distributions }) =>
      Object.entries(distributions).map(([name, distribution]) => ({
        param_name: name,
        param_value: toInternal(distribution, params[name]!),
        distribution_json: distributionToJson(distribution),
      }))
    ),
    trial_values: rowsOf(({ values }) =>
      (values ?? []).map((given, objective) => {
        const [value, type] = encodeNumber(given);
        return { objective, value, value_type: type };
      })
    ),
    trial_intermediate_values: rowsOf(({ intermediateValues }) =>
      Array.from(intermediateValues, ([step, given]) => {
        const [value, type] = encodeNumber(given);
        return { step, intermediate_value: value, intermediate_value_type: type };
      })
    ),
    trial_user_attributes: rowsOf(({ userAttrs }) => attributeRows(userAttrs)),
    trial_system_attributes: rowsOf(({ systemAttrs }) => attributeRows(systemAttrs)),
  };
}

function attributeRows(attributes: Readonly<Record<string, Json>>): DumpRow[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value_json: encodeJson(value) }));
}

/** A study's parts, of its rows. */
export function partsOf(
  dump: StudyDump,
): Pick<FrozenStudy, "directions" | "userAttrs" | "systemAttrs"> & { trials: FrozenTrial[] } {
  return {
    directions: decodeDirections(dump.study_directions),
    userAttrs: decodeAttributes(dump.study_user_attributes),
    systemAttrs: decodeAttributes(dump.study_system_attributes),
    trials: decodeTrials(dump),
  };
}
