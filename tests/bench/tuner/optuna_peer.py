"""Optuna's TPE and GP behind a pipe: one JSON question a line, one JSON answer a line.

{"seed": 1, "sampler": "TPE", "space": {name: distribution_json}} begins a study, {"ask": 1} gives
parameters, {"tell": value} takes the value of the last one, {"time": n, "repeats": r} takes r
suggestions on that many finished trials, in processor milliseconds each.
"""
import json
import sys
import time
import warnings

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore")
SAMPLERS = {"TPE": optuna.samplers.TPESampler, "GP": optuna.samplers.GPSampler}
print(json.dumps({"optuna": optuna.__version__}), flush=True)
study = space = trial = None
for line in sys.stdin:
    question = json.loads(line)
    answer = {}
    if "seed" in question:
        space = {
            name: optuna.distributions.json_to_distribution(json.dumps(d))
            for name, d in question["space"].items()}
        make = SAMPLERS[question["sampler"]]
        study = optuna.create_study(sampler=make(seed=question["seed"]))
    elif "ask" in question:
        trial = study.ask(space)
        answer = trial.params
    elif "tell" in question:
        study.tell(trial, question["tell"])
    elif "time" in question:
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
        for _ in range(question["time"]):
            trial = study.ask(space)
            study.tell(trial, sum(v * v for v in trial.params.values()))
        study.sampler = make(seed=2)
        answer = []
        for _ in range(question["repeats"]):
            trial = study.ask()
            start = time.process_time()
            for name, distribution in space.items():
                trial._suggest(name, distribution)
            answer.append(1000 * (time.process_time() - start))
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
    print(json.dumps(answer), flush=True)
