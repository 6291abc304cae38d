/** How a notebook tells its runner what data it ran on. */

/** Name of the iopub message that carries the origin; front-ends other than the runner get none. */
export const ORIGIN_MESSAGE = "x_elb_origin";

/** Set in the kernel's environment by the runner. */
export const RUNNER_VARIABLE = "ELB_NOTEBOOK_RUNNER";
