#!/usr/bin/env python3
"""Reads the folder of `catapult run PRESET --dump DIR` and computes eta_crit from it.

    catapult run single --steps 0 --dump DIR
    read_dump.py DIR

The tangent kernel K(x, x') = grad f(x) . grad f(x') of a network with one hidden layer, at w0, from the arrays of the dump
alone: f(x) = v . s(W x / sqrt(d)) / sqrt(m), no biases.  Needs NumPy.
"""
import json
import os
import sys

import numpy as np

SLOPES = {
    "relu": lambda z: (z >= 0).astype(float),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "linear": np.ones_like,
}
VALUES = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "linear": lambda z: z}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    with open(os.path.join(folder, "meta.json"), encoding="utf-8") as file:
        meta = json.load(file)
    if meta["architecture"] != "fc" or len(meta["widths"]) != 1 or meta["outputs"] != 1 or meta["activation"] not in SLOPES:
        sys.exit("this example reads networks with one hidden layer and one output: relu, tanh or linear")
    x, w, v = (np.load(os.path.join(folder, name + ".npy")) for name in ("x_train", "w0_0", "w0_1"))
    n, d = x.shape
    z = x @ w.T / np.sqrt(d)
    a = VALUES[meta["activation"]](z)
    b = v * SLOPES[meta["activation"]](z)
    k = (a @ a.T + (b @ b.T) * (x @ x.T) / d) / len(w)
    c = 1 if meta["loss"] == "sum" else 2 / n
    lambda_1 = c * np.linalg.eigvalsh(k)[-1]
    print(f"n {n}, d {d}, width {len(w)}, {meta['activation']}: lambda_1(0) = {lambda_1:.12g}, "
          f"eta_crit = {2 / lambda_1:.12g}")


if __name__ == "__main__":
    main()
