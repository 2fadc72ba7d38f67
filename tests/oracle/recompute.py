#!/usr/bin/env python3
"""Recompute a run from its dump, by other means, and compare.

    catapult run PRESET --dump DIR --csv FILE [--final DIR]
    recompute.py --dump DIR --csv FILE [--final DIR] [--tolerance 1e-6] [--verbose]

Everything is float64 and explicit: the full Jacobian (examples * outputs, parameters) is built from the layer
formulas, the Hessian-vector product of the quadratic model by a complex step of that Jacobian (exact, since the
step is 1e-30), the kernel is J J^T and its eigenvectors are LAPACK's through numpy.  Nothing is taken from the
run but data, w0, phi, S, the batches and the learning rates.  Letters are those of NOTATION.md; equations are
those of Zhu, Liu, Radhakrishnan, Belkin (arXiv 2205.11787).

What is compared, each error relative to the size that rounding may have: losses to sqrt(L * peak of L), because
the residual carries the rounding of its largest value; eigenvalues to lambda_1; distance to its largest value.
pi_k and overlap_k also get the turn of their eigenvectors: a kernel that differs by 1e-7 lambda_1 (1e-9 is what the program
promises of its eigenpairs; in a catapult the trajectory makes rounding larger by many orders) turns p_k by that over the gap.

Exit 0: all within the tolerance; 1: not; 2: the dump cannot be used.
"""
import argparse
import csv
import json
import math
import os
import sys

import numpy as np

TINY = 1e-30  # complex step: no subtraction, so no rounding


# --- activations, real or at z + i * TINY * direction: s and s' (s'(0) = 1 for relu) ----------------------

def gate(z):
    return (z.real >= 0).astype(float)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def erf(z):
    real = np.vectorize(math.erf, otypes=[float])(z.real)
    if not np.iscomplexobj(z):
        return real
    return real + 1j * z.imag * 2 / math.sqrt(math.pi) * np.exp(-z.real ** 2)


def gauss(z):
    return np.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def gauss_integral(z):
    return (1 + erf(z / math.sqrt(2))) / 2


def softplus(z):
    shift = np.maximum(z.real, 0)
    return shift + np.log(np.exp(-shift) + np.exp(z - shift))


ACTIVATIONS = {
    "relu": (lambda z: gate(z) * z, gate),
    "linear": (lambda z: z, lambda z: np.ones_like(z)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "swish": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z * (1 - sigmoid(z)))),
    "gelu": (lambda z: z * gauss_integral(z), lambda z: gauss_integral(z) + z * gauss(z)),
    "erf": (erf, lambda z: 2 / math.sqrt(math.pi) * np.exp(-z * z)),
    "softplus": (softplus, sigmoid),
}


class Network:
    """Fully connected, NTK parametrisation, no biases: z_l = W_l a_(l-1) / sqrt(fan-in)."""

    def __init__(self, weights, activation):
        self.shapes = [w.shape for w in weights]
        self.s, self.s1 = ACTIVATIONS[activation]
        self.w0 = np.concatenate([w.ravel() for w in weights])

    def matrices(self, w):
        out, at = [], 0
        for rows, cols in self.shapes:
            out.append(w[at:at + rows * cols].reshape(rows, cols))
            at += rows * cols
        return out

    def value(self, w, x):
        a, mats = x, self.matrices(w)
        for i, mat in enumerate(mats):
            z = a @ mat.T / math.sqrt(mat.shape[1])
            a = self.s(z) if i < len(mats) - 1 else z
        return a

    def jacobian(self, w, x):
        """(n, c, p): for every layer, signal_(i k a) * activation_(i b) / sqrt(fan-in)."""
        mats, acts, slopes = self.matrices(w), [x], []
        for mat in mats[:-1]:
            z = acts[-1] @ mat.T / math.sqrt(mat.shape[1])
            acts.append(self.s(z))
            slopes.append(self.s1(z))
        n, c = len(x), mats[-1].shape[0]
        signal = np.broadcast_to(np.eye(c, dtype=w.dtype), (n, c, c))
        parts = []
        for layer in reversed(range(len(mats))):
            mat = mats[layer]
            root = math.sqrt(mat.shape[1])
            parts.append(np.einsum("ika,ib->ikab", signal, acts[layer]).reshape(n, c, -1) / root)
            if layer:
                signal = np.einsum("ika,ab,ib->ikb", signal, mat, slopes[layer - 1]) / root
        return np.concatenate(parts[::-1], axis=2)


