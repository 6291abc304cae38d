/** A study as rows of Optuna's tables. */

/** One row of a table: numbers and texts as they are stored, so that none loses a digit. */
export type DumpRow = Readonly<Record<string, string | number | null>>;

/**
 * All rows of a study by table, those of a trial with the `trial_id` they had; without the keys
 * that number themselves.
 */
export interface StudyDump {
  /** `direction`, `objective`. */
  readonly study_directions: readonly DumpRow[];
  /** `key`, `value_json`. */
  readonly study_user_attributes: readonly DumpRow[];
  /** `key`, `value_json`. */
  readonly study_system_attributes: readonly DumpRow[];
  /** By number: `trial_id`, `number`, `state`, `datetime_start`, `datetime_complete`. */
  readonly trials: readonly DumpRow[];
  /** In the order of suggestion: `param_name`, `param_value`, `distribution_json`. */
  readonly trial_params: readonly DumpRow[];
  /** `objective`, `value`, `value_type`. */
  readonly trial_values: readonly DumpRow[];
  /** `step`, `intermediate_value`, `intermediate_value_type`. */
  readonly trial_intermediate_values: readonly DumpRow[];
  /** `key`, `value_json`. */
  readonly trial_user_attributes: readonly DumpRow[];
  /** `key`, `value_json`. */
  readonly trial_system_attributes: readonly DumpRow[];
}

/** The columns of each table of a {@linkcode StudyDump}, beside `trial_id`. */
export const DUMP_COLUMNS = {
  study_directions: ["direction", "objective"],
  study_user_attributes: ["key", "value_json"],
  study_system_attributes: ["key", "value_json"],
  trial_params: ["param_name", "param_value", "distribution_json"],
  trial_values: ["objective", "value", "value_type"],
  trial_intermediate_values: ["step", "intermediate_value", "intermediate_value_type"],
  trial_user_attributes: ["key", "value_json"],
  trial_system_attributes: ["key", "value_json"],
} as const satisfies Partial<Record<keyof StudyDump, readonly string[]>>;

/** The dump of a study without anything. */
export const NO_ROWS: StudyDump = {
  study_directions: [],
  study_user_attributes: [],
  study_system_attributes: [],
  trials: [],
  trial_params: [],
  trial_values: [],
  trial_intermediate_values: [],
  trial_user_attributes: [],
  trial_system_attributes: [],
};
