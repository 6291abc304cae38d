"""Keras, PyTorch or scikit-learn as a peer of the benchmark: JSON requests in, JSON answers out.

Run by trainer_bench.ts: python peers.py keras|torch|sklearn THREADS
"""
import json
import math
import os
import sys
import time
import warnings

LIBRARY, THREADS = sys.argv[1], int(sys.argv[2])
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = str(THREADS)
os.environ.update({"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""})
warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402


def series_of(length):
    i = np.arange(length, dtype=np.float64)
    return (0.5 + 0.3 * np.sin(i * 2 * np.pi / 288) + 0.15 * np.sin(i * i)).astype(np.float32)


def rows_of(rows, width):
    return np.random.RandomState(1).rand(rows, width).astype(np.float32)


class Keras:
    def __init__(self):
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(THREADS)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        import keras

        self.keras = keras
        self.about = f"Keras {keras.__version__} on TensorFlow {tf.__version__}, {THREADS} thread(s)"

    def model(self, layers):
        keras = self.keras
        model = keras.Sequential([keras.Input((layers[0],))])
        for l, units in enumerate(layers[1:]):
            model.add(keras.layers.Dense(units, activation="relu" if l < len(layers) - 2 else "sigmoid"))
        model.compile(optimizer=keras.optimizers.Adam(0.001), loss="mse")
        return model

    def epoch(self, layers, x, batch):
        # ten times the rows, so that what fit spends on an epoch does not count for much
        model, x = self.model(layers), np.tile(x, (10, 1))
        run = lambda: model.fit(x, x, batch_size=batch, epochs=1, verbose=0)  # noqa: E731
        run.epochs = 10
        return run

    def train(self, layers, x, batch, epochs, split):
        model = self.model(layers)
        history = model.fit(x, x, batch_size=batch, epochs=epochs, validation_split=split, verbose=0).history
        return history["val_loss"][-1] if split else None


class Torch:
    def __init__(self):
        import torch

        torch.set_num_threads(THREADS)
        self.torch = torch
        self.about = f"PyTorch {torch.__version__}, eager, {THREADS} thread(s)"

    def model(self, layers):
        nn = self.torch.nn
        parts = []
        for l, (inputs, outputs) in enumerate(zip(layers, layers[1:])):
            parts += [nn.Linear(inputs, outputs), nn.ReLU() if l < len(layers) - 2 else nn.Sigmoid()]
        return nn.Sequential(*parts)

    def trainer(self, layers, x, batch):
        torch = self.torch
        model, loss = self.model(layers), torch.nn.MSELoss()
        adam = torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)
        x = torch.from_numpy(x)

        def epoch():
            order = torch.randperm(len(x))
            for start in range(0, len(x), batch):
                samples = x[order[start : start + batch]]
                adam.zero_grad()
                loss(model(samples), samples).backward()
                adam.step()

        return model, loss, epoch

    def epoch(self, layers, x, batch):
        return self.trainer(layers, x, batch)[2]

    def train(self, layers, x, batch, epochs, split):
        count = math.floor(len(x) * (1 - split))
        model, loss, epoch = self.trainer(layers, x[:count], batch)
        held_out, value = self.torch.from_numpy(x[count:]), None
        for _ in range(epochs):
            epoch()
            if split:
                with self.torch.no_grad():
                    value = float(loss(model(held_out), held_out))
        return value

    def score(self, layers, points):
        torch, model = self.torch, self.model(layers)
        windows = torch.from_numpy(series_of(points + layers[0] - 1)).unfold(0, layers[0], 1)

        def run():
            with torch.no_grad():
                for part in windows.split(4096):
                    ((model(part) - part) ** 2).mean(1)

        return run


class Sklearn:
    def __init__(self):
        import sklearn
        from sklearn.neural_network import MLPRegressor

        self.regressor = MLPRegressor
        self.about = f"scikit-learn {sklearn.__version__} (linear output), {THREADS} thread(s)"

    def model(self, layers, batch, epochs):
        return self.regressor(hidden_layer_sizes=layers[1:-1], batch_size=batch, max_iter=epochs, learning_rate_init=0.001,
                              tol=0, n_iter_no_change=10**6, alpha=0, random_state=1)

    def epoch(self, layers, x, batch):
        # 20 epochs a fit, so that its set-up does not count for much
        target = x if x.shape[1] > 1 else x.ravel()
        run = lambda: self.model(layers, batch, 20).fit(x, target)  # noqa: E731
        run.epochs = 20
        return run

    def train(self, layers, x, batch, epochs, split):
        count = math.floor(len(x) * (1 - split))
        target = x if x.shape[1] > 1 else x.ravel()
        model = self.model(layers, batch, epochs).fit(x[:count], target[:count])
        return float(np.mean((model.predict(x[count:]) - target[count:]) ** 2)) if split else None


library = {"keras": Keras, "torch": Torch, "sklearn": Sklearn}[LIBRARY]()


def repeat(run, seconds):
    """Seconds of each repetition, long ones of wall and processor time the smaller, as in measure.ts."""
    times, end = [], time.perf_counter() + seconds
    while len(times) < 2 or time.perf_counter() < end:
        start, cpu = time.perf_counter(), time.process_time()
        run()
        wall = time.perf_counter() - start
        times.append(wall if wall < 0.02 else min(wall, time.process_time() - cpu))
    return times


def answer(request):
    op = request["op"]
    if op == "about":
        return {"about": library.about}
    if op == "step":
        layers, batch, rows = request["layers"], request["batch"], request["rows"]
        epoch = library.epoch(layers, rows_of(rows, layers[0]), batch)
        steps = math.ceil(rows / batch) * getattr(epoch, "epochs", 1)
        epoch()
        times = repeat(epoch, request["milliseconds"] / 1000)
        return {"times": [seconds * 1e6 / steps for seconds in times]}
    if op == "pipeline":
        work = request["pipeline"]
        x = series_of(work["rows"]).reshape(-1, 1)
        start, cpu, best = time.perf_counter(), time.process_time(), math.inf
        for encoding, batch in work["trials"]:
            loss = library.train([1, encoding, 1], x, batch, work["trialEpochs"], work["validationSplit"])
            best = min(best, loss)
        encoding, batch = work["final"]
        library.train([1, encoding, 1], x, batch, work["finalEpochs"], 0)
        seconds = min(time.perf_counter() - start, time.process_time() - cpu)
        return {"milliseconds": seconds * 1000, "best": best}
    if op == "score" and hasattr(library, "score"):
        times = repeat(library.score(request["layers"], request["points"]), 0.3)
        return {"pointsPerSecond": request["points"] / min(times)}
    return {"error": f"unknown request {op}"}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