class ConvNetwork:
    """Convolutional, channels first, stride 1, zeros beyond the edge; every layer divides by sqrt(fan-in)."""

    def __init__(self, weights, activation, image):
        self.weights, self.image = weights, tuple(image)
        self.s, self.s1 = ACTIVATIONS[activation]
        self.w0 = np.concatenate([w.ravel() for w in weights])

    def arrays(self, w):
        out, at = [], 0
        for like in self.weights:
            out.append(w[at:at + like.size].reshape(like.shape))
            at += like.size
        return out

    def windows(self, a, side):
        """For every place of the kernel, the part of the padded images that it sees."""
        half, (height, width) = side // 2, a.shape[2:]
        wide = np.pad(a, ((0, 0), (0, 0), (half, half), (half, half)))
        return {(y, x): wide[:, :, y:y + height, x:x + width] for y in range(side) for x in range(side)}

    def convolve(self, a, w):
        side = w.shape[2]
        z = sum(np.einsum("oi,niyx->noyx", w[:, :, y, x], part) for (y, x), part in self.windows(a, side).items())
        return z / math.sqrt(w[0].size)

    def hidden(self, w, x):
        acts, slopes = [x.reshape(len(x), *self.image)], []
        for layer in self.arrays(w)[:-1]:
            z = self.convolve(acts[-1], layer)
            acts.append(self.s(z))
            slopes.append(self.s1(z))
        return acts, slopes

    def read_out(self, w, top):
        v = self.arrays(w)[-1]
        seen = top if v.ndim == 4 else top.mean(axis=(2, 3))
        return seen.reshape(len(top), -1) / math.sqrt(v[0].size), v

    def value(self, w, x):
        seen, v = self.read_out(w, self.hidden(w, x)[0][-1])
        return seen @ v.reshape(len(v), -1).T

    def back(self, signal, w):
        """The transpose of convolve: (n, c, out, H, W) to (n, c, in, H, W)."""
        n, c, _, height, width = signal.shape
        side, half = w.shape[2], w.shape[2] // 2
        wide = np.zeros((n, c, w.shape[1], height + 2 * half, width + 2 * half), dtype=signal.dtype)
        for y in range(side):
            for x in range(side):
                wide[:, :, :, y:y + height, x:x + width] += np.einsum("nkoyx,oi->nkiyx", signal, w[:, :, y, x])
        return wide[:, :, :, half:half + height, half:half + width] / math.sqrt(w[0].size)

    def jacobian(self, w, x):
        acts, slopes = self.hidden(w, x)
        layers, (n, c) = self.arrays(w), (len(x), len(self.weights[-1]))
        seen, v = self.read_out(w, acts[-1])
        parts = [np.einsum("kl,ir->iklr", np.eye(c), seen).reshape(n, c, -1)]
        share = v / math.sqrt(v[0].size)
        if v.ndim == 2:
            share = share[:, :, None, None] / np.prod(self.image[1:])
        signal = share[None] * slopes[-1][:, None]
        for layer in reversed(range(len(layers) - 1)):
            mat = layers[layer]
            grad = np.zeros((n, c, *mat.shape), dtype=signal.dtype)
            for (dy, dx), part in self.windows(acts[layer], mat.shape[2]).items():
                grad[:, :, :, :, dy, dx] = np.einsum("nkoyx,niyx->nkoi", signal, part)
            parts.append(grad.reshape(n, c, -1) / math.sqrt(mat[0].size))
            if layer:
                signal = self.back(signal, mat) * slopes[layer - 1][:, None]
        return np.concatenate(parts[::-1], axis=2)


class NetworkModel:
    def __init__(self, net, x, x_test):
        self.net, self.x, self.x_test, self.w0, self.w = net, x, x_test, net.w0, net.w0.copy()

    def values(self, x):
        return self.net.value(self.w, x)

    def jacobian(self):
        return self.net.jacobian(self.w, self.x)


