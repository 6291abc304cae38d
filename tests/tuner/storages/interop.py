"""What Optuna itself says of a study: run by storage_interop_test.ts, answers in JSON.

    python interop.py show URL NAME          every trial, checked against its distributions
    python interop.py continue URL NAME N    N more trials by TPE, with pruning, then every plot
    python interop.py make URL NAME N        a study of N trials, one of them queued
    python interop.py heartbeats URL NAME    beats for trial 1, and says which trials are stale after
                                             30 s and after 1 s of silence
"""
import json
import math
import sys
import time
import warnings

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
command, url, name, *rest = sys.argv[1:]


def objective(trial):
    x = trial.suggest_float("x", -5, 5)
    lr = trial.suggest_float("lr", 1e-5, 1e-1, log=True)
    n = trial.suggest_int("n", 2, 18, step=4)
    c = trial.suggest_categorical("c", ["a", "b"])
    value = x * x + abs(math.log10(lr) + 3) + n / 18 + (0 if c == "a" else 1)
    for step in range(3):
        trial.report(value + 3 - step, step)
        if trial.should_prune():
            raise optuna.TrialPruned()
    return value


def seconds(date):
    return None if date is None else date.timestamp()


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return value


def show(study):
    trials = study.get_trials()
    for trial in trials:
        for key, distribution in trial.distributions.items():
            internal = distribution.to_internal_repr(trial.params[key])
            assert distribution._contains(internal), (trial.number, key, trial.params[key])
        if trial.state.is_finished():
            trial._validate()
    return {
        "direction": study.direction.name,
        "userAttrs": plain(study.user_attrs),
        "trials": [
            {
                "number": t.number,
                "state": t.state.name,
                "values": plain(t.values),
                "start": seconds(t.datetime_start),
                "complete": seconds(t.datetime_complete),
                "params": plain(t.params),
                "reports": [[k, plain(v)] for k, v in sorted(t.intermediate_values.items())],
                "userAttrs": plain(t.user_attrs),
                "systemAttrs": plain(t.system_attrs),
            }
            for t in trials
        ],
    }



def stale(study_id, grace):
    storage = optuna.storages.RDBStorage(url, heartbeat_interval=1, grace_period=grace)
    return [storage.get_trial(i).number for i in storage._get_stale_trial_ids(study_id)]


if command == "heartbeats":
    storage = optuna.storages.RDBStorage(url, heartbeat_interval=1)
    study_id = storage.get_study_id_from_name(name)
    storage.record_heartbeat(storage.get_trial_id_from_study_id_trial_number(study_id, 1))
    time.sleep(2.1)
    print(json.dumps([stale(study_id, 30), stale(study_id, 1)]))
    sys.exit()

sampler = optuna.samplers.TPESampler(seed=1, n_startup_trials=5)
if command == "make":
    study = optuna.create_study(storage=url, study_name=name, sampler=sampler)
    study.set_user_attr("made by", "Optuna")
    study.optimize(objective, n_trials=int(rest[0]) - 1)
    study.enqueue_trial({"x": 1.25})
else:
    study = optuna.load_study(storage=url, study_name=name, sampler=sampler)
    if command == "continue":
        study.optimize(objective, n_trials=int(rest[0]))
        assert study.best_trial.state == optuna.trial.TrialState.COMPLETE
        optuna.importance.get_param_importances(study)
        for plot in (
            "optimization_history",
            "intermediate_values",
            "parallel_coordinate",
            "contour",
            "slice",
            "param_importances",
            "edf",
            "rank",
            "timeline",
        ):
            figure = getattr(optuna.visualization, f"plot_{plot}")(study)
            assert len(figure.data) > 0, plot
        assert len(study.trials_dataframe()) == len(study.trials)
print(json.dumps(show(study)))
