"""Optuna's TPE behind a pipe: one JSON question a line, one JSON answer a line.

{"seed": 1, "space": {name: distribution_json}} begins a study, {"ask": 1} gives parameters,
{"tell": value} takes the value of the last one, {"time": n} takes n milliseconds a suggestion on
that many finished trials.
"""
import json
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
print(json.dumps({"optuna": optuna.__version__}), flush=True)
study = space = trial = None
for line in sys.stdin:
    question = json.loads(line)
    answer = {}
    if "seed" in question:
        space = {
            name: optuna.distributions.json_to_distribution(json.dumps(d))
            for name, d in question["space"].items()}
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=question["seed"]))
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
        study.sampler = optuna.samplers.TPESampler(seed=2)
        answer = []
        for _ in range(30):
            trial = study.ask()
            start = time.perf_counter()
            for name, distribution in space.items():
                trial._suggest(name, distribution)
            answer.append(1000 * (time.perf_counter() - start))
            study.tell(trial, sum(v * v for v in trial.params.values()))
    print(json.dumps(answer), flush=True)