class TaylorModel(NetworkModel):
    """Linear: f(w0) + J0 dw.  Quadratic: + 1/2 dw^T H0 dw, with gradient J0 + H0 dw."""

    def __init__(self, net, x, x_test, order):
        super().__init__(net, x, x_test)
        self.order = order

    def expansion(self, x):
        dw = self.w - self.w0
        jac = self.net.jacobian(self.w0 + 1j * TINY * dw, x)
        return dw, jac.real, jac.imag / TINY * (self.order == 2)

    def values(self, x):
        dw, first, second = self.expansion(x)
        return self.net.value(self.w0, x) + (first + second / 2) @ dw

    def jacobian(self):
        _, first, second = self.expansion(self.x)
        return first + second


class GeneralModel:
    """g = w.phi + gamma/2 w^T S w, S diagonal; the test examples' S is not in the dump."""

    def __init__(self, w0, phi, s, gamma):
        self.w0, self.w, self.phi, self.s, self.gamma = w0, w0.copy(), phi, s, gamma
        self.x, self.x_test = phi, None

    def values(self, _):
        return (self.phi @ self.w + self.gamma / 2 * self.s @ self.w ** 2)[:, None]

    def jacobian(self):
        return (self.phi + self.gamma * self.s * self.w)[:, None, :]


# --- one step and its measures ------------------------------------------------------------------------------

def scale_of(loss, count):
    return 1.0 if loss == "sum" else 2.0 / count


def accuracy(f, y):
    if y.shape[1] == 1:
        return np.mean((f > 0) == (y > 0))
    return np.mean(f.argmax(axis=1) == y.argmax(axis=1))


def measure(model, run):
    f = model.values(model.x)
    r, jac = f - run.y, model.jacobian()
    scale = scale_of(run.loss, len(run.y))
    flat = jac.reshape(-1, jac.shape[2])
    out = {"train_loss": scale / 2 * np.sum(r ** 2), "train_accuracy": accuracy(f, run.y),
           "distance": np.linalg.norm(model.w - model.w0)}
    if np.all(np.isfinite(flat)):
        values, vectors = np.linalg.eigh(scale * flat @ flat.T)
        out["lambda"] = values[::-1]
        out["vectors"] = vectors[:, ::-1]
        out["pi"] = scale / 2 * (vectors.T @ r.ravel())[::-1] ** 2
    if model.x_test is not None and len(model.x_test):
        g = model.values(model.x_test)
        out["test_loss"] = scale_of(run.loss, len(g)) / 2 * np.sum((g - run.y_test) ** 2)
        out["test_accuracy"] = accuracy(g, run.y_test)
    return out, r, jac


def step(model, run, eta, r, jac, t):
    """Heavy ball: model.w is w(t), before is w(t-1).  Nesterov: model.w is y(t), before is w(t)."""
    rows = slice(None) if run.batches is None else run.batches[t].astype(int)
    r, jac = r[rows], jac[rows]
    b, at, before = run.momentum, model.w, getattr(model, "before", model.w)
    gone = at - eta * scale_of(run.loss, len(r)) * np.einsum("ik,ikp->p", r, jac)
    if run.nesterov:
        model.w, model.before = gone + b * (gone - before), gone
    else:
        model.w, model.before = gone + b * (at - before), at


# --- the dump -------------------------------------------------------------------------------------------------

class Run:
    def __init__(self, folder):
        with open(os.path.join(folder, "meta.json"), encoding="utf-8") as file:
            self.meta = json.load(file)

        def load(name):
            path = os.path.join(folder, name + ".npy")
            if not os.path.exists(path):
                return None
            array = np.load(path)
            if name != "batches" and array.dtype != np.float64:
                sys.exit(f"{path}: {array.dtype}, not float64")
            return array

        self.loss = self.meta["loss"]
        self.momentum, self.nesterov = self.meta.get("momentum", 0.0), self.meta.get("nesterov", False)
        self.x, self.y = load("x_train"), column(load("y_train"))
        self.x_test, self.y_test = load("x_test"), column(load("y_test"))
        self.batches = load("batches")
        self.phi, self.s, self.weights = load("phi_train"), load("s_train"), []
        while (layer := load(f"w0_{len(self.weights)}")) is not None:
            self.weights.append(layer)
        if self.meta["architecture"] == "general":
            self.w0 = load("w0") if not self.weights else self.weights[0]
        if bool(self.meta.get("batch")) != (self.batches is not None):
            sys.exit("meta.json says batch = %r, batches.npy %s" % (
                self.meta.get("batch"), "is there" if self.batches is not None else "is not there"))

    def check_conv(self):
        meta, side = self.meta, self.meta["kernel"]
        channels = [meta["image"][0], *meta["widths"]]
        wanted = [(b, a, side, side) for a, b in zip(channels, channels[1:])]
        flat = meta["readout"] == "flatten"
        wanted.append((meta["outputs"], channels[-1], *meta["image"][1:]) if flat else (meta["outputs"], channels[-1]))
        return (wanted == [w.shape for w in self.weights] and math.prod(meta["image"]) == self.x.shape[1]
                and self.y.shape == (len(self.x), meta["outputs"]))

    def check(self):
        """What meta.json says must be what the arrays are."""
        if self.meta["architecture"] == "general":
            return self.phi.shape == self.s.shape == (len(self.x), len(self.w0))
        if self.meta["architecture"] == "conv":
            return self.check_conv()
        sizes = [self.x.shape[1], *self.meta["widths"], self.meta["outputs"]]
        shapes = [tuple(w.shape) for w in self.weights]
        return shapes == list(zip(sizes[1:], sizes[:-1])) and self.y.shape == (len(self.x), sizes[-1])

    def model(self, name):
        if name == "general":
            return GeneralModel(self.w0.ravel(), self.phi, self.s, self.meta["gamma"])
        if self.meta["architecture"] == "conv":
            net = ConvNetwork(self.weights, self.meta["activation"], self.meta["image"])
        else:
            net = Network(self.weights, self.meta["activation"])
        if name == "network":
            return NetworkModel(net, self.x, self.x_test)
        return TaylorModel(net, self.x, self.x_test, {"linear": 1, "quadratic": 2}[name])


def column(y):
    return y[:, None] if y is not None and y.ndim == 1 else y


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    rows = {}
    for row in csv.DictReader(lines):
        rows.setdefault(row["model"], []).append(row)
    return rows


# --- comparison -----------------------------------------------------------------------------------------------

class Worst:
    """The largest error of every column, in units of what is allowed."""

    def __init__(self, tolerance):
        self.tolerance, self.found, self.count = tolerance, {}, 0

    def add(self, name, t, text, expected, size, extra=0.0):
        if text == "":
            return
        self.count += 1
        actual = float(text)
        error = abs(actual - expected) / size if size > 0 else abs(actual - expected)
        error = error if np.isfinite(error) else math.inf
        ratio = error / (self.tolerance + extra)
        if name not in self.found or ratio > self.found[name][0]:
            self.found[name] = (ratio, error, t, actual, expected)


def gap_of(values, k):
    others = np.delete(values, k)
    return np.min(np.abs(others - values[k])) if len(others) else math.inf


def turn_of(values, k):
    """How far eigenvector k may be off; of equal values, all zero perhaps, no vector is the one."""
    gap = gap_of(values, k)
    return 1e-7 * values[0] / gap if gap > 0 else math.inf


def compare_overlap(row, got, former, worst):
    for k in range(len(got["lambda"])):
        turn = max(turn_of(got["lambda"], k), turn_of(former["lambda"], k))
        if turn < 1e-3 and f"overlap_{k + 1}" in row:
            overlap = abs(got["vectors"][:, k] @ former["vectors"][:, k])
            worst.add(f"overlap_{k + 1}", int(row["step"]), row[f"overlap_{k + 1}"], overlap, 1, 4 * turn)


def compare(row, got, worst, peak, farthest):
    t = int(row["step"])
    size = math.sqrt(got["train_loss"] * peak)
    worst.add("train_loss", t, row["train_loss"], got["train_loss"], size)
    if "test_loss" in got:
        worst.add("test_loss", t, row["test_loss"], got["test_loss"],
                  math.sqrt(got["test_loss"] * max(peak, got["test_loss"])))
        worst.add("test_accuracy", t, row["test_accuracy"], got["test_accuracy"], 1)
    worst.add("train_accuracy", t, row["train_accuracy"], got["train_accuracy"], 1)
    worst.add("distance", t, row["distance"], got["distance"], farthest)
    values = got["lambda"]
    for k in range(len(values)):
        if f"lambda_{k + 1}" not in row:
            break
        worst.add(f"lambda_{k + 1}", t, row[f"lambda_{k + 1}"], values[k], values[0])
        turn = turn_of(values, k)
        if turn < 1e-3:
            worst.add(f"pi_{k + 1}", t, row[f"pi_{k + 1}"], got["pi"][k], size, 4 * turn)


def relative(actual, expected, size=None):
    if actual.shape != expected.shape:
        return math.inf
    size = np.max(np.abs(expected), initial=0) if size is None else size
    return np.max(np.abs(actual - expected), initial=0) / (size if size > 0 else 1)


def compare_final(model, run, folder, t, worst):
    """The weights as changes from w0, for w0 itself is much larger than what is to be seen; the kernel without its scale."""
    def add(name, actual, expected, size=None):
        worst.add("final " + name, t, str(relative(actual, expected, size)), 0.0, 1)

    def load(name):
        return np.load(os.path.join(folder, name + ".npy"))

    layers = []
    while os.path.exists(os.path.join(folder, f"w_{len(layers)}.npy")):
        layers.append(load(f"w_{len(layers)}"))
    w = np.concatenate([layer.ravel() for layer in layers])
    if [layer.shape for layer in layers] != [layer.shape for layer in run.weights]:
        sys.exit(f"{folder}: weights of other shapes than w0")
    add("w", w - model.w0, model.w - model.w0, np.linalg.norm(model.w - model.w0))
    add("f_train", column(load("f_train")), model.values(model.x))
    if model.x_test is not None and len(model.x_test):
        add("f_test", column(load("f_test")), model.values(model.x_test))
    jac = model.jacobian()
    flat = jac.reshape(-1, jac.shape[2])
    kernel = load("k")
    add("k", kernel, flat @ flat.T)
    scale = scale_of(run.loss, len(run.y))
    values, vectors = load("lambda"), load("p")
    add("lambda", values, np.linalg.eigvalsh(scale * flat @ flat.T)[::-1])
    add("p", scale * vectors @ kernel, values[:len(vectors), None] * vectors, values[0])


def recompute(run, name, rows, tolerance, final):
    model, worst = run.model(name), Worst(tolerance)
    peak = farthest = first = 0.0
    former = None  # the last row that had a spectrum
    for t, row in enumerate(rows):
        if int(row["step"]) != t:
            sys.exit(f"{name}: row {t} is step {row['step']}")
        got, r, jac = measure(model, run)
        first = first or got["train_loss"]
        # what blows up amplifies rounding without bound: enough to see that it blows up
        if not got["train_loss"] < 1e9 * first:
            if rows[-1]["phase"] != "diverged" and not got["train_loss"] < 1e30 * first:
                worst.add("divergence", t, row["train_loss"], got["train_loss"], 0)
            break
        peak, farthest = max(peak, got["train_loss"]), max(farthest, got["distance"])
        compare(row, got, worst, peak, farthest)
        if former:
            compare_overlap(row, got, former, worst)
        elif row["overlap_1"]:
            sys.exit(f"{name}: the first row overlaps with nothing, but has {row['overlap_1']}")
        former = got if row["lambda_1"] else former
        if t + 1 < len(rows):
            step(model, run, float(row["eta"]), r, jac, t)
        elif final and rows[-1]["phase"] != "diverged":
            compare_final(model, run, os.path.join(final, name), t, worst)
    return worst


def report(name, rows, worst, verbose):
    bad = [column for column, found in worst.found.items() if found[0] > 1]
    largest = max((found[1] for found in worst.found.values()), default=0)
    print(f"{name}: {len(rows)} rows, {worst.count} values, largest error {largest:.2g}: "
          + ("FAILED" if bad or not worst.count else "ok"))
    for column in worst.found if verbose else bad:
        _, error, t, actual, expected = worst.found[column]
        print(f"  {column}: step {t}: {actual:.17g}, recomputed {expected:.17g} (error {error:.2g})")
    return not bad and worst.count > 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--dump", required=True)
    parser.add_argument("--csv", required=True)
    parser.add_argument("--final")
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    run = Run(options.dump)
    if run.meta["architecture"] not in ("fc", "conv", "general"):
        print(f"architecture {run.meta['architecture']}: not recomputed", file=sys.stderr)
        return 2
    if not run.check():
        print("meta.json and the arrays' shapes do not agree", file=sys.stderr)
        return 2
    good = True
    with np.errstate(all="ignore"):
        for name, rows in read_csv(options.csv).items():
            good &= report(name, rows, recompute(run, name, rows, options.tolerance, options.final), options.verbose)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
